"""How the user wants programs to look, by the settings portal, and whether a screen reader is in use.

One question each, to services that run already: nothing is started for it. `org.freedesktop.appearance` is
what every portal knows; the `org.gnome` settings come from those that have them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sitbreak.desktop.surroundings import Appearance

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitbreak.desktop.linux.bus import Bus, BusError

    Body = tuple[Any, ...]

_PORTAL, _PORTAL_PATH = "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop"
_SETTINGS = "org.freedesktop.portal.Settings"
_A11Y, _A11Y_PATH, _A11Y_STATUS = "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Status"
_PROPERTIES = "org.freedesktop.DBus.Properties"

_SCHEME, _INTERFACE, _SOUND = (
    "org.freedesktop.appearance",
    "org.gnome.desktop.interface",
    "org.gnome.desktop.sound",
)
_DARK, _LIGHT = 1, 2  # of "color-scheme"; 0: no preference
_LONGEST_NAME = 80


class AppearanceLook:
    """Asks on *bus* and calls *seen* each time :attr:`found` has grown; *done* once all has been answered.
    Never waits, never raises."""

    def __init__(self, bus: Bus, limit_s: float, done: Callable[[], None]) -> None:
        self.found = Appearance()
        self._open = 2
        self._done = done
        namespaces = ([_SCHEME, _INTERFACE, _SOUND],)
        bus.call(
            _PORTAL,
            _PORTAL_PATH,
            _SETTINGS,
            "ReadAll",
            "as",
            namespaces,
            reply=self._settings,
            timeout_s=limit_s,
        )
        wanted = (_A11Y_STATUS, "ScreenReaderEnabled")
        bus.call(_A11Y, _A11Y_PATH, _PROPERTIES, "Get", "ss", wanted, reply=self._reader, timeout_s=limit_s)

    def _settings(self, body: Body | None, _error: BusError | None) -> None:
        match body:
            case (dict(spaces),):
                self.found = replace(_read(spaces), screen_reader=self.found.screen_reader)
        self._answered()

    def _reader(self, body: Body | None, _error: BusError | None) -> None:
        match body:
            case ((_, bool(on)),):
                self.found = replace(self.found, screen_reader=on)
        self._answered()

    def _answered(self) -> None:
        self._open -= 1
        if not self._open:
            self._done()


def _read(spaces: dict[Any, Any]) -> Appearance:
    """The settings of the portal: a dictionary of dictionaries of variants, if it is that."""
    animations = _value(spaces, _INTERFACE, "enable-animations")
    sounds = _value(spaces, _SOUND, "event-sounds")
    font = _value(spaces, _INTERFACE, "font-name")
    return Appearance(
        dark=_is_dark(spaces),
        reduced_motion=not animations if isinstance(animations, bool) else None,
        event_sounds=sounds if isinstance(sounds, bool) else None,
        font_family=_family(font) if isinstance(font, str) else "",
    )


def _is_dark(spaces: dict[Any, Any]) -> bool | None:
    scheme = _value(spaces, _SCHEME, "color-scheme")
    if scheme in (_DARK, _LIGHT):
        return bool(scheme == _DARK)
    theme = _value(spaces, _INTERFACE, "gtk-theme")
    return True if isinstance(theme, str) and theme.lower().endswith("-dark") else None


def _family(font: str) -> str:
    """The family in the description of a font, as "Cantarell 11" or "Noto Sans, 10" are."""
    words = font[:_LONGEST_NAME].replace(",", " ").split()
    if words and words[-1].replace(".", "", 1).isdigit():
        words.pop()
    return " ".join(words)


def _value(spaces: dict[Any, Any], space: str, key: str) -> Any:
    match spaces.get(space):
        case dict(settings):
            match settings.get(key):
                case (_, value):
                    return value
    return None
