"""A data folder of its own for each test, so that files can be counted."""

from pathlib import Path

import pytest


@pytest.fixture
def data_folder(tmp_path, settings) -> Path:
    settings.DATA_DIR = tmp_path / "data"
    return settings.DATA_DIR
