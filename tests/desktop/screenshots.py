"""``python -m tests.desktop.screenshots``: takes the README's pictures anew, of the real program on a real
desktop.

Needs what the desktop tests need (`.ci/test` installs it). Takes about a minute: somebody has to sit for 45
of them.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from PIL import Image

from sitbreak import icons
from tests.desktop import tray_menu
from tests.desktop.rig import Desktop
from tests.screens.break_rig import break_stage

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


def break_windows() -> None:
    """The break window in the middle of a stretch, light and dark, at twice the size."""
    with tempfile.TemporaryDirectory() as folder, break_stage(Path(folder), size=(1500, 1400)) as stage:
        for theme in ("light", "dark"):
            stage.settings(theme=theme, scale_percent=200)
            window = stage.open(routine="standing-hip-flexor-stretch", elapsed_s=17.0)
            shown = stage.window("Tuck your tailbone")
            time.sleep(1)  # the icon, and what the daemon says, come after the first paint
            file = Path(folder) / f"{theme}.png"
            stage.desktop.run("import", "-window", str(shown.number), str(file))
            Image.open(file).convert("RGB").quantize(128).save(_FOLDER / f"break-{theme}.png", optimize=True)
            window.kill()
            window.wait()


if __name__ == "__main__":
    signs()
    break_windows()
    desktop()
