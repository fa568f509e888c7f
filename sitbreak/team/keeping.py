"""What is kept of a team's file: the copy that counts, and what is known of it.

In the team folder lie ``accepted.toml``, byte for byte as it came, and ``state.json``. The copy is written
before what is known of it, so a crash between the two costs one more download and never agrees to anything.
The resident program reads ``next_at_s`` and ``watch`` of the latter as plain JSON, the layers of the settings
read ``source`` and ``grant``.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING

from sitbreak import clock, paths
from sitbreak.errors import SitbreakError
from sitbreak.settings.team_copy import state_file
from sitbreak.systems.files import files
from sitbreak.whole_file import write_whole
from sitbreak.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMAT = 1
LARGEST_B = 256 * 1024

_LOOK_EVERY_S = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of the team's file. Times are seconds since 1970; 0: never."""

    source: str = ""  # the address or file all the rest is about
    by: str = ""  # who agreed to it: "join", "system", "file" or "pin"
    grant: list[list[str]] | None = field(default_factory=list)  # key and kind each; None: to all of it
    joined_s: float = 0
    # the accepted copy
    sha256: str = ""
    size_b: int = 0
    serial: int = 0
    name: str = ""  # of the team
    contact: str = ""
    came_from: str = ""  # after redirects
    etag: str = ""
    last_modified: str = ""
    key: str = ""  # the line of the key whose signature was checked
    comment: str = ""  # that was signed with it
    pending: list[list[str]] = field(default_factory=list)  # what the copy does beyond the grant
    changes: list[str] = field(default_factory=list)  # what the last new copy changed, a line each
    changed_s: float = 0
    # the newest try
    tried_s: float = 0
    succeeded_s: float = 0
    failures: int = 0  # in a row
    problem: str = ""  # of the last try, a sentence
    trouble: str = ""  # its kind: "network", "gone", "refused" (what came was not accepted)
    gone_since_s: float = 0
    next_at_s: float | None = None  # when to try again; None: never
    watch: str = ""  # a local file whose changes can be noticed
    told: list[str] = field(default_factory=list)  # the notes when it was last looked

    @property
    def granted(self) -> frozenset[tuple[str, str]] | None:
        return None if self.grant is None else frozenset((key, kind) for key, kind in self.grant)


def load() -> Known:
    """What is known; nothing at all when the file is not there or is damaged."""
    try:
        with state_file().open("rb") as stream:
            data = stream.read(LARGEST_B + 1)
        found = json.loads(data) if len(data) <= LARGEST_B else None
    except (OSError, ValueError, RecursionError):
        return Known()
    if not isinstance(found, dict) or found.pop("format", None) != FORMAT:
        return Known()
    like = {each.name: getattr(Known(), each.name) for each in fields(Known)}
    found = {key: value for key, value in found.items() if key in like}  # a newer sitbreak may know more
    return Known(**found) if all(_fits(key, value, like[key]) for key, value in found.items()) else Known()


def accepted() -> bytes | None:
    """The copy that counts, when there is one."""
    try:
        return paths.team_copy().read_bytes()
    except OSError:
        return None


def keep(known: Known, data: bytes | None = None) -> None:
    """Write *known* down, with *data* as the new copy if given. Raises OSError."""
    paths.private_folder(paths.team_folder())
    if data is not None:
        write_whole(paths.team_copy(), data)
    write_whole(state_file(), json.dumps({"format": FORMAT, **asdict(known)}, indent=1).encode())


def forget() -> None:
    """Remove all that is kept. Raises OSError."""
    for file in (state_file(), paths.team_copy()):  # without the first, the second counts for nothing
        file.unlink(missing_ok=True)


@contextlib.contextmanager
def held(*, patience_s: float = 0) -> Iterator[None]:
    """The team folder for one process alone. Blocks for *patience_s* at the most. Raises
    :class:`SitbreakError` while another has it."""
    folder = paths.private_folder(paths.team_folder())
    end_s = clock.monotonic_s() + patience_s
    while (opened := files.hold(folder)) is None:
        if clock.monotonic_s() >= end_s:
            raise SitbreakError(
                _("The team's file is being looked at by another sitbreak."),
                _("Try again in half a minute."),
            )
        time.sleep(_LOOK_EVERY_S)
    try:
        yield
    finally:
        os.close(opened)


def _fits(key: str, value: object, like: object) -> bool:
    """Whether *value* is of the type that *key* has; *like* is its default."""
    if key in ("grant", "pending"):
        if value is None:
            return key == "grant"
        return isinstance(value, list) and all(_is_pair(each) for each in value)
    if isinstance(like, list):
        return isinstance(value, list) and all(isinstance(each, str) for each in value)
    if isinstance(like, str):
        return isinstance(value, str)
    return (value is None and like is None) or type(value) in (int, float)


def _is_pair(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(each, str) for each in value)
