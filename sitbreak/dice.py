"""The dice that choosing a routine is told (rule O11): the same day and number give the same draw, after a
restart too, and on another computer another one.

The C module behind ``hashlib`` is used by itself, because ``hashlib`` brings OpenSSL along, which costs the
resident program 3 MiB.
"""

from __future__ import annotations

try:
    from _sha256 import sha256  # type: ignore[import-not-found]  # Python 3.11
except ImportError:
    try:
        from _sha2 import sha256  # type: ignore[import-not-found]  # Python 3.12 and later
    except ImportError:
        from hashlib import sha256


def draw(install_id: str, day: str, k: int, extra: str = "") -> float:
    """A number from 0 up to 1 for the *k*-th suggestion of *day* (any name of the day that turns at 04:00).

    *extra* tells draws apart that have all else in common.
    """
    words = "\n".join((install_id, day, str(k), extra))
    digest = sha256(words.encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48
