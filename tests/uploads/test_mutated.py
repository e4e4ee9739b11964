"""Files that were damaged at random: they are read, or refused in a sentence; nothing else happens to anybody."""

import tempfile
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from milepost.base.errors import Refused
from milepost.progress.api import Fault, Kind
from milepost.uploads.formats import FORMATS
from milepost.uploads.report import write_report
from tests.uploads.making import DETAILS, MARK, Percent, csv_file, nothing_left_in, read, readers, xlsx_file

_ROWS = [
    [*MARK, "Content type", "Activity", *DETAILS],
    ["ada", "safety", "TRUE", "", "", "2026-11-20", "85,5 %", "1:30:00", "On paper, “signed”"],
    ["jörg", "=1+1", "no", "activity", "quiz", "20.11.2026", "100", "90 min", 'in "quotes"\r\nand lines'],
    ["00000005", "whole", "WAHR", "Programm", "", "46346", "0", "3600", "'=apostrophe"],
]
_TYPED = [*_ROWS, ["bob", 5, True, "", "", 46346, Percent(0.5), 3600, "x"]]

# What breaks parsers: besides any bytes, pieces that mean something to them.
_BYTES = [b"\x00", b'"', b"'", b"\r", b"\n", b",", b";", b"\t", b"\\", b"=", b"\xff\xfe", b"\xef\xbb\xbf", b"\xf0\x9f"]
_MARKUP = [b"<", b">", b"/>", b"&", b"&#0;", b"&#xD800;", b"]]>", b"<!--", b"<!DOCTYPE x>", b'hidden="1"', b't="s"']
_CELLS = [
    b'r="XFD1048576"',
    b'r="A0"',
    b't="e"',
    b't="d"',
    b"<v>1e999</v>",
    b"<v>NaN</v>",
    b"<v>-1</v>",
    b"<v>9999999999",
]
_PIECES = st.sampled_from([*_BYTES, *_MARKUP, *_CELLS])
_EDITS = st.lists(
    st.tuples(
        st.sampled_from(["flip", "insert", "cut", "repeat", "truncate"]),
        st.floats(0, 1, exclude_max=True),
        st.integers(1, 400),
        st.one_of(_PIECES, st.binary(min_size=1, max_size=8)),
    ),
    min_size=1,
    max_size=6,
)


def damaged(content: bytes, edits) -> bytes:
    for kind, where, length, piece in edits:
        at = int(len(content) * where)
        before, after = content[:at], content[at:]
        match kind:
            case "flip":
                content = before + piece + after[len(piece) :]
            case "insert":
                content = before + piece + after
            case "cut":
                content = before + after[length:]
            case "repeat":
                content = before + after[:length] * 3 + after[length:]
            case "truncate":
                content = before
    return content


def damaged_inside(archive: bytes, part: float, edits) -> bytes:
    """An archive that is sound, with one part that is not."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(archive)) as before, zipfile.ZipFile(target, "w") as after:
        names = before.namelist()
        chosen = names[int(len(names) * part)]
        for name in names:
            content = before.read(name)
            after.writestr(name, damaged(content, edits) if name == chosen else content)
    return target.getvalue()


def _of_csv(encoding, mark):
    with tempfile.TemporaryDirectory() as folder:
        return csv_file(Path(folder) / "x", _ROWS, delimiter=";", encoding=encoding, mark=mark).read_bytes()


def _of_xlsx():
    with tempfile.TemporaryDirectory() as folder:
        return xlsx_file(Path(folder) / "x", _TYPED).read_bytes()


_CSV = [_of_csv(*each) for each in (("utf-8", ""), ("utf-16-le", "\ufeff"), ("cp1252", ""))]
_XLSX = _of_xlsx()
_FILES = st.one_of(
    st.builds(damaged, st.sampled_from(_CSV), _EDITS),
    st.builds(damaged, st.just(_XLSX), _EDITS),
    st.builds(damaged_inside, st.just(_XLSX), st.floats(0, 1, exclude_max=True), _EDITS),
    st.binary(max_size=200),
)


@pytest.mark.proof
@pytest.mark.usefixtures("way")
def test_a_damaged_file_is_read_or_refused_in_a_sentence(tmp_path, proof_count, caplog):
    path, report = tmp_path / "upload", tmp_path / "reports" / "report"
    report.parent.mkdir()

    @settings(
        max_examples=proof_count(2_000), deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
    )
    @given(_FILES)
    def check(content):
        path.write_bytes(content)
        with nothing_left_in(tmp_path):
            try:
                rows = read(path, Kind.MARK_COMPLETE)
                faults = [Fault(row.line, "learner", "unknown_learner") for row in rows]
                told = write_report(path, FORMATS[Kind.MARK_COMPLETE], faults, report, telling=3)
                report.unlink()
                assert len(told) == min(3, len(rows))
            except Refused as refused:
                assert str(refused).endswith((".", ")"))  # noqa: PT017 - the sentence is whole
        assert readers() == []

    check()
    died = [record.getMessage() for record in caplog.records if "Traceback" in record.getMessage()]
    assert died == [], "the process finds out itself what is wrong with a file"
