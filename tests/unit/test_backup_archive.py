"""The archive of a backup: whole, or not there; read as it was written, or refused."""

import contextlib
import os
import stat

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from milepost.backup.archive import Damaged, new_archive, open_archive
from milepost.backup.format import Manifest, TableEntry
from milepost.base.errors import Refused

ROWS = b"".join(b"%d\tname %d\n" % (number, number * number) for number in range(300))


def write(path, *, overwrite=False):
    with new_archive(path, overwrite=overwrite) as archive:
        table = archive.add("tables/people_tag.tsv", [ROWS[:1000], ROWS[1000:]])
        file = archive.add("files/reports/one.csv", [os.urandom(2_000)])
        columns = (("id", "integer"), ("name", "text"))
        manifest = Manifest(
            version=1,
            milepost="0.1.0",
            vendor="sqlite",
            created_at="2026-11-22T04:00:00+00:00",
            migrations=(("people", "0001_initial"),),
            tables=(TableEntry("people_tag", columns, 300, 300, table),),
            files=(file,),
            left_out=(),
        )
        archive.close_with(manifest)
    return manifest


def read(path):
    """The manifest and the rows, after everything has been verified."""
    with open_archive(path) as archive:
        archive.verify(lambda _: None)
        return archive.manifest, b"".join(archive.pieces(archive.manifest.tables[0].member))


def test_it_is_read_as_it_was_written(tmp_path):
    path = tmp_path / "backup.zip"
    manifest = write(path)
    assert read(path) == (manifest, ROWS)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_bytes()[30:45] == b"milepost-backup"


def test_verifying_tells_how_many_bytes_were_read(tmp_path):
    write(tmp_path / "backup.zip")
    told = []
    with open_archive(tmp_path / "backup.zip") as archive:
        archive.verify(told.append)
    assert told == sorted(told)
    assert told[-1] == len(ROWS) + 2_000


def test_nothing_is_there_before_it_is_whole(tmp_path):
    path = tmp_path / "backup.zip"

    def broken():
        yield b"1\tone\n"
        assert not path.exists()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), new_archive(path, overwrite=False) as archive:
        archive.add("tables/people_tag.tsv", broken())
    assert list(tmp_path.iterdir()) == []


def test_the_one_before_stays_when_the_new_one_fails(tmp_path):
    path = tmp_path / "backup.zip"
    write(path)
    before = path.read_bytes()
    with pytest.raises(ZeroDivisionError), new_archive(path, overwrite=True):
        raise ZeroDivisionError
    assert path.read_bytes() == before
    with pytest.raises(Refused, match="exists already"):
        write(path)
    write(path, overwrite=True)
    assert path.read_bytes() != before


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A backup's bytes, its manifest, and a file to write damaged copies to."""
    path = tmp_path_factory.mktemp("whole") / "backup.zip"
    manifest = write(path)
    return path.read_bytes(), manifest, path.with_name("damaged.zip")


def test_a_flipped_bit_anywhere_is_refused_or_does_not_matter(whole):
    content, manifest, path = whole

    @settings(max_examples=600, database=None, deadline=None)
    @given(st.integers(0, len(content) - 1), st.integers(0, 7))
    @example(len(content) - 1, 7)
    def flip(place, bit):
        damaged = bytearray(content)
        damaged[place] ^= 1 << bit
        path.write_bytes(damaged)
        with contextlib.suppress(Damaged):  # else it was a date of a member, or its permissions
            assert read(path) == (manifest, ROWS)

    flip()


def test_a_file_that_ends_too_early_is_refused(whole):
    content, _, path = whole

    @settings(max_examples=100, database=None, deadline=None)
    @given(st.integers(0, len(content) - 1))
    def cut(length):
        path.write_bytes(content[:length])
        with pytest.raises(Damaged):
            read(path)

    cut()


def test_anything_else_is_refused(whole):
    content, _, path = whole

    @settings(max_examples=200, database=None, deadline=None)
    @given(st.binary(max_size=200), st.booleans())
    def other(noise, before):
        path.write_bytes(noise + content[len(noise) :] if before else noise)
        try:
            assert read(path)[1] == ROWS
        except Damaged:
            return
        assert before

    other()
