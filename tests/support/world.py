"""Small builders for the people and courses of a test, and the bystander whom no command may touch.

Everything is written by Django's models, on the database of `db`, or in `with site.inside():` on a site's.
"""

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.db import connection
from django.db.models import Model

from milepost.api.models import IdempotencyKey
from milepost.base.actor import Actor
from milepost.base.dialect import FRAGMENTS
from milepost.base.sql import adapt_value
from milepost.catalog.contents.shapes import SHAPES
from milepost.catalog.models import Activity, ActivityContent, Course, Program, ProgramCourse
from milepost.ledger.models import Event
from milepost.people.actors import by_login
from milepost.people.models import ApiToken, Group, Role, Tag, User
from milepost.player.models import Assessment, Attempt, Attendance, Heard, Note, Post, Submission
from milepost.records.models import (
    ActivityRecord,
    CompletedBy,
    CourseRecord,
    Enrolment,
    Hold,
    LateCommit,
    OpenedBy,
    PlayerSession,
    ProgramEnrolment,
    ProgramRecord,
    Status,
)
from tests.support.sites import Site

# When everything that a builder makes came about, unless a test says otherwise.
LONG_AGO = dt.datetime(2024, 3, 1, 9, 0, tzinfo=dt.UTC)
COMPLETE = (Status.COMPLETED, Status.PASSED)

_numbers = itertools.count(1)


# --- builders ------------------------------------------------------------------------------------
def learner(login_id: str | None = None, **fields: Any) -> User:
    """A user with the role Learner."""
    return _user(login_id or f"learner-{next(_numbers)}", "Learner", **fields)


def staff(login_id: str = "grace", role: str = "Training manager", **fields: Any) -> User:
    """A user with one of the built-in staff roles."""
    return _user(login_id, role, **fields)


def actor(login_id: str = "grace", role: str = "Training manager") -> Actor:
    """Somebody of the staff who acts; made if there is nobody of that login id."""
    if not User.objects.filter(login_id=login_id).exists():
        staff(login_id, role)
    return by_login(login_id)


def limited_staff(login_id: str, role: str, groups: Sequence[Group]) -> Actor:
    """Somebody of the staff who may do what that built-in role may, and reaches the members of these groups alone."""
    limited = Role.objects.create(name=f"{role}, limited {next(_numbers)}", limited=True)
    for permission in Role.objects.get(name=role).permissions.all():
        limited.permissions.create(code=permission.code)
    for each in groups:
        limited.groups.create(group=each)
    _user(login_id, limited.name)
    return by_login(login_id)


def group(name: str, *users: User) -> Group:
    """A group of these users."""
    made = Group.objects.create(name=name)
    made.users.add(*users)
    return made


def _user(login_id: str, role: str, **fields: Any) -> User:
    defaults = {"email": f"{login_id}@example.org", "display_name": login_id.title(), "created_at": LONG_AGO}
    return User.objects.create_user(login_id, role=Role.objects.get(name=role), **(defaults | fields))


def many_learners(number: int) -> list[User]:
    """As many learners as a test of speed or of crashes needs, in a few statements; nobody can sign in as them."""
    role = Role.objects.get(name="Learner")
    return User.objects.bulk_create(
        User(login_id=f"learner-{next(_numbers)}", password="!", role=role, created_at=LONG_AGO) for _ in range(number)
    )


def course(asset_id: str | None = None, activities: Sequence[str] = ("page", "exam"), **fields: Any) -> Course:
    """A course with one activity of each kind named, in that order."""
    asset_id = asset_id or f"course-{next(_numbers)}"
    made = Course.objects.create(
        **({"asset_id": asset_id, "title": asset_id.title(), "created_at": LONG_AGO} | fields)
    )
    for kind in activities:
        activity(made, kind)
    return made


def activity(of: Course, kind: str = "page", **fields: Any) -> Activity:
    """One more activity of a course, at its end."""
    position = of.activities.count() + 1
    defaults = {"title": f"{kind} {position}", "asset_id": f"{kind}-{position}", "created_at": LONG_AGO}
    return Activity.objects.create(course=of, kind=kind, position=position, **(defaults | fields))


def fill(into: Activity, **body: Any) -> Activity:
    """Give an activity a content, by the shape of its kind."""
    shape = SHAPES[into.kind].model_validate(body)
    ActivityContent.objects.create(activity=into, body=shape.model_dump_json())
    return into


def program(asset_id: str, *courses: Course, **fields: Any) -> Program:
    """A learning program of some courses, in that order."""
    made = Program.objects.create(
        **({"asset_id": asset_id, "title": asset_id.title(), "created_at": LONG_AGO} | fields)
    )
    for position, each in enumerate(courses, start=1):
        ProgramCourse.objects.create(program=made, course=each, position=position, added_at=LONG_AGO)
    return made


def join(user: User, to: Program, *, courses: bool = True, **fields: Any) -> ProgramEnrolment:
    """An enrolment of a learner in a program, and in those of its courses that the learner is not in yet."""
    defaults = {"enrolled_at": LONG_AGO, "recorded_at": LONG_AGO}
    made = ProgramEnrolment.objects.create(user=user, program=to, **(defaults | fields))
    for each in to.courses.all() if courses else ():
        Enrolment.objects.get_or_create(user=user, course=each, defaults=defaults)
    return made


def enrol(user: User, of: Course, **fields: Any) -> Enrolment:
    """An enrolment of a learner in a course, without a record."""
    defaults = {"enrolled_at": LONG_AGO, "recorded_at": LONG_AGO}
    return Enrolment.objects.create(user=user, course=of, **(defaults | fields))


