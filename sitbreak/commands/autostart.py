"""`sitbreak autostart on|off|status`: start at login, or not, and whether that would really work."""

from __future__ import annotations

import json
import sys

from sitbreak.desktop import autostart
from sitbreak.errors import EXPECTED_FAILURE, OK, SitbreakError
from sitbreak.words import _

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from sitbreak.ports import Json


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what",
        choices=("on", "off", "status"),
        help="on: start at login, also repairs an entry that is broken or was switched off; off: do not; "
        "status: how it stands, and whether what would be started is there (exit code 1 when it is not)",
    )
    parser.add_argument("--json", action="store_true", help="for other programs")


def run(args: argparse.Namespace) -> int:
    if args.what == "on":
        return switch_on(as_json=args.json)
    if args.what == "off":
        return switch_off(as_json=args.json)
    return tell(as_json=args.json)


def switch_on(*, as_json: bool) -> int:
    before = autostart.status()
    autostart.enable(autostart.own_command())
    after = autostart.status()
    if after["state"] != "on":
        raise SitbreakError(after["detail"], _("Install sitbreak again and repeat this."))
    words = {
        "on": _("sitbreak starts at login."),
        "off": _("From now on sitbreak starts at login."),
        "switched off": _(
            "It was switched off in the desktop's settings. Now sitbreak starts at login again."
        ),
        "broken": _("The entry was broken and is repaired: sitbreak starts at login again."),
    }
    return _write({**after, "detail": words[before["state"]], "was": before["state"]}, as_json=as_json)


def switch_off(*, as_json: bool) -> int:
    before = autostart.status()
    autostart.disable()
    after = autostart.status()
    words = _("sitbreak does not start at login.")
    if before["state"] == "on":
        words = _("From now on sitbreak does not start at login.")
    return _write({**after, "detail": words, "was": before["state"]}, as_json=as_json)


def tell(*, as_json: bool) -> int:
    found = autostart.status()
    if found["state"] in ("broken", "switched off") and not as_json:
        found["detail"] += " " + _("`sitbreak autostart on` mends it.")
    _write(found, as_json=as_json)
    return EXPECTED_FAILURE if found["state"] == "broken" else OK


def _write(answer: Json, *, as_json: bool) -> int:
    line = json.dumps(answer, ensure_ascii=False) if as_json else answer["detail"]
    sys.stdout.write(f"{line}\n")
    return OK
