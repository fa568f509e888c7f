"""The look of the windows: what can be said of it without one."""

from __future__ import annotations

import pytest

from sitbreak.screens import look
from sitbreak.screens.look import DARK, LIGHT, Colours, scale_from


def contrast(first: str, second: str) -> float:
    """The contrast of two colours as WCAG 2 counts it: from 1 to 21."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_text_can_be_read_on_every_ground_it_stands_on(colours: Colours) -> None:
    for ground in (colours.ground, colours.card):
        assert contrast(colours.text, ground) >= 7
        assert contrast(colours.muted, ground) >= 4.5
        assert contrast(colours.warm, ground) >= 4.5
        assert contrast(colours.accent, ground) >= 4.5
    for ground in (colours.soft, colours.soft_hover, colours.soft_press, colours.warm_ground):
        assert contrast(colours.text, ground) >= 4.5
    assert contrast(colours.warm, colours.warm_ground) >= 4.5
    for ground in (colours.accent, colours.accent_hover, colours.accent_press):
        assert contrast(colours.on_accent, ground) >= 4.5


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_what_can_be_used_has_an_edge_that_can_be_seen(colours: Colours) -> None:
    for ground in (colours.ground, colours.card):
        assert contrast(colours.edge, ground) >= 3
    assert contrast(colours.accent, colours.track) >= 3
    assert contrast(colours.off_text, colours.off) >= 2.8


def test_the_contrast_of_black_and_white_is_21() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#777777") == 1


def test_the_scale_is_the_settings_or_else_the_desktops() -> None:
    assert scale_from(150, 96) == 1.5
    assert scale_from(0, 192) == 2
    assert scale_from(0, 120) == 1.25
    assert scale_from(0, None) == 1


def test_a_scale_that_is_measured_is_rounded_and_bounded() -> None:
    assert scale_from(0, 100.09) == 1  # what an X server says that knows no better
    assert scale_from(0, 4) == look.SMALLEST_SCALE
    assert scale_from(0, 2000) == look.LARGEST_SCALE
