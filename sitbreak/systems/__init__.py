"""What systems do differently below the desktop: folders, files, clocks, processes.

Each module without a system in its name chooses the one of this system, as in ``from sitbreak.systems.folders
import folders``. The chosen ones have the same names, so the type checker, which is run for each system, sees
when one lacks something. This package and :mod:`sitbreak.desktop.pick` are where it is asked which system
this is; a few modules choose between two beside them (:mod:`sitbreak.child`, :mod:`sitbreak.ipc` and so on).
"""
