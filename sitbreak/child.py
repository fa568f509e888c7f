"""One short-lived process, waited for on the loop: what it says fits into a pipe, and it has a time limit.

Nothing here blocks. :class:`Child` is the one of this system: they are used in the same way.
"""

from __future__ import annotations

import sys

from sitbreak.child_order import PIPE_B, Ended, Order

if sys.platform == "linux":  # noqa: TID251
    from sitbreak.child_linux import Child
else:
    from sitbreak.child_threads import Child

__all__ = ["PIPE_B", "Child", "Ended", "Order"]
