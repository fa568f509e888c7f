"""What macOS announces: sleep and wake, lock and unlock, another user's session, a clock that was set.

Observers are registered, called and taken away on the main thread; what they hear is posted to the loop.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import AppKit
import Foundation

from sitbreak.desktop.macos import main_thread
from sitbreak.desktop.macos.announced import CLOCK_SET, OF_ALL_PROGRAMS, OF_WORKSPACE

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitbreak.ports import Loop


class SitbreakListener(Foundation.NSObject):  # type: ignore[misc]  # pyobjc has no types
    """Calls its ``told`` with the name of each notification."""

    told: Callable[[str], None]

    def heard_(self, notification: Any) -> None:
        self.told(str(notification.name()))


class Announcements:
    """Calls *told* on the loop with the name of each announcement, after :meth:`start`. Nothing raises."""

    def __init__(self, loop: Loop, told: Callable[[str], None]) -> None:
        self._loop = loop
        self._told = told
        self._listener: Any = None

    def start(self) -> None:
        main_thread.call(self._listen)

    def close(self) -> None:
        main_thread.call(self._end)

    def _listen(self) -> None:
        self._listener = SitbreakListener.alloc().init()
        self._listener.told = self._post
        of_workspace = AppKit.NSWorkspace.sharedWorkspace().notificationCenter()
        for name in OF_WORKSPACE:
            of_workspace.addObserver_selector_name_object_(self._listener, "heard:", name, None)
        own = Foundation.NSNotificationCenter.defaultCenter()
        own.addObserver_selector_name_object_(self._listener, "heard:", CLOCK_SET, None)
        of_all = Foundation.NSDistributedNotificationCenter.defaultCenter()
        for name in OF_ALL_PROGRAMS:
            # At once: for a program that is not in front, which this one never is, they are held back else.
            of_all.addObserver_selector_name_object_suspensionBehavior_(
                self._listener,
                "heard:",
                name,
                None,
                Foundation.NSNotificationSuspensionBehaviorDeliverImmediately,
            )

    def _end(self) -> None:
        listener, self._listener = self._listener, None
        if listener is not None:
            AppKit.NSWorkspace.sharedWorkspace().notificationCenter().removeObserver_(listener)
            Foundation.NSNotificationCenter.defaultCenter().removeObserver_(listener)
            Foundation.NSDistributedNotificationCenter.defaultCenter().removeObserver_(listener)

    def _post(self, name: str) -> None:
        self._loop.post(partial(self._told, name))
