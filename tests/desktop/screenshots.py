"""``python -m tests.desktop.screenshots``: takes the README's pictures anew, of the real program on a real
desktop.

Needs what the desktop tests need (`.ci/test` installs it). Takes about a minute: somebody has to sit for 45
of them.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from PIL import Image

from sitbreak import icons
from tests.desktop import tray_menu
from tests.desktop.rig import Desktop

_FOLDER = Path(__file__).parents[2] / "assets" / "screenshots"
_BACKGROUND = "#44606e"
_SHAPES = (
    ("sitting", 0),
    ("sitting", 4),
    ("sitting", 9),
    ("due", 0),
    ("held", 0),
    ("snoozed", 0),
    ("paused", 0),
    ("standing", 0),
    ("away", 0),
    ("unknown", 0),
    ("break", 0),
)
_PANELS = (("dark", (32, 36, 40)), ("light", (238, 238, 236)))
_SIZE, _GAP = 48, 14


def desktop() -> None:
    """The tray, its menu with the open submenu, and a reminder."""
    with tempfile.TemporaryDirectory() as folder, Desktop(Path(folder)) as rig:
        rig.paint(_BACKGROUND)
        rig.spawn(sys.executable, "-m", "sitbreak", "run", "--speed", "60", part="sitbreak")
        rig.tray_icon_position(timeout_s=20)
        with rig.keep_typing():
            rig.wait(lambda: rig.find_windows("notifyd"), 90, "a reminder")
        menu = tray_menu.open_menu(rig)
        labels = tray_menu.labels(rig)
        tray_menu.open_submenu(rig, menu, "Start a break now", of=labels)
        picture = Image.open(rig.screenshot("readme"))
        picture.convert("RGB").quantize(128).save(_FOLDER / "desktop.png", optimize=True)


def signs() -> None:
    """Each sign of the tray icon, on a dark and on a light panel."""
    width = len(_SHAPES) * (_SIZE + _GAP) + _GAP
    height = _SIZE + 2 * _GAP
    sheet = Image.new("RGB", (width, height * len(_PANELS)))
    for row, (theme, colour) in enumerate(_PANELS):
        sheet.paste(Image.new("RGB", (width, height), colour), (0, row * height))
        for column, (shape, fill) in enumerate(_SHAPES):
            image = icons.draw(shape, fill, _SIZE, theme)
            sheet.paste(image, (_GAP + column * (_SIZE + _GAP), row * height + _GAP), image)
    sheet.save(_FOLDER / "icons.png", optimize=True)


if __name__ == "__main__":
    signs()
    desktop()
