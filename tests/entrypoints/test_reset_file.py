"""The guided flow by file, through the real program: template, faults, report, mended file, result (R44, R45)."""

import csv
import io
import uuid
from pathlib import Path

import pytest

from milepost.catalog.models import Course
from tests.commands.acting import finish
from tests.support.world import course, enrol, learner

HEADING = ["Learner", "Content", "Reset required"]


@pytest.fixture
def school(site):
    """Three learners in a course, two of them at work; a fourth who is nobody's business."""
    with site.inside():
        safety = course("safety", activities=["page", "exam"])
        people = {name: learner(name) for name in ("ada", "bob", "eve", "bystander")}
        for name, user in people.items():
            enrol(user, safety)
            if name != "eve":
                finish(user, safety)
    before = of_bystander(site)
    yield site
    assert of_bystander(site) == before


def of_bystander(site):
    [(user,)] = site.sql("SELECT id FROM people_user WHERE login_id = 'bystander'")
    return [
        site.sql(f"SELECT * FROM {table} WHERE {column} = %s ORDER BY id", [user])
        for table, column in (
            ("people_user", "id"),
            ("records_enrolment", "user_id"),
            ("records_courserecord", "user_id"),
            ("ledger_event", "user_id"),
        )
    ] + [
        site.sql(
            "SELECT w.* FROM records_activityrecord w JOIN records_courserecord r ON r.id = w.record_id "
            "WHERE r.user_id = %s ORDER BY w.id",
            [user],
        )
    ]


def write(site, rows, name="upload.csv", heading=HEADING, delimiter=",", encoding="utf-8", newline="\r\n") -> Path:
    path = site.folder / name
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=newline).writerows([heading, *rows])
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def read(path, **options):
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, **options))


def superseded(site):
    return site.sql("SELECT count(*) FROM records_courserecord WHERE superseded_at IS NOT NULL")[0][0]


@pytest.mark.requirement("SK-11")
def test_the_template_has_the_columns_and_can_be_filled_in(school):
    path = school.folder / "template.csv"
    school.run("template", "reset", "-o", path, check=0)
    assert read(path) == [HEADING]
    with path.open("a", encoding="utf-8", newline="") as file:
        file.write("ada,safety,TRUE\r\n")
    assert school.run("reset", "--file", path, "--yes", "--json", check=0).json["outcomes"] == {"done": 1}


@pytest.mark.requirement("SK-12")
def test_login_id_or_uuid_and_course_uuid_and_false_leaves_the_row_out(school):
    [(ada,)] = school.sql("SELECT uuid FROM people_user WHERE login_id = 'ada'")
    [(safety,)] = school.sql("SELECT uuid FROM catalog_course WHERE asset_id = 'safety'")
    dashed = [str(uuid.UUID(str(value))) for value in (ada, safety)]
    path = write(school, [[dashed[0], dashed[1], "TRUE"], ["bob", dashed[1], "FALSE"], ["eve", dashed[1], "TRUE"]])
    result = school.run("reset", "--file", path, "--yes", "--json", check=0).json
    assert result["outcomes"] == {"done": 1, "excluded": 1, "nothing_to_reset": 1}
    assert (result["source"], result["state"]) == ("file", "done")
    assert superseded(school) == 1


@pytest.mark.requirement("SK-13")
@pytest.mark.requirement("SK-14")
def test_faults_stop_the_flow_and_the_mended_report_is_accepted(school):
    path = write(school, [["ada", "safety", "TRUE"], ["nobody", "safety", "TRUE"], ["bob", "safety", "MAYBE"]])
    events = school.sql("SELECT count(*) FROM ledger_event")

    refused = school.run("reset", "--file", path, "--yes", "--json", check=2).json

    assert (refused["state"], refused["faults"], refused["outcomes"]) == ("refused", 2, {})
    assert superseded(school) == 0
    assert school.sql("SELECT count(*) FROM ledger_event") == events
    report = read(refused["report"])
    assert report[0] == [*HEADING, "Error"]
    assert [row[:3] for row in report] == read(path)
    errors = [row[3] for row in report[1:]]
    assert errors[0] == ""
    assert errors[1].startswith("unknown_learner: ")
    assert "“nobody”" in errors[1]
    assert errors[2].startswith("bad_value: ")
    assert "MAYBE" in errors[2]

    report[2][0], report[3][2] = "eve", "TRUE"
    mended = write(school, report[1:], "mended.csv", heading=report[0])
    result = school.run("reset", "--file", mended, "--yes", "--json", check=0).json
    assert result["outcomes"] == {"done": 2, "nothing_to_reset": 1}


@pytest.mark.requirement("SK-15")
def test_without_errors_it_is_confirmed_and_then_in_force(school):
    path = write(school, [["ada", "safety", "TRUE"], ["bob", "safety", "TRUE"]])
    unconfirmed = school.run("reset", "--file", path, "--json")
    assert unconfirmed.status == 3
    assert superseded(school) == 0
    previewed = school.run("reset", "--file", path, "--preview", "--json", check=0).json
    assert (previewed["state"], previewed["preview"]["learners"]) == ("previewed", 2)
    assert superseded(school) == 0
    school.run("reset", "--file", path, "--yes", check=0)
    assert superseded(school) == 2


@pytest.mark.requirement("SC-05")
def test_without_yes_nothing_happens_and_the_learners_and_courses_are_named_in_numbers(school):
    result = school.run("reset", "--learner", "ada", "bob", "--content", "course:safety")
    assert result.status == 3
    assert "“Safety” for 2 learners" in result.err
    assert superseded(school) == 0


