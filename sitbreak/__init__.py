"""sitbreak: the sitting-break reminder that desk workers keep.

What is where
-------------
``core``        pure rules: presence, sitting, prompting, breaks, routines, figure. It is told everything.
``daemon``      the loop: wait, sense, step the core, act, remember. ``ports``: what it needs of the world.
``app``         start-up: all parts built once, top to bottom.
``desktop``     the world: icon, notifications, idle time, lock and sleep, calls; ``desktop.pick`` chooses.
``systems``     what systems do differently below the desktop: folders, files, clocks, processes.
``screens``     the windows and pages, each a short-lived process: break, first run, preferences.
``prepare``     the child that reads the settings and draws the icons, so that the daemon need not.
``settings``    the settings model, its layers and rules (pydantic); for short-lived processes only.
``team``        the file a team shares: fetched, judged, kept, in a process of its own.
``commands``    one module for each family of commands; ``cli`` names them.
``simulation``  a day told by a script, run through the daemon.
``store``       history and saved state in SQLite. ``ipc``: how commands and windows talk to the daemon.
"""

__version__ = "0.1.0"
