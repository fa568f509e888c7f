"""The table of all settings for the README: ``python -m sitbreak.settings.table``."""

from __future__ import annotations

import sys

from sitbreak.settings.keys import keys, shown


def table() -> str:
    """Every key with its default, what is allowed and its meaning, as a table in Markdown."""
    rows = ["| key | default | allowed | meaning |", "|---|---|---|---|"]
    rows += [
        f"| `{key.name}` | `{shown(key.default)}` | {key.allowed} | {key.meaning} |"
        for key in keys().values()
    ]
    return "\n".join(rows) + "\n"


if __name__ == "__main__":
    sys.stdout.write(table())
