"""What systems do differently below the desktop: folders, files, clocks, and ending all that a process began.

Each of the modules without a system in its name chooses the one of this system, as ``from
sitbreak.systems.folders import folders`` has it. Those have the same names, so the type checker, which is run
for each system, sees when one lacks something. This package and :mod:`sitbreak.desktop.pick` are where it is asked which system this is; few
other modules choose between two beside them (:mod:`sitbreak.child`, :mod:`sitbreak.ipc` and its like).
"""
