"""The names of what macOS announces, and that matters here."""

from __future__ import annotations

SLEEP = "NSWorkspaceWillSleepNotification"
WAKE = "NSWorkspaceDidWakeNotification"
OTHER_USER = "NSWorkspaceSessionDidResignActiveNotification"
THIS_USER = "NSWorkspaceSessionDidBecomeActiveNotification"
SCREENS_OFF = "NSWorkspaceScreensDidSleepNotification"
SCREENS_ON = "NSWorkspaceScreensDidWakeNotification"
LOCKED = "com.apple.screenIsLocked"  # also when the screen has gone dark, before a password is asked for
UNLOCKED = "com.apple.screenIsUnlocked"
CLOCK_SET = "NSSystemClockDidChangeNotification"

OF_WORKSPACE = (SLEEP, WAKE, OTHER_USER, THIS_USER, SCREENS_OFF, SCREENS_ON)
OF_ALL_PROGRAMS = (LOCKED, UNLOCKED)
