"""The catalogue as the resident program reads it: checked before, written to the cache as JSON."""

from __future__ import annotations

import json
import os
import stat

from sitbreak.core.routine_json import record_of, routine_of_record
from sitbreak.core.routines import SCHEMA_VERSION, Catalogue
from sitbreak.errors import SitbreakError
from sitbreak.systems.files import files
from sitbreak.words import _, fill

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

_CACHE_BYTES = 4 * 1024 * 1024
_AT_ONCE_BYTES = 64 * 1024  # a read makes room for all it asks for, in the resident program too


def to_json(catalogue: Catalogue) -> str:
    """*catalogue* for the cache file ``routines.json``."""
    records = [record_of(routine) for routine in catalogue]
    content = {"schema_version": SCHEMA_VERSION, "routines": records}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> Catalogue:
    """The catalogue that :func:`to_json` wrote. Raises :class:`SitbreakError` when *text* is something
    else."""
    try:
        content = json.loads(text)
        if content["schema_version"] != SCHEMA_VERSION:
            raise ValueError("another version wrote it")
        return Catalogue(routine_of_record(record) for record in content["routines"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise SitbreakError(fill(_("The cached routines cannot be used: {why}."), why=error)) from None


def load_cached(file: Path) -> Catalogue:
    """The catalogue of the cache *file*. Raises :class:`SitbreakError` when there is none or it is
    damaged."""
    return from_json(read_regular(file, _CACHE_BYTES).decode("utf-8", "replace"))


def read_regular(file: Path, limit: int) -> bytes:
    """All of a regular *file* of at most *limit* bytes; never waits for a pipe. Raises
    :class:`SitbreakError`."""
    try:
        handle = os.open(file, files.READING)
        try:
            regular = stat.S_ISREG(os.fstat(handle).st_mode)
            content = _up_to(handle, limit + 1) if regular else b""
        finally:
            os.close(handle)
    except OSError as error:
        raise SitbreakError(f"{file}: {error.strerror}.") from None
    if not regular:
        raise SitbreakError(f"{file}: not a regular file.")
    if len(content) > limit:
        raise SitbreakError(f"{file}: larger than {limit // 1024} KiB.")
    return content


def _up_to(handle: int, limit: int) -> bytes:
    """The content of an open file, its first *limit* bytes at most."""
    content = bytearray()
    while len(content) < limit and (more := os.read(handle, min(_AT_ONCE_BYTES, limit - len(content)))):
        content += more
    return bytes(content)
