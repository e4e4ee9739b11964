"""A data folder of its own, and a school. Models can be imported only once Django is ready, so that is done late."""

from pathlib import Path

import pytest


@pytest.fixture
def data_folder(tmp_path, settings) -> Path:
    settings.DATA_DIR = tmp_path / "data"
    return settings.DATA_DIR


@pytest.fixture
def school(bystander, data_folder, tmp_path):
    from tests.uploads import schools

    return schools.make(bystander, tmp_path, data_folder)
