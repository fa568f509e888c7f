"""`sitbreak version`: which sitbreak, Python and libraries these are."""

from __future__ import annotations

import json
import sys
from importlib import metadata
from typing import TYPE_CHECKING

from sitbreak import __version__
from sitbreak.errors import OK

if TYPE_CHECKING:
    import argparse

_LIBRARIES = (
    "pystray",
    "pillow",
    "pydantic-settings",
    "jeepney",
    "schedule",
    "plyer",
    "rich",
    "tomlkit",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print the versions as JSON")


def run(args: argparse.Namespace) -> int:
    versions = {"sitbreak": __version__, "python": sys.version.split()[0]}
    for library in _LIBRARIES:
        try:
            versions[library] = metadata.version(library)
        except metadata.PackageNotFoundError:
            versions[library] = "not installed"
    if args.json:
        sys.stdout.write(json.dumps(versions, indent=2) + "\n")
    else:
        sys.stdout.write("".join(f"{name} {version}\n" for name, version in versions.items()))
    return OK
