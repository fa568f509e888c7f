"""Pauses of input on real compositors: sway, KWin and Mutter, without a screen."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest

from sitbreak.desktop import retries
from tests.desktop.furniture import ROOT
from tests.desktop.idle_watch import Watched, watched

pytestmark = [pytest.mark.desktop, pytest.mark.linux]

# what each is watched by, and what that can do
HOW = {
    "sway": ("Wayland org_kde_kwin_idle", {"tells"}),
    "kwin": ("Wayland ext-idle-notify-v1", {"tells"}),
    "mutter": ("GNOME idle monitor", {"tells", "remembers"}),
}


@pytest.fixture(params=list(HOW))
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def person(kind: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    with watched(kind, monkeypatch) as made:
        yield made


def test_who_pauses_is_seen_pausing_at_the_threshold_and_who_comes_back_within_a_second(
    person: Watched,
) -> None:
    person.start(2.0, 60.0)
    person.move()
    assert person.pause() == pytest.approx(2.0, abs=0.5)
    assert person.last_input_ago_s() == pytest.approx(2.0, abs=0.5)
    assert person.move() < 1.0
    assert person.pause() == pytest.approx(2.0, abs=0.5)


def test_each_of_several_thresholds_is_told(person: Watched) -> None:
    person.start(1.0, 2.5)
    person.move()
    person.pause()
    person.next_change()
    assert person.last_input_ago_s() == pytest.approx(2.5, abs=0.5)
    assert not person.idle.input_on


def test_thresholds_may_change_while_somebody_types_and_while_he_does_not(person: Watched) -> None:
    person.start(60.0)
    person.move()
    person.watch(1.0, 60.0)
    person.pause()
    last_input_at_s = person.idle.last_input_at_s
    person.watch(60.0)
    person.rest(0.3)
    assert not person.idle.input_on  # what was a pause stays one …
    assert person.idle.last_input_at_s == pytest.approx(last_input_at_s, abs=0.01)
    assert person.move() < 1.0  # … and its end is seen


def test_a_source_that_comes_while_the_user_is_away_does_not_bring_him_back(
    person: Watched, kind: str
) -> None:
    person.desk.hand.move()
    person.rest(2.0)
    person.start(1.5, 60.0)
    assert not person.idle.input_on
    if kind == "mutter":
        assert person.last_input_ago_s() == pytest.approx(2.0, abs=0.5)
    else:
        assert person.idle.last_input_at_s is None  # nobody tells
        person.rest(1.6)
        assert person.idle.last_input_at_s is None
    assert person.move() < 1.0


def test_it_says_what_it_knows_by_which_means(person: Watched, kind: str) -> None:
    how, capabilities = HOW[kind]
    person.start(1.0)
    person.move()
    assert person.idle.health().detail == f"{how}, input goes on."
    person.pause()
    health = person.idle.health()
    assert (health.part, health.state) == ("idle", "ok")
    assert health.detail == f"{how}, last input 1 s ago."
    assert person.idle.capabilities == capabilities


def test_a_killed_compositor_is_unknown_and_the_next_one_is_picked_up(
    person: Watched, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retries, "FIRST_S", 0.2)
    person.start(1.0, 60.0)
    person.move()
    person.desk.kill()
    person.next_change()
    assert not person.idle.known
    assert not person.idle.input_on
    assert person.idle.why
    person.desk.start()
    person.next_change()
    person.pause()
    assert person.move() < 1.0
    assert person.idle.health().detail.startswith(HOW[kind][0])


def test_input_that_flows_wakes_nobody(person: Watched) -> None:
    person.start(5.0, 180.0)
    person.move()
    person.rest(1.0)
    before = person.loop.wakeups
    person.desk.hand.begin_moving(300, 0.05)
    person.rest(15.0)
    assert person.loop.wakeups - before <= 2  # one is the rest's own
    person.desk.hand.end_moving()
    assert person.idle.input_on


def test_nobody_there_wakes_nobody_either(person: Watched) -> None:
    person.start(0.6)
    person.pause()
    person.rest(0.5)
    before = person.loop.wakeups
    person.rest(3.0)
    assert person.loop.wakeups - before <= 1


def test_the_whole_program_sees_who_goes_and_comes(person: Watched) -> None:
    """At a speed of 60 the usual three minutes take three seconds."""
    program = Program(person.desk.env)
    try:
        program.wait_for("active", person.desk.hand.move)
        program.wait_for("away")
        began_s = time.perf_counter()
        person.desk.hand.move()
        program.wait_for("active")
        assert time.perf_counter() - began_s < 2.0  # of which the command line takes its share
    finally:
        program.end()


class Program:
    """sitbreak itself, running at a compositor."""

    def __init__(self, env: dict[str, str]) -> None:
        self._env = {**env, "PYTHONPATH": str(ROOT)}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "sitbreak", "run", "--speed", "60"],
            env=self._env,
            cwd=env["HOME"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def wait_for(self, presence: str, meanwhile: Callable[[], None] = lambda: None) -> None:
        """Ask until it says so; fails after 20 s."""
        end_s = time.perf_counter() + 20
        seen = ""
        while seen != presence:
            assert time.perf_counter() < end_s, f"{seen or 'nothing'}, not {presence}"
            meanwhile()
            seen = self._presence()

    def _presence(self) -> str:
        command = [sys.executable, "-m", "sitbreak", "status", "--json"]
        asked = subprocess.run(
            command, env=self._env, cwd=self._env["HOME"], capture_output=True, text=True, check=False
        )
        return str(json.loads(asked.stdout)["presence"]) if asked.returncode == 0 else ""

    def end(self) -> None:
        self._process.terminate()
        self._process.wait(20)
