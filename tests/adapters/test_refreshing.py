"""The resident program looks for a newer file of the team by a child, when it is time, never in a hurry."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sitbreak import clock, mounts, paths
from sitbreak.desktop.linux.loop import SelectLoop
from sitbreak.refreshing import LATE_S, TeamRefresher, arguments
from sitbreak.team.refresh import LONGEST_S, SHARE_JITTER_S, START_JITTER_S
from tests.adapters.looping import run_until

pytestmark = pytest.mark.linux

URL = "https://team.example/t.toml"
NOW_S = 1_800_000_000.0


class Desk:
    """A refresher with a real loop and real children, an alarm that the test rings, and a clock it sets."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.loop = SelectLoop()
        self.now_s = NOW_S
        self.changed = 0
        self.watched: dict[Path, Callable[[], None]] = {}
        self.replanned = 0
        self.wait_s: Callable[[], float | None] = lambda: None
        self.ring: Callable[[], object] = lambda: None
        self.script = folder / "child.py"
        self.answers('{"changed": false}')
        monkeypatch.setattr(clock, "wall_s", lambda: self.now_s)
        self.refresher = TeamRefresher(
            self.loop, [sys.executable, "-S", str(self.script)], changed=self._changed
        )

    def answers(self, text: str, code: int = 0, next_at_s: float | None = None) -> None:
        """What the child says, and what it writes down."""
        state = json.dumps({"source": URL, "next_at_s": next_at_s})
        write = f"pathlib.Path({str(_state())!r}).write_text({state!r})" if next_at_s else ""
        self.script.write_text(f"import pathlib, sys\n{write}\nprint({text!r})\nsys.exit({code})\n")

    def _changed(self) -> None:
        self.changed += 1

    def alarm(self, wait_s: Callable[[], float | None], job: Callable[[], object]) -> Callable[[], None]:
        self.wait_s, self.ring = wait_s, job

        def again() -> None:
            self.replanned += 1

        return again

    def watch_file(
        self, path: Path, on_change: Callable[[], None], may_look: Callable[[], bool] = lambda: True
    ) -> None:
        self.watched[path] = on_change
        self.may_look = may_look

    def begin(self, source: str, **state: object) -> float | None:
        """Begin with what is known; how long the first wait is."""
        if state:
            knows(source=source, **state)
        self.refresher.begin(source, alarm=self.alarm, watch_file=self.watch_file)
        return self.wait_s()

    def ends_a_child(self) -> None:
        """Ring at the planned time, and wait for the child's end."""
        wait_s = self.wait_s()
        assert wait_s is not None
        self.now_s += wait_s
        self.ring()
        assert self.refresher._child is not None
        assert self.wait_s() is None
        run_until(self.loop, lambda: self.refresher._child is None)


def _state() -> Path:
    return paths.team_folder() / "state.json"


def knows(**state: object) -> None:
    _state().parent.mkdir(parents=True, exist_ok=True)
    _state().write_text(json.dumps(state))


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    _state().parent.mkdir(parents=True)
    made = Desk(tmp_path, monkeypatch)
    yield made
    made.refresher.close()
    made.loop.close()


def test_without_a_team_nothing_is_planned(desk: Desk) -> None:
    assert desk.begin("") is None


def test_a_planned_time_is_kept(desk: Desk) -> None:
    assert desk.begin(URL, next_at_s=NOW_S + 5000) == 5000


@pytest.mark.parametrize("state", [{"next_at_s": NOW_S - 99999}, {"next_at_s": NOW_S * 2}, {}])
def test_at_the_start_what_is_stale_waits_for_up_to_an_hour(desk: Desk, state: dict[str, object]) -> None:
    wait_s = desk.begin(URL, **state)
    assert wait_s is not None
    assert 0 <= wait_s <= START_JITTER_S


def test_a_stale_file_on_a_share_waits_for_up_to_a_minute(desk: Desk) -> None:
    wait_s = desk.begin("/mnt/team.toml", next_at_s=NOW_S - 1)
    assert wait_s is not None
    assert 0 <= wait_s <= SHARE_JITTER_S
    assert desk.watched == {}


def test_a_pinned_file_is_never_looked_for(desk: Desk) -> None:
    assert desk.begin(URL, next_at_s=None, sha256="x") is None


@pytest.mark.parametrize("damaged", ["", "[]", "{", '{"source": 5}', "x" * 300_000])
def test_damaged_knowledge_is_none(desk: Desk, damaged: str) -> None:
    _state().write_text(damaged)
    wait_s = desk.begin(URL)
    assert wait_s is not None
    assert 0 <= wait_s <= START_JITTER_S


def test_a_child_that_found_something_has_the_settings_read_again(desk: Desk) -> None:
    desk.answers('{"changed": true}', next_at_s=NOW_S + 80000)
    desk.begin(URL, next_at_s=NOW_S + 10)
    desk.ends_a_child()
    assert desk.changed == 1
    assert desk.wait_s() == 80000 - 10


