"""The bundled routines as films, for tests about what is drawn."""

from __future__ import annotations

from functools import cache

from sitbreak import routine_files
from sitbreak.core.animating import Film
from sitbreak.core.playing import length_s, script

IDS = [routine.id for routine in routine_files.load()[0]]


@cache
def catalogue():
    return routine_files.load()[0]


@cache
def poses():
    return routine_files.bundled_poses()


def routine(identifier):
    return catalogue().get(identifier)


@cache
def steps(identifier, lead_side="right", *, warm_up=False):
    return script(routine(identifier).steps, lead_side, warm_up=warm_up)


@cache
def film(identifier, lead_side="right", *, warm_up=False):
    return Film(routine(identifier).animation, steps(identifier, lead_side, warm_up=warm_up), poses())


@cache
def pictures(identifier, per_s=4):
    """Every quarter of a second of a film."""
    length = length_s(steps(identifier))
    return [film(identifier).at(instant / per_s) for instant in range(length * per_s)]
