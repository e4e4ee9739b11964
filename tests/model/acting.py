"""The model's actions, done for real: through the learner's functions and `progress.api`."""

import datetime as dt
import json
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from milepost.base import clock
from milepost.base.errors import Refused
from milepost.catalog import models as catalog
from milepost.people import actors
from milepost.progress import api
from milepost.progress.models import Operation
from milepost.records import launching
from milepost.records.committing import Work, close, commit
from milepost.records.models import Enrolment, Hold, ProgramEnrolment, Restart
from tests.model.commands import Target
from tests.model.learner import Opened, Report
from tests.model.reading import Reader
from tests.model.world import LONG_AGO, Activity, World
from tests.support import world as builders

STAFF = actors.system("model")


@dataclass
class Site:
    """The world in the database. `keys`: kind and the model's name → key; `operations`: the model's key → ours."""

    keys: dict[tuple[str, str], int] = field(default_factory=dict)
    names: dict[tuple[str, int], str] = field(default_factory=dict)
    course_of: dict[str, str] = field(default_factory=dict)
    operations: dict[int, Operation] = field(default_factory=dict)
    operation_keys: dict[int, int] = field(default_factory=dict)

    # --- what there is ---------------------------------------------------------------------------
    def name(self, kind: str, name: str, key: int) -> None:
        """Remember what something is called on both sides."""
        self.keys[kind, name], self.names[kind, key] = key, name

    def reader(self) -> Reader:
        """Who reads the visible state."""
        return Reader(self.names, self.operation_keys)

    def enrol(self, learner: str, course: str, *, restarts: bool) -> None:
        """An enrolment, new or begun anew."""
        restart = Restart.AFTER_COMPLETION if restarts else Restart.KEEP
        Enrolment.objects.update_or_create(
            user_id=self.keys["learner", learner],
            course_id=self.keys["course", course],
            defaults={"ended_at": None, "restart": restart, "enrolled_by_operation": None},
            create_defaults={"restart": restart, "enrolled_at": LONG_AGO},
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

    def add_activity(self, course: str, activity: Activity) -> None:
        """One more activity."""
        made = add_activity(catalog.Course.objects.get(pk=self.keys["course", course]), activity)
        self.name("activity", activity.key, made.pk)
        self.course_of[activity.key] = course

    def retire_activity(self, activity: str, now: dt.datetime) -> None:
        """Take an activity out of use."""
        catalog.Activity.objects.filter(pk=self.keys["activity", activity]).update(retired_at=now)

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
        act = launching.acknowledge if acknowledged else launching.launch
        try:
            found = act(self.keys["learner", learner], self.keys["course", course])
        except Refused:
            return Opened(refused=True), None
        if found.notice is not None:
            return Opened(notice=self.operation_keys[found.notice.operation_id]), None
        return Opened(number=found.number, restarted=found.restarted), found.session

    def is_continue_offered(self, learner: str, course: str) -> bool:
        return launching.is_continue_offered(self.keys["learner", learner], self.keys["course", course])

    def commit(self, session: UUID, activity: str, report: Report) -> bool:
        """Whether the record was still open."""
        work = Work(status=report.status, progress=report.progress, score=report.score, seconds=report.seconds)
        return commit(session, self.keys["activity", activity], work).is_open

    def close(self, session: UUID) -> None:
        close(session)

    # --- staff -----------------------------------------------------------------------------------
    def stage(self, key: int, kind: str, targets: Sequence[Target], **request) -> None:
        """Submit the model's operation `key`."""
        rows = [self._row(line, target) for line, target in enumerate(targets, start=2)]
        self._keep(key, api.submit(STAFF, api.Request(kind=api.Kind(kind), source="file", **request), rows))

    def stage_undo(self, key: int, undone: int, learners: Collection[str] | None) -> None:
        """Submit an undo. Raises `Refused`."""
        users = None if learners is None else [self.keys["learner", learner] for learner in learners]
        self._keep(key, api.undo(STAFF, self.operations[undone].uuid, users, source="cli"))

    def confirm_and_run(self, key: int) -> None:
        """Say yes to the preview as it was kept, and run it. Raises `EffectChanged`."""
        operation = self.operations[key]
        try:
            self.operations[key] = api.run(api.confirm(STAFF, operation, operation.digest))
        except api.EffectChanged as changed:
            self.operations[key] = changed.operation
            raise

    def preview(self, key: int) -> dict:
        """The numbers of the preview that the operation keeps."""
        return json.loads(self.operations[key].preview)

    def outcomes(self, key: int) -> Counter[tuple[Target, str]]:
        """What became of each item, and how often that is so: items that an erase has stripped are all alike."""
        return Counter((self._target(item), item["outcome"]) for item in api.items(self.operations[key]))

    def _keep(self, key: int, operation: Operation) -> None:
        self.operations[key], self.operation_keys[operation.pk] = operation, key

    def _row(self, line: int, target: Target) -> api.Row:
        learner, kind, content = target
        if kind == "course":
            return api.Row(line, learner, content)
        course = self.course_of.get(content, content)
        return api.Row(line, learner, course, kind=kind, activity=content if kind == "activity" else "")

    def _target(self, item: dict) -> Target:
        if item["login_id"] is None:
            return "", "", ""
        return item["login_id"], item["kind"], item["asset_id"]


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
