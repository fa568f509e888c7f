"""The system file and the accepted copy of the team's file as layers: when they count, and when not."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from sitbreak import effective, icons, paths, prepare, routine_cache
from sitbreak.settings import checks, system_file, team_copy
from sitbreak.settings.layers import TeamSettings, all_layers, merge, team_settings
from sitbreak.settings.provenance import Merged
from sitbreak.settings.system_file import system_layer
from tests.settings.shared import SOURCE, Shared, head

KEY = "breaks.interval_min"


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shared:
    return Shared(tmp_path, monkeypatch)


@pytest.fixture
def _quick_icons(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawing is tested elsewhere."""
    monkeypatch.setattr(icons, "draw_all", lambda folder: folder.mkdir(exist_ok=True))
    monkeypatch.setattr(prepare, "_icons_are_drawn", lambda _folder: True)
    monkeypatch.setattr(prepare, "_make_icons", lambda *_arguments: (None, []))


def merged(*sets: str) -> Merged:
    return merge(all_layers(sets=sets))


def held(*sets: str) -> tuple[object, str]:
    found = merged(*sets)
    return found.values[KEY], found.origins[KEY]


# --- the order of the layers


def test_each_layer_counts_more_than_the_one_below(shared: Shared, monkeypatch: pytest.MonkeyPatch) -> None:
    assert held() == (45, "default")
    shared.system("[breaks]\ninterval_min = 41\n")
    assert held() == (41, f"system {shared.system_file}:2")
    shared.team(head() + "[breaks]\ninterval_min = 42\n")
    assert held() == (42, f"team {SOURCE}:5")
    shared.user("[breaks]\ninterval_min = 43\n")
    assert held() == (43, f"user {shared.user_file}:2")
    monkeypatch.setenv("SITBREAK_BREAKS__INTERVAL_MIN", "44")
    assert held() == (44, "env SITBREAK_BREAKS__INTERVAL_MIN")
    assert held("breaks.interval_min=46") == (46, "--set")
    assert [layer.name for layer in merged().layers] == ["system", "team", "user", "env", "--set"]


def test_tables_merge_key_by_key_and_lists_are_replaced_whole(shared: Shared) -> None:
    shared.system("[snooze]\nchoices_min = [1, 2]\nbudget_min = 20\n")
    shared.team(head() + "[snooze]\nchoices_min = [3]\n")
    found = merged().values
    assert (found["snooze.choices_min"], found["snooze.budget_min"]) == ([3], 20)


def test_nothing_shared_means_two_empty_layers(shared: Shared) -> None:
    system, team, *_own = all_layers()
    assert system == system_layer()
    assert (system.values, system.notes, team.values, team.notes) == ({}, (), {}, ())


# --- the system file


@pytest.mark.linux  # owners and modes of files
@pytest.mark.parametrize("mode", [0o664, 0o646, 0o666, 0o777])
def test_a_system_file_that_others_may_write_is_ignored_with_a_note(shared: Shared, mode: int) -> None:
    shared.system("[breaks]\ninterval_min = 41\n")
    shared.system_file.chmod(mode)
    assert held() == (45, "default")
    assert merged().notes == (
        f"{shared.system_file}: this file is ignored: others than root may write to {shared.system_file}",
    )


@pytest.mark.linux  # owners and modes of files
def test_a_system_file_in_a_folder_that_others_may_write_is_ignored(shared: Shared) -> None:
    shared.system("[breaks]\ninterval_min = 41\n")
    shared.system_file.parent.chmod(0o777)
    assert held() == (45, "default")
    assert "others than root may write" in merged().notes[0]


@pytest.mark.linux  # owners and modes of files
def test_a_system_file_of_anybody_else_is_ignored(shared: Shared, monkeypatch: pytest.MonkeyPatch) -> None:
    shared.system("[breaks]\ninterval_min = 41\n")
    monkeypatch.setattr(system_file, "ROOT", os.getuid() + 1)
    assert held() == (45, "default")
    assert merged().notes[0].endswith("does not belong to root")


@pytest.mark.linux  # owners and modes of files
def test_what_a_link_points_to_is_looked_at(shared: Shared, tmp_path: Path) -> None:
    elsewhere = tmp_path / "open" / "x.toml"
    elsewhere.parent.mkdir()
    elsewhere.write_text("[breaks]\ninterval_min = 41\n")
    elsewhere.chmod(0o644)
    shared.system_file.symlink_to(elsewhere)
    assert held()[0] == 41
    elsewhere.parent.chmod(0o777)
    assert held()[0] == 45


