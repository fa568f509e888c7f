"""`sitbreak feel`: how the last break was; and the same question after a break in the terminal."""

from __future__ import annotations

import sys

from sitbreak.commands.talk import tell
from sitbreak.errors import SitbreakError
from sitbreak.ipc_client import request
from sitbreak.words import _, fill

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from typing import Any

_PATIENCE_S = 20.0
_HOWS = {"g": "good", "h": "hard", "u": "hurt"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "how",
        choices=(*_HOWS.values(), "fine"),
        help="good, hard or hurt: the last break, up to an hour ago, or a day if it hurt; fine: all is fine"
        " again after it hurt",
    )
    parser.add_argument("--json", action="store_true", help="print the whole answer as JSON")


def run(args: argparse.Namespace) -> int:
    can_ask = _somebody_is_there() and not args.json
    answer = request({"do": "feel", "how": args.how, "ask": can_ask})
    code = tell(answer, as_json=args.json)
    if can_ask:
        _ask_back(answer)
    return code


def ask_how_it_was() -> None:
    """Ask somebody at this terminal how the break was, for 20 s at the most. Who says nothing, or is not
    there, is not asked twice."""
    if not _somebody_is_there():
        return
    key = _key(_("How was that? g good, h too hard, u it hurt (Enter: no answer)"))
    if key not in _HOWS:
        return
    try:
        answer = request({"do": "feel", "how": _HOWS[key]})
        tell(answer, as_json=False)
        _ask_back(answer)
    except SitbreakError:
        return  # sitbreak has ended meanwhile; there is nobody to tell


def _ask_back(answer: dict[str, Any]) -> None:
    """Put the question that *answer* carries, if there is one."""
    question = answer.get("question")
    if not isinstance(question, dict):
        return
    text = _("{question} y {yes}, n {no} (Enter: no answer)")
    key = _key(fill(text, question=question["text"], yes=question["yes"], no=question["no"]))
    if key in ("y", "n"):
        said = {"do": "answer", "question": question["id"], "yes": key == "y"}
        tell(request(said), as_json=False)


def _somebody_is_there() -> bool:
    return sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()


def _key(text: str) -> str:
    """The key that is pressed within 20 s of *text*; empty when none is."""
    from sitbreak.screens.keys import single_keys

    sys.stdout.write(f"{text} ")
    sys.stdout.flush()
    try:
        with single_keys() as wait:
            key = wait(_PATIENCE_S)
    except KeyboardInterrupt:
        key = ""
    sys.stdout.write("\n")
    return key.lower()
