"""What learners do: launch, acknowledge, commit, leave."""

from dataclasses import dataclass, replace

from tests.model import programs
from tests.model.deriving import rolled_up
from tests.model.facts import Facts, Session
from tests.model.features import FEATURES
from tests.model.records import Closing, Record, State, Work


@dataclass(frozen=True, slots=True)
class Report:
    """What a session reports of one activity since its last report."""

    status: str
    progress: float
    score: float | None
    seconds: int


@dataclass(frozen=True, slots=True)
class Opened:
    """What a launch led to: refused, a notice, or a session on record `number`."""

    refused: bool = False
    notice: int | None = None
    number: int = 0
    restarted: bool = False


def is_continue_offered(facts: Facts, learner: str, course: str) -> bool:
    """There is something to continue, and no reset to acknowledge first (R12)."""
    enrolment = facts.enrolments[learner, course]
    return not enrolment.unread and enrolment.current is not None and not enrolment.current.shown.is_complete


def launch(facts: Facts, learner: str, course: str, *, acknowledged: bool) -> Opened:
    """Open a course. With a reset to acknowledge nothing opens (R13)."""
    enrolment = facts.enrolment(learner, course)
    if enrolment is None or facts.courses[course].is_archived:
        return Opened(refused=True)
    if enrolment.unread and not acknowledged:
        return Opened(notice=enrolment.unread[-1].closing.operation)
    for record in enrolment.unread:
        record.closing.acknowledged = True
    if enrolment.restarts and enrolment.current and enrolment.current.shown.is_complete:
        enrolment.current.closing = Closing(None, facts.now)
    record, restarted = enrolment.current, False
    has_opened = record is None
    if has_opened:
        before = enrolment.standing[-1:]
        restarted = bool(before) and before[0].closing.operation is not None
        record = enrolment.open("reset" if restarted else "launch", facts.now)
        facts.tell("record.opened", learner, course, record)
    record.has_been_launched = True
    facts.sessions.append(Session(learner, course, record, facts.now))
    if has_opened or "any-launch" in FEATURES:
        programs.opens(facts, learner, course, "launch")
    programs.follow(facts, learner, {course})
    return Opened(number=record.number, restarted=restarted)


def commit(facts: Facts, session: Session, activity: str, report: Report) -> str:
    """Write a session's work and roll the record up: `written`. `late`: it was kept aside (R16); `locked`: refused."""
    if not session.is_open:
        # Of an erased record nothing is kept, not even what comes too late (R3).
        session.late_commits[activity] += session.record.erased_by is None
        return "late"
    record = session.record
    if facts.activity(session.course, activity).is_locked(facts.now) and not _goes_on(session, activity):
        return "locked"
    work = record.work_in(activity) or record.next_work(activity)
    work.written_at = facts.now
    was_complete = work.shown is not None and work.shown.is_complete
    _write(work, report, facts)
    if work.own.is_complete and not was_complete:
        facts.tell("activity.completed", session.learner, session.course, record, activity)
    _roll_up(facts, session, record)
    programs.follow(facts, session.learner, {session.course})
    return "written"


def _goes_on(session: Session, activity: str) -> bool:
    """What the learner has completed may be looked at again; and what the session was at work in goes on."""
    work = session.record.work_in(activity)
    if work is None:
        return False
    is_done = work.own is not None and work.own.is_complete
    return is_done or (work.written_at is not None and work.written_at >= session.started_at)


def _write(work: Work, report: Report, facts: Facts) -> None:
    """Time adds up. Once completed, status, score and date stay."""
    work.seconds += report.seconds
    own = work.own or State()
    if own.is_complete:
        return
    score = own.score if report.score is None else report.score
    if report.status in ("completed", "passed"):
        work.own = State(report.status, 100.0, score, facts.now, "rule")
    else:
        work.own = replace(own, status=report.status, score=score, progress=max(own.progress, report.progress))


def _roll_up(facts: Facts, session: Session, record: Record) -> None:
    """A completed record stays as it is; beneath a mark the real state goes on (R22)."""
    before = record.shown.is_complete
    if not record.own.is_complete:
        record.own = rolled_up(facts.courses[session.course], record)
    if record.shown.is_complete and not before:
        facts.tell("course.completed", session.learner, session.course, record)
