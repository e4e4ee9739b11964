"""`milepost doctor`: what it says, and how it ends."""

from milepost.checks import doctor
from tests.support import world


def test_a_sound_database_is_content(site):
    content, spoken = site.run("doctor", "--json", check=0), site.run("doctor", check=0)
    invariants = len(doctor.names())
    assert content.json == {"content": True, "invariants": invariants, "broken": [], "counts": {}}
    assert spoken.out == f"All {invariants} invariants hold.\n"


def test_it_names_some_rows_and_counts_all(site):
    with site.inside():
        course = world.course("safety")
        for user in world.many_learners(25):
            world.record(world.enrol(user, course), "started")
    site.run("doctor", check=0)
    site.sql("UPDATE records_courserecord SET progress = 5")

    found = site.run("doctor", "--json", check=1).json
    rows = [key for (key,) in site.sql("SELECT id FROM records_courserecord ORDER BY id LIMIT 20")]
    assert found["content"] is False
    assert found["counts"] == {"work_adds_up": 25}
    assert [each["row"] for each in found["broken"]] == [f"id {key}" for key in rows]

    lines = site.run("doctor", check=1).out.splitlines()
    assert lines[0].startswith(
        f"work_adds_up: records_courserecord id {rows[0]}: Status, progress and score of a record"
    )
    assert lines[20] == "work_adds_up: 20 of 25 rows are shown."
    assert lines[21] == f"1 of {len(doctor.names())} invariants are broken."
    assert len(lines) == 22


def test_without_its_tables_it_names_the_migrations_alone(site):
    [(applied,)] = site.sql("SELECT count(*) FROM django_migrations")
    site.sql("DELETE FROM django_migrations")
    found = site.run("doctor", "--json", check=1).json
    assert found["counts"] == {"migrations_applied": applied}
    assert "account 0001_initial" in {each["row"] for each in found["broken"]}, "the first of them are named"
