"""One short-lived process on Windows and macOS: a thread waits for it and posts to the loop.

A second thread reads what it writes, so that neither waits for the other. Of a child whose own children keep
its output open, what came until then counts.
"""

from __future__ import annotations

import os
import subprocess
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from sitbreak.child_order import Ended
from sitbreak.systems.family import START_APART, Family

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitbreak.child_order import Order
    from sitbreak.ports import Loop

_LAST_WORDS_S = 0.2  # for what was written just before the end


class Child:
    """A running child. *ended* is called once, on the loop, unless :meth:`close` comes first.

    Its time limit ends everything it has started as well.
    """

    def __init__(self, loop: Loop, order: Order, ended: Callable[[Ended], None]) -> None:
        """Raises OSError when it cannot be started."""
        self._loop = loop
        self._ended = ended
        self._late = False
        self._room_b = order.most_output_b
        self._output = bytearray()
        self._process = _start(order)
        self._family = Family(self._process)
        self.pid = self._process.pid
        self._timer = loop.call_later(order.limit_s, self._too_long)
        threading.Thread(target=self._wait, args=(order.told,), name="child", daemon=True).start()

    def close(self) -> None:
        """End it and all it has started; does nothing once it has ended."""
        if self.pid:
            self.pid = 0
            self._timer.cancel()
            self._family.end()

    def _too_long(self) -> None:
        self._late = True
        self._family.end()

    # --- on threads of their own

    def _wait(self, told: bytes) -> None:
        reader = threading.Thread(target=self._read, name="child's output", daemon=True)
        reader.start()
        if self._process.stdin is not None:
            with suppress(OSError):  # it may end without having read
                self._process.stdin.write(told)
            with suppress(OSError):
                self._process.stdin.close()
        self._process.wait()
        reader.join(_LAST_WORDS_S)
        self._loop.post(self._has_ended)

    def _read(self) -> None:
        pipe = self._process.stdout
        if pipe is None:
            return
        with pipe:
            while more := pipe.read(self._room_b):  # unbuffered: what has come
                self._output += more[: self._room_b - len(self._output)]

    # --- on the loop

    def _has_ended(self) -> None:
        self._family.close()
        if self.pid:
            self.pid = 0
            self._timer.cancel()
            self._ended(Ended(code=self._process.returncode, late=self._late, output=bytes(self._output)))


def _start(order: Order) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        order.command,
        bufsize=0,
        stdin=subprocess.PIPE if order.told else subprocess.DEVNULL,
        stdout=subprocess.PIPE if order.most_output_b else subprocess.DEVNULL,
        stderr=None if order.complains else subprocess.DEVNULL,
        env={**os.environ, **order.changed},
        **START_APART,
    )
