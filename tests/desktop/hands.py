"""Somebody at mouse and keyboard before a window of this very process: real keys by the X server, and eyes
that read what the widgets say.

A window's own ``main`` runs; its main loop is replaced by the script of the test, in which every act lets the
window do its work until it has nothing left to do.
"""

from __future__ import annotations

import time
import tkinter as tk
from collections.abc import Callable, Iterator
from tkinter import ttk

import pytest

from tests.desktop.rig import Desktop

_SETTLE_S = 0.08
_PATIENCE_S = 10.0
_KEYS = {" ": "space", "-": "minus", ":": "colon", ",": "comma", ".": "period"}


class Hands:
    def __init__(self, desktop: Desktop, root: tk.Misc) -> None:
        self.desktop = desktop
        self.root = root
        self.wait(lambda: bool(root.winfo_viewable()), "the window")
        root.focus_force()
        self.settle()

    def key(self, *names: str) -> None:
        """Press the keys *names*, such as ``Tab`` and ``alt+n``."""
        for name in names:
            self.desktop.key(name)
            self.settle()

    def type(self, text: str) -> None:
        """Type *text* in place of what is in the field."""
        self.key("ctrl+a")
        self.desktop.run("xdotool", "key", *(_KEYS.get(sign, sign) for sign in text))
        self.settle()

    def click(self, words: str) -> None:
        """Click on the first widget in view that says *words*."""
        widget = next(each for each in self._shown() if words in _words(each))
        x = widget.winfo_rootx() + 14
        self.desktop.click(x, widget.winfo_rooty() + widget.winfo_height() // 2)
        self.settle()

    def sees(self, words: str) -> bool:
        """Whether *words* stand in the window."""
        return self.is_open and any(words in _words(each) for each in self._shown())

    def is_greyed(self, words: str) -> bool:
        widgets = [each for each in self._shown() if words in _words(each) and isinstance(each, ttk.Widget)]
        assert widgets, words
        return all(each.instate(["disabled"]) for each in widgets)

    def is_chosen(self, words: str) -> bool:
        found = [each for each in self._shown() if words in _words(each) and isinstance(each, ttk.Widget)]
        return any(each.instate(["selected"]) for each in found)

    @property
    def focused(self) -> str:
        """What the widget that has the focus says, or holds."""
        return _words(self.root.focus_get())

    @property
    def is_open(self) -> bool:
        try:
            return bool(self.root.winfo_exists())
        except tk.TclError:
            return False

    def settle(self) -> None:
        """Let the window do what it has to, until a moment has passed without an event."""
        end = time.perf_counter() + _SETTLE_S
        while time.perf_counter() < end and self.is_open:
            self.root.update()
            time.sleep(0.005)

    def wait(self, until: Callable[[], bool], what: str) -> None:
        end = time.perf_counter() + _PATIENCE_S
        while not until():
            assert time.perf_counter() < end, f"waited in vain for {what}"
            self.settle()

    def _shown(self) -> Iterator[tk.Misc]:
        return (each for each in _all(self.root) if each.winfo_viewable())


def _all(widget: tk.Misc) -> Iterator[tk.Misc]:
    for child in widget.winfo_children():
        yield child
        yield from _all(child)


def _words(widget: tk.Misc | None) -> str:
    if isinstance(widget, ttk.Entry):  # spin and combo boxes too
        return str(widget.get())
    if isinstance(widget, tk.Text):
        return widget.get("1.0", "end-1c")
    if isinstance(widget, (ttk.Label, ttk.Button, ttk.Checkbutton, ttk.Radiobutton)):
        return str(widget.cget("text"))
    return ""


def at(
    desktop: Desktop,
    monkeypatch: pytest.MonkeyPatch,
    main: Callable[[list[str]], int],
    script: Callable[[Hands], None],
) -> int:
    """Run a window's *main* on *desktop*, with *script* for its user; answers its exit code."""
    for name in ("DISPLAY", "XAUTHORITY"):
        monkeypatch.setenv(name, desktop.env[name])
    roots = []

    def played(root: tk.Misc, _windows: int = 0) -> None:
        roots.append(root)
        hands = Hands(desktop, root)
        script(hands)
        if hands.is_open:
            root.destroy()

    monkeypatch.setattr(tk.Misc, "mainloop", played)
    code = main([])
    assert roots, f"no window was shown: {code}"
    return code
