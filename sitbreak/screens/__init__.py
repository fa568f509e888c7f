"""What is played and shown outside the resident program: in a terminal, or in a window that is a short-lived
process of its own and ends with :data:`CANNOT_SHOW`, before anything is to be seen, where it cannot be shown.
"""

from __future__ import annotations

CANNOT_SHOW = 3  # exit code: no tkinter, no display, or somebody who listens instead of looking
