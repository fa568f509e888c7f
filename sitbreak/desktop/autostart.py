"""Start at login, by an XDG autostart entry that is read back and verified.

An entry proves nothing by being there: the desktop or the user may have switched it off, and the program it
names may be gone, as when the environment it was installed in has moved. :func:`status` tells which it is.
The entry of the user counts before one of the system (of a distribution's package, say).

Everything here reads or writes a small file and blocks no longer than that.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from sitbreak import paths
from sitbreak.desktop.exec_line import read_exec, write_exec, write_string
from sitbreak.errors import SitbreakError
from sitbreak.whole_file import write_whole
from sitbreak.words import _, fill

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from sitbreak.ports import Json

ENTRY_LIMIT_B = 64 * 1024
_FIRST_LINES_B = 1024  # of a script, to see what runs it

_SWITCHED_OFF = "[Desktop Entry]\nType=Application\nName=sitbreak\nHidden=true\n"


def own_command() -> list[str]:
    """The command that starts the sitbreak that is running now, from any folder."""
    script = Path(sys.argv[0])
    if script.name == "sitbreak" and script.is_absolute() and os.access(script, os.X_OK):
        return [str(script), "run"]
    return [sys.executable, "-m", "sitbreak", "run"]


def enable(command: Sequence[str]) -> None:
    """Let *command* run at login, whatever entry there was before. Raises :class:`SitbreakError`."""
    template = paths.bundled("assets", "desktop", "sitbreak.desktop").read_text("utf-8")
    icon = paths.bundled("assets", "icons", "sitbreak.svg")
    _write(template.replace("@EXEC@", write_exec(command)).replace("@ICON@", write_string(str(icon))))


def disable() -> None:
    """Let nothing of ours start at login. Raises :class:`SitbreakError`."""
    if _system_entry() is not None:
        _write(_SWITCHED_OFF)  # only an entry of the user hides one of the system
        return
    file = paths.autostart_file()
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        raise _cannot(_("The autostart entry {file} cannot be removed: {why}."), file, error) from error


def status() -> Json:
    """How it stands: ``state``, ``detail`` (a sentence), ``file`` and ``command`` (None where there is none).

    ``state`` is ``on``; ``off``: no entry; ``switched off``: an entry that the user or the desktop has
    disabled; ``broken``: it would start nothing.
    """
    file = paths.autostart_file()
    if not os.path.lexists(file):
        system_entry = _system_entry()
        if system_entry is None:
            return _answer("off", _("sitbreak does not start at login."), None)
        file = system_entry
    try:
        entry = _read(file)
    except OSError as error:
        why = error.strerror or error
        return _answer("broken", fill(_("The entry {file} cannot be read: {why}."), file=file, why=why), file)
    if entry.get("Hidden") == "true" or entry.get("X-GNOME-Autostart-enabled") == "false":
        return _answer(
            "switched off", _("Starting at login was switched off in the desktop's settings."), file
        )
    try:
        command = read_exec(entry.get("Exec", ""))
    except ValueError:
        return _answer(
            "broken", fill(_("The entry {file} has no command that can be read."), file=file), file
        )
    missing = _missing(command)
    if missing:
        detail = fill(
            _("The entry is there, but it would start nothing: {missing} is gone."), missing=missing
        )
        return _answer("broken", detail, file, command)
    return _answer("on", _("sitbreak starts at login."), file, command)


def _answer(state: str, detail: str, file: Path | None, command: list[str] | None = None) -> Json:
    return {"state": state, "detail": detail, "file": str(file) if file else None, "command": command}


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
    if not file.is_file():
        raise OSError(_("it is no file"))
    with file.open("rb") as opened:
        text = opened.read(ENTRY_LIMIT_B).decode("utf-8", "replace")
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


def _missing(command: Sequence[str]) -> str:
    """What *command* needs and is not there or cannot be run; empty when nothing is missing."""
    program = shutil.which(command[0])
    if program is None:
        return command[0]
    interpreter = _interpreter(Path(program))
    if interpreter and not shutil.which(interpreter):
        return interpreter
    return ""


def _interpreter(program: Path) -> str:
    """What runs the script *program*; empty for a program that runs by itself.

    Installers put a long path into the second line of a shell script instead: ``'''exec' "/path/python"``.
    """
    try:
        with program.open("rb") as opened:
            lines = opened.read(_FIRST_LINES_B).decode("utf-8", "replace").splitlines()
    except OSError:
        return ""
    if not lines or not lines[0].startswith("#!"):
        return ""
    if len(lines) > 1 and lines[1].startswith("'''exec' "):
        path = lines[1].removeprefix("'''exec' ")
        return path.split('"')[1] if path.startswith('"') else path.split(" ")[0]
    return lines[0].removeprefix("#!").strip().split(" ")[0]
