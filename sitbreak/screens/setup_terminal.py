"""The questions of the first run in a terminal: plain lines, one question at a time, no control codes.

Enter keeps what holds now. Nothing is written before the last question; whoever leaves earlier leaves all as
it was.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from sitbreak.desktop import pick
from sitbreak.errors import EXPECTED_FAILURE, OK, SitbreakError, UsageError
from sitbreak.screens import disclaimer, setup_words
from sitbreak.screens.prompts import (
    Back,
    Enough,
    Leave,
    as_numbers,
    head,
    numbers,
    say,
    typed,
    until_right,
    yes,
)
from sitbreak.settings import choices, questions
from sitbreak.settings.fields import fields
from sitbreak.settings.form import Form
from sitbreak.settings.questions import Answers
from sitbreak.settings.reading import Wrong, told
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from sitbreak.settings.choices import Choice


def ask(config: Path | None = None) -> int:
    """Ask everything and write what was changed into the user's file, or *config*; answers the exit code.

    Blocks for as long as somebody takes to answer. Raises :class:`UsageError` when nobody can answer, and
    what :class:`Form` raises.
    """
    if not sys.stdin.isatty():
        raise UsageError(
            _("These questions need somebody at a terminal."),
            _("`sitbreak config set` sets one answer; `sitbreak setup --json` tells all."),
        )
    setup = _Setup(Answers(Form.load(config=config)))
    try:
        setup.ask_all()
        wanted = setup.is_agreed()
    except (Leave, EOFError, KeyboardInterrupt):
        say()
        wanted = False
    if not wanted:
        say(_("Nothing was written."))
        return OK
    code = setup.write()
    with suppress(Back, Enough, Leave, EOFError, KeyboardInterrupt):
        _show_icon()
    return code


class _Setup:
    """The conversation."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._form = answers.form
        self._login = pick.autostart().status().word == "on"
        self._login_wanted = self._login

    def ask_all(self) -> None:
        _introduce()
        asked = questions.questions()
        steps: list[Callable[[], None]] = [
            self._place, self._exclusions, self._equipment, self._level, self._interval, self._hours
        ]  # fmt: skip
        number = 0
        while number <= len(steps):
            say()
            try:
                if number < len(steps):
                    question = list(asked.values())[number]
                    head(number + 1, len(steps) + 1, question.text, question.help)
                    self._unless_locked(question.key, steps[number])
                else:
                    head(number + 1, number + 1, _("Start sitbreak when you log in?"))
                    self._login_wanted = yes(self._login_wanted)
                number += 1
            except Back:
                number = max(0, number - 1)
            except Enough:
                return

    def is_agreed(self) -> bool:
        """Say what would change; whether that is wanted. True too when nothing would."""
        changed = self._answers.changed
        say()
        for key, value in changed.items():
            field = fields()[key]
            say(f"{field.label}: {told(field, self._form.value(key))} -> {told(field, value)}", 2, hanging=2)
        if self._login_wanted != self._login:
            say(fill(_("Start at login: {answer}"), answer=_("yes") if self._login_wanted else _("no")), 2)
        if not changed and self._login_wanted == self._login:
            say(_("All stays as it is; there is nothing to write."))
            return True
        say(fill(_("Write this to {file}?"), file=self._form.file))
        try:
            return yes(True)
        except (Back, Enough):
            return False

    def write(self) -> int:
        """Write what was changed; answers the exit code."""
        if self._answers.write():
            say(_("Written. A running sitbreak follows by itself."))
        if self._login_wanted == self._login:
            return OK
        try:
            pick.autostart().on() if self._login_wanted else pick.autostart().off()
        except SitbreakError as error:
            say(str(error))
            return EXPECTED_FAILURE
        return OK

    # --- the questions

    def _unless_locked(self, key: str, step: Callable[[], None]) -> None:
        if locked := self._form[key].locked:
            say(f"{told(fields()[key], self._form.value(key))}. {locked}", 2)
            typed("")
        else:
            step()

    def _place(self) -> None:
        self._one_of(questions.PLACE, choices.places())

    def _level(self) -> None:
        self._one_of(questions.LEVEL, choices.levels())

    def _interval(self) -> None:
        self._one_of(questions.INTERVAL, questions.intervals(self._answers[questions.INTERVAL]))

    def _one_of(self, key: str, offered: Sequence[Choice]) -> None:
        offered = [each for each in offered if self._form[key].limits.allows(each.value)]
        for number, each in enumerate(offered, start=1):
            say(f"{number}  {each.label}. {each.help}", 2, hanging=3)
        values = [each.value for each in offered]
        now = self._answers[key]
        present = str(values.index(now) + 1) if now in values else ""

        def take(words: str) -> None:
            chosen = numbers(words, len(values))
            if len(chosen) != 1:
                raise Wrong(fill(_("Please give one number from 1 to {n}."), n=len(values)))
            self._answers.give(key, values[chosen[0] - 1])

        until_right(present, take)

    def _exclusions(self) -> None:
        key = questions.EXCLUSIONS
        tags = self._list(choices.exclusions(), _("nothing of this"))
        now = self._answers[key]

        def take(words: str) -> None:
            chosen = [tags[number - 1] for number in numbers(words, len(tags))]
            self._answers.give(key, questions.ticked(now, chosen))

        until_right(as_numbers(now, tags), take)
        added = [tag for tag in self._answers[key] if tag in choices.implied_by("standing")]
        if "standing" in self._answers[key] and "standing" not in now and added:
            say(_("Floor and kneeling are left out along with it. Go back (b) to change that."), 2)

    def _equipment(self) -> None:
        key = questions.EQUIPMENT
        things = self._list(choices.equipment(), questions.usual_words(self._answers[questions.PLACE]))

        def take(words: str) -> None:
            chosen = [things[number - 1] for number in numbers(words, len(things))]
            self._answers.give(key, chosen or None)

        until_right(as_numbers(self._answers[key] or [], things), take)

    def _list(self, offered: Sequence[Choice], none: str) -> list[str]:
        say(f" 0  {none}", 2)
        for number, each in enumerate(offered, start=1):
            say(f"{number:2}  {each.label}", 2, hanging=4)
        say(_("Numbers, with commas between."), 2)
        return [str(each.value) for each in offered]

    def _hours(self) -> None:
        key = questions.HOURS
        way, begin, end = questions.hours_way(self._answers[key])
        say(f"1  {_('At any time')}", 2)
        say(f"2  {fill(_('Monday to Friday, {begin} to {end}'), begin=begin, end=end)}", 2)
        say(_("Or type times such as 8:30-16, or ranges such as Mon-Fri 09:00-12:30, Sat 10:00-12:00."), 2)
        if way == questions.OWN:
            say(fill(_("Now: {hours}"), hours=", ".join(self._answers[key])), 2)

        def take(words: str) -> None:
            if words == "1":
                self._answers.give(key, [])
            elif words == "2":
                self._answers.give(key, questions.weekdays(begin, end))
            elif words[:1].isdigit() and "-" in words:
                self._answers.give(key, questions.weekdays(*words.split("-", 1)))  # without days: Mon-Fri
            else:
                self._answers.give(key, self._form.read(key, words))

        until_right({questions.ALWAYS: "1", questions.WEEKDAYS: "2"}.get(way, ""), take)


def _show_icon() -> None:
    say()
    say(_("The icon in the panel:"))
    for each in setup_words.icon_meanings():
        say(f"{each.looks}: {each.meaning}", 2, hanging=2)
    say()
    say(_("Show a reminder now, to try it?"))
    if yes(False):
        say(setup_words.test_reminder())


# --- asking


def _introduce() -> None:
    for text in (*setup_words.welcome(), disclaimer.short()):
        say(text)
    say()
    say(_("Enter keeps what is in [ ].  b: back   s: skip the rest   q: leave   more: the full notice"))
    until_right("", lambda words: _more() if words == "more" else None)


def _more() -> None:
    for paragraph in disclaimer.full():
        say()
        say(paragraph)
