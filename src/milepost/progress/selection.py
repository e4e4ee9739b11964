"""Who and what is meant, when it is not written row by row: learners by rule or enrolment, and content by its name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from milepost.base.actor import Actor
from milepost.base.errors import NotFound, Refused
from milepost.base.ids import parse_uuid
from milepost.base.sql import SqlFile, load_rows
from milepost.catalog.models import Activity, Course, Program
from milepost.people.lookup import find_users
from milepost.progress.models import Target
from milepost.progress.rules import compile_rule

SQL = SqlFile(__package__, "milepost.people:reach.sql", "stage.sql")


@dataclass(frozen=True, slots=True)
class Content:
    """A course, an activity or a program that somebody named. `course` is the course of an activity too."""

    kind: str
    course: int | None
    activity: int | None
    program: int | None
    title: str

    @property
    def keys(self) -> tuple[int | None, int | None, int | None]:
        """Course, activity and program, as an item names them."""
        return self.course, self.activity, self.program


@dataclass(frozen=True, slots=True, kw_only=True)
class Learners:
    """Exactly one way of choosing learners.

    - `ids`: login ids, e-mail addresses or UUIDs.
    - `rule`: a sentence of docs/rules.md, as “tag "New hires" and course SAFETY completed before 2025-01-01” (MP-07).
    - `enrolled_in`: everybody who is enrolled in a course or program (SC-04).
    """

    ids: Sequence[str] | None = None
    rule: str | None = None
    enrolled_in: Content | None = None


def find_content(kind: str, text: str) -> Content:
    """The content with that UUID or asset id. An activity may be written COURSE/ACTIVITY.

    Raises `Refused` for a kind that there is not, `NotFound` for content that there is not.
    """
    if kind == Target.COURSE:
        course = _only(Course.objects.filter(_named(text)), text)
        return Content(kind, course.pk, None, None, course.title)
    if kind == Target.PROGRAM:
        program = _only(Program.objects.filter(_named(text)), text)
        return Content(kind, None, None, program.pk, program.title)
    if kind == Target.ACTIVITY:
        course_text, slash, name = text.partition("/")
        activities = Activity.objects.filter(_named(name if slash else text), retired_at=None)
        if slash:
            activities = activities.filter(course=find_content(Target.COURSE, course_text).course)
        activity = _only(activities, text)
        return Content(kind, activity.course_id, activity.pk, None, activity.title)
    raise Refused(_("“%(kind)s” is no kind of content; write course, activity or program.") % {"kind": kind})


def _named(text: str) -> Q:
    identifier = parse_uuid(text)
    return Q(asset_id=text) if identifier is None else Q(asset_id=text) | Q(uuid=identifier)


def _only(found: Any, text: str) -> Any:
    first = list(found[:2])
    if not first:
        raise NotFound(_("There is no content “%(text)s”.") % {"text": text})
    if len(first) > 1:
        raise Refused(_("“%(text)s” fits more than one activity. Write COURSE/ACTIVITY or the UUID.") % {"text": text})
    return first[0]


def stage_learners(learners: Learners, actor: Actor, reachable: dict[str, Any]) -> None:
    """Fill the table `staged_learner` with whom the choice means, as far as the actor's reach goes (R40)."""
    if learners.ids is not None:
        keys = find_users(learners.ids, actor)
        load_rows("staged_learner", ("user_id",), ((key,) for key in dict.fromkeys(keys)))
    elif learners.rule is not None:
        rule = compile_rule(learners.rule, groups=actor.groups)
        SQL.with_fragments(rule=rule.condition).execute("learners_by_rule", **rule.parameters, **reachable)
    elif learners.enrolled_in is not None:
        content = learners.enrolled_in
        name = "learners_in_program" if content.program else "learners_in_course"
        SQL.execute(name, content=content.program or content.course, **reachable)
