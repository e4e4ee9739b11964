"""Random learners and staff, played on the model and in the database side by side."""

import datetime as dt

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from milepost.base import clock
from milepost.checks import doctor
from tests.model.catalogue import DAYS_TO_DUE, Catalogue
from tests.model.features import FEATURES
from tests.model.learners import Learners
from tests.model.play import COURSES, LEARNERS, PROGRAMS
from tests.model.records import Enrolment
from tests.model.staff import Staff
from tests.model.staging import Target
from tests.model.world import WORLD


class Machine(Learners, Staff, Catalogue):
    """One run, from who is enrolled where to the doctor's visit."""

    @initialize(data=st.data())
    def enrolments(self, data: st.DataObject) -> None:
        """Most are enrolled in most; a run looks at a few learners and courses more closely."""
        how = st.sampled_from(["keep", "keep", "keep", "restart", "missing"])
        drawn = data.draw(st.tuples(*[how for _ in WORLD.pairs]).map(" ".join)).split()
        due = self.days_from_now(data.draw(DAYS_TO_DUE) if "due" in FEATURES else None)
        with clock.fixed(self.facts.now):
            for (who, course), setting in zip(WORLD.pairs, drawn, strict=True):
                if setting != "missing":
                    self.enrol(who, course, restarts=setting == "restart", due=due)
        self.learners = data.draw(st.lists(st.sampled_from(LEARNERS), min_size=1, max_size=2, unique=True))
        often = [*COURSES, "safety", "safety", "short", "short", "mixed", "empty"]
        self.courses = data.draw(st.lists(st.sampled_from(often), min_size=1, max_size=2, unique=True))
        if "programs" in FEATURES:
            self._enrol_in_programs(data)

    def _enrol_in_programs(self, data: st.DataObject) -> None:
        with clock.fixed(self.facts.now):
            for who in LEARNERS:
                for program in data.draw(st.sampled_from([PROGRAMS, PROGRAMS, PROGRAMS[:1], []])):
                    self.facts.program_enrolments[who, program] = Enrolment()
                    self.site.enrol_in_program(who, program)

    @rule(data=st.data())
    def leave_a_past(self, data: st.DataObject) -> None:
        """A learner works in a course, which is then reset: steps at random seldom leave work in a past record."""
        who, course = self.pair(data)
        before = len(self.sessions)
        self.launch_as(who, course, acknowledged=True)
        if len(self.sessions) > before:
            self.finish_all(*self.sessions[-1])
        operation = self.stage_operation("reset", [Target(who, "course", course)], policy="retain")
        self.apply(operation, self.effect(operation))

    # --- the end of each run ---------------------------------------------------------------------
    def last_act(self) -> None:
        """In every run a preview goes stale and is refused, the two clocks differ, and the doctor finds nothing."""
        who, course = LEARNERS[0], "short"
        self._open(who, course)
        current = self.facts.current(who, course)
        kinds = ["reset", "mark_complete"] if current and current.shown.is_complete else ["mark_complete", "reset"]
        for kind in kinds:
            self._two_at_once(kind, Target(who, "course", course))
        with clock.fixed(self.facts.now):
            findings = doctor.examine_data()
        assert not findings, "\n".join(map(str, findings))

    def _open(self, who: str, course: str) -> None:
        """The course is in use, and the learner enrolled."""
        with self.act():
            if self.facts.courses[course].is_archived:
                self.turn_archive(course)
            if self.facts.enrolment(who, course) is None:
                self.enrol(who, course, restarts=False)

    def _two_at_once(self, kind: str, target: Target) -> None:
        """Two of the staff are shown the same preview. One says yes; then the other one's is stale."""
        yesterday = self.facts.now.date() - dt.timedelta(days=1)
        request = {"policy": "retain"} if kind == "reset" else {"completed_on": yesterday}
        first, second = (self.stage_operation(kind, [target], **request) for _ in range(2))
        previewed, shown = self.effect(first), self.effect(second)
        assert self.apply(first, previewed)
        assert [item.outcome for item in first.items] == ["done"]
        assert not self.apply(second, shown)
