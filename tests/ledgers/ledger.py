"""Ledgers: a day as a script, and everything that must come of it, at its second.

A ledger is two-sided: a line of the output that nobody expected fails like an expected one that is missing.
Only ``state`` lines are left out unless a test asks for them, and the ``summary`` unless it is expected.
The days begin like those of people who type without pause and are reminded all the same:
``breaks.wait_for_pause_s`` is 0 unless a test sets it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sitbreak.commands.simulate import simulated

Line = dict[str, Any]


def at(at_s: float, **keys: Any) -> Line:
    """What happens at *at_s* seconds: a line of a script."""
    return {"at": at_s, **keys}


def then(at_s: float, effect: str, **keys: Any) -> Line:
    """What must come of it at *at_s* seconds. Keys that are not named may have any value."""
    return {"at": at_s, "effect": effect, **keys}


def run(script: Sequence[Line], *, config: Mapping[str, Any] | None = None, **head: Any) -> list[Line]:
    """The output of *script* under *config*; *head* may set ``start`` and ``zone``."""
    first = {**head, "config": {"breaks.wait_for_pause_s": 0, **(config or {})}}
    return simulated([json.dumps(line) for line in [first, *script]])


def ledger(
    script: Sequence[Line],
    expected: Sequence[Line],
    *,
    states: bool = False,
    tolerance_s: float = 0,
    **head: Any,
) -> list[Line]:
    """Run *script* and compare; answers the whole output. *tolerance_s* is for times and lengths alike."""
    output = run(script, **head)
    compare(output, expected, states=states, tolerance_s=tolerance_s)
    return output


def compare(
    output: Sequence[Line], expected: Sequence[Line], *, states: bool = False, tolerance_s: float = 0
) -> None:
    left_out = set() if states else {"state"}
    if not any(line["effect"] == "summary" for line in expected):
        left_out.add("summary")
    came = [line for line in output if line["effect"] not in left_out]
    same = [_fits(*pair, tolerance_s) for pair in zip(came, expected, strict=False)]
    if len(came) != len(expected) or not all(same):
        first = same.index(False) if False in same else len(same)
        raise AssertionError(
            "\n".join(
                [
                    "The day went otherwise.",
                    *(f"    as expected: {json.dumps(line)}" for line in came[:first]),
                    *(f"    came:        {json.dumps(line)}" for line in came[first:]),
                    *(f"    not:         {json.dumps(line)}" for line in expected[first:]),
                ]
            )
        )


def _fits(came: Line, wanted: Line, tolerance_s: float) -> bool:
    return all(key in came and _equal(key, came[key], value, tolerance_s) for key, value in wanted.items())


def _equal(key: str, came: Any, wanted: Any, tolerance_s: float) -> bool:
    timed = key in ("at", "seconds") or key.endswith("_s")
    if timed and came is not None and wanted is not None:
        return abs(float(came) - float(wanted)) <= tolerance_s
    return bool(came == wanted)


def sitting(output: Sequence[Line], at_s: float) -> float:
    """Sitting time in the status line at *at_s*."""
    return next(
        float(line["sitting_s"]) for line in output if line["effect"] == "status" and line["at"] == at_s
    )
