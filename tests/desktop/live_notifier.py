"""Our notifier on a private desktop, run in the test's own process."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

import pytest

from sitbreak.desktop.linux.buslink import BusLink
from sitbreak.desktop.linux.loop import SelectLoop
from sitbreak.desktop.linux.notifications import DBusNotifier
from sitbreak.desktop.plyer_notifier import PlyerNotifier
from sitbreak.notices import Occasion, Suggested, reminder
from sitbreak.paths import bundled
from sitbreak.ports import Notice
from tests.desktop.rig import Desktop

MARCH = Suggested(title="Standing march", seconds=60, family="march")


def a_reminder(**changes: object) -> Notice:
    return reminder(Occasion(sitting_s=2700, routine=MARCH, snooze_choice_min=5, **changes))[0]  # type: ignore[arg-type]


class LiveNotifier:
    """Connected inside ``with``. *clicked* has the keys of the buttons clicked so far."""

    def __init__(self, desktop: Desktop, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", desktop.env["DBUS_SESSION_BUS_ADDRESS"])
        self.clicked: list[str] = []
        self.loop = SelectLoop()
        self._link = BusLink(self.loop, "session")
        self.notifier = DBusNotifier(
            self.loop,
            self._link,
            self.clicked.append,
            fallback=PlyerNotifier(self.loop),
            icon=str(bundled("assets", "icons", "sitbreak-48.png")),
        )

    def __enter__(self) -> Self:
        self.until(lambda: self._link.bus and self.notifier._service.name, "the name of the service")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.notifier.close()
        self._link.close()
        self.loop.close()

    def show(self, notice: Notice) -> None:
        """Show *notice* and wait until the service has taken it."""
        self.notifier.show(notice)
        self.until(lambda: self.notifier._shown is notice, "the service to take the notice")

    def until(self, happened: Callable[[], object], what: str, limit_s: float = 10) -> None:
        """Run the loop until then."""
        end_s = time.perf_counter() + limit_s

        def turn() -> float:
            if happened() or time.perf_counter() > end_s:
                self.loop.stop()
            return 0.02

        self.loop.run(turn)
        if not happened():
            raise TimeoutError(f"Waited {limit_s:g} s in vain for {what}.")
