"""A bug leaves a report file, and one sentence that says where it lies."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path

from sitbreak import __version__, paths


def report(error: BaseException) -> str:
    """Write down *error* with its traceback; answers the sentence to show. Never raises."""
    text = (
        f"sitbreak {__version__}, Python {sys.version.split()[0]}\n"
        + f"arguments: {sys.argv[1:]}\n\n"
        + "".join(traceback.format_exception(error))
    )
    try:
        file: Path = paths.private_folder(paths.state_folder()) / "bug-report.txt"
        file.write_text(text, encoding="utf-8")
    except OSError:
        return f"This is a bug in sitbreak: {type(error).__name__}: {error}\n{text}"
    return f"This is a bug in sitbreak ({type(error).__name__}: {error}). The report lies in {file}."
