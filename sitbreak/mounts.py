"""Whether a path lies on a file system of this machine, found out without touching what does not.

A network share whose server is gone holds whoever looks at it, sometimes for ever. The table of mounts is
kept by the kernel and never waits. What is not known to be local counts as remote.
"""

from __future__ import annotations

import itertools
import os
import re
from pathlib import Path

_MOUNTS = Path("/proc/self/mountinfo")
_LARGEST_B = 1024 * 1024
_ESCAPED = re.compile(r"\\([0-7]{3})")
_MOST_LINKS = 40  # as the kernel has it
_LOCAL = frozenset(
    (
        *("bcachefs", "btrfs", "devtmpfs", "ecryptfs", "erofs", "exfat", "ext2", "ext3", "ext4", "f2fs"),
        *("hfsplus", "iso9660", "jfs", "msdos", "nilfs2", "ntfs3", "overlay", "ramfs", "reiserfs"),
        *("squashfs", "tmpfs", "ubifs", "udf", "vfat", "xfs", "zfs"),
    )
)


def is_local(path: str, mounts: str | None = None) -> bool:
    """Whether nothing on the way to *path*, which is absolute, lies on another machine: each folder and link,
    and where that leads, is looked up in the table before it is touched. *mounts* is the text of the table,
    read when it is not given."""
    points = _points(_table() if mounts is None else mounts)
    done, left, links = "/", path.split("/"), 0
    while _is_below_local(done, points):
        left = [*itertools.dropwhile(lambda part: part in ("", "."), left)]
        if not left:
            return True
        before, done = done, os.path.normpath(os.path.join(done, left.pop(0)))  # noqa: PTH118
        if _is_below_local(done, points) and (target := _link(done)):
            links += 1
            if links > _MOST_LINKS:
                return False
            left = [*target.split("/"), *left]
            done = "/" if target.startswith("/") else before
    return False


def _link(path: str) -> str:
    """Where the link *path* leads; empty for what is no link, or not there."""
    try:
        return os.readlink(path)  # noqa: PTH115
    except OSError:
        return ""


def _table() -> str:
    """Empty when there is none."""
    try:
        with _MOUNTS.open("rb") as stream:
            return stream.read(_LARGEST_B).decode("utf-8", "surrogateescape")
    except OSError:
        return ""


def _points(mounts: str) -> list[tuple[str, str]]:
    """Where file systems are mounted, and of which kind."""
    found = []
    for line in mounts.splitlines():
        fields = line.split(" ")
        if "-" in fields[6:]:
            point = _ESCAPED.sub(lambda sign: chr(int(sign.group(1), 8)), fields[4])
            found.append((point, fields[fields.index("-", 6) + 1]))
    return found


def _is_below_local(path: str, points: list[tuple[str, str]]) -> bool:
    kind, length = "", -1
    for point, its_kind in points:
        if _is_below(path, point) and len(point) >= length:  # of two on one point, the later is on top
            kind, length = its_kind, len(point)
    return kind in _LOCAL


def _is_below(path: str, point: str) -> bool:
    return path == point or path.startswith(point.rstrip("/") + "/")
