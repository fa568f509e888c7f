"""Check what a layer says against the model, and say what is wrong so that a person can mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from sitbreak.settings.keys import flat, keys, nearest, printable, shown, variable_of
from sitbreak.settings.model import Settings
from sitbreak.settings.provenance import Layer, Place, Problem
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydantic_core import ErrorDetails

    from sitbreak.settings.provenance import Merged

MOST_UNKNOWN = 20  # keys told of one layer: finding the nearest right one takes its time
_LONGEST_WHY = 200  # characters


def checked(
    name: str, values: Mapping[str, object], places: Mapping[str, Place], also: Sequence[Problem] = ()
) -> Layer:
    """The layer *name* that says *values*, as the model understands them, or what is wrong with it, *also*
    what was found before."""
    understood, refusals = _understood(values, places)
    if problems := sorted([*also, *refusals], key=lambda problem: problem.place.line):
        return Layer(name=name, problems=tuple(problems))
    return Layer(name=name, values=understood, places=dict(places))


def tolerated(
    values: Mapping[str, object], places: Mapping[str, Place]
) -> tuple[dict[str, Any], list[Problem]]:
    """What of *values* the model understands, and what is wrong with the rest."""
    understood, refusals = _understood(values, places)
    wrong = {problem.key for problem in refusals}
    if wrong & values.keys():
        understood, _none = _understood(
            {key: value for key, value in values.items() if key not in wrong and key in keys()}, places
        )
    return understood, refusals


def refused(key: str, value: object) -> str:
    """Why *key* cannot be *value*; empty when it can."""
    _values, problems = _understood({key: value}, {key: Place(layer="")})
    return problems[0].message if problems else ""


def _understood(
    values: Mapping[str, object], places: Mapping[str, Place]
) -> tuple[dict[str, Any], list[Problem]]:
    """The known keys of *values* as the model understands them, none if it refuses any, and what is wrong."""
    known = {key: value for key, value in values.items() if key in keys()}
    unknown = [key for key in values if key not in known]
    problems = [_unknown(key, places[key]) for key in unknown[:MOST_UNKNOWN]]
    try:
        whole = flat(Settings.model_validate(_nested(known)))
    except ValidationError as refusal:
        return {}, problems + _refusals(refusal, known, places)
    return {key: whole[key] for key in known}, problems


def notes(merged: Merged) -> list[str]:
    """What was left out of shared files, what their rules changed, and what is allowed but hardly meant, a
    sentence each."""
    values = merged.values
    said = list(merged.notes)
    budget_min = values["snooze.budget_min"]
    beyond = [minutes for minutes in values["snooze.choices_min"] if minutes > budget_min]
    if beyond and budget_min:
        text = _("snooze.choices_min offers {n} min, but snooze.budget_min cuts it to {budget} min.")
        said.append(fill(text, n=max(beyond), budget=budget_min))
    if values["breaks.rest_after_s"] < values["breaks.away_after_s"]:
        text = _("breaks.rest_after_s is below breaks.away_after_s: a rest is noticed only after {n} s.")
        said.append(fill(text, n=values["breaks.away_after_s"]))
    for routine in values["routines.disabled"]:
        if routine in values["routines.starred"]:
            said.append(
                fill(_("{routine} is both disabled and starred: it is not suggested."), routine=routine)
            )
    return said


def _nested(values: Mapping[str, object]) -> dict[str, dict[str, object]]:
    tables: dict[str, dict[str, object]] = {}
    for dotted, value in values.items():
        section, _dot, name = dotted.partition(".")
        tables.setdefault(section, {})[name] = value
    return tables


def _refusals(
    refusal: ValidationError, values: Mapping[str, object], places: Mapping[str, Place]
) -> list[Problem]:
    """One problem for each key whose value the model refuses."""
    first: dict[str, ErrorDetails] = {}
    for error in refusal.errors(include_url=False):
        first.setdefault(".".join(str(part) for part in error["loc"][:2]), error)
    return [
        Problem(place=places[key], key=key, message=_refusal(key, values[key], error))
        for key, error in first.items()
    ]


def _refusal(key: str, value: object, error: ErrorDetails) -> str:
    text = fill(_("must be {allowed}, not {value}"), allowed=keys()[key].allowed, value=shown(value))
    why = str(error["ctx"]["error"]) if error["type"] == "value_error" else ""
    if len(error["loc"]) > 2 and isinstance(value, list) and len(value) > 1:
        number = int(error["loc"][2]) + 1
        item = fill(_("item {n} is {value}"), n=number, value=shown(error["input"]))
        why = f"{item}: {why}" if why else item
    return f"{text} ({printable(why, _LONGEST_WHY)})" if why else text


def _unknown(key: str, place: Place) -> Problem:
    return Problem(
        place=place, key=printable(key), message=unknown_key(key, as_variable=place.layer == "env")
    )


def unknown_key(name: str, *, as_variable: bool = False) -> str:
    """That there is no key *name*, and which was probably meant."""
    meant = nearest(name)
    if meant:
        meant = variable_of(meant) if as_variable else meant
        return fill(_("there is no such key; did you mean {meant}?"), meant=meant)
    return _("there is no such key; `sitbreak config show` tells all")
