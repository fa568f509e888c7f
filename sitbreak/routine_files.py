"""Reading packs of routines from files.

The bundled packs are assets/routines/*.toml; a user adds packs as routines/*.toml in the configuration
folder. Whoever parses them is `prepare` or a command; the daemon reads the cache, for which ``json`` is
enough.

Files are strangers: a pack is read only when it is a regular file of at most 64 KiB (256 KiB when bundled)
with no line over 512 bytes, because a short hostile file can keep the parser busy for many seconds.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sitbreak import paths, toml_lines
from sitbreak.core.routine_packs import Origin, Pack, Problem, check, combine
from sitbreak.core.routines import BodyPosture, Catalogue
from sitbreak.errors import SitbreakError
from sitbreak.routine_cache import read_regular

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from sitbreak.core.routine_motion import Poses
    from sitbreak.core.routine_packs import Change

_BUNDLED_BYTES = 256 * 1024
_USER_BYTES = 64 * 1024
_LINE_BYTES = 512
_USER_FILES = 32
_TOLD = 12  # sentences; whoever broke more reads the rest from `sitbreak routines check`

_AT_LINE = re.compile(r" \(at line (\d+), column \d+\)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    catalogue: Catalogue
    problems: tuple[Problem, ...]  # what was left out, with its lines
    changes: Mapping[str, tuple[Change, ...]]  # what packs did, by id


@dataclass(slots=True)
class _Shelf:
    """Packs that could be read, and why others could not."""

    packs: list[Pack] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)  # by the name of the pack

    def with_lines(self, problems: Iterable[Problem]) -> list[Problem]:
        """*problems* found in the packs, now with the lines of what is wrong."""
        found = list(problems)
        wrong = {problem.file for problem in found} & self.texts.keys()  # a team's pack came without a text
        lines = {name: toml_lines.lines_of(self.texts[name]) for name in wrong}
        for number, problem in enumerate(found):
            if known := lines.get(problem.file):
                line = toml_lines.line_of(_way(problem.at, known), known)
                found[number] = replace(problem, line=line)
        return found


def load(team: Iterable[Pack] = ()) -> tuple[Catalogue, tuple[str, ...]]:
    """The catalogue of all packs there are, and sentences for what was left out (rules V1 to V20); of very
    many, the first 12.

    Raises :class:`SitbreakError` when the installation lacks its poses. Takes about 40 ms; blocks on the
    disk.
    """
    gathered = gather(team)
    return gathered.catalogue, sentences(gathered.problems)


def sentences(problems: Sequence[Problem]) -> tuple[str, ...]:
    """What was left out, as the user is told it; of very many, the first 12."""
    told = [str(problem) for problem in problems[:_TOLD]]
    if more := len(problems) - len(told):
        told.append(f"Of packs of routines, {more} more is left out: `sitbreak routines check` tells all.")
    return tuple(told)


def gather(team: Iterable[Pack] = ()) -> Gathered:
    """All packs there are, put together: the bundled ones, those of a *team*, those of the user. Raises
    :class:`SitbreakError` when the installation lacks its poses."""
    poses = bundled_poses()
    bundled, own = _bundled(), _own()
    combined = combine(bundled.packs, [*team, *own.packs], poses)
    return Gathered(
        catalogue=combined.catalogue,
        problems=(*bundled.problems, *own.problems, *own.with_lines(combined.problems)),
        changes=combined.changes,
    )


def user_folder() -> Path:
    """Where the user's own packs are."""
    return paths.config_folder() / "routines"


def user_files() -> list[Path]:
    """The user's packs, by name; at most 32 are looked at. Files that begin with a dot are an editor's."""
    return _found()[:_USER_FILES]


def check_file(file: Path, team: Iterable[Pack] = ()) -> list[Problem]:
    """What is wrong with the pack in *file*, on top of all others there are, in the order of its lines.
    Raises :class:`SitbreakError` when the installation lacks its poses."""
    poses = bundled_poses()
    read = _read([file], _USER_BYTES, Origin.USER)
    others = _read([each for each in user_files() if not _is_same(each, file)], _USER_BYTES, Origin.USER)
    catalogue = combine(_bundled().packs, (), poses).catalogue
    found = [
        problem for pack in read.packs for problem in check(pack, catalogue, poses, [*team, *others.packs])
    ]
    return [*read.problems, *sorted(read.with_lines(found), key=lambda problem: problem.line)]


