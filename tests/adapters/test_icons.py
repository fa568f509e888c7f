from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from sitbreak import icon_shapes, icons

PANELS = {"dark": (28, 50, 72), "light": (200, 228, 255)}  # greys of real panels

# Mean difference of two icons in greyscale, of 255 for each of the 22 x 22 pixels. 6 is as much as 12 pixels
# turned from black to white; neighbouring fills of one ring differ by much less, and need not be told apart.
MARGIN = 6.0


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("icons")
    icons.draw_all(folder)
    return folder


def all_icons() -> Iterator[tuple[str, int]]:
    for shape in icon_shapes.SHAPES:
        for fill in range(icons.fills(shape)):
            yield shape, fill


def on_panel(shape: str, fill: int, theme: str, grey: int, size: int = 22) -> Image.Image:
    """The icon as it looks on a panel, without its colours."""
    panel = Image.new("RGBA", (size, size), (grey, grey, grey, 255))
    panel.alpha_composite(icons.draw(shape, fill, size, theme))
    return panel.convert("L")


def difference(one: Image.Image, other: Image.Image) -> float:
    return ImageStat.Stat(ImageChops.difference(one, other)).mean[0]


def brightness(colour: tuple[int, ...]) -> float:
    """Relative luminance as the accessibility guidelines define it."""
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (value / 255 for value in colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    brighter, darker = sorted((brightness(one), brightness(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def test_every_icon_is_there_in_every_size_and_for_every_panel(drawn: Path) -> None:
    files = {file.relative_to(drawn).as_posix() for file in drawn.rglob("*.argb")}
    assert files == {
        f"{theme}/{shape}-{fill}-{size}.argb"
        for theme in ("dark", "light", "auto")
        for shape, fill in all_icons()
        for size in icons.SIZES
    }
    assert all(
        file.stat().st_size == int(file.stem.rsplit("-", 1)[1]) ** 2 * 4 for file in drawn.rglob("*.argb")
    )


def test_all_icons_together_stay_small(drawn: Path) -> None:
    assert sum(file.stat().st_size for file in drawn.rglob("*.argb")) < 3_500_000


def test_the_index_tells_what_was_drawn(drawn: Path) -> None:
    index = json.loads((drawn / "icons.json").read_text())
    assert index["version"] == icons.VERSION
    assert index["sizes"] == [22, 48, 96]
    assert index["fills"]["sitting"] == 13
    assert set(index["fills"]) == set(icon_shapes.SHAPES)


@pytest.mark.linux  # modes of files
def test_the_index_is_private_and_leaves_nothing_half_written_beside_it(drawn: Path) -> None:
    assert (drawn / "icons.json").stat().st_mode & 0o777 == 0o600
    assert not [file for file in drawn.rglob(".*")]


def test_an_interrupted_drawing_is_never_taken_for_a_whole_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "icons.json").write_text("{}")

    def no_room(_image: Image.Image) -> bytes:
        raise OSError("no space left")

    monkeypatch.setattr(icons, "argb", no_room)
    with pytest.raises(OSError, match="no space left"):
        icons.draw_all(tmp_path)
    assert not (tmp_path / "icons.json").exists()


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_bytes_are_alpha_red_green_blue_and_not_premultiplied(drawn: Path, theme: str) -> None:
    raw = (drawn / theme / "due-0-22.argb").read_bytes()
    pixels = [tuple(raw[at : at + 4]) for at in range(0, len(raw), 4)]
    assert pixels[0][0] == 0  # the corner is clear
    assert pixels[11 * 22 + 2] == (255, *icon_shapes.THEMES[theme].warm)  # the disc is opaque
    half = [pixel for pixel in pixels if 40 < pixel[0] < 215]
    assert half
    # An edge pixel keeps the full colour; premultiplied it would be darker the clearer it is.
    assert all(
        abs(part - full) <= 4
        for pixel in half
        for part, full in zip(pixel[1:], icon_shapes.THEMES[theme].warm, strict=True)
    )


@pytest.mark.parametrize(("theme", "grey"), [(theme, grey) for theme in PANELS for grey in PANELS[theme]])
def test_without_colour_every_shape_differs_from_every_other(theme: str, grey: int) -> None:
    seen = {name: on_panel(*name, theme, grey) for name in all_icons()}
    alike = {
        (one, other): difference(seen[one], seen[other])
        for one, other in itertools.combinations(seen, 2)
        if one[0] != other[0] and difference(seen[one], seen[other]) < MARGIN
    }
    assert alike == {}


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_the_ring_grows_with_every_step_of_sitting(theme: str) -> None:
    panel = PANELS[theme][0]
    empty = on_panel("sitting", 0, theme, panel)
    grown = [difference(on_panel("sitting", fill, theme, panel), empty) for fill in range(icons.FILLS)]
    assert all(after > before + 0.5 for before, after in itertools.pairwise(grown))


@pytest.mark.parametrize("fill", [3, 6, 9])
def test_the_ring_fills_clockwise_from_the_top(fill: int) -> None:
    image = icons.draw("sitting", fill, 96, "dark")
    calm = icon_shapes.THEMES["dark"].calm
    reach = icon_shapes.RADIUS * 96 / icon_shapes.GRID
    middle = [
        (48 + round(reach * x), 48 + round(reach * y))
        for x, y in ((0.7, -0.7), (0.7, 0.7), (-0.7, 0.7), (-0.7, -0.7))
    ]
    filled = [image.getpixel(point)[:3] == calm for point in middle]  # type: ignore[index]
    assert filled == [quarter < fill // 3 for quarter in range(4)]


@pytest.mark.parametrize(("theme", "grey"), [(theme, grey) for theme in PANELS for grey in PANELS[theme]])
def test_every_sign_stands_out_from_its_panel_by_three_to_one(theme: str, grey: int) -> None:
    colours = icon_shapes.THEMES[theme]
    for colour in (colours.sign, colours.calm, colours.warm):
        assert contrast(colour, (grey, grey, grey)) >= 3


def test_the_icon_of_the_application_can_be_drawn_anew(tmp_path: Path) -> None:
    assert icons.main(["--app", str(tmp_path)]) == 0
    assert {file.name for file in tmp_path.iterdir()} == {
        "sitbreak.svg",
        "sitbreak-48.png",
        "sitbreak-128.png",
    }
    with Image.open(tmp_path / "sitbreak-128.png") as image:
        assert image.size == (128, 128)
        assert image.getpixel((0, 0))[3] == 0  # type: ignore[index]


def test_a_slip_in_the_arguments_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert icons.main(["--paint"]) == 2
    assert "usage" in capsys.readouterr().err
