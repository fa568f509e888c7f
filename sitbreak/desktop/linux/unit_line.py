"""The ExecStart line of a systemd unit: a command as one line of text, by the rules of systemd.service(5).

Written is every argument in double quotes, without substitution of variables; read is what such lines look
like elsewhere too: without quotes, in single ones, with the marks that may stand before the program.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MARKS = "@-:+!|"  # before the program: how to run it
_LETTERS = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "s": " "}


def write_exec_start(command: Sequence[str]) -> str:
    """*command* as the value of ExecStart."""
    return ":" + " ".join(_quoted(argument) for argument in command)


def read_exec_start(value: str) -> list[str]:
    """The command in the value of ExecStart. ValueError when it cannot be read."""
    command = [argument.replace("%%", "%") for argument in _arguments(value)]
    if command:
        command[0] = command[0].lstrip(_MARKS)
    if not command or not command[0]:
        raise ValueError("no program")
    return command


def _quoted(argument: str) -> str:
    text = "".join(_escaped(sign) for sign in argument.replace("%", "%%"))
    return f'"{text}"'


def _escaped(sign: str) -> str:
    if sign in '"\\':
        return f"\\{sign}"
    return f"\\x{ord(sign):02x}" if ord(sign) < 0x20 or ord(sign) == 0x7F else sign


def _arguments(text: str) -> Iterator[str]:
    argument: str | None = None  # None: between two
    quote = ""
    signs = iter(text)
    for sign in signs:
        if sign == "\\":
            argument = (argument or "") + _unescaped(signs)
        elif sign == quote:
            quote = ""
        elif quote:
            argument = (argument or "") + sign
        elif sign in "\"'":
            quote, argument = sign, argument or ""
        elif sign in " \t":
            if argument is not None:
                yield argument
            argument = None
        else:
            argument = (argument or "") + sign
    if quote:
        raise ValueError("a quote that does not end")
    if argument is not None:
        yield argument


def _unescaped(signs: Iterator[str]) -> str:
    letter = next(signs, "")
    if letter == "x":
        return chr(int(next(signs, "") + next(signs, ""), 16))
    return _LETTERS.get(letter, letter)
