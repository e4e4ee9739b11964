"""`milepost import oulad`: a small made-up folder, with every case written out."""

import datetime as dt
from pathlib import Path

import pytest

from milepost.base.errors import Refused
from milepost.imports import oulad
from milepost.ledger.models import Event
from milepost.people.models import User
from tests.entrypoints.imported import EVENTS, HEADINGS, LINES, RECORDS, RESULTS, contents, days, write


@pytest.fixture
def folder(tmp_path):
    """The made-up files, in a folder."""
    return write(tmp_path / "oulad", LINES)


def test_it_makes_users_who_cannot_sign_in(site, folder):
    site.run("import", "oulad", folder, check=0)
    users = site.sql("SELECT login_id, role_id, email, password FROM people_user ORDER BY login_id")
    assert [user[:3] for user in users] == [(f"0{n}", None, "") for n in range(1, 7)]
    assert all(password.startswith("!") for *_, password in users)
    assert len(site.sql("SELECT DISTINCT uuid FROM people_user")) == 6


def test_it_makes_a_course_a_presentation_and_an_activity_an_assessment(site, folder):
    site.run("import", "oulad", folder, check=0)
    courses = site.sql("SELECT asset_id, title, created_at FROM catalog_course ORDER BY asset_id")
    assert days(courses, 2) == [
        ("AAA-2013J", "AAA, October 2013", "2011-10-02"),
        ("BBB-2014B", "BBB, February 2014", "2012-02-02"),
    ]
    activities = site.sql(
        """SELECT c.asset_id, a.position, a.asset_id, a.kind, a.title, a.weight
             FROM catalog_activity a JOIN catalog_course c ON c.id = a.course_id
            WHERE a.required AND NOT a.legacy AND a.retired_at IS NULL AND a.created_at = c.created_at
            ORDER BY c.asset_id, a.position"""
    )
    assert activities == [
        ("AAA-2013J", 1, "11", "assignment", "TMA 1", 25.0),
        ("AAA-2013J", 2, "12", "assignment", "CMA 1", 75.0),
        ("AAA-2013J", 3, "9", "assignment", "CMA 2", 0.0),
        ("AAA-2013J", 4, "13", "exam", "Exam 1", 100.0),
        ("BBB-2014B", 1, "21", "assignment", "TMA 1", 0.0),
    ]


def test_it_enrols_everyone_the_withdrawn_too(site, folder):
    site.run("import", "oulad", folder, check=0)
    enrolments = site.sql(
        """SELECT c.asset_id, u.login_id, e.enrolled_at, e.ended_at, e.due_at, e.restart
             FROM records_enrolment e
             JOIN people_user u ON u.id = e.user_id JOIN catalog_course c ON c.id = e.course_id
            ORDER BY c.asset_id, u.login_id"""
    )
    assert days(enrolments, 2) == [
        ("AAA-2013J", "01", "2013-09-01", None, None, "keep"),
        ("AAA-2013J", "02", None, None, None, "keep"),
        ("AAA-2013J", "03", None, None, None, "keep"),
        ("AAA-2013J", "04", "2013-09-21", None, None, "keep"),
        ("AAA-2013J", "05", None, None, None, "keep"),
        ("BBB-2014B", "01", "2014-02-04", None, None, "keep"),
        ("BBB-2014B", "06", None, None, None, "keep"),
    ]


def test_a_record_exists_where_there_is_a_result_or_a_finish(site, folder):
    site.run("import", "oulad", folder, check=0)
    completed, failed, active = (
        ("completed", 100.0),
        ("failed", 25.0),
        ("active", 25.0),
    )
    assert days(site.sql(RECORDS), 8) == [
        ("01", "AAA-2013J", 1, "import", None, *completed, 50.375, "2014-04-19", "import"),
        ("02", "AAA-2013J", 1, "import", None, *failed, 30.0, None, ""),
        ("03", "AAA-2013J", 1, "import", None, *active, None, None, ""),
        ("05", "AAA-2013J", 1, "import", None, *completed, None, "2014-04-19", "import"),
        ("01", "BBB-2014B", 1, "import", None, "failed", 100.0, None, None, ""),
        ("06", "BBB-2014B", 1, "import", None, "active", 100.0, None, None, ""),
    ]


