"""The drawn figure: within its frame, the same while it is still, and told apart without its colours."""

from __future__ import annotations

from dataclasses import astuple, replace

import pytest
from PIL import Image, ImageChops, ImageStat

from sitbreak.core.playing import length_s
from sitbreak.screens import figure_drawing
from sitbreak.screens.figure_body import body
from sitbreak.screens.figure_drawing import Painter
from sitbreak.screens.figure_inks import dark_inks, light_inks
from sitbreak.screens.figure_shapes import Disc, Frame, limb, smooth
from tests.core.films import IDS, film, steps

SIZE = (220, 190)
THEMES = {"light": light_inks(), "dark": dark_inks()}


def painter(identifier, size_px=SIZE, inks=None):
    return Painter(film(identifier), size_px, inks or light_inks())


def edges(image):
    """The outermost pixels of an image, as four narrow images."""
    width, height = image.size
    for box in (
        (0, 0, width, 1),
        (0, height - 1, width, height),
        (0, 0, 1, height),
        (width - 1, 0, width, height),
    ):
        yield image.crop(box)


def is_plain(image, ink):
    return image.getextrema() == tuple((value, value) for value in ink)


def differs(one, other):
    return ImageChops.difference(one, other).getbbox() is not None


def luminance(ink):
    parts = [value / 255 for value in ink]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


# --- where it is -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("identifier", IDS)
def test_the_figure_never_leaves_its_frame(identifier):
    inks = light_inks()
    frames = painter(identifier, inks=inks)
    for instant in range(length_s(steps(identifier))):
        for edge in edges(frames.paint(film(identifier).at(instant + 0.5))):
            assert is_plain(edge, inks.ground), f"at second {instant}"


@pytest.mark.parametrize("size_px", [(120, 300), (600, 200), (90, 90)])
@pytest.mark.parametrize("identifier", ["dead-bug", "side-reach", "table-edge-stretch"])
def test_the_figure_fits_into_frames_of_any_shape(identifier, size_px):
    frames = painter(identifier, size_px)
    image = frames.paint(film(identifier).at(15))
    assert image.size == size_px
    assert all(is_plain(edge, light_inks().ground) for edge in edges(image))


def test_standing_figures_are_of_one_size():
    tall = [each for each in IDS if film(each).at(0).joints["head"][1] > 0.9]
    assert len(tall) > 15
    scales = {round(painter(each)._layout.scale, 3) for each in tall}
    assert len(scales) == 1


def test_a_larger_frame_shows_the_same_picture():
    picture = film("standing-hip-flexor-stretch").at(20)
    small = painter("standing-hip-flexor-stretch", (320, 300)).paint(picture)
    for times in (2, 3):
        large = painter("standing-hip-flexor-stretch", (320 * times, 300 * times)).paint(picture)
        difference = ImageChops.difference(large.reduce(times), small).convert("L")
        assert ImageStat.Stat(difference).mean[0] < 1.5


def test_the_other_way_round_it_is_the_same_picture_mirrored():
    stretch = "standing-hip-flexor-stretch"
    one, other = film(stretch, "right").at(25), film(stretch, "left").at(25)
    frames = painter(stretch)
    mirrored = frames.paint(other).transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    assert not differs(frames.paint(one), mirrored)


# --- what changes ------------------------------------------------------------------------------------------


def test_pictures_that_move_differ_and_pictures_that_are_still_do_not():
    march, frames = film("supported-march"), painter("supported-march")
    moving = [frames.paint(march.at(5.3 + number / 12)) for number in range(8)]
    assert all(differs(one, other) for one, other in zip(moving, moving[1:], strict=False))
    assert not differs(frames.paint(march.at(6.3)), frames.paint(march.at(6.7)))


@pytest.mark.parametrize(
    ("identifier", "one_s", "other_s"),
    [
        ("standing-breath", 13, 16),  # the ring of a breath
        ("glute-squeeze", 6, 10),  # that of a squeeze
        ("side-reach", 6.5, 8.5),  # a quiet breath
        ("walk-break", 20, 20.3),
        ("standing-hip-flexor-stretch", 9.9, 13),  # the pelvis marker
        ("hands-knees-leg-out", 13, 15),  # a rounded back
    ],
)
def test_what_is_marked_is_seen(identifier, one_s, other_s):
    frames = painter(identifier)
    assert differs(frames.paint(film(identifier).at(one_s)), frames.paint(film(identifier).at(other_s)))


