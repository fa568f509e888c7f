"""A D-Bus daemon of one's own for a test: nothing on it, nothing that can be started on it."""

from __future__ import annotations

import os
import select
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <keep_umask/>
  <listen>{address}</listen>
  <auth>EXTERNAL</auth>
{service_folders}
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


class BusDaemon:
    """One dbus-daemon, which can be killed and started again at the same *address*."""

    def __init__(
        self, folder: Path, *, services: tuple[Path, ...] = (), environment: dict[str, str] | None = None
    ) -> None:
        """*services*: folders of .service files that may be started on demand, with *environment*."""
        folder.mkdir(parents=True, exist_ok=True)
        self.address = f"unix:path={folder / 'bus'}"
        self._socket = folder / "bus"
        self._config = folder / "bus.conf"
        self._environment = environment
        folders = "\n".join(f"  <servicedir>{path}</servicedir>" for path in services)
        self._config.write_text(CONFIG.format(address=self.address, service_folders=folders))
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._socket.unlink(missing_ok=True)
        told, tell = os.pipe()
        self._process = subprocess.Popen(
            [
                "dbus-daemon",
                f"--config-file={self._config}",
                "--nofork",
                "--nopidfile",
                "--nosyslog",
                f"--print-address={tell}",
            ],
            pass_fds=[tell],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(tell)
        try:
            if not select.select([told], [], [], 20)[0] or not os.read(told, 500):
                self.kill()
                raise RuntimeError("dbus-daemon did not start")
        finally:
            os.close(told)

    def kill(self) -> None:
        """End it at once (SIGKILL), as a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(20)
            self._process = None


@contextmanager
def private_bus(folder: Path) -> Iterator[str]:
    """The address of a bus of one's own, with no service that could be started, for as long as it lasts.

    *folder* should be short: the path of a Unix socket has room for 107 bytes (``tmp_path`` is fine).
    """
    daemon = BusDaemon(folder)
    daemon.start()
    try:
        yield daemon.address
    finally:
        daemon.kill()
