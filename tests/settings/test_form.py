"""The settings as a form shows and changes them."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sitbreak import paths
from sitbreak.core.tone import lint
from sitbreak.errors import SettingsError
from sitbreak.paths import bundled
from sitbreak.settings import choices, layers, model
from sitbreak.settings.fields import Kind, fields, groups
from sitbreak.settings.form import Form, Stale
from sitbreak.settings.keys import keys
from sitbreak.settings.provenance import Asked, BadSettings, Merged, Rule
from sitbreak.settings.questions import (
    ALWAYS,
    ASKED,
    OWN,
    WEEKDAYS,
    Answers,
    hours_way,
    intervals,
    questions,
    ticked,
    usual_things,
    usual_words,
    weekdays,
)
from sitbreak.settings.reading import Wrong, read, work_range, written


@pytest.fixture
def file() -> Path:
    found = paths.user_settings_file()
    found.parent.mkdir(parents=True)
    return found


def ruled(monkeypatch: pytest.MonkeyPatch, **rules: Rule) -> None:
    """Let a shared file say *rules*; the names of keys with __ for the dot."""
    by_key = {name.replace("__", "."): rule for name, rule in rules.items()}

    def merged(said: Any) -> Merged:
        return replace(layers.merge(said), rules=by_key)

    monkeypatch.setattr("sitbreak.settings.form.merge", merged)


# --- the fields


def test_every_setting_but_those_of_a_team_is_on_one_page() -> None:
    on_pages = [field.key for group in groups() for field in group.fields]
    assert sorted(on_pages) == sorted(key for key in keys() if not key.startswith("team."))


def test_choices_are_those_of_the_model() -> None:
    offered = {key: {choice.value for choice in field.choices} for key, field in fields().items()}
    assert offered["routines.exclusions"] == set(model.Exclusion.__args__)  # type: ignore[attr-defined]
    assert offered["routines.equipment"] == set(model.Equipment.__args__)  # type: ignore[attr-defined]
    for key, field in fields().items():
        if field.kind is Kind.CHOICE:
            assert all(layers.checked_changes("test", {key: value}) for value in offered[key])
            assert keys()[key].default in offered[key]


def test_the_kind_of_a_field_is_that_of_its_value() -> None:
    for key, field in fields().items():
        assert isinstance(keys()[key].default, bool) == (field.kind is Kind.SWITCH)
        assert keys()[key].is_list == (field.kind in (Kind.SEVERAL, Kind.NUMBERS, Kind.RANGES, Kind.ROUTINES))


def test_no_word_of_a_field_presses_or_blames() -> None:
    said = [text for group in groups() for text in (group.title, group.intro)]
    for field in fields().values():
        said += [
            field.label,
            field.help,
            *(text for each in field.choices for text in (each.label, each.help)),
        ]
    assert [word for text in said for word in lint(text)] == []


# --- what holds


def test_a_form_tells_what_holds_and_where_it_comes_from(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text("[breaks]\ninterval_min = 50\nrepeat_max = 2\n")
    monkeypatch.setenv("SITBREAK_BREAKS__REPEAT_MAX", "4")
    found = Form.load(sets=["hold.call=false"])
    mine, default = found["breaks.interval_min"], found["hold.dnd"]
    assert (mine.value, mine.otherwise, mine.is_own, mine.source, mine.locked) == (50, 45, True, "", "")
    assert (default.value, default.is_own, default.source, default.locked) == (True, False, "", "")
    assert found["breaks.repeat_max"].value == 4
    assert found["breaks.repeat_max"].locked == (
        "The variable SITBREAK_BREAKS__REPEAT_MAX decides this; it wins over your file."
    )
    assert found["hold.call"].locked.startswith("An option of the running sitbreak decides this")


def test_the_limits_are_those_of_the_model() -> None:
    found = Form.load()
    assert (found["breaks.interval_min"].limits.low, found["breaks.interval_min"].limits.high) == (30, 60)
    assert (found["pause.choices_min"].limits.low, found["pause.choices_min"].limits.high) == (5, 480)
    assert found["hours.work"].limits.low is None


def test_a_lock_names_who_and_why(monkeypatch: pytest.MonkeyPatch) -> None:
    ruled(
        monkeypatch,
        notify__style=Rule(lock=True, said_by="Platform team", reason="quiet floor"),
        hold__call=Rule(lock=True, said_by="system"),
    )
    found = Form.load()
    assert found["notify.style"].locked == "Platform team has set this: quiet floor."
    assert found["hold.call"].locked == "The administrator of this computer has set this."
    with pytest.raises(Wrong, match="quiet floor"):
        found.write({"breaks.repeat_max": 2, "notify.style": "urgent"})
    assert not found.file.exists()


def test_a_bound_narrows_what_may_be_given_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    ruled(
        monkeypatch,
        breaks__interval_min=Rule(high=45, said_by="Platform team", reason="agreement of 2026."),
        snooze__choices_min=Rule(low=5, high=10, said_by="Platform team"),
        routines__level=Rule(one_of=(1, 2), said_by="system"),
        snooze__budget_min=Rule(low=5, said_by="Platform team"),
    )
    found = Form.load()
    interval = found["breaks.interval_min"].limits
    assert (interval.low, interval.high) == (30, 45)
    assert found.check("breaks.interval_min", 45) == 45
    with pytest.raises(Wrong, match=r"^Platform team allows up to 45: agreement of 2026\.$"):
        found.read("breaks.interval_min", "50")
    with pytest.raises(Wrong, match=r"^Platform team allows 5 to 10\.$"):
        found.read("snooze.choices_min", "5, 20")
    with pytest.raises(Wrong, match=r"^The administrator of this computer allows 1, 2\.$"):
        found.check("routines.level", 3)
    with pytest.raises(Wrong, match="allows 5 or more"):
        found.check("snooze.budget_min", 0)


def test_what_the_user_asked_for_and_did_not_get_is_told(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text("[breaks]\ninterval_min = 60\n")

    def merged(said: Any) -> Merged:
        found = layers.merge(said)
        rules = {"breaks.interval_min": Rule(high=45, said_by="Platform team")}
        asked = {"breaks.interval_min": Asked(value=60, origin=f"user {file}:2")}
        return replace(found, values={**found.values, "breaks.interval_min": 45}, rules=rules, asked=asked)

    monkeypatch.setattr("sitbreak.settings.form.merge", merged)
    state = Form.load()["breaks.interval_min"]
    assert (state.value, state.limits.words) == (45, "Platform team allows up to 45.")
    assert state.source == "You asked for 60."


# --- reading what is typed


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("breaks.interval_min", " 50 ", 50),
        ("breaks.interval_min", "50 min", 50),
        ("snooze.choices_min", "5, 10;20", [5, 10, 20]),
        ("pause.choices_min", "", []),
        ("hours.work", "", []),
        ("hours.work", "Mon-Fri 09:00-17:00", ["Mon-Fri 09:00-17:00"]),
        ("hours.work", "mon - friday 9–17.30\nSat,Sun 22-6", ["Mon-Fri 09:00-17:30", "Sat,Sun 22:00-06:00"]),  # noqa: RUF001
        ("hours.work", "Mon 9-12, Mon 13-17", ["Mon 09:00-12:00", "Mon 13:00-17:00"]),
    ],
)
def test_what_is_meant_is_understood(key: str, text: str, value: object) -> None:
    found = Form.load()
    assert found.read(key, text) == value
    assert found.read(key, written(fields()[key], value)) == value


@pytest.mark.parametrize(
    ("key", "text", "sentence"),
    [
        ("breaks.interval_min", "90", "Please give a whole number from 30 to 60."),
        ("breaks.interval_min", "soon", "'soon' is no whole number."),
        ("breaks.interval_min", "", "Please give a number."),
        ("breaks.wait_for_pause_s", "1", "Please give 0 (off) or a whole number from 2 to 30."),
        ("snooze.choices_min", "5, 5", "5 is in it twice."),
        (
            "snooze.choices_min",
            "5, 90",
            "Please give a list of 1 to 8 different whole numbers from 1 to 30.",
        ),
        ("hours.work", "Mon-Fri 9-25", "Mon-Fri 9-25: '25:00' is no time of the day."),
        (
            "hours.work",
            "always",
            "always: it is not days, a blank and two times: write it like Mon-Fri 09:00-12:30.",
        ),
    ],
)
def test_what_cannot_be_used_is_answered_with_one_sentence(key: str, text: str, sentence: str) -> None:
    with pytest.raises(Wrong) as caught:
        Form.load().read(key, text)
    assert caught.value.title == sentence


def test_a_switch_is_no_text() -> None:
    with pytest.raises(ValueError, match="not written as text"):
        read(fields()["hold.call"], "yes")


def test_a_word_of_any_length_is_cut_in_the_sentence() -> None:
    with pytest.raises(Wrong) as caught:
        work_range("x" * 10_000)
    assert len(caught.value.title) < 120


# --- writing


def test_only_what_differs_is_written_and_comments_stay(file: Path) -> None:
    file.write_text("# mine\n[breaks]\ninterval_min = 50  # calm\n")
    found = Form.load()
    values = {"breaks.interval_min": 40, "breaks.repeat_max": 3, "routines.exclusions": ["knee"]}
    assert found.write(values) == ("breaks.interval_min", "routines.exclusions")
    assert file.read_text() == (
        '# mine\n[breaks]\ninterval_min = 40  # calm\n\n[routines]\nexclusions = ["knee"]\n'
    )
    assert found.value("breaks.interval_min") == 40
    assert found.write(values) == ()


def test_a_key_goes_back_to_what_holds_without_it(file: Path) -> None:
    file.write_text("[breaks]\ninterval_min = 50\n")
    found = Form.load()
    assert found.write({}, unset=("breaks.interval_min", "hold.dnd")) == ("breaks.interval_min",)
    assert found.value("breaks.interval_min") == 45
    assert file.read_text() == ""


def test_what_a_variable_decides_is_never_written(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITBREAK_HOLD__CALL", "false")
    with pytest.raises(Wrong, match="SITBREAK_HOLD__CALL"):
        Form.load().write({"hold.call": True})
    assert not file.exists()


def test_a_file_changed_meanwhile_is_told_and_not_written(file: Path) -> None:
    found = Form.load()
    file.write_text("[breaks]\ninterval_min = 30\n")
    assert found.is_stale
    with pytest.raises(Stale):
        found.write({"hold.dnd": False})
    assert file.read_text() == "[breaks]\ninterval_min = 30\n"
    found.reload()
    assert found.value("breaks.interval_min") == 30
    found.write({"hold.dnd": False})
    assert not found.is_stale


def test_a_broken_file_is_told_with_its_line_and_not_touched(file: Path) -> None:
    file.write_text("[breaks]\ninterval_min = 50\n")
    found = Form.load()
    broken = "[breaks]\ninterval_min == 40\n"
    file.write_text(broken)
    with pytest.raises(BadSettings, match=r"config\.toml:2: this is not TOML"):
        Form.load()
    with pytest.raises(BadSettings):
        found.reload()
    assert found.value("breaks.interval_min") == 50  # as it was
    assert found.is_stale
    with pytest.raises(Stale):
        found.write({"hold.dnd": False})
    assert file.read_text() == broken


def test_a_folder_that_takes_no_file_is_told(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr("sitbreak.settings.edit.write_whole", full)
    with pytest.raises(SettingsError, match="cannot be written: No space left"):
        Form.load().write({"hold.dnd": False})


def test_a_named_file_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="there is no such file"):
        Form.load(config=tmp_path / "none.toml")
    (tmp_path / "mine.toml").write_text("[hold]\ndnd = false\n")
    assert Form.load(config=tmp_path / "mine.toml").value("hold.dnd") is False


# --- the questions of the first run


def test_the_questions_are_fields_and_follow_the_tone() -> None:
    assert tuple(questions()) == ASKED
    assert set(ASKED) <= set(fields())
    assert [word for each in questions().values() for word in (*lint(each.text), *lint(each.help))] == []


def test_answers_begin_with_what_holds_and_write_what_differs(file: Path) -> None:
    file.write_text('[routines]\nplace = "home"\n')
    answers = Answers(Form.load())
    assert answers["routines.place"] == "home"
    answers.give("routines.place", "travel")
    answers.give("routines.level", 2)
    answers.give("routines.place", "home")  # on second thoughts
    with pytest.raises(Wrong):
        answers.give("hours.work", ["Mon 9-10"])
    assert answers.changed == {"routines.level": 2}
    assert file.read_text() == '[routines]\nplace = "home"\n'  # nothing is written before
    assert answers.write() == ("routines.level",)
    assert file.read_text() == '[routines]\nplace = "home"\nlevel = 2\n'


def test_who_does_not_stand_leaves_out_floor_and_knees_unless_unticked() -> None:
    assert ticked([], ["standing"]) == ["standing", "floor", "kneeling"]
    assert ticked(["standing", "floor", "kneeling"], ["standing", "floor"]) == ["standing", "floor"]
    assert ticked(["knee"], ["wrist", "knee"]) == ["knee", "wrist"]


def test_working_hours_are_always_or_weekdays_or_own_words() -> None:
    assert hours_way([]) == (ALWAYS, "09:00", "17:00")
    assert hours_way(["Mon-Fri 08:30-16:00"]) == (WEEKDAYS, "08:30", "16:00")
    assert hours_way(["Mon-Fri 09:00-12:00", "Mon-Fri 13:00-17:00"])[0] == OWN
    assert hours_way(["Mon-Thu 09:00-12:00"])[0] == OWN
    assert weekdays("9", "17.30") == ["Mon-Fri 09:00-17:30"]
    with pytest.raises(Wrong, match="'noon' is no time"):
        weekdays("9", "noon")
    with pytest.raises(Wrong, match="both times"):
        weekdays("9", "")


def test_the_present_interval_is_among_those_on_offer() -> None:
    assert [choice.value for choice in intervals(45)] == [30, 45, 60]
    assert [choice.value for choice in intervals(50)] == [30, 45, 50, 60]


def test_the_usual_things_are_named() -> None:
    assert usual_things("office") == ["support", "wall", "chair"]
    assert usual_words("home") == "The usual: something solid to hold, a wall, a chair, a mat or a carpet"
    assert usual_words("travel") == "The usual: something solid to hold, a chair"


def test_the_file_of_defaults_names_every_choice() -> None:
    text = bundled("config", "default.toml").read_text()
    assert all(f'"{choice.value}"' in text for choice in (*choices.exclusions(), *choices.equipment()))
