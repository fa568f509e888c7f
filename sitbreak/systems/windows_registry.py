"""The part of the registry of Windows that is the machine's, and that its users cannot change."""

from __future__ import annotations

import sys

assert sys.platform == "win32"  # the type checker reads on for this system only

import winreg


def of_the_machine(key: str, name: str) -> object:
    """A value of the machine's registry; None when there is none."""
    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, key) as opened:
            return winreg.QueryValueEx(opened, name)[0]
    except OSError:
        return None
