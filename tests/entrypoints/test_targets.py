"""Activities, courses, programs; by name, by rule, all of a course: through the real program (LW-01, LW-20, MP-07)."""

import pytest

from milepost.base import permissions
from milepost.people.models import Tag
from tests.commands.acting import finish
from tests.support.world import course, enrol, group, join, learner, limited_staff, program, staff

pytestmark = [pytest.mark.requirement("LW-01"), pytest.mark.requirement("LW-20")]


@pytest.fixture
def school(site):
    """Three learners who have completed one course of a program of two, and somebody who must not be touched."""
    with site.inside():
        safety, fire = course("safety", activities=["page", "exam"]), course("fire", activities=["page"])
        whole = program("induction", safety, fire)
        for name in ("ada", "bob", "eve", "bystander"):
            user = learner(name)
            join(user, whole)
            finish(user, safety)
        tag = Tag.objects.create(name="New hires")
        tag.users.set(tag.users.model.objects.filter(login_id__in=["ada", "bob"]))
    before = of_bystander(site)
    yield site
    assert of_bystander(site) == before


def of_bystander(site):
    return [
        site.sql(f"SELECT * FROM {table} WHERE user_id = (SELECT id FROM people_user WHERE login_id = 'bystander')")
        for table in ("records_courserecord", "records_programrecord", "records_enrolment", "ledger_event")
    ]


def outcomes(result):
    return result.json["outcomes"]


def run(site, *arguments, check=0):
    return site.run(*arguments, "--yes", "--json", check=check)


def test_an_activity_by_its_course_and_its_own_name(school):
    done = run(school, "reset", "--learner", "ada", "--content", "activity:safety/exam-2")
    assert outcomes(done) == {"done": 1}
    again = run(school, "complete", "--learner", "ada", "--content", "activity:safety/exam-2")
    assert outcomes(again) == {"done": 1}
    wrong = run(school, "complete", "--learner", "ada", "--content", "activity:safety/none", check=2)
    assert "unknown_content" in wrong.err + wrong.out


def test_a_program_and_back(school):
    done = run(school, "complete", "--learner", "ada", "bob", "--content", "program:induction")
    assert outcomes(done) == {"already_complete": 2, "done": 4}
    undone = run(school, "undo", done.json["operation"])
    assert outcomes(undone) == {"done": 4}
    reset = run(school, "reset", "--learner", "ada", "--content", "program:induction")
    assert outcomes(reset) == {"done": 2, "nothing_to_reset": 1}


@pytest.mark.requirement("MP-07")
def test_by_rule(school):
    preview = school.run(
        *("reset", "--rule", 'tag "New hires" and course safety completed', "--content", "course:safety"),
        *("--preview", "--json"),
        check=0,
    )
    assert preview.json["preview"]["learners"] == 2
    done = run(school, "reset", "--rule", 'tag "New hires" and course safety completed', "--content", "course:safety")
    assert outcomes(done) == {"done": 2}
    wrong = run(school, "reset", "--rule", 'tag "New hirs"', "--content", "course:safety", check=2)
    assert "New hires" in wrong.err


def test_all_of_a_course(school):
    preview = school.run("reset", "--all-of", "course:safety", "--preview", "--json", check=0)
    assert preview.json["preview"]["learners"] == 4
    done = run(school, "complete", "--all-of", "course:fire", "--content", "activity:fire/page-1", "--preview")
    assert done.json["preview"]["activities"] == 4


@pytest.mark.requirement("LW-02")
def test_all_of_a_course_needs_training_management(school):
    with school.inside():
        staff("grace", "User manager")
    refused = run(school, "reset", "--all-of", "course:safety", "--as", "grace", check=4)
    assert permissions.label(permissions.TRAINING_MANAGE) in refused.err
    assert outcomes(run(school, "reset", "--learner", "ada", "--content", "course:safety", "--as", "grace")) == {
        "done": 1
    }


def test_people_outside_the_reach_do_not_exist(school):
    with school.inside():
        north = group("North", *Tag.objects.get().users.filter(login_id="ada"))
        limited_staff("lena", "Training manager", [north])
    seen = school.run("reset", "--all-of", "course:safety", "--preview", "--json", "--as", "lena", check=0)
    assert seen.json["preview"]["learners"] == 1
    by_rule = school.run(
        *("reset", "--rule", "course safety completed", "--content", "course:safety", "--preview", "--json"),
        *("--as", "lena"),
        check=0,
    )
    assert by_rule.json["preview"]["learners"] == 1
    unknown = run(school, "reset", "--learner", "bob", "--content", "course:safety", "--as", "lena", check=2)
    assert "unknown_learner" in unknown.err + unknown.out


