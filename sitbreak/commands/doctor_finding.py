"""What a check of `sitbreak doctor` finds."""

from __future__ import annotations

from typing import NamedTuple

OK, NOTE, PROBLEM = "ok", "note", "problem"


class Finding(NamedTuple):
    check: str
    state: str
    text: str  # one sentence
    advice: str = ""  # what can be done
