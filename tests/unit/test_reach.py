"""People outside an actor's reach do not exist for it (R40)."""

import pytest

from milepost.base.errors import NotFound
from milepost.base.sql import SqlFile
from milepost.people import actors, reach
from milepost.people.lookup import find_groups, find_users
from milepost.people.models import User
from tests.support.world import group, learner, limited_staff, many_learners

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bystander")]

SYSTEM = actors.system("test")
SQL = SqlFile("tests.support", "milepost.people:reach.sql", "within_reach.sql")


@pytest.fixture
def people():
    """Ada at both sites, Bob at the second, Eve at none."""
    return {name: learner(name, email=f"{name}@example.org") for name in ("ada", "bob", "eve")}


@pytest.fixture
def sites(people):
    return group("site A", people["ada"]), group("site B", people["ada"], people["bob"])


def seen_by_queries(actor):
    return set(User.objects.filter(reach.within(actor)).values_list("login_id", flat=True))


def seen_by_statements(actor):
    """By a set-based statement with the fragment, as other rooms write them."""
    rows = SQL.rows("seen", **reach.parameters(actor))
    assert len(rows) == len(set(rows)), "somebody is seen twice"
    return {login for (login,) in rows}


@pytest.mark.parametrize("seen", [seen_by_queries, seen_by_statements])
def test_who_is_within_reach(people, sites, seen):
    both, second, none = (
        limited_staff(f"liam{number}", "User manager", groups) for number, groups in enumerate([sites, sites[1:], []])
    )
    assert seen(both) == {"ada", "bob"}
    assert seen(second) == {"ada", "bob"}
    assert seen(limited_staff("first", "User manager", sites[:1])) == {"ada"}
    assert seen(none) == set()
    assert seen(SYSTEM) >= {"ada", "bob", "eve", "bystander", "first"}
    assert [reach.covers(second, people[name]) for name in ("bob", "eve")] == [True, False]


def test_people_outside_the_reach_are_not_found(people, sites):
    liam = limited_staff("liam", "User manager", sites)
    ada, eve = people["ada"], people["eve"]
    texts = ["ada", " ADA@example.org ", str(ada.uuid)]
    assert find_users(texts, liam) == find_users(texts) == [ada.pk] * 3
    for text in ("eve", "eve@example.org", str(eve.uuid)):
        assert find_users([text], SYSTEM) == [eve.pk]
        with pytest.raises(NotFound) as outside:
            find_users([text], liam)
        with pytest.raises(NotFound) as unknown:
            find_users([text + "x"], liam)
        assert str(outside.value) == str(unknown.value).replace(text + "x", text)


def test_a_hundred_people_are_found_by_three_statements(people, django_assert_num_queries):
    keys = {user.login_id: user.pk for user in many_learners(100)}
    ada, bob = people["ada"], people["bob"]
    with django_assert_num_queries(3):
        found = find_users([*keys, str(ada.uuid), "BOB@example.org"])
    assert found == [*keys.values(), ada.pk, bob.pk]


def test_somebody_outside_the_reach_does_not_make_an_address_ambiguous(people, sites):
    learner("twin", email="ada@example.org")
    with pytest.raises(NotFound, match="more than one"):
        find_users(["ada@example.org"])
    assert find_users(["ada@example.org"], limited_staff("liam", "User manager", sites)) == [people["ada"].pk]


def test_groups_outside_the_reach_are_not_found(sites):
    first, second = sites
    liam = limited_staff("liam", "User manager", [second])
    assert find_groups(["site B"], liam) == [second]
    assert find_groups(["site A", "site B"], SYSTEM) == [first, second]
    with pytest.raises(NotFound):
        find_groups(["site A"], liam)


def test_a_reach_within_another():
    small, large, other = frozenset({1}), frozenset({1, 2}), frozenset({3})
    within = [(small, None), (None, None), (small, large), (frozenset(), other), (small, small)]
    assert all(reach.is_within(*pair) for pair in within)
    assert not any(reach.is_within(*pair) for pair in [(None, large), (large, small), (other, large)])
