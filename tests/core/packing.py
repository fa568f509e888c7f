"""Packs of routines for tests."""

from __future__ import annotations

from sitbreak.core.routine_packs import Origin, Pack


def pack(*records, file="mine.toml", origin=Origin.USER):
    return Pack(file=file, content={"schema_version": 1, "routines": list(records)}, origin=origin)


def a_whole_step(record, number, **changes):
    record["steps"][number].update(changes)
