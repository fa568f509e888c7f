"""What systems do differently below the desktop: folders, clocks and files; beside them zones and children.

``from sitbreak.systems import here`` is the module of this system. They all have the same names, so the type
checker, which is run for each system, sees when one lacks something. This package and
:mod:`sitbreak.desktop.pick` are where it is asked which system this is; the few other places choose between
two modules of the same names beside them (:mod:`sitbreak.child`, :mod:`sitbreak.ipc`, ...).
"""

from __future__ import annotations

import sys

if sys.platform == "win32":
    from sitbreak.systems import windows as here
elif sys.platform == "darwin":
    from sitbreak.systems import macos as here
else:
    from sitbreak.systems import linux as here

__all__ = ["here"]
