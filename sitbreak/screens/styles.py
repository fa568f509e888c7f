"""The widgets' styles: clam's behaviour, in our own shapes and colours.

A style's name says what a widget is for (``Primary.TButton``, ``Heading.TLabel``), and in front of that what
it lies on: nothing for the window's ground, ``Card.`` or ``Warm.``. :mod:`sitbreak.screens.widgets` chooses
the names; nobody else has to know them.
"""

from __future__ import annotations

from tkinter import ttk
from typing import TYPE_CHECKING

from sitbreak.screens.look import LARGE, MEDIUM, SMALL, TIGHT

if TYPE_CHECKING:
    import tkinter as tk
    from typing import Any

    from sitbreak.screens.look import Look

    _State = tuple[tuple[str, ...], tk.PhotoImage]

_THEME = "sitbreak"


class Styles:
    """Makes the styles of one window. Each part may be left out by a window that has no use for it."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._colours = look.colours
        self._style = ttk.Style(look.root)
        if _THEME not in self._style.theme_names():
            self._style.theme_create(_THEME, parent="clam")
        self._style.theme_use(_THEME)
        c = look.colours
        self._grounds = (("", c.ground), ("Card.", c.card), ("Warm.", c.warm_ground))
        self._style.configure(
            ".",
            background=c.ground,
            foreground=c.text,
            font=look.fonts["body"],
            borderwidth=0,
            focuscolor=c.accent,
            selectbackground=c.accent,
            selectforeground=c.on_accent,
            insertcolor=c.text,
            insertwidth=look.px(1),
        )

    def everything(self) -> None:
        self.texts()
        self.buttons()
        self.choices()
        self.fields()
        self.scroll_bars()

    def texts(self) -> None:
        """Frames and labels on every ground, and the cards."""
        look, c = self._look, self._colours
        kinds = {
            "": ("body", c.text),
            "Strong.": ("strong", c.text),
            "Lead.": ("lead", c.text),
            "Cue.": ("cue", c.text),
            "Heading.": ("heading", c.text),
            "Title.": ("title", c.text),
            "Muted.": ("body", c.muted),
            "Small.": ("small", c.muted),
            "Fine.": ("small", c.text),
            "Error.": ("small", c.warm),
            "Caution.": ("body", c.warm),
        }
        for on, ground in self._grounds:
            self._style.configure(f"{on}TFrame", background=ground)
            for kind, (font, colour) in kinds.items():
                self._style.configure(
                    f"{on}{kind}TLabel", background=ground, foreground=colour, font=look.fonts[font]
                )
        for on, fill, outline in (("Card.", c.card, c.line), ("Warm.", c.warm_ground, c.warm_ground)):
            picture = look.shapes.card(fill, outline, c.ground)
            self._element(f"{on}box", picture, border=look.shapes.card_border, padding=0, sticky="nswe")
            self._lay_out(f"{on}Box.TFrame", [(f"{on}box", {"sticky": "nswe"})])
            self._style.configure(f"{on}Box.TFrame", background=c.ground, padding=look.pad(LARGE, LARGE))

    def buttons(self, *, quiet: bool = True) -> None:
        """Primary (one a window), plain, and *quiet* ones (text only until the pointer comes)."""
        c = self._colours
        self._button("Primary.", c.on_accent, (c.accent, c.accent_hover, c.accent_press))
        self._button("", c.text, (c.soft, c.soft_hover, c.soft_press))
        if quiet:
            self._button("Quiet.", c.text, ("", c.soft, c.soft_hover))

    def choices(self) -> None:
        """Check buttons, radio buttons, and the radio buttons that a list of pages is made of."""
        shapes = self._look.shapes
        for widget, draw in (("TCheckbutton", shapes.tick), ("TRadiobutton", shapes.dot)):
            name = f"{widget}.mark"
            c = self._colours
            self._image(
                name,
                draw(c.card, c.edge),
                (("disabled", "selected"), draw(c.off, c.off, c.off_text)),
                (("disabled",), draw(c.off, c.line)),
                (("focus", "selected"), draw(c.accent, c.accent, c.on_accent, focus=c.accent)),
                (("focus",), draw(c.card, c.accent, focus=c.accent)),
                (("active", "selected"), draw(c.accent_hover, c.accent_hover, c.on_accent)),
                (("selected",), draw(c.accent, c.accent, c.on_accent)),
                (("active",), draw(c.card, c.accent)),
            )
            label = ("Checkbutton.label", {"sticky": "nwe"})
            room = ("Checkbutton.padding", {"side": "left", "sticky": "nwe", "children": [label]})
            self._lay_out(widget, [(name, {"side": "left", "sticky": "n"}), room])
            line = self._look.fonts["body"].metrics("linespace")
            above = max(0, (self._look.px(26) - line) // 2)
            for on, ground in self._grounds:
                self._style.configure(
                    f"{on}{widget}",
                    background=ground,
                    foreground=c.text,
                    padding=(self._look.px(SMALL), above, 0, above),
                )
                self._style.map(f"{on}{widget}", foreground=[("disabled", c.off_text)], background=[])
        self._pages()

    def _pages(self) -> None:
        c, shapes = self._colours, self._look.shapes
        self._box(
            "Page.box",
            shapes.box(c.ground),
            (("selected", "focus"), shapes.box(c.soft_hover, focus=c.accent)),
            (("selected",), shapes.box(c.soft_hover)),
            (("focus",), shapes.box(c.ground, focus=c.accent)),
            (("active",), shapes.box(c.soft)),
        )
        label = ("Button.label", {"sticky": "w"})
        padded = ("Button.padding", {"sticky": "nswe", "children": [label]})
        self._lay_out("Page.TRadiobutton", [("Page.box", {"sticky": "nswe", "children": [padded]})])
        self._style.configure(
            "Page.TRadiobutton", padding=self._look.pad(MEDIUM, SMALL), anchor="w", background=c.ground
        )

    def fields(self) -> None:
        """What is typed into, with an edge in warm colour while its state is ``invalid``."""
        self._field_edge()
        self._arrows()
        inside = ("Entry.padding", {"sticky": "nswe", "children": [("Entry.textarea", {"sticky": "nswe"})]})
        counting = (
            "null",
            {
                "side": "right",
                "sticky": "",
                "children": [
                    ("Look.Spinbox.uparrow", {"side": "top", "sticky": "e"}),
                    ("Look.Spinbox.downarrow", {"side": "bottom", "sticky": "e"}),
                ],
            },
        )
        opening = ("Look.Combobox.downarrow", {"side": "right", "sticky": ""})
        for widget, more in (("TEntry", []), ("TSpinbox", [counting]), ("TCombobox", [opening])):
            self._lay_out(widget, [("Look.field", {"sticky": "nswe", "children": [*more, inside]})])
            for on, ground in self._grounds:
                self._field_colours(f"{on}{widget}", ground)
        self._open_list()

    def _field_edge(self) -> None:
        c, shapes = self._colours, self._look.shapes
        self._box(
            "Look.field",
            shapes.box(c.card, outline=c.edge),
            (("disabled",), shapes.box(c.off, outline=c.line)),
            (("invalid", "focus"), shapes.box(c.card, outline=c.warm, focus=c.warm)),
            (("invalid",), shapes.box(c.card, outline=c.warm, width=1.5)),
            (("focus",), shapes.box(c.card, outline=c.accent, focus=c.accent)),
        )

    def _field_colours(self, style: str, ground: str) -> None:
        """The colours of *style* on *ground*; a list to open marks its word only while it has the focus."""
        c, look = self._colours, self._look
        is_list = style.endswith("TCombobox")
        self._style.configure(
            style,
            background=ground,
            foreground=c.text,
            fieldbackground=c.card,
            padding=look.pad(SMALL, TIGHT),
            postoffset=(look.px(TIGHT), 0, -2 * look.px(TIGHT), 0),
        )
        self._style.map(
            style,
            foreground=[("disabled", c.off_text)],
            background=[],
            fieldbackground=[],
            selectbackground=[("!focus", c.card)] if is_list else [],
            selectforeground=[("!focus", c.text)] if is_list else [],
        )

    def _arrows(self) -> None:
        c, shapes = self._colours, self._look.shapes
        for name, up in (("Look.Spinbox.uparrow", True), ("Look.Spinbox.downarrow", False)):
            self._image(
                name,
                shapes.arrow(c.muted, up=up),
                (("disabled",), shapes.arrow(c.off_text, up=up)),
                (("active",), shapes.arrow(c.accent, up=up)),
            )
        self._image(
            "Look.Combobox.downarrow", shapes.arrow(c.muted), (("disabled",), shapes.arrow(c.off_text))
        )

    def _open_list(self) -> None:
        """The list under a combo box is no ttk widget."""
        c, root = self._colours, self._look.root
        for option, value in (
            ("background", c.card),
            ("foreground", c.text),
            ("selectBackground", c.accent),
            ("selectForeground", c.on_accent),
            ("borderWidth", self._look.px(TIGHT)),
            ("relief", "flat"),
            ("font", str(self._look.fonts["body"])),
        ):
            root.option_add(f"*TCombobox*Listbox.{option}", value)

    def scroll_bars(self) -> None:
        c, shapes = self._colours, self._look.shapes
        hover = (("active",), shapes.grip(c.muted))
        room = self._look.px(5)
        name = "Look.Vertical.Scrollbar.thumb"
        self._element(name, shapes.grip(c.edge), (hover,), border=room, sticky="nswe")
        thumb = (name, {"expand": "1", "sticky": "nswe"})
        trough = ("Vertical.Scrollbar.trough", {"sticky": "ns", "children": [thumb]})
        self._lay_out("Vertical.TScrollbar", [trough])
        self._style.configure(
            "Vertical.TScrollbar", troughcolor=c.ground, bordercolor=c.ground, background=c.ground
        )

    def _button(self, kind: str, text: str, grounds: tuple[str, str, str]) -> None:
        look, c = self._look, self._colours
        shapes = look.shapes
        rest, hover, press = grounds
        name = f"{kind}button"
        self._box(
            name,
            shapes.box(rest),
            (("disabled",), shapes.box(c.off if rest else "")),
            (("pressed", "focus"), shapes.box(press, focus=c.accent)),
            (("pressed",), shapes.box(press)),
            (("active", "focus"), shapes.box(hover, focus=c.accent)),
            (("focus",), shapes.box(rest, focus=c.accent)),
            (("active",), shapes.box(hover)),
        )
        label = ("Button.label", {"sticky": "nswe"})
        padded = ("Button.padding", {"sticky": "nswe", "children": [label]})
        self._lay_out(f"{kind}TButton", [(name, {"sticky": "nswe", "children": [padded]})])
        for on, ground in self._grounds:
            self._style.configure(
                f"{on}{kind}TButton",
                background=ground,
                foreground=text,
                padding=look.pad(MEDIUM, SMALL),
                anchor="center",
                font=look.fonts["body"],
            )
            self._style.map(f"{on}{kind}TButton", foreground=[("disabled", c.off_text)], background=[])

    def _image(self, name: str, usual: tk.PhotoImage, *states: _State) -> None:
        """The element *name*, drawn as *usual* unless one of *states* holds: the first that does."""
        self._element(name, usual, states, sticky="")

    def _box(self, name: str, usual: tk.PhotoImage, *states: _State) -> None:
        """The same for rounded boxes, which are stretched around what is in them."""
        shapes = self._look.shapes
        self._element(name, usual, states, border=shapes.box_border, padding=shapes.box_room, sticky="nswe")

    def _element(
        self, name: str, usual: tk.PhotoImage, states: tuple[_State, ...] = (), **options: Any
    ) -> None:
        if name not in self._style.element_names():
            mapped: list[Any] = [(*wanted, picture) for wanted, picture in states]
            self._style.element_create(name, "image", usual, *mapped, **options)

    def _lay_out(self, style: str, elements: list[Any]) -> None:
        """Put *style* together from *elements*, as ``ttk.Style.layout`` takes them."""
        self._style.layout(style, elements)
