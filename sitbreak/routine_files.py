"""Reading packs of routines from files.

The bundled packs are assets/routines/*.toml; a user adds packs as routines/*.toml in the configuration
folder. Whoever parses them is `prepare` or a command; the daemon reads the cache, for which ``json`` is
enough.

Files are strangers: a pack is read only when it is a regular file of at most 64 KiB (256 KiB when bundled)
with no line over 512 bytes, because a short hostile file can keep the parser busy for many seconds.
"""

from __future__ import annotations

import json
import tomllib

from sitbreak import paths
from sitbreak.core.routine_packs import Pack, Problem, check, combine
from sitbreak.core.routine_rules import Poses
from sitbreak.core.routines import BodyPosture, Catalogue
from sitbreak.errors import SitbreakError
from sitbreak.routine_cache import read_regular

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

_BUNDLED_BYTES = 256 * 1024
_USER_BYTES = 64 * 1024
_LINE_BYTES = 512
_USER_FILES = 32


def load() -> tuple[Catalogue, tuple[str, ...]]:
    """The catalogue of all packs there are, and a sentence for everything that was left out (rules V1 to
    V20).

    Raises :class:`SitbreakError` when the installation lacks its poses. Takes about 40 ms; blocks on the
    disk.
    """
    poses = bundled_poses()
    files = [paths.bundled("assets", "routines", f"{posture}.toml") for posture in BodyPosture]
    bundled, failed = _packs(files, _BUNDLED_BYTES)
    added, failed_too = _packs(user_files(), _USER_BYTES)
    catalogue, problems = combine(bundled, added, poses)
    return catalogue, (*failed, *failed_too, *map(str, problems))


def user_files() -> list[Path]:
    """The user's packs, by name; at most 32 are looked at."""
    return sorted((paths.config_folder() / "routines").glob("*.toml"))[:_USER_FILES]


def check_file(file: Path) -> tuple[tuple[Problem, int], ...]:
    """What is wrong with the user's pack in *file*, each problem with its line (0: not known). Raises
    :class:`SitbreakError` when it is no pack at all."""
    pack, text = _read_pack(file, _USER_BYTES)
    poses = bundled_poses()
    bundled, _ = _packs(sorted(paths.bundled("assets", "routines").glob("*.toml")), _BUNDLED_BYTES)
    catalogue, _ = combine(bundled, (), poses)
    return tuple((problem, _line_of(problem.routine, text)) for problem in check(pack, catalogue, poses))


def bundled_poses() -> Poses:
    """The key poses of the drawn figure. Raises :class:`SitbreakError` when they cannot be read."""
    file = paths.bundled("assets", "routines", "poses.json")
    try:
        poses: Poses = json.loads(read_regular(file, _BUNDLED_BYTES))["poses"]
    except (ValueError, KeyError) as error:
        raise SitbreakError(
            f"The poses in {file} cannot be used: {error}.", "Install sitbreak again."
        ) from None
    return poses


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
    raw = read_regular(file, limit).removeprefix(b"\xef\xbb\xbf")
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


def _line_of(identifier: str, text: str) -> int:
    """The line on which *text* gives a routine its id; 0 when there is none."""
    for number, line in enumerate(text.splitlines(), start=1):
        key, _, value = line.partition("=")
        if key.strip() == "id" and identifier and value.partition("#")[0].strip()[1:-1] == identifier:
            return number
    return 0
