"""The local zone of this system. Apart from the rest, for it brings the calendar along."""

from __future__ import annotations

import sys

if sys.platform == "win32":
    from sitbreak.systems.windows_zone import LocalZone
else:
    from sitbreak.systems.zone_files import LocalZone

__all__ = ["LocalZone"]
