"""After every test of a command the doctor finds nothing wrong with the data."""

import pytest

from milepost.checks import doctor


@pytest.fixture(autouse=True)
def the_doctor_is_content(request, db):
    """Whatever a test has done, no invariant is broken. `unsound(reason)` lets a test make up impossible data."""
    yield
    if request.node.get_closest_marker("unsound") is None:
        assert doctor.examine_data() == []
