"""The settings as somebody looks at and changes them: what holds, where it comes from, what may be changed.

A :class:`Form` is loaded from the files and variables there are. Each key has a :class:`State`; a value is
checked, and changes are written into the user's file at once and together: only what differs, with all
comments kept. A key that a shared file has locked, or that a variable or an option decides, is never written.
A file that was changed meanwhile is not written either, but told (:class:`Stale`); one that cannot be read is
left alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sitbreak import effective, paths
from sitbreak.errors import SettingsError, SitbreakError
from sitbreak.settings import bounds
from sitbreak.settings.edit import write_keys
from sitbreak.settings.fields import fields
from sitbreak.settings.keys import keys, shown
from sitbreak.settings.layers import all_layers, checked_changes, merge
from sitbreak.settings.provenance import BadSettings
from sitbreak.settings.reading import Wrong, read
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from sitbreak.settings.provenance import Merged

OWN = "user"  # the layer of the user's file
_STRONGER = ("env", "--set")  # layers above it


class Stale(SitbreakError):
    """The file was changed by somebody else since it was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """One setting, as a form shows it."""

    value: Any  # that holds
    otherwise: Any  # what would hold if the user's file did not say it
    is_own: bool  # the user's file says it
    source: str  # where the value comes from, or what was asked for instead; empty for file and default
    locked: str  # a sentence on why it cannot be changed here; empty when it can
    limits: bounds.Limits


class Form:
    """What holds, and how to change it. :meth:`load` makes one."""

    def __init__(self, file: Path, sets: Sequence[str], must_exist: bool) -> None:
        self.file = file
        self._sets = tuple(sets)
        self._named = file if must_exist else None
        self.reload()

    @classmethod
    def load(cls, *, config: Path | None = None, sets: Sequence[str] = ()) -> Form:
        """The form of the user's file, or of *config*, which must exist. Takes some 100 ms the first time.

        Raises :class:`BadSettings` when the file, a variable or an option is wrong: each problem names its
        place and line.
        """
        return cls(config or paths.user_settings_file(), sets, config is not None)

    def reload(self) -> None:
        """Read everything anew. Raises as :meth:`load` does; the form is then as it was."""
        mark = self._marked()  # before it is read: a change from here on is noticed
        layers = all_layers(config=self._named, sets=self._sets)
        merged = merge(layers)
        others = merge([layer for layer in layers if layer.name != OWN])
        self._mark = mark
        self._states = {key: _state(key, merged, others) for key in keys()}
        self.origins = merged.origins

    def __getitem__(self, key: str) -> State:
        return self._states[key]

    def value(self, key: str) -> Any:
        return self._states[key].value

    @property
    def is_stale(self) -> bool:
        """Whether somebody else has written, made or removed the file since it was read."""
        return self._mark != self._marked()

    def check(self, key: str, value: object) -> Any:
        """*value* as the model understands it. Raises :class:`Wrong` with what would be right."""
        state = self._states[key]
        if state.locked:
            raise Wrong(state.locked)
        try:
            understood = checked_changes("form", {key: value})[key]
        except BadSettings:
            raise Wrong(fill(_("Please give {allowed}."), allowed=keys()[key].allowed)) from None
        if complaint := state.limits.complaint(understood):
            raise Wrong(complaint)
        return understood

    def read(self, key: str, text: str) -> Any:
        """The value that *text* says for *key*, a number or a list. Raises :class:`Wrong`."""
        return self.check(key, read(fields()[key], text))

    def write(self, values: Mapping[str, object], *, unset: Collection[str] = ()) -> tuple[str, ...]:
        """Write what differs in *values* into the user's file, and take out those of *unset* that are in it;
        answers the keys that were changed. Waits for the disk.

        Raises :class:`Wrong` for a value or a locked key, :class:`Stale`, and :class:`SettingsError` when the
        file cannot be changed or written. Nothing is written then.
        """
        changed = {key: self.check(key, value) for key, value in values.items() if value != self.value(key)}
        removed = [key for key in unset if self._states[key].is_own]
        if not changed and not removed:
            return ()
        if self.is_stale:
            raise Stale(
                _("The file was changed by somebody else meanwhile, and is shown anew. Nothing was written.")
            )
        try:
            write_keys(self.file, changed, unset=removed)
        except OSError as error:
            why = fill(_("{file} cannot be written: {why}."), file=self.file, why=error.strerror or error)
            raise SettingsError(why) from None
        self.reload()
        return (*changed, *removed)

    def _marked(self) -> dict[str, Any]:
        return effective.mark(str(self.file))


def _state(key: str, merged: Merged, others: Merged) -> State:
    rule = merged.rules.get(key)
    said_by = [layer for layer in merged.layers if key in layer.values]
    top = said_by[-1] if said_by else None
    source, locked = "", ""
    if rule and rule.lock:
        locked = bounds.lock_words(rule)
    elif top and top.name in _STRONGER:
        locked = _stronger(top.places[key].source)
    elif key in merged.asked and top and top.name == OWN:
        source = fill(_("You asked for {value}."), value=shown(merged.asked[key].value))
    elif top and top.name != OWN:
        source = fill(_("Comes from {origin}."), origin=merged.origins[key])
    return State(
        value=merged.values[key],
        otherwise=others.values[key],
        is_own=any(layer.name == OWN for layer in said_by),
        source=source,
        locked=locked,
        limits=bounds.limits(key, rule),
    )


def _stronger(variable: str) -> str:
    if not variable:
        return _("An option of the running sitbreak decides this; it wins over your file.")
    return fill(_("The variable {name} decides this; it wins over your file."), name=variable)
