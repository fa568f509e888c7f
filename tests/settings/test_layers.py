"""Whose word counts, and what is said about a slip: the file, the line, the key and what is allowed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sitbreak import paths
from sitbreak.settings import checks
from sitbreak.settings.keys import keys, sections
from sitbreak.settings.layers import (
    _Variables,
    all_layers,
    checked_changes,
    environment_layer,
    file_layer,
    merge,
    options_layer,
)
from sitbreak.settings.provenance import BadSettings, Layer, Merged, Place
from sitbreak.settings.toml_file import parse_toml


@pytest.fixture
def file() -> Path:
    """The user's settings file, in a folder of its own."""
    found = paths.user_settings_file()
    found.parent.mkdir(parents=True)
    return found


def merged(*sets: str, config: Path | None = None) -> Merged:
    return merge(all_layers(config=config, sets=sets))


def complaint(*sets: str, config: Path | None = None) -> str:
    with pytest.raises(BadSettings) as caught:
        merged(*sets, config=config)
    return str(caught.value)


# --- whose word counts


def test_without_a_file_everything_is_at_its_default() -> None:
    assert merged().values == {name: key.default for name, key in keys().items()}
    assert set(merged().origins.values()) == {"default"}


def test_the_file_counts_more_than_the_default_and_says_where(file: Path) -> None:
    file.write_text("# mine\n[breaks]\ninterval_min = 50\n")
    assert merged().values["breaks.interval_min"] == 50
    assert merged().origins["breaks.interval_min"] == f"user {file}:3"
    assert merged().origins["breaks.repeat_min"] == "default"


