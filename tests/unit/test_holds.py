"""Legal holds: placed and lifted by those who may, and never forgotten (R5)."""

import json

import pytest

from milepost.base.errors import BeyondReach, NotFound, NotPermitted, Refused
from milepost.base.permissions import HOLDS_MANAGE
from milepost.organisation.models import AdminEntry
from milepost.people import actors
from milepost.records import holds
from milepost.records.models import Hold
from tests.support.world import actor, course, group, learner, limited_staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bystander")]


@pytest.fixture
def root():
    return actor("root", "Administrator")


def said():
    return [(each.kind, each.subject, json.loads(each.data)) for each in AdminEntry.objects.order_by("pk")]


def test_a_hold_says_on_what_why_and_by_whom(root, ada, safety):
    whole, all_courses, one = (
        holds.place(root, *on, reason=" Claim 17 ") for on in [(None, safety), (ada, None), (ada, safety)]
    )
    assert holds.active(root) == [whole, all_courses, one]
    assert (one.user, one.course, one.reason, one.placed_by) == (ada, safety, "Claim 17", "Root")
    assert said() == [
        ("hold.placed", subject, {"id": hold.pk, "reason": "Claim 17"})
        for hold, subject in [(whole, "safety"), (all_courses, "ada"), (one, "ada · safety")]
    ]


def test_a_course_without_asset_id_is_named_by_its_uuid(root):
    nameless = course()
    nameless.asset_id = None
    nameless.save()
    assert holds.subject(holds.place(root, course=nameless, reason="x")) == str(nameless.uuid)


def test_a_lifted_hold_stays_on_record(root, ada):
    hold = holds.place(root, ada, reason="Claim 17")
    other = holds.place(root, ada, reason="Claim 18")
    holds.lift(root, hold, "Claim 17 is settled")
    assert holds.active(root) == [other]
    assert hold == Hold.objects.get(lifted_at__isnull=False)
    assert hold.lifted_by == "Root"
    assert said()[-1] == ("hold.lifted", "ada", {"id": hold.pk, "reason": "Claim 17 is settled"})
    with pytest.raises(NotFound):
        holds.find(root, hold.pk)
    with pytest.raises(Refused):
        holds.lift(root, hold)
    assert len(said()) == 3


@pytest.mark.parametrize("role", ["Learner", "Reporter", "User manager", "Training manager"])
def test_holds_are_for_those_who_may(root, ada, role):
    hold, somebody = holds.place(root, ada, reason="Claim 17"), actor("sam", role)
    for act in (
        lambda: holds.place(somebody, ada, reason="x"),
        lambda: holds.lift(somebody, hold),
        lambda: holds.active(somebody),
    ):
        with pytest.raises(NotPermitted) as caught:
            act()
        assert caught.value.permission == HOLDS_MANAGE
    assert holds.active(root) == [hold]
    assert len(said()) == 1


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_hold_needs_a_reason_and_something_to_be_on(root, ada, reason):
    with pytest.raises(Refused):
        holds.place(root, ada, reason=reason)
    with pytest.raises(Refused):
        holds.place(root, reason="Claim 17")
    assert not Hold.objects.exists()
    assert said() == []


def test_within_a_limited_reach(root, safety):
    inside, outside = learner("ina"), learner("otto")
    liam = limited_staff("liam", "Administrator", [group("site A", inside)])
    on_course, on_other = holds.place(root, course=safety, reason="x"), holds.place(root, outside, reason="x")

    own = holds.place(liam, inside, safety, reason="Claim 17")

    # A hold on a course concerns the own people too: it is seen, but not lifted.
    assert holds.active(liam) == [on_course, own]
    with pytest.raises(BeyondReach):
        holds.lift(liam, on_course)
    with pytest.raises(BeyondReach):
        holds.place(liam, course=safety, reason="x")
    with pytest.raises(NotFound):
        holds.lift(liam, on_other)
    with pytest.raises(NotFound):
        holds.place(liam, outside, reason="x")
    holds.lift(liam, own)
    assert holds.active(actors.system("test")) == [on_course, on_other]
