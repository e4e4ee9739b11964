"""CSV in every encoding, delimiter and line end, and a report that is written alike."""

import csv
import io

import pytest

from milepost.base.errors import Refused
from milepost.progress.api import Fault, Kind
from milepost.uploads import sheet as sheets
from milepost.uploads.formats import FORMATS
from milepost.uploads.report import write_report
from tests.uploads.making import DETAILS, MARK, RESET, csv_file, notes, read, readers

ENCODINGS = [("utf-8", ""), ("utf-8", "\ufeff"), ("utf-16-le", "\ufeff"), ("utf-16-be", "\ufeff"), ("cp1252", "")]
ROWS = [["jörg", "café €", "TRUE"], ["zoë", 'a "quoted"\r\ntext, with; all\tof it', "FALSE"], ["ö", "x", "yes"]]


@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize(("encoding", "mark"), ENCODINGS)
def test_a_file_is_read_and_its_report_is_written_alike(tmp_path, encoding, mark, delimiter, newline):
    path = tmp_path / "upload.csv"
    csv_file(path, [RESET, *ROWS], delimiter=delimiter, newline=newline, encoding=encoding, mark=mark)
    assert [(row.line, [row.learner, row.content, row.wanted]) for row in read(path)] == list(enumerate(ROWS, start=2))

    target = tmp_path / "report.csv"
    write_report(path, FORMATS[Kind.RESET], [Fault(3, "learner", "unknown_learner")], target)
    text = target.read_bytes().decode(encoding)
    assert text.startswith(mark)
    assert newline in text.splitlines(keepends=True)[0]
    heading, *rows = csv.reader(io.StringIO(text.removeprefix(mark), newline=""), delimiter=delimiter)
    assert heading == [*RESET, "Error"]
    assert [row[:3] for row in rows] == ROWS
    assert [row[3][:15] for row in rows] == ["", "unknown_learner", ""]
    without_errors = target.with_name("without.csv")
    csv_file(
        without_errors,
        [row[:3] for row in [heading, *rows]],
        delimiter=delimiter,
        newline=newline,
        encoding=encoding,
        mark=mark,
    )
    assert without_errors.read_bytes() == path.read_bytes()


def test_windows_1252_is_said_and_nothing_is_said_of_unicode(tmp_path):
    for encoding, mark in ENCODINGS:
        path = csv_file(tmp_path / "upload.csv", [RESET, *ROWS], encoding=encoding, mark=mark)
        said = notes(path)
        assert [("Windows-1252" in note) for note in said] == ([True] if encoding == "cp1252" else [])


@pytest.mark.parametrize("before", [0, 1_048_575, 1_048_576, 3_000_000])
def test_the_line_that_no_encoding_fits_is_named_however_far_down(tmp_path, before):
    path = tmp_path / "upload.csv"
    start = b"Learner,Content,Reset required\r\n"
    filling = b"x" * max(0, before - len(start) - 2) + b"\r\n"
    path.write_bytes(start + filling + "jörg,a\r\nzoë".encode() + b",\xff,TRUE\r\n")
    with pytest.raises(Refused, match=r"Line 4 of “upload\.csv” cannot be read"):
        read(path)


@pytest.mark.parametrize("shift", range(4))
def test_a_letter_on_the_border_of_two_blocks_is_whole(tmp_path, shift):
    heading, line = b"Learner,Content,Reset required\n", b"ada,safety,TRUE\n"
    lines, rest = divmod((1 << 20) - shift - len(heading) - len("ada,"), len(line))
    path = tmp_path / "upload.csv"
    path.write_bytes(heading + line * lines + b"ada," + b"x" * rest + "€,TRUE\n".encode())
    assert read(path)[-1].content == "x" * rest + "€"


def test_the_delimiter_is_the_one_that_makes_the_heading(tmp_path):
    path = tmp_path / "upload.csv"
    path.write_text('"A, B; C";Learner;Content;Reset required\n1;ada;safety;TRUE\n')
    [row] = read(path)
    assert (row.learner, row.content, row.wanted) == ("ada", "safety", "TRUE")


def test_a_heading_over_two_lines(tmp_path):
    path = tmp_path / "upload.csv"
    path.write_bytes(b'"Reset\r\nrequired?",Learner,Content,Reset required\nx,ada,safety,TRUE\n')
    [row] = read(path)
    assert row.line == 2
    write_report(path, FORMATS[Kind.RESET], [], tmp_path / "report.csv")
    assert (tmp_path / "report.csv").read_bytes() == (
        b'"Reset\r\nrequired?",Learner,Content,Reset required,Error\nx,ada,safety,TRUE,\n'
    )


