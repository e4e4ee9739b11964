"""Hostile files: each ends in a sentence that names place and remedy, and nothing is left behind."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from milepost.base.errors import Refused
from milepost.progress.api import Kind
from milepost.uploads.sheet import MAX_BYTES
from tests.uploads.making import (
    HEADING_ROW,
    MARK,
    RESET,
    SHEET,
    archive,
    bomb,
    cell,
    csv_file,
    nothing_left_in,
    parts,
    read,
    readers,
    worksheet,
    xlsx_file,
)

ROW = ["ada", "safety", "TRUE"]
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ROW_OF_NUMBERS = "<row>" + "<c><v>1</v></c>" * 3 + "</row>"
PACKAGE = parts(worksheet(HEADING_ROW))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "upload.xlsx"


@pytest.fixture(autouse=True)
def nothing_left(tmp_path, monkeypatch):
    """No process, no temporary file."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    with nothing_left_in(temporary):
        yield
    assert readers() == []


def refusal(path):
    with pytest.raises(Refused) as refused:
        read(path)
    return str(refused.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file “upload.xlsx” is empty. Begin with the template."),
        (b"\r\n\r\n", "is empty"),
        (b",,\r\n", "is empty"),
        (b"%PDF-1.7\n\xe2\xe3\xcf\xd3", "is neither CSV nor XLSX"),
        (b"\x89PNG\r\n\x1a\n", "is neither CSV nor XLSX"),
        (b"\xff\xfe\x00\x00L\x00\x00\x00", "is neither CSV nor XLSX"),
        (b"Learner\x00\x01\x02\xff", "is neither CSV nor XLSX"),
        (COMPOUND + bytes(600), "is in an old format (.xls). Save it as “Excel workbook (.xlsx)”"),
        (COMPOUND + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "is protected by a password"),
        (b"PK\x03\x04" + bytes(100), "is damaged"),
        (b"PK\x05\x06" + bytes(18), "is an archive, but no XLSX"),
        (b"\xff\xfeL", "Line 1 of “upload.xlsx” cannot be read"),
        (b"Learner,Content\r\nada,safety\r\n", "has no column “Reset required”. Its first row must name the columns"),
        (b"L\x00e\x00a\x00r\x00n\x00e\x00r\x00", "has no column"),
        (b"learner,LEARNER ,Content,Reset required\r\n", "The column “Learner” is there twice"),
        (b"Learner,Content,Reset required,activity,Activity\r\n", "The column “Activity” is there twice"),
        (
            b"Learner,Content,Reset required\r\n,,,,x\r\n",
            "Row 2 has 5 cells, but the heading has 3. Put a text with a comma",
        ),
        (
            b'Learner,Content,Reset required\r\na,b,c\r\n"ada,safety',
            "Row 3 cannot be read as CSV. Look for a quotation mark that is not closed, or that has text",
        ),
        (b'Learner;Content;Reset required\r\n"a"b;c;d\r\n', "Row 2 cannot be read as CSV."),
        (b'"Learner,Content,Reset required\r\nada,safety,TRUE\r\n', "Row 1 cannot be read as CSV."),
        (b'"Learner" ,Content,Reset required\r\nada,safety,TRUE\r\n', "Row 1 cannot be read as CSV."),
        (b'Learner;"Content" ;Reset required\r\nada;safety;TRUE\r\n', "Row 1 cannot be read as CSV."),
        (b'"Name","Course"\r\nada,safety\r\n', "has no column “Learner, Content, Reset required”"),
        (b'"Name"\r\nada\r\n', "has no column “Learner, Content, Reset required”"),
        (
            b"\r\nLearner,Content,Reset required\r\nada,safety,TRUE\r\n",
            "Row 1 of “upload.xlsx” is empty; the heading must stand there. Delete the empty rows above it.",
        ),
        (b",,\r\n\r\nLearner,Content,Reset required\r\n", "Row 1 of “upload.xlsx” is empty"),
        (b',\r\n;\t""\r\n', "The file “upload.xlsx” is empty."),
        (b"\x1f\x8b\x08\x00", "is neither CSV nor XLSX"),
    ],
)
def test_what_is_no_upload_file(path, content, said):
    path.write_bytes(content)
    assert said in refusal(path)


