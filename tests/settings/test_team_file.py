"""What a team's file may say, and what becomes of the rest of it."""

from __future__ import annotations

import json

import pytest

from sitbreak import paths
from sitbreak.settings.keys import keys
from sitbreak.settings.provenance import Place, Rule
from sitbreak.settings.rules import out_of_reach
from sitbreak.settings.shared_file import MOST_NOTES
from sitbreak.settings.team_file import TeamFile, reach_of, read_team_file, restrict
from sitbreak.settings.toml_file import Refused


def read(text: str | bytes) -> TeamFile:
    return read_team_file(text, source="team.toml")


def rule_of(body: str, key: str = "breaks.interval_min") -> tuple[Rule | None, list[str]]:
    """The rule of *key* that says *body*, and the notes on it without their place."""
    team = read(f'version = 1\n[policy."{key}"]\n{body}\n')
    return team.rules.get(key), [note.partition(": ")[2] for note in team.notes]


FULL = """\
#:schema ./sitbreak-team.schema.json
version = 1
serial = 17
name = "Platform team"
contact = "https://intra.example/breaks"

[breaks]
interval_min = 50

[policy."breaks.interval_min"]
min = 30
max = 60
reason = "works council agreement 2026-04"

[policy."breaks.repeat_max"]
lock = true
"""


def test_a_whole_file_is_read_with_the_line_of_each_thing() -> None:
    team = read(FULL)
    assert (team.version, team.serial, team.name) == (1, 17, "Platform team")
    assert team.contact == "https://intra.example/breaks"
    assert team.notes == ()
    assert team.values.values == {"breaks.interval_min": 50}
    assert team.values.places["breaks.interval_min"].origin == "team team.toml:8"
    assert team.rules == {
        "breaks.interval_min": Rule(
            low=30,
            high=60,
            reason="works council agreement 2026-04",
            said_by="Platform team",
            place=Place(layer="team", source="team.toml", line=10),
        ),
        "breaks.repeat_max": Rule(
            lock=True, said_by="Platform team", place=Place(layer="team", source="team.toml", line=15)
        ),
    }


def test_a_file_of_nothing_but_its_version_is_a_file() -> None:
    team = read("version = 1\n")
    assert (team.serial, team.name, team.contact, team.pack) == (0, "", "", None)
    assert team.values.values == {}
    assert team.rules == {}


# --- the head


@pytest.mark.parametrize(
    ("text", "said", "line"),
    [
        ("", "this is no team file: it does not say version = 1", 0),
        ("[breaks]\ninterval_min = 50\n", "this is no team file: it does not say version = 1", 0),
        ("# new\nversion = 2\n", "this file is of the newer format 2; this sitbreak reads 1", 2),
        ("version = 0\n", "version must be 1, not 0", 1),
        ('version = "1"\n', 'version must be 1, not "1"', 1),
        ("version = true\n", "version must be 1, not true", 1),
        ("version = 1\nserial = -1\n", "serial must be a whole number that rises, not -1", 2),
        ("version = 1\nserial = 1.5\n", "serial must be a whole number that rises, not 1.5", 2),
        ("version = 1\nserial = true\n", "serial must be a whole number that rises, not true", 2),
        (f"version = 1\nserial = {2**63}\n", "serial must be a whole number that rises, not 9223", 2),
    ],
)
def test_a_file_that_cannot_be_told_from_others_is_refused(text: str, said: str, line: int) -> None:
    with pytest.raises(Refused) as caught:
        read(text)
    assert caught.value.message.startswith(said)
    assert caught.value.line == line


@pytest.mark.parametrize(
    "line",
    [
        'name = "\\u001b[31mred"',
        'name = "two\\nlines"',
        'name = "\\u202eright to left"',
        f'name = "{"x" * 201}"',
        'name = "System"',  # who is told as the owner of the computer
        'name = " the system file "',
        'name = "you"',
        "name = 5",
        'contact = "http://intra.example"',
        'contact = "javascript:alert(1)"',
        'contact = "file:///etc/passwd"',
        'contact = "https://intra.example/ and more"',
        'contact = "https://\\u0007"',
        f'contact = "https://{"x" * 200}"',
    ],
)
def test_a_name_or_a_contact_that_is_no_plain_line_is_left_out(line: str) -> None:
    team = read(f"version = 1\n{line}\n[breaks]\ninterval_min = 50\n")
    assert (team.name, team.contact) == ("", "")
    assert len(team.notes) == 1
    assert team.notes[0].startswith("team.toml:2: ")
    assert team.notes[0].isprintable()
    assert team.values.values == {"breaks.interval_min": 50}


