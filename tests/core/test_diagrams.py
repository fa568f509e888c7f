"""The diagrams in CONTRIBUTING.md show the machines as the code has them."""

from __future__ import annotations

import pytest

from sitbreak.core.model import Prompt
from sitbreak.core.prompting import TABLE
from tests import diagrams


def test_the_diagrams_are_those_of_the_code() -> None:
    text = diagrams.FILE.read_text("utf-8")
    assert diagrams.drawn(text) == text, "python -m tests.diagrams --write brings CONTRIBUTING.md up to date"
    assert all(f"<!-- diagram: {name} -->" in text for name in diagrams.DIAGRAMS)


def test_every_arrow_of_the_table_is_in_the_diagram() -> None:
    drawing = diagrams.prompt()
    for (source, event), target in TABLE.items():
        arrow = f"{source} --> {target}: {event}\n"
        from_all = f"open --> {target}: {event}\n"
        assert arrow in drawing or (source is not Prompt.NONE and from_all in drawing)


def test_a_diagram_that_is_out_of_date_is_replaced() -> None:
    text = "before\n<!-- diagram: posture -->\nan old drawing\n<!-- end -->\nafter\n"
    new = diagrams.drawn(text)
    assert "an old drawing" not in new
    assert new.startswith("before\n")
    assert new.endswith("<!-- end -->\nafter\n")
    assert diagrams.drawn(new) == new


def test_a_diagram_without_a_table_is_an_error() -> None:
    with pytest.raises(KeyError):
        diagrams.drawn("<!-- diagram: nonsense -->\n<!-- end -->")
