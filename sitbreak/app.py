"""Start-up and shut-down: the program built from its parts, once, top to bottom."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sitbreak import dice, effective, ipc_client, log, notices, paths
from sitbreak.coach import Coach
from sitbreak.core import decisions
from sitbreak.core.choosing import Profile
from sitbreak.core.routines import Catalogue
from sitbreak.daemon import Daemon, Parts
from sitbreak.desktop import pick
from sitbreak.desktop.null import NullTray
from sitbreak.errors import AlreadyRunning, SitbreakError
from sitbreak.housekeeping import Housekeeping
from sitbreak.instance import InstanceLock
from sitbreak.ipc import Server
from sitbreak.preparing import Preparer, arguments
from sitbreak.recording import Recorder
from sitbreak.requests import Requests
from sitbreak.routine_cache import load_cached
from sitbreak.speaking import Speaker, Trial
from sitbreak.store import store_for
from sitbreak.telling import Teller

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from sitbreak.clock import SystemClock
    from sitbreak.core.model import Effect, Moment
    from sitbreak.ports import Json, TrayIcon

FIRST_LOOK_S = 30.0  # after the start, for panels and services that start at the same time
LOOK_AGAIN_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What `sitbreak run` was given."""

    config: Path | None = None
    sets: tuple[str, ...] = ()