def test_a_variable_counts_more_than_the_file_and_an_option_more_than_both(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text("[breaks]\ninterval_min = 50\nrepeat_min = 6\nrepeat_max = 1\n")
    monkeypatch.setenv("SITBREAK_BREAKS__INTERVAL_MIN", "40")
    monkeypatch.setenv("SITBREAK_BREAKS__REPEAT_MIN", "7")
    found = merged("breaks.interval_min=35")
    told = {
        name: (found.values[name], origin) for name, origin in found.origins.items() if origin != "default"
    }
    assert told == {
        "breaks.interval_min": (35, "--set"),
        "breaks.repeat_min": (7, "env SITBREAK_BREAKS__REPEAT_MIN"),
        "breaks.repeat_max": (1, f"user {file}:4"),
    }


def test_a_list_is_replaced_whole(file: Path) -> None:
    file.write_text("[snooze]\nchoices_min = [3, 4]\n")
    assert merged("snooze.choices_min=7").values["snooze.choices_min"] == [7]


def test_another_layer_can_be_put_between() -> None:
    between = Layer(
        name="team",
        values={"breaks.interval_min": 50},
        places={"breaks.interval_min": Place(layer="team", source="https://x/y.toml")},
    )
    system, _team, user, env, options = all_layers(sets=["breaks.repeat_min=6"])
    found = merge([system, between, user, env, options])
    assert found.origins["breaks.interval_min"] == "team https://x/y.toml"
    assert found.values["breaks.interval_min"] == 50


def test_a_named_file_stands_in_for_the_users(file: Path, tmp_path: Path) -> None:
    file.write_text("[breaks]\ninterval_min = 50\n")
    other = tmp_path / "other.toml"
    other.write_text("[breaks]\nrepeat_min = 6\n")
    assert merged(config=other).values["breaks.interval_min"] == 45
    assert merged(config=other).origins["breaks.repeat_min"] == f"user {other}:2"


def test_a_named_file_must_be_there(tmp_path: Path) -> None:
    gone = tmp_path / "gone.toml"
    assert complaint(config=gone) == f"{gone}: there is no such file"


# --- values as words


@pytest.mark.parametrize(
    ("words", "key", "value"),
    [
        ("breaks.interval_min=50", "breaks.interval_min", 50),
        (" breaks.interval_min = 50 ", "breaks.interval_min", 50),
        ("hold.call=false", "hold.call", False),
        ("hold.call=FALSE", "hold.call", False),
        ("routines.place=home", "routines.place", "home"),
        ("snooze.choices_min=5,10", "snooze.choices_min", [5, 10]),
        ("snooze.choices_min=5", "snooze.choices_min", [5]),
        ("snooze.choices_min=[5, 10]", "snooze.choices_min", [5, 10]),
        ("pause.choices_min=", "pause.choices_min", []),
        ("routines.exclusions=knee, hip-flexor", "routines.exclusions", ["knee", "hip-flexor"]),
        ('routines.exclusions=["knee"]', "routines.exclusions", ["knee"]),
        ("routines.disabled=123", "routines.disabled", ["123"]),
        ("routines.equipment=usual", "routines.equipment", None),
        ("routines.equipment=wall,mat", "routines.equipment", ["wall", "mat"]),
        ("routines.equipment=", "routines.equipment", []),
        ("hours.work=Mon-Fri 09:00-12:30", "hours.work", ["Mon-Fri 09:00-12:30"]),
        (
            "hours.work=Sat,Sun 10:00-12:00, Mon 09:00-10:00",
            "hours.work",
            ["Sat,Sun 10:00-12:00", "Mon 09:00-10:00"],
        ),
        ('hours.work=["Sat,Sun 10:00-12:00"]', "hours.work", ["Sat,Sun 10:00-12:00"]),
    ],
)
def test_words_become_values_alike_in_options_and_variables(
    words: str, key: str, value: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert merged(words).values[key] == value
    name, _, word = words.partition("=")
    monkeypatch.setenv("SITBREAK_" + name.strip().upper().replace(".", "__"), word)
    assert merged().values[key] == value


def test_the_last_option_of_a_key_counts() -> None:
    assert merged("breaks.interval_min=50", "breaks.interval_min=40").values["breaks.interval_min"] == 40


@pytest.mark.linux  # Windows keeps names of variables in capitals, and has text in them
def test_a_variable_may_be_written_in_small_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("sitbreak_breaks__interval_min", "50")
    assert merged().values["breaks.interval_min"] == 50
    assert merged().origins["breaks.interval_min"] == "env sitbreak_breaks__interval_min"


def test_every_section_is_read_from_variables() -> None:
    assert tuple(_Variables.model_fields) == sections()


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("breaks.interval_min=90", "breaks.interval_min: must be a whole number from 30 to 60, not 90"),
        ("breaks.interval_min=45.0", 'breaks.interval_min: must be a whole number from 30 to 60, not "45.0"'),
        ("breaks.interval_min=inf", 'breaks.interval_min: must be a whole number from 30 to 60, not "inf"'),
        ("breaks.interval_min=", 'breaks.interval_min: must be a whole number from 30 to 60, not ""'),
        ("breaks.interval_min=" + "9" * 5000, "breaks.interval_min: write breaks.interval_min=VALUE"),
        (
            "breaks.interval_min=" + "9" * 400,
            "breaks.interval_min: must be a whole number from 30 to 60, not",
        ),
        ("breaks.interval_min", "breaks.interval_min: write breaks.interval_min=VALUE, VALUE being a whole"),
        ("hours.work=Mo-Fr 09:00-12:00", "('Mo' is no day: write Mon, Tue, Wed, Thu, Fri, Sat or Sun)"),
        ("hold.call=1", 'hold.call: must be true or false, not "1"'),
        ("routines.place=moon", 'routines.place: must be office, home or travel, not "moon"'),
        ("snooze.choices_min=[5", "snooze.choices_min: must be a list of 1 to 8 different whole numbers"),
        ("snooze.choices_min=" + "[" * 4000, "snooze.choices_min: must be a list of"),
        ("interval_min=40", "interval_min: there is no such key; did you mean breaks.interval_min?"),
        ("nonsense", "nonsense: there is no such key; `sitbreak config show` tells all"),
        ("", "there is no such key"),
    ],
)
def test_a_bad_option_is_named_with_what_is_allowed(option: str, said: str) -> None:
    assert said in complaint(option)
    assert complaint(option).startswith("--set: ")
    assert len(complaint(option)) < 300


