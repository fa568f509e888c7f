"""Whether taplo, reading our schemas, takes the right files and refuses the wrong ones:
``python -m tests.settings.with_taplo``. It says where it does not, and ends with code 1 then.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from sitbreak import paths
from sitbreak.settings.schema import TEAM_SCHEMA, USER_SCHEMA
from tests.settings.wrong_files import Whose, right_files, wrong_files

TAPLO = Path(sys.executable).with_name("taplo")
_SCHEMAS = {"user": USER_SCHEMA, "team": TEAM_SCHEMA}


def main() -> int:
    right, wrong = right_files(), wrong_files()
    with tempfile.TemporaryDirectory() as folder:
        failures = [
            *(
                f"refused: {' '.join(name)}"
                for name, text in right.items()
                if not takes(folder, name[0], text)
            ),
            *(f"taken: {' '.join(name)}" for name, text in wrong.items() if takes(folder, name[0], text)),
        ]
    print("\n".join([*failures, f"taplo: {len(right)} right and {len(wrong)} wrong files"]))
    return bool(failures)


def takes(folder: str, whose: Whose, text: str) -> bool:
    """Whether taplo takes a file that says *text*. (That it finds the schema shows by what it takes.)"""
    file = Path(folder, f"{whose}.toml")
    file.write_text(text, "utf-8")
    schema = paths.bundled("config", "schema", "1", _SCHEMAS[whose]).as_uri()
    done = subprocess.run(
        [TAPLO, "lint", "--no-auto-config", "--schema", schema, file],
        capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
