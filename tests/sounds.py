"""``python -m tests.sounds``: makes the sounds of the break window, the same each time.

Soft and short: two or three plain tones that rise gently, ring like wood and fade to nothing. 44.1 kHz, mono,
16 bits.
"""

from __future__ import annotations

import io
import math
import wave
from array import array
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "assets" / "sounds"
RATE = 44100
_LOUDNESS = 0.22  # of the greatest possible
_RISE_S = 0.012
_OVERTONES = ((1.0, 1.0, 1.0), (2.0, 0.22, 2.2), (3.01, 0.06, 3.6))  # pitch, strength, how fast it fades

# Of each sound: its length, and its tones: when, at which pitch (Hz), how strong, how fast it fades (1/s).
SOUNDS: dict[str, tuple[float, tuple[tuple[float, float, float, float], ...]]] = {
    "step": (0.42, ((0.0, 523.25, 1.0, 11.0), (0.07, 659.26, 0.7, 12.0))),
    "done": (0.66, ((0.0, 523.25, 0.9, 9.0), (0.11, 659.26, 0.8, 8.5), (0.22, 783.99, 0.8, 7.5))),
}


def sound(name: str) -> bytes:
    """The content of the file of that sound."""
    length_s, tones = SOUNDS[name]
    count = round(length_s * RATE)
    samples = array("h", (round(_sample(at / RATE, length_s, tones) * 32767) for at in range(count)))
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
    return content.getvalue()


def _sample(at_s: float, length_s: float, tones: tuple[tuple[float, float, float, float], ...]) -> float:
    """Between -1 and 1. The last 60 ms lead to nothing, so that the end does not click."""
    whole = sum(_tone(at_s - begins_s, hertz, fades) * strength for begins_s, hertz, strength, fades in tones)
    return _LOUDNESS * whole * min(1.0, (length_s - at_s) / 0.06)


def _tone(at_s: float, hertz: float, fades: float) -> float:
    if at_s < 0:
        return 0.0
    rise = math.sin(min(1.0, at_s / _RISE_S) * math.pi / 2) ** 2
    return rise * sum(
        strength * math.exp(-fades * faster * at_s) * math.sin(2 * math.pi * hertz * pitch * at_s)
        for pitch, strength, faster in _OVERTONES
    )


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for each in SOUNDS:
        (FOLDER / f"{each}.wav").write_bytes(sound(each))
