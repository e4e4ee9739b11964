"""What people write names the same content everywhere: by command line, in a hold, in a question (LW-01)."""

import pytest

from milepost.base.clock import now
from milepost.base.errors import NotFound, Refused
from milepost.base.ids import new_uuid
from milepost.catalog.lookup import find_activity, find_course, find_program
from milepost.progress import api
from tests.support.world import activity, course, program

pytestmark = pytest.mark.django_db


@pytest.fixture
def fire():
    return course("fire", activities=["page"])


@pytest.fixture
def content(fire):
    """One of each kind, with what finds it."""
    return {"course": (fire, find_course), "program": (program("induction", fire), find_program)} | {
        "activity": (fire.activities.get(), find_activity)
    }


KINDS = pytest.mark.parametrize("kind", ["course", "program", "activity"])


@KINDS
def test_by_uuid_or_asset_id_whatever_blanks_are_around_it(content, kind):
    thing, find = content[kind]
    for text in (str(thing.uuid), str(thing.uuid).upper(), thing.asset_id, f" {thing.asset_id}\t"):
        assert find(text) == thing
        found = api.find_content(kind, text)
        assert (found.kind, found.title, getattr(found, kind)) == (kind, thing.title, thing.pk)


@KINDS
def test_a_uuid_goes_before_an_asset_id_that_is_spelt_like_one(content, kind):
    thing, find = content[kind]
    spelt = str(thing.uuid)
    activity(course(spelt), asset_id=spelt)
    program(spelt)
    assert find(spelt) == thing
    thing.uuid = new_uuid()
    thing.save()
    assert find(f" {spelt} ").asset_id == spelt


@KINDS
def test_what_is_not_there_is_said_in_one_sentence(content, kind):
    _thing, find = content[kind]
    for text in ("SAFTEY", str(new_uuid()), ""):
        for ask in (find, lambda name: api.find_content(kind, name)):
            with pytest.raises(NotFound) as caught:
                ask(text)
            assert str(caught.value) == f"No {kind} has the UUID or asset id “{text}”."


def test_an_activity_by_its_course_and_its_own_name(fire):
    page, other = fire.activities.get(), course("water", activities=["page"]).activities.get()
    assert page.asset_id == other.asset_id == "page-1"
    for text in ("fire/page-1", f"{fire.uuid}/page-1", f"fire / {page.uuid}", str(page.uuid)):
        assert find_activity(text) == page
    assert find_activity("water/page-1") == other
    with pytest.raises(Refused, match="“page-1” fits more than one activity"):
        find_activity("page-1")
    with pytest.raises(NotFound, match="“water/exam-1”"):
        find_activity("water/exam-1")
    with pytest.raises(NotFound, match="No course has the UUID or asset id “wine”"):
        find_activity("wine/page-1")


def test_a_retired_activity_is_not_meant(fire):
    old = fire.activities.get()
    old.retired_at = now()
    old.save()
    for text in ("page-1", "fire/page-1", str(old.uuid)):
        with pytest.raises(NotFound):
            find_activity(text)


def test_there_are_three_kinds(fire):
    with pytest.raises(Refused, match="“book” is no kind of content"):
        api.find_content("book", "fire")
