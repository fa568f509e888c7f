"""A system file and a team's accepted file, as tests lay them out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from sitbreak import paths
from sitbreak.settings import system_file, team_copy
from sitbreak.whole_file import write_whole

SOURCE = "https://intra.example/team.toml"


class Shared:
    """Writes what others than the user say. The system file is the test's own, as root's would be."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.system_file = folder / "etc" / "sitbreak.toml"
        self.system_file.parent.mkdir()
        self.team_file = paths.team_copy()
        self.user_file = paths.user_settings_file()
        self._monkeypatch = monkeypatch
        monkeypatch.setattr(paths, "system_settings_file", lambda: self.system_file)
        monkeypatch.setattr(system_file, "ROOT", self.system_file.parent.stat().st_uid)

    def system(self, text: str) -> None:
        self.system_file.write_text(text)
        self.system_file.chmod(0o644)

    def team(self, text: str | bytes, *, grant: Sequence[Sequence[str]] | None = None) -> None:
        """What was accepted from :data:`SOURCE`, which the user's environment names."""
        self._monkeypatch.setenv("SITBREAK_TEAM__SOURCE", SOURCE)
        paths.private_folder(self.team_file.parent)
        state = {"source": SOURCE, "grant": grant}
        write_whole(team_copy.state_file(), json.dumps(state).encode())
        write_whole(self.team_file, text if isinstance(text, bytes) else text.encode())

    def user(self, text: str) -> None:
        paths.private_folder(self.user_file.parent)
        self.user_file.write_text(text)


def head(name: str = "Platform team") -> str:
    return f'version = 1\nserial = 3\nname = "{name}"\n'
