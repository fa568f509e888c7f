"""What starts sitbreak at login, set anew where its program is gone: without a trace in the resident program.

What this takes is loaded in a process of its own, so that the one that stays is no larger for a thing that is
needed once in years. That process is a fork, which knows all that is loaded already: some milliseconds. Where
nothing of the user's own is there to be repaired, there is none.
"""

from __future__ import annotations

import os

from sitbreak import paths


def repair_apart() -> None:
    """Repair and note it in the log. Before any thread is started or file is opened; waits for the end of it.
    Raises OSError when there can be no other process."""
    if not any(os.path.lexists(file) for file in (paths.autostart_file(), paths.systemd_unit_file())):
        return
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return
    try:
        _repair()
    finally:
        os._exit(0)


def _repair() -> None:
    from sitbreak import log
    from sitbreak.desktop.linux.autostart import LinuxAutostart

    log.open_file()
    try:
        told = LinuxAutostart().repair()
    except Exception as error:  # noqa: BLE001 - whatever it is, it keeps nobody from being reminded
        log.problem("autostart", error)
    else:
        if told:
            log.note("autostart", told)
