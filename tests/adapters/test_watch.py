"""A changed settings file is noticed, however it was changed, and nothing else wakes the program for long."""

from __future__ import annotations

import fcntl
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sitbreak.desktop.linux.loop import SelectLoop
from sitbreak.desktop.linux.watch import FileWatch


class Desk:
    """A loop, a watch, and what the watch has told."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.calls = 0
        self.loop = SelectLoop()
        self.watch = FileWatch(self.loop, file, self._called)

    def _called(self) -> None:
        self.calls += 1
        self.loop.stop()

    def notices(self, change: Callable[[], object]) -> bool:
        """Whether *change* is told."""
        before = self.calls
        change()
        limit = self.loop.call_later(10, self.loop.stop)
        self.loop.run(lambda: None)
        limit.cancel()
        return self.calls > before

    def stays_silent(self, change: Callable[[], object]) -> bool:
        before = self.calls
        change()
        self.loop.call_later(0.4, self.loop.stop)
        self.loop.run(lambda: None)
        return self.calls == before

    def close(self) -> None:
        self.watch.close()
        self.loop.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    folder = tmp_path / "config/sitbreak"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text("")
    made = Desk(folder / "config.toml")
    yield made
    made.close()


def descriptors() -> list[str]:
    return sorted(each.name for each in Path("/proc/self/fd").iterdir())


def replaced(file: Path, text: str) -> None:
    beside = file.with_suffix(".new")
    beside.write_text(text)
    beside.replace(file)


def test_a_file_written_in_place_is_noticed_each_time(desk: Desk) -> None:
    assert desk.notices(lambda: desk.file.write_text("[breaks]\n"))
    assert desk.notices(lambda: desk.file.write_text("[breaks]\ninterval_min = 50\n"))


def test_a_file_replaced_as_editors_do_is_noticed_each_time(desk: Desk) -> None:
    assert desk.notices(lambda: replaced(desk.file, "[breaks]\n"))
    assert desk.notices(lambda: replaced(desk.file, "[snooze]\n"))


def test_a_file_moved_in_from_elsewhere_is_noticed(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text("[breaks]\n")
    assert desk.notices(lambda: (tmp_path / "elsewhere").replace(desk.file))


def test_a_deleted_file_is_noticed_and_so_is_its_return(desk: Desk) -> None:
    assert desk.notices(desk.file.unlink)
    assert desk.notices(lambda: desk.file.write_text("[breaks]\n"))


def test_a_moved_folder_is_noticed_and_so_is_a_new_one_in_its_place(desk: Desk) -> None:
    folder = desk.file.parent
    assert desk.notices(lambda: folder.rename(folder.with_name("old")))
    assert desk.stays_silent(folder.mkdir)
    assert desk.notices(lambda: desk.file.write_text("[breaks]\n"))


def test_folders_that_do_not_exist_yet_may_come_in_any_time(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "a/b/sitbreak/config.toml")
    try:
        assert desk.stays_silent((tmp_path / "a").mkdir)
        assert desk.stays_silent((tmp_path / "a/b").mkdir)
        assert desk.stays_silent((tmp_path / "a/b/sitbreak").mkdir)
        assert desk.notices(lambda: desk.file.write_text("[breaks]\n"))
    finally:
        desk.close()


def test_folders_and_file_made_at_once_are_noticed(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "a/b/config.toml")

    def make() -> None:
        desk.file.parent.mkdir(parents=True)
        desk.file.write_text("[breaks]\n")

    try:
        assert desk.notices(make)
        assert desk.notices(lambda: desk.file.write_text("[snooze]\n# longer\n"))
    finally:
        desk.close()


def test_what_a_link_points_to_is_watched_too(tmp_path: Path) -> None:
    for name in ("dotfiles", "config"):
        (tmp_path / name).mkdir()
    kept = tmp_path / "dotfiles/sitbreak.toml"
    kept.write_text("")
    link = tmp_path / "config/config.toml"
    link.symlink_to(kept)
    desk = Desk(link)
    try:
        assert desk.notices(lambda: kept.write_text("[breaks]\n"))
        assert desk.notices(lambda: replaced(kept, "[snooze]\n"))
    finally:
        desk.close()


def test_many_changes_at_once_are_told_once(desk: Desk) -> None:
    def change() -> None:
        for number in range(50):
            replaced(desk.file, f"# {number}\n")

    assert desk.notices(change)
    assert desk.stays_silent(lambda: None)
    assert desk.calls == 1


def test_changes_of_other_files_are_not_told(desk: Desk) -> None:
    assert desk.stays_silent(lambda: (desk.file.parent / "other").write_text("x"))
    assert desk.stays_silent(lambda: desk.file.read_text())
    assert desk.stays_silent(lambda: replaced(desk.file.parent / "other", "y"))


def test_nothing_wakes_the_program_while_nothing_changes(desk: Desk) -> None:
    before = desk.loop.wakeups
    assert desk.stays_silent(lambda: None)
    assert desk.loop.wakeups - before == 1  # the end of the wait itself


def test_a_closed_watch_is_silent_and_gives_its_descriptors_back(tmp_path: Path) -> None:
    before = descriptors()
    desk = Desk(tmp_path / "config.toml")
    desk.file.write_text("a change that is not yet told")
    desk.watch.close()
    assert desk.stays_silent(lambda: desk.file.write_text("and another"))
    desk.close()
    assert descriptors() == before


def test_watching_for_hours_keeps_no_more_descriptors(desk: Desk) -> None:
    assert desk.notices(lambda: replaced(desk.file, "0"))
    before = len(descriptors())
    for number in range(5):
        assert desk.notices(lambda number=number: replaced(desk.file, "x" * number))
    assert len(descriptors()) == before


def test_the_watch_loads_nothing_heavy() -> None:
    code = "import sys, sitbreak.desktop.linux.watch; print({'ctypes', 'typing'} & sys.modules.keys())"
    told = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == "set()\n"


# --- a folder of files --------------------------------------------------------------------------------------


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Desk]:
    """A desk that watches the folder of the user's packs, which is not there yet."""
    folder = tmp_path / "config/sitbreak"
    folder.mkdir(parents=True)
    made = Desk(folder / "routines")
    yield made
    made.close()


