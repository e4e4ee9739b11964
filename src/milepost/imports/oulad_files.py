"""The five files of the Open University Learning Analytics dataset (OULAD), read and checked against each other.

Source of their meaning: Kuzilek, Hlosta, Zdrahal: “Open University Learning Analytics dataset”, Scientific Data 4,
170171 (2017). Days are counted from the start of the presentation; scores are per cent.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from milepost.base import clock
from milepost.base.errors import Refused
from milepost.catalog.models import ActivityKind
from milepost.imports.table import Line, read

# No day lies earlier than this, in days from the start; so a course that is taken to exist since then is older than
# everything that happened in it (R28).
FIRST_DAY = -730
_LAST_DAY = 3650
_PRESENTATION = re.compile(r"(19|20)[0-9]{2}[BJ]")
_STARTS = {"B": (2, "February"), "J": (10, "October")}
_KINDS = {"TMA": ActivityKind.ASSIGNMENT, "CMA": ActivityKind.ASSIGNMENT, "Exam": ActivityKind.EXAM}
_RESULTS = ("Pass", "Distinction", "Fail", "Withdrawn")
_FINISHED = frozenset({"Pass", "Distinction"})
_ASSET, _LOGIN = 120, 150  # characters, as the models hold them
_COURSE = ("code_module", "code_presentation")


@dataclass(frozen=True, slots=True)
class Course:
    """A presentation of a module: `AAA-2013J`, with its first day and the day on which it ends."""

    number: int
    asset_id: str
    title: str
    starts_on: dt.date
    ends_on: dt.date

    def moment(self, day: int) -> dt.datetime:
        """The beginning of a day that is counted from the start."""
        return clock.start_of(self.starts_on + dt.timedelta(days=day))


@dataclass(frozen=True, slots=True)
class Assessment:
    """One assessment of one presentation, at its position from 1; `weight` in per cent of its part of the course."""

    number: int
    course: Course
    asset_id: str
    kind: str
    title: str
    position: int
    weight: float


@dataclass(slots=True)
class Place:
    """A student in a presentation. `enrolled_at` and `completed_at` are None where there is no such moment."""

    number: int
    student: int
    course: Course
    result: str
    enrolled_at: dt.datetime | None = None

    @property
    def is_finished(self) -> bool:
        """Whether the student finished the presentation: Pass or Distinction."""
        return self.result in _FINISHED

    @property
    def completed_at(self) -> dt.datetime | None:
        """The end of the presentation, for who finished it; the day itself is not known."""
        return clock.start_of(self.course.ends_on) if self.is_finished else None


@dataclass(frozen=True, slots=True)
class Result:
    """A student's result in one assessment; a banked one was carried over, and when it was handed in is unknown."""

    place: Place
    assessment: Assessment
    submitted_at: dt.datetime | None
    score: float | None
    is_banked: bool


@dataclass(slots=True)
class Files:
    """What the files say, the results apart: those are streamed by `results`.

    `students`: each login id with its number, in the order of the files. Numbers count from 0 and are good for this
    one import only.
    """

    folder: Path
    courses: dict[str, Course] = field(default_factory=dict)
    assessments: dict[str, Assessment] = field(default_factory=dict)
    students: dict[str, int] = field(default_factory=dict)
    places: dict[tuple[int, int], Place] = field(default_factory=dict)

    def results(self) -> Iterator[Result]:
        """Every result, in the order of the file. Raises `Refused`."""
        columns = ("id_assessment", "id_student", "date_submitted", "is_banked", "score")
        seen: set[tuple[int, int]] = set()
        for line in read(self.folder / "studentAssessment.csv", columns):
            assessment = self.assessments.get(line.text("id_assessment", longest=_ASSET))
            if assessment is None:
                line.refuse("id_assessment", _("Add this assessment to assessments.csv, or take the line out."))
            student = self.students.get(line.text("id_student", longest=_LOGIN), -1)
            place = self.places.get((assessment.course.number, student))
            if place is None:
                remedy = _("Add this student's place in %(course)s to studentInfo.csv, or take the line out.")
                line.refuse("id_student", remedy % {"course": assessment.course.asset_id})
            _refuse_twice(line, "id_student", (assessment.number, place.number) in seen)
            seen.add((assessment.number, place.number))
            yield _result(line, place, assessment)


def read_files(folder: Path) -> Files:
    """All files of a folder but the results. Raises `Refused` for the first thing that is wrong."""
    if not folder.is_dir():
        raise Refused(_("%(path)s is no folder. Name the folder that holds the OULAD files.") % {"path": folder})
    files = Files(folder)
    _read_courses(files)
    _read_assessments(files)
    _read_places(files)
    _read_registrations(files)
    return files


