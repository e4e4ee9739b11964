"""A course of everything that is played, a learner who is at it, and staff who judge."""

import datetime as dt

import pytest
from django.test import Client, override_settings

from milepost.base import clock
from milepost.checks import doctor


@pytest.fixture(autouse=True)
def the_doctor_is_content(request, db):
    """Whatever a test has done, no invariant is broken."""
    yield
    if request.node.get_closest_marker("unsound") is None:
        assert doctor.examine_data() == []


@pytest.fixture(autouse=True)
def data_folder(tmp_path):
    """A data folder of the test's own, for files that are handed in."""
    with override_settings(DATA_DIR=tmp_path):
        yield tmp_path


@pytest.fixture
def room(bystander):
    """Ada in the course safety, which is empty as yet; the bystander has completed it before."""
    from tests.player.rooms import Room
    from tests.support.world import course, enrol, learner

    safety, ada = course("safety", activities=[]), learner("ada")
    bystander.joins(safety)
    enrol(ada, safety)
    return Room(ada, safety)


@pytest.fixture
def grace(bystander):
    """Somebody who judges."""
    from tests.support.world import actor

    return actor("grace")


@pytest.fixture
def second(room):
    """Another learner in the course."""
    from tests.player.rooms import Room
    from tests.support.world import enrol, learner

    user = learner("ben")
    enrol(user, room.course)
    return Room(user, room.course)


@pytest.fixture
def later():
    """`with later(seconds):` so much later than the beginning of the test."""
    begun = clock.now()
    return lambda seconds: clock.fixed(begun + dt.timedelta(seconds=seconds))


@pytest.fixture
def file(data_folder):
    """A recording whose bytes are there."""
    from milepost.catalog.models import MediaFile
    from tests.player.pages import FILE

    (data_folder / "media").mkdir()
    (data_folder / "media" / FILE).write_bytes(b"0123456789")
    return MediaFile.objects.create(uuid=FILE, name="talk.mp4", content_type="video/mp4", size=10, sha256="ab" * 32)


@pytest.fixture
def full(room, file):
    """The room with an activity of each kind, which was launched."""
    from tests.player.pages import ALL
    from tests.player.rooms import SINCE
    from tests.support.world import activity, fill

    for kind, body in ALL.items():
        fill(activity(room.course, kind, created_at=SINCE), **body)
    return room.launch()


@pytest.fixture
def browse(room):
    """A browser in which the learner has signed in."""
    client = Client()
    client.force_login(room.user)
    return client
