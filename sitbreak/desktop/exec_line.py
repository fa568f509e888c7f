"""The Exec line of a desktop entry: a command as one line of text, by the rules of the specification.

Two layers of quoting lie over each other: that of the arguments, and that of any string in the file. Writing
is by the letter; reading takes what the programs that start things at login take, single quotes too.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_RESERVED = frozenset(" \t\n\"'\\><~|&;$*?#()`")
_ESCAPED_IN_QUOTES = frozenset('"`$\\')
_STRING_ESCAPES = {"s": " ", "n": "\n", "t": "\t", "r": "\r", "\\": "\\"}


def write_exec(command: Sequence[str]) -> str:
    """*command* as the value of Exec."""
    return write_string(" ".join(_quoted(argument.replace("%", "%%")) for argument in command))


def read_exec(value: str) -> list[str]:
    """The command in the value of Exec, without field codes (%f, %U …). ValueError when it cannot be read."""
    found = (_without_codes(argument) for argument in _arguments(_read_string(value)))
    command = [argument for argument in found if argument is not None]
    if not command or not command[0]:
        raise ValueError("no program")
    return command


def write_string(text: str) -> str:
    """*text* as the value of any key."""
    for letter, sign in (("\\", "\\"), ("n", "\n"), ("t", "\t"), ("r", "\r")):
        text = text.replace(sign, f"\\{letter}")
    return text


def _read_string(value: str) -> str:
    text = ""
    signs = iter(value)
    for sign in signs:
        if sign == "\\":
            letter = next(signs, "")
            text += _STRING_ESCAPES.get(letter, f"\\{letter}")
        else:
            text += sign
    return text


def _quoted(argument: str) -> str:
    if argument and _RESERVED.isdisjoint(argument):
        return argument
    return '"' + "".join(f"\\{sign}" if sign in _ESCAPED_IN_QUOTES else sign for sign in argument) + '"'


def _arguments(text: str) -> Iterator[str]:
    argument: str | None = None  # None: between two
    signs = iter(text)
    for sign in signs:
        if sign in " \t\n":
            if argument is not None:
                yield argument
            argument = None
        elif sign in "\"'":
            argument = (argument or "") + _to_the_quote(sign, signs)
        elif sign == "\\":
            argument = (argument or "") + next(signs, "")
        else:
            argument = (argument or "") + sign
    if argument is not None:
        yield argument


def _to_the_quote(quote: str, signs: Iterator[str]) -> str:
    inside = ""
    for sign in signs:
        if sign == quote:
            return inside
        if sign == "\\" and quote == '"':
            escaped = next(signs, "")
            inside += escaped if escaped in _ESCAPED_IN_QUOTES else f"\\{escaped}"
        else:
            inside += sign
    raise ValueError("a quote that does not end")


def _without_codes(argument: str) -> str | None:
    """*argument* without field codes; None when it was nothing but one."""
    kept = ""
    signs = iter(argument)
    for sign in signs:
        if sign != "%":
            kept += sign
        elif next(signs, "") == "%":
            kept += "%"
    return None if argument.startswith("%") and not kept else kept