def test_a_folder_of_packs_that_comes_later_is_noticed_and_so_is_each_file_in_it(shelf: Desk) -> None:
    assert shelf.notices(shelf.file.mkdir)
    assert shelf.notices(lambda: (shelf.file / "mine.toml").write_text("a"))
    assert shelf.notices(lambda: (shelf.file / "mine.toml").write_text("longer"))
    assert shelf.notices(lambda: replaced(shelf.file / "mine.toml", "by an editor"))
    assert shelf.notices(lambda: (shelf.file / "mine.toml").rename(shelf.file / "yours.toml"))
    assert shelf.notices((shelf.file / "yours.toml").unlink)


def test_a_folder_and_its_files_made_at_once_are_noticed(shelf: Desk) -> None:
    def make() -> None:
        shelf.file.mkdir()
        (shelf.file / "mine.toml").write_text("a")

    assert shelf.notices(make)
    assert shelf.notices(lambda: (shelf.file / "mine.toml").write_text("longer"))


def test_a_folder_of_packs_that_goes_is_noticed_and_so_is_another_in_its_place(shelf: Desk) -> None:
    shelf.file.mkdir()
    (shelf.file / "mine.toml").write_text("a")
    assert shelf.notices(lambda: None)
    assert shelf.notices(lambda: shelf.file.rename(shelf.file.with_name("old")))
    assert shelf.notices(shelf.file.mkdir)
    assert shelf.notices(lambda: (shelf.file / "mine.toml").write_text("b"))


