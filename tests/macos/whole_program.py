"""`sitbreak run` as on a Mac, over stand-ins for all that only a Mac has. A process of its own, because what
is replaced here cannot be put back. Prints what was seen as one JSON object.

The children it starts (settings, windows) are those of this system, and find nothing of its: the program goes
on with the built-in settings.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
import threading
import time
from typing import Any

import pystray  # noqa: F401 - it asks for the system when it is first imported

from tests.macos import stand_ins, test_senses, test_watch

_LIMIT_S = 30.0


def become_a_mac() -> stand_ins.Mac:
    """Everything of sitbreak that is imported from now on believes itself on macOS."""
    mac = stand_ins.Mac()
    sys.modules.update(stand_ins.modules(mac))
    sys.platform = "darwin"
    time.CLOCK_UPTIME_RAW = time.CLOCK_MONOTONIC  # type: ignore[attr-defined,unused-ignore]
    test_watch.pretend(setattr)
    for name in [name for name in sys.modules if name.partition(".")[0] == "sitbreak"]:
        del sys.modules[name]
    frameworks: Any = importlib.import_module("sitbreak.desktop.macos.frameworks")
    graphics = test_senses.Graphics(0.2, {test_senses.IN_FRONT: True})
    has = {"CoreGraphics": graphics, "CoreFoundation": test_senses.Foundation()}
    frameworks.load = has.__getitem__
    clocks: Any = importlib.import_module("sitbreak.systems.macos_clocks")
    clocks.boot_id = lambda: "a boot"
    sockets: Any = importlib.import_module("sitbreak.ipc_socket")
    sockets._peer_on_macos = lambda _socket: (os.getpid(), os.getuid())
    return mac


def drive(mac: stand_ins.Mac, seen: dict[str, Any]) -> None:
    """Ask it how it is, open its menu, and end it by a signal."""
    request = importlib.import_module("sitbreak.ipc_client").request
    errors = importlib.import_module("sitbreak.errors")
    until_s = time.monotonic() + _LIMIT_S
    while "status" not in seen and time.monotonic() < until_s:
        try:
            seen["status"] = request({"do": "status"})
        except errors.NotRunning:
            time.sleep(0.05)
    mac.posted.put(lambda: seen.update(menu=mac.menus[0].open()))
    mac.posted.put(lambda: mac.signals[signal.SIGTERM](signal.SIGTERM))


def main() -> int:
    seen: dict[str, Any] = {}
    mac = become_a_mac()
    threading.Thread(target=drive, args=(mac, seen), daemon=True).start()
    seen["code"] = importlib.import_module("sitbreak.__main__").main()
    seen["off_main"], seen["calls"] = mac.off_main, len(mac.calls)
    print(json.dumps(seen, default=str))
    return 0


if __name__ == "__main__":
    sys.exit(main())
