"""What fish completes, made from the parsers of the command line."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

_HEAD = """\
# Made from the parsers of the command line: python -m tests.manual --write

# Whether the words so far, options left out, are just these, or begin with these.
function __sitbreak_words
    for word in (commandline -opc)[2..]
        string match -q -- '-*' $word; or echo $word
    end
end
function __sitbreak_is
    test "$argv" = (string join ' ' (__sitbreak_words) | string collect -a)
end
function __sitbreak_in
    string match -q -- "$argv *" (string join ' ' (__sitbreak_words) | string collect -a)' '
end

complete -c sitbreak -f
"""


def fish(parser: argparse.ArgumentParser) -> str:
    """The file for fish."""
    return _HEAD + "\n".join(_lines(parser, ())) + "\n"


def _lines(parser: argparse.ArgumentParser, words: tuple[str, ...]) -> Iterator[str]:
    here = _quoted(f"__sitbreak_is {' '.join(words)}".rstrip())
    below = _quoted(f"__sitbreak_in {' '.join(words)}") if words else here
    expand = parser._get_formatter()._expand_help
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            about = {each.dest: each.help or "" for each in action._choices_actions}
            for name, inner in action.choices.items():
                yield f"complete -c sitbreak -n {here} -a {name} -d {_quoted(about.get(name, ''))}"
                yield from _lines(inner, (*words, name))
        elif action.option_strings:
            about_it = _quoted(expand(action)) if action.help else "''"
            yield f"complete -c sitbreak -n {below} {_option(action)} -d {about_it}"
        elif action.choices:
            yield f"complete -c sitbreak -n {here} -a {_quoted(' '.join(map(str, action.choices)))}"
        elif _is_file(action):
            yield f"complete -c sitbreak -n {here} -F"


def _option(action: argparse.Action) -> str:
    names = [
        f"-l {each[2:]}" if each.startswith("--") else f"-s {each[1:]}" for each in action.option_strings
    ]
    if action.nargs != 0:
        names.append("-r")
        if action.choices:
            names.append(f"-a {_quoted(' '.join(map(str, action.choices)))}")
        elif _is_file(action):
            names.append("-F")
    return " ".join(names)


def _is_file(action: argparse.Action) -> bool:
    return action.type is Path or "FILE" in str(action.metavar)


def _quoted(text: str) -> str:
    text = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{text}'"
