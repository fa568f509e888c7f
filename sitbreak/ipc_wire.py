"""What the command line and the daemon agree on: JSON objects, one a line, and two file names.

Used by both ends, so it is as light as the command line needs it. Nothing here blocks.
"""

from __future__ import annotations

import json

from sitbreak.errors import SitbreakError, UsageError
from sitbreak.words import _

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    Json = dict[str, Any]

MAX_MESSAGE_B = 64 * 1024  # one line, its end included, in either direction
SOCKET_NAME = "socket"  # in the runtime folder; on Windows the file that says where the pipe is
LOCK_NAME = "lock"  # beside it; holds the number of the daemon's process

_TEXT_LIMIT = 1000  # characters


def encode(message: Json) -> bytes:
    """*message* as it is sent; ValueError or TypeError when it is too long or no JSON."""
    line = json.dumps(message, separators=(",", ":"), allow_nan=False).encode() + b"\n"
    if len(line) > MAX_MESSAGE_B:
        raise ValueError("a message of more than 64 KiB")
    return line


def first_line(incoming: bytearray, *, ended: bool) -> bytes | None:
    """The line that *incoming* begins with; None when its end has yet to come. :class:`UsageError` when it is
    too long, or when no more will come as the peer has *ended* what it sends."""
    line, newline, _rest = incoming.partition(b"\n")
    if newline and len(line) < MAX_MESSAGE_B:
        return bytes(line)
    if len(incoming) >= MAX_MESSAGE_B:
        raise UsageError(_("The message is longer than 64 KiB."))
    if ended:
        raise UsageError(_("The message ends in the middle of its line."))
    return None


def decode(line: bytes) -> Json:
    """The object in *line*; :class:`UsageError` when there is none."""
    try:
        message = json.loads(line.decode(), parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise UsageError(_("The message is not JSON.")) from None
    if not isinstance(message, dict):
        raise UsageError(_("The message is not a JSON object."))
    return message


def refusal(error: SitbreakError) -> Json:
    """The answer that tells *error*, cut to what always fits into a message."""
    title, next_step = error.title[:_TEXT_LIMIT], error.next_step[:_TEXT_LIMIT]
    return {"ok": False, "error": title, "next_step": next_step, "code": error.exit_code}


def lock_holder(lock_file: Path) -> int | None:
    """The process that took the lock last, which may be gone; None when that cannot be told."""
    try:
        with lock_file.open("rb") as opened:
            text = opened.read(32)
    except OSError:
        return None
    return int(text) if text.strip().isdigit() else None


def _no_number(name: str) -> None:
    raise ValueError(name)  # NaN and Infinity are no JSON
