"""The windows of a screen, as `xwininfo -root -tree` lists them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from tests.desktop.framebuffer import Area

_WINDOW = re.compile(
    r'\s*(?P<number>0x[0-9a-f]+) (?:"(?P<title>.*)"|\(has no name\)): \((?P<kind>.*)\)\s+'
    r"(?P<width>\d+)x(?P<height>\d+)\+-?\d+\+-?\d+\s+\+(?P<x>-?\d+)\+(?P<y>-?\d+)"
)


class Window(NamedTuple):
    """A visible window. *kind* is its class, such as ``Xfce4-notifyd``."""

    number: int
    kind: str
    title: str
    area: Area


def listed(tree: str) -> Iterator[Window]:
    """Every window of *tree*, also those that are not shown."""
    for line in tree.splitlines():
        if match := _WINDOW.match(line):
            x, y, width, height = (int(match[part]) for part in ("x", "y", "width", "height"))
            yield Window(
                int(match["number"], 16), match["kind"], match["title"] or "", Area(x, y, width, height)
            )
