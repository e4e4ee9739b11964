"""After an erase nothing in the database or the data folder tells what was erased (R3; SC-06)."""

import contextlib
import datetime as dt
import io
import json
import sqlite3
import struct

import psycopg
import pytest

from milepost.base import clock
from milepost.player import assignments, attendance, discussions, forms, notes, practical, time
from milepost.player.files import Handed
from milepost.records import launching
from milepost.records.committing import Work, commit
from milepost.records.models import ActivityRecord, CourseRecord, PlayerSession
from tests.commands.acting import relaunch
from tests.player.rooms import Room
from tests.support.world import actor, course, enrol, join, learner, program

pytestmark = pytest.mark.requirement("SC-06")

SCORE = 73.8125
TEXT = "MARMALADE-4711"
MARKED_ON = "2023-02-17"
WORKED_AT = dt.datetime(2022, 7, 23, 4, 5, 6, 789000, tzinfo=dt.UTC)
# As text, as SQLite keeps a float, and as the day of each date is written.
PLANTED = [b"73.8125", struct.pack(">d", SCORE), TEXT.encode(), MARKED_ON.encode(), b"2022-07-23"]


PLAYED = ("form", "assignment", "discussion", "practical", "live_session")
KEPT = b"CHUTNEY-4712"


def play(room):
    """What somebody hands in, writes and is told, with what was planted in it."""
    grace = actor("grace")
    forms.submit(*room.at("form"), {"how": [TEXT]})
    file = Handed(TEXT, io.BytesIO(TEXT.encode()))
    made = assignments.hand_in(*room.at("assignment"), text=TEXT, file=file)
    assignments.grade(grace, made.submission, score=SCORE, comment=TEXT)
    first = discussions.post(*room.at("discussion"), TEXT)
    discussions.post(*room.at("discussion"), TEXT)
    discussions.grade(grace, first.id, score=SCORE, comment=TEXT)
    practical.confirm(grace, room.user.pk, room["practical"].pk, ["lift"], TEXT)
    attendance.note(grace, room.user.pk, room["live_session"].pk, present=True)
    time.report(*room.at("form"), 0)


@pytest.fixture
def planted(site, monkeypatch):
    """A learner with a completed record, work that came too late, a mark, and a file that was refused."""
    with site.inside():
        safety = course("safety", activities=["exam", "page"], created_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
        ada = learner("ada", display_name="Ada")
        whole = program("whole", safety)
        enrol(ada, safety)
        join(ada, whole)
        exam, page = safety.activities.all()
        room = Room(ada, safety).has(*PLAYED, required=False, weight=0.0)
        monkeypatch.setattr(clock, "now", lambda: WORKED_AT)
        opened = launching.launch(ada.pk, safety.pk)
        commit(opened.session, exam.pk, Work(status="passed", score=SCORE, seconds=5, state=TEXT))
        commit(opened.session, page.pk, Work(status="completed", seconds=5))
        room.session = opened.session
        play(room)
        monkeypatch.undo()
        notes.write(ada.pk, safety.pk, KEPT.decode())
        assert CourseRecord.objects.get().score == SCORE
    run = site.run
    run("reset", "--learner", "ada", "--content", "course:safety", "--reason", TEXT, "--yes", check=0)
    with site.inside():
        commit(opened.session, exam.pk, Work(score=SCORE, state=TEXT))
        again = relaunch(ada, safety)
        commit(again.session, exam.pk, Work(status="failed", score=SCORE, seconds=5, state=TEXT))
    arguments = ("--content", "course:safety", "--date", MARKED_ON, "--reason", TEXT)
    run("complete", "--learner", "ada", *arguments, "--yes", check=0)
    file = site.folder / "faulty.csv"
    file.write_text(f"Learner,Content,Mark complete,Note\nada,safety,MAYBE,{TEXT} {SCORE} {MARKED_ON}\n")
    run("complete", "--file", file, check=2)
    file.unlink()
    run("verify-log", check=0)
    return site


def dump(site) -> bytes:
    """Everything: each row of each table as text, and each byte of each file in the data folder and beside it."""
    if site.vendor == "sqlite":
        with contextlib.closing(sqlite3.connect(site.database)) as direct:
            text = "\n".join(direct.iterdump()).encode()
    else:
        text = b"".join(_tables(site.url))
    files = [path for path in site.folder.rglob("*") if path.is_file()]
    return text + b"".join(path.name.encode() + path.read_bytes() for path in files)


def _tables(url):
    with psycopg.connect(url) as direct:
        tables = direct.execute(
            "SELECT quote_ident(relname) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        ).fetchall()
        for (table,) in tables:
            with direct.cursor().copy(f"COPY {table} TO STDOUT") as rows:
                yield from map(bytes, rows)


def found_in(content: bytes) -> list[bytes]:
    return [value for value in PLANTED if value in content]


def test_nothing_of_it_is_found_in_a_dump_or_in_the_data_folder(planted):
    site = planted
    before = found_in(dump(site))
    assert {b"73.8125", TEXT.encode(), MARKED_ON.encode(), b"2022-07-23"} <= set(before), (
        "the search finds what is there"
    )
    left = json.loads(site.run("what-is-left", "--learner", "ada", "--course", "safety", "--json", check=0).out)
    assert left["erased"] is False
    before_it = left

    arguments = ("reset", "--learner", "ada", "--content", "program:whole", "--policy", "erase", "--yes", "--json")
    done = json.loads(site.run(*arguments, check=0).out)
    assert done["outcomes"] == {"done": 2}

    after = dump(site)
    assert found_in(after) == []
    assert KEPT in after, "notes stay (R6)"
    left = json.loads(site.run("what-is-left", "--learner", "ada", "--course", "safety", "--json", check=0).out)
    assert left["erased"] is True
    assert (left["records"], left["activity_records"], left["late_commits"], left["events"]) == (0, 0, 0, 0)
    assert left["tombstones"] == 2
    played = ("attempts", "submissions", "assessments", "attendance", "graded_posts", "reports_of_time")
    assert ([before_it[each] for each in played], left["notes"]) == ([1, 1, 1, 1, 2, 1], 1)
    assert [left[each] for each in played] == [0, 0, 0, 0, 0, 0]
    site.run("verify-log", check=0)
    site.run("doctor", check=0)
    with site.inside():
        assert not ActivityRecord.objects.exists()
        assert not PlayerSession.objects.exclude(record__erased_at=None).filter(closed_at=None).exists()