def _read_courses(files: Files) -> None:
    for line in read(files.folder / "courses.csv", (*_COURSE, "module_presentation_length")):
        module, presentation = line.text("code_module", longest=40), line.text("code_presentation", longest=40)
        if not _PRESENTATION.fullmatch(presentation):
            line.refuse("code_presentation", _("Write a year and B or J, such as 2013J."))
        month, name = _STARTS[presentation[4]]
        starts_on = dt.date(int(presentation[:4]), month, 1)
        length = line.whole("module_presentation_length", least=1, most=_LAST_DAY)
        asset_id, title = f"{module}-{presentation}", f"{module}, {name} {presentation[:4]}"
        _refuse_twice(line, "code_presentation", asset_id in files.courses)
        files.courses[asset_id] = Course(
            len(files.courses), asset_id, title, starts_on, starts_on + dt.timedelta(days=length)
        )


def _read_assessments(files: Files) -> None:
    """Activities stand in the order of their days, those without a day last, then in the order of their ids."""
    found: list[tuple[Course, int, str, str, float]] = []
    ids: set[str] = set()
    for line in read(
        files.folder / "assessments.csv", (*_COURSE, "id_assessment", "assessment_type", "date", "weight")
    ):
        course, asset_id = _course(files, line), line.text("id_assessment", longest=_ASSET)
        _refuse_twice(line, "id_assessment", asset_id in ids)
        ids.add(asset_id)
        day = line.whole_or_none("date", least=FIRST_DAY, most=_LAST_DAY)
        kind = line.one_of("assessment_type", tuple(_KINDS))
        found.append(
            (course, _LAST_DAY + 1 if day is None else day, asset_id, kind, line.decimal("weight", most=1000))
        )
    found.sort(key=lambda item: (item[0].number, item[1], len(item[2]), item[2]))
    positions: Counter[int] = Counter()
    of_kind: Counter[tuple[int, str]] = Counter()
    for number, (course, _day, asset_id, kind, weight) in enumerate(found):
        positions[course.number] += 1
        of_kind[course.number, kind] += 1
        title = f"{kind} {of_kind[course.number, kind]}"
        files.assessments[asset_id] = Assessment(
            number, course, asset_id, _KINDS[kind], title, positions[course.number], weight
        )


def _read_places(files: Files) -> None:
    for line in read(files.folder / "studentInfo.csv", (*_COURSE, "id_student", "final_result")):
        course, login = _course(files, line), line.text("id_student", longest=_LOGIN)
        student = files.students.setdefault(login, len(files.students))
        _refuse_twice(line, "id_student", (course.number, student) in files.places)
        place = Place(len(files.places), student, course, line.one_of("final_result", _RESULTS))
        if place.completed_at is not None:
            _refuse_future(line, "final_result", place.completed_at)
        files.places[course.number, student] = place


def _read_registrations(files: Files) -> None:
    seen: set[int] = set()
    for line in read(files.folder / "studentRegistration.csv", (*_COURSE, "id_student", "date_registration")):
        course = _course(files, line)
        student = files.students.get(line.text("id_student", longest=_LOGIN), -1)
        place = files.places.get((course.number, student))
        if place is None:
            remedy = _("Add this student's place in %(course)s to studentInfo.csv, or take the line out.")
            line.refuse("id_student", remedy % {"course": course.asset_id})
        _refuse_twice(line, "id_student", place.number in seen)
        seen.add(place.number)
        day = line.whole_or_none("date_registration", least=FIRST_DAY, most=_LAST_DAY)
        place.enrolled_at = None if day is None else course.moment(day)


def _result(line: Line, place: Place, assessment: Assessment) -> Result:
    day = line.whole("date_submitted", least=FIRST_DAY, most=_LAST_DAY)
    is_banked = line.one_of("is_banked", ("0", "1")) == "1"
    submitted_at = None if is_banked else place.course.moment(day)
    if submitted_at is not None:
        _refuse_future(line, "date_submitted", submitted_at)
    return Result(place, assessment, submitted_at, line.decimal_or_none("score", most=100), is_banked)


def _course(files: Files, line: Line) -> Course:
    module, presentation = line.text("code_module", longest=40), line.text("code_presentation", longest=40)
    course = files.courses.get(f"{module}-{presentation}")
    if course is None:
        remedy = _("There is no %(course)s in courses.csv. Add it there, or take the line out.")
        line.refuse("code_presentation", remedy % {"course": f"{module}-{presentation}"})
    return course


def _refuse_twice(line: Line, field_name: str, is_there: bool) -> None:
    if is_there:
        line.refuse(field_name, _("An earlier line says this already. Keep one of the two."))


def _refuse_future(line: Line, field_name: str, moment: dt.datetime) -> None:
    if moment > clock.now():
        day = moment.date().isoformat()
        line.refuse(field_name, _("That would be on %(day)s, which lies in the future. Mend the line.") % {"day": day})
