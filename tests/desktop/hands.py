"""Somebody at mouse and keyboard before a window of this very process: real keys by the X server, and eyes
that read what the widgets say.

A window's own ``main`` runs; its main loop is replaced by the script of the test, in which every act lets the
window do its work until it has nothing left to do.
"""

from __future__ import annotations

import contextlib
import time
import tkinter as tk
from collections.abc import Callable, Iterator
from tkinter import ttk

import pytest

from tests.desktop.rig import Desktop

_MARK, _AGAIN_S = "F12", 0.25
_PATIENCE_S = 10.0
_KEYS = {" ": "space", "-": "minus", ":": "colon", ",": "comma", ".": "period"}


class Hands:
    def __init__(self, desktop: Desktop, root: tk.Misc) -> None:
        self.desktop = desktop
        self.root = root
        self._marks = 0
        root.bind_all(f"<{_MARK}>", self._marked)
        self.wait(lambda: bool(root.winfo_viewable()), "the window")
        (root.focus_lastfor() or root).focus_force()
        self.wait(lambda: root.focus_displayof() is not None, "the focus")
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
        """Let the window do what it has to, until all that was pressed so far has come and is dealt with: a
        key that means nothing is pressed last, and what the X server sends keeps its order. Tk may drop one
        that comes while the focus moves on, so it is pressed again."""
        before, again = self._marks, time.perf_counter()

        def arrived() -> bool:
            nonlocal again
            if time.perf_counter() >= again and self.is_open:
                self.desktop.key(_MARK)
                again = time.perf_counter() + _AGAIN_S
            return self._marks > before or not self.is_open

        self.wait(arrived, "the last key")
        if self.is_open:
            self.root.update()

    def _marked(self, _event: object) -> None:
        self._marks += 1

    def wait(self, until: Callable[[], bool], what: str) -> None:
        """Let the window do its work until *until* is true."""
        end = time.perf_counter() + _PATIENCE_S
        while not until():
            assert time.perf_counter() < end, f"waited in vain for {what}"
            if self.is_open:
                self.root.update()
            time.sleep(0.005)

    def _shown(self) -> Iterator[tk.Misc]:
        return (each for each in _all(self.root) if each.winfo_viewable())


def _end(root: tk.Misc) -> None:
    """Close the window, if it is not closed yet, and let nothing happen to it afterwards."""
    with contextlib.suppress(tk.TclError):  # it is closed
        for waiting in root.tk.splitlist(root.tk.call("after", "info")):
            root.tk.call("after", "cancel", waiting)
        root.destroy()


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
    arguments: tuple[str, ...] = (),
) -> int:
    """Run a window's *main* on *desktop*, with *script* for its user; answers its exit code."""
    for name in ("DISPLAY", "XAUTHORITY"):
        monkeypatch.setenv(name, desktop.env[name])
    roots = []

    def played(root: tk.Misc, _windows: int = 0) -> None:
        roots.append(root)
        try:
            script(Hands(desktop, root))
        finally:
            _end(root)

    monkeypatch.setattr(tk.Misc, "mainloop", played)
    code = main(list(arguments))
    assert roots, f"no window was shown: {code}"
    return code
