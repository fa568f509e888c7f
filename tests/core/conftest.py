"""The bundled routines, for all tests of routines."""

from __future__ import annotations

import tomllib
from copy import deepcopy

import pytest

from sitbreak import paths, routine_files
from sitbreak.core.routine_json import record_of
from sitbreak.core.routine_packs import Origin, Pack, combine


@pytest.fixture(scope="module")
def poses():
    return routine_files.bundled_poses()


@pytest.fixture(scope="module")
def bundle(poses):
    folder = paths.bundled("assets", "routines")
    packs = [
        Pack(file=file.name, content=tomllib.loads(file.read_text()), origin=Origin.BUNDLE)
        for file in sorted(folder.glob("*.toml"))
    ]
    combined = combine(packs, (), poses)
    assert combined.problems == ()
    return combined.catalogue


@pytest.fixture
def record(bundle):
    """A copy of a routine's record, to be changed."""

    def copy(identifier):
        return deepcopy(record_of(bundle.get(identifier)))

    return copy
