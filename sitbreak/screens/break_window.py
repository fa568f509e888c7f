"""``python -m sitbreak.screens.break_window``: one break in a window, as a process of its own.

The daemon writes to its standard input what to play (:class:`sitbreak.screens.break_order.Order`). The
window ends by itself, and with it the break. It ends with :data:`sitbreak.screens.CANNOT_SHOW`, before
anything is to be seen, where there is no tkinter, no display, or a screen reader is in use: the steps then
come in notifications, which it reads out.

``--rehearse ROUTINE`` plays any routine without a daemon, and keeps nothing.
"""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

from sitbreak.desktop import pick
from sitbreak.errors import BUG, SitbreakError
from sitbreak.screens import CANNOT_SHOW, break_order

if TYPE_CHECKING:
    import tkinter as tk
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from sitbreak.desktop.surroundings import Surroundings
    from sitbreak.screens.break_order import Library, Order
    from sitbreak.screens.break_player import BreakPlayer
    from sitbreak.screens.look import Look

    Settings = Mapping[str, Any]

_CONTROL, _ALT = 0x4, 0x8  # as Tk tells them in the state of a key
_ABOVE_FOR_MS = 4000  # in front of all others when it appears, and then as any other window


def main(arguments: Sequence[str] | None = None) -> int:
    """Play, and block until the window is closed; the exit code."""
    seen_around = pick.begin_look()  # goes on while the rest is loaded
    given = sys.argv[1:] if arguments is None else list(arguments)
    try:
        if given:
            order = _rehearsal(given)
        else:
            order = break_order.read(sys.stdin.buffer.read(break_order.LARGEST_B + 1))
        library = break_order.Library.open(bundled=bool(given))
        settings = order.settings or _settings()
        return _show(order, library, settings, seen_around(), alone=bool(given))
    except SitbreakError as error:
        print(error.title, file=sys.stderr)  # noqa: T201
        return error.exit_code


def _rehearsal(arguments: Sequence[str]) -> Order:
    """What *arguments* tell to rehearse. Ends the process where they make no sense."""
    import argparse  # a break does without its 6 ms

    parser = argparse.ArgumentParser(prog="python -m sitbreak.screens.break_window", description=__doc__)
    parser.add_argument("--rehearse", metavar="ROUTINE", required=True, help="play it without a daemon")
    parser.add_argument("--speed", type=float, default=1.0, metavar="N", help="so many times as fast")
    options = parser.parse_args(arguments)
    return break_order.Order(routine=options.rehearse, speed=min(max(options.speed, 0.1), 3600.0))


def _settings() -> Settings:
    """For a window that was told none."""
    from sitbreak import effective

    return effective.last_known().values


def _show(order: Order, library: Library, settings: Settings, seen: Surroundings, *, alone: bool) -> int:
    if seen.appearance.screen_reader and not alone:
        return CANNOT_SHOW
    try:
        import tkinter as tk

        from sitbreak.screens import opening
    except ImportError:
        return CANNOT_SHOW
    from sitbreak.screens.break_player import BreakPlayer
    from sitbreak.screens.break_view import SIZE
    from sitbreak.screens.sound import Sounds
    from sitbreak.screens.styles import Styles

    motion = settings["window.motion"]
    reduced = motion == "reduced" or (motion == "auto" and seen.appearance.reduced_motion is True)
    sounds = Sounds(wanted=settings["window.sound"] and seen.appearance.event_sounds is not False)

    def build(look: Look) -> BreakPlayer:
        styles = Styles(look)
        styles.texts()
        styles.buttons(quiet=False)
        return BreakPlayer(look, library, order, reduced=reduced, sounds=sounds)

    try:
        look, player = opening.open_hidden("sitbreak", seen, settings, build, size=SIZE)
    except tk.TclError:
        return CANNOT_SHOW
    _bind(look, player)
    failed = _end_when_broken(look)
    _appear(look)
    look.root.after_idle(player.tick)  # all that follows comes after the window is to be seen
    look.root.after(1, lambda: opening.set_icon(look.root))
    if not alone:
        look.root.after(1, player.connect)
    look.root.mainloop()
    return BUG if failed else 0


def _appear(look: Look) -> None:
    """Show the window in front, and leave the keyboard to whoever has it."""
    root = look.root
    pick.appear_unfocused(root.winfo_id())
    root.attributes("-topmost", True)
    root.deiconify()
    root.after(_ABOVE_FOR_MS, lambda: root.attributes("-topmost", False))


def _bind(look: Look, player: BreakPlayer) -> None:
    """The keys, each of which is named below its button."""
    root = look.root
    for keys, act in (
        (("space",), player.pause),
        (("Right", "n", "N"), player.next_step),
        (("s", "S"), player.swap),
        (("Escape",), player.stop),
    ):
        for key in keys:
            root.bind(f"<KeyPress-{key}>", partial(_press, act))
    for any_input in ("<KeyPress>", "<ButtonPress>", "<Motion>"):
        root.bind_all(any_input, lambda _event: player.stay(), add="+")
    root.protocol("WM_DELETE_WINDOW", player.close)


def _press(act: Callable[[], object], event: tk.Event[tk.Misc]) -> None:
    """Obey a key, unless it is part of a shortcut of somebody else, or presses the button with the focus."""
    on_button = event.keysym == "space" and event.widget.winfo_class() == "TButton"
    if not on_button and not int(event.state) & (_CONTROL | _ALT):
        act()


def _end_when_broken(look: Look) -> list[BaseException]:
    """A bug closes the window, which ends the break, instead of leaving one that stands still. What is
    answered will hold what went wrong."""
    failed: list[BaseException] = []

    def report(_kind: object, error: BaseException, _trace: object) -> None:
        from sitbreak import bug_report

        failed.append(error)
        print(bug_report.report(error), file=sys.stderr)  # noqa: T201
        look.root.destroy()

    look.root.report_callback_exception = report
    return failed


if __name__ == "__main__":
    sys.exit(main())