def test_nul_is_a_letter_that_nobody_has_in_their_id(path):
    path.write_bytes(b"Learner,Content,Reset required\r\na\x00da,safety,TRUE\r\n")
    assert [row.learner for row in read(path)] == ["a\x00da"]


def test_two_gigabytes_are_refused_at_once(path):
    with path.open("wb") as file:
        file.truncate(2 * 1024**3)
    assert refusal(path) == "The file is larger than 512 MB. Divide it."


def test_zeros_up_to_the_limit(path):
    with path.open("wb") as file:
        file.truncate(MAX_BYTES)
    assert "takes too much memory" in refusal(path)


def test_a_row_of_commas_without_end(path):
    """The row alone takes a gigabyte, a cell each."""
    path.write_bytes(b"Learner,Content,Reset required\r\nada" + b"," * 20_000)
    assert "Row 2 has 20001 cells, but the heading has 3" in refusal(path)
    path.write_bytes(b"Learner,Content,Reset required\r\nada" + b"," * 150_000_000)
    assert "takes too much memory" in refusal(path)


@pytest.mark.parametrize("write", [csv_file, xlsx_file])
def test_a_cell_that_is_longer_than_any_id(path, write):
    heading = [*RESET, "Note", "Activity"]
    longest = ["a" * 1_000, "'=" + "b" * 998, "TRUE", "n" * 30_000, "c" * 1_000]
    assert [row.activity for row in read(write(path, [heading, ROW, longest]))] == ["", "c" * 1_000]
    write(path, [heading, ROW, [*longest[:4], "c" * 1_001]])
    assert refusal(path).startswith("Row 3 has 1001 characters in “Activity”; up to 1000 are read. Correct the cell")


def test_no_more_is_left_of_a_reason_than_shows_that_it_is_too_long(path):
    reasons = ["x" * 2_000, " " * 9_000 + "x" * 2_000 + " ", "x" * 2_001, "x" * 100_000]
    csv_file(path, [[*MARK, "Reason"], *([*ROW, reason] for reason in reasons)])
    assert [len(row.reason.strip()) for row in read(path, Kind.MARK_COMPLETE)] == [2_000, 2_000, 2_001, 2_001]


def test_a_row_and_a_heading_without_end(path):
    notes = [f"Note {number}" for number in range(10)]
    csv_file(path, [[*RESET, *notes], [*ROW, *("x" * 100_000 for _note in notes)]])
    assert refusal(path) == "Row 2 has more than 1000000 characters. Shorten the texts in it."
    csv_file(path, [[*RESET, *(note + "x" * 100_000 for note in notes)], ROW])
    assert refusal(path) == "Row 1 has more than 1000000 characters. Shorten the texts in it."


@pytest.mark.parametrize("take", [[], RESET])
def test_whoever_reads_the_rows_gets_no_more_than_a_megabyte_at_once(path, take):
    rows = [[f"{number:0900}", "é" * 900, "TRUE", "note" * 5_000] for number in range(300)]
    csv_file(path, [[*RESET, "Note"], *rows])
    named = {"expected": RESET, "optional": [], "ids": RESET[:2], "percent": "", "text": "", "beside": ""}
    command = [sys.executable, "-m", "milepost.uploads.parsing"]
    request = json.dumps({"wanted": named, "take": take, "names": [1], "keep_types": not take})
    with path.open("rb") as file:
        said = subprocess.run([*command, request], stdin=file, stdout=subprocess.PIPE, check=True).stdout
    lines = said.splitlines()
    assert max(map(len, lines)) <= 1 << 20
    messages = [json.loads(line) for line in lines[1:-1]]
    if not take:
        assert [row for batch in messages for row in batch] == rows
        return
    learners = [name for message in messages for name in message.get("names", ())]
    read = [row for message in messages for row in zip(*message.get("columns", ()), strict=True)]
    assert [[learners[place], *others] for _number, place, *others in read] == [row[:3] for row in rows]


def test_a_folder_a_pipe_and_nothing_at_all(tmp_path):
    folder = tmp_path / "list.xlsx"
    folder.mkdir()
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    for path in (folder, pipe, tmp_path / "nowhere.csv", Path("/dev/zero")):
        assert refusal(path).startswith("There is no file")


