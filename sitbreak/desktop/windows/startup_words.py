"""What the registry says of a program that starts at login. Pure: it reads and changes nothing."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def switched_off(approved: bytes) -> bool:
    """Whether the user has switched a program off in the Settings or the Task Manager, by what Windows notes
    there: flags, of which the lowest means off, and when that was."""
    return bool(approved) and (approved[0] % 2 == 1 or any(approved[4:12]))


def command_line(program: str, *words: str) -> str:
    """A command as one line, the *program* in quotes. A path has no quotes in it, and no word a blank."""
    return " ".join((f'"{program}"', *words))


def is_lent(prefix: str, folders: Sequence[str]) -> bool:
    """Whether an environment lies below one of the *folders* where caches lie; names of either case, with
    either slash."""
    below = _plain(prefix) + "\\"
    return any(below.startswith(_plain(folder) + "\\") for folder in folders if folder)


def _plain(path: str) -> str:
    return path.replace("/", "\\").rstrip("\\").lower()
