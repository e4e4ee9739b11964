"""Rows that come column by column, their contents named once: whatever way they go, they say the same."""

import pytest

from milepost.uploads.parsing import naming
from tests.uploads.making import RESET, csv_file, read

LAST = [
    pytest.param(["ada", "course 1", "TRUE"], id="plain"),
    pytest.param(["'=ada", "course 1", "TRUE"], id="escaped"),
    pytest.param(["ada", "course 1", "TRUE", "", ""], id="longer than the heading"),
    pytest.param(["ada" * 300, "c" * 900, "TRUE"], id="long"),
    pytest.param([" ", "", "  "], id="blank"),
]


@pytest.mark.parametrize("last", LAST)
@pytest.mark.parametrize("before", [0, 249, 250, 700])
def test_rows_say_the_same_beside_any_other(tmp_path, before, last):
    rows = [[f"learner {number}", f"course {number % 7}", "FALSE"] for number in range(before)]
    found = read(csv_file(tmp_path / "upload.csv", [RESET, *rows, last, ["eve", "course 2", "no"]]))
    said = [
        *rows,
        *([[cell.removeprefix("'") for cell in last[:3]]] if last[0].strip() else []),
        ["eve", "course 2", "no"],
    ]
    assert [[row.learner, row.content, row.wanted] for row in found] == said
    assert found[-1].line == before + 3


def test_more_names_than_are_remembered(tmp_path, monkeypatch):
    """Of too many it forgets all; a name that comes again gets another place."""
    monkeypatch.setattr(naming, "_REMEMBERED", 3)
    names = list("abcabdefgab")
    told: list[str] = []
    places: list[int] = []
    for message in naming.named(iter([[range(2, 8), list("abcabd")], [range(8, 13), list("efgab")]]), [1]):
        told += message.get("names", ())
        places += message.get("columns", ((), ()))[1]
    assert [told[place] for place in places] == names
    assert "".join(told) == "abcdefgab"


def test_names_of_several_cells_and_other_columns_beside_them():
    columns = [range(2, 5), ["c1", "c1", "c2"], ["", "program", ""], ["yes", "no", "yes"], ["ada", "bob", "eve"]]
    contents, answers, batch = naming.named(iter([columns]), [2, 1])
    assert contents == {"kind": 0, "names": [("c1", ""), ("c1", "program"), ("c2", "")]}
    assert answers == {"kind": 1, "names": ["yes", "no"]}
    assert batch == {"columns": [[2, 3, 4], [0, 1, 2], [0, 1, 0], ["ada", "bob", "eve"]]}
