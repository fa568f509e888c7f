"""The map in CONTRIBUTING.md: a newcomer finds every folder in it, and nothing that is not there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
RULES, MAP = TEXT[: TEXT.index("## The map")], TEXT[TEXT.index("## The map") : TEXT.index("## Add a desktop")]


def folders(parent: str) -> list[str]:
    return sorted(file.parent.name for file in (ROOT / parent).glob("*/__init__.py"))


def test_every_folder_is_on_the_map() -> None:
    assert [name for name in folders("sitbreak") if f"`{name}/`" not in MAP] == []
    assert [name for name in folders("tests") if f"`{name}`" not in MAP] == []


def test_every_module_that_is_named_is_there() -> None:
    places = [ROOT, ROOT / "sitbreak", *(ROOT / "sitbreak").glob("*/")]
    named = set(re.findall(r"`([\w/*]+\.(?:py|json))`", RULES + MAP))
    assert len(named) > 40
    assert [name for name in sorted(named) if not any(any(place.glob(name)) for place in places)] == []
