"""Files that change, over a stand-in for kqueue: it fires when the test says so, at what is registered."""

from __future__ import annotations

import importlib
import os
import select
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.macos.hand_loop import HandLoop

_NAMES = ("NOTE_WRITE", "NOTE_EXTEND", "NOTE_DELETE", "NOTE_RENAME", "NOTE_ATTRIB")


class Queue:
    """kqueue: what is registered by its descriptor, and a pipe by which the test fires."""

    latest: Queue

    def __init__(self) -> None:
        self.registered: dict[int, str] = {}
        self._fired, self._fire = os.pipe()
        self._readable = -1
        Queue.latest = self

    def control(self, changes: list[Any] | None, _most: int, _limit_s: float | None) -> list[Any]:
        for change in changes or ():
            self.registered[change.ident] = change.filter
            if change.filter == "read":
                self._readable = change.ident
        if changes is not None:
            return []
        ready, _, _ = select.select([self._readable, self._fired], [], [])
        if self._fired in ready:
            os.read(self._fired, 1)
        return [SimpleNamespace(ident=each, filter="any") for each in ready]

    def fire(self) -> None:
        os.write(self._fire, b"x")

    def places(self) -> set[str]:
        """What is watched and open still."""
        found = set()
        for opened in self.registered:
            link = Path(f"/proc/self/fd/{opened}")
            if link.is_symlink() and self.registered[opened] == "vnode":
                found.add(str(link.readlink()))
        return found

    def close(self) -> None:
        os.close(self._fired)
        os.close(self._fire)


def pretend(put: Callable[[Any, str, object], None]) -> None:
    """*put* the names that a Mac has in the modules that have them there."""
    for name in _NAMES:
        put(select, f"KQ_{name}", 0)
    for name, value in (("FILTER_READ", "read"), ("FILTER_VNODE", "vnode"), ("EV_ADD", 1), ("EV_CLEAR", 2)):
        put(select, f"KQ_{name}", value)
    put(select, "kqueue", Queue)
    put(select, "kevent", lambda ident, **told: SimpleNamespace(ident=ident, **told))
    put(os, "O_EVTONLY", 0)


class Desk:
    def __init__(self, module: Any, folder: Path) -> None:
        self.loop = HandLoop()
        self.folder = folder
        self.changes: list[str] = []
        self.watch = module.FileWatch(self.loop)
        self.queue = Queue.latest

    def happens(self) -> None:
        """The kernel tells of a change, and the editor has finished."""
        self.queue.fire()
        while not self.loop._posted:
            time.sleep(0.001)
        self.loop.advance(0.25)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    pretend(partial(monkeypatch.setattr, raising=False))
    monkeypatch.delitem(sys.modules, "sitbreak.desktop.macos.watch", raising=False)
    importlib.import_module("sitbreak.desktop.watched_files")
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(sys, "platform", "darwin")
        module = importlib.import_module("sitbreak.desktop.macos.watch")
    made = Desk(module, tmp_path)
    yield made
    made.watch.close()
    del sys.modules["sitbreak.desktop.macos.watch"]


def test_a_file_that_is_written_made_and_replaced_is_noticed(desk: Desk) -> None:
    file = desk.folder / "config.toml"
    desk.watch.add(file, lambda: desk.changes.append("config"))
    file.write_text("a = 1\n")
    desk.happens()
    file.write_text("a = 12\n")
    desk.happens()
    (desk.folder / "new").write_text("a = 123\n")
    (desk.folder / "new").replace(file)
    desk.happens()
    desk.happens()  # nothing of ours
    assert desk.changes == ["config"] * 3
    assert str(file) in desk.queue.places()


def test_of_a_folder_that_is_not_there_the_nearest_is_watched(desk: Desk) -> None:
    file = desk.folder / "not" / "yet" / "config.toml"
    desk.watch.add(file, lambda: desk.changes.append("config"))
    assert desk.queue.places() == {str(desk.folder)}
    file.parent.mkdir(parents=True)
    desk.happens()
    assert str(file.parent) in desk.queue.places()
    file.write_text("a = 1\n")
    desk.happens()
    assert desk.changes == ["config"]


def test_what_may_not_be_looked_at_is_left_alone(desk: Desk) -> None:
    file = desk.folder / "team.toml"
    file.write_text("")
    desk.watch.add(file, lambda: desk.changes.append("team"), lambda: False)
    assert desk.queue.places() == set()
    file.write_text("a = 1\n")
    desk.happens()
    assert desk.changes == []


def test_no_descriptor_is_left_behind(desk: Desk) -> None:
    file = desk.folder / "config.toml"
    desk.watch.add(file, lambda: None)
    for number in range(5):
        file.write_text(f"a = {number}\n")
        desk.happens()
    assert len(desk.watch._opened) == len(desk.queue.places())
