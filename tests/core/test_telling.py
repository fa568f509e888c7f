"""What the tray is told, and how seldom that takes more than a look at the state."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sitbreak.core import choosing, picking
from sitbreak.core.wishes import Start
from sitbreak.recording import Recorder
from sitbreak.store import Store
from sitbreak.telling import Teller
from tests.fakes import FakeLife


class Bench:
    def __init__(self, folder: Path) -> None:
        self.store = Store(folder / "history.sqlite3")
        recorder = Recorder(self.store, "boot", keep=True)
        self.life = FakeLife(diary=recorder)
        self.teller = Teller(self.life.daemon, self.life.coach, recorder, notes=tuple)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    made.store.close()


def test_in_an_hour_of_looks_a_routine_is_chosen_for_the_reminder_only(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def counted(ask: Callable[..., Any]) -> Callable[..., Any]:
        def count(*arguments: object, **named: object) -> Any:
            asked.append(ask.__name__)
            return ask(*arguments, **named)

        return count

    monkeypatch.setattr(choosing, "choose", counted(choosing.choose))
    monkeypatch.setattr(picking, "offered", counted(picking.offered))
    looks = 0
    for second in range(60, 3601, 60):
        bench.life.live(until_s=second)
        looks += bench.teller.look().report.sitting_s > 0
    assert looks == 60
    assert asked == ["choose"]
    bench.teller.view()
    assert "offered" in asked


def test_a_view_is_a_look_with_its_menu(bench: Bench) -> None:
    bench.life.live(until_s=2760)
    look, view = bench.teller.look(), bench.teller.view()
    assert view.suggestion is not None
    assert view.suggestion.routine == look.current
    assert look.current not in {entry.routine for entry in view.routines}
    assert (view.report, view.interval_s, view.break_title) == (look.report, look.interval_s, "")


def test_the_running_break_is_named_also_when_the_menu_would_not_offer_it(bench: Bench) -> None:
    offered = {entry.routine for entry in bench.teller.view().routines}
    routine = next(each for each in bench.life.coach._catalogue if each.id not in offered)
    bench.life.daemon.obey(Start(routine=routine.id, seconds=60))
    assert bench.teller.view().break_title == routine.title
