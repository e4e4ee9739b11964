"""The main job on real data: everyone who failed or withdrew in a 2013 presentation takes the course again."""

import csv
from collections import Counter
from pathlib import Path

import pytest

OULAD = Path(__file__).resolve().parents[3] / "shared" / "data" / "oulad"

pytestmark = pytest.mark.skipif(not OULAD.is_dir(), reason=f"the OULAD dataset is not at {OULAD}")


def rows(name):
    with (OULAD / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def presentation(row):
    return f"{row['code_module']}-{row['code_presentation']}"


@pytest.fixture(scope="module")
def failed():
    """(student, presentation) of everyone who failed or withdrew in a 2013 presentation."""
    return [
        (row["id_student"], presentation(row))
        for row in rows("studentInfo.csv")
        if row["final_result"] in ("Fail", "Withdrawn") and row["code_presentation"].startswith("2013")
    ]


@pytest.fixture(scope="module")
def with_results():
    """(student, presentation) of everyone who has a result."""
    courses = {row["id_assessment"]: presentation(row) for row in rows("assessments.csv")}
    return {(row["id_student"], courses[row["id_assessment"]]) for row in rows("studentAssessment.csv")}


@pytest.fixture
def university(site):
    site.run("import", "oulad", OULAD, check=0)
    return site


def write(path, pairs, faults=None):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Learner", "Content", "Reset required"])
        for number, (student, course) in enumerate(pairs):
            writer.writerow((faults or {}).get(number, [student, course, "TRUE"]))
    return path


def facts(site):
    """All records and events, to be compared."""
    return site.sql("SELECT * FROM records_courserecord ORDER BY id"), site.sql("SELECT count(*) FROM ledger_event")


def test_reset_undo_and_doctor(university, failed, with_results):
    expected = Counter("done" if pair in with_results else "nothing_to_reset" for pair in failed)
    assert min(expected.values()) > 1000, "the file is meant to have both"
    path = write(university.folder / "retake.csv", failed)
    before = university.sql("SELECT * FROM records_courserecord ORDER BY id")
    university.run("doctor", check=0)

    operation = university.run("reset", "--file", path, "--yes", "--json", check=0).json

    assert operation["outcomes"] == dict(expected)
    assert operation["preview"]["learners"] == len(
        {student for student, _course in failed if (student, _course) in with_results}
    )
    university.run("doctor", check=0)
    touched = university.sql("SELECT id FROM records_courserecord WHERE superseded_at IS NOT NULL")
    assert len(touched) == expected["done"]
    untouched = {row for row in before if (row[0],) not in set(touched)}
    now = set(university.sql("SELECT * FROM records_courserecord ORDER BY id"))
    assert untouched <= now, "every bystander's record is as it was, to the last column"

    undone = university.run("undo", operation["operation"], "--yes", "--json", check=0).json

    assert undone["outcomes"] == {"done": expected["done"]}
    assert university.sql("SELECT * FROM records_courserecord ORDER BY id") == before
    university.run("doctor", check=0)


def test_two_faults_are_two_cells_and_nothing_happens_until_they_are_mended(university, failed, with_results):
    faults = {17: ["nobody-at-all", failed[17][1], "TRUE"], 4321: [*failed[4321], "MAYBE"]}
    path = write(university.folder / "retake.csv", failed, faults)
    before = facts(university)

    refused = university.run("reset", "--file", path, "--yes", "--json", check=2).json

    assert facts(university) == before
    with Path(refused["report"]).open(encoding="utf-8", newline="") as file:
        report = list(csv.reader(file))
    assert report[0][-1] == "Error"
    faulty = {number: row[-1].split(":")[0] for number, row in enumerate(report[1:]) if row[-1]}
    assert faulty == {17: "unknown_learner", 4321: "bad_value"}

    report[18][0], report[4322][2] = failed[17][0], "TRUE"
    mended = university.folder / "mended.csv"
    with mended.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(report)
    accepted = university.run("reset", "--file", mended, "--yes", "--json", check=0).json
    assert accepted["outcomes"] == dict(
        Counter("done" if pair in with_results else "nothing_to_reset" for pair in failed)
    )
