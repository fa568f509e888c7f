"""`sitbreak config init`, `set`, `unset` and `edit`: what changes the user's file, and no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitbreak import paths
from sitbreak.commands.answers import cannot_write, write, write_json
from sitbreak.commands.config_answers import known_key
from sitbreak.errors import OK, LockedByPolicy, SettingsError
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sitbreak.settings.provenance import Layer, Merged


def init(*, config: Path | None, as_json: bool) -> int:
    """Make the user's file, every key in it as a comment, and the schema for editors beside it."""
    from sitbreak.settings.schema import USER_SCHEMA, user_schema
    from sitbreak.whole_file import write_whole

    file = config or paths.user_settings_file()
    schema = file.with_name(USER_SCHEMA)
    if file.exists() or file.is_symlink():
        raise SettingsError(
            fill(_("{file} is there already, and stays as it is."), file=file),
            _("`sitbreak config edit` opens it."),
        )
    template = paths.bundled("config", "default.toml").read_bytes()
    try:
        paths.private_folder(file.parent)
        write_whole(schema, user_schema().encode())
        write_whole(file, f"#:schema ./{USER_SCHEMA}\n".encode() + template)
    except OSError as error:
        raise cannot_write(file, error) from None
    if as_json:
        return write_json({"file": str(file), "schema": str(schema)})
    write(fill(_("{file} is made: every setting, all at their defaults."), file=file))
    return OK


def set_key(key: str, words: str, *, config: Path | None, as_json: bool) -> int:
    from sitbreak.settings.edit import write_key
    from sitbreak.settings.keys import shown
    from sitbreak.settings.layers import all_layers, checked_changes
    from sitbreak.settings.spoken import value_of

    known = known_key(key)
    file = config or paths.user_settings_file()
    value = checked_changes("config set", {known.name: value_of(known, words)})[known.name]
    layers = {layer.name: layer for layer in all_layers(config=config)}
    beneath = _beneath_the_user(layers)
    _refuse_against_rule(known.name, value, beneath)
    old = layers["user"].values.get(known.name, beneath.values[known.name])
    try:
        write_key(file, known.name, value)
    except OSError as error:
        raise cannot_write(file, error) from None
    stronger = layers["env"].places.get(known.name)
    if as_json:
        hidden_by = stronger.origin if stronger else None
        return write_json(
            {"key": known.name, "old": old, "new": value, "file": str(file), "hidden_by": hidden_by}
        )
    write(f"{known.name}: {shown(old)} -> {shown(value)} ({file})")
    if stronger:
        write(fill(_("Note: {variable} is set, and wins over the file."), variable=stronger.source))
    return OK


def unset(key: str, *, config: Path | None, as_json: bool) -> int:
    """Take one key out of the user's file, so that what others say of it holds."""
    from sitbreak.settings.edit import unset_key
    from sitbreak.settings.keys import shown
    from sitbreak.settings.layers import all_layers

    known = known_key(key)
    file = config or paths.user_settings_file()
    layers = {layer.name: layer for layer in all_layers(config=config)}
    beneath = _beneath_the_user(layers)
    _refuse_when_locked(known.name, beneath)
    old = layers["user"].values.get(known.name)
    try:
        was_there = unset_key(file, known.name)
    except OSError as error:
        raise cannot_write(file, error) from None
    value, origin = beneath.values[known.name], beneath.origins[known.name]
    if as_json:
        return write_json(
            {"key": known.name, "was_set": was_there, "new": value, "origin": origin, "file": str(file)}
        )
    if was_there:
        write(f"{known.name}: {shown(old)} -> {shown(value)} ({origin})")
    else:
        write(fill(_("{file} does not set {key}."), file=file, key=known.name))
    return OK


def _beneath_the_user(layers: Mapping[str, Layer]) -> Merged:
    """What would hold if the user said nothing, and the rules."""
    from sitbreak.settings.narrowing import narrowed

    return narrowed([layers["system"], layers["team"]])


def _refuse_against_rule(key: str, value: object, beneath: Merged) -> None:
    from sitbreak.settings.keys import shown
    from sitbreak.settings.rule_words import ruling
    from sitbreak.settings.rules import within

    _refuse_when_locked(key, beneath)
    rule = beneath.rules.get(key)
    if rule and not within(rule, value):
        text = _("{key} cannot be {value}: {ruling}.")
        raise SettingsError(fill(text, key=key, value=shown(value), ruling=ruling(rule)), _explains(key))


def _refuse_when_locked(key: str, beneath: Merged) -> None:
    from sitbreak.settings.keys import shown
    from sitbreak.settings.rule_words import ruling

    rule = beneath.rules.get(key)
    if rule and rule.lock:
        text = fill(
            _("{key} is {value}, {ruling}."), key=key, value=shown(beneath.values[key]), ruling=ruling(rule)
        )
        raise LockedByPolicy(text, _explains(key))


def _explains(key: str) -> str:
    return fill(_("`sitbreak config explain {key}` tells where that stands."), key=key)
