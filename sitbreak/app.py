"""Start-up and shut-down: the program built from its parts, once, top to bottom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sitbreak import break_notices, dice, effective, ipc_client, log, notices, paths
from sitbreak.changing import Changer
from sitbreak.coach import Coach
from sitbreak.core import decisions
from sitbreak.daemon import Daemon, Parts
from sitbreak.desktop import pick
from sitbreak.errors import AlreadyRunning
from sitbreak.feeling import Deeds, Feeling, FeelingNotices
from sitbreak.first_look import FirstLook
from sitbreak.in_force import InForce
from sitbreak.instance import InstanceLock
from sitbreak.ipc import Server
from sitbreak.recording import Recorder
from sitbreak.requests import Requests
from sitbreak.shown_tray import ShownTray
from sitbreak.speaking import Speaker, Trial
from sitbreak.store import store_for
from sitbreak.telling import Teller
from sitbreak.upkeep import Kept, Upkeep
from sitbreak.windows import PREFERENCES, Windows
from sitbreak.words import _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from sitbreak.clock import SystemClock
    from sitbreak.core.model import Effect, Moment
    from sitbreak.ports import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What `sitbreak run` was given."""

    config: Path | None = None
    sets: tuple[str, ...] = ()
    setup: bool = False  # a new user is asked the first questions


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
        self._settings = InForce(
            self._loop, options.config, options.sets, changed=self._obey, refused=self._stay
        )
        self._build_inside()
        self._build_outside()
        if self._settings.is_guess or not self._coach.knows_routines:
            self._settings.read()

    def _build_inside(self) -> None:
        """Who chooses, speaks and writes down, and the daemon they do it for."""
        clock, now = self._clock, self._clock.now()
        keep = None if self._settings.is_guess else self._settings.values["history.keep"]
        self._recorder = Recorder(self._store, clock.boot_id, keep=keep)
        install_id = self._recorder.install_id()
        self._coach = Coach(
            *self._settings.advice(),
            self._recorder.history(now.wall.timestamp()),
            dice=lambda day, number: dice.draw(install_id, str(day), number),
            diary=self._recorder,
        )
        self._notifier = self._desktop.notifier(self._button)
        self._windows = Windows(
            self._loop,
            settings=lambda: self._settings.values,
            break_ended=self._break_window_ended,
            not_shown=lambda name: self._first_look.not_shown(name),
            options=effective.as_options(self._options.config, self._options.sets),
        )
        self._speaker = Speaker(
            self._notifier,
            self._coach,
            lambda: self._daemon,
            self._windows,
            settings=lambda: self._settings.values,
        )
        self._build_daemon(now)

    def _build_daemon(self, now: Moment) -> None:
        saved = self._recorder.recall()
        self._daemon = Daemon(
            Parts(
                clock=self._clock,
                senses=self._desktop.senses,
                coach=self._coach,
                voice=self._speaker,
                remember=self._recorder.remember,
                watch=self._watch,
                problem=lambda error: log.problem("daemon", error),
            ),
            effective.rules(self._settings.values),
            saved,
        )
        self._recorder.begin(self._daemon.state, now, saved)

    def _build_outside(self) -> None:
        """What answers the user, and what goes on beside."""
        self._trial = Trial(self._notifier, self._is_something_shown)
        self._build_feeling()
        self._teller = Teller(self._daemon, self._coach, self._recorder, notes=lambda: self._settings.notes)
        self._requests = Requests(
            self._daemon,
            self._coach,
            self._other_requests(),
            before_start=self._speaker.note_where_it_plays,
            after_swap=self._speaker.remind_anew,
        )
        self._server = Server(self._loop, ipc_client.socket_path(), self._requests.handle)
        self._tray = ShownTray(
            self._desktop, self._teller.view, self._requests.act, settings=lambda: self._settings.values
        )
        self._upkeep = Upkeep(
            self._clock,
            Kept(recorder=self._recorder, lock=self._lock, server=self._server, settings=self._settings),
            keep_days=lambda: int(self._settings.values["history.keep_days"]),
            superseded=lambda: self._loop.post(self._loop.stop),
        )
        self._first_look = FirstLook(
            self._loop,
            self._recorder,
            self._notifier,
            self._windows,
            is_something_shown=self._is_something_shown,
        )

    def _build_feeling(self) -> None:
        """How a break was: asked, said, heeded."""
        self._changer = Changer(
            self._loop,
            self._options.config,
            failed=lambda key, locked: self._notifier.show(break_notices.not_changed(key, locked=locked)),
        )
        self._feeling = Feeling(
            self._daemon,
            self._coach,
            self._recorder,
            Deeds(
                raise_level=lambda: self._changer.set("routines.level", "2"),
                open_preferences=lambda: self._windows.open(PREFERENCES),
                suggest_anew=self._speaker.remind_anew,
            ),
        )
        self._feeling_notices = FeelingNotices(
            self._feeling,
            self._notifier,
            self._loop,
            is_busy=lambda: self._is_something_shown() or self._windows.plays,
        )

    def _other_requests(self) -> dict[str, Callable[[Mapping[str, Any]], Json]]:
        """What is asked of the program itself rather than of the core."""
        return {
            "status": self._status,
            "watch": self._status,
            "decisions": lambda _message: {**self._teller.decisions(), "speed": self._clock.speed},
            "feel": self._feeling.feel,
            "answer": self._feeling.answer,
            "preferences": self._preferences,
            "test-reminder": self._trial.asked,
            "quit": self._quit,
            "reload": self._reload,
        }

    # --- running ----------------------------------------------------------------------------------------

    def run(self) -> None:
        """Run until the user quits or the system ends the program."""
        desktop = self._desktop
        desktop.on_quit_signal(self._loop.stop)
        desktop.senses.start(lambda: None)  # a turn follows, and asks the senses what is known
        self._settings.watch(desktop.watch_file, self._upkeep.alarm)
        self._upkeep.begin()
        new = self._options.setup and self._settings.is_untouched()
        self._first_look.begin(lambda: self._tray.health(), setup=new)
        try:
            self._loop.run(self._turn)
        finally:
            self._close()

    def _turn(self) -> float | None:
        self._upkeep.run_pending()
        wait_s = self._daemon.turn()
        self._tray.refresh(self._teller.look())
        if self._first_look.done:
            self._recorder.parts_are(self._wall_s(), (self._tray.health(), self._notifier.health()))
        idle_s = self._upkeep.idle_s()
        return wait_s if idle_s is None else min(wait_s, idle_s)

    def _is_something_shown(self) -> bool:
        """A reminder or a break, which nothing may take the place of."""
        return self._daemon.state.episode.live or self._daemon.state.running is not None

    def _close(self) -> None:
        """End every part, whatever became of the one before it."""
        for end in (
            self._daemon.save,
            lambda: self._recorder.end(self._wall_s()),
            self._notifier.withdraw,
            self._server.close,
            self._windows.close,
            self._changer.close,
            self._settings.close,
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

    def _watch(self, moment: Moment, effects: Sequence[Effect]) -> None:
        self._recorder.follow(self._daemon.state, moment, effects, self._coach.current_id)
        self._feeling_notices.follow(effects)
        if effects and self._server.is_watched:
            self._loop.post(lambda: self._server.push(self._status({})))

    # --- what comes in ----------------------------------------------------------------------------------

    def _button(self, key: str) -> None:
        """A button of the notification."""
        if key.startswith(notices.TRIAL_BUTTONS):
            self._trial.clicked(key)
        elif key.startswith((break_notices.FEELING, break_notices.ANSWER)):
            self._feeling_notices.clicked(key)
        else:
            self._requests.act(key, {})

    def _status(self, _message: Mapping[str, Any]) -> Json:
        parts = [
            *self._desktop.senses.health(),
            self._tray.health(),
            self._notifier.health(),
            *self._desktop.health(),
            self._windows.health(),
            self._store.health(),
        ]
        status = self._teller.status(parts, self._clock.speed)
        return {**status, "notifications_can": sorted(self._notifier.capabilities())}

    def _quit(self, _message: Mapping[str, Any]) -> Json:
        self._loop.post(self._loop.stop)
        return {"ok": True, "told": "sitbreak has ended."}

    def _preferences(self, _message: Mapping[str, Any]) -> Json:
        self._windows.open(PREFERENCES)
        return {"ok": True, "told": _("The preferences open.")}

    def _reload(self, _message: Mapping[str, Any]) -> Json:
        self._settings.read()
        return {"ok": True, "told": "The settings are being read again."}

    def _wall_s(self) -> float:
        return self._clock.now().wall.timestamp()

    # --- settings ---------------------------------------------------------------------------------------

    def _break_window_ended(self, shown: bool) -> None:
        self._speaker.window_ended(shown=shown)
        if not shown:
            self._settings.mend()  # that may have been what it lacked

    def _stay(self, problem: str) -> None:
        """The settings as they are now cannot be used."""
        if not self._is_something_shown():
            self._notifier.show(notices.settings_problem(problem))
        self._recorder.obey(keep=self._settings.values["history.keep"])

    def _obey(self, old: Mapping[str, Any]) -> None:
        """The settings were read again; they were *old* before."""
        values = self._settings.values
        if self._recorder.keep is not None:  # else the old ones were a guess
            self._recorder.decided(decisions.of_settings(self._wall_s(), old, values))
        self._recorder.obey(keep=values["history.keep"])
        self._coach.reconsider(*self._settings.advice())
        self._tray.obey()
        self._daemon.reload(effective.rules(values))
