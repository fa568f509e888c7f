"""Shows one notification with buttons through desktop-notifier, in a process of its own that lives while it
is up: what was clicked is told to a living process only, and nothing of it stays in the resident program.

Standard input is one JSON object:

- ``{"do": "probe"}`` asks whether notifications can be shown, and the user for leave when the system does so;
- ``{"do": "show", "title", "body", "icon", "urgent", "buttons": [[key, label], …], "default": key,
  "seconds"}``;
- ``{"do": "clear"}`` takes away what was shown last.

Standard output is the key of what was clicked, or nothing. The exit code is :data:`CANNOT` where this cannot
show anything; standard output then says why, in one word.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sitbreak.errors import OK, USAGE
from sitbreak.words import clean, cut

if TYPE_CHECKING:
    from collections.abc import Callable

LIMIT_B = 16384
CANNOT = 3
NO_PACKAGE, NO_WAY, NO_LEAVE = "package", "way", "leave"  # why it cannot

_NAME = "sitbreak"  # Windows takes it for the program's identity: it must not change, and have no blanks
_ONLY_ONE = "sitbreak"  # the notification's identity: each takes the place of the one before
_TITLE_UNITS, _BODY_UNITS, _LABEL_UNITS = 127, 512, 40
_SENT_S = 0.5  # the system takes what it was sent as long as the sender lives


def main() -> int:
    """Blocks until the notification has been answered or has gone, for ``seconds`` at the most. What
    desktop-notifier raises goes up: the exit code is then not 0."""
    try:
        told = json.loads(sys.stdin.buffer.read(LIMIT_B))
        do = {"probe": _probe, "show": _show, "clear": _clear}[told["do"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        return USAGE
    try:
        from desktop_notifier import DesktopNotifier, Icon
    except ImportError:
        return _say(NO_PACKAGE, CANNOT)
    icon = Icon(path=Path(told["icon"])) if told.get("icon") else None
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        return runner.run(do(DesktopNotifier(app_name=_NAME, app_icon=icon), told))


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Where desktop-notifier brings rubicon along (macOS), clicks come by the system's own run loop."""
    try:
        from rubicon.objc.eventloop import RubiconEventLoop
    except ImportError:
        return None
    factory: Callable[[], asyncio.AbstractEventLoop] = RubiconEventLoop
    return factory


async def _probe(notifier: Any, _told: dict[str, Any]) -> int:
    """Without a way to show anything, desktop-notifier takes one that does nothing, allows everything and is
    capable of nothing."""
    if not await notifier.get_capabilities():
        return _say(NO_WAY, CANNOT)
    return OK if await notifier.request_authorisation() else _say(NO_LEAVE, CANNOT)


async def _clear(notifier: Any, _told: dict[str, Any]) -> int:
    await notifier.clear(_ONLY_ONE)
    return OK


async def _show(notifier: Any, told: dict[str, Any]) -> int:
    if not await notifier.get_capabilities():
        return _say(NO_WAY, CANNOT)
    loop = asyncio.get_running_loop()
    answered: asyncio.Future[str] = loop.create_future()

    def answer(key: str) -> None:
        if not answered.done():
            answered.set_result(key)

    def answers(key: str) -> Callable[[], object]:
        return lambda: loop.call_soon_threadsafe(answer, key)

    await notifier.send_notification(_notification(told, answers))
    if not told["buttons"]:
        await asyncio.sleep(_SENT_S)
        return OK
    try:
        key = await asyncio.wait_for(answered, told["seconds"])
    except TimeoutError:
        await notifier.clear(_ONLY_ONE)
        return OK
    return _say(key, OK)


def _notification(told: dict[str, Any], answers: Callable[[str], Callable[[], object]]) -> Any:
    from desktop_notifier import Button, Notification, Urgency

    return Notification(
        title=cut(clean(told["title"]), _TITLE_UNITS),
        message=cut(clean(told["body"]), _BODY_UNITS),
        urgency=Urgency.Critical if told["urgent"] else Urgency.Normal,
        buttons=tuple(
            Button(title=cut(clean(label), _LABEL_UNITS), identifier=key, on_pressed=answers(key))
            for key, label in told["buttons"]
        ),
        on_clicked=answers(told["default"]),
        on_dismissed=answers(""),
        identifier=_ONLY_ONE,
    )


def _say(word: str, code: int) -> int:
    sys.stdout.write(word)
    sys.stdout.flush()
    return code


if __name__ == "__main__":
    sys.exit(main())