def check_text(text: str, name: str) -> list[Problem]:
    """What is wrong with a pack of this *text*, on top of the bundle alone."""
    try:
        pack = Pack(file=name, content=_parsed(text.encode("utf-8", "replace"))[0])
    except _NoPack as error:
        return [_no_pack(Path(name), error.why, error.advice, error.line)]
    return check_pack(pack)


def check_pack(pack: Pack) -> list[Problem]:
    """What is wrong with *pack*, on top of the bundle alone."""
    poses = bundled_poses()
    return list(check(pack, combine(_bundled().packs, (), poses).catalogue, poses))


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


# --- files --------------------------------------------------------------------------------------------------


def _bundled() -> _Shelf:
    files = [paths.bundled("assets", "routines", f"{posture}.toml") for posture in BodyPosture]
    return _read(files, _BUNDLED_BYTES, Origin.BUNDLE)


def _own() -> _Shelf:
    read = _read(user_files(), _USER_BYTES, Origin.USER)
    for file in _found()[_USER_FILES:]:
        why = f"more than {_USER_FILES} files are not looked at"
        read.problems.append(_no_pack(file, why, "put several routines into one file"))
    return read


def _found() -> list[Path]:
    try:
        names = [entry.name for entry in os.scandir(user_folder())]
    except OSError:  # there is none, or it is not ours to look into: then there are no packs
        return []
    return [user_folder() / name for name in sorted(names) if name.endswith(".toml") and name[0] != "."]


def _is_same(one: Path, other: Path) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)


def _read(files: Iterable[Path], limit: int, origin: Origin) -> _Shelf:
    read = _Shelf()
    for file in files:
        try:
            content, text = _parsed(read_regular(file, limit))
        except _NoPack as error:
            read.problems.append(_no_pack(file, error.why, error.advice, error.line))
        except SitbreakError as error:
            why = error.title.removeprefix(f"{file}: ").rstrip(".")
            read.problems.append(_no_pack(file, why[0].lower() + why[1:], "look at the file"))
        else:
            name = _shown(file)
            read.packs.append(Pack(file=name, content=content, origin=origin))
            read.texts[name] = text
    return read


class _NoPack(Exception):
    def __init__(self, why: str, advice: str, line: int = 0) -> None:
        super().__init__(why)
        self.why = why
        self.advice = advice
        self.line = line


def _parsed(raw: bytes) -> tuple[dict[str, Any], str]:
    """What the TOML in *raw* says, and its text. Raises :class:`_NoPack`."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _NoPack("it is UTF-16, not UTF-8", "save it as UTF-8")
    for number, line in enumerate(raw.split(b"\n"), start=1):
        if len(line) > _LINE_BYTES:
            raise _NoPack(f"the line is longer than {_LINE_BYTES} bytes", "break it into several", number)
    try:
        text = raw.decode("utf-8-sig")
        return tomllib.loads(text), text
    except UnicodeDecodeError as error:
        line_number = raw.count(b"\n", 0, error.start) + 1
        raise _NoPack("the line is not UTF-8 text", "save the file as UTF-8", line_number) from None
    except RecursionError:
        raise _NoPack("it is nested too deeply", "write it as the template does") from None
    except ValueError as error:  # of the parser, and of numbers and dates it makes
        raise _no_toml(str(error), text) from None


def _no_toml(said: str, text: str) -> _NoPack:
    """What the parser *said*, with the line it names."""
    at = _AT_LINE.search(said)
    line = int(at[1]) if at else text.count("\n") + 1
    what = "".join(sign if sign.isprintable() else " " for sign in _AT_LINE.sub("", said))
    what = what.removesuffix(" (at end of document)").rstrip(".")[:120]
    return _NoPack(f"it is not TOML: {what}", "look at quotation marks, brackets and commas here", line)


def _no_pack(file: Path, why: str, advice: str, line: int = 0) -> Problem:
    return Problem(rule="", file=_shown(file), routine="", why=why, advice=advice, line=line)


def _shown(file: Path) -> str:
    """The name of *file*, on one line whatever it is made of."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in str(file))


def _way(at: tuple[str | int, ...], lines: Mapping[tuple[str | int, ...], int]) -> tuple[str | int, ...]:
    """*at*, or for what is wrong with a routine as a whole, the way to its id."""
    named = (*at[:2], "id")
    return named if len(at) == 2 and named in lines else at  # noqa: PLR2004 ("routines", number)
