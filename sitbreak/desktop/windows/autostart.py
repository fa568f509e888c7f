"""Start at login by a value of the user's Run key, which Windows lists in Settings › Apps › Startup.

There and in the Task Manager the user can switch it off, which Windows notes in a place of its own. That is
the user's: it is read, never written. What is started is `pythonw`, which has no console.
"""

from __future__ import annotations

import sys

assert sys.platform == "win32"  # the type checker reads on for this system only

import ctypes
import os
import winreg
from ctypes import wintypes
from pathlib import Path

from sitbreak.desktop.autostart import AutostartState, state_of_command
from sitbreak.desktop.windows.startup_words import command_line, is_lent, switched_off
from sitbreak.errors import SitbreakError
from sitbreak.words import _, fill

KIND = "run key"

_NAME = "sitbreak"
_RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"
_APPROVED = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
_PLACE = rf"HKEY_CURRENT_USER\{_RUN}\{_NAME}"
_TEXT_LIMIT = 8192  # characters; a command line has no more
_SETTINGS = "Settings › Apps › Startup"


class RunKey:
    """Satisfies :class:`sitbreak.desktop.autostart.Autostart`. Everything reads or writes the registry."""

    @property
    def kinds(self) -> tuple[str, ...]:
        return (KIND,)

    def on(self, kind: str = "") -> None:  # noqa: ARG002 - there is one
        line = command_line(*own_command())
        try:
            with winreg.CreateKeyEx(winreg.HKEY_CURRENT_USER, _RUN, 0, winreg.KEY_SET_VALUE) as key:
                winreg.SetValueEx(key, _NAME, 0, winreg.REG_SZ, line)
        except OSError as error:
            raise _cannot(_("{place} cannot be written: {why}."), error) from error

    def off(self) -> None:
        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, _RUN, 0, winreg.KEY_SET_VALUE) as key:
                winreg.DeleteValue(key, _NAME)
        except FileNotFoundError:
            return
        except OSError as error:
            raise _cannot(_("{place} cannot be removed: {why}."), error) from error

    def status(self) -> AutostartState:
        try:
            line = _value(_RUN)
            approved = _value(_APPROVED)
        except OSError as error:
            text = fill(_("{place} cannot be read: {why}."), place=_PLACE, why=error.strerror or error)
            return AutostartState(kind=KIND, enabled=True, detail=text, place=_PLACE)
        if line is None:
            return AutostartState(detail=_("sitbreak does not start at login."))
        command = _command(line)
        if isinstance(approved, bytes) and switched_off(approved):
            text = _("Starting at login was switched off in {settings}; it can be switched on there.")
            return AutostartState(
                kind=KIND,
                target=command,
                who_switched_off=_SETTINGS,
                detail=fill(text, settings=_SETTINGS),
                place=_PLACE,
            )
        return _of_command(command)

    def repair(self) -> str:
        try:
            command = _command(_value(_RUN))
        except OSError:
            return ""
        gone = _missing(command)
        if not gone:
            return ""
        self.on()
        return fill(_("What starts sitbreak at login was repaired: {missing} was gone."), missing=gone)


def own_command() -> tuple[str, ...]:
    """The command that starts the sitbreak that is running now, from any folder and without a console. Raises
    :class:`SitbreakError` for a sitbreak that was only lent (`uvx`, `pipx run`)."""
    local = os.environ.get("LOCALAPPDATA", "")
    caches = (
        *(rf"{local}\{folder}" for folder in (r"uv\cache", r"pipx\pipx\Cache", r"pipx\Cache") if local),
        os.environ.get("UV_CACHE_DIR", ""),
        rf"{Path.home()}\pipx\.cache",
    )
    if is_lent(sys.prefix, caches):
        raise SitbreakError(
            fill(_("This sitbreak lies in {folder}, which is cleaned now and then."), folder=sys.prefix),
            _("Install it first: `uv tool install sitbreak` or `pipx install sitbreak`."),
        )
    without_console = Path(sys.executable).with_name("pythonw.exe")
    program = without_console if without_console.is_file() else Path(sys.executable)
    return (str(program), "-m", _NAME, "run")


def _of_command(command: tuple[str, ...]) -> AutostartState:
    gone = _missing(command)
    nothing = _("It is set to start at login, but would start nothing: {missing} is gone.")
    return state_of_command(
        KIND,
        _PLACE,
        command,
        unreadable=fill(_("{place} has no command that can be read."), place=_PLACE),
        gone=fill(nothing, missing=gone) if gone else "",
    )


def _missing(command: tuple[str, ...]) -> str:
    """What *command* needs and is not there; empty when nothing is missing, or when there is no command."""
    return command[0] if command and not Path(command[0]).is_file() else ""


def _value(key_name: str) -> object:
    """Our value in a key; None when there is none. Raises OSError."""
    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, key_name) as key:
            return winreg.QueryValueEx(key, _NAME)[0]
    except FileNotFoundError:
        return None


def _command(line: object) -> tuple[str, ...]:
    """The words of a command line, as Windows takes it apart; none when it is none."""
    if not isinstance(line, str) or not line.strip() or len(line) > _TEXT_LIMIT:
        return ()
    count = ctypes.c_int()
    words = _words_of_line(os.path.expandvars(line), count)
    if not words:
        return ()
    try:
        return tuple(words[: count.value])
    finally:
        _free(words)


_words_of_line = ctypes.WinDLL("shell32").CommandLineToArgvW
_words_of_line.argtypes = (wintypes.LPCWSTR, ctypes.POINTER(ctypes.c_int))
_words_of_line.restype = ctypes.POINTER(wintypes.LPWSTR)
_free = ctypes.WinDLL("kernel32").LocalFree
_free.argtypes = (ctypes.c_void_p,)


def _cannot(text: str, error: OSError) -> SitbreakError:
    return SitbreakError(fill(text, place=_PLACE, why=error.strerror or error))
