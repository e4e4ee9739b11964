"""Forms, pages, e-books, certificates, notes."""

import pytest

from milepost.base.errors import Conflict, NotFound, Refused
from milepost.player import claiming, exams, forms, notes, reading_pages
from milepost.player.models import Note
from milepost.records.models import CourseRecord
from tests.commands.acting import mark, relaunch, reset, undo
from tests.player.rooms import SINCE
from tests.support.world import activity, course

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bystander")]


def test_a_form_is_complete_once_handed_in(room):
    room.has("form").launch()
    with pytest.raises(Conflict, match="How was it"):
        forms.submit(*room.at("form"), {})
    assert forms.submit(*room.at("form"), {"how": ["well"]}).completed_course
    assert room.status("form") == ("completed", None)
    assert forms.filled(*room.at("form")).answers == {"how": ["well"]}
    assert forms.submit(*room.at("form"), {"how": ["well"]}).is_open, "sent again"
    with pytest.raises(Conflict, match="already"):
        forms.submit(*room.at("form"), {"how": ["badly"]})
    reset(("ada", "safety"))
    with pytest.raises(Conflict, match="Nothing was handed in"):
        forms.submit(*room.at("form"), {"how": ["well"]})
    room.session = relaunch(room.user, room.course).session
    assert forms.filled(*room.at("form")) is None


def test_a_page_is_begun_when_opened_and_complete_when_confirmed(room):
    room.has("page").launch()
    reading_pages.opened(*room.at("page"))
    assert room.status("page") == ("active", None)
    reading_pages.confirmed(*room.at("page"))
    reading_pages.opened(*room.at("page"))
    assert room.status("page") == ("completed", None)
    reset(("ada", "safety"))
    assert not reading_pages.opened(*room.at("page")).is_open
    assert not reading_pages.confirmed(*room.at("page")).is_open
    assert room.late() == [{"confirmed": True}]


def test_an_ebook_is_complete_with_its_last_chapter(room):
    room.has("ebook").launch()
    assert reading_pages.look(*room.at("ebook")).chapter == ""
    reading_pages.read(*room.at("ebook"), "one", finished=True)
    reading_pages.read(*room.at("ebook"), "two", finished=False)
    seen = reading_pages.look(*room.at("ebook"))
    assert (seen.chapter, seen.read, seen.is_complete) == ("two", {"one"}, False)
    assert room.work("ebook").progress == 50.0
    with pytest.raises(Refused, match="no chapter"):
        reading_pages.read(*room.at("ebook"), "three", finished=True)
    assert reading_pages.read(*room.at("ebook"), "two", finished=True).is_complete
    assert room.status("ebook") == ("completed", None)
    reset(("ada", room["ebook"]))
    assert reading_pages.look(*room.at("ebook")).read == frozenset()
    reset(("ada", "safety"))
    assert not reading_pages.read(*room.at("ebook"), "one", finished=True).is_open
    assert not reading_pages.look(*room.at("ebook")).is_open


def test_a_certificate_waits_for_everything_else(room):
    room.has("exam", "form", "certificate")
    activity(room.course, "page", required=False, created_at=SINCE)
    activity(room.course, "certificate", title="Another", created_at=SINCE)
    room.launch()
    certificate = room.user.pk, room.session, room.course.activities.filter(kind="certificate").first().pk
    forms.submit(*room.at("form"), {"how": ["well"]})
    with pytest.raises(Conflict, match="exam 1"):
        claiming.claim(*certificate)
    done = mark(("ada", room["exam"]))
    claiming.claim(*certificate)
    assert CourseRecord.objects.get(user=room.user).status == "active", "the other one is to be claimed as well"
    undo(done)


def test_a_certificate_of_a_course_that_staff_marked(room):
    room.has("exam", "certificate").launch()
    mark(("ada", "safety"))
    assert claiming.claim(*room.at("certificate")).is_open
    reset(("ada", "safety"))
    with pytest.raises(Conflict, match="reset"):
        claiming.claim(*room.at("certificate"))


def test_a_kind_is_asked_for(room):
    room.has("page", "exam").launch()
    with pytest.raises(Refused, match="kind"):
        exams.begin(*room.at("page"))
    with pytest.raises(Refused, match="does not belong"):
        reading_pages.opened(room.user.pk, room.session, course("other").activities.first().pk)


@pytest.mark.requirement("LW-22")
def test_notes_are_ones_own_and_no_policy_touches_them(room, second):
    room.has("page").launch()
    made = notes.write(room.user.pk, room.course.pk, "Remember", room["page"].pk)
    notes.write(room.user.pk, room.course.pk, "All of it")
    before = list(Note.objects.order_by("pk").values())
    reset(("ada", "safety"))
    relaunch(room.user, room.course)
    reset(("ada", room["page"]), policy="erase")
    reset(("ada", "safety"), policy="erase")
    assert list(Note.objects.order_by("pk").values()) == before
    assert notes.own(second.user.pk, room.course.pk) == []
    for act in (lambda: notes.change(second.user.pk, made.uuid, "x"), lambda: notes.remove(second.user.pk, made.uuid)):
        with pytest.raises(NotFound):
            act()
    assert notes.change(room.user.pk, made.uuid, "Changed").text == "Changed"
    notes.remove(room.user.pk, made.uuid)
    assert [each.text for each in notes.own(room.user.pk, room.course.pk)] == ["All of it"]


def test_notes_that_are_refused(room):
    other = course("other")
    for arguments in (
        (room.course.pk, " "),
        (room.course.pk, "x", other.activities.first().pk),
        (other.pk, "x"),
        (room.course.pk, "x" * 100_001),
    ):
        with pytest.raises(Refused):
            notes.write(room.user.pk, *arguments)