def test_undo_within_the_reach_only(school):
    done = run(school, "reset", "--learner", "ada", "bob", "--content", "course:safety")
    with school.inside():
        north = group("North", *Tag.objects.get().users.filter(login_id="ada"))
        limited_staff("lena", "Training manager", [north])
    assert outcomes(run(school, "undo", done.json["operation"], "--as", "lena")) == {"done": 1}
    assert outcomes(run(school, "undo", done.json["operation"])) == {"done": 1}


def test_operations_are_listed_within_the_reach_only(school):
    mixed, others = (
        run(school, "reset", "--learner", *logins, "--content", "course:safety").json["operation"]
        for logins in (("ada", "bob"), ("eve",))
    )
    with school.inside():
        north = group("North", *Tag.objects.get().users.filter(login_id="ada"))
        limited_staff("lena", "Training manager", [north])
    lena = ("--as", "lena")
    listed = school.run("operations", "--json", *lena, check=0)
    assert [(each["operation"], each["outcomes"]) for each in listed.json["operations"]] == [(mixed, {"done": 1})]
    [line] = school.run("operations", *lena, check=0).out.splitlines()
    assert line.startswith(mixed)
    assert line.endswith("1  Reset progress, Done")

    shown = school.run("operations", mixed, "--items", "--follow", *lena, check=0)
    assert "Ada" in shown.out
    assert "Bob" not in shown.out + shown.err
    assert school.run("operations", mixed, "--json", *lena, check=0).json["progress"]["last_position"] == 1
    for command in (("operations", others), ("undo", others, "--yes"), ("cancel", others, "--yes")):
        assert f"There is no operation {others}." in school.run(*command, *lena, check=2).err
    assert "role is limited" in school.run("cancel", mixed, "--yes", *lena, check=4).err


@pytest.mark.requirement("LW-15")
def test_enrolling_first(school):
    with school.inside():
        learner("newcomer")
    skipped = run(school, "complete", "--learner", "newcomer", "--content", "program:induction")
    assert outcomes(skipped) == {"not_enrolled": 1}
    done = run(school, "complete", "--learner", "newcomer", "--content", "program:induction", "--enrol")
    assert outcomes(done) == {"done": 3}


def test_a_file_with_activities_and_programs(school):
    file = school.folder / "mixed.csv"
    file.write_text(
        "Learner,Content,Content type,Activity,Reset required\n"
        "ada,safety,,exam-2,TRUE\n"
        "bob,induction,Program,,TRUE\n"
        "eve,safety,Course,,TRUE\n"
        "eve,safety,kurs,,FALSE\n"
    )
    assert outcomes(run(school, "reset", "--file", file)) == {"done": 4, "excluded": 1, "nothing_to_reset": 1}


def test_faults_of_the_optional_columns_are_named(school):
    file = school.folder / "faulty.csv"
    file.write_text(
        "Learner,Content,Content type,Activity,Reset required\n"
        "ada,safety,lesson,,TRUE\n"
        "bob,safety,activity,none,TRUE\n"
        "eve,nothing,program,,TRUE\n"
    )
    refused = school.run("reset", "--file", file, "--report", school.folder / "report.csv", check=2)
    report = (school.folder / "report.csv").read_text()
    assert "bad_value: “lesson” in “Content type” is no kind of content" in report
    assert "unknown_content: The course has no activity with the UUID or asset id “none”" in report
    assert "unknown_content: Nothing has the UUID or asset id “nothing”" in report
    assert "Row 2" in refused.out


def test_a_new_due_date_where_the_old_one_has_passed(school):
    school.sql(
        "UPDATE records_enrolment SET due_at = '2024-05-01 00:00:00'"
        " WHERE user_id = (SELECT id FROM people_user WHERE login_id = 'ada')"
    )
    # At the end of that day, wherever the organisation is.
    due = "SELECT count(*) FROM records_enrolment WHERE due_at BETWEEN '2099-02-01 12:00' AND '2099-02-02 12:00'"
    done = run(school, "reset", "--learner", "ada", "bob", "--content", "course:safety", "--due", "2099-02-01")
    assert school.sql(due) == [(1,)]
    run(school, "undo", done.json["operation"])
    assert school.sql(due) == [(0,)]
    refused = run(school, "reset", "--learner", "bob", "--content", "course:safety", "--due", "2020-02-01", check=2)
    assert "passed already" in refused.err


def test_cancelled_before_it_was_confirmed(school):
    staged = school.run("reset", "--learner", "ada", "--content", "course:safety", "--preview", "--json", check=0)
    cancelled = run(school, "cancel", staged.json["operation"])
    assert cancelled.json["state"] == "cancelled"
    assert run(school, "cancel", staged.json["operation"]).json["state"] == "cancelled"
    with school.inside():
        enrol(learner("late"), course("another"))
    school.run("doctor", check=0)
