"""Start at login on Linux: by an XDG autostart entry, or by a unit of the user's systemd when asked for.

Two that start the same program do no harm: the one that comes second finds the first, says so, and ends well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitbreak.desktop.autostart import BROKEN, OFF, ON, SWITCHED_OFF, AutostartState
from sitbreak.desktop.linux import autostart_entry, autostart_unit
from sitbreak.desktop.own_program import missing, own_command
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from collections.abc import Sequence

_TELLING = (ON, BROKEN, SWITCHED_OFF, OFF)  # what tells most, first


class LinuxAutostart:
    """Satisfies :class:`sitbreak.desktop.autostart.Autostart`."""

    @property
    def kinds(self) -> tuple[str, ...]:
        return (autostart_entry.KIND, autostart_unit.KIND)

    def on(self, kind: str = "") -> None:
        self._set(kind or self._kind_in_use(), own_command())

    def off(self) -> None:
        autostart_entry.disable()
        autostart_unit.disable()

    def status(self) -> AutostartState:
        found = (autostart_entry.status(), autostart_unit.status())
        return min(found, key=lambda each: _TELLING.index(each.word))

    def repair(self) -> str:
        told = []
        for piece in (autostart_entry, autostart_unit):
            old = piece.repairable()
            if old:
                piece.enable(own_command(), gone=missing(old))
                text = _("What starts sitbreak at login was repaired: {missing} was gone.")
                told.append(fill(text, missing=missing(old)))
        return " ".join(told)

    def _kind_in_use(self) -> str:
        """The kind to keep; empty where all is there and would start nothing all the same: a unit on a
        desktop that never reaches its target."""
        found = self.status()
        waits_in_vain = found.word == BROKEN and found.target and not missing(found.target)
        return "" if waits_in_vain else found.kind

    def _set(self, kind: str, command: Sequence[str]) -> None:
        if kind == autostart_unit.KIND:
            autostart_unit.enable(command)
            autostart_entry.disable()
        else:
            autostart_entry.enable(command)
            autostart_unit.disable()
