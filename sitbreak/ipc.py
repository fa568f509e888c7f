"""How the daemon is asked: a server of JSON lines, as :mod:`sitbreak.ipc_replies` says.

It never waits. Its peers are bounded, and only our own user may ask. :class:`Server` is the one of this
system.
"""

from __future__ import annotations

import sys

from sitbreak.ipc_replies import CLIENT_LIMIT_S, MAX_CLIENTS, MAX_WATCHERS

if sys.platform == "linux":  # noqa: TID251
    from sitbreak.ipc_descriptors import Server
else:
    from sitbreak.ipc_threads import Server

__all__ = ["CLIENT_LIMIT_S", "MAX_CLIENTS", "MAX_WATCHERS", "Server"]
