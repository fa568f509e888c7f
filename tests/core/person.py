"""Somebody who is suggested routines and answers; the profiles that the tests of choosing use."""

from __future__ import annotations

from dataclasses import replace

from sitbreak import dice
from sitbreak.core.choosing import Choice, Profile, choose
from sitbreak.core.eligible import eligible
from sitbreak.core.routines import Clothing, Equipment, Place, Tag
from sitbreak.core.suggestions import DAY_S, History, Suggested

DAY = 739_000
PICKS = 14
OFFICE = Profile(long_every=0)
LONG = Profile(long_every=3)
HOME_2 = Profile(place=Place.HOME, level=2, clothing=Clothing.STRETCHY, long_every=0)
HOME_3 = replace(HOME_2, level=3, equipment=frozenset(Equipment))


class Person:
    """Somebody who is suggested routines and answers, every 30 minutes from 09:00 on."""

    def __init__(self, catalogue, profile, history=None, install="somebody", sitting_s=2700.0):
        self.catalogue = catalogue
        self.profile = profile
        self.history = history or History()
        self.install = install
        self.sitting_s = sitting_s
        self.day = DAY
        self.now_s = self._morning()

    def _morning(self):
        return self.day * DAY_S + 9 * 3600.0

    def tomorrow(self, days=1):
        self.day += days
        self.now_s = self._morning()

    def asks(self, sitting_s=None, swapped=frozenset()) -> Choice:
        return choose(
            self.catalogue,
            self.profile,
            self.history,
            day=self.day,
            now_s=self.now_s,
            sitting_s=self.sitting_s if sitting_s is None else sitting_s,
            draw=dice.draw(self.install, str(self.day), self.history.next_number(self.day)),
            swapped=swapped,
        )

    def sees(self, choice, outcome="done", feedback=""):
        self.history.append(
            Suggested(
                routine=choice.routine.id,
                shown_at_s=self.now_s,
                day=self.day,
                lead_side=choice.lead_side,
                outcome=outcome,
                feedback=feedback,
            )
        )
        self.now_s += 1800
        return choice.routine

    def does(self, outcome="done", feedback="", sitting_s=None):
        return self.sees(self.asks(sitting_s), outcome, feedback)

    def shown(self, routine, outcome="done", feedback=""):
        return self.sees(Choice(routine=self.catalogue.get(routine)), outcome, feedback)

    def day_of(self, picks=PICKS):
        routines = [self.does() for _ in range(picks)]
        self.tomorrow()
        return routines

    def can_have(self):
        found = eligible(self.catalogue, self.profile, self.history, day=self.day, now_s=self.now_s)
        return {routine.id for routine in found}


def all_days(catalogue, profile, days=100, install="somebody"):
    person = Person(catalogue, profile, install=install)
    return [person.day_of() for _ in range(days)]


WIDE = {
    "office, level 1": OFFICE,
    "office, level 1, long breaks": LONG,
    "office, level 2": replace(OFFICE, level=2),
    "office, level 2, long breaks": replace(LONG, level=2),
    "home, level 2": HOME_2,
    "home, level 2, long breaks": replace(HOME_2, long_every=3),
    "home, level 3": HOME_3,
    "travel": replace(OFFICE, place=Place.TRAVEL),
    "travel, long breaks": replace(LONG, place=Place.TRAVEL),
    "pregnancy": replace(OFFICE, exclusions=frozenset({Tag.PREGNANCY})),
    "balance": replace(OFFICE, exclusions=frozenset({Tag.BALANCE})),
    "hip-flexor": replace(OFFICE, exclusions=frozenset({Tag.HIP_FLEXOR})),
    "standing": replace(OFFICE, exclusions=frozenset({Tag.STANDING})),
}
