"""What is told and asked some time after the start, once ever."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sitbreak import first_look
from sitbreak.first_look import FirstLook
from sitbreak.ports import Health
from tests.fakes import FakeNotifier


class Bench:
    """A loop, a memory of what was told, and windows, all in a test's hands."""

    def __init__(self) -> None:
        self.planned: list[tuple[float, Callable[[], None]]] = []
        self.known: set[str] = set()
        self.opened: list[str] = []
        self.notifier = FakeNotifier()
        self.tray = "absent"
        self.shown = False
        self.look = FirstLook(
            self,  # type: ignore[arg-type]
            self,  # type: ignore[arg-type]
            self.notifier,
            self,  # type: ignore[arg-type]
            is_something_shown=lambda: self.shown,
        )

    def call_later(self, delay_s: float, callback: Callable[[], None]) -> None:
        self.planned.append((delay_s, callback))

    def first_time(self, what: str) -> bool:
        new = what not in self.known
        self.known.add(what)
        return new

    def open(self, name: str) -> bool:
        self.opened.append(name)
        return True

    def begin(self, *, setup: bool = False) -> None:
        self.look.begin(lambda: Health(part="tray", state=self.tray), setup=setup)

    def go_on(self) -> None:
        """Do what is planned so far."""
        planned, self.planned = self.planned, []
        for _delay_s, callback in planned:
            callback()

    def titles(self) -> list[str]:
        return [notice.title for notice in self.notifier.shown]


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_a_new_user_is_asked_the_first_questions_once(bench: Bench) -> None:
    for _ in range(2):
        bench.begin(setup=True)
        assert bench.planned[0][0] == first_look.SETUP_S
        bench.go_on()
    assert bench.opened == ["setup"]


def test_nobody_else_is_asked(bench: Bench) -> None:
    bench.begin()
    bench.go_on()
    assert bench.opened == []


@pytest.mark.parametrize(
    ("window", "command"), [("setup", "`sitbreak setup`"), ("preferences", "`sitbreak preferences`")]
)
def test_where_a_window_cannot_be_shown_its_command_is_told(bench: Bench, window: str, command: str) -> None:
    bench.look.not_shown(window)
    assert command in bench.notifier.shown[0].body


def test_nothing_takes_the_place_of_a_reminder(bench: Bench) -> None:
    bench.shown = True
    bench.look.not_shown("setup")
    bench.begin()
    bench.go_on()
    assert bench.titles() == []
    bench.shown = False
    bench.go_on()
    assert bench.titles() == ["sitbreak runs without an icon here"]


def test_who_has_no_tray_is_told_once(bench: Bench) -> None:
    for _ in range(2):
        bench.begin()
        assert not (bench.look.done and len(bench.titles()) == 0)
        bench.go_on()
    assert bench.titles() == ["sitbreak runs without an icon here"]
    assert bench.look.done


def test_who_has_a_tray_by_then_is_told_nothing(bench: Bench) -> None:
    bench.shown = True
    bench.begin()
    bench.go_on()
    bench.shown, bench.tray = False, "ok"
    bench.go_on()
    assert (bench.titles(), bench.planned) == ([], [])
