"""What a seal is computed from is the same, byte by byte, on both databases and in every time zone."""

import datetime as dt

import pytest
from django.db import connection

from milepost.base.sql import adapt_value
from milepost.ledger import chain, sealing
from milepost.ledger.reading import START
from tests.support.ledger import raw

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.requirement("MP-11")]

SALT = bytes(range(16))
BERLIN = dt.timezone(dt.timedelta(hours=2))
OCCURRED = dt.datetime(2026, 3, 29, 3, 30, 0, 120, tzinfo=BERLIN)
RECORDED = dt.datetime(2026, 3, 29, 1, 30, 1, tzinfo=dt.UTC)
DATA = '{"score": 87.5, "wörter": "“ÿ” 😀 \\u0000"}'

# Computed once; a backup that was sealed by an older Milepost must give the same.
DIGEST = "908626e536c48ee9a79b9e11b83aefde82021b3319b55e6122aa24e13ccca786"
LEAF = "2d502681bab63938e51dab828a9b22be44d80334bffa0d869cca99d881999b54"
SEAL = "f4ea66d53bce1e470754b58ca51e859f911cc9b111150f2f6aec1f00eab15392"


def exact_row(key, tx, **columns):
    """An event as the sealer reads it, after it has been stored and read again."""
    row = {"id": key, "tx": tx, "epoch": 0, **columns}
    marks = ", ".join(["%s"] * len(row))
    statement = f"INSERT INTO ledger_event ({', '.join(row)}) VALUES ({marks})"
    raw(statement, *(adapt_value(value) for value in row.values()))
    [found] = sealing.SQL.rows("take", limit=1, **START.params())
    return found


@pytest.fixture
def row():
    return exact_row(
        41,
        "12",
        kind="course.completed",
        user_id=2**40,
        course_id=3,
        record_id=5,
        occurred_at=OCCURRED,
        recorded_at=RECORDED,
        data=DATA,
    )


def test_the_same_event_gives_the_same_hashes_everywhere(row):
    digest = chain.digest(SALT, row)
    leaf = chain.leaf(digest, row)
    seal = chain.seal(chain.GENESIS, (1, 1, 0, "12", 41, RECORDED), [leaf])
    assert (digest.hex(), leaf.hex(), seal.hex()) == (DIGEST, LEAF, SEAL)


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has no time zone")
@pytest.mark.parametrize("zone", ["America/St_Johns", "Asia/Kathmandu", "UTC"])
def test_the_time_zone_of_the_connection_does_not_matter(row, zone):
    raw(f"SET TIME ZONE '{zone}'")
    raw("SET DateStyle = 'SQL, DMY'")
    [again] = sealing.SQL.rows("take", limit=1, **START.params())
    connection.close()
    assert chain.digest(SALT, again).hex() == DIGEST


def test_moments_are_microseconds_since_1970():
    assert chain.moment(RECORDED) == 1774747801000000
    assert chain.moment(b"2026-03-29 01:30:01") == 1774747801000000
    assert chain.moment(b"2026-03-29 01:30:01.000001") == 1774747801000001
    assert chain.moment(1774747801000000) == 1774747801000000
    assert chain.moment(None) is None


@pytest.mark.parametrize("written", ["2026-03-29 01:30:01.000000", "2026-03-29T01:30:01", "2026-03-29", "", "now"])
def test_a_moment_written_otherwise_is_another_one(written):
    assert chain.moment(written.encode()) == written


def test_a_text_that_is_none_gives_another_hash():
    row = [41, "12", 0, None, 7, 3, None, None, 5, b"note", None, b"2026-03-29 01:30:01", b"\xff", None]
    other = [*row[:12], b"\\xff", None]
    third = [*row[:4], b"7", *row[5:]]
    assert len({chain.leaf(chain.digest(SALT, each), each) for each in (row, other, third)}) == 3
