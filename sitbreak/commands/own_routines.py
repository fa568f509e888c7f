"""``sitbreak routines check|new|disable|enable|star|unstar``: packs of one's own, and what one thinks of
single routines."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sitbreak import paths, routine_files
from sitbreak.commands.routine_pages import find, write, write_json
from sitbreak.commands.routine_standing import team_packs
from sitbreak.commands.routine_template import template
from sitbreak.errors import EXPECTED_FAILURE, OK, SitbreakError, UsageError
from sitbreak.whole_file import write_whole
from sitbreak.words import _, clean, fill

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sitbreak.core.routine_packs import Problem
    from sitbreak.core.routines import Catalogue

OPINIONS = {  # command: the setting, and whether it comes to name the routine
    "disable": ("routines.disabled", True),
    "enable": ("routines.disabled", False),
    "star": ("routines.starred", True),
    "unstar": ("routines.starred", False),
}
_LONGEST_ID = 40


def check(files: Sequence[Path], *, as_json: bool) -> int:
    """Check *files*, or without any all of the user's own packs. Exit code 1 when anything is wrong."""
    own = list(files) or routine_files.user_files()
    team = team_packs()
    found = {file: routine_files.check_file(file, team) for file in own}
    if as_json:
        told = [{"file": str(file), "problems": [_told(each) for each in found[file]]} for file in own]
        write_json({"files": told})
    elif not own:
        folder = routine_files.user_folder()
        write([fill(_("There are no packs in {folder}; `sitbreak routines new` begins one."), folder=folder)])
    for file in () if as_json else own:
        write([_line(each) for each in found[file]] or [fill(_("{file}: nothing is wrong."), file=file)])
    return EXPECTED_FAILURE if any(found.values()) else OK


def _line(problem: Problem) -> str:
    rule = f" ({_('rule')} {problem.rule})" if problem.rule else ""
    return f"{problem.place}: {problem.routine or _('the pack')}: {problem.why}; {problem.advice}{rule}"


def _told(problem: Problem) -> dict[str, Any]:
    return {
        "line": problem.line or None,
        "routine": problem.routine or None,
        "rule": problem.rule or None,
        "field": ".".join(str(part) for part in problem.at[2:]) or None,
        "why": problem.why,
        "advice": problem.advice,
    }


# --- a new one ----------------------------------------------------------------------------------------------


def new(identifier: str, title: str | None, output: Path | None, *, as_json: bool) -> int:
    """Write a pack with one routine that explains itself. Raises :class:`UsageError` when there is such a
    routine or file already, or when the words do not fit."""
    folder = routine_files.user_folder()
    file = output or folder / f"{identifier[:_LONGEST_ID]}.toml"
    if routine_files.gather(team_packs()).catalogue.get(identifier):
        raise UsageError(
            fill(_('There is a routine "{id}" already.'), id=identifier), _("Name yours differently.")
        )
    title = identifier.replace("-", " ").capitalize() if title is None else title
    text = template(identifier, clean(title), routine_files.bundled_poses())
    if problems := routine_files.check_text(text, str(file)):
        raise UsageError(fill(_("{why}; {advice}."), why=problems[0].why, advice=problems[0].advice))
    _write_new(file, text)
    if as_json:
        return write_json({"file": str(file), "routine": identifier})
    lines = [
        fill(_("{file} is there, with a routine to change as you like."), file=file),
        fill(
            _("Next: open it in an editor. `sitbreak routines check {file}` tells what is wrong."), file=file
        ),
    ]
    if file.parent.resolve() != folder.resolve():
        lines.append(fill(_("Put it into {folder} when it is done."), folder=folder))
    lines.append(_("It is not suggested until you take out its line `enabled = false`."))
    return write(lines)


def _write_new(file: Path, text: str) -> None:
    """Put *text* into *file*, which must not be there."""
    try:
        if file.parent == routine_files.user_folder():
            paths.private_folder(file.parent)
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))  # it is ours from here on
        write_whole(file, text.encode())
    except FileExistsError:
        raise UsageError(fill(_("{file} is there already."), file=file), _("Name another file.")) from None
    except OSError as error:
        raise SitbreakError(
            fill(_("{file} cannot be written: {why}."), file=file, why=error.strerror)
        ) from None


# --- what the user thinks of one ----------------------------------------------------------------------------


def say(opinion: str, identifiers: Sequence[str], catalogue: Catalogue, *, as_json: bool) -> int:
    """Switch routines off or on, or star them or not, in the user's settings. Raises :class:`UsageError` for
    an id that is none."""
    from sitbreak.commands.config_change import set_key
    from sitbreak.settings.layers import file_layer

    key, is_named = OPINIONS[opinion]
    before: list[str] = file_layer("user", paths.user_settings_file()).values.get(key) or []
    after = [name for name in before if is_named or name not in identifiers]
    for name in dict.fromkeys(identifiers):
        if name not in before:  # a name that is listed may go, whatever it means
            find(catalogue, name)
            after += [name] if is_named else []
    code = set_key(key, json.dumps(after), config=None, as_json=as_json)
    if not as_json:
        write(_sentence(opinion, name, catalogue) for name in identifiers)
    return code


def _sentence(opinion: str, name: str, catalogue: Catalogue) -> str:
    routine = catalogue.get(name)
    if opinion == "enable" and routine and not routine.enabled:
        return fill(_("{id} stays off: a pack says so, which `sitbreak routines show {id}` names."), id=name)
    text = {
        "disable": _("{id} is not suggested any more; `sitbreak routines enable {id}` takes it back."),
        "enable": _("{id} may be suggested again."),
        "star": _("{id} is suggested more often; `sitbreak routines unstar {id}` takes it back."),
        "unstar": _("{id} is suggested as often as others."),
    }[opinion]
    return fill(text, id=name)
