"""Soft sounds of a window, played by whatever the system has for it. Nothing waits, and no failure costs
anything: a break without a sound is a break. What starts programs is loaded with the first sound."""

from __future__ import annotations

import threading
from importlib import import_module
from typing import TYPE_CHECKING

from sitbreak.paths import bundled

if TYPE_CHECKING:
    from pathlib import Path

_PLAYERS = (("pw-play",), ("paplay",), ("aplay", "-q"), ("afplay",))
_MUTED = (  # who tells whether the loudspeaker is muted, and how that reads
    (("wpctl", "get-volume", "@DEFAULT_AUDIO_SINK@"), "[MUTED]"),
    (("pactl", "get-sink-mute", "@DEFAULT_SINK@"), "Mute: yes"),
)
PLAY_LIMIT_S = 5.0
_ASK_LIMIT_S = 1.0


class Sounds:
    """``sounds("step")`` plays ``assets/sounds/step.wav``, if sounds are *wanted* and nothing is muted. One
    that comes while another is still played is left out."""

    def __init__(self, *, wanted: bool) -> None:
        self._wanted = wanted
        self._playing = threading.Lock()

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being played."""
        return not self._playing.locked()

    def __call__(self, name: str) -> None:
        if self._wanted and self._playing.acquire(blocking=False):
            threading.Thread(target=self._play, args=(bundled("assets", "sounds", f"{name}.wav"),)).start()

    def _play(self, file: Path) -> None:
        """In a thread of its own, which outlives the window: a sound that has begun is heard to its end."""
        from subprocess import SubprocessError

        try:
            if not _is_muted():
                _play_with_what_there_is(file)
        except (OSError, SubprocessError, RuntimeError):
            pass  # no sound, then
        finally:
            self._playing.release()


def _is_muted() -> bool:
    from shutil import which

    for words, muted in _MUTED:
        if which(words[0]) and (said := _said(words)):
            return muted in said
    return False


def _said(words: tuple[str, ...]) -> str:
    """What a program prints; empty when it fails."""
    import subprocess

    command = ["env", "LC_ALL=C", *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=_ASK_LIMIT_S, check=False)
    return done.stdout if done.returncode == 0 else ""


def _play_with_what_there_is(file: Path) -> None:
    """Try one after the other until one has played it."""
    import subprocess
    from shutil import which

    for words in _PLAYERS:
        if which(words[0]):
            quiet = subprocess.DEVNULL
            command = [*words, str(file)]
            done = subprocess.run(
                command, stdin=quiet, stdout=quiet, stderr=quiet, timeout=PLAY_LIMIT_S, check=False
            )
            if done.returncode == 0:
                return
    try:
        winsound = import_module("winsound")
    except ImportError:  # no such thing on this system
        return
    winsound.PlaySound(str(file), winsound.SND_FILENAME | winsound.SND_NODEFAULT)
