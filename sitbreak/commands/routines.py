"""`sitbreak routines list|show|next`: what there is, how it is done, what would come next. The other commands
are in :mod:`.own_routines` and :mod:`.gallery`."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sitbreak import routine_files, routine_words
from sitbreak.commands import gallery, own_routines
from sitbreak.commands.routine_pages import (
    aligned,
    described,
    find,
    length_s,
    row,
    summary,
    write,
    write_json,
)
from sitbreak.commands.routine_standing import Standing, team_packs
from sitbreak.core.routine_json import record_of
from sitbreak.core.routines import Place, Tag
from sitbreak.errors import SitbreakError
from sitbreak.words import _, exact_duration

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence

    from sitbreak.core.choosing import Choice, History, Profile
    from sitbreak.core.routines import Catalogue, Routine
    from sitbreak.routine_files import Gathered


def add_arguments(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="routines_command", metavar="COMMAND", required=True)
    listed = commands.add_parser("list", help="all routines, or those that fit")
    _add_filters(listed)
    listed.add_argument("--all", action="store_true", help="those that are switched off too, and by whom")
    shown = commands.add_parser("show", help="the steps of one routine, its cautions and stop signs")
    shown.add_argument("routine", metavar="ID", help="as `sitbreak routines list` tells it")
    gallery.add_saving(shown)
    drawn = commands.add_parser("gallery", help="a web page of all routines, or all of them in one picture")
    gallery.add_arguments(drawn)
    following = commands.add_parser("next", help="the routine that would be suggested now, and why")
    _add_filters(following)
    checked = commands.add_parser("check", help="check packs of your own routines, line by line")
    checked.add_argument("files", metavar="FILE", nargs="*", type=Path, help="without one, all you have")
    begun = commands.add_parser("new", help="write a pack with one routine that explains itself")
    begun.add_argument("routine", metavar="ID", nargs="?", default="my-routine", help="its id")
    begun.add_argument("--title", help="its title; without one, made from the id")
    begun.add_argument("--output", type=Path, metavar="FILE", help="not in your folder of routines but here")
    opinions = []
    for name, text in _OPINIONS.items():
        opinions.append(commands.add_parser(name, help=text))
        opinions[-1].add_argument("routines", metavar="ID", nargs="+")
    for command in (listed, shown, following, checked, begun, *opinions):
        command.add_argument("--json", action="store_true", help="for other programs")


_OPINIONS = {
    "disable": "never suggest a routine",
    "enable": "suggest it again",
    "star": "suggest a routine more often",
    "unstar": "suggest it as often as others",
}


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
    match args.routines_command:
        case "list":
            wanted = Wanted(place=args.place, level=args.level, without=args.without, switched_off=args.all)
            code = list_routines(wanted, as_json=args.json)
        case "show" if args.save:
            routine = find(_gathered().catalogue, args.routine)
            code = gallery.save_routine(routine, args.save, dark=args.dark)
        case "show":
            code = show_routine(args.routine, as_json=args.json)
        case "gallery":
            code = gallery.gallery(_gathered().catalogue, args.folder, args.sheet, dark=args.dark)
        case "next":
            code = next_routine(args.place, args.level, args.without, as_json=args.json)
        case "check":
            code = own_routines.check(args.files, as_json=args.json)
        case "new":
            code = own_routines.new(args.routine, args.title, args.output, as_json=args.json)
        case opinion:
            code = own_routines.say(opinion, args.routines, _gathered().catalogue, as_json=args.json)
    return code


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which routines are to be listed."""

    place: str | None = None
    level: int | None = None
    without: Sequence[str] = ()
    switched_off: bool = False  # these too

    def fits(self, routine: Routine) -> bool:
        return (
            (self.place is None or self.place in routine.places)
            and (self.level is None or routine.level <= self.level)
            and not any(tag in self.without for tag in routine.conflicts)
        )


def list_routines(wanted: Wanted, *, as_json: bool) -> int:
    gathered, values = _gathered(), _values()
    rows: list[tuple[str, ...]]
    rows = [(_("ID"), _("TITLE"), _("TIME"), _("LEVEL"), _("KIND"), _("POSTURE"), _("PLACES"), _("NOTES"))]
    told = []
    for routine in filter(wanted.fits, gathered.catalogue):
        standing = Standing.of(routine, gathered.changes.get(routine.id, ()), values)
        if standing.switched_off_by and not wanted.switched_off:
            continue
        told.append(summary(routine) | standing.record())
        rows.append((*row(routine), "; ".join(standing.notes())))
    if as_json:
        return write_json(told)
    if not any(notes for *_others, notes in rows[1:]):
        rows = [line[:-1] for line in rows]
    return write(aligned(rows))


def show_routine(identifier: str, *, as_json: bool) -> int:
    gathered = _gathered()
    routine = find(gathered.catalogue, identifier)
    standing = Standing.of(routine, gathered.changes.get(routine.id, ()), _values())
    if as_json:
        return write_json(record_of(routine) | standing.record() | {"reviewed_by_clinician": False})
    return write(described(routine, standing.sentences()))


def next_routine(place: str | None, level: int | None, without: Sequence[str], *, as_json: bool) -> int:
    profile = _profile(place, level, without)
    choice = _choice(_gathered().catalogue, profile)
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


# --- where the answers come from ---------------------------------------------------------------------------


def _gathered() -> Gathered:
    """All routines; what was left out of them is told on standard error."""
    gathered = routine_files.gather(team_packs())
    for sentence in routine_files.sentences(gathered.problems):
        sys.stderr.write(f"{sentence}\n")
    return gathered


def _values() -> Mapping[str, Any]:
    """The settings that hold; where they cannot be read, the last good ones."""
    from sitbreak import effective

    if fresh := effective.load():
        return fresh.values
    from sitbreak.settings.layers import all_layers, merge

    try:
        return merge(all_layers()).values
    except SitbreakError:
        return effective.last_known().values


def _profile(place: str | None, level: int | None, without: Sequence[str]) -> Profile:
    """The user's own profile, changed by what the command line says."""
    from sitbreak.core.choosing import Profile

    profile = Profile.from_keys(_values())
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
