"""Where a window goes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitbreak.desktop.surroundings import Area, Screens
from sitbreak.screens.placement import FRAME_HEIGHT, FRAME_WIDTH, fitting_scale, position, usable

LEFT = Area(x=0, y=0, width=1280, height=1024)
RIGHT = Area(x=1280, y=200, width=1920, height=1080)


def test_the_monitor_with_the_pointer_is_taken() -> None:
    assert usable(Screens(monitors=(LEFT, RIGHT), pointer=(1300, 300))) == RIGHT
    assert usable(Screens(monitors=(LEFT, RIGHT), pointer=(1279, 300))) == LEFT


def test_a_pointer_nobody_knows_or_between_monitors_means_the_first() -> None:
    assert usable(Screens(monitors=(LEFT, RIGHT))) == LEFT
    assert usable(Screens(monitors=(LEFT, RIGHT), pointer=(1300, 20))) == LEFT


def test_panels_are_left_alone() -> None:
    work = Area(x=0, y=28, width=3200, height=1200)
    assert usable(Screens(monitors=(LEFT, RIGHT), work=work, pointer=(5, 5))) == Area(
        x=0, y=28, width=1280, height=996
    )


def test_a_work_area_elsewhere_is_not_believed() -> None:
    work = Area(x=9000, y=0, width=10, height=10)
    assert usable(Screens(monitors=(LEFT,), work=work)) == LEFT


def test_where_nothing_is_known_a_window_still_has_a_place() -> None:
    assert usable(Screens()).width > 0
    assert usable(Screens(work=RIGHT)) == RIGHT


@pytest.mark.parametrize("wanted", [1.0, 2.0])
def test_a_window_with_room_keeps_its_scale(wanted: float) -> None:
    assert fitting_scale(wanted, (600, 480), Area(x=0, y=0, width=3840, height=2160)) == wanted


@given(
    wanted=st.floats(0.75, 3.0),
    width=st.integers(400, 8000),
    height=st.integers(300, 5000),
    size=st.tuples(st.integers(100, 900), st.integers(100, 900)),
)
def test_a_window_is_whole_on_its_monitor_at_any_size(
    wanted: float, width: int, height: int, size: tuple[int, int]
) -> None:
    area = Area(x=37, y=-11, width=width, height=height)
    scale = fitting_scale(wanted, size, area)
    frame = int(FRAME_HEIGHT * scale)
    real = int(size[0] * scale), int(size[1] * scale)
    x, y = position(real, area, frame=frame)
    assert area.x <= x
    assert x + real[0] <= area.x + area.width
    assert area.y <= y
    assert y + real[1] + frame <= area.y + area.height + 1
    assert scale <= wanted
    assert real[0] + int(FRAME_WIDTH * scale) <= area.width
