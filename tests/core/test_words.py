from __future__ import annotations

import struct
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sitbreak import words
from sitbreak.core.model import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _no_language(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    words._translation.cache_clear()
    yield
    words._translation.cache_clear()


def write_catalogue(file: Path, texts: dict[str, str]) -> None:
    """A GNU .mo file, as msgfmt writes it."""
    texts = {"": "Content-Type: text/plain; charset=UTF-8\n"} | texts
    pairs = sorted((key.encode(), value.encode()) for key, value in texts.items())
    keys_at = 28
    values_at = keys_at + 8 * len(pairs)
    at = values_at + 8 * len(pairs)
    tables = [b"", b""]
    blob = b""
    for column in (0, 1):
        for pair in pairs:
            tables[column] += struct.pack("<II", len(pair[column]), at + len(blob))
            blob += pair[column] + b"\0"
    file.parent.mkdir(parents=True)
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), keys_at, values_at, 0, 0)
    file.write_bytes(head + tables[0] + tables[1] + blob)


@pytest.fixture
def german(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "bundled", tmp_path.joinpath)
    file = tmp_path / "assets" / "locale" / "de" / "LC_MESSAGES" / "sitbreak.mo"
    write_catalogue(file, {"{n} h": "{n} Std.", "you are away": "du bist weg"})


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (40, "40 s"),
        (59.9, "59 s"),
        (60, "1 min"),
        (1979, "32 min"),
        (3600, "1 h"),
        (3900, "1 h 5 min"),
    ],
)
def test_a_sitting_length_is_told_in_its_largest_units_and_never_rounded_up(
    seconds: float, text: str
) -> None:
    assert words.duration(seconds) == text


@pytest.mark.parametrize(("seconds", "text"), [(-3, "0 s"), (-0.2, "0 s")])
def test_a_length_is_never_negative(seconds: float, text: str) -> None:
    assert words.duration(seconds) == text
    assert words.exact_duration(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(40, "40 s"), (60, "1 min"), (70, "1 min 10 s"), (172, "2 min 52 s"), (180, "3 min")],
)
def test_the_length_of_a_routine_is_told_exactly(seconds: int, text: str) -> None:
    assert words.exact_duration(seconds) == text


def test_a_time_of_day_has_two_digits_each() -> None:
    assert words.clock_time(datetime(2026, 1, 5, 9, 5, 59, tzinfo=UTC)) == "09:05"


def test_every_reason_has_words_of_its_own() -> None:
    told = {words.reason_words(reason) for reason in Reason}
    assert len(told) == len(Reason)
    assert not told & set(Reason)


def test_a_reason_nobody_knows_is_told_as_it_is() -> None:
    assert words.reason_words("moonlight") == "moonlight"


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize(
    "language",
    [
        {"LANG": "de_DE.UTF-8"},
        {"LANG": "fr_FR.UTF-8", "LANGUAGE": "xx:de"},
        {"LC_ALL": "de", "LANG": "en_GB"},
    ],
)
def test_a_user_reads_her_language_when_there_is_a_catalogue(
    language: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable, value in language.items():
        monkeypatch.setenv(variable, value)
    assert words.duration(7200) == "2 Std."
    assert words.reason_words(Reason.AWAY) == "du bist weg"
    assert words.reason_words(Reason.CALL) == "you are in a call"


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize(
    "language",
    [
        {},
        {"LANG": "C.UTF-8", "LANGUAGE": "de"},
        {"LANG": "en_GB.UTF-8"},
        {"LANG": "de_DE", "LANGUAGE": "en:de"},
        {"LANG": "fr_FR"},
        {"LANG": "../../etc"},
    ],
)
def test_without_a_catalogue_she_reads_english(
    language: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable, value in language.items():
        monkeypatch.setenv(variable, value)
    assert words.duration(7200) == "2 h"


def test_a_damaged_catalogue_costs_only_its_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "assets" / "locale" / "de" / "LC_MESSAGES" / "sitbreak.mo"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"not a catalogue")
    monkeypatch.setattr(words, "bundled", tmp_path.joinpath)
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    assert words.duration(7200) == "2 h"


def test_without_a_catalogue_nothing_heavy_is_imported() -> None:
    code = (
        "import sys; from sitbreak import words; words.duration(4000); words.reason_words('call');"
        "print(sorted({'gettext', 'locale', 'datetime'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={"LANG": "fi_FI.UTF-8"}, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
