"""How the command line asks the running daemon: one line of JSON each way.

A request is one connection: the client sends one object, the daemon answers one and closes. The exception is
``{"do": "watch"}``: after the first answer the daemon sends a further line whenever something has changed.

Everything here blocks, for :data:`PATIENCE_S` at the most in total (but see :func:`watch`). This module is in
the path of ``sitbreak status``, so it imports nothing that costs: what reads the clocks would cost more than
all of it, therefore time is counted in waits of a tenth of a second.
"""

from __future__ import annotations

import time

from sitbreak import paths
from sitbreak.errors import DaemonHangs, NotRunning, SitbreakError, UsageError
from sitbreak.ipc_line import dial
from sitbreak.ipc_wire import LOCK_NAME, MAX_MESSAGE_B, SOCKET_NAME, decode, encode, first_line, lock_holder
from sitbreak.words import _, fill

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path
    from typing import Any

    from sitbreak.ipc_line import Line

    Json = dict[str, Any]

PATIENCE_S = 3.0

_WAIT_S = 0.1


def socket_path() -> Path:
    """Where the daemon listens. Raises :class:`SitbreakError` when the runtime folder is not private."""
    return paths.runtime_folder() / SOCKET_NAME


def request(message: Json, *, timeout_s: float = PATIENCE_S) -> Json:
    """The daemon's answer to *message*, as it is (``"ok"`` tells whether it did what was asked).

    Raises :class:`NotRunning` when nobody listens, :class:`DaemonHangs` after *timeout_s*, and
    :class:`UsageError` when the message is longer than the daemon would read.
    """
    with _Connection(timeout_s) as connection:
        connection.send(message)
        return connection.receive()


def watch(*, timeout_s: float = PATIENCE_S) -> Generator[Json, None, None]:
    """The state now and then a line for each change, until the daemon ends.

    The first line comes within *timeout_s* or raises as :func:`request` does; for the others there is no
    limit. An answer that is not ``"ok"`` is the last.
    """
    with _Connection(timeout_s) as connection:
        connection.send({"do": "watch"})
        answer = connection.receive()
        yield answer
        if answer.get("ok") is not True:
            return
        connection.wait_for_ever()
        while True:
            try:
                answer = connection.receive()
            except NotRunning:
                return
            yield answer


class _Connection:
    """One connection to the daemon, with so much patience for all that is done with it."""

    def __init__(self, timeout_s: float) -> None:
        self._timeout_s = timeout_s
        self._waits_left = max(1, round(timeout_s / _WAIT_S))
        self._received = bytearray()
        self._wait_s: float | None = _WAIT_S
        self._path = socket_path()
        self._line: Line  # from __enter__ on
        self._process = 0  # at the other end

    def __enter__(self) -> _Connection:
        self._line = self._dialled()
        self._process = self._line.process()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._line.close()

    def _dialled(self) -> Line:
        while True:
            try:
                return dial(self._path, _WAIT_S)
            except BlockingIOError:  # others wait to be accepted already, as many as may
                self._spend_a_wait()
                time.sleep(_WAIT_S)
            except (FileNotFoundError, ConnectionRefusedError):
                raise NotRunning(_("sitbreak is not running."), _("`sitbreak run` starts it.")) from None
            except OSError as error:
                raise _cannot_ask(self._path, error) from error

    def send(self, message: Json) -> None:
        try:
            line = encode(message)
        except ValueError:
            raise UsageError(_("That is too long to be asked of sitbreak.")) from None
        try:
            self._line.write(line, _WAIT_S)  # far less than what the system holds for us
        except TimeoutError:
            raise self._hangs() from None
        except ConnectionError:
            return  # it may have answered before it closed

    def receive(self) -> Json:
        """The next line. A daemon that closes the connection instead is not running (any more)."""
        try:
            while (line := first_line(self._received, ended=False)) is None:
                self._receive_more()
            del self._received[: len(line) + 1]
            return decode(line)
        except UsageError:
            raise _not_understood() from None

    def _receive_more(self) -> None:
        self._spend_a_wait()
        received = self._line.read(MAX_MESSAGE_B, self._wait_s)
        if received is None:
            return
        if not received:
            raise NotRunning(_("sitbreak ended before it answered."), _("`sitbreak run` starts it."))
        self._received += received

    def wait_for_ever(self) -> None:
        self._wait_s = None
        self._waits_left = -1

    def _spend_a_wait(self) -> None:
        """Count one wait, whether or not something came: what comes in drips is no answer either."""
        if self._waits_left == 0:
            raise self._hangs()
        self._waits_left -= 1

    def _hangs(self) -> DaemonHangs:
        return DaemonHangs(
            fill(
                _("sitbreak is running (process {pid}) but did not answer within {seconds} s."),
                pid=self._process or lock_holder(self._path.with_name(LOCK_NAME)) or "?",
                seconds=f"{self._timeout_s:g}",
            ),
            _("If this goes on, end that process and start sitbreak again: `sitbreak run`"),
        )


def _not_understood() -> SitbreakError:
    return SitbreakError(
        _("The running sitbreak answered something that cannot be read."),
        _("It may be of another version: end it with `sitbreak quit` and start it again."),
    )


def _cannot_ask(path: Path, error: OSError) -> SitbreakError:
    return SitbreakError(
        fill(_("sitbreak cannot be asked through {path}: {why}."), path=path, why=error.strerror or error)
    )