@pytest.mark.parametrize("contact", ["https://intra.example/x?y=1", "mailto:breaks@example.org"])
def test_a_contact_is_an_address_of_the_web_or_of_a_person(contact: str) -> None:
    assert read(f'version = 1\ncontact = "{contact}"\n').contact == contact


# --- values


def test_a_key_of_a_newer_sitbreak_costs_only_itself() -> None:
    team = read("version = 1\n[breaks]\ninterval_min = 50\nfuture = 1\n[future]\nkey = 1\n[rest]\n")
    assert team.values.values == {"breaks.interval_min": 50}
    assert [note.split(": ")[:2] for note in team.notes] == [
        ["team.toml:4", "breaks.future"],
        ["team.toml:6", "future.key"],
        ["team.toml:7", "rest"],
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("interval_min = 90", "must be a whole number from 30 to 60, not 90"),
        ('interval_min = "50"', 'must be a whole number from 30 to 60, not "50"'),
        ("interval_min = [50]", "must be a whole number from 30 to 60, not [50]"),
        ("interval_min = true", "must be a whole number from 30 to 60, not true"),
    ],
)
def test_a_value_the_model_refuses_is_dropped_with_a_note_and_the_rest_applies(line: str, said: str) -> None:
    team = read(f"version = 1\n[breaks]\n{line}\nrepeat_min = 6\n")
    assert team.values.values == {"breaks.repeat_min": 6}
    assert team.notes == (f"team.toml:3: breaks.interval_min: {said}",)


def test_a_section_that_is_no_table_is_a_note() -> None:
    team = read('version = 1\nbreaks = 5\n"snooze.budget_min" = 20\n')
    assert team.notes == (
        "team.toml:2: breaks: must be a table of settings, not 5",
        "team.toml:3: snooze.budget_min: write the name without quotes",
    )


# --- what a team may touch: decided here, key by key. A new key is none of a team's until it is put here.

MAY_RULE = {
    *("breaks.interval_min", "breaks.wait_for_pause_s", "breaks.wait_limit_min", "breaks.away_after_s"),
    *("breaks.rest_after_s", "breaks.repeat_min", "breaks.repeat_max", "breaks.routine_max_s"),
    *("breaks.long_every", "snooze.choices_min", "snooze.budget_min", "standing.max_min"),
}
MAY_SET = MAY_RULE | {"hours.work", "notify.style"}
OWN = {"pause.choices_min", *(name for name in keys() if name.startswith("routines."))}


@pytest.mark.parametrize("name", keys())
def test_a_team_may_set_and_rule_what_was_decided_and_nothing_else(name: str) -> None:
    section, _dot, last = name.partition(".")
    value = "usual" if keys()[name].default is None else keys()[name].default
    team = read(f'version = 1\n[{section}]\n{last} = {json.dumps(value)}\n[policy."{name}"]\nlock = true\n')
    assert (name in team.values.values) is (name in MAY_SET)
    assert (name in team.rules) is (name in MAY_RULE)
    assert len(team.notes) == (name not in MAY_SET) + (name not in MAY_RULE)
    assert all("team may" in note or "may not touch" in note for note in team.notes)


def test_what_the_user_alone_decides_has_no_rule_of_the_system_either() -> None:
    assert {name for name, key in keys().items() if out_of_reach(key, "system", for_rule=True)} == OWN
    assert not any(out_of_reach(key, "system", for_rule=False) for key in keys().values())


def test_a_team_leaves_one_short_snooze() -> None:
    assert read("version = 1\n[snooze]\nbudget_min = 5\n").values.values == {"snooze.budget_min": 5}
    team = read('version = 1\n[snooze]\nbudget_min = 0\n[policy."snooze.budget_min"]\nmax = 4\n')
    assert team.values.values == {}
    assert team.rules == {}
    assert team.notes == (
        "team.toml:3: snooze.budget_min: a team leaves 5 at least",
        'team.toml:5: policy."snooze.budget_min".max: a team leaves 5 at least',
    )


