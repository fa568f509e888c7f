"""Changing the user's file: several keys at once, taking keys out, and never losing what else is in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitbreak.errors import SettingsError
from sitbreak.paths import bundled
from sitbreak.settings import edit
from sitbreak.settings.edit import unset_key, write_keys
from sitbreak.settings.keys import keys
from sitbreak.settings.layers import file_layer
from sitbreak.settings.provenance import BadSettings


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def test_several_keys_are_set_at_once_and_comments_stay(file: Path) -> None:
    file.write_text("# mine\n[breaks]\ninterval_min = 50  # calm\n\n[hold]\n# calls\ncall = false\n")
    write_keys(file, {"breaks.interval_min": 40, "hold.dnd": False, "routines.exclusions": ["knee", "foot"]})
    assert file.read_text() == (
        "# mine\n[breaks]\ninterval_min = 40  # calm\n\n[hold]\n# calls\ncall = false\ndnd = false\n"
        '\n[routines]\nexclusions = ["knee", "foot"]\n'
    )


def test_every_key_can_be_set_in_the_file_of_defaults_and_taken_out_again(file: Path) -> None:
    file.write_bytes(bundled("config", "default.toml").read_bytes())
    defaults = {name: key.default for name, key in keys().items() if name.partition(".")[0] != "team"}
    write_keys(file, defaults)
    assert file_layer("user", file).values == defaults
    write_keys(file, {}, unset=tuple(defaults))
    assert file_layer("user", file).values == {}
    assert file.read_bytes() == bundled("config", "default.toml").read_bytes()


def test_one_key_that_cannot_be_changed_keeps_all_as_they_were(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text("[breaks]\ninterval_min = 50\n")
    ways = edit._with_tomlkit

    def fails(text: str, section: str, name: str, value: object) -> str:
        return "broken [" if name == "dnd" else ways(text, section, name, value)

    monkeypatch.setattr(edit, "_with_tomlkit", fails)
    with pytest.raises(SettingsError, match="only an editor can change safely"):
        write_keys(file, {"breaks.interval_min": 40, "hold.dnd": False})
    assert file.read_text() == "[breaks]\ninterval_min = 50\n"


def test_a_file_with_a_slip_elsewhere_is_told_and_left_alone(file: Path) -> None:
    file.write_text("[breaks]\ninterval_min = 900\nrepeat_max = 3\n")
    with pytest.raises(BadSettings, match=r"config\.toml:2: breaks\.interval_min: must be"):
        write_keys(file, {"hold.dnd": False})
    with pytest.raises(BadSettings):
        unset_key(file, "breaks.repeat_max")
    assert file.read_text() == "[breaks]\ninterval_min = 900\nrepeat_max = 3\n"


def test_the_slip_itself_can_be_put_right_or_taken_out(file: Path) -> None:
    file.write_text("[breaks]\ninterval_min = 900\n")
    write_keys(file, {"breaks.interval_min": 30})
    assert file_layer("user", file).values == {"breaks.interval_min": 30}
    file.write_text("[breaks]\ninterval_min = 900\n")
    assert unset_key(file, "breaks.interval_min")
    assert file.read_text() == ""


def test_what_is_no_toml_is_told_with_its_line_and_left_alone(file: Path) -> None:
    file.write_text("[breaks]\ninterval_min 50\n")
    for change in (lambda: write_keys(file, {"hold.dnd": False}), lambda: unset_key(file, "hold.dnd")):
        with pytest.raises(SettingsError, match=r"config\.toml:2: this is not TOML"):
            change()
    assert file.read_text() == "[breaks]\ninterval_min 50\n"


def test_taking_out_what_is_not_there_changes_nothing(file: Path) -> None:
    assert not unset_key(file, "hold.dnd")
    assert not file.exists()
    file.write_text("[hold]\ncall = false\n")
    before = file.stat()
    assert not unset_key(file, "hold.dnd")
    write_keys(file, {"hold.call": False}, unset=("hold.dnd",))
    assert file.stat() == before


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("breaks.interval_min = 50\nhold.call = false\n", "hold.call = false\n"),
        ("breaks = {interval_min = 50, repeat_max = 2}\n", None),
        ("[breaks]\ninterval_min = 50 # why\n# about the rest\nrepeat_max = 2\n", None),
        ('["breaks"]\n"interval_min" = 50\n', None),
    ],
)
def test_a_key_is_taken_out_however_it_is_written(file: Path, text: str, left: str | None) -> None:
    file.write_text(text)
    others = {key: value for key, value in file_layer("user", file).values.items() if "interval" not in key}
    assert unset_key(file, "breaks.interval_min")
    assert file_layer("user", file).values == others
    assert left is None or file.read_text() == left
    assert "about" not in text or "# about the rest" in file.read_text()


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("# mine\n\n[hold]\ndnd = false\n", "# mine\n"),
        ("[tray]\nshow = true\n\n[hold]\ndnd = false\n\n[notify]\n", "[tray]\nshow = true\n\n[notify]\n"),
        ("[hold]\ndnd = false\n\n[tray]\nshow = true\n", "[tray]\nshow = true\n"),
        ("[tray]\r\nshow = true\r\n\r\n[hold]\r\ndnd = false\r\n", "[tray]\r\nshow = true\r\n"),
        ("[hold] # mine\ndnd = false\n", "[hold] # mine\n"),
        ("[hold]\n# mine\ndnd = false\n", "[hold]\n# mine\n"),
        ("# mine\n[hold]\ndnd = false\n", "# mine\n[hold]\n"),
        ("[hold]\ndnd = false\ncall = true\n", "[hold]\ncall = true\n"),
    ],
)
def test_a_table_goes_with_its_last_key_unless_a_comment_is_about_it(
    file: Path, text: str, left: str
) -> None:
    file.write_bytes(text.encode())
    assert unset_key(file, "hold.dnd")
    assert file.read_bytes().decode() == left


def test_what_was_added_and_taken_out_again_leaves_no_trace(file: Path) -> None:
    file.write_text("# mine\n[breaks]\ninterval_min = 50\n")
    write_keys(file, {"team.source": "https://example.org/team.toml", "team.sha256": "0" * 64})
    write_keys(file, {}, unset=("team.source", "team.sha256", "team.key"))
    assert file.read_text() == "# mine\n[breaks]\ninterval_min = 50\n"


def test_an_empty_table_of_the_user_stays_where_nothing_is_taken_out(file: Path) -> None:
    file.write_text("[hold]\n\n[tray]\nshow = true\n")
    write_keys(file, {"tray.show": False}, unset=("hold.dnd",))
    assert file.read_text() == "[hold]\n\n[tray]\nshow = false\n"
