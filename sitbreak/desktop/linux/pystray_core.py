"""pystray without any of its own back ends: what ours is made of.

Importing pystray chooses a back end, and those for Linux load GTK or open a display at that moment, or raise.
The name "dummy" stands for none. All of ``desktop.linux`` gets pystray from here.
"""

from __future__ import annotations

import os

os.environ["PYSTRAY_BACKEND"] = "dummy"

from pystray import Icon, Menu, MenuItem  # noqa: E402 - after the choice

__all__ = ["Icon", "Menu", "MenuItem"]