def record(enrolment: Enrolment, status: str = Status.ACTIVE, **fields: Any) -> CourseRecord:
    """The next record of an enrolment. A complete one has 100 %, a date and the rule that completed it."""
    defaults: dict[str, Any] = {
        "number": enrolment.records.count() + 1,
        "opened_by": OpenedBy.LAUNCH,
        "opened_at": LONG_AGO,
    }
    if status in COMPLETE:
        defaults |= _completion()
    owners = {"enrolment": enrolment, "user_id": enrolment.user_id, "course_id": enrolment.course_id}
    return CourseRecord.objects.create(status=status, **owners, **(defaults | fields))


def work(on: CourseRecord, in_activity: Activity, status: str = Status.COMPLETED, **fields: Any) -> ActivityRecord:
    """What the learner did in one activity."""
    defaults: dict[str, Any] = {"seconds": 60, "started_at": LONG_AGO, "changed_at": LONG_AGO}
    if status in COMPLETE:
        defaults |= _completion()
    return ActivityRecord.objects.create(record=on, activity=in_activity, status=status, **(defaults | fields))


def player(on: CourseRecord, **fields: Any) -> PlayerSession:
    """An open player session on a record."""
    return PlayerSession.objects.create(record=on, **({"started_at": LONG_AGO, "seen_at": LONG_AGO} | fields))


def event(kind: str, on: CourseRecord) -> None:
    """A line of the ledger, written as Milepost does: the transaction's number is the database's."""
    at, dialect = adapt_value(LONG_AGO), FRAGMENTS[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_event (tx, epoch, kind, user_id, course_id, record_id, occurred_at, recorded_at, data)"
            f" VALUES ({dialect['tx']}, {dialect['epoch']}, %s, %s, %s, %s, %s, %s, '{{}}')",
            [kind, on.user_id, on.course_id, on.pk, at, at],
        )


def finished(user: User, of: Course) -> CourseRecord:
    """A learner who has completed a course, every activity of it, and was last seen in the player there."""
    made = record(enrol(user, of), Status.PASSED, score=87.5, success="passed")
    for each in of.activities.all():
        work(made, each, score=87.5)
    player(made)
    return made


def _completion() -> dict[str, Any]:
    return {"progress": 100.0, "completed_at": LONG_AGO + dt.timedelta(days=1), "completed_by": CompletedBy.RULE}


# --- what belongs to a learner -------------------------------------------------------------------
# Each model whose rows belong to one learner, and the way from it to that learner's key.
OWNED: dict[type[Model], str] = {
    User: "pk",
    ApiToken: "user_id",
    IdempotencyKey: "user_id",
    Group.users.through: "user_id",
    Tag.users.through: "user_id",
    Enrolment: "user_id",
    ProgramEnrolment: "user_id",
    CourseRecord: "user_id",
    ProgramRecord: "user_id",
    ActivityRecord: "record__user_id",
    PlayerSession: "record__user_id",
    LateCommit: "session__record__user_id",
    Hold: "user_id",
    Attempt: "record__user_id",
    Submission: "record__user_id",
    Assessment: "record__user_id",
    Attendance: "record__user_id",
    Post: "user_id",
    Heard: "user_id",
    Note: "user_id",
    Event: "user_id",
    EmailAddress: "user_id",
    EmailConfirmation: "email_address__user_id",
    Authenticator: "user_id",
    SocialAccount: "user_id",
    SocialToken: "account__user_id",
}

Snapshot = dict[str, list[dict[str, Any]]]


def snapshot(user: User) -> Snapshot:
    """Every row of every table that belongs to a learner, by table, in the order of their keys; comparable by ==."""
    return {
        model._meta.db_table: list(model._default_manager.filter(**{way: user.pk}).order_by("pk").values())
        for model, way in OWNED.items()
    }


@dataclass
class Bystander:
    """A learner who has completed a course and whom nothing concerns. `before` is the snapshot to compare with."""

    user: User
    course: Course
    record: CourseRecord
    before: Snapshot = field(init=False)

    def __post_init__(self) -> None:
        self.before = snapshot(self.user)

    def joins(self, other: Course) -> CourseRecord:
        """Let the bystander have completed another course too: the one that a test's command works on."""
        made = finished(self.user, other)
        event("course.completed", made)
        self.before = snapshot(self.user)
        return made

    def assert_untouched(self) -> None:
        """Compare row by row. The fixtures do it when the test ends."""
        after = snapshot(self.user)
        for table, rows in self.before.items():
            assert after[table] == rows, f"the bystander's rows in {table} have changed"


def make_bystander() -> Bystander:
    """A learner with an enrolment, a completed record, activity records, a session, a tag, a group and an event."""
    user, of = learner("bystander", display_name="Bea Stander"), course("elsewhere")
    made = finished(user, of)
    Tag.objects.create(name="by").users.add(user)
    Group.objects.create(name="the standing").users.add(user)
    event("course.completed", made)
    return Bystander(user, of, made)


@pytest.fixture
def bystander(db: None) -> Iterator[Bystander]:
    """Somebody who must not be touched, row by row, by what the test does. Works with `transactional_db` too."""
    made = make_bystander()
    yield made
    made.assert_untouched()


@pytest.fixture
def site_bystander(site: Site) -> Iterator[Bystander]:
    """The same in the database of `site`; use its methods in `with site.inside():`."""
    with site.inside():
        made = make_bystander()
    yield made
    with site.inside():
        made.assert_untouched()


@pytest.fixture
def safety(bystander: Bystander) -> Course:
    """The course that most tests of commands work on; the bystander has completed it too."""
    made = course("safety", activities=["page", "exam"])
    bystander.joins(made)
    return made


@pytest.fixture
def ada(safety: Course) -> User:
    """A learner who is enrolled in that course and has not begun."""
    user = learner("ada")
    enrol(user, safety)
    return user
