"""The desktop on which windows of this very process appear."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.desktop.rig import Desktop


@pytest.fixture(scope="session")
def desktop_of_windows(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desktop]:
    """One for all: Tk keeps its connection to an X server until the process ends, and ends the process when
    that server is gone and it has something to do again."""
    folder = tmp_path_factory.mktemp("windows")
    with Desktop(folder, panel=None, notifier=None, size=(1024, 768)) as found:
        yield found
