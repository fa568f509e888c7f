"""How a command answers: lines for people, one line of JSON for programs."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from sitbreak.errors import OK, SettingsError
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from pathlib import Path


def write(text: str) -> int:
    """Write *text* and the end of its line to standard output; answers the exit code."""
    sys.stdout.write(f"{text}\n")
    return OK


def write_json(answer: object) -> int:
    """Write *answer* as one line of JSON; answers the exit code."""
    return write(json.dumps(answer, ensure_ascii=False))


def cannot_write(file: Path, error: OSError) -> SettingsError:
    return SettingsError(fill(_("{file} cannot be written: {why}."), file=file, why=error.strerror or error))
