"""The ground of the random runs: the model and the database side by side, and how they are compared."""

import datetime as dt
import sys
from collections import defaultdict
from collections.abc import Sequence
from typing import ClassVar, TypeVar
from uuid import UUID

from django.db import transaction
from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from milepost.base import clock
from tests.model import learner
from tests.model.acting import Site
from tests.model.facts import Session, beginning
from tests.model.items import Operation
from tests.model.records import Enrolment
from tests.model.visible import visible
from tests.model.world import WORLD

Thing = TypeVar("Thing")

LEARNERS = [person.key for person in WORLD.learners]
COURSES = [course.key for course in WORLD.courses]
PROGRAMS = [program.key for program in WORLD.programs]


class Play(RuleBasedStateMachine):
    """One run. The site is shared by all runs; each run's changes are rolled back.

    `learners`, `courses`: those that this run looks at closely. `pending`: operations that are previewed, `running`:
    those that were interrupted on their way.
    """

    site: ClassVar[Site]

    def __init__(self) -> None:
        super().__init__()
        self._error_before = sys.exc_info()[1]
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.facts = beginning(WORLD)
        self.learners: list[str] = []
        self.courses: list[str] = []
        self.sessions: list[tuple[Session, UUID]] = []
        self.pending: list[tuple[Operation, list]] = []
        self.running: list[Operation] = []
        # The records of each learner and course when it was last asked whether to continue is offered.
        self._offered_at: defaultdict[tuple[str, str], list | None] = defaultdict(lambda: None)
        self.site.office.operations.clear()
        self.site.office.operation_keys.clear()

    def teardown(self) -> None:
        """The last act of a run in which no difference was found, and back to the beginning."""
        try:
            if sys.exc_info()[1] is self._error_before:
                self.last_act()
        finally:
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)

    def last_act(self) -> None:
        """What takes place at the end of each run."""

    def act(self) -> "clock.fixed":
        """The next action takes place a minute later."""
        self.facts.now += dt.timedelta(minutes=1)
        return clock.fixed(self.facts.now)

    def enrol(self, who: str, course: str, *, restarts: bool, due: dt.datetime | None = None) -> None:
        """Somebody is enrolled, on both sides."""
        enrolment = self.facts.enrolments.setdefault((who, course), Enrolment())
        enrolment.restarts, enrolment.has_ended, enrolment.enrolled_by = restarts, False, None
        enrolment.due = due
        self.site.enrol(who, course, restarts=restarts, due=due)

    # --- drawing ---------------------------------------------------------------------------------
    def one_of(self, data: st.DataObject, things: Sequence[Thing]) -> Thing:
        """One of several things; the newest first, for a failing run to become simple."""
        chosen = things[-1 - data.draw(st.integers(0, len(things) - 1))]
        note(f"    {chosen}")
        return chosen

    def pair(self, data: st.DataObject) -> tuple[str, str]:
        """A learner and a course."""
        return data.draw(st.sampled_from(self.learners)), data.draw(st.sampled_from(self.courses))

    # --- comparing -------------------------------------------------------------------------------
    def compare(self) -> None:
        """Everything that people can see, and both clocks of it."""
        expected, found = visible(self.facts), self.site.reader().visible()
        for what in expected:
            assert found[what] == expected[what], difference(what, expected[what], found[what])
        self._compare_offers(found["records"])

    def _compare_offers(self, records: dict[tuple[str, str], list]) -> None:
        """Whether a course is offered to be continued; asked again where the records are not what they were."""
        for who in self.learners:
            for course in self.courses:
                enrolment, seen = self.facts.enrolment(who, course), records.get((who, course))
                if (
                    enrolment is None
                    or self.facts.courses[course].is_archived
                    or seen == self._offered_at[who, course]
                ):
                    continue
                self._offered_at[who, course] = seen
                offered = learner.is_continue_offered(self.facts, who, course)
                assert self.site.is_continue_offered(who, course) == offered


def difference(what: str, expected: dict, found: dict) -> str:
    """What differs, and how, in a few lines."""
    keys = [key for key in {**expected, **found} if expected.get(key) != found.get(key)]
    lines = (f"  {key}\n    model    {expected.get(key)}\n    database {found.get(key)}" for key in keys)
    return f"{what} differ:\n" + "\n".join(lines)
