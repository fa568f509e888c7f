"""`sitbreak start [ROUTINE]`: a break now, its routine played in this terminal."""

from __future__ import annotations

import signal
import sys
import threading
from typing import TYPE_CHECKING, Any

from sitbreak import paths
from sitbreak.commands import feeling
from sitbreak.commands.talk import tell
from sitbreak.errors import INTERRUPTED, OK, NotRunning, SitbreakError
from sitbreak.ipc_client import request, watch
from sitbreak.words import _, clean

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from types import FrameType


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "routine",
        metavar="ROUTINE",
        nargs="?",
        help="a routine's id (see `sitbreak routines list`); the suggested one when left out",
    )
    parser.add_argument(
        "--no-play", action="store_true", help="show it in its window, or the notification, instead of here"
    )
    parser.add_argument("--json", action="store_true", help="print the answer as JSON, and do not play")


def run(args: argparse.Namespace) -> int:
    here = not (args.no_play or args.json)
    message: dict[str, Any] = {"do": "start"}
    if here and sys.stdout.isatty():  # from a hotkey nobody would see it here: the notification shows it too
        message["shown"] = "terminal"
    if args.routine:
        message["routine"] = args.routine
    answer = request(message)
    if not answer.get("ok") or not here:
        return tell(answer, as_json=args.json)
    return _play(answer)


def _play(answer: dict[str, Any]) -> int:
    """Play the routine to its end; leaving early stops the break, and a break that was ended elsewhere is not
    played on."""
    _heed(signal.default_int_handler)
    sys.stdout.write(f"{answer['told']}\n")
    follower = BreakWatch(answer["break"]["routine"])
    try:
        to_the_end = _played(answer, follower.is_over)
    except KeyboardInterrupt:
        to_the_end = False
    except (OSError, SystemExit, SitbreakError):
        # The terminal is gone, or as rich has it, the pipe, or nothing can be played: nobody sees the rest.
        _stop()
        raise
    if to_the_end:
        _tell_the_end(answer["break"])
        feeling.ask_how_it_was()
        return OK
    if follower.is_over():
        swapped = _("It was swapped; the other routine plays in its window, or the notification.")
        sys.stdout.write((swapped if follower.swapped else _("The break was ended elsewhere.")) + "\n")
        return OK
    tell(_stop(), as_json=False)
    return INTERRUPTED


def _played(answer: dict[str, Any], is_over: Callable[[], bool]) -> bool:
    """Whether it ran to its end. Raises :class:`SitbreakError` when it cannot be played here."""
    from sitbreak.core.playing import script
    from sitbreak.routine_cache import load_cached
    from sitbreak.screens import terminal

    chosen = answer["break"]
    routine = load_cached(paths.cache_folder() / "routines.json").get(chosen["routine"])
    if routine is None:
        raise SitbreakError(
            _("The routine is in no pack any more."), _("`sitbreak routines list` lists those there are.")
        )
    steps = script(routine.steps, chosen["lead_side"], easier=chosen["easier"], warm_up=chosen["warm_up"])
    return terminal.play(routine, steps, speed=answer["speed"], is_over=is_over)


def _tell_the_end(played: dict[str, Any]) -> None:
    """Say how the break ended: somebody may have typed all the while."""
    from sitbreak.routine_words import to_the_end

    done, rested = True, True
    try:
        status = request({"do": "status"})
        last = status.get("last_break") or {}
        if status.get("break") is None and last.get("routine") == played["routine"]:
            done, rested = last["outcome"] == "done", status["sitting_s"] == 0
    except SitbreakError:
        pass  # sitbreak has ended meanwhile; nobody can tell
    heading, sentence = to_the_end(clean(played["title"]), done=done, rested=rested)
    sys.stdout.write(f"{heading}. {sentence}\n")


def _stop() -> dict[str, Any]:
    """Stop the break, whatever signal comes next."""
    _heed(signal.SIG_IGN)
    return request({"do": "stop"})


def _heed(handler: Callable[[int, FrameType | None], Any] | signal.Handlers) -> None:
    """Have *handler* called when this process is to end or its terminal closes, unless whoever started it
    chose to ignore that, as nohup does."""
    for name in ("SIGHUP", "SIGTERM"):  # not every system has both
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, handler)


class BreakWatch:
    """Is the break with *routine* still on? The running sitbreak tells, to a thread that does nothing but
    listen."""

    def __init__(self, routine: str) -> None:
        self._routine = routine
        self.swapped = False  # another routine runs in its place
        self._over = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()

    def is_over(self) -> bool:
        return self._over.is_set()

    def _listen(self) -> None:
        try:
            for status in watch():
                if not status.get("ok"):
                    return  # too many watch already: play on unwatched
                if status["break"] is None or status["break"]["routine"] != self._routine:
                    self.swapped = status["break"] is not None
                    break
        except NotRunning:
            pass
        except SitbreakError:
            return  # nobody can tell
        self._over.set()
