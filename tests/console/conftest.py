"""A data folder of a test's own, and staff at a browser."""

import pytest
from django.test import override_settings

from milepost.checks import doctor


@pytest.fixture(autouse=True)
def data_folder(tmp_path):
    """For files that are uploaded or handed in."""
    with override_settings(DATA_DIR=tmp_path):
        yield tmp_path


@pytest.fixture(autouse=True)
def the_doctor_is_content(db):
    """Whatever a test has done, no invariant is broken."""
    yield
    assert doctor.examine_data() == []


@pytest.fixture
def grace(bystander):
    """A training manager's browser."""
    from tests.console.asking import signed_in
    from tests.support.world import staff

    return signed_in(staff("grace"))


@pytest.fixture
def room(bystander):
    """Ada in the course safety, which is empty as yet; the bystander has completed it before."""
    from tests.player.rooms import Room
    from tests.support.world import course, enrol, learner

    safety, ada = course("safety", activities=[]), learner("ada")
    bystander.joins(safety)
    enrol(ada, safety)
    return Room(ada, safety)
