"""The command that starts the sitbreak that is running now, and whether such a command would start anything.

For systems with a shebang. All of it reads a few bytes and blocks no longer than that.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from sitbreak.errors import SitbreakError
from sitbreak.words import _, fill

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_FIRST_LINES_B = 1024  # of a script, to see what runs it
_NAME = "sitbreak"


def own_command() -> list[str]:
    """The command that starts this sitbreak from any folder, by the path that lasts longest.

    Installers put a link into a folder of the user's PATH and may move what is behind it: the link is taken.
    Raises :class:`SitbreakError` for a sitbreak that was only lent (`uvx`, `pipx run`): its folder is cleaned
    away sooner or later.
    """
    script = _script()
    command = [str(script), "run"] if script else [sys.executable, "-m", _NAME, "run"]
    if _is_lent(Path(sys.prefix)):
        raise SitbreakError(
            fill(_("This sitbreak lies in {folder}, which is cleaned now and then."), folder=sys.prefix),
            _("Install it first: `uv tool install sitbreak` or `pipx install sitbreak`."),
        )
    return command


def missing(command: Sequence[str]) -> str:
    """What *command* needs and is not there or cannot be run; empty when nothing is missing."""
    program = _found(command[0])
    if program is None:
        return command[0]
    interpreter = _interpreter(program)
    return interpreter if interpreter and _found(interpreter) is None else ""


def _script() -> Path | None:
    """The console script of this environment: the one that was called, or a lasting link to it."""
    own = Path(sys.prefix, "bin", _NAME)
    called = Path(sys.argv[0])
    if called.name == _NAME and called.is_absolute() and os.access(called, os.X_OK):
        own = called
    elif not os.access(own, os.X_OK) or Path(sys.prefix) == Path(sys.base_prefix):
        return None
    return _link_to(own) or own


def _link_to(script: Path) -> Path | None:
    """Where *script* is a file of a virtual environment: the first link to it on PATH."""
    if script.is_symlink():
        return None
    for folder in os.get_exec_path():
        link = Path(folder, _NAME)
        if folder.startswith("/") and link.is_symlink() and _same(link, script):
            return link
    return None


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _is_lent(prefix: Path) -> bool:
    """Whether an environment lies where caches lie."""
    variables = ("XDG_CACHE_HOME", "UV_CACHE_DIR")
    named = [Path(value) for name in variables if (value := os.environ.get(name, "")).startswith("/")]
    return any(prefix.is_relative_to(folder) for folder in (Path.home() / ".cache", *named))


def _found(program: str) -> Path | None:
    """The file that would run: *program* itself when it has a slash, else on PATH."""
    folders = ("",) if "/" in program else os.get_exec_path()
    for folder in folders:
        file = Path(folder, program)
        if file.is_file() and os.access(file, os.X_OK):
            return file
    return None


def _interpreter(program: Path) -> str:
    """What runs the script *program*; empty for a program that runs by itself.

    Installers put a long path into the second line of a shell script instead: ``'''exec' "/path/python"``.
    """
    try:
        with program.open("rb") as opened:
            lines = opened.read(_FIRST_LINES_B).decode("utf-8", "replace").splitlines()
    except OSError:
        return ""
    if not lines or not lines[0].startswith("#!"):
        return ""
    if len(lines) > 1 and lines[1].startswith("'''exec' "):
        path = lines[1].removeprefix("'''exec' ")
        return path.split('"')[1] if path.startswith('"') else path.split(" ")[0]
    return lines[0].removeprefix("#!").strip().split(" ")[0]
