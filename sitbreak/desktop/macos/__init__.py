"""The desktop of macOS. **It has never run on a Mac.**

What it was checked by, on Linux: strict types as on macOS; pystray's own macOS back end and all of our calls
of AppKit over stand-ins that record on which thread each comes; the prototypes of C functions against the
metadata that pyobjc carries; stand-ins for `launchctl` and `osascript`. What only a Mac shows is not known:
the icon in the bar, permissions for notifications, launchd, lock and sleep as they are announced, sound.

AppKit belongs to the main thread (:mod:`.main_thread`); the program and its loop run on another.
"""