@pytest.mark.linux  # the place on Linux
def test_the_place_of_the_system_file_is_nobodys_to_move(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_CONFIG_DIRS", "XDG_CONFIG_HOME", "HOME", "SITBREAK_SYSTEM_FILE"):
        monkeypatch.setenv(name, "/elsewhere")
    assert paths.system_settings_file() == Path("/etc/xdg/sitbreak/sitbreak.toml")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[breaks\n", ":1: this file is ignored: this is not TOML"),
        ("version = 2\n", ":1: this file is ignored: this file is of the newer format 2"),
        ("[breaks]\ninterval_min = 90\n", ":2: breaks.interval_min: must be a whole number from 30 to 60"),
        ("[breaks]\nfuture = 90\n", ":2: breaks.future: there is no such key"),
        ("[pack]\n", ":1: pack: only a team's file brings routines"),
    ],
)
def test_a_slip_in_the_system_file_is_a_note_and_stops_nobody(shared: Shared, text: str, said: str) -> None:
    shared.system(text)
    assert held() == (45, "default")
    assert len(merged().notes) == 1
    assert merged().notes[0].startswith(f"{shared.system_file}{said}")


@pytest.mark.linux  # owners and modes of files
def test_loops_of_links_and_folders_in_its_place_stop_nobody(shared: Shared) -> None:
    shared.system_file.symlink_to(shared.system_file)
    assert len(system_layer().notes) == 1
    shared.system_file.unlink()
    shared.system_file.mkdir()
    assert "not a regular file" in str(system_layer().notes[0])
    shared.system_file.rmdir()
    shared.system_file.parent.rmdir()
    shared.system_file.parent.write_text("")
    assert system_layer().notes == ()


def test_the_system_file_may_set_all_and_rule_on_all_but_the_body_and_the_pause(shared: Shared) -> None:
    shared.system(
        "[history]\nkeep = false\n[routines]\nlevel = 2\n"
        '[policy."history.keep"]\nlock = true\nreason = "company rule"\n'
        '[policy."routines.level"]\nlock = true\n[policy."pause.choices_min"]\nlock = true\n'
    )
    shared.user("[history]\nkeep = true\n[routines]\nlevel = 1\n")
    found = merged()
    assert found.values["history.keep"] is False
    assert found.values["routines.level"] == 1
    assert [note.partition(": ")[2] for note in found.notes[:2]] == [
        "policy.\"routines.level\": a rule on this is nobody's but the user's",
        "policy.\"pause.choices_min\": a rule on this is nobody's but the user's",
    ]


# --- the copy of the team's file


