"""`sitbreak run`: the resident program."""

from __future__ import annotations

import sys
from pathlib import Path

from sitbreak import errors
from sitbreak.errors import AlreadyRunning, NotRunning, SitbreakError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from sitbreak.app import Options

_START_LIMIT_S = 15.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--background", action="store_true", help="start it, say that it runs, and leave it to itself"
    )
    parser.add_argument(
        "--speed",
        metavar="N",
        type=speed,
        default=1.0,
        help="run all lengths N times faster (1 to 600) on real input, for trying out; history apart",
    )
    parser.add_argument(
        "--set",
        metavar="KEY=VALUE",
        action="append",
        default=[],
        dest="sets",
        help="a setting for this run, such as breaks.interval_min=30; may be given again",
    )
    parser.add_argument("--config", metavar="FILE", type=Path, help="this settings file instead of your own")
    parser.add_argument(
        "--no-setup", action="store_true", help="do not ask a new user the first questions (`sitbreak setup`)"
    )


def speed(text: str) -> float:
    """A number from 1 to 600; :class:`UsageError` for anything else."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 1 <= number <= 600:
        raise UsageError(f"--speed: {text[:40]!r} is not a number from 1 to 600.")
    return number


def run(args: argparse.Namespace) -> int:
    _check_settings(args)
    _refuse_in_vain(args)
    if args.background:
        return _in_background(args)
    setup = not args.no_setup and args.speed == 1
    return _reside(args.speed, config=args.config, sets=tuple(args.sets), setup=setup)


def run_plainly() -> int:
    """`sitbreak run` without any option."""
    return _reside(1.0, setup=True)


def _reside(speed: float, *, config: Path | None = None, sets: tuple[str, ...] = (), setup: bool) -> int:
    from sitbreak.app import Options
    from sitbreak.desktop import pick

    options = Options(config=config, sets=sets, setup=setup)
    pick.beside_desktop(lambda: _live(speed, options))
    return errors.OK


def _live(speed: float, options: Options) -> None:
    """From its start to its end, on one thread."""
    from sitbreak.app import App
    from sitbreak.clock import SystemClock
    from sitbreak.desktop import pick

    if speed == 1:
        pick.repair_autostart()
    try:
        app = App(SystemClock(speed), options)
    except AlreadyRunning as already:
        pick.nothing_to_start(already.title)
        if sys.stdout is not None:
            sys.stdout.write(f"{already.title}\n")
        return
    if sys.stdout is not None and sys.stdout.isatty():
        sys.stdout.write("sitbreak is running; Ctrl-C ends it. `sitbreak status` tells how it is.\n")
        sys.stdout.flush()
    app.run()


def _check_settings(args: argparse.Namespace) -> None:
    """What was said on this command line must be right: the user is there to read what is wrong. A settings
    file with an error is another matter: the daemon starts with the last good settings and says so."""
    if not args.sets and args.config is None:
        return
    from sitbreak import effective

    if effective.load(args.sets, args.config) is None:
        import json
        import subprocess

        from sitbreak.preparing import LIMIT_S, arguments

        command = arguments(args.config, args.sets)
        try:
            done = subprocess.run(command, stdout=subprocess.PIPE, timeout=LIMIT_S, check=False)
        except subprocess.TimeoutExpired:
            raise SitbreakError(f"The settings could not be read within {LIMIT_S:g} s.") from None
        problems = json.loads(done.stdout or b"{}").get("problems", [])
        if problems:
            raise SitbreakError("\n".join(problems))


def _refuse_in_vain(args: argparse.Namespace) -> None:
    """One that runs already stays as it is: what was asked for would be passed over without a word."""
    asked = args.speed != 1 or args.sets or args.config is not None
    if asked and (running := _running()) is not None:
        raise AlreadyRunning(
            f"sitbreak is running already (process {running}), without these options.",
            "End it first: `sitbreak quit`",
        )


def _in_background(args: argparse.Namespace) -> int:
    """Start the resident program on its own; tell what happened."""
    import subprocess
    import time

    from sitbreak.ipc_client import request

    running = _running()
    if running is not None:
        sys.stdout.write(f"sitbreak is running already (process {running}).\n")
        return errors.OK
    command = [sys.executable, "-m", "sitbreak", "run", "--speed", f"{args.speed:g}"]
    command += [word for each in args.sets for word in ("--set", each)]
    command += ["--config", str(args.config.absolute())] if args.config else []
    command += ["--no-setup"] if args.no_setup else []
    child = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    for _ in range(round(_START_LIMIT_S / 0.1)):
        time.sleep(0.1)
        if child.poll() is not None:
            raise SitbreakError(
                f"sitbreak ended at once with code {child.returncode}.", "`sitbreak run` shows why."
            )
        try:
            process = request({"do": "status"}).get("pid")
        except NotRunning:
            continue
        sys.stdout.write(f"sitbreak is running (process {process}). `sitbreak status` tells how it is.\n")
        return errors.OK
    raise SitbreakError(f"sitbreak (process {child.pid}) was started but does not answer.")


def _running() -> int | None:
    """The process that answers already."""
    from sitbreak.ipc_client import request

    try:
        return request({"do": "status"}).get("pid")
    except NotRunning:
        return None
