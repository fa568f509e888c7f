"""The folders of this system. :mod:`sitbreak.paths` says what is kept where in them."""

from __future__ import annotations

import sys

if sys.platform == "win32":
    from sitbreak.systems import windows_folders as folders
elif sys.platform == "darwin":
    from sitbreak.systems import macos_folders as folders
else:
    from sitbreak.systems import linux_folders as folders

__all__ = ["folders"]
