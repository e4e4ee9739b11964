"""How rules are read: the usual way of writing them, what is refused and how it is said, and that nothing breaks."""

import contextlib

import pytest
from django.db import connection
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from milepost.base.errors import NotFound, Refused
from milepost.base.sql import adapt
from milepost.people.models import Group, Tag, User
from milepost.progress.rules import compile_rule, parsing
from tests.rules import worlds
from tests.support.world import activity, course, learner

pytestmark = pytest.mark.django_db


@pytest.fixture
def furniture(db):
    worlds.furnish()
    learner("ada", email="ada@nordwerk.example")


def refusal(text, **options) -> list[str]:
    """The lines of what is said of a rule that is refused."""
    with pytest.raises(Refused) as caught:
        compile_rule(text, **options)
    assert caught.value.exit_status == 2
    return str(caught.value).splitlines()


# --- written the usual way -----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("written", "usual"),
    [
        ('TAG   "New hires"\n', 'tag "New hires"'),
        ("tag “New hires” And not (Active)", 'tag "New hires" and not active'),
        ('tag „New hires“ AND (tag "active" and active)', 'tag "New hires" and tag active and active'),
        ("not not active", "active"),
        ("not (active or deactivated) or (active)", "not (active or deactivated) or active"),
        ("course SAFETY enrolled before 2025-01-01", "enrolled in course SAFETY before 2025-01-01"),
        ("course SAFETY completed more than 1 months ago", "course SAFETY completed more than 1 month ago"),
        ("program onboarding is  not  started", "program onboarding is not started"),
        ("course SAFETY score below 050.50", "course SAFETY score below 50.5"),
        ("learner ada,ada@nordwerk.example", "learner ada, ada@nordwerk.example"),
        (
            "course SAFETY currently completed between 2025-01-01 and 2025-02-01 and active",
            "course SAFETY currently completed between 2025-01-01 and 2025-02-01 and active",
        ),
    ],
)
def test_a_rule_has_one_usual_way_of_writing(furniture, written, usual):
    assert compile_rule(written).text == usual
    assert compile_rule(usual).text == usual


@pytest.mark.parametrize(
    "name", ['a"b', "a ”b", 'say "so" (or not)', "%(now)s", "${tx}", "a,b", "and", "☃ 雪", "(", " x"]
)
def test_names_of_any_kind_survive_the_usual_way(name):
    tag = Tag.objects.create(name=name)
    Tag.objects.create(name="ordinary")
    opening, closing = next(marks for marks in ('""', "“”") if marks[1] not in name)
    rule = compile_rule(f"tag {opening}{name}{closing}")
    assert rule.parameters == {"rule_1": tag.pk}
    assert compile_rule(rule.text).parameters == rule.parameters
    assert rule.condition == compile_rule("tag ordinary").condition


# --- what cannot be read -------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "said", "column"),
    [
        ("", "The rule ends too early. Expected here: (, active, activity, course,", 0),
        ("tag x and", "The rule ends too early.", 9),
        ("course", "The rule ends too early. Expected here: a name.", 6),
        ("(active", "The rule ends too early. Expected here: ).", 7),
        ("tag New hires", 'A name with blanks stands in quotation marks: "New hires".', 8),
        ('active and tag "New', "The quotation mark is not closed.", 15),
        ("course X completd", "“completd” does not fit here. Expected here: completed, currently,", 9),
        ("course X completd", "Did you mean “completed”?", 9),
        ("course X completed before 31.01.2025", "Expected here: a day such as 2025-01-31.", 26),
        ("course X completed before 2025-02-30", "There is no day 2025-02-30 in the calendar.", 26),
        ("course X completed on 0999-01-01", "does not lie between 1900-01-01 and 2999-12-31", 22),
        ("course X completed on 9999-12-31", "does not lie between 1900-01-01 and 2999-12-31", 22),
        ("course X completed between 2025-02-01 and 2025-01-01", "The second day lies before the first.", 42),
        ("course X completed more than 200 years ago", "That is more than a hundred years ago.", 29),
        ("course X score below 10.555", "Expected here: a number.", 21),
        ("course X is unfinished", "Expected here: completed, failed, in, not, overdue.", 12),
        ("activity X is overdue", "“overdue” does not fit here.", 14),
        ("active)", "“)” does not fit here.", 6),
        ("tagged x", "“tagged” does not fit here.", 0),
        ("course X completed on ٢٠٢٥-٠١-٠١", "Expected here: a day", 22),
    ],
)
def test_it_says_what_was_expected_and_points_at_the_place(text, said, column):
    first, shown, caret = refusal(text)
    assert said in first
    assert shown == f"  {text}"
    assert caret == "  " + " " * column + "^"


def test_of_many_lines_it_shows_the_one_and_of_a_long_line_the_part():
    assert refusal("active\n  or tagx y\nor active")[1:] == ["    or tagx y", "       ^"]
    _first, shown, caret = refusal(f"{'active or ' * 50}nonsense {'or active ' * 50}")
    assert len(shown) < 140
    assert shown[len(caret) - 1 :].startswith("nonsense")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("active or " * 300 + "active", "longer than 2000 characters"),
        (" or ".join(["active"] * 101), "more than 100 conditions"),
        ("active and (active or (" * 12 + "active" + "))" * 12, "More than 20"),
        ("(" * 1_999, "ends too early"),
        ("not " * 499, "ends too early"),
        ("active and \n ", "ends too early"),
    ],
)
def test_rules_have_bounds(text, said):
    assert said in refusal(text)[0]


