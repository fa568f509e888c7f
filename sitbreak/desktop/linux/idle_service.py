"""A service on a bus as a source of idle time.

It is asked as soon as it is there, asked again after ever longer waits when it fails, and forgotten when it
goes, until it comes again. What it is asked, and what its answers mean, is the business of an
:class:`Inquiry`, one for each kind of service.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sitbreak.desktop.last_input import ImpossibleIdleTime
from sitbreak.desktop.linux.bus_service import Service, is_absence
from sitbreak.desktop.retries import Retries

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol

    from sitbreak.desktop.last_input import LastInput
    from sitbreak.desktop.linux.bus import BusError
    from sitbreak.desktop.linux.buslink import BusLink
    from sitbreak.ports import DescriptorLoop

    Body = tuple[Any, ...]

    class Inquiry(Protocol):
        """One kind of service, and what it is asked by way of an :class:`IdleService`."""

        name: str  # this and the next two: of the source
        how: str
        capabilities: frozenset[str]
        service: str  # its name on the bus
        called: str  # in a sentence, as "The screen saver"
        absent: str  # the sentence that says that there is none
        input: LastInput

        def begin(self) -> None:
            """The service is there, or might be: ask it."""

        def watch(self, thresholds_s: frozenset[float]) -> None:
            """Tell of pauses of these real seconds from now on."""

        def take_back(self) -> None:
            """Have the service do nothing for us any more."""

        def forget(self) -> None:
            """What is under way, and what the service said, counts no more."""


_NOT_YET = "Not asked for yet."


class IdleService:
    """An :class:`~sitbreak.desktop.linux.idle_source.IdleSource`: a service on the bus of *link*, asked by
    the inquiry that *make* makes for this source."""

    expected = False

    def __init__(
        self,
        loop: DescriptorLoop,
        link: BusLink,
        make: Callable[[IdleService], Inquiry],
        on_change: Callable[[], None],
    ) -> None:
        self.asking = False
        self.failing = False
        self._why = _NOT_YET
        self._inquiry = make(self)
        self.name = self._inquiry.name
        self.how = self._inquiry.how
        self.capabilities = self._inquiry.capabilities
        self._on_change = on_change
        self._service = Service(link, self._inquiry.service, on_here=self._begin, on_gone=self._gone)
        self._retries = Retries(loop, self._begin)
        self._begun = False

    @property
    def known(self) -> bool:
        return self._inquiry.input.known

    @property
    def input_on(self) -> bool:
        return self._inquiry.input.input_on

    @property
    def last_input_at_s(self) -> float | None:
        return self._inquiry.input.at_s

    @property
    def why(self) -> str:
        return "" if self.known else self._why

    def start(self) -> None:
        if not self._begun:
            self._begun = True
            self._why = self._inquiry.absent
            self._service.start()

    def watch(self, thresholds_s: frozenset[float]) -> None:
        self._inquiry.watch(thresholds_s)

    def close(self) -> None:
        self._inquiry.take_back()
        self._begun = False
        self._service.stop()
        self._retries.stop()
        self._forget(_NOT_YET)

    # --- for the inquiry

    def listen(self, path: str, interface: str, member: str, heard: Callable[[Body], None]) -> None:
        """As :meth:`Service.listen <sitbreak.desktop.linux.bus_service.Service.listen>`."""
        self._service.listen(path, interface, member, heard)

    def ask(  # noqa: PLR0913 - a call on D-Bus has so many parts
        self,
        path: str,
        interface: str,
        member: str,
        words: tuple[str, Body],
        answered: Callable[[Body | None, BusError | None], None],
    ) -> None:
        """As :meth:`Service.ask <sitbreak.desktop.linux.bus_service.Service.ask>`; that there is no such
        service is no answer, and dealt with here."""

        def reply(body: Body | None, error: BusError | None) -> None:
            if error is not None and is_absence(error):
                self.nothing(self._inquiry.absent)
            else:
                answered(body, error)

        self._service.ask(path, interface, member, words, reply)

    def tell(self, path: str, interface: str, member: str, words: tuple[str, Body]) -> None:
        """Call a method whose answer does not matter."""
        self._service.tell(path, interface, member, words)

    def believes(self, take_in: Callable[[], None]) -> bool:
        """*take_in* what the service says of the last input, as far as that can be true. If so the service
        works; a :meth:`changed` is to follow, after all else."""
        try:
            take_in()
        except ImpossibleIdleTime as error:
            self.fail(f"{self._inquiry.called} tells of {error}.")
            return False
        self.asking = self.failing = False
        self._retries.worked()
        return True

    def undecided(self, why: str) -> None:
        """The service works, though nothing is known yet because of *why*."""
        self._why, self.asking = why, False

    def nothing(self, why: str) -> None:
        """Nothing can be known, because of *why*, until the service itself says something else."""
        self._forget(why)
        self.changed()

    def fail(self, why: str) -> None:
        """Nothing is known, because of *why*: the service will be asked anew."""
        self._inquiry.take_back()
        self._forget(why)
        self.failing = True
        self._retries.failed()
        self.changed()

    def changed(self) -> None:
        """Something is known that was not known before, or is known no more. Comes last: whoever is told
        may close this source."""
        self._on_change()

    # --- the service

    def _begin(self) -> None:
        self.asking = True
        self._inquiry.begin()

    def _gone(self) -> None:
        self._retries.stop()
        self.nothing(self._inquiry.absent)

    def _forget(self, why: str) -> None:
        self._why = why
        self._inquiry.input.forget()
        self._inquiry.forget()
        self.asking = self.failing = False
