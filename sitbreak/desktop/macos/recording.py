"""Whether somebody records, by sound or by picture: a call, most likely. Looked for when it matters only."""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING

from sitbreak.ports import Health
from sitbreak.words import _, fill

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitbreak.ports import Loop

    Answered = Callable[[bool], None]
    Look = Callable[[], bool]


class Recording:
    """Questions come on the loop's thread, and are answered there; a thread of its own waits for the drivers.
    Nothing raises."""

    def __init__(self, loop: Loop, looks: dict[str, Look]) -> None:
        """*looks*: by the name of the part, what tells whether it is in use; it may raise OSError."""
        self._loop = loop
        self._looks = looks
        not_yet = _("Looked for when it matters.")
        self._healths = {part: Health(part=part, state="ok", detail=not_yet) for part in looks}
        self._answered: Answered | None = None  # who is waiting; a question under way gives way to the next
        self._looking = False

    def ask(self, answered: Answered) -> None:
        """Call *answered* with whether one of them is in use; what nobody can tell is a no, and
        :meth:`health` says so."""
        self._answered = answered
        if not self._looking:
            self._looking = True
            threading.Thread(target=self._look, name="recording", daemon=True).start()

    def health(self) -> tuple[Health, ...]:
        return tuple(self._healths.values())

    def close(self) -> None:
        """A question under way is not answered."""
        self._answered = None

    def _look(self) -> None:
        """On a thread of its own."""
        found: list[Health] = []
        in_use = False
        for part, look in self._looks.items():
            try:
                in_use = look() or in_use
                found.append(Health(part=part, state="ok", detail=_("The system was asked.")))
            except OSError as error:
                detail = fill(_("Nobody can tell whether one is in use: {why}."), why=error)
                found.append(Health(part=part, state="failing", detail=detail))
        self._loop.post(partial(self._known, in_use, found))

    def _known(self, in_use: bool, found: list[Health]) -> None:
        self._looking = False
        self._healths = {health.part: health for health in found}
        answered, self._answered = self._answered, None
        if answered is not None:
            answered(in_use)
