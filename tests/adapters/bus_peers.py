"""Two of our D-Bus peers on one private bus and one loop."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sitbreak.desktop.linux.bus import Bus, BusError
from sitbreak.desktop.linux.loop import SelectLoop
from tests.adapters.private_bus import private_bus

FACE = "org.sitbreak.Test"
PROPERTIES = "org.freedesktop.DBus.Properties"


class Two:
    """Two peers on one bus and one loop."""

    def __init__(self, loop: SelectLoop, address: str) -> None:
        self.loop = loop
        self.address = address
        self.ours = Bus.connect(loop, address)
        self.theirs = Bus.connect(loop, address)

    def until(self, condition: Callable[[], object], *, limit_s: float = 10) -> None:
        """Run the loop until *condition* holds; fail when it does not in time."""
        overrun: list[None] = []

        def give_up() -> None:
            overrun.append(None)
            self.loop.stop()

        timer = self.loop.call_later(limit_s, give_up)

        def turn() -> float | None:
            if condition():
                self.loop.stop()
            return None

        self.loop.run(turn)
        timer.cancel()
        assert not overrun, "it never came true"

    def ask(self, bus: Bus, *what: Any, **how: Any) -> tuple[Any, ...]:
        """The answer to a call; raises its error."""
        answers: list[tuple[Any, BusError | None]] = []
        bus.call(*what, **how, reply=lambda body, error: answers.append((body, error)))
        self.until(lambda: answers)
        assert len(answers) == 1
        body, error = answers[0]
        if error is not None:
            raise error
        assert isinstance(body, tuple)
        return body


@contextmanager
def two_peers(folder: Path) -> Iterator[Two]:
    loop = SelectLoop()
    with private_bus(folder) as address:
        peers = Two(loop, address)
        yield peers
        peers.ours.close()
        peers.theirs.close()
    loop.close()


def export_answer(bus: Bus, answer: Callable[..., Any], signature: str = "s") -> None:
    bus.export("/thing", FACE, {"Do": (signature, answer)}, {"Size": lambda: ("u", 7)})