def test_the_floor_passes_below_who_walks_and_nobody_else():
    walk, frames = film("walk-break"), painter("walk-break")
    picture = walk.at(20)
    strips = [frames.paint(replace(picture, walked=walked)).crop((0, 150, 220, 190)) for walked in (0.0, 0.1)]
    assert differs(*strips)
    back = frames.paint(replace(picture, walked=0.0, facing=-1))
    assert all(is_plain(edge, light_inks().ground) for edge in edges(back))


def test_a_fade_lies_between_its_two_pictures():
    spider, frames = film("desk-spiderman"), painter("desk-spiderman")
    fading = spider.at(6.3)
    ends = frames.paint(fading.fades_from), frames.paint(replace(fading, fades_from=None))
    between = frames.paint(fading)
    for place in [(70, 120), (110, 100), (100, 140)]:
        seen = between.getpixel(place)
        low, high = (tuple(map(pick, *(end.getpixel(place) for end in ends))) for pick in (min, max))
        assert all(least - 1 <= value <= most + 1 for least, value, most in zip(low, seen, high, strict=True))
    assert differs(between, ends[0])
    assert differs(between, ends[1])


def test_key_poses_stand_side_by_side_with_an_arrow_between():
    march, frames = film("standing-march"), painter("standing-march", (300, 200))
    both = frames.paint_side_by_side(march.key_pictures(7))
    assert both.size == (300, 200)
    left, middle, right = (
        both.crop(box) for box in ((0, 0, 130, 200), (140, 90, 160, 110), (170, 0, 300, 200))
    )
    assert differs(left, right)
    assert not is_plain(middle, light_inks().ground)
    one = film("side-reach").key_pictures(10)
    assert not differs(painter("side-reach").paint_side_by_side(one), painter("side-reach").paint(one[0]))


@pytest.mark.parametrize(("identifier", "instant_s"), [("supported-march", 6), ("standing-kickback", 40)])
def test_a_patch_over_its_room_is_the_whole_frame(identifier, instant_s):
    frames, picture = painter(identifier), film(identifier).at(instant_s)
    patch = frames.patch(picture)
    assert patch.image.width * patch.image.height < SIZE[0] * SIZE[1] / 2
    whole = frames.room(picture).copy()
    whole.paste(patch.image, (patch.left, patch.upper))
    assert not differs(whole, frames.paint(picture))


@pytest.mark.parametrize(("identifier", "instant_s"), [("walk-break", 20), ("desk-spiderman", 6.2)])
def test_where_more_than_the_figure_changes_a_patch_is_the_whole_frame(identifier, instant_s):
    frames, picture = painter(identifier), film(identifier).at(instant_s)
    patch = frames.patch(picture)
    assert (patch.left, patch.upper, patch.image.size) == (0, 0, SIZE)
    assert not differs(patch.image, frames.paint(picture))


# --- what is kept ------------------------------------------------------------------------------------------


def test_repetitions_are_drawn_once():
    march, frames = film("supported-march"), painter("supported-march")
    for number in range(6 * 12):
        frames.paint(march.at(5 + number / 12))
    kept = frames.kept_bytes
    for number in range(6 * 12):
        frames.paint(march.at(11 + number / 12))
    assert frames.kept_bytes == kept


def test_what_is_kept_is_bounded(monkeypatch):
    monkeypatch.setattr(figure_drawing, "KEPT_BYTES", 200_000)
    frames = painter("standing-march")
    most = 0
    for number in range(200):
        frames.paint(film("standing-march").at(number / 6))
        most = max(most, frames.kept_bytes)
    assert 100_000 < most <= 200_000


