"""Whether a path lies on a file system of this machine, found out without touching the path.

A network share whose server is gone holds whoever looks at it, sometimes for ever. The table of mounts is
kept by the kernel and never waits. What is not known to be local counts as remote.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

_MOUNTS = Path("/proc/self/mountinfo")
_LARGEST_B = 1024 * 1024
_ESCAPED = re.compile(r"\\([0-7]{3})")
_LOCAL = frozenset(
    (
        *("bcachefs", "btrfs", "devtmpfs", "ecryptfs", "erofs", "exfat", "ext2", "ext3", "ext4", "f2fs"),
        *("hfsplus", "iso9660", "jfs", "msdos", "nilfs2", "ntfs3", "overlay", "ramfs", "reiserfs"),
        *("squashfs", "tmpfs", "ubifs", "udf", "vfat", "xfs", "zfs"),
    )
)


def is_local(path: str, mounts: str | None = None) -> bool:
    """Whether *path*, which is absolute, lies on a local file system by its name; links in it are not seen.
    *mounts* is the text of mountinfo, read when it is not given."""
    if mounts is None:
        try:
            with _MOUNTS.open("rb") as stream:
                mounts = stream.read(_LARGEST_B).decode("utf-8", "surrogateescape")
        except OSError:
            return False
    wanted = os.path.normpath(path)
    kind, length = "", -1
    for line in mounts.splitlines():
        fields = line.split(" ")
        if "-" not in fields[6:]:
            continue
        point = _ESCAPED.sub(lambda found: chr(int(found.group(1), 8)), fields[4])
        if _is_below(wanted, point) and len(point) >= length:  # of two on one point, the later is on top
            kind, length = fields[fields.index("-", 6) + 1], len(point)
    return kind in _LOCAL


def _is_below(path: str, point: str) -> bool:
    return path == point or path.startswith(point.rstrip("/") + "/")
