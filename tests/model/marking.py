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
    record.waiver = waived(facts, operation, item, None)
    score = item.detail.score
    if score is None:
        score = marked_score(facts.courses[item.course], record)
    record.waiver = replace(record.waiver, state=replace(record.waiver.state, score=score))
    at = record.waiver.state.completed_at
    facts.tell("course.completed", item.learner, item.course, record, occurred_at=at)


def mark_activity(facts: Facts, operation: Operation, item: Item) -> None:
    """One fact on the activity record; the course is rolled up afterwards."""
    record = item.record = _record(facts, operation, item)
    activity = facts.activity(item.course, item.content)
    work = item.work = record.work_in(item.content) or record.next_work(item.content)
    score = item.detail.score
    work.waiver = waived(facts, operation, item, activity.score_by_mark if score is None else score)
    at = work.waiver.state.completed_at
    facts.tell("activity.completed", item.learner, item.course, record, item.content, occurred_at=at)


def roll_up(facts: Facts, learner: str, course: str, record: Record) -> None:
    """A record that is not complete follows its activities, beneath its own mark too (docs/decisions/0008)."""
    before = record.shown.is_complete
    if not record.own.is_complete:
        record.own = rolled_up(facts.courses[course], record)
    if record.shown.is_complete and not before:
        facts.tell("course.completed", learner, course, record, occurred_at=record.shown.completed_at)


def waived(facts: Facts, operation: Operation, item: Item, score: float | None) -> Waiver:
    """The mark of an item. The day of its row goes before the operation's; with a time it is imported (R21)."""
    by = "staff" if item.detail.seconds is None else "import"
    at = item.detail.completed_at or completion_date(facts, operation.completed_on)
    return Waiver(operation.key, facts.now, State("completed", 100.0, score, at, by), item.detail.seconds)


def completion_date(facts: Facts, day: dt.date | None) -> dt.datetime:
    """Today, by default and by name, is now; any other day is its beginning (R28)."""
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
