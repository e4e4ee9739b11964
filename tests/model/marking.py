"""Mark complete: courses and single activities (R20 to R28)."""

import datetime as dt
from dataclasses import replace

from tests.model.deriving import marked_score, rolled_up
from tests.model.facts import Facts
from tests.model.items import Item, Operation
from tests.model.records import Enrolment, Record, State, Waiver


def mark_course(facts: Facts, operation: Operation, item: Item) -> None:
    """One fact on the current record, opened if there is none."""
    record = item.record = _record(facts, operation, item)
    state = State("completed", 100.0, None, completion_date(facts, operation), "staff")
    record.waiver = Waiver(operation.key, facts.now, state)
    score = marked_score(facts.courses[item.course], record)
    record.waiver = replace(record.waiver, state=replace(state, score=score))
    facts.tell("course.completed", item.learner, item.course, record, occurred_at=state.completed_at)


def mark_activity(facts: Facts, operation: Operation, item: Item) -> None:
    """One fact on the activity record; the course is rolled up afterwards."""
    record = item.record = _record(facts, operation, item)
    activity = facts.activity(item.course, item.content)
    work = item.work = record.work_in(item.content) or record.next_work(item.content)
    state = State("completed", 100.0, activity.score_by_mark, completion_date(facts, operation), "staff")
    work.waiver = Waiver(operation.key, facts.now, state)
    at = state.completed_at
    facts.tell("activity.completed", item.learner, item.course, record, item.content, occurred_at=at)


def roll_up(facts: Facts, learner: str, course: str, record: Record) -> None:
    """A record that is not complete follows its activities, beneath its own mark too (docs/decisions/0008)."""
    before = record.shown.is_complete
    if not record.own.is_complete:
        record.own = rolled_up(facts.courses[course], record)
    if record.shown.is_complete and not before:
        facts.tell("course.completed", learner, course, record, occurred_at=record.shown.completed_at)


def completion_date(facts: Facts, operation: Operation) -> dt.datetime:
    """Today, by default and by name, is now; any other day is its beginning (R28)."""
    day = operation.completed_on
    if day is None or day == facts.now.date():
        return facts.now
    return dt.datetime.combine(day, dt.time.min, tzinfo=dt.UTC)


def _record(facts: Facts, operation: Operation, item: Item) -> Record:
    enrolment = facts.enrolment(item.learner, item.course)
    if enrolment is None:
        enrolment = enrol(facts, operation, item)
    return enrolment.current or enrolment.open("mark", facts.now)


def enrol(facts: Facts, operation: Operation, item: Item) -> Enrolment:
    """Enrol whom the mark is for (R24)."""
    enrolment = facts.enrolments.setdefault((item.learner, item.course), Enrolment())
    enrolment.has_ended, enrolment.enrolled_by = False, operation.key
    return enrolment
