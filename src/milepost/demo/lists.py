"""The two files of the story: a list as it comes from a site, with faults, and the same list mended."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from milepost.catalog.models import Course
from milepost.people.models import User
from milepost.progress.api import Kind
from milepost.uploads.formats import FORMATS

COURSE = "FL-204"
SITE = "Werk Kassel"

Line = tuple[str, str, str]


@dataclass(frozen=True)
class Lists:
    """Lines of learner, content and wanted: as they came, and mended."""

    faulty: list[Line]
    mended: list[Line]


def make() -> Lists:
    """Everyone at the site who is enrolled in the course; two are left out, for they are on leave.

    Nine people or more are needed, which any demo organisation has.
    """
    course = Course.objects.get(asset_id=COURSE)
    learners = list(
        User.objects.filter(groups__name=SITE, enrolments__course=course, is_active=True)
        .order_by("login_id")
        .values_list("login_id", flat=True)
    )
    content = str(course.uuid)
    on_leave = {learners[4], learners[-2]}
    mended = [(login, content, "FALSE" if login in on_leave else "TRUE") for login in learners]
    return Lists(list(_with_faults(mended)), mended)


def _with_faults(lines: Sequence[Line]) -> Iterator[Line]:
    """What happens to lists that people type: five rows of it."""
    for number, (learner, content, wanted) in enumerate(lines):
        if learner == "j.grossmann":
            yield "j.grosmann", content, wanted
        elif learner == "e.yildirim":
            yield learner, content, "MAYBE"
        elif number == len(lines) // 2:
            yield learner, content[:-1], wanted
        elif number == len(lines) * 3 // 4:
            yield "", content, wanted
        else:
            yield learner, content, wanted
    yield next((line for line in lines if line[0] == "b.wisniewski"), lines[1])


def write(lines: Sequence[Line], path: Path) -> None:
    """Write a list as the file that `milepost reset --file` reads."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(FORMATS[Kind.RESET].columns)
        writer.writerows(lines)


def faulty_rows(report: Path) -> list[str]:
    """The rows of a validation report that have something in their last column, as they stand in the file."""
    with report.open(encoding="utf-8", newline="") as file:
        heading, *lines = file.read().splitlines()
    return [heading, *(line for line in lines if not line.endswith(","))]
