"""After whatever mix of commands and work the doctor is content, between the steps too."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from milepost.base import clock
from milepost.base.errors import MilepostError
from milepost.catalog.models import Course, ProgramCourse
from milepost.checks import doctor
from milepost.people.models import User
from milepost.progress import api
from milepost.progress.models import Operation
from tests.commands.acting import (
    STAFF,
    finish,
    launch,
    mark,
    outcomes,
    relaunch,
    reset,
    stage,
    undo,
    work,
)
from tests.support.world import course, enrol, join, learner, program

pytestmark = pytest.mark.django_db


def content():
    assert doctor.examine_data() == []


def erase(*pairs, **request):
    return reset(*pairs, policy="erase", **request)


@pytest.fixture
def fire():
    return course("fire", activities=["page"])


@pytest.fixture
def induction(ada, safety, fire):
    made = program("induction", safety, fire)
    join(ada, made)
    return made


@pytest.fixture
def page(safety):
    return safety.activities.get(kind="page")


@pytest.fixture
def exam(safety):
    return safety.activities.get(kind="exam")


# --- stories -------------------------------------------------------------------------------------
def test_marks_of_activities_taken_back_one_by_one(ada, safety, page, exam):
    first, second = mark(("ada", page)), mark(("ada", exam))
    content()
    for each in (first, second):
        undo(each)
        content()
    both = mark(("ada", page), ("ada", exam))
    launch(ada, safety)
    undo(both)


def test_activities_reset_and_erased_beneath_a_mark_of_the_course(ada, safety, page, exam):
    marked = mark(("ada", "safety"))
    taken = reset(("ada", exam))
    content()
    undo(taken)
    content()
    reset(("ada", exam))
    finish(ada, safety)
    content()
    late = launch(ada, safety)
    erase(("ada", exam))
    content()
    work(late, exam, status="passed", score=4)
    undo(marked)


def test_erased_again_and_again(ada, safety, page, exam):
    first = finish(ada, safety)
    reset(("ada", "safety"))
    work(first, page, progress=3)
    erase(("ada", page))
    content()
    erase(("ada", "safety"))
    content()
    relaunch(ada, safety)
    finish(ada, safety)
    erase(("ada", "safety"))


def test_what_was_only_staged_is_emptied_too(ada, safety, page):
    finish(ada, safety)
    stage("reset", [("ada", "safety")])
    stage("reset", [("ada", "safety"), ("nobody", "safety")])
    stage("mark_complete", [("ada", page)])
    erase(("ada", "safety"))


def test_programs_reopened_reset_and_brought_back(ada, safety, fire, induction):
    for each in (safety, fire):
        finish(ada, each)
    one, all_of_it = reset(("ada", "safety")), reset(("ada", induction))
    content()
    undo(one)
    content()
    undo(all_of_it)
    content()
    assert outcomes(mark(("ada", induction))) == {"already_complete": 3}


def test_a_marked_program_reopened_and_brought_back(ada, safety, fire, induction):
    finish(ada, safety)
    marked = mark(("ada", induction))
    finish(ada, fire)
    taken = reset(("ada", "safety"))
    content()
    undo(taken)
    content()
    undo(marked)


def test_a_program_loses_what_was_erased(ada, safety, fire, induction, page):
    marked = mark(("ada", induction))
    erase(("ada", page))
    content()
    erase(("ada", "fire"))
    content()
    undo(marked)
    content()
    erase(("ada", induction))
    relaunch(ada, safety)


def test_a_course_that_came_later_to_a_program(ada, safety, fire, induction):
    for each in (safety, fire):
        finish(ada, each)
    later = course("later", activities=["page"])
    ProgramCourse.objects.create(program=induction, course=later, position=3, added_at=clock.now())
    enrol(ada, later)
    finish(ada, later)
    content()
    reset(("ada", "later"))
    content()
    reset(("ada", "fire"))


def test_who_was_enrolled_by_a_mark(safety, fire):
    both = program("both", safety, fire)
    user = learner("new")
    marked = mark(("new", both), enrol_missing=True)
    launch(user, fire)
    content()
    undo(marked)
    content()
    undo(mark(("new", both), enrol_missing=True))


def test_what_was_cancelled_on_its_way_and_taken_back(safety, settings):
    settings.CHUNK_SIZE = 2
    people = [learner(f"many{number}") for number in range(5)]
    for user in people:
        enrol(user, safety)
    staged = stage("mark_complete", [(user.login_id, "safety") for user in people])
    stopped = api.run(api.confirm(STAFF, staged, staged.digest), on_progress=lambda *_: api.cancel(STAFF, staged.uuid))
    assert outcomes(stopped) == {"cancelled": 3, "done": 2}
    content()
    assert outcomes(undo(stopped)) == {"done": 2}
    content()
    api.cancel(STAFF, stage("mark_complete", [("many1", "safety")]).uuid)


def test_an_erase_of_what_the_reset_of_an_activity_opened(ada, safety):
    """A mark opened a record before the notice was acknowledged, the reset of an activity the next one."""
    launch(ada, safety)
    reset(("ada", "safety"))
    mark(("ada", "safety"))
    reset(("ada", safety.activities.get(kind="exam")))
    content()
    erase(("ada", "safety"))
    content()


# --- walks ---------------------------------------------------------------------------------------
@dataclass
class Walk:
    """Two learners, two courses, two programs; what comes next is drawn by lot."""

    lot: random.Random
    people: list[User]
    courses: list[Course]
    contents: list
    operations: list[Operation] = field(default_factory=list)
    open: list = field(default_factory=list)

    def step(self) -> str:
        """Do one thing; what cannot be done is refused, and nothing has happened."""
        names = ("launch", "work", "work", "finish", "mark", "mark", "reset", "reset", "erase", "undo", "undo")
        name = self.lot.choice(names)
        act: Callable[[], object] = getattr(self, f"_{name}")
        try:
            act()
        except MilepostError as refused:
            return f"{name}: {refused}"
        return name

    def _launch(self):
        user, of = self.lot.choice(self.people), self.lot.choice(self.courses)
        opened = launch(user, of)
        self.open.append((relaunch(user, of) if opened.notice else opened, of))

    def _finish(self):
        self._launch()
        opened, of = self.open[-1]
        for each in of.activities.all():
            work(opened, each, status="completed", score=70.0)

    def _work(self):
        for opened, of in self.lot.sample(self.open, min(1, len(self.open))):
            status, score = self.lot.choice(["active", "completed", "failed"]), self.lot.choice([None, 50.0])
            work(opened, self.lot.choice(list(of.activities.all())), status=status, progress=30.0, score=score)

    def _mark(self):
        self.operations.append(mark(*self._pairs(), enrol_missing=self.lot.random() < 0.3))

    def _reset(self):
        self.operations.append(reset(*self._pairs()))

    def _erase(self):
        self.operations.append(erase(*self._pairs()))

    def _pairs(self):
        people = self.lot.sample(self.people, self.lot.choice([1, 2]))
        return [
            (user.login_id, each)
            for user in people
            for each in self.lot.sample(self.contents, self.lot.choice([1, 2]))
        ]

    def _undo(self):
        for operation in self.lot.sample(self.operations, min(1, len(self.operations))):
            undo(operation, self.lot.choice([None, self.people[:1]]))


def walk(seed: int) -> Walk:
    fire, water = course("fire"), course("water", activities=["page"])
    both, one = program("both", fire, water), program("one", water)
    people = [learner("cleo"), learner("dora")]
    join(people[0], both)
    join(people[1], one)
    enrol(people[1], fire)
    contents = [fire, water, both, one, *fire.activities.all(), *water.activities.all()]
    return Walk(random.Random(seed), people, [fire, water], contents)


@pytest.mark.proof
@pytest.mark.parametrize("seed", range(4))
def test_wherever_a_walk_leads(seed, proof_count):
    going, done = walk(seed), []
    for _ in range(proof_count(200)):
        done.append(going.step())
        assert doctor.examine_data() == [], done
