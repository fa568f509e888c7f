"""What to run as a child, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

PIPE_B = 65536  # what a pipe takes unless it is told to take more


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to run, and within which limits. The program is looked for on PATH unless it has a slash."""

    command: tuple[str, ...]
    limit_s: float
    told: bytes = b""  # its standard input; at most PIPE_B
    most_output_b: int = 0  # room for what it writes; 0: nobody reads it
    changed: Mapping[str, str] = field(default_factory=dict)  # of its environment
    complains: bool = False  # its standard error is ours; else nobody reads it


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    code: int  # its exit code; negative: the signal that ended it
    late: bool = False  # it was ended by its time limit
    output: bytes = b""
