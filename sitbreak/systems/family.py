"""A process and all it starts, so that they can be ended together. (On Linux :mod:`sitbreak.child_linux` does
without this.)"""

from __future__ import annotations

import sys

if sys.platform == "win32":
    from sitbreak.systems.windows_job import START_APART, Family
else:
    from sitbreak.systems.posix_group import START_APART, Family

__all__ = ["START_APART", "Family"]