# --- rules


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ("lock = true", Rule(lock=True)),
        ("min = 30", Rule(low=30)),
        ("max = 60", Rule(high=60)),
        ("min = 40\nmax = 40", Rule(low=40, high=40)),
        ("one_of = [30, 45, 30]", Rule(one_of=(30, 45))),
        ("min = 40\none_of = [30, 45]", Rule(low=40, one_of=(30, 45))),
        ('max = 50\nreason = " why "', Rule(high=50, reason="why")),
    ],
)
def test_a_rule_is_lock_min_max_one_of_and_reason(body: str, rule: Rule) -> None:
    found, notes = rule_of(body)
    assert notes == []
    assert found is not None
    assert (found.lock, found.low, found.high, found.one_of, found.reason) == (
        (rule.lock, rule.low, rule.high, rule.one_of, rule.reason)
    )


@pytest.mark.parametrize("body", ["", "lock = false", 'reason = "because"'])
def test_a_rule_that_says_nothing_is_none(body: str) -> None:
    assert rule_of(body) == (None, [])


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("lock = 1", '".lock: must be true or false, not 1'),
        ("min = 5", '".min: must be a whole number from 30 to 60, not 5'),
        ("max = 99999", '".max: must be a whole number from 30 to 60, not 99999'),
        ('max = "60"', '".max: must be a whole number from 30 to 60, not "60"'),
        ("max = 50.5", '".max: must be a whole number from 30 to 60, not 50.5'),
        ("max = nan", '".max: must be a whole number from 30 to 60, not NaN'),
        ("max = true", '".max: must be a whole number from 30 to 60, not true'),
        ("min = 50\nmax = 40", '": min is above max: this rule is left out'),
        ("min = 50\none_of = [30, 40]", '": nothing of one_of is from min to max: this rule is left out'),
        ("one_of = []", '".one_of: must be a list of 1 to 64 values'),
        ("one_of = 45", '".one_of: must be a list of 1 to 64 values'),
        ("one_of = [5]", '".one_of: must be a whole number from 30 to 60, not 5'),
        ("default = 45", '".default: there is no such rule; there are lock, min, max, one_of, reason'),
    ],
)
def test_a_part_of_a_rule_that_cannot_hold_is_left_out(body: str, said: str) -> None:
    rule, notes = rule_of(body)
    assert rule is None
    assert notes == [f'policy."breaks.interval_min{said}']


def test_the_rest_of_a_rule_holds_when_a_part_is_left_out() -> None:
    rule, notes = rule_of("min = 40\nmax = 99\none_of = [45, 99]\nfuture = true")
    assert rule is not None
    assert (rule.low, rule.high, rule.one_of) == (40, None, (45,))
    assert len(notes) == 3


@pytest.mark.parametrize(
    ("reason", "kept"), [('"a\\nb"', ""), ('"\\u001b"', ""), (f'"{"x" * 201}"', ""), ("5", ""), ('"x"', "x")]
)
def test_a_reason_is_one_plain_line(reason: str, kept: str) -> None:
    rule, notes = rule_of(f"max = 50\nreason = {reason}")
    assert rule is not None
    assert rule.reason == kept
    assert bool(notes) is not bool(kept)


def test_a_lock_stands_alone() -> None:
    rule, notes = rule_of("lock = true\nmin = 40")
    assert rule is not None
    assert rule.lock
    assert rule.low is None
    assert notes == ['policy."breaks.interval_min".min: does nothing beside a lock']