def test_a_child_that_found_nothing_has_nothing_read_again(desk: Desk) -> None:
    desk.answers('{"changed": false}', next_at_s=NOW_S + 80000)
    desk.begin(URL, next_at_s=NOW_S + 10)
    desk.ends_a_child()
    assert (desk.changed, desk.wait_s()) == (0, 80000 - 10)


@pytest.mark.parametrize("answer", ["", "no JSON", "[]", '{"x": 1}'])
def test_a_child_that_fails_comes_again_later_and_later(desk: Desk, answer: str) -> None:
    desk.answers(answer, code=1)
    desk.begin(URL, next_at_s=NOW_S + 10)
    for _time in range(3):
        desk.ends_a_child()
        wait_s = desk.wait_s()
        assert wait_s is not None
        assert 60 <= wait_s <= LONGEST_S
    assert desk.changed == 0
    assert desk.refresher._failures == 3


def test_a_child_that_cannot_be_started_comes_again_later(desk: Desk) -> None:
    desk.refresher._command = ("/no/such/program",)
    desk.begin(URL, next_at_s=NOW_S + 10)
    desk.now_s += 10
    desk.ring()
    wait_s = desk.wait_s()
    assert wait_s is not None
    assert wait_s >= 60


def test_an_alarm_that_comes_too_early_is_no_reason(desk: Desk) -> None:
    desk.begin(URL, next_at_s=NOW_S + 3600)
    desk.ring()
    assert desk.refresher._child is None
    assert desk.wait_s() == 3600


def test_a_computer_that_slept_past_its_time_waits_once_more(desk: Desk) -> None:
    """All of a company wake up at nine."""
    desk.begin(URL, next_at_s=NOW_S + 10)
    desk.now_s += 10 + LATE_S + 1
    desk.ring()
    assert desk.refresher._child is None
    wait_s = desk.wait_s()
    assert wait_s is not None
    assert 0 <= wait_s <= START_JITTER_S


def test_reading_the_settings_again_does_not_throw_the_dice_again(desk: Desk) -> None:
    first = desk.begin(URL, next_at_s=NOW_S - 1)
    for _time in range(5):
        desk.refresher.follow(URL)
    assert desk.wait_s() == first


def test_another_team_and_no_team_change_the_plan(desk: Desk) -> None:
    desk.begin(URL, next_at_s=NOW_S + 5000)
    desk.refresher.follow("")
    assert desk.wait_s() is None
    knows(source="/etc/team.toml", next_at_s=NOW_S + 700, watch="/etc/team.toml")
    desk.refresher.follow("/etc/team.toml")
    assert desk.wait_s() == 700


def test_a_file_of_this_computer_is_watched_once(desk: Desk) -> None:
    desk.begin("/etc/team.toml", next_at_s=NOW_S + 700, watch="/etc/team.toml")
    desk.refresher.follow("/etc/team.toml")
    assert list(desk.watched) == [Path("/etc/team.toml")]
    desk.watched[Path("/etc/team.toml")]()
    assert desk.changed == 1


def test_a_file_that_cannot_be_watched_is_looked_at_all_the_same(desk: Desk) -> None:
    def refuse(_path: Path, _on_change: Callable[[], None], _may_look: Callable[[], bool]) -> None:
        raise OSError(1, "No")

    desk.watch_file = refuse  # type: ignore[method-assign]
    assert desk.begin("/etc/team.toml", next_at_s=NOW_S + 700, watch="/etc/team.toml") == 700


def test_only_the_file_that_the_settings_name_is_watched(desk: Desk) -> None:
    desk.begin("/etc/team.toml", next_at_s=NOW_S + 700, watch="/etc/passwd")
    assert desk.watched == {}


def test_the_end_of_the_program_ends_the_child(desk: Desk) -> None:
    desk.script.write_text("import time; time.sleep(60)")
    desk.begin(URL, next_at_s=NOW_S + 10)
    desk.now_s += 10
    desk.ring()
    desk.refresher.close()
    assert desk.refresher._child is None


def test_the_child_is_told_what_the_program_was_told() -> None:
    line = arguments(Path("/a b"), ["x=1", "y=2"])
    assert line[1:] == ["-m", "sitbreak.team", "--config", "/a b", "--set", "x=1", "--set", "y=2"]
    assert arguments(None, [])[1:] == ["-m", "sitbreak.team"]


def test_a_file_is_looked_at_only_while_it_lies_on_this_computer(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, table = tmp_path / "share/team.toml", tmp_path / "mountinfo"
    here = "1 0 8:1 / / rw - ext4 /dev/sda1 rw\n"
    table.write_text(here)
    monkeypatch.setattr(mounts, "_MOUNTS", table)
    desk.begin(str(file), next_at_s=NOW_S + 700, watch=str(file))
    assert desk.may_look()
    table.write_text(f"{here}2 1 0:40 / {tmp_path}/share rw - nfs4 nas:/team rw\n")
    assert not desk.may_look()
