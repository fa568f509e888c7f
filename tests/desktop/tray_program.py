"""The tray icon alone, for tests with real panels: prints what is asked of it, and changes when told to.

``python -m tests.desktop.tray_program``. Sitting time is one minute more each time somebody looks. SIGUSR1
makes a break due, and no longer due the next time; SIGUSR2 takes the icon away, and shows it again the next
time. Prints a line for each act, and at the end (SIGTERM) how
often it woke.
"""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Mapping
from typing import Any

from sitbreak import paths
from sitbreak.core.model import Prompt
from sitbreak.desktop.icon_shelf import IconShelf
from sitbreak.desktop.linux.buslink import BusLink
from sitbreak.desktop.linux.loop import SelectLoop
from sitbreak.desktop.linux.tray import Tray
from sitbreak.ports import Json, TrayView
from tests.adapters.tray_views import make_view


class Program:
    def __init__(self, theme: str) -> None:
        self.looks = 0
        self.due = False
        self.shown = True
        self.loop = SelectLoop()
        self.link = BusLink(self.loop, "session")
        self.theme = theme
        self.tray = self.new_tray()
        self.loop.on_signal(signal.SIGUSR1, self.change)
        self.loop.on_signal(signal.SIGUSR2, self.switch)
        self.loop.on_signal(signal.SIGTERM, self.loop.stop)

    def new_tray(self) -> Tray:
        icons = IconShelf(paths.cache_folder() / "icons")
        return Tray(self.loop, self.link, view=self.view, act=self.act, icons=icons, theme=self.theme)

    def view(self) -> TrayView:
        self.looks += 1
        prompt = Prompt.SHOWN if self.due else Prompt.NONE
        return make_view(sitting_s=60.0 * self.looks, prompt=prompt, can_take_back=True)

    def act(self, do: str, details: Mapping[str, Any]) -> Json:
        say("act", do, details)
        if do == "quit":
            self.loop.stop()
        return {}

    def change(self) -> None:
        self.due = not self.due
        self.tray.refresh(self.view())
        say("due", self.due)

    def switch(self) -> None:
        self.shown = not self.shown
        if self.shown:
            self.tray = self.new_tray()
        else:
            self.tray.close()
        say("shown", self.shown)

    def run(self) -> None:
        say("began")
        self.loop.run(lambda: None)
        health = self.tray.health()
        self.tray.close()
        self.link.close()
        self.loop.close()
        say("ended", self.loop.wakeups, health.state)


def say(*what: object) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    Program(sys.argv[1] if len(sys.argv) > 1 else "auto").run()
