"""What systems do differently with files."""

from __future__ import annotations

import sys

if sys.platform == "win32":
    from sitbreak.systems import windows_files as files
else:
    from sitbreak.systems import posix_files as files

__all__ = ["files"]