@pytest.mark.parametrize(("delimiter", "newline", "encoding"), [(";", "\n", "utf-8"), ("\t", "\r\n", "utf-8-sig")])
def test_the_report_comes_back_as_the_file_came(school, delimiter, newline, encoding):
    rows = [["nobody", "safety", "TRUE"], ["ada", "safety", "TRUE"]]
    path = write(school, rows, delimiter=delimiter, newline=newline, encoding=encoding)
    target = school.folder / "report.csv"
    school.run("reset", "--file", path, "--report", target, "--yes", check=2)
    uploaded, report = path.read_bytes(), target.read_bytes()
    assert report.startswith(b"\xef\xbb\xbf") == uploaded.startswith(b"\xef\xbb\xbf")
    assert report.count(newline.encode()) == uploaded.count(newline.encode()) == 3
    assert [row[:3] for row in read(target, delimiter=delimiter)] == [HEADING, *rows]


def test_blank_lines_other_columns_and_another_order_are_no_fault(school):
    heading = ["Team", "reset required", "Content", " LEARNER "]
    path = write(
        school, [["x", "TRUE", "safety", "ada"], [], ["", "", "", ""], ["y", "TRUE", "safety", "bob"]], heading=heading
    )
    assert school.run("reset", "--file", path, "--yes", "--json", check=0).json["outcomes"] == {"done": 2}


def test_cells_that_a_spreadsheet_would_run_are_escaped_in_the_report_and_read_back(school):
    with school.inside():
        enrol(learner("=cmd"), Course.objects.get(asset_id="safety"))
    path = write(school, [["=cmd", "safety", "TRUE"], ["+1", "safety", "TRUE"]])
    target = school.folder / "report.csv"
    school.run("reset", "--file", path, "--report", target, "--yes", check=2)
    report = read(target)
    assert [row[0] for row in report[1:]] == ["'=cmd", "'+1"]
    report[2][0] = "ada"
    mended = write(school, report[1:], "mended.csv", heading=report[0])
    result = school.run("reset", "--file", mended, "--yes", "--json", check=0).json
    assert result["outcomes"] == {"done": 1, "nothing_to_reset": 1}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\r\n", "is empty"),
        (b"Learner,Content\r\nada,safety\r\n", "Reset required"),
        (b"Learner,Learner,Content,Reset required\r\na,ada,safety,TRUE\r\n", "twice"),
        (b"Learner,Content,Reset required\r\nada,safety,TRUE\r\nJos\x81,safety,TRUE\r\n", "Line 3"),
        (b"Learner,Content,Reset required\r\nada,safety,TRUE,what,is,this\r\n", "Row 2 has 6 cells"),
        (b'Learner,Content,Reset required\r\n"ada,safety,TRUE\r\n', "quotation mark"),
        (b"Learner,Content,Reset required\r\n", "no row"),
    ],
)
def test_what_is_no_upload_file_is_refused_in_a_sentence(school, content, said):
    path = school.folder / "odd.csv"
    path.write_bytes(content)
    result = school.run("reset", "--file", path, "--yes")
    assert result.status == 2
    assert said in result.err
    assert "Traceback" not in result.err
    assert superseded(school) == 0
    assert school.sql("SELECT count(*) FROM progress_operation")[0][0] == 0


def test_a_file_that_is_not_there_and_a_folder_are_refused(school):
    for path in (school.folder / "nowhere.csv", school.folder):
        result = school.run("reset", "--file", path, "--yes")
        assert result.status == 2
        assert "There is no file" in result.err


def test_mark_complete_by_file(school):
    path = write(
        school, [["ada", "safety", "TRUE"], ["eve", "safety", "TRUE"]], heading=["Learner", "Content", "Mark complete"]
    )
    result = school.run(
        "complete", "--file", path, "--date", "2026-01-31", "--reason", "On paper", "--yes", "--json", check=0
    )
    assert result.json["outcomes"] == {"already_complete": 1, "done": 1}
    [(status, by)] = school.sql(
        "SELECT r.status, r.completed_by FROM records_courserecord r JOIN people_user u ON u.id = r.user_id "
        "WHERE u.login_id = 'eve'"
    )
    assert (status, by) == ("completed", "staff")


def test_undo_by_the_program_for_one_learner_and_then_as_a_whole(school):
    path = write(school, [["ada", "safety", "TRUE"], ["bob", "safety", "TRUE"]])
    operation = school.run("reset", "--file", path, "--yes", "--json", check=0).json["operation"]
    assert school.run("undo", operation, "--learner", "ada", "--json").status == 3
    assert school.run("undo", operation, "--learner", "ada", "--yes", "--json", check=0).json["outcomes"] == {
        "done": 1
    }
    assert superseded(school) == 1
    assert school.run("undo", operation, "--yes", "--json", check=0).json["outcomes"] == {"done": 1}
    assert superseded(school) == 0
    assert school.run("undo", operation, "--yes").status == 2
    listed = school.run("operations", "--json", check=0).json["operations"]
    assert [entry["kind"] for entry in listed][:2] == ["undo", "undo"]
    one = school.run("operations", operation, "--items", "--json", check=0).json
    assert (one["state"], len(one["items"])) == ("undone", 2)


@pytest.mark.requirement("LW-02")
def test_somebody_without_the_permission_is_refused_on_the_command_line(school):
    result = school.run("reset", "--learner", "ada", "--content", "course:safety", "--as", "bob", "--yes", "--json")
    assert result.status == 4
    assert "Platform management: Users" in result.err
    assert superseded(school) == 0
    assert school.run("reset", "--learner", "ada", "--content", "safety", "--as", "nobody", "--yes").status == 2


@pytest.mark.requirement("SC-09")
def test_the_program_speaks_german(school):
    school.env["LC_ALL"] = "de_DE.UTF-8"
    result = school.run("reset", "--learner", "ada", "bob", "--content", "course:safety")
    assert result.status == 3
    assert "2 Lernende" in result.err
