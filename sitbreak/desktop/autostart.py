"""Start at login: what every system's way of it offers, and how it stands.

The systems' own pieces are `autostart.py` in the folders of :mod:`sitbreak.desktop`;
:func:`sitbreak.desktop.pick.autostart` chooses. Something that was set proves nothing by being there: the
system or the user may have switched it off, and the program it names may be gone, as when the environment it
was installed in has moved. :class:`AutostartState` tells which it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from sitbreak.words import _

if TYPE_CHECKING:
    from pathlib import Path

    from sitbreak.ports import Json

ON, OFF, SWITCHED_OFF, BROKEN = "on", "off", "switched off", "broken"


@dataclass(frozen=True, slots=True, kw_only=True)
class AutostartState:
    """How it stands, as read back from where it is set."""

    kind: str = ""  # "entry", "unit", "run key", "launch agent"; empty: nothing is set
    enabled: bool = False  # the system would start the target at the next login
    target: tuple[str, ...] = ()  # the command; empty: there is none, or it cannot be read
    exists: bool = False  # all that is needed to start the target is there and can be run
    who_switched_off: str = ""  # what says so, as "Hidden=true" or "systemctl --user mask"; empty: nobody
    detail: str = ""  # one plain sentence, or two
    place: str = ""  # the file or registry key that was read

    @property
    def word(self) -> str:
        """``on``; ``off``: nothing is set; ``switched off``: set, and disabled by the user or the system;
        ``broken``: it would start nothing."""
        if self.who_switched_off:
            return SWITCHED_OFF
        if not self.enabled:
            return OFF
        return ON if self.exists else BROKEN

    def as_json(self) -> Json:
        """All of it as plain data."""
        return {
            "state": self.word,
            "detail": self.detail,
            "kind": self.kind or None,
            "file": self.place or None,
            "command": list(self.target) or None,
            "enabled": self.enabled,
            "exists": self.exists,
            "who_switched_off": self.who_switched_off or None,
        }


def state_of_command(
    kind: str, place: str, command: tuple[str, ...], *, unreadable: str, gone: str
) -> AutostartState:
    """How it stands where *command* was read back from *place* and nobody switched it off. *unreadable* says
    that there is none; *gone* that something it needs is missing, and is empty when nothing is."""
    exists = bool(command) and not gone
    return AutostartState(
        kind=kind,
        enabled=True,
        target=command,
        exists=exists,
        detail=_("sitbreak starts at login.") if exists else gone or unreadable,
        place=place,
    )


def read_at_most(file: Path, limit_b: int) -> bytes:
    """The first *limit_b* bytes of a file that others may have written; never waits for a pipe. Raises
    OSError."""
    if not file.is_file():
        raise OSError(_("it is no file"))
    with file.open("rb") as opened:
        return opened.read(limit_b)


class Autostart(Protocol):
    """Start at login on one system. Methods read or write a few small files and may ask the system's own
    tools, for 5 s at most; they are for commands and windows. Only :meth:`repair` is for the resident
    program too."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """What :meth:`on` can set, by the names of :attr:`AutostartState.kind`; the usual one first."""

    def on(self, kind: str = "") -> None:
        """Let the sitbreak that is running now start at login. That is set anew, whatever was there; the
        user asked for it, so what was switched off is on again where that is in the user's own hands.

        *kind* is one of :attr:`kinds`; empty: the one in use, else the usual one. Raises
        :class:`sitbreak.errors.SitbreakError`.
        """

    def off(self) -> None:
        """Let nothing of ours start at login. Raises :class:`sitbreak.errors.SitbreakError`."""

    def status(self) -> AutostartState:
        """How it stands. Raises nothing: what cannot be read is ``broken``, and said to be so."""

    def repair(self) -> str:
        """Set anew what sitbreak itself has set and whose program is gone; anything else stays as it is.
        A sentence that says what was done; empty: nothing. Reads two files, asks nobody. Raises
        :class:`sitbreak.errors.SitbreakError`."""
