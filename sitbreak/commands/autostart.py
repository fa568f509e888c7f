"""`sitbreak autostart on|off|status`: start at login, or not, and whether that would really work."""

from __future__ import annotations

import json
import sys
from dataclasses import replace

from sitbreak.desktop import pick
from sitbreak.desktop.autostart import BROKEN, OFF, ON, SWITCHED_OFF
from sitbreak.errors import EXPECTED_FAILURE, OK, SitbreakError, UsageError
from sitbreak.words import _, fill

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from sitbreak.desktop.autostart import Autostart, AutostartState

_TRY_LIMIT_S = 10.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what",
        choices=("on", "off", "status"),
        help="on: start at login, also repairs what is broken or was switched off; off: do not; "
        "status: how it stands, and whether what would be started runs (exit code 1 when it does not)",
    )
    parser.add_argument(
        "--systemd",
        action="store_true",
        help="with on: by a unit of your systemd, which also starts sitbreak anew when it fails or hangs",
    )
    parser.add_argument("--json", action="store_true", help="for other programs")


def run(args: argparse.Namespace) -> int:
    if args.systemd and args.what != "on":
        raise UsageError(_("--systemd goes with `sitbreak autostart on` only."))
    at_login = pick.autostart()
    if args.what == "on":
        return switch_on(at_login, "unit" if args.systemd else "", as_json=args.json)
    if args.what == "off":
        return switch_off(at_login, as_json=args.json)
    return tell(at_login, as_json=args.json)


def switch_on(at_login: Autostart, kind: str = "", *, as_json: bool) -> int:
    """Set it, by *kind* or as it is done here, and make sure that it would work."""
    if kind and kind not in at_login.kinds:
        raise SitbreakError(_("There is no systemd on this system."), _("Leave `--systemd` out."))
    before = at_login.status()
    at_login.on(kind)
    after = verified(at_login)
    if after.word != ON:
        raise SitbreakError(after.detail, _advice(after))
    words = {
        ON: after.detail,
        OFF: _("From now on sitbreak starts at login."),
        SWITCHED_OFF: fill(
            _("It was switched off ({who}). Now sitbreak starts at login again."), who=before.who_switched_off
        ),
        BROKEN: _("The entry was broken and is repaired: sitbreak starts at login again."),
    }
    return _write(after, words[before.word], was=before, as_json=as_json)


def switch_off(at_login: Autostart, *, as_json: bool) -> int:
    before = at_login.status()
    at_login.off()
    after = at_login.status()
    words = _("sitbreak does not start at login.")
    if before.word == ON:
        words = _("From now on sitbreak does not start at login.")
    return _write(after, words, was=before, as_json=as_json)


def tell(at_login: Autostart, *, as_json: bool) -> int:
    found = verified(at_login)
    words = found.detail
    in_our_hands = found.word == BROKEN or (found.word == SWITCHED_OFF and found.kind != "run key")
    if in_our_hands and not as_json:
        words += " " + _("`sitbreak autostart on` mends it.")
    _write(found, words, as_json=as_json)
    return EXPECTED_FAILURE if found.word == BROKEN else OK


def verified(at_login: Autostart) -> AutostartState:
    """How it stands, with what would be started tried out. Blocks for as long as that takes, at most 10 s."""
    found = at_login.status()
    problem = _failure(found.target) if found.word == ON else ""
    if not problem:
        return found
    detail = fill(
        _("What would be started, {command}, does not run: {why}."),
        command=" ".join(found.target),
        why=problem.rstrip("."),
    )
    return replace(found, exists=False, detail=detail)


def _failure(command: Sequence[str]) -> str:
    """Why *command*, which ends in `run`, does not run: its `version` is tried. Empty when it runs, or when
    it is a command of another form, which nobody can try. Blocks for as long as that takes, at most 10 s."""
    import subprocess

    if len(command) < 2 or command[-1] != "run":
        return ""
    try:
        done = subprocess.run(
            [*command[:-1], "version"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd="/",
            timeout=_TRY_LIMIT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    if done.returncode == 0:
        return ""
    lines = done.stderr[-2000:].decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else fill(_("it ends with code {code}"), code=done.returncode)


def _advice(state: AutostartState) -> str:
    if state.word == SWITCHED_OFF:
        return ""  # where it can be switched on has been said
    if state.kind == "unit":
        return _("`sitbreak autostart off`, then `sitbreak autostart on`, does it without systemd.")
    return _("Install sitbreak again and repeat this.")


def _write(state: AutostartState, words: str, *, was: AutostartState | None = None, as_json: bool) -> int:
    answer = {**state.as_json(), "detail": words}
    if was is not None:
        answer["was"] = was.word
    sys.stdout.write(f"{json.dumps(answer, ensure_ascii=False) if as_json else words}\n")
    return OK
