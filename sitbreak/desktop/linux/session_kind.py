"""What kind of session this is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def is_wayland(environ: Mapping[str, str]) -> bool:
    """Whether *environ* is that of a Wayland session."""
    return bool(environ.get("WAYLAND_DISPLAY")) or environ.get("XDG_SESSION_TYPE") == "wayland"
