"""The tone of every text a user reads: no pressure, no blame, no promise. The disclaimer alone is exempt."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_PRESSING = r"should|must|ha(?:ve|s) to|push(?:ing)? through|fight(?:s|ing)?|no pain"
_JUDGING = r"missed|fail(?:s|ed|ing|ure)?|lazy|guilty|overdue|streaks?"
_PROMISING = (
    r"burn(?:s|ed|ing)?|fix(?:es|ed|ing)?|cur(?:e|es|ed|ing)|heal(?:s|ed|ing)?"
    r"|treat(?:s|ed|ing|ment|ments)?|pain-free|detox"
)
_ALARMING = r"psoas|killing you|new smoking"
_BRANDS = r"theragun|hypervolt|pso-rite|thera-?band"
_WORDS = re.compile(
    rf"\b(?:{_PRESSING}|{_JUDGING}|{_PROMISING}|{_ALARMING}|{_BRANDS})\b|again!", re.IGNORECASE
)
_SHOUTED = re.compile(r"\b[A-Z]{4,}\b")


def lint(text: str) -> Iterator[str]:
    """The words of *text* that the tone rules reject."""
    yield from _WORDS.findall(text)
    yield from _SHOUTED.findall(text)
    if text.count("!") > 1:
        yield "!!"
