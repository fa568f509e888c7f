"""Start at login by a unit of the user's systemd, which starts sitbreak anew when it fails or hangs.

What counts are files and links, and those are read and made here, as `systemctl --user enable` would: that
works without a manager that runs. The manager, where one answers, is told of the change, and asked whether
the desktop reaches ``graphical-session.target`` at all, which the unit waits for and many desktops never
start.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from sitbreak import paths
from sitbreak.desktop import system_tool
from sitbreak.desktop.autostart import AutostartState, read_at_most
from sitbreak.desktop.linux.unit_line import read_exec_start, write_exec_start
from sitbreak.desktop.own_program import missing
from sitbreak.errors import SitbreakError
from sitbreak.whole_file import write_whole
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from collections.abc import Sequence

KIND = "unit"
UNIT = "sitbreak.service"
TARGET = "graphical-session.target"
UNIT_LIMIT_B = 64 * 1024

_WRITTEN = "X-Sitbreak-Written"  # in a section of our own, which systemd passes over
_REPAIRED = "X-Sitbreak-Repaired"
_OURS = f"\n[X-Sitbreak]\n{_WRITTEN}=true\n"
_PATIENCE_S = 2.0


def enable(command: Sequence[str], *, gone: str = "") -> None:
    """Let *command* run whenever the user's graphical session begins; *gone* is what a unit before had lost.
    Raises :class:`SitbreakError`."""
    template = paths.bundled("assets", "desktop", UNIT).read_text("utf-8")
    text = template.replace("@EXEC@", write_exec_start(command)) + _OURS
    if gone:
        text += f"{_REPAIRED}={write_exec_start([gone])}\n"
    file, link = _own_unit(), _own_link()
    try:
        for folder in (file.parent, link.parent):
            paths.private_folder(folder)
        write_whole(file, text.encode("utf-8", "surrogateescape"))
        if not link.is_symlink():
            link.symlink_to(f"../{UNIT}")
    except OSError as error:
        raise _cannot(error) from error
    _ask("daemon-reload")


def disable() -> None:
    """Let no unit of ours start anything at login. Raises :class:`SitbreakError`."""
    file, link = _own_unit(), _own_link()
    if not any(os.path.lexists(each) for each in (file, link)) and not _elsewhere(_wanted_by()):
        return
    try:
        link.unlink(missing_ok=True)
        if not _is_mask(file):
            file.unlink(missing_ok=True)
        if _elsewhere(_wanted_by()) and not os.path.lexists(file):
            paths.private_folder(file.parent)
            file.symlink_to(os.devnull)  # only a mask of the user outdoes what is set for all users
    except OSError as error:
        raise _cannot(error) from error
    _ask("daemon-reload")


def status() -> AutostartState:
    """How the unit stands. Raises nothing."""
    file, wanted = _first(UNIT), _first(_wanted_by())
    if file is None:
        if wanted is None:
            return AutostartState(detail=_("sitbreak does not start at login."))
        text = fill(_("The systemd unit that {link} names is gone."), link=wanted)
        return AutostartState(kind=KIND, enabled=True, detail=text, place=str(wanted))
    if _is_mask(file):
        return _off_by("systemctl --user mask", file)
    if wanted is None:
        if file == _own_unit():
            return _off_by("systemctl --user disable", file)
        return AutostartState(detail=_("sitbreak does not start at login."))  # a package has brought it along
    return _of_command(file)


def repairable() -> tuple[str, ...]:
    """The command of a unit that we wrote and that would start nothing; empty: there is no such unit."""
    file = _own_unit()
    try:
        if _is_mask(file) or not os.path.lexists(_own_link()):
            return ()
        unit = _read(file)
        command = read_exec_start(unit.get("ExecStart", ""))
    except (OSError, ValueError):
        return ()
    return tuple(command) if _WRITTEN in unit and missing(command) else ()


def _of_command(file: Path) -> AutostartState:
    try:
        unit = _read(file)
        command = read_exec_start(unit.get("ExecStart", ""))
    except (OSError, ValueError) as error:
        text = fill(_("The systemd unit {file} cannot be read: {why}."), file=file, why=error)
        return AutostartState(kind=KIND, enabled=True, detail=text, place=str(file))
    gone = missing(command)
    if gone:
        text = _("The systemd unit is there, but it would start nothing: {missing} is gone.")
        detail, exists = fill(text, missing=gone), False
    elif _ask("is-active", TARGET) == "inactive" and _is_in_a_session():
        text = _("The systemd unit waits for {target}, which this desktop does not start.")
        detail, exists = fill(text, target=TARGET), False
    else:
        detail, exists = _("sitbreak starts at login, by systemd."), True
    if exists and unit.get(_REPAIRED):
        lost = read_exec_start(unit[_REPAIRED])[0]
        detail += " " + fill(_("The unit was repaired when {missing} was gone."), missing=lost)
    return AutostartState(
        kind=KIND, enabled=True, target=tuple(command), exists=exists, detail=detail, place=str(file)
    )


def _off_by(who: str, file: Path) -> AutostartState:
    text = fill(_("Starting at login was switched off by `{who}`."), who=who)
    return AutostartState(kind=KIND, who_switched_off=who, detail=text, place=str(file))


# --- files --------------------------------------------------------------------------------------------------


def _own_folder() -> Path:
    return _own_unit().parent


def _own_unit() -> Path:
    return paths.systemd_unit_file()


def _own_link() -> Path:
    return _own_folder() / _wanted_by()


def _wanted_by() -> str:
    return f"{TARGET}.wants/{UNIT}"


def _folders() -> list[Path]:
    """Where a user's systemd looks for units, in its order."""
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    return [
        _own_folder(),
        Path("/etc/systemd/user"),
        *([Path(runtime, "systemd/user")] if runtime.startswith("/") else []),
        paths.data_folder().parent / "systemd" / "user",
        *(Path(folder) for folder in ("/usr/local/lib/systemd/user", "/usr/lib/systemd/user")),
    ]


def _first(name: str) -> Path | None:
    return next((folder / name for folder in _folders() if os.path.lexists(folder / name)), None)


def _elsewhere(name: str) -> bool:
    """Whether *name* is there for reasons other than the user's own folder."""
    return any(os.path.lexists(folder / name) for folder in _folders()[1:])


def _is_mask(file: Path) -> bool:
    """A link to nothing, or an empty file."""
    try:
        return file.samefile(os.devnull) or file.stat().st_size == 0
    except OSError:
        return False


def _read(file: Path) -> dict[str, str]:
    """The last value of each key. Raises OSError."""
    text = read_at_most(file, UNIT_LIMIT_B).decode("utf-8", "replace")
    pairs = (line.partition("=") for line in text.split("\n") if not line.startswith(("#", ";")))
    return {key.strip(): value.strip() for key, equals, value in pairs if equals}


def _cannot(error: OSError) -> SitbreakError:
    why = error.strerror or error
    return SitbreakError(fill(_("The systemd unit {file} cannot be set: {why}."), file=_own_unit(), why=why))


# --- the manager --------------------------------------------------------------------------------------------


def _is_in_a_session() -> bool:
    return bool(os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY"))


def _ask(*words: str) -> str:
    """What `systemctl --user` says, within 2 s; empty when there is no manager, or it does not answer."""
    said = system_tool.ask("systemctl", "--user", *words, limit_s=_PATIENCE_S)
    return said.output.strip() if said else ""
