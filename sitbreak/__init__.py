"""sitbreak: the sitting-break reminder that desk workers keep.

What is where
-------------
``core``      pure rules: presence, sitting time, prompting, breaks, routines. It is told everything.
``daemon``    the loop: wait, sense, step the core, act, remember.
``ports``     what the daemon needs of the world, as Protocols.
``desktop``   the world: tray, notifications, idle time, lock and sleep signals; ``desktop.pick`` chooses.
``prepare``   a short-lived process that reads the settings and draws the icons, so that the daemon need not.
``settings``  the settings model and its layers (pydantic); used by ``prepare`` and the commands only.
``commands``  one module for each family of commands; ``cli`` names them.
``store``     history and saved state in SQLite. ``ipc``: one instance, and how the command line talks to it.
"""

__version__ = "0.1.0"
