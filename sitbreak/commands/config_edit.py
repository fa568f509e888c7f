"""`sitbreak config edit`: the user's file in the user's editor, taken over only when it can be used.

What is edited is a draft beside the file. A draft with a slip in it is kept, and the next `config edit` goes
on with it, so nothing that was typed is lost.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from typing import TYPE_CHECKING

from sitbreak import paths
from sitbreak.commands.answers import cannot_write, write, write_json
from sitbreak.errors import OK, SettingsError
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from pathlib import Path

_EDITORS = ("sensible-editor", "editor", "nano", "vi", "notepad")  # for who names none


def edit(*, config: Path | None, as_json: bool) -> int:
    """Waits for the editor. Raises :class:`SettingsError` when there is none, or when the draft cannot be
    used; it says where the draft is."""
    file = (config or paths.user_settings_file()).resolve()  # of a link, what it points to
    draft = file.with_name(f"{file.name}.draft")
    before, left_behind = _content(file), _content(draft)
    command = _editor()
    if left_behind is None:
        begun = _lay_out(draft, before)
    else:
        _check_age(file, draft)
        begun = left_behind
        if not as_json:
            write(fill(_("This goes on with the draft of last time, {draft}."), draft=draft))
    try:
        code = _run(command, draft)
    except SettingsError:
        if left_behind is None:  # nobody has typed anything
            draft.unlink()
        raise
    after = _content(draft)
    if after is None or (after == begun and left_behind is None):
        draft.unlink(missing_ok=True)
        after = None
    elif code:
        text = fill(_("The editor {name} ended with code {code}."), name=command[0], code=code)
        raise SettingsError(text, _kept(draft))
    else:
        _take_over(file, draft, before)
    if as_json:
        return write_json({"file": str(file), "changed": after is not None})
    write(fill(_("Nothing is changed in {file}.") if after is None else _("{file} is changed."), file=file))
    return OK


def _lay_out(draft: Path, before: bytes | None) -> bytes:
    from sitbreak.whole_file import write_whole

    content = paths.bundled("config", "default.toml").read_bytes() if before is None else before
    try:
        paths.private_folder(draft.parent)
        write_whole(draft, content)
    except OSError as error:
        raise cannot_write(draft, error) from None
    return content


def _check_age(file: Path, draft: Path) -> None:
    if file.exists() and file.stat().st_mtime_ns > draft.stat().st_mtime_ns:
        text = fill(_("{file} was changed after the draft {draft} was left behind."), file=file, draft=draft)
        raise SettingsError(text, _("Take over what you need of it, and remove it."))


def _editor() -> list[str]:
    """The command line of the user's editor, without the file."""
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    try:
        command = shlex.split(named)
    except ValueError:  # a quotation mark too few
        command = [named]
    command = command or [editor for editor in _EDITORS if shutil.which(editor)][:1]
    if not command:
        raise SettingsError(_("There is no editor."), _("Name one in the variable EDITOR."))
    return command


def _run(command: list[str], draft: Path) -> int:
    try:
        return subprocess.run([*command, str(draft)], check=False).returncode
    except OSError as error:
        why = fill(_("The editor {name} cannot be started: {why}."), name=command[0], why=error.strerror)
        raise SettingsError(why, _("Name another in the variable EDITOR.")) from None


def _take_over(file: Path, draft: Path, before: bytes | None) -> None:
    """Put the draft in the place of the file, if it can be used and nobody else has changed the file."""
    from sitbreak.settings.layers import file_layer
    from sitbreak.whole_file import write_whole

    if problems := file_layer("user", draft, must_exist=True).problems:
        raise SettingsError("\n".join(map(str, problems)), _kept(draft))
    if _content(file) != before:
        raise SettingsError(fill(_("{file} was changed meanwhile."), file=file), _kept(draft))
    try:
        write_whole(file, draft.read_bytes())
    except OSError as error:
        raise SettingsError(str(cannot_write(file, error)), _kept(draft)) from None
    draft.unlink()


def _content(file: Path) -> bytes | None:
    """What is in *file*, none when there is none. Raises :class:`SettingsError` when it cannot be read."""
    from sitbreak.settings.toml_file import LARGEST_B

    try:
        with file.open("rb") as stream:
            return stream.read(LARGEST_B + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SettingsError(fill(_("{file} cannot be read: {why}."), file=file, why=error.strerror)) from None


def _kept(draft: Path) -> str:
    return fill(_("The draft is kept as {draft}; `sitbreak config edit` goes on with it."), draft=draft)
