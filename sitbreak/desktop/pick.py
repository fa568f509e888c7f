"""The only place that asks which system this is (house rule 6)."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from sitbreak.errors import SitbreakError

if TYPE_CHECKING:
    from sitbreak.ports import Clock, Desktop


def desktop(clock: Clock) -> Desktop:
    """The desktop of this system. Raises :class:`SitbreakError` where there is none for it yet."""
    if sys.platform == "linux":  # noqa: TID251
        from sitbreak.desktop.linux.desktop import LinuxDesktop

        return LinuxDesktop(clock)
    raise SitbreakError(f"sitbreak has no desktop for {sys.platform!r} yet; it runs on Linux.")  # noqa: TID251
