"""Whether somebody records from a microphone: a call, most likely.

The sound server (PulseAudio, or PipeWire in its place) is asked with `pactl`, a process of about 8 ms; a
second one of 5 ms follows only while something records. Of their answers nothing is kept but yes or no.

What does not count: recording what the speakers play (a monitor), a stream that is stopped (corked), the
level meter of a volume control, and what the sound server does for itself (echo cancelling, loops). Programs
that use the sound card past the server are not seen.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sitbreak.child import PIPE_B, Child, Order
from sitbreak.ports import Health

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sitbreak.child import Ended
    from sitbreak.ports import DescriptorLoop

    Answered = Callable[[bool], None]

_LIMIT_S = 0.4  # of each of the two
_STREAMS = ("pactl", "--format=json", "list", "source-outputs")
_SOURCES = ("pactl", "list", "short", "sources")
_LEAST_RATE_HZ = 1000  # whoever listens less often measures how loud it is
_NO_SERVER = "No PulseAudio or PipeWire answers: nobody can tell whether a microphone is in use."
_NO_PACTL = "pactl is not installed (pulseaudio-utils): nobody can tell whether a microphone is in use."


class Microphone:
    """On the loop's thread; never waits, never raises. A question answers within 0.8 s. *environ* is that of
    the user's session."""

    def __init__(self, loop: DescriptorLoop, environ: Mapping[str, str]) -> None:
        self._loop = loop
        self._environ = environ
        self._child: Child | None = None
        self._state = "ok"
        self._detail = "The sound server is asked when it matters."

    def ask(self, answered: Answered) -> None:
        """Call *answered* with whether somebody records; what nobody can tell is a no, and :meth:`health`
        says so. A question under way gives way to this one, and is not answered."""
        self.close()
        if not self._server_is_there():
            self._unknown("absent", _NO_SERVER, answered)
        else:
            self._run(_STREAMS, answered, lambda output: self._streams_known(output, answered))

    def health(self) -> Health:
        return Health(part="microphone", state=self._state, detail=self._detail)

    def close(self) -> None:
        """Ask no more; a question under way is not answered."""
        if self._child is not None:
            self._child.close()
            self._child = None

    def _server_is_there(self) -> bool:
        """Without this, pactl might start a sound server."""
        environ = self._environ
        if environ.get("PULSE_SERVER"):
            return True
        folder = environ.get("PULSE_RUNTIME_PATH") or str(Path(environ.get("XDG_RUNTIME_DIR", "/"), "pulse"))
        return Path(folder, "native").is_socket()

    def _run(self, command: tuple[str, ...], answered: Answered, told: Callable[[bytes], None]) -> None:
        def ended(how: Ended) -> None:
            self._child = None
            if how.late:
                self._unknown("failing", f"The sound server did not answer within {_LIMIT_S:g} s.", answered)
            elif how.code:
                self._unknown("failing", f"{command[0]} failed (exit code {how.code}).", answered)
            else:
                told(how.output)

        # A comma for a decimal point, as many languages have it, would make nonsense of the JSON of pactl.
        changed = {**self._environ, "LC_ALL": "C"}
        order = Order(command=command, limit_s=_LIMIT_S, most_output_b=PIPE_B, changed=changed)
        try:
            self._child = Child(self._loop, order, ended)
        except FileNotFoundError:
            self._unknown("absent", _NO_PACTL, answered)
        except OSError as error:
            self._unknown("failing", f"{command[0]} cannot be started: {error.strerror}.", answered)

    def _streams_known(self, output: bytes, answered: Answered) -> None:
        try:
            streams = json.loads(output.decode(errors="replace"), strict=False)
            sources = {str(stream["source"]) for stream in streams if _records(stream)}
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            self._unknown("failing", "The answer of pactl makes no sense.", answered)
            return
        if sources:
            self._run(
                _SOURCES, answered, lambda lines: self._known(not _monitors(lines) >= sources, answered)
            )
        else:
            self._known(False, answered)

    def _known(self, records: bool, answered: Answered) -> None:
        self._state, self._detail = "ok", "The sound server tells, by pactl."
        answered(records)

    def _unknown(self, state: str, detail: str, answered: Answered) -> None:
        self._state, self._detail = state, detail
        answered(False)


def _records(stream: Mapping[str, Any]) -> bool:
    """Whether *stream* is somebody who listens, judged by itself; its source is another matter."""
    told = stream["properties"]
    return not (
        stream.get("corked") is True
        or stream.get("client") == "n/a"  # of the server itself
        or "node.link-group" in told
        or told.get("stream.capture.sink") == "true"
        or told.get("stream.monitor") == "true"
        or told.get("media.name") == "Peak detect"
        or _rate_hz(stream) < _LEAST_RATE_HZ
    )


def _rate_hz(stream: Mapping[str, Any]) -> int:
    """How often the sound is measured, as in "s16le 2ch 44100Hz"."""
    return int(str(stream["sample_specification"]).split()[-1].removesuffix("Hz"))


def _monitors(lines: bytes) -> set[str]:
    """The numbers of the sources that are monitors, in the table of tab-separated columns."""
    columns = [line.split("\t") for line in lines.decode(errors="replace").splitlines()]
    return {row[0] for row in columns if len(row) > 1 and row[1].endswith(".monitor")}
