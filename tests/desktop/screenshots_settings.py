"""``python -m tests.desktop.screenshots_settings``: takes the README's pictures of the windows about settings
anew. With a folder, pictures of every page in both themes at 100 and 200 % for somebody to look at instead:
``python -m tests.desktop.screenshots_settings FOLDER``.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image

from tests.desktop.rig import Desktop

_FOLDER = Path(__file__).parents[2] / "assets" / "screenshots"
_BACKGROUND = "#44606e"
_STILL_S = 0.5
_MARGIN_PX = 16
_PAGES = {"setup": (6, "alt+n"), "preferences": (9, "Down")}  # how many, and the key to the next
_FOR_README = {"setup": 2, "preferences": 0}  # which page


def setup() -> None:
    """The question what to leave out, in the window of the first run."""
    _for_readme("setup")


def preferences() -> None:
    """The first page of the preferences."""
    _for_readme("preferences")


def every_page(folder: Path) -> None:
    """Each page of both windows, light and dark, at 100 and 200 %, as WINDOW-PERCENT-THEME-NUMBER.png."""
    folder.mkdir(parents=True, exist_ok=True)
    for window in _PAGES:
        for percent in (100, 200):
            for theme in ("light", "dark"):
                for number, picture in enumerate(_pages(window, percent, theme)):
                    picture.save(folder / f"{window}-{percent}-{theme}-{number}.png")


def _for_readme(window: str) -> None:
    picture = list(_pages(window, 100, "light"))[_FOR_README[window]]
    picture.convert("RGB").quantize(128).save(_FOLDER / f"{window}.png", optimize=True)


def _pages(window: str, percent: int, theme: str) -> Iterator[Image.Image]:
    count, key = _PAGES[window]
    with _opened(window, percent, theme) as desktop:
        for _number in range(count):
            time.sleep(_STILL_S)
            yield _cut_out(desktop, window)
            desktop.key(key)


@contextmanager
def _opened(window: str, percent: int, theme: str) -> Iterator[Desktop]:
    size = (1080 * percent // 100, 800 * percent // 100)
    with (
        tempfile.TemporaryDirectory() as folder,
        Desktop(Path(folder), panel=None, notifier=None, size=size) as desktop,
    ):
        desktop.paint(_BACKGROUND)
        settings = desktop.home / ".config/sitbreak/config.toml"
        settings.parent.mkdir(parents=True)
        settings.write_text(f'[window]\ntheme = "{theme}"\nscale_percent = {percent}\n')
        desktop.run(sys.executable, "-m", "sitbreak.prepare")
        desktop.spawn(sys.executable, "-m", f"sitbreak.screens.{window}_window", part=window)
        desktop.wait(lambda: desktop.find_windows("sitbreak"), 20, "the window")
        desktop.pointer(1, 1)
        yield desktop


def _cut_out(desktop: Desktop, window: str) -> Image.Image:
    """The window with its frame and a little around."""
    found = desktop.find_windows("sitbreak")[0].area
    screen = Image.open(desktop.screenshot(f"readme-{window}"))
    return screen.crop(
        (
            max(0, found.x - _MARGIN_PX),
            max(0, found.y - _MARGIN_PX - 20),  # the title of its frame
            min(screen.width, found.x + found.width + _MARGIN_PX),
            min(screen.height, found.y + found.height + _MARGIN_PX),
        )
    )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        every_page(Path(sys.argv[1]))
    else:
        setup()
        preferences()
