"""Courses and programs into their tables."""

import datetime as dt
from dataclasses import dataclass

from milepost.catalog.models import (
    Activity,
    ActivityPrerequisite,
    Course,
    CoursePrerequisite,
    Program,
    ProgramCourse,
    RecordPolicy,
    Section,
)
from milepost.demo.courses import WRITTEN, Lesson, Outline, Path
from milepost.demo.seed import chance, uuid_at

_RETENTION_YEARS = 10


@dataclass(frozen=True)
class Catalogue:
    """What was written: courses and programs by asset id, activities by course and title."""

    courses: dict[str, Course]
    programs: dict[str, Program]
    activities: dict[tuple[str, str], Activity]


def write(courses: list[Outline], programs: list[Path], *, start: dt.date) -> Catalogue:
    """Write them all; they existed before the first day of the history."""
    first_day = dt.datetime.combine(start, dt.time(), tzinfo=dt.UTC)
    since = first_day - dt.timedelta(days=400)
    made = {outline.asset_id: _course(outline, first_day, since) for outline in courses}
    activities: dict[tuple[str, str], Activity] = {}
    for outline in courses:
        activities |= _activities(outline, made[outline.asset_id], since)
    Activity.objects.bulk_create(activities.values())
    _needs(courses, made, activities)
    return Catalogue(made, {path.asset_id: _program(path, made, since) for path in programs}, activities)


def _course(outline: Outline, first_day: dt.datetime, since: dt.datetime) -> Course:
    return Course.objects.create(
        uuid=outline.uuid,
        asset_id=outline.asset_id,
        title=outline.title,
        description=outline.description,
        created_at=since,
        archived_at=None if outline.archived is None else first_day + dt.timedelta(days=outline.archived, hours=9),
        compliance=outline.compliance,
        retention_years=_RETENTION_YEARS if outline.compliance else None,
        record_policy=RecordPolicy.RETAIN if outline.compliance else "",
        sequential=outline.sequential,
    )


def _needs(courses: list[Outline], made: dict[str, Course], activities: dict[tuple[str, str], Activity]) -> None:
    """What comes first."""
    CoursePrerequisite.objects.bulk_create(
        CoursePrerequisite(course=made[outline.asset_id], needs=made[asset])
        for outline in courses
        for asset in outline.needs
    )
    ActivityPrerequisite.objects.bulk_create(
        ActivityPrerequisite(
            activity=activities[outline.asset_id, lesson.title], needs=activities[outline.asset_id, title]
        )
        for outline in courses
        for lesson in outline.lessons
        for title in lesson.needs
    )


def _activities(outline: Outline, course: Course, since: dt.datetime) -> dict[tuple[str, str], Activity]:
    made: dict[tuple[str, str], Activity] = {}
    for number, (title, lessons) in enumerate(outline.sections, start=1):
        section = Section.objects.create(course=course, title=title, position=number)
        for lesson in lessons:
            made[outline.asset_id, lesson.title] = _activity(lesson, outline, course, section, len(made) + 1, since)
    return made


def _activity(
    lesson: Lesson, outline: Outline, course: Course, section: Section, position: int, since: dt.datetime
) -> Activity:
    return Activity(
        uuid=uuid_at(WRITTEN, chance(f"activity {outline.asset_id} {lesson.title}")),
        asset_id=f"{outline.asset_id}-{position:02d}",
        course=course,
        section=section,
        kind=lesson.kind,
        title=lesson.title,
        position=position,
        required=lesson.required,
        weight=lesson.weight,
        pass_mark=lesson.pass_mark,
        legacy=lesson.legacy,
        opens_after_days=lesson.opens_after_days,
        created_at=since,
    )


def _program(path: Path, courses: dict[str, Course], since: dt.datetime) -> Program:
    program = Program.objects.create(
        uuid=path.uuid,
        asset_id=path.asset_id,
        title=path.title,
        description=path.description,
        created_at=since,
        sequential=path.sequential,
    )
    ProgramCourse.objects.bulk_create(
        ProgramCourse(program=program, course=courses[asset], position=position)
        for position, asset in enumerate(path.courses, start=1)
    )
    return program