def test_a_list_is_locked_or_left_alone() -> None:
    rule, notes = rule_of("min = 5\nmax = 10\none_of = [[5]]", "snooze.choices_min")
    assert rule is None
    assert [note.partition('".')[2].partition(" is ")[0] for note in notes] == ["min:", "max:", "one_of:"]
    assert rule_of("lock = true", "snooze.choices_min")[0] is not None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("policy = 5\n", "policy: must be tables such as"),
        ('[policy]\n"breaks.interval_min" = 5\n', 'policy."breaks.interval_min": must be a table of lock'),
        (
            "[policy.breaks.interval_min]\nmax = 5\n",
            'write the key in quotes: [policy."breaks.interval_min"]',
        ),
        ('[policy."breaks.intervall_min"]\n', "there is no such key; did you mean breaks.interval_min?"),
        ('[policy."version"]\nlock = true\n', "there is no such key"),
    ],
)
def test_a_policy_written_otherwise_is_a_note(text: str, said: str) -> None:
    team = read(f"version = 1\n{text}")
    assert team.rules == {}
    assert len(team.notes) == 1
    assert said in team.notes[0]


def test_a_lock_on_a_value_that_is_left_out_is_left_out_too() -> None:
    team = read('version = 1\n[breaks]\ninterval_min = 90\n[policy."breaks.interval_min"]\nlock = true\n')
    assert team.rules == {}
    assert team.notes[1] == (
        'team.toml:4: policy."breaks.interval_min": the value to lock is left out, and so is the lock'
    )


def test_a_value_outside_of_its_own_rule_is_noted() -> None:
    team = read('version = 1\n[breaks]\ninterval_min = 60\n[policy."breaks.interval_min"]\nmax = 50\n')
    assert team.notes == (
        'team.toml:4: policy."breaks.interval_min": the value that this file sets is outside of its own rule',
    )
    assert team.rules["breaks.interval_min"].high == 50


def test_of_very_many_notes_the_first_are_told() -> None:
    text = "version = 1\n" + "".join(f'[policy."x{n}"]\n' for n in range(30)) + "[breaks]\nrepeat_min = 99\n"
    team = read(text)
    assert len(team.notes) == MOST_NOTES
    assert team.notes[-1].startswith("team.toml: and ")


# --- routines


def test_a_team_brings_routines_as_data() -> None:
    team = read("version = 1\n[pack]\nschema_version = 1\n[[pack.routines]]\nid = 'a-b'\nenabled = false\n")
    assert team.pack == {"schema_version": 1, "routines": [{"id": "a-b", "enabled": False}]}
    assert team.notes == ()
    assert read("version = 1\npack = 5\n").notes == ("team.toml:2: pack: must be a table of routines",)


# --- consent


def test_what_a_file_reaches_for_is_each_value_each_rule_and_its_routines() -> None:
    assert reach_of(read(FULL + "[pack]\nroutines = []\n")) == {
        ("breaks.interval_min", "value"),
        ("breaks.interval_min", "bound"),
        ("breaks.repeat_max", "lock"),
        ("pack", "value"),
    }


def test_a_file_restricted_to_all_it_reaches_for_is_itself() -> None:
    team = read(FULL)
    assert restrict(team, reach_of(team)) == team


@pytest.mark.parametrize(
    ("grant", "values", "rules"),
    [
        ((), [], []),
        ((("breaks.interval_min", "value"),), ["breaks.interval_min"], []),
        ((("breaks.interval_min", "bound"),), [], ["breaks.interval_min"]),
        ((("breaks.interval_min", "lock"), ("breaks.repeat_max", "bound")), [], []),
        ((("breaks.repeat_max", "lock"),), [], ["breaks.repeat_max"]),
    ],
)
def test_what_nobody_agreed_to_is_taken_out(
    grant: tuple[tuple[str, str], ...], values: list[str], rules: list[str]
) -> None:
    restricted = restrict(read(FULL + "[pack]\n"), grant)
    assert list(restricted.values.values) == list(restricted.values.places) == values
    assert list(restricted.rules) == rules
    assert restricted.pack is None
    assert reach_of(restricted) <= set(grant)


# --- the example


def test_the_example_says_what_it_means_and_nothing_is_left_out_of_it() -> None:
    text = paths.bundled("config", "team.example.toml").read_bytes()
    team = read(text)
    assert team.notes == ()
    assert team.values.values["breaks.interval_min"] == 50
    assert set(team.rules) == {"breaks.interval_min", "breaks.repeat_max", "standing.max_min"}
    assert team.pack is not None
    assert (
        paths.bundled("config", "team.example.toml").parent / "schema/1/sitbreak-team.schema.json"
    ).is_file()
