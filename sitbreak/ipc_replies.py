"""What the daemon answers to a line, and the limits that its clients have, whatever they come through.

A client sends one JSON object in one line, gets one back, and the connection is closed. A message is at most
64 KiB, a client has 2 s for everything, and at most 8 are served at once. A client that asks
``{"do": "watch"}`` and gets an answer that is ``"ok"`` stays connected for what is pushed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitbreak import log
from sitbreak.errors import BUG, SitbreakError
from sitbreak.ipc_wire import decode, encode, refusal
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitbreak.ports import Json

CLIENT_LIMIT_S = 2.0
MAX_CLIENTS = 8
MAX_WATCHERS = 4


def reply_to(line: bytes, handle: Callable[[Json], Json], watchers: int) -> tuple[bytes, bool]:
    """What to send to who sent *line*, and whether he watches from now on, beside *watchers* others. A
    :class:`SitbreakError` that *handle* raises is the answer; anything else is a bug, which is logged and
    costs only that answer."""
    watches = False
    try:
        message = decode(line)
        asks_to_watch = message.get("do") == "watch"
        if asks_to_watch and watchers >= MAX_WATCHERS:
            raise SitbreakError(_("Too many are watching already."))
        answer = {"ok": True, **handle(message)}
        reply = encode(answer)
        watches = asks_to_watch and answer["ok"] is True
    except SitbreakError as error:
        reply = encode(refusal(error))
    except Exception as error:  # noqa: BLE001 - a bug in one command must not end the reminders
        log.problem("ipc", error)
        bug = SitbreakError(
            fill(_("Something went wrong inside sitbreak: {error}."), error=repr(error)[:200])
        )
        reply = encode({**refusal(bug), "code": BUG})
    return reply, watches
