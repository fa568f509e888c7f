"""The line between the command line and the daemon: a unix socket, or a named pipe on Windows.

``dial(path, wait_s)`` answers the line to the daemon that listens at *path*. It raises FileNotFoundError or
ConnectionRefusedError when nobody does, BlockingIOError when others wait to be accepted already, as many as
may, and OSError for whatever else is in the way.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    class Line(Protocol):
        """One connection. It blocks for so long as it is told."""

        def read(self, most_b: int, wait_s: float | None) -> bytes | None:
            """What has come, waited for; None when nothing has; empty when nothing will come any more."""

        def write(self, data: bytes, wait_s: float) -> None:
            """Raises TimeoutError when the other end does not take it, ConnectionError when it has gone."""

        def is_ours(self, wait_s: float) -> bool:
            """Whether the other end, which has called, belongs to our user."""

        def process(self) -> int:
            """The process at the other end; 0 when that cannot be told."""

        def hang_up(self) -> None:
            """End a :meth:`read` that waits: nothing will come any more. From any thread."""

        def close(self) -> None: ...


if sys.platform == "win32":  # noqa: TID251
    from sitbreak.ipc_pipe import dial
else:
    from sitbreak.ipc_socket import dial

__all__ = ["dial"]