def test_a_bad_variable_is_named_with_what_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITBREAK_BREAKS__INTERVAL_MIN", "90")
    assert complaint() == (
        "SITBREAK_BREAKS__INTERVAL_MIN: breaks.interval_min: must be a whole number from 30 to 60, not 90"
    )


@pytest.mark.parametrize(
    "variable",
    ["SITBREAK_BREKS__INTERVAL_MIN", "SITBREAK_BREAKS__INTERVALL_MIN", "SITBREAK_BREAKS_INTERVAL_MIN"],
)
def test_a_slip_in_the_name_of_a_variable_is_told(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, "40")
    assert complaint().startswith(f"{variable}: ")
    assert "did you mean SITBREAK_BREAKS__INTERVAL_MIN?" in complaint()


@pytest.mark.parametrize(
    "variable", ["SITBREAK_BREAKS", "SITBREAK_", "SITBREAK_BREAKS__", "SITBREAK___X", "SITBREAK_X"]
)
def test_a_variable_that_names_no_key_is_told(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, '{"interval_min": 40}')
    assert complaint().startswith(f"{variable}: ")
    assert "there is no such key" in complaint()


def test_a_variable_below_a_key_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITBREAK_BREAKS__INTERVAL_MIN__X", "40")
    monkeypatch.setenv("SITBREAK_BREAKS__INTERVAL_MIN", "40")
    assert "SITBREAK_BREAKS__INTERVAL_MIN__X: " in complaint()


@pytest.mark.linux  # Windows keeps names of variables in capitals, and has text in them
def test_bytes_that_are_no_text_are_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITBREAK_ROUTINES__PLACE", os.fsdecode(b"\xff\xfe"))
    complaint().encode()
    assert "must be office, home or travel" in complaint()


# --- slips in the file

SLIPS = """\
interval = 3
[breaks]
interval_min = 90  # far too long
intervall_min = 45
repeat_min = "5"
wait_for_pause_s = 1
away_after_s = inf
[hours]
work = [
  "Mon-Fri 09:00-12:30",
  "Monday 09:00-12:30",
]
[hold]
call = "yes"
[snooze]
choices_min = [5, 10, 45]
[zoo]
lion = 1
"""


def test_every_slip_in_the_file_is_told_with_its_line(file: Path) -> None:
    file.write_text(SLIPS)
    assert complaint().splitlines() == [
        f"{file}:1: interval: there is no such key; did you mean breaks.interval_min?",
        f"{file}:3: breaks.interval_min: must be a whole number from 30 to 60, not 90",
        f"{file}:4: breaks.intervall_min: there is no such key; did you mean breaks.interval_min?",
        f'{file}:5: breaks.repeat_min: must be a whole number from 5 to 30, not "5"',
        f"{file}:6: breaks.wait_for_pause_s: must be 0 (off) or a whole number from 2 to 30, not 1"
        " (1 s is too short to be a pause)",
        f"{file}:7: breaks.away_after_s: must be a whole number from 60 to 900, not Infinity",
        f'{file}:9: hours.work: must be a list of ranges such as "Mon-Fri 09:00-12:30", not '
        '["Mon-Fri 09:00-12:30", "Monday 09:00-12:30"]'
        " (item 2 is \"Monday 09:00-12:30\": write Mon for 'Monday')",
        f'{file}:14: hold.call: must be true or false, not "yes"',
        f"{file}:16: snooze.choices_min: must be a list of 1 to 8 different whole numbers from 1 to 30, not"
        " [5, 10, 45] (item 3 is 45)",
        f"{file}:18: zoo.lion: there is no such key; `sitbreak config show` tells all",
    ]


