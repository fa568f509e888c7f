"""``python -m tests.screens.widgets_program SCENE``: one scene with real widgets on the display it is given.

A process of its own each time: an X server that goes takes every program with it that Tk ever connected to
it. Each scene asserts what it expects.
"""

from __future__ import annotations

import sys
import tkinter as tk
from collections.abc import Callable

from PIL import Image

from sitbreak.screens import widgets
from sitbreak.screens.look import Look
from sitbreak.screens.progress import Ring, StepBar
from sitbreak.screens.shapes import png, ppm
from sitbreak.screens.styles import Styles

LONG = "A sentence that is much too long for one line of a narrow column, so it has to take several of them."


def window(scale: float = 1.0, *, dark: bool = False) -> Look:
    look = Look(tk.Tk(), dark=dark, scale=scale)
    Styles(look).everything()
    look.root.geometry(f"{look.px(300)}x{look.px(400)}")
    return look


def a_text_takes_the_lines_it_needs() -> None:
    look = window()
    label = widgets.text(look.root, LONG)
    label.pack(fill="x")
    look.root.update()
    assert label.winfo_width() == 300
    tall = label.winfo_height()
    look.root.geometry("600x400")
    look.root.update()
    assert label.winfo_height() < tall


def everything_grows_with_the_scale() -> None:
    heights = []
    for scale in (1.0, 2.0, 3.0):
        look = window(scale)
        button = widgets.button(look.root, "Save", lambda: None, "Primary")
        tick = widgets.check(look.root, "Standing", tk.BooleanVar(look.root))
        button.pack()
        tick.pack()
        look.root.update()
        heights.append((button.winfo_height() / scale, tick.winfo_height() / scale))
        look.root.destroy()
    for one in heights[1:]:
        assert all(abs(a - b) <= 2.5 for a, b in zip(one, heights[0], strict=True)), heights


def what_lies_on_a_card_has_its_ground() -> None:
    look = window()
    card = widgets.card(look.root)
    inner = widgets.frame(card)
    label = widgets.text(inner, "words", "Muted")
    assert str(label.cget("style")) == "Card.Muted.TLabel"
    assert widgets.ground(inner) == "Card."
    assert widgets.ground(widgets.frame(widgets.warm_card(look.root))) == "Warm."
    assert widgets.ground(look.root) == ""


def a_field_says_what_is_wrong_and_why_it_is_locked() -> None:
    look = window()
    field = widgets.Field(look.root, look, "Interval", "Minutes of sitting.")
    value = tk.StringVar(look.root, "45")
    control = widgets.number(field.frame, value, bounds=(20, 90))
    field.holds(control)
    field.frame.pack(fill="x")
    look.root.update()
    calm = field.frame.winfo_reqheight()
    field.set_error("Between 20 and 90.")
    look.root.update()
    assert control.instate(["invalid"])
    assert field.frame.winfo_reqheight() > calm
    field.set_error("")
    look.root.update()
    assert control.instate(["!invalid"])
    assert field.frame.winfo_reqheight() == calm
    field.lock("Your team has set it.")
    assert control.instate(["disabled"])


def a_button_is_pressed_by_enter() -> None:
    look = window()
    pressed: list[int] = []
    button = widgets.button(look.root, "Save", lambda: pressed.append(1))
    button.pack()
    look.root.update()
    button.focus_force()
    look.root.update()
    button.event_generate("<Return>")
    button.state(["disabled"])
    button.event_generate("<Return>")
    assert pressed == [1]


def what_gets_the_focus_comes_into_view() -> None:
    look = window()
    area = widgets.ScrollArea(look.root, look)
    area.frame.pack(fill="both", expand=True)
    buttons = [widgets.button(area.inside, f"button {n}", lambda: None) for n in range(40)]
    for button in buttons:
        button.pack()
    look.root.update()
    for number in (39, 0, 20):
        buttons[number].focus_force()
        look.root.update()
        top = buttons[number].winfo_rooty() - area.frame.winfo_rooty()
        assert 0 <= top <= area.frame.winfo_height() - buttons[number].winfo_height() + 1, (number, top)


def pictures_arrive_as_they_were_drawn() -> None:
    look = window()
    drawn = Image.new("RGBA", (3, 2), (10, 20, 30, 255))
    drawn.putpixel((2, 1), (200, 100, 50, 0))
    photo = tk.PhotoImage(master=look.root, data=png(drawn), format="png")
    assert (photo.width(), photo.height()) == (3, 2)
    assert photo.get(0, 0) == (10, 20, 30)
    assert not photo.transparency_get(0, 0)
    assert photo.transparency_get(2, 1)
    plain = tk.PhotoImage(master=look.root, data=ppm(drawn.convert("RGB")), format="ppm")
    assert plain.get(1, 1) == (10, 20, 30)


def the_ring_and_the_bar_show_how_far_it_is() -> None:
    look = window()
    ring = Ring(look.root, look, look.colours.ground)
    bar = StepBar(look.root, look, look.colours.ground, 200)
    bar.begin([10, 30])
    red, green, blue = (int(look.colours.accent[at : at + 2], 16) for at in (1, 3, 5))

    def inked(widget: tk.Label) -> int:
        name = str(widget.cget("image"))
        width, height = look.root.tk.call("image", "width", name), look.root.tk.call("image", "height", name)
        pixels = (look.root.tk.call(name, "get", x, y) for x in range(int(width)) for y in range(int(height)))
        return sum(tuple(map(int, look.root.tk.splitlist(one))) == (red, green, blue) for one in pixels)

    counts = []
    for share in (1.0, 0.5, 0.0):
        ring.show(share, str(share))
        counts.append(inked(ring.widget))
    assert counts[0] > counts[1] > counts[2] == 0
    assert 0.4 < counts[1] / counts[0] < 0.6
    played = []
    for elapsed_s in (0.0, 10.0, 25.0, 40.0, 99.0):
        bar.show(elapsed_s)
        played.append(inked(bar.widget))
    assert played[0] == 0 < played[1] < played[2] < played[3] == played[4]


SCENES: dict[str, Callable[[], None]] = {
    scene.__name__: scene
    for scene in (
        a_text_takes_the_lines_it_needs,
        everything_grows_with_the_scale,
        what_lies_on_a_card_has_its_ground,
        a_field_says_what_is_wrong_and_why_it_is_locked,
        a_button_is_pressed_by_enter,
        what_gets_the_focus_comes_into_view,
        pictures_arrive_as_they_were_drawn,
        the_ring_and_the_bar_show_how_far_it_is,
    )
}

if __name__ == "__main__":
    SCENES[sys.argv[1]]()
