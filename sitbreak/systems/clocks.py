"""The clocks of this system, and its zone. For :mod:`sitbreak.clock`, which is what everybody else asks."""

from __future__ import annotations

import sys

if sys.platform == "win32":
    from sitbreak.systems import windows_clocks as clocks
    from sitbreak.systems.windows_zone import LocalZone
elif sys.platform == "darwin":
    from sitbreak.systems import macos_clocks as clocks
    from sitbreak.systems.zone_files import LocalZone
else:
    from sitbreak.systems import linux_clocks as clocks
    from sitbreak.systems.zone_files import LocalZone

__all__ = ["LocalZone", "clocks"]
