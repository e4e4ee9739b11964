"""What the tests of backups stand on: odd values, damaged files, a large operation, comparisons."""

import contextlib
import datetime as dt
import hashlib
import json
import signal
import sqlite3
import struct
import zipfile

import psycopg

from milepost.records.models import CourseRecord, Enrolment
from tests.concurrency.under_way import until
from tests.support.elsewhere import rows, table_names
from tests.support.world import LONG_AGO, course, enrol, event, learner, many_learners, record

LEARNERS = 4_000
ODD_TEXTS = ["", "\\N", "a\tb\nc\rd\x0b\x0c\x08", "\\", "\\.", "'\"%s%%", "e\u0301 é 名 \u2028 \U0001f600", " x "]
ODD_FLOATS = [0.0, 0.1, 1e-300, 5e-324, 1e23, 87.50000000000001, 99.99999999999999, 2.0**-44, 100 / 3]
ODD_MOMENT = dt.datetime(2024, 2, 29, 23, 59, 59, 120, tzinfo=dt.UTC)


# --- comparisons ---------------------------------------------------------------------------------
def assert_same_rows(one, other):
    """Row by row, but for the epochs, of which each restore begins another. A difference names its table."""
    here, there = rows(one), rows(other)
    assert set(here) == set(there)
    assert len(there.pop("ledger_epoch")) > len(here.pop("ledger_epoch"))
    for table, found in here.items():
        assert there[table] == found, table


def assert_content(site):
    assert site.run("doctor", "--json", check=0).json["content"]
    assert site.run("verify-log", "--json", check=0).json["content"]


def assert_nothing(site):
    """Neither tables nor files."""
    assert_no_tables(site)
    assert [
        path for path in (site.folder / "data").iterdir() if path.name not in ("secret-key", "queue.sqlite3")
    ] == []


def assert_no_tables(site):
    assert table_names(site) == set()


def manifest(file):
    with zipfile.ZipFile(file) as archive:
        return json.loads(archive.read("manifest.json"))


def hashes(file):
    """The hash of each table and file."""
    found = manifest(file)
    members = [*(table["member"] for table in found["tables"]), *found["files"]]
    return {member["name"]: member["sha256"] for member in members}


# --- the ledger ----------------------------------------------------------------------------------
def events_out_of_order(site):
    """Two sealable events; on PostgreSQL of two transactions, of which the one that began first writes last."""
    with site.inside():
        users = [learner(), learner()]
        records = [record(enrol(user, course()), opened_at=LONG_AGO) for user in users]
        if site.vendor == "sqlite":
            for each in records:
                event("course.launched", each)
    if site.vendor == "postgresql":
        with psycopg.connect(site.url) as first, psycopg.connect(site.url) as second:
            first.execute("SELECT pg_current_xact_id()")
            for connection, each in ((second, records[0]), (first, records[1])):
                connection.execute(
                    "INSERT INTO ledger_event (tx, epoch, kind, user_id, course_id, record_id, recorded_at, data)"
                    " VALUES (pg_current_xact_id(), 0, 'course.launched', %s, %s, %s, now(), '{}')",
                    (each.user_id, each.course_id, each.pk),
                )
                connection.commit()
        [(earlier,), (later,)] = site.sql("SELECT CAST(CAST(tx AS text) AS bigint) FROM ledger_event ORDER BY id")
        assert earlier > later