def test_a_name_that_no_file_system_has_and_a_file_that_may_not_be_read(tmp_path):
    assert "cannot be read: File name too long." in refusal(tmp_path / ("x" * 5_000))


# --- archives ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"_rels/.rels": None}, "is an archive, but no XLSX"),
        (
            {"_rels/.rels": PACKAGE["_rels/.rels"].replace("workbook.xml", "workbook.bin")},
            "is an archive, but no XLSX",
        ),
        ({"xl/workbook.xml": None}, "is an archive, but no XLSX"),
        ({"xl/_rels/workbook.xml.rels": None}, "is damaged"),
        ({SHEET: None}, "is damaged"),
        ({SHEET: ""}, "is damaged"),
        ({SHEET: "<worksheet><sheetData><row>"}, "is damaged"),
        ({SHEET: worksheet(HEADING_ROW)[:-60]}, "is damaged"),
        ({"xl/workbook.xml": PACKAGE["xl/workbook.xml"][:-9]}, "is damaged"),
        ({"xl/workbook.xml": "no XML"}, "is damaged"),
    ],
)
def test_archives_that_lack_something(path, changed, said):
    archive(path, {name: text for name, text in (PACKAGE | changed).items() if text is not None})
    assert said in refusal(path)


def test_entities_that_grow_without_bound(path):
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    text = PACKAGE["xl/workbook.xml"].replace("<workbook", f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]><workbook')
    archive(path, PACKAGE | {"xl/workbook.xml": text.replace("List", "&l11;")})
    assert "is damaged" in refusal(path)


def test_a_truncated_workbook(path):
    whole = xlsx_file(path, [RESET, ROW]).read_bytes()
    for end in range(0, len(whole), 97):
        path.write_bytes(whole[:end])
        assert refusal(path)


def test_a_password_on_the_archive(path):
    content = bytearray(archive(path, PACKAGE).read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    assert "is protected by a password" in refusal(path)


def test_more_entries_than_any_workbook_has(path):
    archive(path, PACKAGE | {f"xl/media/{number}": "" for number in range(5_001)})
    assert "consists of 5006 parts; up to 5000 are read. Copy the table into a new workbook" in refusal(path)


def test_a_bomb_that_says_what_it_is(path):
    bomb(path, 900, " " * 1_000)
    assert path.stat().st_size < 1_000_000
    assert refusal(path).startswith("“upload.xlsx” unpacks to 858 MB, which is too much.")


def test_a_bomb_that_claims_to_be_900_megabytes_and_one_that_claims_nothing(path):
    bomb(path, 3, _ROW_OF_NUMBERS, declared=900_000_000)
    assert "unpacks to 858 MB" in refusal(path)
    bomb(path, 900, _ROW_OF_NUMBERS, declared=1_000)
    assert path.stat().st_size < 3_000_000
    assert "is damaged" in refusal(path)


def test_a_bomb_that_is_small_enough_to_be_read_is_read(path):
    assert len(read(bomb(path, 3, _ROW_OF_NUMBERS))) > 50_000


def test_two_cells_at_the_ends_of_the_sheet(path):
    """As a rectangle, which is how they are read, they would take 550 GB."""
    archive(path, parts(worksheet(HEADING_ROW + f"<row r='1048576'>{cell('XFD1048576', 'x')}</row>")))
    assert "Delete cells far to the right of and far below the table" in refusal(path)


def test_cells_beyond_every_sheet(path):
    for reference in ("A1048577", "XFE2", "A99999999999", "A0", "ZZZZZZZZ1", "2", "A-1"):
        archive(path, parts(worksheet(HEADING_ROW + f"<row>{cell(reference, 'x')}</row>")))
        try:
            rows = read(path)
        except Refused:
            continue
        assert len(rows) <= 1, reference


def test_a_csv_by_the_name_of_a_workbook_and_the_other_way_round(tmp_path):
    assert len(read(csv_file(tmp_path / "list.xlsx", [RESET, ROW]))) == 1
    assert len(read(xlsx_file(tmp_path / "list.csv", [RESET, ROW]))) == 1
