"""A team's file in a folder, on a share that hangs, or in the hands of somebody who means harm."""

from __future__ import annotations

import os
import socket
import sys
import threading
import time
from pathlib import Path

import pytest

from sitbreak.team.share import LARGEST_B, ShareFailed, read_share

_HANGS = (sys.executable, "-S", "-c", "import time; time.sleep(60)")
_DRIPS = (sys.executable, "-S", "-uc", "import time\nwhile True: print(end='x'); time.sleep(.02)")
_FLOODS = (sys.executable, "-S", "-uc", "while True: print('x' * 60000, end='')")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "team.toml"


def failure(path: Path | str, *, limit_s: float = 10.0, command: tuple[str, ...] = ()) -> ShareFailed:
    with pytest.raises(ShareFailed) as caught:
        read_share(str(path), limit_s=limit_s, command=command)
    assert "\n" not in str(caught.value)
    return caught.value


def test_a_file_is_read_whole_and_known_to_be_local(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf\0\n" + b"#" * (LARGEST_B - 5))
    shared = read_share(str(file))
    assert shared.data == file.read_bytes()
    assert shared.local


def test_a_link_that_leads_off_this_machine_is_not_local(file: Path) -> None:
    file.symlink_to("/proc/self/mountinfo")
    assert not read_share(str(file)).local


def test_a_share_that_hangs_is_left_alone_after_its_time(file: Path) -> None:
    begun = time.process_time()
    text = str(failure(file, limit_s=0.3, command=_HANGS))
    assert text == f"{file} could not be read within 0.3 s; does the share answer?"
    assert time.process_time() - begun < 1  # it was waited for, not asked again and again


@pytest.mark.parametrize("command", [_DRIPS, _FLOODS])
def test_a_reader_that_drips_or_floods_ends_too(file: Path, command: tuple[str, ...]) -> None:
    failure(file, limit_s=0.5, command=command)


def _children() -> set[int]:
    """The processes that this thread has begun and nobody has collected."""
    file = Path(f"/proc/self/task/{threading.get_native_id()}/children")
    return {int(pid) for pid in file.read_text().split()}


def test_every_reader_ends(file: Path) -> None:
    file.write_text("x")
    before = _children()
    for _time in range(3):
        read_share(str(file))
        failure(file, limit_s=0.1, command=_HANGS)
    deadline = time.perf_counter() + 5
    while (left := _children() - before) and time.perf_counter() < deadline:
        for pid in left:
            os.waitpid(pid, os.WNOHANG)  # one that has ended is collected
        time.sleep(0.01)
    assert left == set()


def test_a_missing_file_is_gone_only_if_its_folder_is_there(file: Path) -> None:
    missing = failure(file)
    assert (str(missing), missing.gone) == (f"{file} cannot be read: No such file or directory.", True)
    assert not failure(file.parent / "not-mounted/team.toml").gone


def test_what_is_no_plain_file_is_refused_without_waiting(file: Path) -> None:
    os.mkfifo(file)
    assert "not a regular file" in str(failure(file))
    assert "not a regular file" in str(failure(file.parent)) or "directory" in str(failure(file.parent))
    assert "not a regular file" in str(failure("/dev/zero"))
    place = file.with_name("s")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(place))
        failure(place)


def test_a_link_to_itself_is_told(file: Path) -> None:
    file.symlink_to(file)
    assert "symbolic links" in str(failure(file))


def test_a_large_file_is_refused_and_not_read_to_its_end(file: Path) -> None:
    with file.open("wb") as stream:
        stream.truncate(5 * 1024**3)
    assert str(failure(file)) == f"{file} is larger than 64 KiB."
