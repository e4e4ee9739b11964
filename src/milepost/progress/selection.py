"""Who and what is meant, when it is not written row by row: learners by rule or enrolment, and content by its name."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from milepost.base.actor import Actor
from milepost.base.errors import Refused
from milepost.base.sql import SqlFile, load_rows
from milepost.catalog.lookup import find_activity, find_course, find_program
from milepost.people import reach
from milepost.people.lookup import find_users
from milepost.progress.models import Target
from milepost.progress.rules import compile_rule

_FILES = ("milepost.people:reach.sql", "items.sql")
SQL = SqlFile(__package__, *_FILES, "undetailed.sql", "given.sql", "stage.sql")
DETAILED = SqlFile(__package__, *_FILES, "detailed.sql", "given.sql", "stage.sql")


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

    Raises `Refused` for a kind that there is not, or a name of several activities; `NotFound`.
    """
    if kind == Target.COURSE:
        course = find_course(text)
        return Content(kind, course.pk, None, None, course.title)
    if kind == Target.PROGRAM:
        program = find_program(text)
        return Content(kind, None, None, program.pk, program.title)
    if kind == Target.ACTIVITY:
        activity = find_activity(text)
        return Content(kind, activity.course_id, activity.pk, None, activity.title)
    raise Refused(_("“%(kind)s” is no kind of content; write course, activity or program.") % {"kind": kind})


def stage_learners(learners: Learners, actor: Actor) -> int:
    """Fill the table `staged_learner` with whom the choice means, as far as the actor's reach goes (R40).

    Returns their number.
    """
    if learners.ids is not None:
        keys = find_users(learners.ids, actor)
        return load_rows("staged_learner", ("user_id",), ((key,) for key in dict.fromkeys(keys)))
    if learners.rule is not None:
        rule = compile_rule(learners.rule, groups=actor.groups)
        by_rule = SQL.with_fragments(rule=rule.condition)
        return by_rule.execute("learners_by_rule", **rule.parameters, **reach.parameters(actor))
    assert learners.enrolled_in is not None
    content = learners.enrolled_in
    name = "learners_in_program" if content.program else "learners_in_course"
    return SQL.execute(name, content=content.program or content.course, **reach.parameters(actor))
