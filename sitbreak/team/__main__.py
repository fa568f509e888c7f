"""The child of the resident program that looks for a newer file of the team, once:
``python -m sitbreak.team [--config FILE] [--set KEY=VALUE]...``.

It answers with one JSON object on standard output: ``{"changed": whether to read the settings again}``.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sitbreak.errors import EXPECTED_FAILURE, OK, SitbreakError
from sitbreak.settings.layers import team_settings
from sitbreak.team.updating import look

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m sitbreak.team", description="Look for a newer team file."
    )
    parser.add_argument("--config", type=Path, metavar="FILE")
    parser.add_argument("--set", action="append", default=[], dest="sets", metavar="KEY=VALUE")
    options = parser.parse_args(arguments)
    try:
        looked = look(team_settings(config=options.config, sets=options.sets))
    except (SitbreakError, OSError) as error:
        sys.stderr.write(f"sitbreak: {error}\n")
        return EXPECTED_FAILURE
    sys.stdout.write(json.dumps({"changed": looked.changed}) + "\n")
    return OK


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
