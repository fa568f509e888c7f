"""A home for each module, and a sitbreak that runs in it for all tests of the module that talk to one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cli.program import Program


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """A program that nobody has started."""
    return Program(tmp_path_factory.mktemp("cli"))


@pytest.fixture(scope="module")
def resident(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A program that runs without a display, 60 times faster than life."""
    made = Program(tmp_path_factory.mktemp("resident"))
    with made.running("--speed", "60"):
        yield made
