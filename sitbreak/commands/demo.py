"""`sitbreak demo`: one whole cycle on the real desktop in under a minute.

A second sitbreak runs for it, 100 times faster than real time, with folders of its own: neither your
settings nor your history nor a sitbreak that runs already are touched.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sitbreak.errors import EXPECTED_FAILURE, OK, SitbreakError
from sitbreak.ipc_client import request, watch
from sitbreak.words import _, duration, fill, reason_words

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from sitbreak.ports import Json

_SPEED = 100
_SETTINGS = {
    "breaks.interval_min": 30,  # 18 real seconds
    "breaks.wait_for_pause_s": 0,
    "breaks.away_after_s": 600,  # 6 real seconds
    "breaks.rest_after_s": 1200,  # 12 real seconds
}
_SEEN = ("tray", "notifications")
_SETTLE_S = 3.0
_CLICK_WITHIN_S = 8.0
_LONGEST_S = 90.0
_FOLDERS = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--no-click", action="store_true", help="do not wait for your click on the reminder; snooze by itself"
    )


def run(args: argparse.Namespace) -> int:
    with _own_folders(), _running_sitbreak() as process:
        _introduce(_what_it_can_do())
        timer = threading.Timer(_LONGEST_S, process.terminate)  # nobody sits, or nobody rests
        timer.start()
        try:
            whole = _Cycle(click_within_s=0.5 if args.no_click else _CLICK_WITHIN_S).follow()
        finally:
            timer.cancel()
    if whole:
        _say(_("That was one cycle. `sitbreak run` starts the real one, if it does not run yet."))
        return OK
    _say(_("The cycle did not come to its end: it needs a screen with somebody at mouse and keyboard."))
    return EXPECTED_FAILURE


@contextmanager
def _own_folders() -> Iterator[None]:
    """Let this process and its children keep everything in a folder that is gone afterwards."""
    before = {name: os.environ.get(name) for name in (*_FOLDERS, "DBUS_SESSION_BUS_ADDRESS")}
    bus = before["DBUS_SESSION_BUS_ADDRESS"] or f"unix:path={os.environ.get('XDG_RUNTIME_DIR')}/bus"
    with tempfile.TemporaryDirectory(prefix="sitbreak-demo-", ignore_cleanup_errors=True) as folder:
        for name in _FOLDERS:
            path = Path(folder) / name.lower()
            path.mkdir(mode=0o700)
            os.environ[name] = str(path)
        os.environ["DBUS_SESSION_BUS_ADDRESS"] = bus
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value


@contextmanager
def _running_sitbreak() -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "sitbreak", "run", "--speed", str(_SPEED)]
    command += [word for key, value in _SETTINGS.items() for word in ("--set", f"{key}={value}")]
    own = {name: value for name, value in os.environ.items() if not name.upper().startswith("SITBREAK_")}
    process = subprocess.Popen(command, env=own, stdin=subprocess.DEVNULL)
    try:
        _wait_until_it_answers(process)
        yield process
    finally:
        process.terminate()
        process.wait(5)


def _wait_until_it_answers(process: subprocess.Popen[bytes]) -> None:
    for _attempt in range(100):
        try:
            process.wait(0.1)
        except subprocess.TimeoutExpired:
            pass
        else:
            raise SitbreakError(f"sitbreak ended at once with code {process.returncode}.")
        try:
            request({"do": "status"})
        except SitbreakError:
            continue
        return
    raise SitbreakError("sitbreak was started for the demo but does not answer.")


def _what_it_can_do() -> Json:
    """The status once the desktop has answered. Raises :class:`SitbreakError` when nobody can tell whether
    there is input: there would be nothing to see."""
    status = request({"do": "status"})
    for _attempt in range(round(_SETTLE_S / 0.1)):
        waiting = [part for part in status["parts"] if part["state"] != "ok" and part["part"] in _SEEN]
        if status["presence"] != "unknown" and not waiting:
            return status
        time.sleep(0.1)
        status = request({"do": "status"})
    if status["presence"] == "unknown":
        raise SitbreakError(
            fill(_("The demo cannot tell whether there is input. {why}"), why=status["why_unknown"]),
            _("Run it in a terminal on your desktop."),
        )
    return status


class _Cycle:
    """Tells what happens until a rest ends the cycle."""

    def __init__(self, *, click_within_s: float) -> None:
        self._click_within_s = click_within_s
        self._click: threading.Timer | None = None  # stands in for the click that does not come
        self._last = ""
        self._snoozed = False
        self._seen_due = False
        self._on_break = False

    def follow(self) -> bool:
        """Whether the cycle came to its end."""
        try:
            return any(self._tell(status) for status in watch() if status.get("ok"))
        finally:
            if self._click is not None:
                self._click.cancel()

    def _tell(self, status: Mapping[str, Any]) -> bool:
        """Tell of a change; True once the cycle is over."""
        if self._on_break and not status["break"]:
            _say(_("That was the break, as quick as the demo: sitting time is 0 again."))
            return True
        prompt = status["prompt"]
        if prompt == self._last:
            return False
        self._last = prompt
        if prompt == "shown":
            self._shown(status)
        elif prompt == "snoozed":
            self._snoozed = True
            _say(_("Snoozed: it comes back in a moment, and sitting time goes on."))
        elif prompt == "held":
            _say(_held(status["reasons"]))
        return prompt == "none" and self._seen_due and self._over(status)

    def _shown(self, status: Mapping[str, Any]) -> None:
        self._seen_due = True
        if self._snoozed:
            _say(_("Here it is again. Now take your hands off mouse and keyboard until it is a rest,"))
            _say(_("then move the mouse to come back."))
            return
        _say(fill(_("You have sat {sat}: the reminder is shown."), sat=duration(status["sitting_s"])))
        _say(_("Click on Snooze, or wait: the demo snoozes by itself."))
        self._click = threading.Timer(self._click_within_s, self._snooze_if_still_shown)
        self._click.daemon = True
        self._click.start()

    def _snooze_if_still_shown(self) -> None:
        if self._last == "shown" and not self._snoozed:
            with suppress(SitbreakError):  # it has ended meanwhile
                request({"do": "snooze", "minutes": 5})

    def _over(self, status: Mapping[str, Any]) -> bool:
        """The reminder was answered, one way or the other; whether that ends the cycle."""
        if status["break"]:
            self._on_break = True
            _say(_("You started the break: its steps are shown one by one."))
            return False
        if status["sitting_s"] >= status["interval_s"]:
            _say(_("Not now, then: the next one would come after 30 more minutes of sitting."))
        else:
            _say(_("Rested: sitting time is 0 again, and the reminder is gone."))
        return True


def _introduce(status: Mapping[str, Any]) -> None:
    parts = {part["part"]: part for part in status["parts"]}
    if parts["tray"]["state"] == "ok":
        _say(_("The demo's own ring is in your tray. It fills while you sit; time runs 100 times faster."))
    else:
        _say(fill(_("Time runs 100 times faster. {why_no_icon}"), why_no_icon=parts["tray"]["detail"]))
    if parts["notifications"]["state"] != "ok":
        _say(parts["notifications"]["detail"])
    _say(_("Move the mouse now and then: that is what sitting looks like. 30 minutes take 18 seconds."))


def _held(reasons: Sequence[str]) -> str:
    if "away" in reasons:
        return _("No input: you count as away. Stay away a little longer, and it is a rest.")
    words = ", ".join(reason_words(reason) for reason in reasons)
    return fill(_("A break is due, and the reminder waits because {reasons}."), reasons=words)


def _say(text: str) -> None:
    sys.stdout.write(f"  {text}\n")
    sys.stdout.flush()
