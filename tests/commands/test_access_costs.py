"""All rules together: what asking for them costs, and that each of them holds (LW-12)."""

import datetime as dt

import pytest

from milepost.catalog.models import ProgramCourse
from milepost.records import launching
from tests.commands.acting import launch, work
from tests.commands.locking import locked, need, opens, sequential, tree
from tests.support.world import activity, course, enrol, join, learner, program

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bystander")]


@pytest.fixture
def ada():
    return learner("ada")


def test_the_locks_cost_the_same_whatever_there_is(ada, statements):
    counts = []
    tree(ada)
    for number in (2, 12):
        made = [
            sequential(course(f"c{number}-{each}", activities=("page", "exam", "form", "link")))
            for each in range(number)
        ]
        for each in made:
            *others, last = each.activities.all()
            need(last, *others)
        need(made[-1], *made[:-1])
        join(ada, sequential(program(f"p{number}", *made)))
        with statements() as done:
            found = tree(ada)
        counts.append(done.count)
        assert sum(each.lock.is_locked for each in found.values()) >= number - 1
        page = made[0].activities.first()
        with statements() as done:
            launching.launch(ada.pk, made[0].pk, page)
        counts.append(done.count)
    assert counts[0] == counts[2], counts
    assert counts[1] == counts[3] <= 20, counts


def test_a_commit_costs_one_statement_for_all_rules_and_none_without(ada, statements):
    counts = []
    for number, is_bound in ((2, False), (2, True), (30, True)):
        made = course(f"c{number}-{is_bound}", activities=["page"] * number, sequential=is_bound)
        page, *others = made.activities.all()
        enrol(ada, made)
        opened = launch(ada, made)
        with statements() as done:
            work(opened, page, status="active", seconds=5)
        counts.append(done)
        assert not is_bound or not opens(ada, others[0])
    assert counts[0].count + 1 == counts[1].count == counts[2].count, counts


DAY = dt.date(2931, 5, 6)
BOUND = {
    "sequential": lambda page, before: sequential(page.course),
    "opens_on": lambda page, before: page.course.activities.filter(pk=page.pk).update(opens_on=DAY),
    "opens_after_days": lambda page, before: page.course.activities.filter(pk=page.pk).update(opens_after_days=3650),
    "needs": lambda page, before: need(page, before),
    "course needs": lambda page, before: need(page.course, course("other")),
    "program": lambda page, before: ProgramCourse.objects.filter(course=page.course).update(opens_on=DAY),
    "program's days": lambda page, before: ProgramCourse.objects.filter(course=page.course).update(
        opens_after_days=3650
    ),
    "sequential program": lambda page, before: sequential(page.course.programs.get()),
}


@pytest.mark.parametrize("rule", BOUND)
def test_each_rule_keeps_work_out(ada, rule):
    fire, water = course("fire"), course("water")
    page = activity(water, "link")
    join(ada, program("yard", fire, water))
    opened = launch(ada, water)
    BOUND[rule](page, water.activities.first())
    with locked():
        work(opened, page, status="active")
    assert not opens(ada, page)
