"""The only place that asks which system this is (house rule 6)."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from sitbreak.errors import SitbreakError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitbreak.desktop.autostart import Autostart
    from sitbreak.desktop.surroundings import Surroundings
    from sitbreak.ports import Clock, Desktop


def desktop(clock: Clock) -> Desktop:
    """The desktop of this system. Raises :class:`SitbreakError` where there is none for it yet."""
    if sys.platform == "linux":  # noqa: TID251
        from sitbreak.desktop.linux.desktop import LinuxDesktop

        return LinuxDesktop(clock)
    if sys.platform == "win32":  # noqa: TID251
        from sitbreak.desktop.windows.desktop import WindowsDesktop

        return WindowsDesktop(clock)
    if sys.platform == "darwin":  # noqa: TID251
        from sitbreak.desktop.macos.desktop import MacDesktop

        return MacDesktop(clock)
    raise SitbreakError(f"sitbreak has no desktop for {sys.platform!r} yet; it runs on Linux.")  # noqa: TID251


def beside_desktop(program: Callable[[], None]) -> None:
    """Call *program*, which makes the desktop and runs its loop, on the thread that this system leaves to it.
    Blocks until it comes back, and raises what it raises."""
    if sys.platform == "darwin":  # noqa: TID251
        from sitbreak.desktop.macos.main_thread import run_beside

        run_beside(program)
    else:
        program()


def begin_look() -> Callable[[], Surroundings]:
    """Begin to look around for a window that is about to appear. What is answered tells what was found: it
    blocks for what is left of 0.15 s, and raises nothing."""
    if sys.platform == "linux":  # noqa: TID251
        from sitbreak.desktop.linux.surroundings import Look

        return Look().result
    from sitbreak.desktop.surroundings import Surroundings

    return Surroundings


def appear_unfocused(window: int) -> None:
    """Let the window of that number take no focus when it is shown. Blocks for at most 0.5 s; raises
    nothing."""
    if sys.platform == "linux":  # noqa: TID251
        from sitbreak.desktop.linux import x11_focus

        x11_focus.appear_unfocused(window)


def autostart() -> Autostart:
    """Start at login, as this system does it. Raises :class:`SitbreakError` where there is no way yet."""
    if sys.platform == "linux":  # noqa: TID251
        from sitbreak.desktop.linux.autostart import LinuxAutostart

        return LinuxAutostart()
    if sys.platform == "win32":  # noqa: TID251
        from sitbreak.desktop.windows.autostart import RunKey

        return RunKey()
    if sys.platform == "darwin":  # noqa: TID251
        from sitbreak.desktop.macos.autostart import LaunchAgent

        return LaunchAgent()
    raise SitbreakError(f"sitbreak does not know how {sys.platform!r} starts programs at login yet.")  # noqa: TID251


def repair_autostart() -> None:
    """What starts sitbreak at login may name a place that it has moved from since: set it anew, and note it
    in the log. For the beginning of the resident program, which it leaves as small as it was."""
    if sys.platform == "linux":  # noqa: TID251
        from sitbreak.desktop.linux.repairing import repair_apart

        repair_apart()
    elif sys.platform == "win32":  # noqa: TID251
        from sitbreak import log
        from sitbreak.desktop.windows.autostart import RunKey

        try:
            told = RunKey().repair()
        except SitbreakError as error:  # it starts all the same
            log.problem("autostart", error)
        else:
            if told:
                log.note("autostart", told)


def nothing_to_start(words: str) -> None:
    """Tell whoever started this process, and waits for it to be ready, that there is nothing to wait for and
    nothing wrong: *words* say why. Neither blocks nor raises."""
    if sys.platform == "linux":  # noqa: TID251
        import os

        from sitbreak.desktop.linux.service_manager import ServiceManager

        ServiceManager(os.environ).ready(words)
