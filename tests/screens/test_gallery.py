"""Routines as files: pictures that move, key poses, and a page with all of them that needs no network."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from sitbreak import cli
from sitbreak.commands import gallery as command
from sitbreak.core.routines import BodyPosture, Catalogue
from sitbreak.screens import gallery_page
from sitbreak.screens.figure_files import Drawer
from sitbreak.screens.figure_inks import light_inks
from tests.core.films import IDS, catalogue, poses, routine

KIB = 1024
EMPTY = {"meta", "link", "img", "source", "br"}


class Page(HTMLParser):
    """What a page links to and says, and whether every element is closed."""

    def __init__(self, text):
        super().__init__()
        self.open, self.images, self.files, self.anchors, self.ids, self.text = [], [], set(), [], set(), ""
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        about = dict(attrs)
        if tag not in EMPTY:
            self.open.append(tag)
        if tag == "img":
            self.images.append(about)
        self.files |= {about[name] for name in ("src", "srcset") if name in about}
        self.anchors += [about["href"]] if "href" in about else []
        self.ids |= {about["id"]} if "id" in about else set()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


@pytest.fixture(scope="module")
def drawer():
    return Drawer(poses(), light_inks())


@pytest.fixture(scope="module")
def page():
    text = gallery_page.page(list(catalogue()), (340, 300))
    return Page(text), text


def opened(file):
    return Image.open(BytesIO(file.read_bytes()))


def frames_of(data):
    image = Image.open(BytesIO(data), formats=["GIF"])
    found = []
    for number in range(image.n_frames):
        image.seek(number)
        found.append((image.convert("RGB"), image.info["duration"]))
    return image, found


# --- single pictures ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("identifier", "lasts_s"),
    [("standing-march", 4), ("standing-hip-flexor-stretch", 5), ("desk-spiderman", 4.2), ("even-stance", 4)],
)
def test_a_gif_shows_the_main_movement_for_ever(drawer, identifier, lasts_s):
    data = drawer.gif(routine(identifier))
    image, frames = frames_of(data)
    assert image.info["loop"] == 0
    assert image.size == (340, 300)
    assert len(frames) > 8
    assert sum(duration for _, duration in frames) / 1000 == pytest.approx(lasts_s, abs=0.1)
    assert len(data) < 200 * KIB
    for (one, _), (other, _) in zip(frames, frames[1:], strict=False):
        assert ImageChops.difference(one, other).getbbox()


def test_a_gif_has_the_colours_it_was_given(drawer):
    _, frames = frames_of(drawer.gif(routine("standing-march")))
    for image, _ in frames:
        assert image.getpixel((2, 2)) == light_inks().ground
        colours = {colour for _, colour in image.getcolors(1000)}
        assert {light_inks().near, light_inks().shirt, light_inks().far} <= colours


def test_a_png_shows_the_key_poses_side_by_side(drawer):
    image = Image.open(BytesIO(drawer.png(routine("standing-hip-flexor-stretch"))), formats=["PNG"])
    assert image.size == (3 * 340, 300)


def test_a_routine_is_saved_as_its_file_name_asks(tmp_path, capsys):
    for name, kind in (("march.gif", "GIF"), ("march.PNG", "PNG")):
        assert cli.main(["routines", "show", "standing-march", "--save", str(tmp_path / name)]) == 0
        assert opened(tmp_path / name).format == kind
        assert capsys.readouterr().out == f"{tmp_path / name}\n"


def test_in_the_dark_a_picture_has_a_dark_ground(tmp_path):
    file = tmp_path / "march.png"
    assert cli.main(["routines", "show", "standing-march", "--dark", "--save", str(file)]) == 0
    assert max(opened(file).convert("RGB").getpixel((0, 0))) < 60


def test_other_endings_and_folders_that_are_not_there_are_told(tmp_path, capsys):
    assert cli.main(["routines", "show", "standing-march", "--save", str(tmp_path / "march.bmp")]) == 2
    assert "a picture is a .gif" in capsys.readouterr().err
    assert cli.main(["routines", "show", "standing-march", "--save", str(tmp_path / "no" / "m.gif")]) == 1
    assert "No such file or directory" in capsys.readouterr().err
    (tmp_path / "file").write_text("")
    assert cli.main(["routines", "gallery", str(tmp_path / "file")]) == 1
    assert cli.main(["routines", "gallery"]) == 2
    assert "FOLDER" in capsys.readouterr().err


# --- the page ----------------------------------------------------------------------------------------------


def test_a_gallery_is_a_page_and_the_figures_it_shows(tmp_path, capsys):
    few = Catalogue([routine("standing-march"), routine("seated-breath")])
    assert command.gallery(few, tmp_path / "gallery", None, dark=False) == 0
    assert capsys.readouterr().out == f"{tmp_path / 'gallery' / 'index.html'}\n"
    shown = Page((tmp_path / "gallery" / "index.html").read_text())
    written = {str(file.relative_to(tmp_path / "gallery")) for file in (tmp_path / "gallery").glob("*/*")}
    assert shown.files == written
    assert len(written) == 2 * 4
    for name in written:
        image = opened(tmp_path / "gallery" / name)
        assert image.size == (340, 300)
        assert (image.format == "GIF") == name.endswith(".gif")


def test_every_routine_is_on_the_page_with_a_figure_that_is_described(page):
    shown, _ = page
    assert set(IDS) <= shown.ids
    assert len(shown.images) == len(IDS)
    texts = [image["alt"] for image in shown.images]
    assert all(len(text) > 40 for text in texts)
    assert len(set(texts)) == len(IDS)
    assert all(image["width"] == "340" and image["height"] == "300" for image in shown.images)


def test_the_page_says_what_a_routine_takes_and_what_to_take_care_of(page):
    shown, _ = page
    assert "No clinician has reviewed these routines." in shown.text
    for each in catalogue():
        for told in (each.title, each.summary, each.breathing, *each.cautions):
            assert told in shown.text


def test_the_page_needs_nothing_from_elsewhere(page):
    shown, text = page
    for foreign in ("http:", "https:", "//", "url(", "@import", "<script"):
        assert foreign not in text
    assert all(file.startswith("figures/") for file in shown.files)


def test_the_page_leads_to_every_group(page):
    shown, _ = page
    assert shown.anchors == [f"#{posture.value}" for posture in BodyPosture]
    assert {anchor[1:] for anchor in shown.anchors} <= shown.ids


def test_the_page_heeds_the_wish_for_a_dark_page_and_for_no_motion(page):
    _, text = page
    assert "prefers-color-scheme: dark" in text
    assert text.count("(prefers-reduced-motion: reduce)") > 2 * len(IDS)
    for each in IDS:
        assert f"figures/{each}-dark.gif" in text
        assert f"figures/{each}-light.png" in text


def test_what_a_pack_says_cannot_become_markup():
    hostile = replace(routine("standing-march"), title="<b>&\"'", summary="</article><script>")
    text = gallery_page.page([hostile], (340, 300))
    assert "<script" not in text
    assert "<b>&" not in text
    Page(text)


# --- the sheet ---------------------------------------------------------------------------------------------


def test_all_routines_fit_on_one_sheet(tmp_path):
    file = tmp_path / "all.png"
    assert cli.main(["routines", "gallery", "--sheet", str(file)]) == 0
    image = opened(file).convert("RGB")
    assert image.width > 1200
    assert file.stat().st_size < 300 * KIB
    for edge in (
        (0, 0, image.width, 4),
        (0, image.height - 4, *image.size),
        (image.width - 4, 0, *image.size),
    ):
        assert image.crop(edge).getextrema() == tuple((value, value) for value in light_inks().ground)


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("gallery.png", 300 * KIB),
        ("standing-march.gif", 150 * KIB),
        ("standing-hip-flexor-stretch.gif", 150 * KIB),
    ],
)
def test_the_pictures_of_the_readme_are_small(name, most):
    file = Path(__file__).parents[2] / "assets" / "screenshots" / name
    assert file.stat().st_size <= most
    opened(file).verify()