def test_the_heading_is_escaped_too(tmp_path):
    path = csv_file(tmp_path / "upload.csv", [[*RESET, "=1+1"], ["ada", "safety", "TRUE", "@x"]])
    target = tmp_path / "report.csv"
    write_report(path, FORMATS[Kind.RESET], [], target)
    assert target.read_bytes().splitlines()[0].endswith(b",'=1+1,Error")
    write_report(target, FORMATS[Kind.RESET], [], tmp_path / "again.csv")
    assert (tmp_path / "again.csv").read_bytes() == target.read_bytes()


def test_rows_that_are_short_blank_or_end_in_empty_cells(tmp_path):
    path = tmp_path / "upload.csv"
    path.write_text("Learner,Content,Reset required\nada\n\n , ,\nbob,safety,TRUE,,\n")
    assert [(row.line, row.learner, row.content, row.wanted) for row in read(path)] == [
        (2, "ada", "", ""),
        (5, "bob", "safety", "TRUE"),
    ]
    write_report(path, FORMATS[Kind.RESET], [Fault(2, "content", "missing_value")], tmp_path / "report.csv")
    assert (tmp_path / "report.csv").read_text().splitlines()[1:] == [
        "ada,,,missing_value: “Content” is empty. Fill it in.",
        ",,,",
        " , ,,",
        "bob,safety,TRUE,",
    ]


@pytest.mark.parametrize("place", range(4))
def test_a_row_that_only_has_its_old_error_is_empty(tmp_path, place):
    def with_error(cells, error):
        return [*cells[:place], error, *cells[place:]]

    rows = [["", " ", ""], ["ada", "", ""], ["", "", ""]]
    table = [with_error(RESET, " error"), *(with_error(cells, "missing_value: …") for cells in rows)]
    assert [row.line for row in read(csv_file(tmp_path / "upload.csv", table))] == [3]
    (tmp_path / "short.csv").write_text("Learner,Content,Reset required,Error\n\nada\n,,,old\n,\n")
    assert [row.line for row in read(tmp_path / "short.csv")] == [3]


def test_details_and_kinds_of_content(tmp_path):
    heading = ["Content type", *MARK, "Activity", *DETAILS]
    rows = [
        ["", "ada", "safety", "TRUE", "", "20.11.2026", "85,5 %", "1:30:00", "On paper"],
        ["Programm", "bob", "whole", "1", "", "", "", "", ""],
        ["", "eve", "safety", "ja", "quiz", "soon", "A+", "long", ""],
    ]
    first, second, third = read(csv_file(tmp_path / "upload.csv", [heading, *rows]), Kind.MARK_COMPLETE)
    assert (first.completed_on, first.score, first.seconds, first.reason) == ("2026-11-20", "85.5", "5400", "On paper")
    assert (first.kind, second.kind, third.kind, third.activity) == ("course", "program", "activity", "quiz")
    assert (third.completed_on, third.score, third.seconds) == ("soon", "A+", "long")


def test_a_reset_does_not_look_at_details(tmp_path):
    [row] = read(csv_file(tmp_path / "upload.csv", [[*RESET, *DETAILS], ["ada", "safety", "TRUE", *"abcd"]]))
    assert (row.completed_on, row.score, row.seconds, row.reason) == ("", "", "", "")


def test_ids_that_look_like_numbers_stay_text(tmp_path):
    ids = ["00000005", "1E+05", "5", "5.0", "1,5", "TRUE", "2026-11-20", "0x10", "١"]
    path = csv_file(tmp_path / "upload.csv", [RESET, *([each, each, "TRUE"] for each in ids)])
    assert [(row.learner, row.content) for row in read(path)] == [(each, each) for each in ids]


def test_a_file_may_be_read_halfway_and_nothing_goes_on(tmp_path):
    path = csv_file(tmp_path / "upload.csv", [RESET, *(["ada", f"c{n}", "TRUE"] for n in range(20_000))])
    with sheets.opened(path, FORMATS[Kind.RESET]) as sheet:
        numbers, contents, answers, learners = next(sheet.batches())
        assert (numbers[0], contents[0], answers[0], learners[0]) == (2, 0, 0, "ada")
        assert [names[0] for names in sheet.names] == [["c0", "", ""], "TRUE"]
        assert len(readers()) == 1
    assert readers() == []
