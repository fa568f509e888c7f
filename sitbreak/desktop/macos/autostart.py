"""Start at login by a LaunchAgent of the user, which starts sitbreak anew when it fails.

What counts is the file: the system reads it at login. `launchctl` is asked whether the agent was switched
off, is told of the change, and where it tells of no running sitbreak it starts one.
"""

from __future__ import annotations

import os
import plistlib
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sitbreak.desktop import system_tool
from sitbreak.desktop.autostart import AutostartState, read_at_most, state_of_command
from sitbreak.desktop.own_program import missing, own_command
from sitbreak.errors import SitbreakError
from sitbreak.whole_file import write_whole
from sitbreak.words import _, fill

assert sys.platform != "win32"  # the type checker reads on for the others only

if TYPE_CHECKING:
    from collections.abc import Sequence

KIND = "launch agent"
LABEL = "sitbreak"
FILE_LIMIT_B = 64 * 1024

_WRITTEN = "SitbreakWritten"  # by us, so that we may repair it; launchd passes over what it does not know
_LIMIT_S = 1.2  # of each of the four questions at the most
_OFF = re.compile(rf'^\s*"{LABEL}" => (disabled|true)\s*$', re.MULTILINE)  # "true" before macOS 12
_RUNS = re.compile(r"^\s*pid = \d+\s*$", re.MULTILINE)


def agent_file() -> Path:
    return Path.home() / "Library" / "LaunchAgents" / f"{LABEL}.plist"


def agent(command: Sequence[str]) -> dict[str, Any]:
    """What launchd is told (launchd.plist(5)): start *command* at login, in a session with a screen, and
    again when it fails."""
    return {
        "Label": LABEL,
        "ProgramArguments": list(command),
        "RunAtLoad": True,
        "KeepAlive": {"SuccessfulExit": False},
        "ProcessType": "Interactive",
        "LimitLoadToSessionType": "Aqua",
        _WRITTEN: True,
    }


class LaunchAgent:
    """Satisfies :class:`sitbreak.desktop.autostart.Autostart`."""

    @property
    def kinds(self) -> tuple[str, ...]:
        return (KIND,)

    def on(self, kind: str = "") -> None:  # noqa: ARG002 - there is one
        _write(own_command())
        _launchctl("enable", f"{_domain()}/{LABEL}")
        if not _runs():  # else the new one counts from the next login on
            _launchctl("bootout", f"{_domain()}/{LABEL}")
            _launchctl("bootstrap", _domain(), str(agent_file()))

    def off(self) -> None:
        """A sitbreak that launchd has started goes on: to take the agent away would end it."""
        file = agent_file()
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            raise _cannot(_("The launch agent {file} cannot be removed: {why}."), error) from error
        if not _runs():
            _launchctl("bootout", f"{_domain()}/{LABEL}")

    def status(self) -> AutostartState:
        file = agent_file()
        if not os.path.lexists(file):
            return AutostartState(detail=_("sitbreak does not start at login."))
        try:
            found = _read(file)
        except (OSError, ValueError) as error:
            text = fill(_("The launch agent {file} cannot be read: {why}."), file=file, why=error)
            return AutostartState(kind=KIND, enabled=True, detail=text, place=str(file))
        who = _who_switched_off(found)
        if who:
            text = fill(_("Starting at login was switched off by {who}."), who=who)
            return AutostartState(kind=KIND, who_switched_off=who, detail=text, place=str(file))
        return _of_command(_command(found), file)

    def repair(self) -> str:
        """The system reads the file at the next login: it is not asked now."""
        try:
            found = _read(agent_file())
        except (OSError, ValueError):
            return ""
        command = _command(found)
        gone = missing(command) if command else ""
        if not gone or found.get(_WRITTEN) is not True:
            return ""
        _write(own_command())
        return fill(_("What starts sitbreak at login was repaired: {missing} was gone."), missing=gone)


def _of_command(command: tuple[str, ...], file: Path) -> AutostartState:
    gone = missing(command) if command else ""
    nothing = _("The launch agent is there, but it would start nothing: {missing} is gone.")
    return state_of_command(
        KIND,
        str(file),
        command,
        unreadable=fill(_("The launch agent {file} has no command that can be read."), file=file),
        gone=fill(nothing, missing=gone) if gone else "",
    )


def _who_switched_off(found: dict[str, Any]) -> str:
    """Empty: nobody. Without an answer of launchctl, nobody is known of."""
    if found.get("Disabled") is True:
        return "Disabled=true"
    said = system_tool.ask("launchctl", "print-disabled", _domain(), limit_s=_LIMIT_S)
    if said is not None and said.code == 0 and _OFF.search(said.output):
        return _("the Login Items of the system's settings, or launchctl disable")
    return ""


def _command(found: dict[str, Any]) -> tuple[str, ...]:
    words = found.get("ProgramArguments")
    if isinstance(words, list) and words and all(isinstance(word, str) and word for word in words):
        return tuple(words)
    return ()


def _read(file: Path) -> dict[str, Any]:
    """Raises OSError, and ValueError for what is no property list of keys and values."""
    content = read_at_most(file, FILE_LIMIT_B + 1)
    if len(content) > FILE_LIMIT_B:
        raise ValueError(_("it is too large"))
    try:
        found = plistlib.loads(content)
    except Exception as error:  # noqa: BLE001 - the parser raises whatever it trips over
        raise ValueError(_("it is no property list")) from error
    if not isinstance(found, dict):
        raise ValueError(_("it is no property list"))  # noqa: TRY004 - a file with a wrong content
    return found


def _write(command: Sequence[str]) -> None:
    file = agent_file()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, plistlib.dumps(agent(command)))
    except OSError as error:
        raise _cannot(_("The launch agent {file} cannot be written: {why}."), error) from error


def _cannot(text: str, error: OSError) -> SitbreakError:
    return SitbreakError(fill(text, file=agent_file(), why=error.strerror or error))


# --- launchd ------------------------------------------------------------------------------------------------


def _domain() -> str:
    """The user's sessions with a screen."""
    return f"gui/{os.getuid()}"


def _runs() -> bool:
    """Whether launchd has started the sitbreak that runs."""
    said = system_tool.ask("launchctl", "print", f"{_domain()}/{LABEL}", limit_s=_LIMIT_S)
    return said is not None and said.code == 0 and _RUNS.search(said.output) is not None


def _launchctl(*words: str) -> None:
    """What it answers does not matter: the file counts, and :meth:`LaunchAgent.status` reads it back."""
    system_tool.ask("launchctl", *words, limit_s=_LIMIT_S)
