"""The count of milliseconds since the machine was booted, of 32 bits: it begins anew every 49.7 days."""

from __future__ import annotations

_ROUND_MS = 1 << 32
_AHEAD_MS = 1000  # two counters read one after the other differ by less


def since_s(tick_ms: int, now_ms: int) -> float:
    """Seconds from *tick_ms* to *now_ms*, both of the count. A tick that is a little ahead of now is now."""
    passed_ms = (now_ms - tick_ms) % _ROUND_MS
    return 0.0 if passed_ms > _ROUND_MS - _AHEAD_MS else passed_ms / 1000
