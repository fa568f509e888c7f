"""A path on a network share is known to be one without a look at it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitbreak.mounts import is_local

_TABLE = r"""
22 27 0:20 / /proc rw,nosuid shared:5 - proc proc rw
27 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 27 0:25 / /home rw shared:2 master:1 - btrfs /dev/sdb rw
40 30 0:40 / /home/us/team\040files rw - nfs4 nas:/team rw,vers=4.2
41 27 0:41 / /mnt/cifs rw - cifs //nas/team rw
42 27 0:42 / /mnt/fuse rw - fuse.sshfs nas:/ rw
43 27 0:43 / /net rw - autofs systemd-1 rw
44 27 0:44 / /mnt/9p rw - 9p share rw
45 27 0:45 / /mnt/new rw - inventedfs x rw
46 27 0:46 / /mnt/over rw - nfs nas:/ rw
47 46 0:47 / /mnt/over rw - tmpfs tmpfs rw
a broken line
"""


@pytest.mark.parametrize(
    ("path", "local"),
    [
        ("/etc/team.toml", True),
        ("/home/us/team.toml", True),
        ("/home/us/team files/team.toml", False),
        ("/home/us/team files", False),
        ("/home/us/team files 2/team.toml", True),
        ("/home/us/../us/team files/x", False),
        ("/mnt/cifs/team.toml", False),
        ("/mnt/fuse/a/b", False),
        ("/net/nas/team.toml", False),
        ("/mnt/9p/x", False),
        ("/mnt/new/x", False),
        ("/mnt/over/x", True),
        ("/mnt/cifsy/x", True),
        ("/proc/1/x", False),
    ],
)
def test_what_lies_on_a_share_or_on_something_unknown_is_remote(path: str, local: bool) -> None:
    assert is_local(path, _TABLE) is local


def test_without_a_table_everything_is_remote() -> None:
    assert not is_local("/etc/team.toml", "")


def test_the_table_of_this_machine_is_understood(tmp_path: Path) -> None:
    assert is_local(str(tmp_path))
    assert not is_local("/proc/self")


def test_links_are_followed_as_long_as_they_stay_here(tmp_path: Path) -> None:
    here, share = tmp_path / "here", tmp_path / "share"
    for folder in (here, share):
        folder.mkdir()
    table = f"1 0 8:1 / / rw - ext4 /dev/sda1 rw\n2 1 0:40 / {share} rw - nfs4 nas:/team rw\n"

    def leads(link: str, target: str) -> bool:
        (here / link).symlink_to(target)
        return is_local(f"{here}/{link}/team.toml", table)

    assert leads("to-itself", ".")
    assert leads("to-nothing", "none/at/all")
    assert leads("up-and-down", "../here")
    assert leads("over-two", "to-itself/up-and-down")
    assert not leads("off", str(share))
    assert not leads("off-and-up", "../share/..")
    assert not leads("over-another", "off")
    assert not leads("round", "round")
    (share / "back").symlink_to(here)  # nobody may ask the share where it leads
    assert not leads("off-and-back", f"{share}/back")
