"""Files appear whole or not at all."""

from __future__ import annotations

import os

from sitbreak.systems.files import files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO


def write_whole(file: Path, data: bytes) -> None:
    """Put *data* into *file* with mode 0600, through a file beside it. Waits for the disk. Raises OSError,
    and then *file* is as it was."""
    beside = file.with_name(f".{file.name}.{os.getpid()}.new")
    beside.unlink(missing_ok=True)  # of a process of the same number that was killed here
    stream = open_privately(beside, "xb")
    try:
        with stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        files.replace(beside, file)
    except OSError:
        beside.unlink(missing_ok=True)
        raise


def open_privately(file: Path, mode: str) -> BinaryIO:
    """*file* opened with *mode*, "xb" or "wb"; when it is made, nobody but the user may read it."""
    return open(file, mode, opener=_made_private)  # type: ignore[return-value]  # noqa: PTH123 - both are binary


def _made_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
