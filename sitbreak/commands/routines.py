"""`sitbreak routines list|show ID|next|check FILE`: what there is, how it is done, what would come next."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sitbreak import routine_files, routine_words
from sitbreak.commands.routine_pages import aligned, described, length_s, summary, write, write_json
from sitbreak.core.routine_json import record_of
from sitbreak.core.routines import Place, Tag
from sitbreak.errors import EXPECTED_FAILURE, OK, SitbreakError, UsageError
from sitbreak.words import _, exact_duration, fill

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from sitbreak.core.choosing import Choice, History, Profile
    from sitbreak.core.routines import Catalogue, Routine


def add_arguments(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="routines_command", metavar="COMMAND", required=True)
    listed = commands.add_parser("list", help="all routines, or those that fit")
    _add_filters(listed)
    shown = commands.add_parser("show", help="the steps of one routine, its cautions and stop signs")
    shown.add_argument("routine", metavar="ID", help="as `sitbreak routines list` tells it")
    following = commands.add_parser("next", help="the routine that would be suggested now, and why")
    _add_filters(following)
    checked = commands.add_parser("check", help="check a pack of your own routines")
    checked.add_argument("file", metavar="FILE", help="a TOML file as in the routines folder")
    for command in (listed, shown, following, checked):
        command.add_argument("--json", action="store_true", help="for other programs")


def _add_filters(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--place", choices=[place.value for place in Place], help="where you are")
    parser.add_argument("--level", type=int, choices=(1, 2, 3), help="the strongest to be suggested")
    parser.add_argument(
        "--without",
        action="append",
        default=[],
        choices=[tag.value for tag in Tag],
        metavar="TAG",
        help=f"leave a kind of movement out, can be repeated: {', '.join(Tag)}",
    )


def run(args: argparse.Namespace) -> int:
    if args.routines_command == "list":
        return list_routines(args.place, args.level, args.without, as_json=args.json)
    if args.routines_command == "show":
        return show_routine(args.routine, as_json=args.json)
    if args.routines_command == "next":
        return next_routine(args.place, args.level, args.without, as_json=args.json)
    return check_pack(Path(args.file), as_json=args.json)


def list_routines(place: str | None, level: int | None, without: Sequence[str], *, as_json: bool) -> int:
    left_out = frozenset(Tag(word) for word in without)
    routines = [
        routine
        for routine in _catalogue()
        if routine.enabled
        and (place is None or place in routine.places)
        and (level is None or routine.level <= level)
        and left_out.isdisjoint(routine.conflicts)
    ]
    if as_json:
        return write_json([summary(routine) for routine in routines])
    rows = [(_("ID"), _("TITLE"), _("TIME"), _("LEVEL"), _("KIND"), _("POSTURE"), _("PLACES"))]
    rows += [
        (
            routine.id,
            routine.title,
            f"{routine.total_seconds} s",
            str(routine.level),
            routine.category,
            routine.posture,
            " ".join(routine.places),
        )
        for routine in routines
    ]
    return write(aligned(rows))


def show_routine(identifier: str, *, as_json: bool) -> int:
    routine = find(_catalogue(), identifier)
    if as_json:
        return write_json(record_of(routine) | {"reviewed_by_clinician": False})
    return write(described(routine))


def next_routine(place: str | None, level: int | None, without: Sequence[str], *, as_json: bool) -> int:
    profile = _profile(place, level, without)
    choice = _choice(_catalogue(), profile)
    routine = choice.routine
    if as_json:
        return write_json(
            {
                "routine": summary(routine) if routine else None,
                "lead_side": choice.lead_side,
                "easier": choice.easier,
                "warm_up": choice.warm_up,
                "reason": choice.reason.value,
            }
        )
    why = routine_words.reason(choice.reason)
    if routine is None:
        return write([why])
    title = f"{routine.title} ({routine.id}), {exact_duration(length_s(routine, choice))}"
    lines = [title, routine.summary, why]
    if choice.easier:
        lines.append(_("It was hard lately, so it comes with fewer repetitions."))
    if choice.warm_up:
        lines.append(_("First a few small seated knee lifts, then stand up slowly."))
    return write(lines)


def check_pack(file: Path, *, as_json: bool) -> int:
    problems = routine_files.check_file(file)
    if as_json:
        told = [
            {"line": line, "routine": found.routine, "rule": found.rule, "why": found.why}
            for found, line in problems
        ]
        write_json({"file": str(file), "problems": told})
    elif problems:
        write(
            f"{file}{f':{line}' if line else ''}: {found.routine or _('the pack')}: {found.why}"
            f" ({_('rule')} {found.rule})."
            for found, line in problems
        )
    else:
        write([fill(_("{file}: nothing is wrong."), file=file)])
    return EXPECTED_FAILURE if problems else OK


def find(catalogue: Catalogue, identifier: str) -> Routine:
    """The routine of that id. Raises :class:`UsageError`, with the nearest id, when there is none."""
    from difflib import get_close_matches

    if routine := catalogue.get(identifier):
        return routine
    near = get_close_matches(identifier, [routine.id for routine in catalogue], n=1, cutoff=0.5)
    hint = (
        fill(_("Did you mean {near}?"), near=near[0]) if near else _("`sitbreak routines list` lists them.")
    )
    raise UsageError(fill(_('There is no routine "{name}".'), name=identifier[:60]), hint)


# --- where the answers come from ---------------------------------------------------------------------------


def _catalogue() -> Catalogue:
    """All routines; what was left out of them is told on standard error."""
    catalogue, warnings = routine_files.load()
    for warning in warnings:
        sys.stderr.write(f"{warning}\n")
    return catalogue


def _profile(place: str | None, level: int | None, without: Sequence[str]) -> Profile:
    """The user's own profile, changed by what the command line says."""
    from sitbreak import effective
    from sitbreak.core.choosing import Profile

    settings = effective.load_last_good() or effective.defaults()
    profile = Profile.from_keys(settings.values)
    return replace(
        profile,
        place=Place(place) if place else profile.place,
        level=level or profile.level,
        exclusions=profile.exclusions | {Tag(word) for word in without},
    )


def _choice(catalogue: Catalogue, profile: Profile) -> Choice:
    from sitbreak import dice
    from sitbreak.clock import SystemClock
    from sitbreak.core import hours
    from sitbreak.core.choosing import choose

    wall = SystemClock().now().wall
    history, install_id = _history(wall.timestamp())
    day = hours.day_of(wall)
    return choose(
        catalogue,
        profile,
        history,
        day=day,
        now_s=wall.timestamp(),
        sitting_s=0,
        draw=dice.draw(install_id, str(day), history.next_number(day)),
    )


def _history(now_s: float) -> tuple[History, str]:
    """What was suggested so far, and the name of this installation; empty ones when nothing was kept yet."""
    from sitbreak.commands.history_looking import file_in_use
    from sitbreak.core.suggestions import REMEMBERED_S, History, Suggested

    file = file_in_use()
    if not file.exists():
        return History(), ""
    from sitbreak.store import Store

    store = Store(file)
    try:
        lines = store.suggestions(now_s - REMEMBERED_S)
        return History(map(Suggested.from_record, lines)), store.install_id()
    except SitbreakError as error:
        sys.stderr.write(f"{error}\n")
        return History(), ""
    finally:
        store.close()