def test_a_result_is_work_done_and_a_banked_one_has_no_date(site, folder):
    site.run("import", "oulad", folder, check=0)
    done = ("completed", 100.0)
    assert days(site.sql(RESULTS), 7) == [
        ("AAA-2013J", "01", "11", *done, 80.0, 0, "2013-10-19"),
        ("AAA-2013J", "01", "12", *done, 40.5, 0, "2013-09-29"),
        ("AAA-2013J", "02", "11", *done, 30.0, 0, "2013-10-20"),
        ("AAA-2013J", "03", "11", *done, None, 0, "2013-10-21"),
        ("BBB-2014B", "01", "21", *done, 50.0, 0, "2014-02-10"),
        ("BBB-2014B", "06", "21", *done, 90.0, 0, None),
    ]
    assert site.sql("SELECT DISTINCT number, completed_by, started_at FROM records_activityrecord") == [
        (1, "import", None)
    ]


def test_it_writes_one_event_a_record(site, folder):
    site.run("import", "oulad", folder, check=0)
    kind = "record.imported"
    assert days(site.sql(EVENTS), 3) == [
        (kind, "01", "AAA-2013J", "2014-04-19", '{"status": "completed", "activities": 2}'),
        (kind, "02", "AAA-2013J", None, '{"status": "failed", "activities": 1}'),
        (kind, "03", "AAA-2013J", None, '{"status": "active", "activities": 1}'),
        (kind, "05", "AAA-2013J", "2014-04-19", '{"status": "completed", "activities": 0}'),
        (kind, "01", "BBB-2014B", None, '{"status": "failed", "activities": 1}'),
        (kind, "06", "BBB-2014B", None, '{"status": "active", "activities": 1}'),
    ]
    assert site.sql("SELECT count(*) FROM ledger_event WHERE operation_id IS NULL") == [(6,)]


# --- faults --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (
            "courses.csv",
            "2013J,200",
            "2013K,200",
            "courses.csv, line 2, field “code_presentation” (“2013K”): Write a year and B or J, such as 2013J.",
        ),
        (
            "courses.csv",
            ",100",
            ",0",
            "courses.csv, line 3, field “module_presentation_length” (“0”): Write a whole number from 1 to 3650.",
        ),
        (
            "assessments.csv",
            "BBB,2014B,21",
            "BBB,2014J,21",
            "assessments.csv, line 6, field “code_presentation” (“2014J”): "
            "There is no BBB-2014J in courses.csv. Add it there, or take the line out.",
        ),
        (
            "assessments.csv",
            ",20,25",
            ",20,a quarter",
            "assessments.csv, line 5, field “weight” (“a quarter”): Write a number from 0 to 1000, such as 12.5.",
        ),
        (
            "assessments.csv",
            "Exam",
            "Essay",
            "assessments.csv, line 2, field “assessment_type” (“Essay”): Write one of these: TMA, CMA, Exam.",
        ),
        (
            "assessments.csv",
            "J,12,",
            "J,11,",
            "assessments.csv, line 5, field “id_assessment” (“11”): An earlier line says this already. "
            "Keep one of the two.",
        ),
        (
            "studentInfo.csv",
            "03,0,Withdrawn",
            "03,0,MAYBE",
            "studentInfo.csv, line 4, field “final_result” (“MAYBE”): "
            "Write one of these: Pass, Distinction, Fail, Withdrawn.",
        ),
        (
            "studentInfo.csv",
            "AAA,2013J,02",
            "AAA,2013J,",
            "studentInfo.csv, line 3, field “id_student” (“”): The field is empty. Fill it in.",
        ),
        (
            "studentRegistration.csv",
            "-30",
            "yesterday",
            "studentRegistration.csv, line 2, field “date_registration” (“yesterday”): "
            "Write a whole number from -730 to 3650.",
        ),
        (
            "studentRegistration.csv",
            "J,04",
            "J,06",
            "studentRegistration.csv, line 3, field “id_student” (“06”): "
            "Add this student's place in AAA-2013J to studentInfo.csv, or take the line out.",
        ),
        (
            "studentAssessment.csv",
            "12,01",
            "99,01",
            "studentAssessment.csv, line 3, field “id_assessment” (“99”): "
            "Add this assessment to assessments.csv, or take the line out.",
        ),
        (
            "studentAssessment.csv",
            "21,06",
            "21,02",
            "studentAssessment.csv, line 7, field “id_student” (“02”): "
            "Add this student's place in BBB-2014B to studentInfo.csv, or take the line out.",
        ),
        (
            "studentAssessment.csv",
            ",90",
            ",101",
            "studentAssessment.csv, line 7, field “score” (“101”): Write a number from 0 to 100, such as 12.5.",
        ),
        (
            "studentAssessment.csv",
            "-1,1,90",
            "-1,1",
            "studentAssessment.csv, line 7: The line has more or fewer fields than the heading.",
        ),
        (
            "studentAssessment.csv",
            "id_student,date_submitted",
            "student,date_submitted",
            "studentAssessment.csv, line 1: The column “id_student” must be there once. Mend the heading of the file.",
        ),
    ],
)
def test_a_fault_is_named_and_nothing_is_changed(db, folder, file, old, new, message):
    text = (folder / file).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    assert refusal(folder) == message


