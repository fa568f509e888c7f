"""The programs that are measured side by side, and how each is started."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A program that stays. *seed*: files below the configuration folder, written before its first start."""

    name: str
    command: tuple[str, ...]
    has_icon: bool = True
    seed: Mapping[str, str] = field(default_factory=dict)

    @property
    def installed(self) -> bool:
        return shutil.which(self.command[0]) is not None


SITBREAK = Program(
    name="sitbreak",
    command=(sys.executable, "-m", "sitbreak", "run"),
    # Whoever has a settings file is not asked the questions of the first start.
    seed={"sitbreak/config.toml": ""},
)

PEERS = (
    Program(
        name="bare Python", command=(sys.executable, "-Ic", "import signal; signal.pause()"), has_icon=False
    ),
    Program(name="Workrave", command=("workrave",)),
    Program(name="Safe Eyes", command=("safeeyes",)),
    Program(
        name="RSIBreak",
        command=("rsibreak",),
        # Its welcome window would stand in the way of the measurement.
        seed={"rsibreakrc": "[Notification Messages]\ndont_show_welcome_again_for_001=false\n"},
    ),
)
