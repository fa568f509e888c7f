"""The settings in force: read at the start, and again whenever the user's file changes.

What is wrong with them never takes effect: the last good ones stay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitbreak import effective, log, paths, refreshing
from sitbreak.core.choosing import Profile
from sitbreak.core.routines import Catalogue
from sitbreak.errors import SitbreakError
from sitbreak.preparing import Preparer, arguments
from sitbreak.refreshing import TeamRefresher
from sitbreak.routine_cache import load_cached

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from sitbreak.ports import Loop
    from sitbreak.refreshing import Alarm, WatchFile

    Values = Mapping[str, Any]


class InForce:
    """Lives on the loop's thread; nothing here blocks for longer than reading a small file takes."""

    def __init__(
        self,
        loop: Loop,
        config: Path | None,
        sets: Sequence[str],
        *,
        changed: Callable[[Values], None],
        refused: Callable[[str], None],
    ) -> None:
        """*config*: the user's file, when it is another than usual; *sets*: what the command line says.
        *changed* is told the values of before, *refused* what is wrong with the new ones."""
        self._config = config
        self._sets = sets
        self._changed = changed
        self._refused = refused
        self._preparer = Preparer(loop, arguments(config, sets), self._prepared)
        self._team = TeamRefresher(loop, refreshing.arguments(config, sets), changed=self.read)
        self._lasting_notes: tuple[str, ...] = ()  # what no reading of the settings mends
        fresh = effective.load(sets, config)
        found = fresh or effective.last_known(sets)
        self.values = found.values
        self.notes = found.notes  # what the user ought to know, a sentence each
        self.is_guess = fresh is None  # they may be others than the user's

    def is_untouched(self) -> bool:
        """Whether the user has never said anything: neither in a file, nor by a variable or an option."""
        said = self._config is not None or self._sets or effective.environment()
        return not said and not paths.user_settings_file().exists()

    def advice(self) -> tuple[Catalogue, Profile]:
        """The routines as `prepare` left them, none before it ran first, and what the user said of
        himself."""
        try:
            catalogue = load_cached(paths.cache_folder() / "routines.json")
        except SitbreakError:
            catalogue = Catalogue(())
        return catalogue, Profile.from_keys(self.values)

    def watch(self, watch_file: WatchFile, alarm: Alarm) -> None:
        """Read them again whenever *watch_file* tells that the file, or a pack of routines, has changed; and
        the team's file as :mod:`.refreshing` has it."""
        file = self._config or paths.user_settings_file()
        try:
            for path in (file, paths.config_folder() / "routines"):
                watch_file(path, self.read)
        except OSError as error:
            log.problem("settings", error)
            self._lasting_notes = (f"Changes of {file} are not noticed: {error.strerror}.",)
            self.notes = (*self.notes, *self._lasting_notes)
        self._team.begin(self.values["team.source"], alarm=alarm, watch_file=watch_file)

    def read(self) -> None:
        """Read them again, soon."""
        self._preparer.start()

    def mend(self) -> None:
        """Read them again if somebody has cleaned away what was prepared from them."""
        if not (paths.cache_folder() / "routines.json").exists():
            self.read()

    def close(self) -> None:
        self._preparer.close()
        self._team.close()

    def _prepared(self, problems: list[str], notes: list[str]) -> None:
        if problems:
            self.notes = (*problems, *self._lasting_notes)
            self._refused(problems[0])
            return
        old, found = self.values, effective.load(self._sets, self._config)
        self.values = found.values if found else old
        self.notes = (*notes, *self._lasting_notes)
        self._team.follow(self.values["team.source"])
        self._changed(old)