def test_slips_of_all_layers_are_told_together(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text("[breaks]\ninterval_min = 90\n")
    monkeypatch.setenv("SITBREAK_BREAKS__INTERVAL_MIN", "91")
    said = complaint("breaks.interval_min=92").splitlines()
    assert [line.rpartition(" ")[2] for line in said] == ["90", "91", "92"]


def test_a_slip_that_a_higher_layer_hides_is_told_too(file: Path) -> None:
    file.write_text("[breaks]\ninterval_min = 90\n")
    assert "not 90" in complaint("breaks.interval_min=50")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("breaks = 5\n", ":1: breaks: must be a table of settings, not 5"),
        ("[[breaks]]\ninterval_min = 5\n", ":1: breaks: must be a table of settings, not [{"),
        (
            '"breaks.interval_min" = 50\n',
            ":1: breaks.interval_min: write the name without quotes",
        ),
        (
            "[breaks]\ninterval_min = { x = 1 }\n",
            ":2: breaks.interval_min: must be a whole number from 30 to 60",
        ),
        ("[breaks.interval_min]\nx = 1\n", ":1: breaks.interval_min: must be a whole number from 30 to 60"),
        ("[breaks]\ninterval_min = 1979-05-27\n", ":2: breaks.interval_min: must be a whole number"),
        ("[zoo]\n", ":1: zoo: there is no such key"),
        (
            "breaks.interval_min = 90\n",
            ":1: breaks.interval_min: must be a whole number from 30 to 60, not 90",
        ),
        ("\n\nbreaks = { interval_min = 90 }\n", ":3: breaks.interval_min: must be a whole number"),
    ],
)
def test_a_key_of_the_wrong_shape_is_told(file: Path, text: str, said: str) -> None:
    file.write_text(text)
    assert said in complaint()


def test_empty_tables_and_all_ways_to_write_a_key_are_fine(file: Path) -> None:
    file.write_text(
        "breaks.interval_min = 50\nsnooze = { budget_min = 20 }\n[hold]\n[pause]\n'choices_min' = []\n"
    )
    found = merged().values
    assert (found["breaks.interval_min"], found["snooze.budget_min"], found["pause.choices_min"]) == (
        50,
        20,
        [],
    )


# --- notes


@pytest.mark.parametrize(
    ("sets", "said"),
    [
        ((), []),
        (
            ("snooze.choices_min=5,30",),
            ["snooze.choices_min offers 30 min, but snooze.budget_min cuts it to 15 min."],
        ),
        (("snooze.budget_min=0",), []),
        (
            ("breaks.rest_after_s=120",),
            ["breaks.rest_after_s is below breaks.away_after_s: a rest is noticed only after 180 s."],
        ),
        (
            ("routines.disabled=heel-raises", "routines.starred=heel-raises"),
            ["heel-raises is both disabled and starred: it is not suggested."],
        ),
    ],
)
def test_what_is_allowed_but_hardly_meant_is_noted(sets: tuple[str, ...], said: list[str]) -> None:
    assert checks.notes(merged(*sets)) == said


# --- parts


def test_changes_of_a_script_are_checked_as_a_file_is() -> None:
    assert checked_changes("config", {"breaks.interval_min": 50}) == {"breaks.interval_min": 50}
    with pytest.raises(BadSettings, match=r"^config: breaks.interval_min: must be .* not 5$"):
        checked_changes("config", {"breaks.interval_min": 5})


def test_a_layer_tells_only_what_it_says() -> None:
    assert environment_layer() == Layer(name="env")
    assert options_layer([]) == Layer(name="--set")
    assert file_layer("user", Path("/nowhere/config.toml")) == Layer(name="user")


def test_keys_are_found_on_their_lines_whatever_stands_around_them() -> None:
    text = '''top = 1
[a] # b = 3
x = 1 # y = 5
"q"= { r = 1, s = [1, { t = 1 }], u = { v = 1 }, w = "}" }
after = 2

[ h . i ]
list = [
  "k = 1",  # [nope]
  'x',
]
n."o".p = """
a = 3 [q]
\\""" b = 4
"""
last = 1
[[many]]
z = 1
'''
    assert parse_toml(text).lines == {
        **{
            "top": 1,
            "a": 2,
            "a.x": 3,
            "a.q": 4,
            "a.q.r": 4,
            "a.q.s": 4,
            "a.q.u": 4,
            "a.q.u.v": 4,
            "a.q.w": 4,
            "a.after": 5,
        },
        **{
            "h": 7,
            "h.i": 7,
            "h.i.list": 8,
            "h.i.n": 12,
            "h.i.n.o": 12,
            "h.i.n.o.p": 12,
            "h.i.last": 16,
            "many": 17,
        },
    }
