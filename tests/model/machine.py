"""Random learners and staff, played on the model and in the database side by side."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import ClassVar, TypeVar

from django.db import transaction
from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from milepost.base import clock
from milepost.base.errors import Refused
from milepost.progress.api import EffectChanged
from tests.model import commands, deciding, learner
from tests.model.acting import Site
from tests.model.commands import Refusal, Target
from tests.model.facts import Enrolment, Operation, Session, beginning
from tests.model.features import FEATURES
from tests.model.learner import Report
from tests.model.visible import visible
from tests.model.world import WORLD, Activity

Thing = TypeVar("Thing")

_WORKS = st.builds(
    Report,
    status=st.sampled_from(["active", "completed", "passed", "failed", "completed", "passed", "started"]),
    progress=st.sampled_from([0.0, 25.0, 50.0, 80.0]),
    score=st.sampled_from([None, None, 0.0, 40.0, 85.0, 100.0]),
    seconds=st.integers(0, 600),
)


class Machine(RuleBasedStateMachine):
    """One run. The site is shared by all runs; each run's changes are rolled back."""

    site: ClassVar[Site]

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.facts = beginning(WORLD)
        self.sessions: list[tuple[Session, object]] = []
        self.pending: list[tuple[Operation, list]] = []
        self.site.operations.clear()
        self.site.operation_keys.clear()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    # --- the beginning ---------------------------------------------------------------------------
    @initialize(data=st.data())
    def enrolments(self, data: st.DataObject) -> None:
        """Most are enrolled in most; a run looks at a few learners and courses more closely."""
        how = st.sampled_from(["keep", "keep", "keep", "restart", "missing"])
        drawn = data.draw(st.tuples(*[how for _ in WORLD.pairs]).map(" ".join)).split()
        with clock.fixed(self.facts.now):
            for (who, course), setting in zip(WORLD.pairs, drawn, strict=True):
                if setting != "missing":
                    self._enrol(who, course, restarts=setting == "restart")
        self.learners = data.draw(st.lists(st.sampled_from(_LEARNERS), min_size=1, max_size=2, unique=True))
        often = [*_COURSES, "safety", "safety", "short", "short", "mixed", "empty"]
        self.courses = data.draw(st.lists(st.sampled_from(often), min_size=1, max_size=2, unique=True))
        if "programs" in FEATURES:
            self._enrol_in_programs(data)

    def _enrol_in_programs(self, data: st.DataObject) -> None:
        with clock.fixed(self.facts.now):
            for who in _LEARNERS:
                for program in data.draw(st.sampled_from([_PROGRAMS, _PROGRAMS, _PROGRAMS[:1], []])):
                    self.facts.program_enrolments[who, program] = Enrolment()
                    self.site.enrol_in_program(who, program)

    def _enrol(self, who: str, course: str, *, restarts: bool) -> None:
        enrolment = self.facts.enrolments.setdefault((who, course), Enrolment())
        enrolment.restarts, enrolment.has_ended, enrolment.enrolled_by = restarts, False, None
        self.site.enrol(who, course, restarts=restarts)

    # --- time ------------------------------------------------------------------------------------
    def _act(self) -> "clock.fixed":
        """The next action takes place a minute later."""
        self.facts.now += dt.timedelta(minutes=1)
        return clock.fixed(self.facts.now)

    @rule(hours=st.sampled_from([1, 24, 24 * 30]))
    def time_passes(self, hours: int) -> None:
        self.facts.now += dt.timedelta(hours=hours)

    # --- learners --------------------------------------------------------------------------------
    @rule(data=st.data(), acknowledged=st.booleans())
    def launch(self, data: st.DataObject, acknowledged: bool) -> None:
        who, course = self._pair(data)
        with self._act():
            expected = learner.launch(self.facts, who, course, acknowledged=acknowledged)
            found, session = self.site.launch(who, course, acknowledged=acknowledged)
        assert found == expected, f"the model: {expected}, the database: {found}"
        if session is not None:
            self.sessions.append((self.facts.sessions[-1], session))
        self._compare()

    @precondition(lambda self: self.sessions)
    @rule(data=st.data(), report=_WORKS)
    def commit(self, data: st.DataObject, report: Report) -> None:
        session, real = self._one_of(data, self.sessions[-4:])
        activities = self.facts.courses[session.course].in_use
        if not activities:
            return
        activity = self._one_of(data, activities).key
        with self._act():
            expected = learner.commit(self.facts, session, activity, report)
            assert self.site.commit(real, activity, report) == expected
        self._compare()

    @precondition(lambda self: self.sessions)
    @rule(data=st.data())
    def finish(self, data: st.DataObject) -> None:
        """Everything that is in use, completed one after the other: random steps seldom get that far."""
        session, real = self._one_of(data, self.sessions[-2:])
        for activity in self.facts.courses[session.course].in_use:
            report = Report("passed" if activity.kind == "exam" else "completed", 0.0, 70.0, 60)
            with self._act():
                expected = learner.commit(self.facts, session, activity.key, report)
                assert self.site.commit(real, activity.key, report) == expected
        self._compare()

    @precondition(lambda self: self.sessions)
    @rule(data=st.data())
    def leave(self, data: st.DataObject) -> None:
        session, real = self._one_of(data, self.sessions)
        with self._act():
            session.is_closed = True
            self.site.close(real)

    # --- staff -----------------------------------------------------------------------------------
    @rule(data=st.data(), days_ago=st.sampled_from([None, None, None, 0, 1, 20]))
    def mark(self, data: st.DataObject, days_ago: int | None) -> None:
        day = None if days_ago is None else self.facts.now.date() - dt.timedelta(days=days_ago)
        self._stage_and_apply("mark_complete", self._targets(data), completed_on=day)

    @rule(data=st.data(), policy=st.sampled_from(["retain", "retain", "retain", "", "erase"]))
    def reset(self, data: st.DataObject, policy: str) -> None:
        targets = self._targets(data)
        if "erase" not in FEATURES or any(kind == "activity" for _, kind, _ in targets):
            policy = "retain"
        self._stage_and_apply("reset", targets, policy=policy)

    @precondition(lambda self: "erase" in FEATURES)
    @rule(data=st.data(), whose=st.sampled_from(["learner", "course", "both"]))
    def hold(self, data: st.DataObject, whose: str) -> None:
        """A legal hold on a learner, a course, or one learner in one course (R5)."""
        who, course = self._pair(data)
        held = ("" if whose == "course" else who, "" if whose == "learner" else course)
        with self._act():
            if held not in self.facts.holds:
                self.facts.holds.append(held)
                self.site.hold(*held)

    @precondition(lambda self: self.facts.holds)
    @rule(data=st.data())
    def lift(self, data: st.DataObject) -> None:
        held = self._one_of(data, self.facts.holds)
        with self._act():
            self.facts.holds.remove(held)
            self.site.lift(*held)

    @precondition(lambda self: any(operation.sequence for operation in self.facts.operations))
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        operation = self._stage_undo(data)
        if operation is not None:
            self._apply(operation, self._effect(operation))

    @precondition(lambda self: "stale" in FEATURES)
    @rule(data=st.data(), kind=st.sampled_from(["mark_complete", "reset", "undo"]))
    def stage(self, data: st.DataObject, kind: str) -> None:
        """Staged now, confirmed later, perhaps."""
        if kind == "undo":
            operation = self._stage_undo(data)
        else:
            operation = self._stage(kind, self._targets(data), policy="retain")
        if operation is not None:
            self.pending.append((operation, self._effect(operation)))

    @precondition(lambda self: self.pending)
    @rule(data=st.data())
    def confirm(self, data: st.DataObject) -> None:
        chosen = self._one_of(data, self.pending)
        self.pending.remove(chosen)
        self._apply(*chosen)

    # --- the catalogue ---------------------------------------------------------------------------
    @precondition(lambda self: "catalog" in FEATURES)
    @rule(data=st.data(), kind=st.sampled_from(["page", "exam", "assignment"]), required=st.booleans())
    def add_activity(self, data: st.DataObject, kind: str, required: bool) -> None:
        course = data.draw(st.sampled_from(self.courses))
        with self._act():
            added = Activity(f"added-{self.facts.now:%Y%m%d%H%M}", kind, required, created_at=self.facts.now)
            self.facts.courses[course] = _with(self.facts.courses[course], added)
            self.site.add_activity(course, added)
        self._compare()

    @precondition(lambda self: "catalog" in FEATURES)
    @rule(data=st.data())
    def retire_activity(self, data: st.DataObject) -> None:
        course = data.draw(st.sampled_from(self.courses))
        in_use = self.facts.courses[course].in_use
        if len(in_use) < 2:
            return
        chosen = self._one_of(data, in_use)
        with self._act():
            gone = replace(chosen, retired_at=self.facts.now)
            self.facts.courses[course] = _with(self.facts.courses[course], gone)
            self.site.retire_activity(chosen.key, self.facts.now)
        self._compare()

    @precondition(lambda self: "catalog" in FEATURES)
    @rule(data=st.data())
    def archive(self, data: st.DataObject) -> None:
        """Archived, or, which is likelier, taken back."""
        key = data.draw(st.sampled_from(self.courses))
        course = self.facts.courses[key]
        if not course.is_archived and data.draw(st.integers(0, 3)):
            return
        with self._act():
            self.facts.courses[key] = replace(course, is_archived=not course.is_archived)
            self.site.archive(key, None if course.is_archived else self.facts.now)

    @precondition(lambda self: "enrolments" in FEATURES)
    @rule(data=st.data(), restarts=st.booleans())
    def enrol_or_end(self, data: st.DataObject, restarts: bool) -> None:
        who, course = self._pair(data)
        with self._act():
            if self.facts.enrolment(who, course) is None:
                self._enrol(who, course, restarts=restarts)
            else:
                self.facts.enrolments[who, course].has_ended = True
                self.site.end_enrolment(who, course, self.facts.now)
        self._compare()

    # --- how -------------------------------------------------------------------------------------
    def _one_of(self, data: st.DataObject, things: Sequence[Thing]) -> Thing:
        """One of several things; the newest first, for a failing run to become simple."""
        chosen = things[-1 - data.draw(st.integers(0, len(things) - 1))]
        note(f"    {chosen}")
        return chosen

    def _each_learner(self) -> list[list[str]]:
        return [[learner] for learner in self.learners]

    def _pair(self, data: st.DataObject) -> tuple[str, str]:
        return data.draw(st.sampled_from(self.learners)), data.draw(st.sampled_from(self.courses))

    def _targets(self, data: st.DataObject) -> list[Target]:
        contents = [("course", key) for key in self.courses]
        if "activities" in FEATURES:
            contents += [("activity", each.key) for key in self.courses for each in self.facts.courses[key].in_use]
        if "programs" in FEATURES:
            contents += [("program", key) for key in _PROGRAMS]
        rows = [(who, *content) for who in self.learners for content in contents]
        return data.draw(st.lists(st.sampled_from(rows), min_size=1, max_size=3, unique=True))

    def _stage(self, kind: str, targets: Sequence[Target], **request) -> Operation:
        with self._act():
            operation = commands.stage(self.facts, kind, targets, **request)
            self.site.stage(operation.key, kind, targets, **request)
        self._compare_preview(operation)
        return operation

    def _stage_and_apply(self, kind: str, targets: Sequence[Target], **request) -> None:
        operation = self._stage(kind, targets, **request)
        self._apply(operation, self._effect(operation))

    def _stage_undo(self, data: st.DataObject) -> Operation | None:
        applied = [each for each in self.facts.operations if each.sequence and each.kind != "undo"]
        if not applied:
            return None
        standing = [each for each in applied if each.standing]
        undone = self._one_of(data, (standing or applied)[-4:] if data.draw(st.integers(0, 7)) else applied)
        learners: Collection[str] | None = data.draw(st.sampled_from([None, None, None, *self._each_learner()]))
        with self._act():
            try:
                operation = commands.stage_undo(self.facts, undone, learners)
            except Refusal:
                try:
                    self.site.stage_undo(0, undone.key, learners)
                except Refused:
                    return None
                raise AssertionError("an undo with nothing to take back was staged") from None
            self.site.stage_undo(operation.key, undone.key, learners)
        self._compare_preview(operation)
        return operation

    def _effect(self, operation: Operation) -> list:
        return deciding.effect(self.facts, operation)

    def _apply(self, operation: Operation, previewed: list) -> None:
        """Confirm what was previewed: refused if, and only if, something else would happen now (R43)."""
        effect = self._effect(operation)
        must_differ = deciding.differs(effect, previewed)
        with self._act():
            try:
                self.site.confirm_and_run(operation.key)
            except EffectChanged:
                # It may be stricter than need be: records of skipped items, activity records, programs above.
                assert effect != previewed, f"nothing has changed since it was previewed: {effect}"
                self._compare_preview(operation)
                self._compare()
                return
            assert not must_differ, f"previewed {previewed}, now {effect}, and yet it was confirmed"
            commands.apply(self.facts, operation)
        self.sessions = [pair for pair in self.sessions if not pair[0].is_forgotten]
        self._compare_result(operation, effect)
        self._compare()

    def _compare_preview(self, operation: Operation) -> None:
        expected, found = commands.look_ahead(self.facts, operation), self.site.preview(operation.key)
        if any(deciding.erases(self.facts, operation, item) for item in operation.items):
            done = expected["done"]  # an erase counts the records of the past too
        else:
            done = found["records"]
        seen = Counter(found["skipped"]) + Counter(done=done)
        assert seen == expected, difference("previews", expected, seen) + f"\n{self._effect(operation)}"

    def _compare_result(self, operation: Operation, effect: list) -> None:
        """What was done is what was previewed, item by item, in the model and in the database."""
        found = self.site.outcomes(operation.key)
        expected = Counter((name, outcome) for name, outcome, _ in effect)
        assert found == expected, difference("outcomes", expected, found)
        assert found == Counter((item.name, item.outcome) for item in operation.items)

    def _compare(self) -> None:
        expected, found = visible(self.facts), self.site.reader().visible()
        for what in expected:
            assert found[what] == expected[what], difference(what, expected[what], found[what])
        for (who, course), enrolment in self.facts.enrolments.items():
            closed = enrolment.has_ended or self.facts.courses[course].is_archived
            if who in self.learners and course in self.courses and enrolment.records and not closed:
                offered = learner.is_continue_offered(self.facts, who, course)
                assert self.site.is_continue_offered(who, course) == offered


def difference(what: str, expected: dict, found: dict) -> str:
    """What differs, and how, in a few lines."""
    keys = [key for key in {**expected, **found} if expected.get(key) != found.get(key)]
    lines = (f"  {key}\n    model    {expected.get(key)}\n    database {found.get(key)}" for key in keys)
    return f"{what} differ:\n" + "\n".join(lines)


def _with(course, activity: Activity):
    """A course with an activity added, or changed."""
    others = tuple(each for each in course.activities if each.key != activity.key)
    return replace(course, activities=(*others, activity))


_LEARNERS = [person.key for person in WORLD.learners]
_COURSES = [course.key for course in WORLD.courses]
_PROGRAMS = [program.key for program in WORLD.programs]
