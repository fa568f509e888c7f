"""Read a team's file that lies in a folder, perhaps on a network share whose server does not answer.

Whoever opens such a file may hang and cannot even be ended. So a process of its own reads it
(``python -m sitbreak.team.reader``), and after 4 s it is left alone.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass

from sitbreak.errors import SitbreakError
from sitbreak.mounts import is_local
from sitbreak.systems.asking import ask
from sitbreak.words import _, fill

LIMIT_S = 4.0  # with all else that is prepared, the settings are there within 5 s
LARGEST_B = 64 * 1024

_HEAD_B = 16 * 1024  # a line of JSON before the content


class ShareFailed(SitbreakError):
    """The file cannot be read. *gone*: its folder is there, and it is not. *local*: as in :class:`Shared`."""

    def __init__(self, title: str, *, gone: bool = False, local: bool = False) -> None:
        super().__init__(title)
        self.gone = gone
        self.local = local


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    data: bytes
    local: bool  # it lies on this machine: its changes are noticed


def read_share(path: str, *, limit_s: float = LIMIT_S, command: tuple[str, ...] = ()) -> Shared:
    """The file at *path*, which is absolute; blocks for *limit_s* at most. Raises :class:`ShareFailed`."""
    reader = command or (sys.executable, "-m", "sitbreak.team.reader")
    answer = ask((*reader, path), limit_s, LARGEST_B + _HEAD_B)
    if answer is None:
        text = _("{file} could not be read within {n} s; does the share answer?")
        raise ShareFailed(fill(text, file=path, n=f"{limit_s:g}"))
    head, _newline, data = answer.partition(b"\n")
    try:
        said = json.loads(head)
        error, gone = said["error"], said["gone"]
    except (ValueError, KeyError, TypeError):
        raise ShareFailed(fill(_("{file} could not be read."), file=path)) from None
    local = is_local(path)
    if error:
        text = fill(_("{file} cannot be read: {why}."), file=path, why=error)
        raise ShareFailed(text, gone=gone, local=local)
    if len(data) > LARGEST_B:
        text = fill(_("{file} is larger than {n} KiB."), file=path, n=LARGEST_B // 1024)
        raise ShareFailed(text, local=local)
    return Shared(data=data, local=local)
