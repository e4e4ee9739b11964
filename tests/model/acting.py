"""The little world in the database, and what learners do there, done for real."""

import datetime as dt
from dataclasses import dataclass, field
from uuid import UUID

from milepost.base import clock
from milepost.base.errors import Conflict, Refused
from milepost.catalog import models as catalog
from milepost.records import launching
from milepost.records.committing import Work, close, commit
from milepost.records.models import Enrolment, Hold, ProgramEnrolment, Restart
from tests.model.learner import Opened, Report
from tests.model.office import Office
from tests.model.reading import Reader
from tests.model.world import LONG_AGO, Activity, World
from tests.support import world as builders


@dataclass
class Site:
    """The world in the database. `keys`: kind and the model's name → key; `names`: the other way round."""

    keys: dict[tuple[str, str], int] = field(default_factory=dict)
    names: dict[tuple[str, int], str] = field(default_factory=dict)
    office: Office = field(init=False)

    def __post_init__(self) -> None:
        self.office = Office(self.keys)

    # --- what there is ---------------------------------------------------------------------------
    def name(self, kind: str, name: str, key: int) -> None:
        """Remember what something is called on both sides."""
        self.keys[kind, name], self.names[kind, key] = key, name

    def reader(self) -> Reader:
        """Who reads the visible state."""
        return Reader(self.names, self.office.operation_keys)

    def enrol(self, learner: str, course: str, *, restarts: bool, due: dt.datetime | None) -> None:
        """An enrolment, new or begun anew."""
        restart = Restart.AFTER_COMPLETION if restarts else Restart.KEEP
        Enrolment.objects.update_or_create(
            user_id=self.keys["learner", learner],
            course_id=self.keys["course", course],
            defaults={"ended_at": None, "restart": restart, "due_at": due, "enrolled_by_operation": None},
            create_defaults={"restart": restart, "due_at": due, "enrolled_at": LONG_AGO},
        )

    def enrol_in_program(self, learner: str, program: str) -> None:
        """A learner joins a program."""
        ProgramEnrolment.objects.update_or_create(
            user_id=self.keys["learner", learner],
            program_id=self.keys["program", program],
            defaults={"ended_at": None, "enrolled_by_operation": None},
            create_defaults={"enrolled_at": LONG_AGO},
        )

    def end_enrolment(self, learner: str, course: str, now: dt.datetime) -> None:
        """The learner is not enrolled any more."""
        found = Enrolment.objects.filter(user_id=self.keys["learner", learner], course_id=self.keys["course", course])
        assert found.update(ended_at=now) == 1

    def set_due(self, learner: str, course: str, due: dt.datetime | None) -> None:
        """Another due date."""
        found = Enrolment.objects.filter(user_id=self.keys["learner", learner], course_id=self.keys["course", course])
        assert found.update(due_at=due) == 1

    def add_activity(self, course: str, activity: Activity) -> None:
        """One more activity."""
        made = add_activity(catalog.Course.objects.get(pk=self.keys["course", course]), activity)
        self.name("activity", activity.key, made.pk)
        self.office.course_of[activity.key] = course

    def retire_activity(self, activity: str, now: dt.datetime) -> None:
        """Take an activity out of use."""
        catalog.Activity.objects.filter(pk=self.keys["activity", activity]).update(retired_at=now)

    def lock_activity(self, activity: str, opens_on: dt.date | None) -> None:
        """Give an activity another day on which it opens, or none."""
        catalog.Activity.objects.filter(pk=self.keys["activity", activity]).update(opens_on=opens_on)

    def archive(self, course: str, at: dt.datetime | None) -> None:
        """Archive a course, or (None) take it back."""
        catalog.Course.objects.filter(pk=self.keys["course", course]).update(archived_at=at)

    def hold(self, learner: str, course: str) -> None:
        """A legal hold."""
        Hold.objects.create(**self._held(learner, course), reason="model", placed_by="model")

    def lift(self, learner: str, course: str) -> None:
        """Lift a legal hold."""
        held = Hold.objects.filter(**self._held(learner, course), lifted_at=None)
        assert held.update(lifted_at=clock.now(), lifted_by="model") == 1

    def _held(self, learner: str, course: str) -> dict[str, int | None]:
        return {
            "user_id": self.keys["learner", learner] if learner else None,
            "course_id": self.keys["course", course] if course else None,
        }

    # --- learners --------------------------------------------------------------------------------
    def launch(self, learner: str, course: str, *, acknowledged: bool) -> tuple[Opened, UUID | None]:
        """What a launch led to, as the model says it, and the session."""
        keys = self.keys["learner", learner], self.keys["course", course]
        try:
            found = launching.launch(*keys)
            if acknowledged and found.notice is not None:
                found = launching.acknowledge(*keys, found.notice.operation_id)
        except Refused:
            return Opened(refused=True), None
        if found.notice is not None:
            return Opened(notice=self.office.operation_keys[found.notice.operation_id]), None
        return Opened(number=found.number, restarted=found.restarted), found.session

    def is_continue_offered(self, learner: str, course: str) -> bool:
        return launching.is_continue_offered(self.keys["learner", learner], self.keys["course", course])

    def commit(self, session: UUID, activity: str, report: Report) -> str:
        """What became of it, as `learner.commit` says it."""
        work = Work(status=report.status, progress=report.progress, score=report.score, seconds=report.seconds)
        try:
            return "written" if commit(session, self.keys["activity", activity], work).is_open else "late"
        except Conflict:
            return "locked"

    def close(self, session: UUID) -> None:
        close(session)


def build(world: World) -> Site:
    """Write the little world into the database."""
    site = Site()
    for person in world.learners:
        site.name("learner", person.key, builders.learner(person.key, is_active=person.is_active).pk)
    for course in world.courses:
        made = builders.course(
            course.key,
            activities=(),
            record_policy=course.policy,
            archived_at=LONG_AGO if course.is_archived else None,
        )
        site.name("course", course.key, made.pk)
        for activity in course.activities:
            site.add_activity(course.key, activity)
    for program in world.programs:
        made = catalog.Program.objects.create(asset_id=program.key, title=program.key, created_at=LONG_AGO)
        site.name("program", program.key, made.pk)
        catalog.ProgramCourse.objects.bulk_create(
            catalog.ProgramCourse(program=made, course_id=site.keys["course", key], position=place, added_at=LONG_AGO)
            for place, key in enumerate(program.courses)
        )
    return site


def add_activity(course: catalog.Course, activity: Activity) -> catalog.Activity:
    """An activity of the model, written into a course."""
    return builders.activity(
        course,
        activity.kind,
        asset_id=activity.key,
        required=activity.required,
        weight=activity.weight,
        legacy=activity.legacy,
        created_at=activity.created_at,
    )
