"""Shows one notification through plyer, in a process of its own that its parent ends after three seconds.

Standard input is ``{"title": ..., "body": ...}`` in JSON. Exit code 0 says that plyer came back, not that
anybody saw anything: plyer tells nothing more.

plyer hands the texts on as they are, sometimes as arguments of a command. So what would be taken for an
option or for markup is taken out of them here.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from sitbreak.errors import EXPECTED_FAILURE, OK, USAGE
from sitbreak.words import clean, cut

LIMIT_B = 16384
TITLE_UNITS = 63
BODY_UNITS = 255
_SHOWN_S = 10

# Where this folder exists, plyer believes itself inside Flatpak and pastes the texts into a command.
_FLATPAK = Path("/app")


def harmless(text: str, units: int) -> str:
    """*text* without what a command would take for an option or a service for markup."""
    plain = clean(text).translate({ord("<"): "‹", ord(">"): "›", ord("&"): "+"})
    return cut(plain.lstrip("- \n"), units)


def main() -> int:
    """Blocks as long as plyer does. What plyer raises goes up: the exit code is then not 0."""
    try:
        told = json.loads(sys.stdin.buffer.read(LIMIT_B))
        title, body = harmless(told["title"], TITLE_UNITS), harmless(told["body"], BODY_UNITS)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return USAGE
    if _FLATPAK.is_dir():
        return EXPECTED_FAILURE
    from plyer import notification

    notification.notify(title=title or "sitbreak", message=body, app_name="sitbreak", timeout=_SHOWN_S)
    return OK


if __name__ == "__main__":
    sys.exit(main())
