"""Practical assessments: ticked by an assessor, confirmed once, cleared by a reset."""

import pytest

from milepost.base.errors import Conflict, NotFound, NotPermitted, Refused
from milepost.people.models import Group
from milepost.player import grading, practical
from milepost.player.models import Assessment
from milepost.records.committing import Work, commit
from milepost.records.models import CourseRecord
from tests.commands.acting import launch, records, relaunch, reset, undo
from tests.support.world import actor, learner, limited_staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bystander")]


@pytest.fixture
def room(room):
    return room.has("practical")


def fill_in(room, grace, *ticks, note=""):
    return practical.fill_in(grace, room.user.pk, room["practical"].pk, ticks, note)


def confirm(room, grace, *ticks):
    return practical.confirm(grace, room.user.pk, room["practical"].pk, ticks)


def test_every_required_task_makes_it_passed(room, grace):
    seen = fill_in(room, grace, "lift", note="Careful")
    assert (seen.ticks, seen.note, seen.passed) == ({"lift"}, "Careful", None)
    assert room.status("practical") == ("active", None)
    assert [each.kind for each in grading.queue(grace)] == ["practical"]
    assert confirm(room, grace, "lift", "carry").passed
    assert room.status("practical") == ("passed", None)
    assert grading.queue(grace) == []
    for act in (fill_in, confirm):
        with pytest.raises(Conflict, match="passed already"):
            act(room, grace, "lift")
    assert Assessment.objects.get().assessor_id == grace.user_id


def test_whoever_has_not_launched_gets_a_record(room, grace):
    fill_in(room, grace)
    [record] = records(room.user, room.course)
    assert (record.opened_by, record.status) == ("staff", "active")
    assert launch(room.user, room.course).number == 1


def test_after_a_failed_one_the_next_begins(room, grace):
    assert confirm(room, grace, "lift").passed is False
    assert room.status("practical") == ("failed", None)
    assert fill_in(room, grace).ticks == frozenset()
    assert room.status("practical") == ("failed", None)
    assert confirm(room, grace, "lift", "carry", "sing").passed
    seen = practical.look(grace, room.user.pk, room["practical"].pk)
    assert [each.passed for each in seen] == [False, True]


def test_what_is_refused(room, grace):
    with pytest.raises(Refused, match="no task"):
        fill_in(room, grace, "jump")
    with pytest.raises(Refused, match="not enrolled"):
        practical.fill_in(grace, learner("ben").pk, room["practical"].pk, [])
    with pytest.raises(NotPermitted):
        fill_in(room, actor("rita", "Reporter"))
    with pytest.raises(NotFound):
        fill_in(room, limited_staff("lou", "Training manager", [Group.objects.create(name="north")]))
    assert not CourseRecord.objects.filter(user=room.user).exists()


def test_no_learner_passes_it_by_a_commit(room, grace):
    room.launch()
    with pytest.raises(Conflict, match="no result"):
        commit(room.session, room["practical"].pk, Work(status="passed"))


@pytest.mark.requirement("SC-02")
def test_a_reset_clears_it_and_an_undo_brings_it_back(room, grace):
    confirm(room, grace, "lift", "carry")
    undo(reset(("ada", "safety")))
    with pytest.raises(Conflict, match="passed already"):
        fill_in(room, grace)
    reset(("ada", "safety"))
    with pytest.raises(Conflict, match="reset"):
        practical.look(grace, room.user.pk, room["practical"].pk)
    assert fill_in(room, grace, "lift").assessment != Assessment.objects.first().pk
    assert [each.opened_by for each in records(room.user, room.course)] == ["staff", "staff"]
    again = relaunch(room.user, room.course)
    assert again.number == 2, "the notice is shown all the same (R25)"


def test_an_erase_takes_it(room, grace):
    confirm(room, grace, "lift", "carry")
    reset(("ada", room["practical"]), policy="erase")
    assert not Assessment.objects.exists()
    fill_in(room, grace, "lift", note="Secret")
    reset(("ada", "safety"), policy="erase")
    assert not Assessment.objects.exists()