# --- an operation that takes its time ------------------------------------------------------------
def factory(site):
    """A course with many learners under way; the file that resets them, in very small chunks."""
    site.env["MILEPOST_CHUNK_SIZE"] = "5"
    with site.inside():
        content = course("safety", activities=["page", "exam"])
        users = many_learners(LEARNERS)
        enrolments = Enrolment.objects.bulk_create(Enrolment(user=user, course=content) for user in users)
        CourseRecord.objects.bulk_create(
            CourseRecord(enrolment=enrolment, user_id=enrolment.user_id, course=content, number=1, opened_by="launch")
            for enrolment in enrolments
        )
    file = site.folder / "reset.csv"
    lines = ["Learner,Content,Reset required", *(f"{user.login_id},safety,TRUE" for user in users)]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def begin_while_some_are_applied(site, operation, *backup):
    """The program that makes a backup, begun in the middle of an operation, which goes on while it is made.

    The operation is held until the backup has looked: its unfinished file is there when the moment is fixed.
    """
    until(lambda: site.sql("SELECT count(*) FROM progress_operation WHERE applied_to > 0") == [(1,)])
    operation.send_signal(signal.SIGSTOP)
    begun = site.start(*backup)
    until(lambda: list(site.folder.glob(".*.part")))
    operation.send_signal(signal.SIGCONT)
    return begun


@contextlib.contextmanager
def somebody_writing(site):
    """A transaction that has written and does not end."""
    statement = "INSERT INTO people_tag (name) VALUES ('unfinished')"
    if site.vendor == "postgresql":
        with psycopg.connect(site.url) as direct:
            direct.execute(statement)
            yield
            direct.rollback()
        return
    with contextlib.closing(sqlite3.connect(site.database, isolation_level=None)) as direct:
        direct.execute("BEGIN IMMEDIATE")
        direct.execute(statement)
        yield
        direct.execute("ROLLBACK")


