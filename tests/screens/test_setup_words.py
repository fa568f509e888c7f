"""The reminder to try, asked of a daemon made for the test, and what is said of the icon."""

from __future__ import annotations

from typing import Any

import pytest

from sitbreak import icon_shapes, ipc_client
from sitbreak.screens import setup_words
from tests.adapters.served import served

pytestmark = pytest.mark.linux

OK = {"state": "ok", "detail": ""}


def test_every_shape_of_the_icon_is_explained() -> None:
    assert {each.shape for each in setup_words.icon_meanings()} == set(icon_shapes.SHAPES)
    assert all(each.looks and each.meaning for each in setup_words.icon_meanings())


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"state": "shown", "certain": True, "part": OK}, "There it is. It is only a test: no break starts."),
        (
            {"state": "sent", "certain": False, "part": {"state": "ok", "detail": "No service tells."}},
            "It was sent; the desktop does not tell whether it shows it. No service tells.",
        ),
        (
            {"state": "sent", "certain": True, "part": {"state": "failing", "detail": "It refuses."}},
            "It is not shown here. It refuses.",
        ),
    ],
)
def test_what_became_of_the_reminder_is_told(
    told: dict[str, Any], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup_words, "_LOOK_EVERY_S", 0.01)
    monkeypatch.setattr(setup_words, "_SHOWN_WITHIN_S", 0.05)
    asked: list[dict[str, Any]] = []

    def handle(message: dict[str, Any]) -> dict[str, Any]:
        asked.append(message)
        return {"ok": True, **(told if message.get("then") == "ask" else {})}

    with served(ipc_client.socket_path(), handle):
        assert setup_words.test_reminder() == sentence
    assert asked[0] == {"do": "test-reminder"}


def test_a_refusal_is_told_with_what_to_do() -> None:
    refused = {"ok": False, "error": "A break is on the screen.", "next_step": "Answer."}
    with served(ipc_client.socket_path(), lambda _message: refused):
        assert setup_words.test_reminder() == "A break is on the screen. Answer."


def test_without_a_daemon_it_says_how_to_start_one() -> None:
    assert setup_words.test_reminder() == "sitbreak is not running. `sitbreak run` starts it."
