"""Runs a command with a pipe as its output, and ends when the command does: ``relay.py SECONDS COMMAND …``.

Under wine a program may start services of the system, which inherit its output and never end: whoever waits
for the end of that pipe waits for ever. Answers the exit code of the command; 124 when its time was over.
"""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time

_LATE = 124
_AT_ONCE_B = 65536
_LAST_LOOK_S = 0.2


def main(arguments: list[str]) -> int:
    limit_s, command = float(arguments[0]), arguments[1:]
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=writing, stderr=writing)
    os.close(writing)
    ended = os.pidfd_open(child.pid)
    poll = select.poll()
    poll.register(reading, select.POLLIN)
    poll.register(ended, select.POLLIN)
    deadline = time.monotonic() + limit_s
    while True:
        ready = dict(poll.poll(max(0.0, deadline - time.monotonic()) * 1000))
        if reading in ready and not _copy(reading):
            poll.unregister(reading)
        if ended in ready:
            break
        if not ready:
            child.kill()
            print(f"relay: ended after {limit_s:g} s", file=sys.stderr)
            child.wait()
            return _LATE
    while select.select([reading], [], [], _LAST_LOOK_S)[0] and _copy(reading):
        pass
    return child.wait() & 0xFF


def _copy(reading: int) -> bool:
    """Pass on what has come; whether more can come."""
    data = os.read(reading, _AT_ONCE_B)
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
    return bool(data)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
