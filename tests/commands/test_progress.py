"""How far people are, as it is read: the tree of one, the list of a course, the records."""

import pytest

from milepost.base.errors import NotFound, NotPermitted
from milepost.catalog.models import Section
from milepost.people import actors
from milepost.progress import api
from milepost.records import reading
from milepost.records.models import Enrolment
from tests.commands.acting import (
    STAFF,
    apply,
    current,
    finish,
    launch,
    mark,
    outcomes,
    relaunch,
    reset,
    shown,
    undo,
    work,
)
from tests.support.world import (
    activity,
    actor,
    course,
    enrol,
    group,
    join,
    learner,
    limited_staff,
    many_learners,
    program,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bystander")]


@pytest.fixture
def rita():
    return actor("rita", "Reporter")


@pytest.fixture
def ada():
    return learner("ada")


@pytest.fixture
def fire():
    return course("fire")


def in_course(who, user):
    """How far somebody is in the one course that they are in."""
    [found] = reading.progress(who, user).courses
    return found


def facts(state):
    return (
        state.status,
        state.progress,
        state.score,
        state.time_spent,
        state.time_spent_total,
        state.manually_completed,
    )


# --- the tree ------------------------------------------------------------------------------------
def test_what_nobody_has_begun_is_not_started(rita, ada, fire):
    enrol(ada, fire)
    found = in_course(rita, ada)
    assert facts(found.state) == ("not_started", 0.0, None, 0, 0, False)
    assert [facts(each.state) for each in found.activities] == [("not_started", 0.0, None, 0, 0, False)] * 2
    assert (found.uuid, found.asset_id, found.title, found.enrolled) == (fire.uuid, "fire", "Fire", True)


def test_what_a_learner_does_is_there_with_its_time(rita, ada, fire):
    enrol(ada, fire)
    page, exam = fire.activities.order_by("position")
    opened = launch(ada, fire)
    work(opened, page, status="completed", seconds=90)
    work(opened, exam, status="active", progress=40.0, score=35.0, seconds=30)
    found = in_course(rita, ada)
    assert facts(found.state) == ("active", 70.0, 35.0, 120, 120, False)
    assert [facts(each.state) for each in found.activities] == [
        ("completed", 100.0, None, 90, 90, False),
        ("active", 40.0, 35.0, 30, 30, False),
    ]
    assert found.activities[0].state.completed_at is not None


@pytest.mark.requirement("LW-21")
def test_time_starts_again_after_a_reset_and_the_total_stays(rita, ada, fire):
    enrol(ada, fire)
    finish(ada, fire)
    assert facts(in_course(rita, ada).state)[3:5] == (120, 120)
    reset(("ada", "fire"))
    found = in_course(rita, ada)
    assert facts(found.state) == ("not_started", 0.0, None, 0, 120, False)
    opened = relaunch(ada, fire)
    assert in_course(rita, ada).state.status == "restarted"
    work(opened, fire.activities.first(), status="active", seconds=5)
    found = in_course(rita, ada)
    assert facts(found.state)[3:5] == (5, 125)
    assert [(each.state.time_spent, each.state.time_spent_total) for each in found.activities] == [(5, 65), (0, 60)]


def test_the_reset_of_one_activity_starts_its_time_again_and_counts_nothing_twice(rita, ada, fire):
    enrol(ada, fire)
    page, exam = fire.activities.order_by("position")
    work(launch(ada, fire), page, status="active", seconds=10)
    reset(("ada", page))
    assert facts(in_course(rita, ada).state)[3:5] == (0, 10)
    finish(ada, fire)
    reset(("ada", exam))  # of a completed course: the page is carried over
    found = in_course(rita, ada)
    assert [each.state.status for each in found.activities] == ["completed", "not_started"]
    assert (found.state.time_spent_total, [each.state.time_spent_total for each in found.activities]) == (
        130,
        [70, 60],
    )


def test_what_staff_marked_says_manually(rita, ada, fire):
    activity(fire, "video", legacy=True)
    enrol(ada, fire)
    done = mark(("ada", "fire"))
    found = in_course(rita, ada)
    assert facts(found.state)[:2] == ("completed", 100.0)
    assert found.state.manually_completed
    assert [(each.state.score, each.state.manually_completed) for each in found.activities] == [
        (None, True),
        (100.0, True),
        (None, False),
    ]
    undo(done)
    assert not in_course(rita, ada).state.manually_completed


def test_imported_time_counts_in_the_record_that_it_came_with(rita, ada, fire):
    enrol(ada, fire)
    page = fire.activities.get(kind="page")
    work(launch(ada, fire), page, status="active", seconds=10)
    request = api.Request(kind=api.Kind.MARK_COMPLETE, source="file", has_details=True)
    rows = [api.Row(1, "ada", "fire", seconds="100"), api.Row(2, "ada", str(page.uuid), kind="activity", seconds="7")]
    for row in rows[1:], rows[:1]:
        done = apply(api.submit(STAFF, request, row))
        assert outcomes(done) == {"done": 1}
    found = in_course(rita, ada)
    assert facts(found.state)[3:] == (117, 117, False)
    assert found.state.imported
    assert [(each.state.time_spent, each.state.manually_completed) for each in found.activities] == [
        (17, False),
        (0, False),
    ]
    reset(("ada", "fire"))
    assert facts(in_course(rita, ada).state)[3:] == (0, 117, False)


def test_the_tree_holds_programs_with_their_courses_in_order(rita, ada, fire):
    water, alone, elsewhere = course("water"), course("alone"), course("not mine")
    Section.objects.create(course=fire, title="Week 1", position=1)
    fire.activities.filter(kind="page").update(section=Section.objects.get())
    first, second = program("first", water, fire), program("second", fire, elsewhere)
    join(ada, first)
    join(ada, second)
    enrol(ada, alone)
    Enrolment.objects.filter(user=ada, course=elsewhere).update(ended_at="2025-01-01T00:00:00Z")
    finish(ada, fire)
    tree = reading.progress(rita, ada)
    assert [(each.asset_id, [of.asset_id for of in each.courses]) for each in tree.programs] == [
        ("first", ["water", "fire"]),
        ("second", ["fire", "not mine"]),
    ]
    assert [each.asset_id for each in tree.courses] == ["alone"]
    assert [of.enrolled for of in tree.programs[1].courses] == [True, False]
    assert facts(tree.programs[0].state) == ("active", 50.0, 80.0, 120, 120, False)
    assert [each.section for each in tree.programs[0].courses[1].activities] == ["Week 1", None]


def test_the_tree_says_what_the_view_says(rita, ada, fire):
    """Whatever was done: the states in the tree are those that all others read."""
    enrol(ada, fire)
    page, exam = fire.activities.order_by("position")
    work(launch(ada, fire), page, status="completed", seconds=10)
    for act in (
        lambda: mark(("ada", exam)),
        lambda: mark(("ada", "fire")),
        lambda: reset(("ada", page)),
        lambda: reset(("ada", "fire")),
        lambda: relaunch(ada, fire),
    ):
        act()
        found, record = in_course(rita, ada), current(ada, fire)
        said = {each.kind: facts(each.state) for each in found.activities}
        assert {
            kind: (status, score, spent, manually) for kind, (status, _, score, spent, _, manually) in said.items()
        } == (shown(ada, fire) or dict.fromkeys(("page", "exam"), ("not_started", None, 0, False)))
        assert (found.state.progress, found.state.completed_at) == (
            (record.progress, record.completed_at) if record else (0.0, None)
        )


def test_the_tree_costs_the_same_whatever_it_holds(rita, ada, statements):
    counts = []
    for number in (1, 5):
        for n in range(number):
            join(ada, program(f"program {number} {n}", course(f"c{number} {n}", activities=["page"] * number)))
        with statements() as made:
            reading.progress(rita, ada)
        counts.append(made.count)
    assert counts[0] == counts[1] <= 8, counts


# --- the people of a course ----------------------------------------------------------------------
def test_the_people_of_a_course_come_page_by_page(rita, ada, fire, statements):
    users = [ada, *many_learners(6)]
    for user in users:
        enrol(user, fire)
    finish(ada, fire)
    Enrolment.objects.filter(user=users[3]).update(ended_at="2025-01-01T00:00:00Z")
    seen, after, counts = [], 0, set()
    while True:
        with statements() as made:
            rows = reading.members(rita, fire, after=after, limit=2)
        counts.add(made.count)
        if not rows:
            break
        seen += rows
        after = rows[-1].enrolment_id
    assert [row.login_id for row in seen] == [user.login_id for user in users if user != users[3]]
    assert facts(seen[0].state) == ("passed", 100.0, 80.0, 120, 120, False)
    assert [facts(row.state) for row in seen[1:]] == [("not_started", 0.0, None, 0, 0, False)] * 5
    assert len(counts) == 1


def test_the_list_of_a_course_and_the_tree_agree(rita, ada, fire):
    enrol(ada, fire)
    opened = launch(ada, fire)
    work(opened, fire.activities.first(), status="active", progress=20.0, seconds=7)
    for act in (lambda: reset(("ada", "fire")), lambda: mark(("ada", "fire")), lambda: None):
        [row] = reading.members(rita, fire, limit=10)
        assert row.state == in_course(rita, ada).state
        act()


def test_people_outside_the_reach_are_in_no_list(ada, fire, bystander):
    bystander.joins(fire)
    enrol(ada, fire)
    lena = limited_staff("lena", "Reporter", [group("Berlin", ada)])
    assert [row.login_id for row in reading.members(lena, fire, limit=10)] == ["ada"]
    assert reading.members(limited_staff("nora", "Reporter", []), fire, limit=10) == []
    for look in (reading.progress, reading.course_records, reading.program_records):
        with pytest.raises(NotFound):
            look(lena, bystander.user)
        with pytest.raises(NotPermitted):
            look(actors.by_login("ada"), ada)
    with pytest.raises(NotPermitted):
        reading.members(actors.by_login("ada"), fire, limit=10)


# --- records -------------------------------------------------------------------------------------
def test_every_record_is_there_but_those_that_were_voided(rita, ada, fire):
    whole = program("induction", fire)
    join(ada, whole)
    finish(ada, fire)
    reset(("ada", "fire"))
    undo(mark(("ada", "fire")))  # opened record 2, and voids it
    relaunch(ada, fire)
    found = list(reading.course_records(rita, ada).order_by("pk"))
    assert [(each.number, reading.status_of(each), each.opened_by) for each in found] == [
        (1, "passed", "launch"),
        (3, "restarted", "reset"),
    ]
    assert found[0].superseded_at is not None
    assert list(reading.course_records(rita, ada, course("other"))) == []
    assert [each.number for each in reading.program_records(rita, ada, whole).order_by("pk")] == [1, 3]


def test_what_an_erase_leaves_is_a_tombstone(rita, ada, fire):
    enrol(ada, fire)
    finish(ada, fire)
    reset(("ada", "fire"), policy="erase")
    [found] = reading.course_records(rita, ada, fire)
    assert (found.number, reading.status_of(found), found.score) == (1, "erased", None)
    assert in_course(rita, ada).state == reading.State()
