"""The look around before a window appears: a real X server, a real bus with services made for it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from sitbreak.desktop import pick
from sitbreak.desktop.linux.loop import SelectLoop
from sitbreak.desktop.linux.surroundings import Look
from sitbreak.desktop.surroundings import Appearance, Area, Screens, Surroundings
from tests.adapters.appearance_fakes import FakePortal, Spaces, services
from tests.adapters.private_bus import private_bus
from tests.adapters.xserver import XServer, x_server

PATIENT_S = 20.0  # the machine may be busy: the limit is not what is tested with it


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.delenv("DISPLAY", raising=False)
    with private_bus(tmp_path) as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        yield address


@pytest.fixture
def screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[XServer]:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/none")
    with x_server(tmp_path, "-screen", "0", "800x400x24") as server:
        for name in ("DISPLAY", "XAUTHORITY"):
            monkeypatch.setenv(name, server.env[name])
        yield server


def appearance() -> Appearance:
    return Look(limit_s=PATIENT_S).result().appearance


def test_what_the_portal_says_is_known(bus: str) -> None:
    spaces: Spaces = {
        "org.freedesktop.appearance": {"color-scheme": ("u", 1)},
        "org.gnome.desktop.interface": {
            "enable-animations": ("b", False),
            "font-name": ("s", "Noto Sans, 10.5"),
            "gtk-theme": ("s", "Adwaita"),
        },
        "org.gnome.desktop.sound": {"event-sounds": ("b", True)},
    }
    with services(bus, spaces, ("b", True)):
        assert appearance() == Appearance(
            dark=True, reduced_motion=True, screen_reader=True, event_sounds=True, font_family="Noto Sans"
        )


@pytest.mark.parametrize(
    ("scheme", "theme", "dark"),
    [(2, "Adwaita-dark", False), (0, "Adwaita-dark", True), (0, "Adwaita", None), (7, 3, None)],
)
def test_a_wish_for_light_or_dark_comes_before_the_name_of_the_theme(
    bus: str, scheme: int, theme: object, dark: bool | None
) -> None:
    spaces: Spaces = {
        "org.freedesktop.appearance": {"color-scheme": ("u", scheme)},
        "org.gnome.desktop.interface": {"gtk-theme": ("s" if isinstance(theme, str) else "u", theme)},
    }
    with services(bus, spaces, ("b", False)):
        seen = appearance()
    assert (seen.dark, seen.screen_reader) == (dark, False)


def test_nobody_to_ask_is_unknown_and_costs_no_waiting(bus: str) -> None:
    assert appearance() == Appearance()


def test_answers_of_another_kind_are_unknown(bus: str) -> None:
    spaces: Spaces = {
        "org.gnome.desktop.interface": {"enable-animations": ("s", "yes"), "font-name": ("u", 11)},
        "org.gnome.desktop.sound": {"event-sounds": ("i", 1)},
    }
    with services(bus, spaces, ("s", "perhaps")):
        assert appearance() == Appearance()


def test_one_who_does_not_answer_costs_the_time_limit_and_only_what_he_knows(bus: str) -> None:
    loop = SelectLoop()
    FakePortal.spaces = {}
    silent = FakePortal(loop, bus, "org.freedesktop.portal.Desktop")  # its loop runs no more
    with services(bus, reader=("b", True)):
        seen = Look(limit_s=1.0).result().appearance
    assert seen == Appearance(screen_reader=True)
    silent.vanish()
    loop.close()


def test_without_bus_and_display_nothing_is_known(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/none")
    monkeypatch.delenv("DISPLAY", raising=False)
    assert pick.begin_look()() == Surroundings()


def test_a_monitor_and_the_pointer_on_it(screen: XServer) -> None:
    found = Look(limit_s=PATIENT_S).result().screens
    whole = Area(x=0, y=0, width=800, height=400)
    assert found == Screens(monitors=(whole,), work=None, pointer=(400, 200), dpi=None)


def test_two_monitors_what_panels_leave_and_the_size_of_text(screen: XServer) -> None:
    def tell(*words: str, said: str = "") -> None:
        subprocess.run(words, env=screen.env, input=said, text=True, check=True, timeout=20)

    tell("xrandr", "--setmonitor", "left", "500/130x400/100+0+0", "screen")
    tell("xrandr", "--setmonitor", "right", "300/80x400/100+500+0", "none")
    tell("xprop", "-root", "-f", "_NET_WORKAREA", "32c", "-set", "_NET_WORKAREA", "0,30,800,370")
    tell("xrdb", "-nocpp", "-load", said="Xft.hinting: 1\nXft.dpi:\t144\n")
    found = Look(limit_s=PATIENT_S).result().screens
    left, right = Area(x=0, y=0, width=500, height=400), Area(x=500, y=0, width=300, height=400)
    assert set(found.monitors) == {left, right}
    assert found.work == Area(x=0, y=30, width=800, height=370)
    assert found.dpi == 144
    assert found.work is not None
    assert found.work.shared(right) == Area(x=500, y=30, width=300, height=370)
    assert right.holds(500, 0)
    assert not left.holds(500, 0)
    assert left.shared(right) is None


@pytest.mark.parametrize("said", ["Xft.dpi: lots\n", "Xft.dpi: 100000\n", "Xft.hinting: 1\n"])
def test_a_size_of_text_that_is_none_is_unknown(screen: XServer, said: str) -> None:
    subprocess.run(["xrdb", "-nocpp", "-load"], env=screen.env, input=said, text=True, check=True, timeout=20)
    assert Look(limit_s=PATIENT_S).result().screens.dpi is None