# --- damaged files -------------------------------------------------------------------------------
# Each makes a damaged copy of a good backup and returns words of the sentence that refuses it.
def read(file):
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write(file, members, *, compression=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, text in members.items():
            archive.writestr(name, text)


def seal(members, change):
    """Change the manifest, and let its hash follow."""
    data = json.loads(members["manifest.json"])
    change(data)
    text = json.dumps(data).encode()
    return members | {
        "manifest.json": text,
        "manifest.sha256": f"{hashlib.sha256(text).hexdigest()}  manifest.json\n".encode(),
    }


def sealed(change):
    def damage(good, file):
        write(file, seal(read(good), change))

    return damage


def truncated(good, file):
    file.write_bytes(good.read_bytes()[:-200])
    return "is no whole backup"


def truncated_in_the_middle(good, file):
    content = good.read_bytes()
    file.write_bytes(content[: len(content) // 2])
    return "is no whole backup"


def empty(good, file):
    file.write_bytes(b"")
    return "is no whole backup"


def no_zip(good, file):
    file.write_text("Learner,Content\n" * 100)
    return "is no whole backup"


def another_zip(good, file):
    write(file, {"word/document.xml": b"<x/>"})
    return "is no whole backup"


def not_there(good, file):
    return "cannot be read"


def byte_of_a_member_flipped(good, file):
    with zipfile.ZipFile(good) as archive:
        info = archive.getinfo("tables/people_user.tsv")
    content = bytearray(good.read_bytes())
    name_length, extra_length = struct.unpack("<HH", content[info.header_offset + 26 : info.header_offset + 30])
    start = info.header_offset + 30 + name_length + extra_length
    content[start + info.compress_size // 2] ^= 0x10
    file.write_bytes(content)
    return "is no whole backup"


def member_exchanged(good, file):
    members = read(good)
    write(file, members | {"tables/people_user.tsv": members["tables/people_user.tsv"].replace(b"ada", b"eve")})
    return "not as it was written"


def row_taken_away(good, file):
    write(file, read(good) | {"tables/people_user.tsv": b""})
    return "another size"


def member_missing(good, file):
    write(file, {name: text for name, text in read(good).items() if name != "tables/people_tag.tsv"})
    return "does not hold what its manifest lists"


def member_added(good, file):
    write(file, read(good) | {"tables/more.tsv": b"1\n"})
    return "does not hold what its manifest lists"


def manifest_edited(good, file):
    members = read(good)
    write(file, members | {"manifest.json": members["manifest.json"].replace(b'"milepost"', b'"mileposts"')})
    return "its manifest is not as it was written"


def rows_miscounted(good, file):
    def change(data):
        data["tables"][0]["rows"] += 1

    sealed(change)(good, file)
    return "another number of rows"


def manifest_of_something_else(good, file):
    sealed(lambda data: data.pop("tables"))(good, file)
    return "is no whole backup"


def packed_otherwise(good, file):
    write(file, read(good), compression=zipfile.ZIP_LZMA)
    return "packed in an unknown way"


def newer_format(good, file):
    sealed(lambda data: data.update(version=2, tables="otherwise"))(good, file)
    return "newer Milepost"


def newer_migration(good, file):
    sealed(lambda data: data["migrations"].append(["people", "9999_later"]))(good, file)
    return "newer Milepost"


def older_migration(good, file):
    sealed(lambda data: data["migrations"].pop())(good, file)
    return "older Milepost"


def other_columns(good, file):
    def change(data):
        data["tables"][0]["columns"][0][0] = 'id"; DROP TABLE people_user; --'

    sealed(change)(good, file)
    return "other tables"


def _file_named(name):
    def damage(good, file):
        members = read(good)
        text = members.pop("files/reports/one.csv")

        def change(data):
            data["files"][0]["name"] = f"files/{name}"

        write(file, seal(members, change) | {f"files/{name}": text})
        return "is not a file of the data folder"

    damage.__name__ = f"file_named_{name}"
    return damage


def bomb_that_lies(good, file):
    """A member that unpacks to more than the manifest and the archive say."""
    content = bytearray(good.read_bytes())
    with zipfile.ZipFile(good) as archive:
        declared = archive.getinfo("files/reports/one.csv").file_size
    # The size stands in the local header's end and in the central directory; both are made smaller.
    for place in _places(content, struct.pack("<L", declared)):
        content[place : place + 4] = struct.pack("<L", 8)
    file.write_bytes(content)
    return "is no whole backup"


def _places(content, wanted):
    place = content.find(wanted)
    while place >= 0:
        yield place
        place = content.find(wanted, place + 1)


def bomb_that_says_so(good, file):
    """Sizes that no disk has, declared by the manifest and by the archive alike."""
    size = 1 << 60

    def change(data):
        data["files"][0]["size"] = size

    members = seal(read(good), change)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
        archive.getinfo("files/reports/one.csv").file_size = size
    return "MB on the disk"


def long_manifest(good, file):
    members = read(good)
    write(file, members | {"manifest.json": members["manifest.json"] + b" " * (65 << 20)})
    return "its manifest is too long"


DAMAGES = [
    truncated,
    truncated_in_the_middle,
    empty,
    no_zip,
    another_zip,
    not_there,
    byte_of_a_member_flipped,
    member_exchanged,
    row_taken_away,
    member_missing,
    member_added,
    manifest_edited,
    rows_miscounted,
    manifest_of_something_else,
    packed_otherwise,
    newer_format,
    newer_migration,
    older_migration,
    other_columns,
    *map(_file_named, ["../outside.csv", "secret-key"]),
    bomb_that_lies,
    bomb_that_says_so,
    long_manifest,
]


# --- rows that do not fit ------------------------------------------------------------------------
# A table, a line more in it, words of the sentence.
UNFIT = [
    ("people_tag", b"x\tname\n", "The rows of the table people_tag do not fit"),
    ("people_tag", b"1\tname\tmore\n", "The rows of the table people_tag do not fit"),
    ("people_tag", b"1\t\xff\n", "The rows of the table people_tag do not fit"),
    ("people_tag", b"1\tone\n2\tone\n", "The rows of the table people_tag do not fit"),
    ("people_tag", b"1\t\\N\n", "The rows of the table people_tag do not fit"),
    ("people_group_users", b"1\t77\t88\n", "do not fit"),
]


def with_line(good, file, table, line):
    """A whole backup, except that a table has another content."""
    members = read(good)
    name = f"tables/{table}.tsv"
    members[name] = line

    def change(data):
        [entry] = [entry for entry in data["tables"] if entry["name"] == table]
        entry["rows"] = line.count(b"\n")
        entry["member"] |= {"size": len(line), "sha256": hashlib.sha256(line).hexdigest()}

    write(file, seal(members, change))
