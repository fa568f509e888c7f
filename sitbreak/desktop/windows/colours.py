"""Whether the taskbar is dark or light, as the user has chosen."""

from __future__ import annotations

import sys

assert sys.platform == "win32"  # the type checker reads on for this system only


import winreg

CHANGED = 0x001A  # WM_SETTINGCHANGE
_KEY = r"Software\Microsoft\Windows\CurrentVersion\Themes\Personalize"


def taskbar_theme() -> str:
    """``dark`` or ``light``; a Windows that has no choice of it, before 10.1903, has a dark one."""
    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, _KEY) as key:
            value, kind = winreg.QueryValueEx(key, "SystemUsesLightTheme")
    except OSError:
        return "dark"
    return "light" if kind == winreg.REG_DWORD and value else "dark"
