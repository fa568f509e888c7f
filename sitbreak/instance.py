"""One daemon only: whoever holds the lock of the instance is the daemon.

The system lets go of the lock when the process ends, however it ends, so it is never stale.
"""

from __future__ import annotations

import sys

if sys.platform == "win32":  # noqa: TID251
    from sitbreak.instance_mutex import InstanceLock, is_held
else:
    from sitbreak.instance_flock import InstanceLock, is_held

__all__ = ["InstanceLock", "is_held"]
