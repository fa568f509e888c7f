"""AppKit's thread: the main one, which waits in ``NSApplication.run`` while the program runs on another.

Apple's rule is strict, and newer systems enforce it: whoever touches the bar or a menu from another thread is
ended at once (SIGTRAP). So nothing of AppKit is called but through :func:`call`.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import AppKit
from PyObjCTools import AppHelper

from sitbreak import log

if TYPE_CHECKING:
    from collections.abc import Callable

_LEFT_EVENT = "otherEventWithType_location_modifierFlags_timestamp_windowNumber_context_subtype_data1_data2_"


def call(callback: Callable[[], None]) -> None:
    """Soon, on the main thread; in the order of the calls. May be called from any thread. What *callback*
    raises is logged."""
    AppHelper.callAfter(_guarded, callback)


def run_beside(program: Callable[[], None]) -> None:
    """Call *program* on a thread of its own, and be the main thread of an application until it is over: one
    without a window, and without a place in the Dock. Raises what *program* raises."""
    application = AppKit.NSApplication.sharedApplication()
    application.setActivationPolicy_(AppKit.NSApplicationActivationPolicyAccessory)
    raised: list[BaseException] = []

    def run() -> None:
        try:
            program()
        except BaseException as error:  # noqa: BLE001 - it is raised where somebody waits for it
            raised.append(error)
        finally:
            call(_leave)

    thread = threading.Thread(target=run, name="sitbreak")
    thread.start()
    application.run()
    thread.join()
    if raised:
        raise raised[0]


def _guarded(callback: Callable[[], None]) -> None:
    try:
        callback()
    except Exception as error:  # noqa: BLE001 - beyond this lies AppKit, which knows no Python
        log.problem("main thread", error)


def _leave() -> None:
    """End ``NSApplication.run``. To stop it only sets a flag, which is looked at after the next event."""
    application = AppKit.NSApplication.sharedApplication()
    application.stop_(None)
    make_event = getattr(AppKit.NSEvent, _LEFT_EVENT)
    event = make_event(
        AppKit.NSEventTypeApplicationDefined, AppKit.NSMakePoint(0, 0), 0, 0.0, 0, None, 0, 0, 0
    )
    application.postEvent_atStart_(event, True)