class App:
    """The resident program. Raises :class:`AlreadyRunning` when there is one."""

    def __init__(self, clock: SystemClock, options: Options) -> None:
        self._clock = clock
        self._options = options
        self._lock = InstanceLock(paths.runtime_folder())
        if not self._lock.acquire():
            raise AlreadyRunning(f"sitbreak is running already (process {self._lock.holder()}).")
        log.open_file()
        self._desktop = pick.desktop(clock)
        self._loop = self._desktop.loop
        self._store = store_for(clock.speed)
        self._lasting_notes: tuple[str, ...] = ()  # what no reading of the settings mends
        fresh = effective.load(options.sets, options.config)
        self._settings = fresh or effective.load_last_good(options.sets) or effective.defaults()
        self._build_inside(keep=fresh.values["history.keep"] if fresh else None)
        self._build_outside()
        if fresh is None or not self._coach.knows_routines:
            self._preparer.start()

    def _build_inside(self, *, keep: bool | None) -> None:
        """The daemon, and who chooses, speaks and writes down for it."""
        values, clock = self._settings.values, self._clock
        now = clock.now()
        self._recorder = Recorder(self._store, clock.boot_id, keep=keep)
        install_id = self._recorder.install_id()
        self._coach = Coach(
            *self._advice(),
            self._recorder.history(now.wall.timestamp()),
            dice=lambda day, number: dice.draw(install_id, str(day), number),
            diary=self._recorder,
        )
        self._notifier = self._desktop.notifier(self._button)
        self._speaker = Speaker(
            self._notifier,
            self._coach,
            lambda: self._daemon.rules,
            urgent=values["notify.style"] == "urgent",
        )
        self._trial = Trial(self._notifier, self._is_something_shown)
        saved = self._recorder.recall()
        self._daemon = Daemon(
            Parts(
                clock=clock,
                senses=self._desktop.senses,
                coach=self._coach,
                voice=self._speaker,
                remember=self._recorder.remember,
                watch=self._watch,
                problem=lambda error: log.problem("daemon", error),
            ),
            effective.rules(values),
            saved,
        )
        self._recorder.begin(self._daemon.state, now, saved)

    def _build_outside(self) -> None:
        """What answers the user, and what goes on beside."""
        clock = self._clock
        self._teller = Teller(self._daemon, self._coach, self._recorder)
        self._requests = Requests(
            self._daemon,
            self._coach,
            {
                "status": self._status,
                "watch": self._status,
                "decisions": lambda _message: {**self._teller.decisions(), "speed": clock.speed},
                "test-reminder": self._trial.asked,
                "quit": self._quit,
                "reload": self._reload,
            },
            before_start=self._note_where_it_plays,
            speed=clock.speed,
        )
        self._server = Server(self._loop, ipc_client.socket_path(), self._requests.handle)
        self._tray = self._new_tray()
        self._preparer = Preparer(
            self._loop, arguments(self._options.config, self._options.sets), self._prepared
        )
        self._housekeeping = Housekeeping(clock)
        self._teller.notes = self._settings.notes
        self._looked_around = False

    # --- running ----------------------------------------------------------------------------------------

    def run(self) -> None:
        """Run until the user quits or the system ends the program."""
        desktop = self._desktop
        desktop.on_quit_signal(self._loop.stop)
        desktop.senses.start(self._sensed)
        self._watch_settings()
        self._housekeeping.daily("04:00", self._prune)
        self._housekeeping.hourly(self._look_used)
        self._loop.call_later(FIRST_LOOK_S, self._look_around)
        try:
            self._loop.run(self._turn)
        finally:
            self._close()

    def _sensed(self) -> None:
        """Nothing to do here: a turn follows each batch of callbacks, and asks the senses what is known."""

    def _turn(self) -> float | None:
        self._housekeeping.run_pending()
        wait_s = self._daemon.turn()
        self._tray.refresh()
        if self._looked_around:
            self._recorder.parts_are(self._wall_s(), (self._tray.health(), self._notifier.health()))
        idle_s = self._housekeeping.idle_s()
        return wait_s if idle_s is None else min(wait_s, idle_s)

    def _look_around(self) -> None:
        """The parts have had the time to find each other. Where there is no tray, the user is told so once,
        ever."""
        self._looked_around = True
        if self._tray.health().state != "absent" or self._notifier.health().state != "ok":
            return
        if self._is_something_shown():
            self._loop.call_later(LOOK_AGAIN_S, self._look_around)
        elif self._recorder.first_time("no tray"):
            on_gnome = "GNOME" in os.environ.get("XDG_CURRENT_DESKTOP", "")
            self._notifier.show(notices.no_tray(on_gnome=on_gnome))

    def _is_something_shown(self) -> bool:
        """A reminder or a break, which nothing may take the place of."""
        return self._daemon.state.episode.live or self._daemon.state.running is not None

    def _close(self) -> None:
        """End every part, whatever became of the one before it."""
        for end in (
            self._daemon.save,
            self._note_the_end,
            self._notifier.withdraw,
            self._server.close,
            self._preparer.close,
            self._tray.close,
            self._notifier.close,
            self._desktop.close,
            self._store.close,
            self._lock.release,
        ):
            try:
                end()
            except Exception as error:  # noqa: BLE001 - it would keep the state, or the lock, from the next one
                log.problem("end", error)

    def _note_the_end(self) -> None:
        self._recorder.decided([{"kind": "stopped", "at_s": self._wall_s()}])

    def _watch(self, moment: Moment, effects: Sequence[Effect]) -> None:
        self._recorder.follow(self._daemon.state, moment, effects, self._coach.current_id)
        if effects and self._server.is_watched:
            self._loop.post(lambda: self._server.push(self._status({})))

    # --- what comes in ----------------------------------------------------------------------------------

    def _button(self, key: str) -> None:
        """A button of the notification."""
        if key.startswith(notices.TRIAL_BUTTONS):
            self._trial.clicked(key)
        else:
            self._requests.act(key, {})

    def _note_where_it_plays(self, message: Mapping[str, Any]) -> None:
        self._speaker.shown_elsewhere = message.get("shown") == "terminal"

    def _status(self, _message: Mapping[str, Any]) -> Json:
        parts = [
            *self._desktop.senses.health(),
            self._tray.health(),
            self._notifier.health(),
            *self._desktop.health(),
            self._store.health(),
        ]
        status = self._teller.status(parts, self._clock.speed)
        return {**status, "notifications_can": sorted(self._notifier.capabilities())}

    def _quit(self, _message: Mapping[str, Any]) -> Json:
        self._loop.post(self._loop.stop)
        return {"ok": True, "told": "sitbreak has ended."}

    def _reload(self, _message: Mapping[str, Any]) -> Json:
        self._preparer.start()
        return {"ok": True, "told": "The settings are being read again."}

    def _prune(self) -> None:
        """Forget history older than the settings say."""
        keep_s = self._settings.values["history.keep_days"] * 86400.0
        self._recorder.prune(self._wall_s() - keep_s)
        self._recorder.forget_decisions(self._wall_s())

    def _wall_s(self) -> float:
        return self._clock.now().wall.timestamp()

    def _look_used(self) -> None:
        """Systems clean runtime folders of files that look forgotten."""
        paths.runtime_folder()  # made again, if somebody removed it
        if self._lock.refresh():
            self._server.refresh()
        else:  # another was started meanwhile: two would remind twice
            self._loop.post(self._loop.stop)

    # --- settings ---------------------------------------------------------------------------------------

    def _watch_settings(self) -> None:
        file = self._options.config or paths.user_settings_file()
        try:
            for path in (file, paths.config_folder() / "routines"):
                self._desktop.watch_file(path, self._preparer.start)
        except OSError as error:
            log.problem("settings", error)
            self._lasting_notes = (f"Changes of {file} are not noticed: {error.strerror}.",)
            self._teller.notes = (*self._teller.notes, *self._lasting_notes)

    def _prepared(self, problems: list[str], notes: list[str]) -> None:
        if problems:
            self._teller.notes = (*problems, *self._lasting_notes)
            if not self._is_something_shown():
                self._notifier.show(notices.settings_problem(problems[0]))
            self._recorder.obey(keep=self._settings.values["history.keep"])
            return
        old = self._settings.values
        self._settings = effective.load(self._options.sets, self._options.config) or self._settings
        self._teller.notes = (*notes, *self._lasting_notes)
        values = self._settings.values
        if self._recorder.keep is not None:  # else the old ones were a guess
            self._recorder.decided(decisions.of_settings(self._wall_s(), old, values))
        self._recorder.obey(keep=values["history.keep"])
        self._speaker.urgent = values["notify.style"] == "urgent"
        self._coach.reconsider(*self._advice())
        if values["tray.show"] == isinstance(self._tray, NullTray):
            self._tray.close()
            self._tray = self._new_tray()
        self._tray.redraw(values["tray.theme"])
        self._daemon.reload(effective.rules(values))

    def _new_tray(self) -> TrayIcon:
        if not self._settings.values["tray.show"]:
            return NullTray("switched off by the setting tray.show")
        theme = self._settings.values["tray.theme"]
        return self._desktop.tray(self._teller.view, self._requests.act, theme=theme)

    def _advice(self) -> tuple[Catalogue, Profile]:
        """The routines as `prepare` left them, none before it ran first, and what the user said of
        himself."""
        try:
            catalogue = load_cached(paths.cache_folder() / "routines.json")
        except SitbreakError:
            catalogue = Catalogue(())
        return catalogue, Profile.from_keys(self._settings.values)
