"""The machines of the core as Mermaid diagrams in CONTRIBUTING.md, drawn from the tables that drive them.

``python -m tests.diagrams`` says whether the file shows the code as it is (exit code 1 when it does not);
``--write`` brings it up to date. Each diagram stands between ``<!-- diagram: NAME -->`` and ``<!-- end -->``.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

from sitbreak.core.model import Posture, Prompt
from sitbreak.core.presence import RANKING
from sitbreak.core.prompting import TABLE

FILE = Path(__file__).parent.parent / "CONTRIBUTING.md"
_MARKED = re.compile(r"(<!-- diagram: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)

# Standing is a switch with three ways back; there is no table of it in the code.
POSTURE = (
    (Posture.SITTING, Posture.STANDING, "stand"),
    (Posture.STANDING, Posture.SITTING, "sit, standing.max_min is over, or an absence that is a rest"),
)


def prompt() -> str:
    """Where the reminder stands. What leads from every open prompt to the same one is drawn once."""
    opened = [one for one in Prompt if one is not Prompt.NONE]
    shared = {
        (event, target)
        for (_, event), target in TABLE.items()
        if all(TABLE.get((one, event)) is target for one in opened)
    }
    arrows = [(source, event, target) for (source, event), target in TABLE.items()]
    inside = [
        f"    {source} --> {target}: {event}"
        for source, event, target in arrows
        if source in opened and (event, target) not in shared
    ]
    opening = [f"{source} --> {target}: {event}" for source, event, target in arrows if source not in opened]
    closing = [f"open --> {target}: {event}" for event, target in sorted(shared)]
    return _mermaid([f"[*] --> {Prompt.NONE}", *opening, "state open {", *inside, "}", *closing])


def presence() -> str:
    """The ranking: the first row whose evidence holds names the presence."""
    rows = [f"| {number} | {what} | {found} |" for number, (what, _, found) in enumerate(RANKING, start=1)]
    return "\n".join(["| | evidence | presence |", "|---|---|---|", *rows])


def posture() -> str:
    lines = [f"[*] --> {Posture.SITTING}", *(f"{old} --> {new}: {why}" for old, new, why in POSTURE)]
    return _mermaid(lines)


def _mermaid(lines: list[str]) -> str:
    inside = "\n".join(f"    {line}" for line in lines)
    return f"```mermaid\nstateDiagram-v2\n{inside}\n```"


DIAGRAMS: dict[str, Callable[[], str]] = {"prompt": prompt, "presence": presence, "posture": posture}


def drawn(text: str) -> str:
    """*text* with every diagram in it as the code has it now. Raises KeyError for a name that is none."""
    return _MARKED.sub(lambda found: f"{found[1]}{DIAGRAMS[found[2]]()}\n{found[3]}", text)


def main(argv: list[str]) -> int:
    text = FILE.read_text("utf-8")
    if "--write" in argv:
        FILE.write_text(drawn(text), "utf-8")
        return 0
    if drawn(text) == text:
        return 0
    print(f"{FILE.name} does not show the machines as they are: python -m tests.diagrams --write")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
