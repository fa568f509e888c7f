"""Ask a process that may hang for ever, on Windows."""

from __future__ import annotations

import sys

assert sys.platform == "win32"  # the type checker reads on for this system only

import subprocess
import threading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO


def ask(command: tuple[str, ...], limit_s: float, most_b: int) -> bytes | None:
    """What *command* writes, at most one byte more than *most_b*; None when it has not ended within
    *limit_s*. Raises OSError when it cannot be started."""
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, creationflags=subprocess.CREATE_NO_WINDOW
    )
    pipe: IO[bytes] | None = process.stdout
    answers: list[bytes] = []
    reader = threading.Thread(
        target=lambda: answers.append(pipe.read(most_b + 1) if pipe else b""), daemon=True
    )
    reader.start()
    reader.join(limit_s)
    if process.poll() is None:
        process.kill()  # one that hangs in the kernel is not waited for
    return answers[0] if answers else None