def test_a_painted_frame_belongs_to_who_asked_for_it():
    frames = painter("standing-march")
    picture = film("standing-march").at(0)
    first = frames.paint(picture)
    first.paste((1, 2, 3), (0, 0, *SIZE))
    assert frames.paint(picture).getpixel((0, 0)) == light_inks().ground


# --- how it is seen ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", THEMES)
def test_near_limbs_stand_out_and_far_ones_are_still_seen(theme):
    inks = THEMES[theme]
    assert contrast(inks.near, inks.ground) >= 7
    assert contrast(inks.sleeve, inks.ground) >= 4.5
    assert contrast(inks.sleeve, inks.shirt) >= 1.8
    assert contrast(inks.near, inks.far) >= 2.5
    assert contrast(inks.sleeve, inks.far_sleeve) >= 2.5
    for far in (inks.far, inks.far_sleeve, inks.far_skin):
        assert contrast(far, inks.ground) >= 1.4


@pytest.mark.parametrize("theme", THEMES)
def test_marks_stand_out_from_what_they_are_drawn_on(theme):
    inks = THEMES[theme]
    assert contrast(inks.mark, inks.near) >= 2
    assert contrast(inks.mark, inks.sleeve) >= 1.7


@pytest.mark.parametrize("theme", THEMES)
def test_things_around_are_quieter_than_the_figure(theme):
    inks = THEMES[theme]
    for quiet in (inks.prop, inks.prop_edge, inks.line):
        assert 1.1 < contrast(quiet, inks.ground) < contrast(inks.shirt, inks.ground)


def test_the_inks_take_the_ground_of_the_window():
    ground = (200, 210, 220)
    image = painter("standing-march", inks=light_inks(ground)).paint(film("standing-march").at(0))
    assert image.getpixel((0, 0)) == ground
    assert all(
        len(ink) == 3 and all(0 <= value <= 255 for value in ink) for ink in astuple(light_inks(ground))
    )


def test_far_limbs_are_narrower_not_only_paler():
    widths = {ink: [] for ink in ("near", "far")}
    for shape in body(film("standing-march").at(7)):
        if isinstance(shape, Disc) and shape.ink in widths:
            widths[shape.ink].append(shape.radius)
    assert len(widths["near"]) == len(widths["far"]) == 3
    assert all(far < 0.9 * near for far, near in zip(widths["far"], widths["near"], strict=True))


def test_a_foot_outside_the_hand_is_drawn_over_the_arm():
    inks = [shape.ink for shape in body(film("floor-spiderman").at(15))]
    assert inks.index("sleeve") < inks.index("shoe")
    inks = [shape.ink for shape in body(film("floor-spiderman").at(3))]
    assert inks.index("shoe") < inks.index("sleeve")


def test_of_a_head_that_hangs_towards_us_the_face_is_not_seen():
    frames, leg_out = painter("hands-knees-leg-out"), film("hands-knees-leg-out")
    faces = []
    for instant_s in (13, 15.5):
        picture = leg_out.at(instant_s)
        x, y = picture.joints["head"]
        layout = frames._layout
        across, down = (
            layout.origin[0] + x * picture.facing * layout.scale,
            layout.origin[1] - y * layout.scale,
        )
        head = frames.paint(
            replace(
                picture, joints={n: (a * picture.facing, b) for n, (a, b) in picture.joints.items()}, facing=1
            )
        )
        faces.append(head.getpixel((round(across), round(down + 0.02 * layout.scale))))
    assert faces == [light_inks().skin, light_inks().hair]


# --- shapes ------------------------------------------------------------------------------------------------


def test_a_disc_within_another_makes_no_band():
    shapes = list(limb("near", ((0.0, 0.0), 0.5), ((0.1, 0.0), 0.1)))
    assert all(isinstance(shape, Disc) for shape in shapes)


def test_a_frame_measures_along_its_axis_and_off_it():
    frame = Frame((0.0, 0.0), (0.0, 2.0))
    assert frame.at(0.5) == (0.0, 1.0)
    assert frame.at(0.0, 0.25) == (0.25, 0.0)


def test_a_smooth_line_goes_through_its_points():
    corners = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]
    assert set(corners) <= set(smooth(corners))
