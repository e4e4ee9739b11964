"""Lists page by page: whatever comes and goes, nothing is missed and nothing comes twice."""

import pytest

from milepost.api.fields import BIGGEST_ID
from milepost.api.paging import page, place, written
from milepost.people.models import User
from tests.api.asking import Asker
from tests.support.world import LONG_AGO, actor, course, enrol, learner, many_learners

pytestmark = pytest.mark.django_db


def walk(queryset, limit, key):
    """All rows, page by page."""
    rows, cursor = [], None
    while True:
        found = page(queryset, cursor=cursor, limit=limit, key=key)
        assert len(found.items) <= limit
        rows += found.items
        cursor = found.next_cursor
        if cursor is None:
            return rows


@pytest.mark.parametrize("limit", [1, 2, 3, 6, 7])
@pytest.mark.parametrize("key", [("pk",), ("-pk",)])
def test_every_row_once_in_order(limit, key):
    many_learners(6)
    assert walk(User.objects.all(), limit, key) == list(User.objects.order_by(*key))


@pytest.mark.parametrize("key", [("course_id", "user_id"), ("-course_id", "-user_id")])
def test_by_several_fields(key):
    from milepost.records.models import Enrolment

    people = [learner() for _ in range(3)]
    for of in (course(), course()):
        for each in reversed(people):
            enrol(each, of)
    assert walk(Enrolment.objects.all(), 2, key) == list(Enrolment.objects.order_by(*key))


def test_what_comes_and_goes_meanwhile_shifts_nothing():
    made = many_learners(6)
    first = page(User.objects.all(), cursor=None, limit=3)
    User.objects.filter(pk=first.items[0].pk).delete()
    User.objects.filter(pk=made[4].pk).delete()
    User.objects.create(login_id="last", created_at=LONG_AGO)
    rest = page(User.objects.all(), cursor=first.next_cursor, limit=9)
    assert [user.login_id for user in rest.items] == [made[3].login_id, made[5].login_id, "last"]


def test_a_page_is_one_statement(statements):
    many_learners(6)
    with statements() as made:
        page(User.objects.all(), cursor=written([1]), limit=2)
    assert made.count == 1, made


@pytest.mark.parametrize("numbers", [(0,), (31,), (32,), (BIGGEST_ID,), (0, 5, BIGGEST_ID)])
def test_a_cursor_holds_the_numbers_that_were_written(numbers):
    assert place(written(numbers), len(numbers)) == numbers


def test_whatever_fits_the_pattern_is_a_place():
    assert place(None) is None
    assert place("f" * 16) == (BIGGEST_ID,)
    assert place("1.2.3") == (1,)
    assert place("1", 3) == (1, 0, 0)


@pytest.mark.parametrize(
    "word", ["null", "None", "none", "nil", "undefined", "NaN", "nan", "true", "false", "[object Object]"]
)
def test_what_a_program_writes_for_nothing_is_no_place(word):
    """A list that goes on from it would be empty, and look like the last page."""
    asker = Asker(actor("mia", "User manager"))
    for path in ("/users", "/events", "/operations"):
        assert asker.get(path, cursor=word).json["errors"][0]["pointer"] == "cursor"
