"""What a break window and the daemon say to each other. The window never waits for it.

Two threads do: one asks, one listens to what the daemon pushes. What comes is handed over by :meth:`Talk.
take`, which the window calls when it likes, on its own thread. A daemon that is gone is told once; a window
without one plays on by itself.
"""

from __future__ import annotations

import threading
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from sitbreak import ipc_client
from sitbreak.errors import SitbreakError

if TYPE_CHECKING:
    from collections.abc import Callable

    Json = dict[str, Any]
    Then = Callable[[Json], None]

_LAST_WORD_S = 1.0


class Talk:
    """*on_status* is called with each status, *on_lost* when nobody answers any more."""

    def __init__(self, *, on_status: Callable[[Json], None], on_lost: Callable[[], None]) -> None:
        self._on_status = on_status
        self._on_lost = on_lost
        self._questions: SimpleQueue[tuple[Json, Then] | None] = SimpleQueue()
        self._news: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._lost = False
        self._asker = threading.Thread(target=self._ask_on, daemon=True)
        self._listener = threading.Thread(target=self._listen, daemon=True)

    def start(self) -> None:
        self._asker.start()
        self._listener.start()

    def ask(self, question: Json, then: Then) -> None:
        """Ask, and call *then* with the answer: an error is one too (``"ok"`` tells). Not called when nobody
        answers: *on_lost* is."""
        self._questions.put((question, then))

    def take(self) -> None:
        """Hand over what has come since the last time."""
        while True:
            try:
                tell = self._news.get_nowait()
            except Empty:
                return
            tell()

    def close(self) -> None:
        """Let what was asked last reach the daemon: blocks for a second at most."""
        self._questions.put(None)
        if self._asker.is_alive():
            self._asker.join(_LAST_WORD_S)

    # --- in the threads

    def _ask_on(self) -> None:
        while (asked := self._questions.get()) is not None:
            question, then = asked
            try:
                answer = ipc_client.request(question)
            except SitbreakError:
                self._news.put(self._lose)
                return
            self._news.put(_told(then, answer))

    def _listen(self) -> None:
        try:
            for status in ipc_client.watch():
                if status.get("ok") is not True:
                    return  # too many watch already: the answers to what is asked will do
                self._news.put(_told(self._on_status, status))
        except SitbreakError:
            pass
        self._news.put(self._lose)

    # --- on the window's thread

    def _lose(self) -> None:
        if not self._lost:
            self._lost = True
            self._on_lost()


def _told(then: Then, answer: Json) -> Callable[[], None]:
    return lambda: then(answer)
