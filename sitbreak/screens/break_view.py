"""What a break window shows while a routine is played, and the room in it for what comes after.

On the left the figure, the bar of steps and the time that is left; beside it what to do now, in words, with
the countdown of the step; below what to take care of and when to stop, always in sight; then the buttons.
Nothing moves when the words change: every text has the room that the longest of the routine needs.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sitbreak import routine_words
from sitbreak.core import playing
from sitbreak.screens import widgets
from sitbreak.screens.figure_pane import FigurePane
from sitbreak.screens.look import LARGE, MEDIUM, SMALL, TIGHT
from sitbreak.screens.progress import RING_PX, Ring, StepBar
from sitbreak.words import _, clean, fill

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from tkinter import font, ttk

    from sitbreak.core.playing import PlayStep
    from sitbreak.screens.break_order import Play
    from sitbreak.screens.look import Look

SIZE = (660, 646)  # what the largest of the bundled routines needs, at 96 dots an inch
_FIGURE = (268, 272)
_TEXT = 308  # width of the words beside the figure
_CARE = 196  # width of what to take care of,
_STOP = 372  # and of when to stop

_RING_EVERY_S = 0.25  # real; between two changes of the ring while the figure rests


class BreakView:
    """Builds its widgets in *look.root*. *acts*: what the buttons do, by ``pause``, ``next``, ``swap``,
    ``stop``."""

    def __init__(self, look: Look, acts: Mapping[str, Callable[[], object]], *, reduced: bool) -> None:
        self._look = look
        self._play: Play | None = None
        self._step: PlayStep | None = None
        self._paused = False
        self._said = ""
        self._inset = look.shapes.box_room  # so much of a button is room around it
        self._page = widgets.frame(look.root)
        beside = look.px(LARGE) - self._inset
        self._page.configure(padding=(beside, look.px(LARGE), beside, look.px(MEDIUM)))
        self._page.pack(fill="both", expand=True)
        self._page.columnconfigure(1, weight=1, minsize=self.text_width)
        self._build_figure(reduced=reduced)
        self._add_frames()
        self._build_words()
        self._care = widgets.warm_card(self._page)
        self._care.configure(padding=look.pad(LARGE - 4, MEDIUM))
        self._care.grid(
            row=1, column=0, columnspan=2, sticky="ew", padx=self._inset, pady=look.pad(LARGE - 4, 0)
        )
        self._build_buttons(acts)

    # --- what happens

    def begin(self, play: Play, *, swaps_left: int | None) -> None:
        """Show *play* from its start; *swaps_left* is None where nobody can swap."""
        self._play, self._step = play, None
        self._figure.begin(play.film)
        self._bar.begin([step.seconds for step in play.steps])
        self._title.configure(text=clean(play.routine.title))
        self._breathing.configure(text=clean(play.routine.breathing))
        cues = [clean(step.cue) for step in play.steps]
        self._make_room(self._cue, cues, "cue")
        self._make_room(self._next, [fill(_("Next: {cue}"), cue=cue) for cue in cues[1:]], "body")
        self._show_care(play)
        self.allow_swap(swaps_left)

    def show(self, elapsed_s: float) -> float:
        """Show that second; until when nothing changes, in seconds of the routine."""
        if self._play is None:
            return elapsed_s
        until_s = self._figure.show(elapsed_s)
        self._bar.show(elapsed_s)
        step = playing.step_at(self._play.steps, elapsed_s) or self._play.steps[-1]
        if step is not self._step:
            self._step = step
            self._show_step(step)
        left_s = max(0.0, step.at_s + step.seconds - elapsed_s)
        self._ring.show(left_s / step.seconds, str(math.ceil(left_s)), paused=self._paused)
        whole_s = math.ceil(max(0.0, self._play.length_s - elapsed_s))
        left = fill(_("{time} left"), time=f"{whole_s // 60}:{whole_s % 60:02}")
        if self._left.cget("text") != left:
            self._left.configure(text=left)
        return min(until_s, elapsed_s + _RING_EVERY_S)

    def set_paused(self, paused: bool) -> None:
        self._paused = paused
        self._pause.configure(text=_("Continue") if paused else _("Pause"))
        self._tell(_("Paused. It waits for you, five minutes at most.") if paused else "")

    def say(self, sentence: str) -> None:
        """Tell something that is to be read soon: it stays until the next step or word."""
        self._tell(clean(sentence))

    def allow_swap(self, swaps_left: int | None) -> None:
        """How often another routine can be had; None: nobody can tell, or it is being asked for."""
        self._swap.state(["!disabled" if swaps_left else "disabled"])
        if swaps_left:
            self._swap_hint.configure(text=fill(_("S · {left} left"), left=swaps_left))
        elif swaps_left == 0:
            self._swap_hint.configure(text=_("more in the tray's menu"))

    def end_playing(self) -> None:
        """Make room for what comes after: words, warnings and buttons go, the figure stays."""
        for part in (self.words, self.buttons, self._care):
            part.destroy()
        self._add_frames()
        self._count.configure(text="")
        self._left.configure(text="")

    @property
    def text_width(self) -> int:
        """How wide the words are, in pixels."""
        return self._look.px(_TEXT)

    # --- building

    def _add_frames(self) -> None:
        """What changes from page to page: the words beside the figure, and the buttons below."""
        self.words = widgets.frame(self._page)
        beside = self._look.px(LARGE) - self._inset, self._inset
        self.words.grid(row=0, column=1, sticky="nsew", padx=beside)
        self.words.columnconfigure(0, weight=1, minsize=self.text_width)
        self.buttons = widgets.frame(self._page)
        self.buttons.grid(row=2, column=0, columnspan=2, sticky="ew", pady=self._look.pad(MEDIUM, 0))

    def _build_figure(self, *, reduced: bool) -> None:
        look = self._look
        width, height = look.px(_FIGURE[0]), look.px(_FIGURE[1])
        card = widgets.card(self._page)
        card.configure(padding=look.pad(MEDIUM, MEDIUM))
        card.grid(row=0, column=0, sticky="n", padx=self._inset)
        self._figure = FigurePane(card, look, look.colours.card, (width, height), reduced=reduced)
        self._figure.widget.grid(row=0, column=0, columnspan=2)
        self._bar = StepBar(card, look, look.colours.card, width)
        self._bar.widget.grid(row=1, column=0, columnspan=2, pady=look.pad(SMALL, TIGHT))
        self._count = widgets.text(card, "", "Small", wraps=False)
        self._count.grid(row=2, column=0, sticky="w")
        self._left = widgets.text(card, "", "Small", wraps=False)
        self._left.grid(row=2, column=1, sticky="e")

    def _build_words(self) -> None:
        look, words = self._look, self.words
        width = self.text_width
        head = widgets.frame(words)
        head.grid(row=0, column=0, sticky="ew")
        head.columnconfigure(0, weight=1)
        beside = look.px(_TEXT - RING_PX - MEDIUM)
        self._title = widgets.text(head, "", "Heading", width_px=beside)
        self._title.grid(row=0, column=0, sticky="sew")
        self._state = widgets.text(head, "", "Caution", width_px=beside)
        self._state.grid(row=1, column=0, sticky="new")
        head.rowconfigure((0, 1), weight=1)
        self._ring = Ring(head, look, look.colours.ground)
        self._ring.widget.grid(row=0, column=1, rowspan=2, sticky="ne", padx=(look.px(MEDIUM), 0))
        self._cue = widgets.text(words, "", "Cue", width_px=width)
        self._cue.grid(row=1, column=0, sticky="new", pady=look.pad(LARGE, 0))
        self._next = widgets.text(words, "", "Muted", width_px=width)
        self._next.grid(row=2, column=0, sticky="new", pady=look.pad(MEDIUM, 0))
        self._breathing = widgets.text(words, "", "Muted", width_px=width)
        self._breathing.grid(row=3, column=0, sticky="new", pady=look.pad(MEDIUM, 0))

    def _build_buttons(self, acts: Mapping[str, Callable[[], object]]) -> None:
        def add(column: int, label: str, act: str, hint: str, kind: str = "") -> tuple[ttk.Button, ttk.Label]:
            made = widgets.button(self.buttons, label, acts[act], kind)
            made.grid(row=0, column=column, sticky="ew")
            below = widgets.text(self.buttons, hint, "Small", wraps=False)
            below.grid(row=1, column=column)
            return made, below

        self._pause, _hint = add(0, _("Pause"), "pause", _("Space"), "Primary")
        self._pause.configure(width=max(len(_("Pause")), len(_("Continue"))))
        add(1, _("Next step"), "next", _("N or →"))
        self._swap, self._swap_hint = add(2, _("Swap"), "swap", "S")
        self.buttons.columnconfigure(3, weight=1)
        add(4, _("Stop"), "stop", _("Esc"))

    # --- details

    def _show_step(self, step: PlayStep) -> None:
        assert self._play is not None
        steps = self._play.steps
        following = steps[step.number].cue if step.number < len(steps) else _("that is all")
        self._cue.configure(text=clean(step.cue))
        self._next.configure(text=fill(_("Next: {cue}"), cue=clean(following)))
        count = fill(_("Step {number} of {steps}"), number=step.number, steps=len(steps))
        self._count.configure(text=count)
        if not self._paused:
            self._tell("")
        self._look.root.title(f"{clean(step.cue)} · {clean(self._play.routine.title)} · sitbreak")

    def _tell(self, sentence: str) -> None:
        self._state.configure(text=sentence)

    def _show_care(self, play: Play) -> None:
        for child in self._care.winfo_children():
            child.destroy()
        signs = [routine_words.stop_sign(sign) for sign in play.routine.stop_signs]
        look = self._look
        for column, (title, lines, width) in enumerate(
            ((_("Take care"), play.routine.cautions, _CARE), (_("Stop signs"), signs, _STOP))
        ):
            part = widgets.frame(self._care)
            part.grid(row=0, column=column, sticky="new", padx=(look.px(LARGE) if column else 0, 0))
            self._care.columnconfigure(column, weight=column, minsize=look.px(width))
            part.columnconfigure(0, weight=1)
            head = widgets.text(part, title, "Strong", wraps=False)
            head.grid(row=0, column=0, sticky="w", pady=look.pad(0, 2))
            for row, sentence in enumerate(lines, start=1):
                label = widgets.text(part, clean(sentence), "Fine", width_px=look.px(width))
                label.grid(row=row, column=0, sticky="ew", pady=look.pad(0, 2))

    def _make_room(self, label: ttk.Label, texts: Iterable[str], font_name: str) -> None:
        """Give *label* the height of the longest of *texts*, at the width that the words have."""
        used = self._look.fonts[font_name]
        lines = max((_lines(used, text, self.text_width) for text in texts), default=1)
        row = int(label.grid_info()["row"])
        above = self._look.px(LARGE if label is self._cue else MEDIUM)
        self.words.rowconfigure(row, minsize=lines * int(used.metrics("linespace")) + above)


def _lines(used: font.Font, text: str, width: int) -> int:
    """How many lines *text* takes when it wraps at *width* pixels."""
    lines, at = 1, 0
    blank = used.measure(" ")
    for word in text.split():
        length = used.measure(word)
        if at and at + blank + length > width:
            lines, at = lines + 1, length
        else:
            at += length + (blank if at else 0)
    return lines
