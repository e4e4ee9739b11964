"""A data folder of its own, and a school. Models can be imported only once Django is ready, so that is done late."""

import sys
from pathlib import Path

import pytest

# The process that reads files, but that cuts every sheet, after every row.
_IN_PIECES = """
import runpy
from milepost.uploads.parsing import xlsx_pieces
xlsx_pieces._LARGE, xlsx_pieces._PIECE = 0, 1
runpy.run_module("milepost.uploads.parsing", run_name="__main__")
"""


@pytest.fixture(params=["whole", "pieces"])
def way(request, monkeypatch) -> str:
    """How sheets are read, for tests in which that must not matter."""
    from milepost.uploads import process

    if request.param == "pieces":
        monkeypatch.setattr(process, "_COMMAND", (sys.executable, "-P", "-c", _IN_PIECES))
    return request.param


@pytest.fixture
def data_folder(tmp_path, settings) -> Path:
    settings.DATA_DIR = tmp_path / "data"
    return settings.DATA_DIR


@pytest.fixture
def school(bystander, data_folder, tmp_path):
    from tests.uploads import schools

    return schools.make(bystander, tmp_path, data_folder)
