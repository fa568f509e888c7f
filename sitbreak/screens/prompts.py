"""Asking in a terminal: plain lines, and answers that are understood or asked for again.

At every prompt b goes back, s skips the rest and q leaves: what asks is told by an exception.
"""

from __future__ import annotations

import shutil
import sys
import textwrap
from typing import TYPE_CHECKING

from sitbreak.settings.reading import Wrong
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_WIDEST = 78  # columns of text
_YES, _NO = ("y", "yes"), ("n", "no")


class Back(Exception):
    """To the question before."""


class Enough(Exception):
    """No more questions."""


class Leave(Exception):
    """Leave, and write nothing."""


def until_right(present: str, take: Callable[[str], None]) -> None:
    """Ask until *take* understands what is typed; nothing typed keeps what holds."""
    while words := typed(present):
        if words == present:
            return
        try:
            take(words)
        except Wrong as wrong:
            say(wrong.title, 2)
        else:
            return


def typed(present: str) -> str:
    """What somebody types at a prompt that shows what holds. Raises :class:`Back`, :class:`Enough`,
    :class:`Leave`, and EOFError when nobody is there any more."""
    words = input(f"  [{present}] > " if present else "  > ").strip()
    commands: dict[str, type[Exception]] = {"b": Back, "s": Enough, "q": Leave}
    if words in commands:
        raise commands[words]
    return words


def yes(present: bool) -> bool:
    """Yes or no; nothing typed is *present*. Raises as :func:`typed` does."""
    offered = _("Y/n") if present else _("y/N")
    while words := typed(offered).lower():
        if words in (*_YES, *_NO):
            return words in _YES
        say(_("y or n"), 2)
    return present


def numbers(words: str, highest: int) -> list[int]:
    """The numbers in *words*, without 0. Raises :class:`Wrong`."""
    found = words.replace(",", " ").split()
    if not all(word.isascii() and word.isdigit() and int(word[:9]) <= highest for word in found):
        raise Wrong(fill(_("Please give numbers from 0 to {n}."), n=highest))
    return [int(word) for word in found if int(word)]


def as_numbers(values: Sequence[str], offered: Sequence[str]) -> str:
    """The places of *values* among those *offered*, from 1, as :func:`numbers` reads them."""
    return ", ".join(str(offered.index(value) + 1) for value in values) or "0"


def head(number: int, of: int, question: str, help_text: str = "") -> None:
    """Write a question with its number."""
    say(f"{number}/{of}  {question}")
    if help_text:
        say(help_text, 2)


def say(text: str = "", indent: int = 0, *, hanging: int = 0) -> None:
    """Write *text* in lines that fit, each *indent* columns in, and those after the first *hanging* more."""
    width = min(shutil.get_terminal_size().columns - 1, _WIDEST)
    lines = textwrap.wrap(
        text,
        max(width, 30),
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + hanging),
        break_on_hyphens=False,
    )
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()
