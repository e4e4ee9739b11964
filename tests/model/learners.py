"""What learners do, at random."""

from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.model import learner
from tests.model.facts import Session
from tests.model.learner import Report
from tests.model.play import Play

_WORKS = st.builds(
    Report,
    status=st.sampled_from(["active", "completed", "passed", "failed", "completed", "passed", "started"]),
    progress=st.sampled_from([0.0, 25.0, 50.0, 80.0]),
    score=st.sampled_from([None, None, 0.0, 40.0, 85.0, 100.0]),
    seconds=st.integers(0, 600),
)


class Learners(Play):
    """They launch, work, finish, and leave."""

    @rule(data=st.data(), acknowledged=st.booleans())
    def launch(self, data: st.DataObject, acknowledged: bool) -> None:
        self.launch_as(*self.pair(data), acknowledged=acknowledged)

    def launch_as(self, who: str, course: str, *, acknowledged: bool) -> None:
        """A learner opens a course; if that leads to a session, it is the newest one."""
        with self.act():
            expected = learner.launch(self.facts, who, course, acknowledged=acknowledged)
            found, session = self.site.launch(who, course, acknowledged=acknowledged)
        assert found == expected, f"the model: {expected}, the database: {found}"
        if session is not None:
            self.sessions.append((self.facts.sessions[-1], session))
        self.compare()

    @precondition(lambda self: self.sessions)
    @rule(data=st.data(), report=_WORKS)
    def commit(self, data: st.DataObject, report: Report) -> None:
        session, real = self.one_of(data, self.sessions[-4:])
        activities = self.facts.courses[session.course].in_use
        if not activities:
            return
        activity = self.one_of(data, activities).key
        with self.act():
            expected = learner.commit(self.facts, session, activity, report)
            assert self.site.commit(real, activity, report) == expected
        self.compare()

    @precondition(lambda self: self.sessions)
    @rule(data=st.data())
    def finish(self, data: st.DataObject) -> None:
        """Everything that is in use, completed one after the other: random steps seldom get that far."""
        self.finish_all(*self.one_of(data, self.sessions[-2:]))

    def finish_all(self, session: Session, real: UUID) -> None:
        """Complete each activity in a session."""
        for activity in self.facts.courses[session.course].in_use:
            report = Report("passed" if activity.kind == "exam" else "completed", 0.0, 70.0, 60)
            with self.act():
                expected = learner.commit(self.facts, session, activity.key, report)
                assert self.site.commit(real, activity.key, report) == expected
        self.compare()

    @precondition(lambda self: self.sessions)
    @rule(data=st.data())
    def leave(self, data: st.DataObject) -> None:
        session, real = self.one_of(data, self.sessions)
        with self.act():
            session.is_closed = True
            self.site.close(real)
