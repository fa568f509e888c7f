"""Ask a process of our own that may hang for ever, as one that reads from a network share does."""

from __future__ import annotations

import sys

if sys.platform == "win32":
    from sitbreak.systems.windows_asking import ask
else:
    from sitbreak.systems.posix_asking import ask

__all__ = ["ask"]
