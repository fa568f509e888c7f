"""Opening a window of sitbreak: after a look around, in its colours and its size, where it fits."""

from __future__ import annotations

import tkinter as tk
from typing import TYPE_CHECKING, TypeVar

from sitbreak.paths import bundled
from sitbreak.screens import placement
from sitbreak.screens.look import CLASS, Look, scale_from

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from sitbreak.desktop.surroundings import Area, Surroundings

Built = TypeVar("Built")

_ICONS = ("sitbreak-48.png", "sitbreak-128.png")


def open_hidden(
    title: str,
    seen: Surroundings,
    settings: Mapping[str, Any],
    build: Callable[[Look], Built],
    *,
    size: tuple[int, int],
) -> tuple[Look, Built]:
    """A window that is not shown yet, in its place, and what *build* put into it. *settings*: all keys, of
    which ``window.*`` count; *size*: about what the window will need, at 96 dots an inch. One that turns out
    too large for its monitor is built once more, smaller. Raises :class:`tkinter.TclError` where there is no
    display, and what *build* raises."""
    area = placement.usable(seen.screens)
    wanted = scale_from(settings["window.scale_percent"], seen.screens.dpi)
    scale = placement.fitting_scale(wanted, size, area)
    look, built = _built(title, seen, settings, build, scale)
    needed = look.root.winfo_reqwidth() / scale, look.root.winfo_reqheight() / scale
    smaller = placement.fitting_scale(scale, needed, area)
    if smaller < scale:
        look.root.destroy()
        look, built = _built(title, seen, settings, build, smaller)
    _place(look, area)
    return look, built


def hidden(title: str, seen: Surroundings, settings: Mapping[str, Any], scale: float) -> Look:
    """An empty window that is not shown, and its look. Raises :class:`tkinter.TclError` where there is no
    display."""
    root = tk.Tk(className=CLASS)
    root.withdraw()
    root.title(title)
    theme = settings["window.theme"]
    dark = theme == "dark" or (theme == "auto" and seen.appearance.dark is True)
    return Look(root, dark=dark, scale=scale, family=seen.appearance.font_family)


def _built(
    title: str, seen: Surroundings, settings: Mapping[str, Any], build: Callable[[Look], Built], scale: float
) -> tuple[Look, Built]:
    look = hidden(title, seen, settings, scale)
    try:
        built = build(look)
        look.root.update_idletasks()
    except BaseException:
        look.root.destroy()
        raise
    return look, built


def _place(look: Look, area: Area) -> None:
    """Put the window into the middle of *area*. It is always as large as what is in it asks for."""
    root = look.root
    size = root.winfo_reqwidth(), root.winfo_reqheight()
    x, y = placement.position(size, area, frame=look.px(placement.FRAME_HEIGHT))
    root.geometry(f"+{x}+{y}")
    root.resizable(False, False)
    height = size[1]

    def changed(event: tk.Event[tk.Misc]) -> None:
        """A window that grows does not grow out of its area; one that its user moves goes where he likes."""
        nonlocal height
        if event.widget is root and event.height != height:
            height = event.height
            beyond = root.winfo_rooty() + height - area.y - area.height
            if beyond > 0:
                root.geometry(f"+{root.winfo_x()}+{max(area.y, root.winfo_y() - beyond)}")

    root.bind("<Configure>", changed, add="+")


def set_icon(root: tk.Tk) -> None:
    """The program's icon for the window; without one if it is not there."""
    pictures = []
    for name in _ICONS:
        try:
            pictures.append(tk.PhotoImage(master=root, file=bundled("assets", "icons", name)))
        except tk.TclError:
            return
    root.iconphoto(True, *pictures)
