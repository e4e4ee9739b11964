"""What people can see, as the model has it; `reading.py` reads the same from the database."""

from collections import Counter, defaultdict
from typing import Any

from tests.model.deriving import Shown, shown
from tests.model.facts import Facts
from tests.model.records import Enrolment, Record

Visible = dict[str, Any]


def visible(facts: Facts) -> Visible:
    """Everything that is compared, by what it is and whose it is."""
    return {
        "records": records(facts.enrolments),
        "programs": records(facts.program_enrolments),
        "activities": _activities(facts),
        "seconds": _seconds(facts),
        "late commits": _late_commits(facts),
        "events": dict(Counter(facts.events)),
        "enrolments": _enrolments(facts.enrolments),
        "program enrolments": _enrolments(facts.program_enrolments),
    }


def records(enrolments: dict[tuple[str, str], Enrolment]) -> dict[tuple[str, str], list[tuple[Any, ...]]]:
    """Each learner's records of each course, by number."""
    return {key: [_record(record) for record in each.records] for key, each in enrolments.items() if each.records}


def _enrolments(enrolments: dict[tuple[str, str], Enrolment]) -> dict[tuple[str, str], tuple[Any, ...]]:
    """Whether each enrolment holds, which operation made it, and until when it is to be completed (R17)."""
    return {
        key: (not each.has_ended, None if each.has_ended else each.enrolled_by, each.due)
        for key, each in enrolments.items()
    }


def _record(record: Record) -> tuple[Any, ...]:
    if record.erased_by is not None:
        return record.number, "erased", record.erased_by, record.erased_at
    if record.is_voided:
        return record.number, record.opened_by, "voided"
    state = record.shown
    closing = record.closing
    return (
        record.number,
        record.opened_by,
        record.opened_at,
        state.status,
        rounded(state.progress),
        rounded(state.score),
        state.completed_at,
        state.completed_by,
        record.waiver and (record.waiver.at, record.waiver.seconds),
        closing and (closing.operation or "restart", closing.at),
        closing is not None and closing.operation is not None and closing.acknowledged,
    )


def rounded(number: float | None) -> float | None:
    """Two databases and Python add up in different order."""
    return None if number is None else round(number, 6)


def _activities(facts: Facts) -> dict[tuple[str, str], Shown]:
    """What is shown of each activity in use, in the current records."""
    answer = {}
    for (learner, course), enrolment in facts.enrolments.items():
        record = enrolment.current
        for activity in facts.courses[course].in_use if record else ():
            answer[learner, activity.key] = shown(activity, record)
    return answer


def _seconds(facts: Facts) -> dict[tuple[str, str], int]:
    """The time that a learner has spent in an activity, in all records together."""
    total: Counter[tuple[str, str]] = Counter()
    for (learner, _), enrolment in facts.enrolments.items():
        for record in enrolment.records:
            for work in record.works:
                total[learner, work.activity] += work.seconds
    return {key: seconds for key, seconds in total.items() if seconds}


def _late_commits(facts: Facts) -> dict[tuple[str, str], int]:
    late: defaultdict[tuple[str, str], int] = defaultdict(int)
    for session in facts.sessions:
        late[session.learner, session.course] += session.late_commits.total()
    return {key: number for key, number in late.items() if number}
