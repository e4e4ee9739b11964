"""Live sessions: who was there is complete."""

import pytest

from milepost.base.errors import Conflict, NotFound, NotPermitted
from milepost.people.models import Group
from milepost.player import attendance
from milepost.player.models import Attendance
from tests.commands.acting import relaunch, reset, undo
from tests.support.world import actor, enrol, join, learner, limited_staff, program

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bystander")]


@pytest.fixture
def room(room):
    return room.has("live_session")


def note(room, grace, present=True):
    return attendance.note(grace, room.user.pk, room["live_session"].pk, present=present)


def seen(room, grace):
    found = attendance.attendees(grace, room["live_session"].pk)
    return {each.login_id: each.present for each in found if each.login_id != "bystander"}


def test_who_was_there_is_complete(room, second, grace):
    join(room.user, program("whole", room.course), courses=False)
    assert note(room, grace).completed_course
    note(second, grace, present=False)
    assert seen(room, grace) == {"ada": True, "ben": False}
    assert room.status("live_session") == ("completed", None)
    assert second.status("live_session") == ("active", None)
    note(second, grace)
    assert second.status("live_session") == ("completed", None)


def test_a_presence_is_not_taken_back_but_by_a_reset(room, grace):
    note(room, grace)
    with pytest.raises(Conflict, match="Reset the activity"):
        note(room, grace, present=False)
    done = reset(("ada", room["live_session"]))
    assert seen(room, grace) == {"ada": None}
    undo(done)
    assert seen(room, grace) == {"ada": True}
    reset(("ada", room["live_session"]))
    note(room, grace, present=False)
    assert seen(room, grace) == {"ada": False}
    assert room.status("live_session") == ("active", None)


def test_what_was_carried_over_is_shown(room, grace):
    room.has("form").launch()
    from milepost.player import forms

    note(room, grace)
    forms.submit(*room.at("form"), {"how": ["well"]})
    reset(("ada", room["form"]))
    assert room.work("live_session").record.number == 2
    assert seen(room, grace) == {"ada": True}


def test_a_reset_of_the_course_and_an_erase(room, grace):
    note(room, grace)
    reset(("ada", "safety"))
    assert seen(room, grace) == {"ada": None}
    relaunch(room.user, room.course)
    note(room, grace)
    reset(("ada", "safety"), policy="erase")
    assert not Attendance.objects.exists()


def test_the_list_goes_page_by_page_in_one_statement_within_reach(room, second, grace, statements):
    activity = room["live_session"].pk
    with statements() as made:
        page = attendance.attendees(grace, activity, limit=1)
    assert made.count == 2, "the activity and the list"
    north = Group.objects.create(name="north")
    north.users.add(second.user)
    near = limited_staff("lea", "Training manager", [north])
    assert [each.login_id for each in attendance.attendees(near, activity, after=page[0].enrolment_id)] == ["ben"]
    with pytest.raises(NotFound):
        note(room, near)
    with pytest.raises(NotPermitted):
        attendance.attendees(actor("rita", "Reporter"), activity)


def test_who_has_left_is_not_in_the_list(room, grace):
    eve = learner("eve")
    enrol(eve, room.course, ended_at="2024-05-01T00:00:00Z")
    assert seen(room, grace) == {"ada": None}
