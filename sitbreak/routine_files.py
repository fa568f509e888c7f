"""Reading packs of routines from files, and the cache that the resident program reads instead.

The bundled packs are assets/routines/*.toml; a user adds packs as routines/*.toml in the configuration
folder. Whoever parses them is `prepare` or a command; the daemon reads the cache, for which ``json`` is
enough.

Files are strangers: a pack is read only when it is a regular file of at most 64 KiB (256 KiB when bundled)
with no line over 512 bytes, because a short hostile file can keep the parser busy for many seconds.
"""

from __future__ import annotations

import json
import os
import stat

from sitbreak import paths
from sitbreak.core.routine_json import record_of, routine_of_record
from sitbreak.core.routines import SCHEMA_VERSION, Catalogue
from sitbreak.errors import SitbreakError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from sitbreak.core.routine_packs import Pack, Problem
    from sitbreak.core.routine_rules import Poses

_BUNDLED_BYTES = 256 * 1024
_USER_BYTES = 64 * 1024
_LINE_BYTES = 512
_USER_FILES = 32
_CACHE_BYTES = 4 * 1024 * 1024


def load() -> tuple[Catalogue, tuple[str, ...]]:
    """The catalogue of all packs there are, and a sentence for everything that was left out (rules V1 to
    V20).

    Raises :class:`SitbreakError` when the installation lacks its poses. Takes about 40 ms; blocks on the
    disk.
    """
    from sitbreak.core.routine_packs import combine  # noqa: PLC0415 (not for the daemon)

    poses = bundled_poses()
    bundled, failed = _packs(sorted(paths.bundled("assets", "routines").glob("*.toml")), _BUNDLED_BYTES)
    added, failed_too = _packs(user_files(), _USER_BYTES)
    catalogue, problems = combine(bundled, added, poses)
    return catalogue, (*failed, *failed_too, *map(str, problems))


def user_files() -> list[Path]:
    """The user's packs, by name; at most 32 are looked at."""
    return sorted((paths.config_folder() / "routines").glob("*.toml"))[:_USER_FILES]


def check_file(file: Path) -> tuple[tuple[Problem, int], ...]:
    """What is wrong with the user's pack in *file*, each problem with its line (0: not known). Raises
    :class:`SitbreakError` when it is no pack at all."""
    from sitbreak.core.routine_packs import check, combine  # noqa: PLC0415 (not for the daemon)

    pack, text = _read_pack(file, _USER_BYTES)
    poses = bundled_poses()
    bundled, _ = _packs(sorted(paths.bundled("assets", "routines").glob("*.toml")), _BUNDLED_BYTES)
    catalogue, _ = combine(bundled, (), poses)
    return tuple((problem, _line_of(problem.routine, text)) for problem in check(pack, catalogue, poses))


def bundled_poses() -> Poses:
    """The key poses of the drawn figure. Raises :class:`SitbreakError` when they cannot be read."""
    file = paths.bundled("assets", "routines", "poses.json")
    try:
        poses: Poses = json.loads(_read(file, _BUNDLED_BYTES))["poses"]
    except (ValueError, KeyError) as error:
        raise SitbreakError(
            f"The poses in {file} cannot be used: {error}.", "Install sitbreak again."
        ) from None
    return poses


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
        raise SitbreakError(f"The cached routines cannot be used: {error}.") from None


def load_cached(file: Path) -> Catalogue:
    """The catalogue of the cache *file*. Raises :class:`SitbreakError` when there is none or it is
    damaged."""
    return from_json(_read(file, _CACHE_BYTES).decode("utf-8", "replace"))


def _packs(files: list[Path], limit: int) -> tuple[list[Pack], list[str]]:
    """The packs of *files* that can be read, and a sentence for each that cannot."""
    packs: list[Pack] = []
    failed: list[str] = []
    for file in files:
        try:
            packs.append(_read_pack(file, limit)[0])
        except SitbreakError as error:
            failed.append(error.title)
    return packs, failed


def _read_pack(file: Path, limit: int) -> tuple[Pack, str]:
    """The pack in *file* and its text. Raises :class:`SitbreakError`."""
    import tomllib  # noqa: PLC0415 (not for the daemon)

    from sitbreak.core.routine_packs import Pack  # noqa: PLC0415 (not for the daemon)

    raw = _read(file, limit).removeprefix(b"\xef\xbb\xbf")
    for number, line in enumerate(raw.split(b"\n"), start=1):
        if len(line) > _LINE_BYTES:
            raise SitbreakError(f"{file}, line {number}: longer than {_LINE_BYTES} bytes.")
    try:
        text = raw.decode()
        content: dict[str, Any] = tomllib.loads(text)
    except UnicodeDecodeError:
        raise SitbreakError(f"{file}: not UTF-8 text.") from None
    except tomllib.TOMLDecodeError as error:
        raise SitbreakError(f"{file}: not TOML: {error}.") from None
    except RecursionError:
        raise SitbreakError(f"{file}: nested too deeply.") from None
    return Pack(file=str(file), content=content), text


def _read(file: Path, limit: int) -> bytes:
    """All of a regular *file* of at most *limit* bytes; never waits for a pipe. Raises
    :class:`SitbreakError`."""
    try:
        handle = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
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
    content = b""
    while len(content) < limit and (more := os.read(handle, limit - len(content))):
        content += more
    return content


def _line_of(identifier: str, text: str) -> int:
    """The line on which *text* gives a routine its id; 0 when there is none."""
    for number, line in enumerate(text.splitlines(), start=1):
        key, _, value = line.partition("=")
        if key.strip() == "id" and identifier and value.partition("#")[0].strip()[1:-1] == identifier:
            return number
    return 0
