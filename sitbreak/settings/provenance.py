"""Where values come from: places, layers, and problems that name both."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sitbreak.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence

DEFAULT = "default"  # the origin of what nobody has set


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a value was said."""

    layer: str  # "user", "env", "--set"
    source: str = ""  # the file or the variable
    line: int = 0  # in the file; 0: not known, or no file

    @property
    def where(self) -> str:
        """For the head of a message: "/home/…/config.toml:3", "SITBREAK_…", "--set"."""
        return f"{self.source}:{self.line}" if self.line else self.source or self.layer

    @property
    def origin(self) -> str:
        """For `config show`: "user /home/…/config.toml:3", "env SITBREAK_…", "--set"."""
        return f"{self.layer} {self.where}" if self.source else self.layer


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something wrong. Its text is one line: the place, the key, and what is wrong and allowed."""

    place: Place
    key: str = ""
    message: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.place.where, self.key, self.message) if part)


class BadSettings(SettingsError):
    """Settings that cannot be used, with all that is wrong with them, a line each."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What a system or team file allows for one key. A bound that is None is not set."""

    lock: bool = False  # the value of that layer, or of the layers below it, holds
    low: float | None = None
    high: float | None = None
    one_of: tuple[Any, ...] | None = None
    reason: str = ""  # in the words of whoever made the rule
    said_by: str = ""  # "system", or the name of the team
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """What one source says, by dotted key: nothing while there are *problems*."""

    name: str
    values: dict[str, Any] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    rules: dict[str, Rule] = field(default_factory=dict)  # of a system or team file
    notes: tuple[Problem, ...] = ()  # what was left out of a system or team file; the rest of it holds
    pack: dict[str, Any] | None = None  # of routines, as a pack's own file has it; of a team file
    source: str = ""  # of a system or team file: where it is, though a copy of it was read


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody said and a rule did not let through."""

    value: Any
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The settings that hold, all keys of them."""

    values: dict[str, Any]
    origins: dict[str, str]
    layers: tuple[Layer, ...]  # above the defaults, lowest first
    rules: dict[str, Rule] = field(default_factory=dict)  # by key; a key without one is the user's own
    asked: dict[str, Asked] = field(default_factory=dict)  # by key, where something else holds
    notes: tuple[str, ...] = ()  # what was left out of files, and what rules changed; a sentence each