def test_what_is_no_pack_in_the_folder_is_not_told(shelf: Desk) -> None:
    assert shelf.notices(shelf.file.mkdir)
    assert shelf.stays_silent(lambda: (shelf.file / "mine.toml~").write_text("a backup"))
    assert shelf.stays_silent(lambda: (shelf.file / "4913").write_text("what an editor tries"))


def test_what_a_linked_pack_points_to_is_watched_too(shelf: Desk, tmp_path: Path) -> None:
    kept = tmp_path / "dotfiles/mine.toml"
    kept.parent.mkdir()
    kept.write_text("")
    assert shelf.notices(shelf.file.mkdir)
    assert shelf.notices(lambda: (shelf.file / "mine.toml").symlink_to(kept))
    assert shelf.notices(lambda: kept.write_text("changed where it is kept"))
    assert shelf.notices(lambda: replaced(kept, "and replaced there"))


def test_two_are_watched_at_once_and_each_tells_its_own(desk: Desk) -> None:
    told = []
    folder = desk.file.with_name("routines")

    def of_folder() -> None:
        told.append("folder")
        desk.loop.stop()

    desk.watch.add(folder, of_folder)
    assert desk.notices(lambda: desk.file.write_text("[breaks]\n"))
    assert told == []
    folder.mkdir()
    assert not desk.notices(lambda: (folder / "mine.toml").write_text("a"))
    assert told == ["folder"]
    assert desk.notices(lambda: desk.file.write_text("[snooze]\n"))
    assert told == ["folder"]


def test_links_that_lead_nowhere_or_in_a_circle_do_no_harm(shelf: Desk) -> None:
    assert shelf.notices(shelf.file.mkdir)
    (shelf.file / "a.toml").symlink_to(shelf.file / "b.toml")
    (shelf.file / "b.toml").symlink_to(shelf.file / "a.toml")
    (shelf.file / "c.toml").symlink_to("/nowhere/at/all.toml")
    assert shelf.notices(lambda: None)
    assert shelf.notices(lambda: (shelf.file / "mine.toml").write_text("a"))


def test_what_cannot_be_watched_is_refused_and_costs_the_others_nothing(desk: Desk, tmp_path: Path) -> None:
    unusual = tmp_path / "unusual"
    unusual.mkdir()
    watch = fcntl.fcntl

    def refuse(descriptor: int, command: int, argument: int) -> int:
        if Path(f"/proc/self/fd/{descriptor}").readlink() == unusual:
            raise OSError(22, "Invalid argument")
        return watch(descriptor, command, argument)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fcntl, "fcntl", refuse)
        with pytest.raises(OSError, match="Invalid argument"):
            desk.watch.add(unusual / "team.toml", desk.loop.stop)
    assert desk.notices(lambda: desk.file.write_text("[breaks]\n"))


def test_a_file_that_may_not_be_looked_at_is_as_it_was(desk: Desk, tmp_path: Path) -> None:
    other, may_look = tmp_path / "share/team.toml", [True]
    other.parent.mkdir()
    other.write_text("1")
    desk.watch.add(other, desk._called, lambda: may_look[0])
    assert desk.notices(lambda: other.write_text("22"))
    may_look[0] = False
    assert desk.stays_silent(lambda: other.write_text("333"))
    assert desk.notices(lambda: desk.file.write_text("x"))  # all others as ever
    may_look[0] = True
    assert desk.notices(lambda: desk.file.write_text("y"))  # it is found to have changed
    assert desk.notices(lambda: other.write_text("4444"))


def test_a_folder_that_may_not_be_looked_at_is_not_opened(desk: Desk, tmp_path: Path) -> None:
    shared = tmp_path / "share"
    shared.mkdir()
    for may_look in (False, True):
        desk.watch.add(shared, desk._called, lambda answer=may_look: answer)
        assert desk.notices(lambda: replaced(desk.file, "x"))
        opened = {each.readlink() for each in Path("/proc/self/fd").iterdir() if each.is_symlink()}
        assert (shared in opened) is may_look
