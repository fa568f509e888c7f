"""Files of a user and of a team that are right, and files that are wrong, each in one way.

Three judges must agree on each of them: the program (`config validate`), the JSON Schema as the tests of
this folder read it, and the schema as taplo reads it (:mod:`.with_taplo`), which many editors ask. (A schema
cannot tell 45.0 from 45; the program can.)
"""

from __future__ import annotations

import re
from typing import Literal

from sitbreak import paths

Whose = Literal["user", "team"]

_V = "version = 1\n"


def right_files() -> dict[tuple[Whose, str], str]:
    """Their text, by whose they are and what they show."""
    default = paths.bundled("config", "default.toml").read_text("utf-8")
    return {
        ("user", "the file that config init makes"): default,
        ("user", "every key of that file"): re.sub(r"^# (?=[a-z0-9_]+ = )", "", default, flags=re.M),
        ("user", "nothing"): "",
        ("user", "the usual things"): '[routines]\nequipment = "usual"\n',
        ("user", "a team"): '[team]\nsource = "https://intra.example/team.toml"\n',
        ("team", "the example"): paths.bundled("config", "team.example.toml").read_text("utf-8"),
        ("team", "no more than a version"): _V,
        ("team", "quiet hours"): _V + '[hours]\nwork = ["Mon,Wed-Fri 22:00-06:00"]\n',
        ("team", "an unusual name"): _V + 'name = "Équipe 平台 – ❤"\n',
        ("team", "a rule of each kind"): _V + (
            '[policy."breaks.interval_min"]\nmin = 30\nmax = 50\none_of = [30, 45]\nreason = "agreed"\n'
            '[policy."snooze.choices_min"]\nlock = true\n'
        ),
        ("team", "an empty rule"): _V + '[policy."breaks.interval_min"]\n',
    }  # fmt: skip


def wrong_files() -> dict[tuple[Whose, str], str]:
    return {
        # of a user
        ("user", "words for a number"): '[breaks]\ninterval_min = "45"\n',
        ("user", "a fraction"): "[breaks]\ninterval_min = 45.5\n",
        ("user", "a switch for a number"): "[breaks]\ninterval_min = true\n",
        ("user", "too small a number"): "[breaks]\ninterval_min = 29\n",
        ("user", "too large a number"): "[breaks]\ninterval_min = 61\n",
        ("user", "a number in a gap"): "[breaks]\nwait_for_pause_s = 1\n",
        ("user", "a number for a switch"): "[hold]\ncall = 0\n",
        ("user", "a word that is none of them"): '[window]\ntheme = "pink"\n',
        ("user", "a list with a wrong item"): "[snooze]\nchoices_min = [5, 31]\n",
        ("user", "a list with an item twice"): "[snooze]\nchoices_min = [5, 5]\n",
        ("user", "too long a list"): "[snooze]\nchoices_min = [1, 2, 3, 4, 5, 6, 7, 8, 9]\n",
        ("user", "an empty list that needs one"): "[snooze]\nchoices_min = []\n",
        ("user", "hours that are none"): '[hours]\nwork = ["Mo-Fr 9-17"]\n',
        ("user", "an unknown exclusion"): '[routines]\nexclusions = ["elbow"]\n',
        ("user", "an unknown key"): "[breaks]\nintervall_min = 45\n",
        ("user", "an unknown table"): "[brakes]\ninterval_min = 45\n",
        ("user", "a key without its table"): "interval_min = 45\n",
        ("user", "a value for a table"): "breaks = 45\n",
        ("user", "an address that can be changed on its way"): '[team]\nsource = "http://x/team.toml"\n',
        ("user", "half a path"): '[team]\nsource = "team.toml"\n',
        ("user", "half a checksum"): '[team]\nsha256 = "abc"\n',
        ("user", "a rule"): '[policy."breaks.interval_min"]\nlock = true\n',
        # of a team
        ("team", "no version"): "[breaks]\ninterval_min = 45\n",
        ("team", "a newer version"): "version = 2\n",
        ("team", "a version in words"): 'version = "1"\n',
        ("team", "a serial below zero"): _V + "serial = -1\n",
        ("team", "a name of two lines"): _V + 'name = "two\\nlines"\n',
        ("team", "a name that colours a terminal"): _V + 'name = "\\u001b[31m"\n',
        ("team", "a name that turns the line around"): _V + 'name = "\\u202e"\n',
        ("team", "a name that is not seen"): _V + 'name = "\\u200b"\n',
        ("team", "an endless name"): _V + f'name = "{"x" * 201}"\n',
        ("team", "a contact that runs something"): _V + 'contact = "javascript:alert(1)"\n',
        ("team", "a contact that is a file"): _V + 'contact = "file:///etc/passwd"\n',
        ("team", "a number out of bounds"): _V + "[breaks]\ninterval_min = 5\n",
        ("team", "no snooze at all"): _V + "[snooze]\nbudget_min = 0\n",
        ("team", "the history"): _V + "[history]\nkeep = false\n",
        ("team", "what watches"): _V + "[presence]\ncall = false\n",
        ("team", "a body"): _V + "[routines]\nexclusions = []\n",
        ("team", "a pause"): _V + "[pause]\nchoices_min = []\n",
        ("team", "a sound"): _V + "[notify]\nsound = true\n",
        ("team", "the icon"): _V + "[tray]\nshow = false\n",
        ("team", "another team"): _V + '[team]\nsource = "/tmp/x.toml"\n',
        ("team", "a command"): _V + '[hooks]\nbefore_break = "rm -rf ~"\n',
        ("team", "an include"): _V + 'extends = "https://x/y.toml"\n',
        ("team", "a rule on what it may not touch"): _V + '[policy."hold.call"]\nlock = true\n',
        ("team", "a rule on what the user may always set"): _V + '[policy."hours.work"]\nlock = true\n',
        ("team", "a rule on pauses"): _V + '[policy."pause.choices_min"]\nlock = true\n',
        ("team", "a rule on the team"): _V + '[policy."team.source"]\nlock = true\n',
        ("team", "a rule without quotes"): _V + "[policy.breaks.interval_min]\nlock = true\n",
        ("team", "an unknown rule"): _V + '[policy."breaks.interval_min"]\nlocked = true\n',
        ("team", "a lock in words"): _V + '[policy."breaks.interval_min"]\nlock = "yes"\n',
        ("team", "a bound out of bounds"): _V + '[policy."breaks.interval_min"]\nmax = 600\n',
        ("team", "a bound for a list"): _V + '[policy."snooze.choices_min"]\nmax = 5\n',
        ("team", "no snooze by a rule"): _V + '[policy."snooze.budget_min"]\nmax = 0\n',
        ("team", "no choice"): _V + '[policy."breaks.interval_min"]\none_of = []\n',
        ("team", "a choice out of bounds"): _V + '[policy."breaks.interval_min"]\none_of = [45, 90]\n',
        ("team", "an endless reason"): _V + (
            f'[policy."breaks.repeat_max"]\nmax = 2\nreason = "{"x" * 201}"\n'
        ),
        ("team", "a reason that colours a terminal"): _V + (
            '[policy."breaks.repeat_max"]\nmax = 2\nreason = "\\u001b[2J"\n'
        ),
        ("team", "routines of a newer kind"): _V + "[pack]\nschema_version = 2\nroutines = []\n",
        ("team", "a routine without a name"): _V + (
            "[pack]\nschema_version = 1\n[[pack.routines]]\nlevel = 1\n"
        ),
        ("team", "a word beside the routines"): _V + "[pack]\nschema_version = 1\nroutines = []\nrun = 'x'\n",
    }  # fmt: skip
