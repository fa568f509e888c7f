"""The resident program, built in this process without any desktop."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sitbreak.app import AlreadyRunning, App, Options
from sitbreak.clock import SystemClock

pytestmark = pytest.mark.linux


@pytest.fixture
def app() -> Iterator[App]:
    made = App(SystemClock(), Options())
    yield made
    made._close()


def _fail() -> None:
    raise ZeroDivisionError


def test_a_part_that_does_not_end_keeps_no_other_from_ending(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(AlreadyRunning):
        App(SystemClock(), Options())
    with monkeypatch.context() as patched:
        for part in (app._daemon, app._notifier, app._tray):
            patched.setattr(part, "save" if part is app._daemon else "close", _fail)
        app._close()
    App(SystemClock(), Options())._close()
