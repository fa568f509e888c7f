"""Start at login by an XDG autostart entry, which every desktop reads.

The entry of the user counts before one of the system (of a distribution's package, say).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from sitbreak import paths
from sitbreak.desktop.autostart import AutostartState, read_at_most
from sitbreak.desktop.exec_line import read_exec, write_exec, write_string
from sitbreak.desktop.own_program import missing
from sitbreak.errors import SitbreakError
from sitbreak.whole_file import write_whole
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from collections.abc import Sequence

ENTRY_LIMIT_B = 64 * 1024
KIND = "entry"

_WRITTEN = "X-Sitbreak-Written"  # by us, so that we may repair it
_REPAIRED = "X-Sitbreak-Repaired"  # what was gone when we did
_SWITCHED_OFF = f"[Desktop Entry]\nType=Application\nName=sitbreak\nHidden=true\n{_WRITTEN}=off\n"


def enable(command: Sequence[str], *, gone: str = "") -> None:
    """Let *command* run at login, whatever entry there was before; *gone* is what the one before had lost.
    Raises :class:`SitbreakError`."""
    template = paths.bundled("assets", "desktop", "sitbreak.desktop").read_text("utf-8")
    icon = paths.bundled("assets", "icons", "sitbreak.svg")
    text = template.replace("@EXEC@", write_exec(command)).replace("@ICON@", write_string(str(icon)))
    text += f"{_WRITTEN}=true\n"
    if gone:
        text += f"{_REPAIRED}={write_string(gone)}\n"
    _write(text)


def disable() -> None:
    """Let no entry of ours start anything at login. Raises :class:`SitbreakError`."""
    if _system_entry() is None:
        forget()
    else:
        _write(_SWITCHED_OFF)  # only an entry of the user hides one of the system


def forget() -> None:
    """Remove the entry of the user, so that what the system has counts. Raises :class:`SitbreakError`."""
    file = paths.autostart_file()
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        raise _cannot(_("The autostart entry {file} cannot be removed: {why}."), file, error) from error


def status() -> AutostartState:
    """How the entry stands. Raises nothing."""
    file = paths.autostart_file()
    if not os.path.lexists(file):
        system_entry = _system_entry()
        if system_entry is None:
            return AutostartState(detail=_("sitbreak does not start at login."))
        file = system_entry
    try:
        entry = _read(file)
    except OSError as error:
        why = error.strerror or error
        return _broken(fill(_("The entry {file} cannot be read: {why}."), file=file, why=why), file)
    switch = _switch(entry)
    if switch:
        by_us = entry.get(_WRITTEN) == "off"
        text = (
            _("Starting at login was switched off by `sitbreak autostart off`.")
            if by_us
            else fill(
                _("Starting at login was switched off in the desktop's settings ({line})."), line=switch
            )
        )
        who = "sitbreak autostart off" if by_us else switch
        return AutostartState(kind=KIND, who_switched_off=who, detail=text, place=str(file))
    return _of_command(entry, file)


def repairable() -> tuple[str, ...]:
    """The command of an entry that we wrote and that would start nothing; empty: there is no such entry."""
    try:
        entry = _read(paths.autostart_file())
        if _WRITTEN not in entry or _switch(entry):
            return ()
        command = read_exec(entry.get("Exec", ""))
    except (OSError, ValueError):
        return ()
    return tuple(command) if missing(command) else ()


def _of_command(entry: dict[str, str], file: Path) -> AutostartState:
    try:
        command = read_exec(entry.get("Exec", ""))
    except ValueError:
        return _broken(fill(_("The entry {file} has no command that can be read."), file=file), file)
    gone = missing(command)
    if gone:
        text = _("The entry is there, but it would start nothing: {missing} is gone.")
        return _broken(fill(text, missing=gone), file, command)
    detail = _("sitbreak starts at login.")
    if entry.get(_REPAIRED):
        text = _("The entry was repaired when {missing} was gone.")
        detail += " " + fill(text, missing=entry[_REPAIRED])
    return AutostartState(
        kind=KIND, enabled=True, target=tuple(command), exists=True, detail=detail, place=str(file)
    )


def _broken(detail: str, file: Path, command: Sequence[str] = ()) -> AutostartState:
    return AutostartState(kind=KIND, enabled=True, target=tuple(command), detail=detail, place=str(file))


def _switch(entry: dict[str, str]) -> str:
    """The line of the entry that switches it off; empty: none does."""
    for key, value in (("Hidden", "true"), ("X-GNOME-Autostart-enabled", "false")):
        if entry.get(key) == value:
            return f"{key}={value}"
    return ""


def _system_entry() -> Path | None:
    """The entry for all users, if there is one."""
    folders = os.environ.get("XDG_CONFIG_DIRS") or "/etc/xdg"
    for folder in folders.split(":"):
        file = Path(folder, "autostart", "sitbreak.desktop")
        if folder.startswith("/") and file.is_file():
            return file
    return None


def _read(file: Path) -> dict[str, str]:
    """The keys of the entry in *file*. A file that is none has no keys. Raises OSError."""
    text = read_at_most(file, ENTRY_LIMIT_B).decode("utf-8", "replace")
    entry: dict[str, str] = {}
    inside = False
    for line in text.split("\n"):
        if line.startswith("["):
            inside = line.strip() == "[Desktop Entry]"
        elif inside and "=" in line and not line.startswith("#"):
            key, _equals, value = line.partition("=")
            entry.setdefault(key.strip(), value.strip())
    return entry


def _write(text: str) -> None:
    file = paths.autostart_file()
    try:
        paths.private_folder(file.parent)
        write_whole(file, text.encode("utf-8", "surrogateescape"))
    except OSError as error:
        raise _cannot(_("The autostart entry {file} cannot be written: {why}."), file, error) from error


def _cannot(text: str, file: Path, error: OSError) -> SitbreakError:
    return SitbreakError(fill(text, file=file, why=error.strerror or error))