def test_the_team_file_counts_only_when_its_source_is_named(
    shared: Shared, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared.team(head() + "[breaks]\ninterval_min = 50\n")
    assert held()[0] == 50
    monkeypatch.delenv("SITBREAK_TEAM__SOURCE")
    assert held()[0] == 45
    assert merged().notes == ()
    assert held(f"team.source={SOURCE}")[0] == 50
    shared.user(f'[team]\nsource = "{SOURCE}"\n')
    assert held()[0] == 50
    shared.user("")
    shared.system(f'[team]\nsource = "{SOURCE}"\n')
    assert held()[0] == 50


def test_a_copy_from_elsewhere_counts_for_nothing(shared: Shared) -> None:
    shared.team(head() + "[breaks]\ninterval_min = 50\n")
    assert held("team.source=/mnt/share/team.toml")[0] == 45
    assert merged("team.source=/mnt/share/team.toml").notes == (
        "/mnt/share/team.toml: nothing from there counts yet; `sitbreak team status` tells why",
    )


def test_a_team_file_cannot_name_another(shared: Shared) -> None:
    shared.team(head() + '[team]\nsource = "/elsewhere.toml"\n')
    assert merged().values["team.source"] == SOURCE
    assert team_settings().source == SOURCE
    assert merged().notes == (f"{SOURCE}:5: team.source: a team's file may not touch this",)


def test_who_names_the_team_is_known(shared: Shared) -> None:
    assert team_settings() == TeamSettings(source="", sha256="", key="", said_by="default")
    shared.system('[team]\nsource = "/s/team.toml"\nsha256 = "' + "Ab" * 32 + '"\n')
    assert team_settings() == TeamSettings(source="/s/team.toml", sha256="ab" * 32, key="", said_by="system")
    shared.user('[team]\nsource = ""\n')
    assert team_settings().source == ""
    shared.system('[team]\nsource = "/s/team.toml"\n[policy."team.source"]\nlock = true\n')
    assert team_settings().source == "/s/team.toml"
    assert team_settings(sets=["team.source=/x.toml"]).said_by == "system"


def test_what_nobody_agreed_to_does_not_hold(shared: Shared) -> None:
    text = (
        head() + '[breaks]\ninterval_min = 50\nrepeat_min = 6\n[policy."breaks.interval_min"]\nlock = true\n'
    )
    shared.user("[breaks]\ninterval_min = 40\n")
    shared.team(text, grant=[])
    assert merged().values["breaks.repeat_min"] == 5
    shared.team(text, grant=[["breaks.repeat_min", "value"], ["breaks.interval_min", "value"]])
    assert held() == (40, f"user {shared.user_file}:2")
    assert merged().values["breaks.repeat_min"] == 6
    shared.team(text, grant=None)
    assert held() == (50, f"team {SOURCE}:5")


@pytest.mark.parametrize(
    "state",
    [
        b"",
        b"[]",
        b"{",
        b"[" * 100_000,
        b"\xff",
        b'{"source": 5}',
        b'{"source": null, "grant": null}',
        b'{"source": "' + b"x" * team_copy.LARGEST_STATE_B + b'"}',
    ],
)
def test_a_damaged_state_grants_nothing(shared: Shared, state: bytes) -> None:
    shared.team(head() + "[breaks]\ninterval_min = 50\n")
    team_copy.state_file().write_bytes(state)
    assert held()[0] == 45
    assert len(merged().notes) == 1


@pytest.mark.parametrize(
    "grant", [5, "all", [["breaks.interval_min"]], [[1, 2]], {"breaks.interval_min": "value"}]
)
def test_a_damaged_grant_grants_nothing(shared: Shared, grant: object) -> None:
    shared.team(head() + "[breaks]\ninterval_min = 50\n")
    team_copy.state_file().write_text(json.dumps({"source": SOURCE, "grant": grant}))
    assert held()[0] == 45


def test_a_copy_that_is_gone_is_a_note(shared: Shared) -> None:
    shared.team(head())
    shared.team_file.unlink()
    assert "nothing from there counts yet" in merged().notes[0]


def test_a_broken_file_of_the_user_does_not_hide_the_team(shared: Shared) -> None:
    shared.team(head() + "[breaks]\ninterval_min = 50\n")
    shared.user("[breaks\n")
    assert all_layers()[1].values == {KEY: 50}


# --- what is prepared


@pytest.mark.usefixtures("_quick_icons")
def test_what_was_prepared_tells_what_the_rules_did(shared: Shared) -> None:
    shared.team(head() + '[policy."breaks.interval_min"]\nmin = 30\nmax = 50\nreason = "agreed"\n')
    shared.user("[breaks]\ninterval_min = 60\n")
    prepare.prepare()
    found = effective.load()
    assert found is not None
    assert found.values[KEY] == 50
    assert found.origins[KEY] == f"user {shared.user_file}:2"
    assert found.notes == (f"{KEY}: you asked for 60, and 50 holds (30 to 50 by Platform team: agreed).",)
    assert checks.notes(merged()) == list(found.notes)


@pytest.mark.usefixtures("_quick_icons")
def test_a_change_of_a_shared_file_makes_what_was_prepared_stale(shared: Shared) -> None:
    prepare.prepare()
    assert effective.load() is not None
    shared.system("[breaks]\ninterval_min = 41\n")
    assert effective.load() is None
    prepare.prepare()
    assert effective.load() is not None
    shared.team(head())
    prepare.prepare()
    assert effective.load() is not None
    shared.team(head() + "[breaks]\ninterval_min = 42\n")
    assert effective.load() is None
    prepare.prepare()
    shared.team_file.unlink()
    assert effective.load() is None
    prepare.prepare()
    shared.system_file.unlink()
    assert effective.load() is None


@pytest.mark.usefixtures("_quick_icons")
def test_what_is_known_of_the_team_file_alone_makes_nothing_stale(shared: Shared) -> None:
    """The time of the next look at it changes every few hours, and nothing else."""
    shared.team(head())
    prepare.prepare()
    team_copy.state_file().write_text(json.dumps({"source": SOURCE, "grant": None, "next_at": 5}))
    assert effective.load() is not None


@pytest.mark.usefixtures("_quick_icons")
def test_the_routines_of_a_team_are_prepared_with_all_others(shared: Shared) -> None:
    routines = "[pack]\nschema_version = 1\n[[pack.routines]]\nid = 'heel-raises'\nenabled = false\n"
    prepare.prepare()
    before = routine_cache.load_cached(paths.cache_folder() / "routines.json")
    shared.team(head() + routines, grant=[])
    prepare.prepare()
    ungranted = routine_cache.load_cached(paths.cache_folder() / "routines.json")
    shared.team(head() + routines, grant=[["pack", "value"]])
    prepare.prepare()
    after = routine_cache.load_cached(paths.cache_folder() / "routines.json")
    enabled = [{each.id for each in found if each.enabled} for found in (before, ungranted, after)]
    assert enabled[0] == enabled[1]
    assert enabled[0] - enabled[2] == {"heel-raises"}


@pytest.mark.usefixtures("_quick_icons")
def test_a_team_routine_that_breaks_a_rule_is_left_out_with_a_note(shared: Shared) -> None:
    shared.team(head() + "[pack]\nschema_version = 1\n[[pack.routines]]\nid = 'new-one'\n")
    made = prepare.prepare()
    assert any("new-one" in note and SOURCE in note for note in made.notes)
