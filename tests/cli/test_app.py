"""The resident program, built in this process without any desktop."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sitbreak.app import App, Options
from sitbreak.clock import SystemClock
from sitbreak.errors import AlreadyRunning

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


def test_how_things_stand_is_worked_out_for_who_watches_and_for_nobody_else(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(app._teller, "status", lambda *told: asked.append(told) or {})

    def run_on() -> None:
        app._requests.act("stand", {})
        app._requests.act("sit", {})
        app._loop.call_later(0.01, app._loop.stop)
        app._loop.run(lambda: None)

    run_on()
    assert asked == []
    monkeypatch.setattr(type(app._server), "is_watched", True)
    run_on()
    assert len(asked) == 2
