"""The process that reads one file for :mod:`.share`: ``python -m sitbreak.team.reader FILE``.

On standard output comes a line of JSON: ``{"error": why not, or "", "gone": whether there is no such file in
a folder that is there}``. The content follows, at most a byte too much.
"""

from __future__ import annotations

import json
import os
import stat
import sys

from sitbreak.systems.files import files

MOST_B = 64 * 1024 + 1

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str]) -> int:
    path = arguments[0]
    error, gone, data = "", False, b""
    try:
        data = _content(path)
    except FileNotFoundError as missing:
        folder = os.path.dirname(os.path.realpath(path))  # noqa: PTH120
        error, gone = str(missing.strerror), os.path.isdir(folder)  # noqa: PTH112
    except OSError as problem:
        error = str(problem.strerror or problem)
    head = json.dumps({"error": error, "gone": gone}).encode()
    with os.fdopen(1, "wb", closefd=False) as out:
        out.write(head + b"\n" + data)
    return 0


def _content(path: str) -> bytes:
    opened = os.open(path, files.READING)
    with os.fdopen(opened, "rb") as stream:
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            raise OSError("it is not a regular file")
        return stream.read(MOST_B)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