def test_what_only_looks_deep_is_read():
    assert compile_rule("(" * 900 + "active" + ")" * 900).text == "active"
    assert compile_rule("not " * 400 + "active").text == "active"


# --- what is not there ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "said", "column"),
    [
        ('active and tag "New hire"', "There is no tag “New hire”. Did you mean “New hires”?", 15),
        ("tag “new hires”", "There is no tag “new hires”. Did you mean “New hires”?", 4),
        ("group Site7", "There is no group “Site7”. Did you mean “Site 7”?", 6),
        ("role Lerner", "There is no role “Lerner”. Did you mean “Learner”?", 5),
        ("course SAFTEY completed", "No course has the UUID or asset id “SAFTEY”. Did you mean “SAFETY”?", 7),
        ("program boarding enrolled", "No program has the UUID or asset id “boarding”. Did you mean “onboarding”?", 8),
        ("activity SAFETY/exm is failed", "Did you mean “SAFETY/exam”?", 9),
        ("tag nothing-like-it-at-all", "There is no tag “nothing-like-it-at-all”.", 4),
        ('tag ""', "There is no tag “”.", 4),
        ("learner ada, adda", "Nobody has the login id, e-mail address or UUID “adda”.", 13),
        ("tag New and tag hires", "There is no tag “New”.", 4),
    ],
)
def test_it_names_what_is_not_there_and_what_is_near(furniture, text, said, column):
    first, shown, caret = refusal(text)
    assert first.endswith(said)
    assert (shown, caret) == (f"  {text}", "  " + " " * column + "^")
    with pytest.raises(NotFound):
        compile_rule(text)


def test_a_course_is_found_by_its_title_in_the_suggestion():
    course("WS-01", title="Workplace safety")
    assert refusal('course "Workplace safety" completed')[0].endswith("Did you mean “WS-01”?")


def test_learners_are_not_suggested(furniture):
    assert refusal("learner adaa")[0] == "Nobody has the login id, e-mail address or UUID “adaa”."


def test_a_learner_outside_the_reach_does_not_exist(furniture):
    near, far = Group.objects.get(name="Site 7"), Group.objects.get(name="Süd")
    User.objects.get(login_id="ada").groups.add(near)
    assert compile_rule("learner ada", groups=frozenset({near.pk, far.pk})).text == "learner ada"
    outside = refusal("learner ada", groups=frozenset({far.pk}))
    assert outside == [line.replace("adb", "ada") for line in refusal("learner adb")]


def test_what_fits_more_than_one_is_refused(furniture):
    for login_id in ("ben", "cleo"):
        learner(login_id, email="Shared@nordwerk.example")
    assert "fits more than one learner" in refusal("learner shared@nordwerk.example")[0]
    for code, inner in (("A/B", "C"), ("A", "B/C")):
        activity(course(code, activities=[]), asset_id=inner)
    assert "fits more than one" in refusal("activity A/B/C is failed")[0]
    assert "No activity" in refusal("activity SAFETY/ is failed")[0]


# --- hostile texts -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "name",
    ["x'; DROP TABLE people_user; --", "%(rule_1)s", "%s", "%", "${tx}", "\x00", "\ud800", "x) OR (1=1", "\\", "?"],
)
def test_hostile_names_are_names_that_do_not_exist(furniture, name):
    for kind in ("tag", "learner", "course", "activity"):
        said = refusal(f'{kind} "{name}"{"" if kind in ("tag", "learner") else " is failed"}')[0]
        assert name.replace("\x00", "\ufffd").replace("\ud800", "?") in said


WORDS = [
    *[
        "and",
        "or",
        "not",
        "(",
        ")",
        ",",
        '"',
        "“",
        "”",
        "„",
        "x",
        "12",
        "2025-01-01",
        "2025-02-31",
        "ada",
        "SAFETY",
        "SAFETY/exam",
        "days",
        "months",
    ],
    "New hires",
]


@pytest.mark.proof
def test_no_text_brings_anything_but_a_rule_or_a_refusal(furniture, proof_count):
    keywords = [terminal.name.strip("_").lower() for terminal in parsing._parser().terminals]
    soup = st.lists(st.sampled_from([*WORDS, *keywords]), max_size=25).map(" ".join)

    @settings(max_examples=proof_count(5_000), deadline=None, suppress_health_check=list(HealthCheck))
    @given(text=st.text(max_size=60) | soup | st.text(st.characters(exclude_categories=()), max_size=30))
    def check(text):
        with contextlib.suppress(Refused):
            execute(compile_rule(text))

    check()


@pytest.mark.proof
def test_every_rule_reads_back_as_itself(furniture, proof_count):
    learner("p0")

    @settings(max_examples=proof_count(3_000), deadline=None, suppress_health_check=list(HealthCheck))
    @given(drawn=worlds.rules)
    def check(drawn):
        rule = compile_rule(drawn[0], now=worlds.NOW)
        again = compile_rule(rule.text, now=worlds.NOW)
        assert (again.text, again.condition, again.parameters) == (rule.text, rule.condition, rule.parameters)
        assert all(name.startswith("rule_") for name in rule.parameters)
        for language in ("en", "de"):
            with translation.override(language):
                assert "%" not in rule.describe()

    check()


def execute(rule) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM people_user u WHERE ({rule.condition})", adapt(rule.parameters))
        assert cursor.fetchone()[0] >= 0