def refusal(folder: Path) -> str:
    """What an import is refused with. It leaves nothing behind, and does not stand in the way of the next one."""
    with pytest.raises(Refused) as refused:
        oulad.load(folder)
    assert not User.objects.exists()
    assert not Event.objects.exists()
    return str(refused.value)


def test_the_program_says_so_and_ends_with_2(site, folder):
    path = folder / "studentAssessment.csv"
    path.write_text(path.read_text(encoding="utf-8") + "12,03,1,0,many\n", encoding="utf-8")
    result = site.run("import", "oulad", folder, "--json", check=2)
    message = "studentAssessment.csv, line 8, field “score” (“many”): Write a number from 0 to 100, such as 12.5."
    assert result.json == {"error": message, "status": 2}
    assert message in result.err
    assert not any(contents(site).values())


def test_a_day_in_the_future_is_refused(db, folder):
    """Nobody has completed what has not ended yet (R28)."""
    coming = f"{dt.datetime.now(dt.UTC).year + 1}J"
    for file in folder.iterdir():
        file.write_text(file.read_text(encoding="utf-8").replace("2013J", coming), encoding="utf-8")
    assert refusal(folder).startswith("studentInfo.csv, line 2, field “final_result” (“Pass”): That would be on ")


def test_a_file_that_is_not_utf8_is_refused(db, folder):
    path = folder / "studentAssessment.csv"
    path.write_bytes(path.read_bytes() + "11,0é,1,0,1\n".encode("latin-1"))
    expected = "studentAssessment.csv, line 8: This is not UTF-8. Save the file in the encoding UTF-8."
    assert refusal(folder) == expected


def test_a_file_that_is_not_csv_is_refused(db, folder):
    path = folder / "studentInfo.csv"
    path.write_text(path.read_text(encoding="utf-8") + 'AAA,2013J,"07"8,0,Pass\n', encoding="utf-8")
    assert refusal(folder).startswith("studentInfo.csv, line 9: This is not CSV: ")


def test_a_missing_file_or_folder_is_refused(db, folder):
    assert refusal(folder / "nowhere").startswith(f"{folder / 'nowhere'} is no folder.")
    (folder / "courses.csv").unlink()
    assert refusal(folder).startswith(f"The file {folder / 'courses.csv'} is missing.")


def test_a_file_that_cannot_be_read_is_refused(db, folder):
    (folder / "courses.csv").unlink()
    (folder / "courses.csv").mkdir()
    assert "courses.csv cannot be read: Is a directory." in refusal(folder)


def test_an_import_that_was_refused_works_once_the_file_is_mended(db, folder):
    path = folder / "studentAssessment.csv"
    good = path.read_text(encoding="utf-8")
    path.write_text(good + "12,03,1,0,many\n", encoding="utf-8")
    refusal(folder)
    path.write_text(good, encoding="utf-8")
    assert oulad.load(folder).results == 6


def test_a_byte_order_mark_blank_lines_and_other_columns_do_no_harm(site, folder):
    path = folder / "courses.csv"
    lines = [HEADINGS["courses.csv"] + ",region", *(f"{line},x" for line in LINES["courses.csv"]), "", ""]
    path.write_text("\r\n".join(lines), encoding="utf-8-sig", newline="")
    assert site.run("import", "oulad", folder, "--json", check=0).json["courses"] == 2
