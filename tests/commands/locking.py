"""Short words for what tests of access rules do again and again."""

from contextlib import contextmanager

import pytest

from milepost.base.errors import Conflict
from milepost.catalog.models import ActivityPrerequisite, CoursePrerequisite
from milepost.records import access, launching, reading
from tests.support.world import actor


def need(wanting, *needed) -> None:
    """Let an activity need others, or a course."""
    for each in needed:
        if isinstance(each, type(wanting)) and hasattr(wanting, "kind"):
            ActivityPrerequisite.objects.create(activity=wanting, needs=each)
        else:
            CoursePrerequisite.objects.create(course=wanting, needs=each)


def sequential(course_or_program):
    """Let what is in it open one after another."""
    course_or_program.sequential = True
    course_or_program.save()
    return course_or_program


def tree(user):
    """Every course that somebody sees, by asset id."""
    found = reading.progress(actor("rita", "Reporter"), user)
    return {each.asset_id: each for part in [found, *found.programs] for each in part.courses}


def told(user, of):
    """Why each activity of a course is locked for a learner: empty for what is open."""
    found = tree(user)[of.asset_id]
    alone, keys = access.locks_in(user.pk, of.pk), of.activities.values_list("uuid", "pk")
    assert found.lock == alone.of_course(of.pk)
    assert {each.uuid: each.lock for each in found.activities} == {
        uuid: alone.of_activity(of.pk, key) for uuid, key in keys.filter(retired_at=None)
    }
    return [each.lock.told if each.state.locked else "" for each in found.activities]


def course_lock(user, of):
    """Why a course is locked for a learner; empty for one that is open."""
    found = tree(user)[of.asset_id]
    assert found.state.locked == found.lock.is_locked == bool(found.lock.reasons)
    return found.lock.told


def everywhere(user, courses):
    """The locks of the courses, in order."""
    return [course_lock(user, each) for each in courses]


@contextmanager
def locked(match="is locked: "):
    """What is done in this block is refused, with a reason that holds this text."""
    with pytest.raises(Conflict, match=match) as caught:
        yield
    assert "is locked: " in str(caught.value)


def open_activity(user, activity):
    """The learner opens an activity by its address."""
    return launching.launch(user.pk, activity.course_id, activity)


def opens(user, activity) -> bool:
    """Whether it opens, as a launch finds it; said just as the tree says it."""
    seen = {each.uuid: each.state.locked for each in tree(user)[activity.course.asset_id].activities}
    try:
        open_activity(user, activity)
    except Conflict:
        assert seen[activity.uuid], "locked, and the tree does not say so"
        return False
    assert not seen[activity.uuid], "open, and the tree does not say so"
    return True
