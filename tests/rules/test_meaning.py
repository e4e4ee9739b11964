"""What a rule selects: as plain Python says over random worlds, and by hand where words could mean two things."""

import datetime as dt

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from milepost.base.sql import adapt
from milepost.people.models import User
from milepost.progress.rules import compile_rule
from milepost.records.models import CourseRecord
from tests.rules import worlds
from tests.support.world import course, enrol, finished, learner, record, work

pytestmark = pytest.mark.django_db

BOUNDED = {"deadline": None, "suppress_health_check": list(HealthCheck)}


def selected(text: str, **options) -> set[str]:
    """The login ids of whom a rule selects, those of the worlds' furniture apart."""
    rule = compile_rule(text, **options)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT u.login_id FROM people_user u WHERE ({rule.condition})", adapt(rule.parameters))
        return {login_id for (login_id,) in cursor.fetchall()}


@pytest.fixture
def berlin(settings):
    settings.TIME_ZONE = worlds.ZONE.key


@pytest.mark.proof
@pytest.mark.requirement("MP-07")
def test_it_selects_whom_plain_python_selects(berlin, proof_count):
    worlds.furnish()

    @settings(max_examples=proof_count(1_500), **BOUNDED)
    @given(people=worlds.people, rules=st.lists(worlds.rules, min_size=1, max_size=8))
    def check(people, rules):
        with transaction.atomic():
            if not any(person.login_id == "p0" for person in people):
                people = [*people, worlds.Person("p0", True, None, set(), set())]
            worlds.write(people)
            for text, holds in rules:
                expected = {person.login_id for person in people if holds(person)}
                assert selected(text, now=worlds.NOW) == expected, text
            transaction.set_rollback(True)

    check()


@pytest.mark.proof
def test_every_kind_of_condition_selects_whom_plain_python_selects(berlin, proof_count):
    """Each condition by itself, affirmed, denied, and within an `or`: each is written another way in SQL."""
    worlds.furnish()

    @settings(max_examples=proof_count(1_000), **BOUNDED)
    @given(people=worlds.people, predicates=st.lists(worlds.predicates, min_size=6, max_size=10))
    def check(people, predicates):
        with transaction.atomic():
            worlds.write(people)
            for text, holds in predicates:
                expected = {person.login_id for person in people if holds(person)}
                everybody = {person.login_id for person in people}
                assert selected(text, now=worlds.NOW) == expected, text
                assert selected(f"not {text}", now=worlds.NOW) == everybody - expected, text
                assert selected(f"{text} or tag active", now=worlds.NOW) == expected | selected("tag active"), text
            transaction.set_rollback(True)

    check()


def test_a_span_of_time_begins_and_ends_with_its_days(berlin):
    safety = course("safety")
    at = {f"at-{number}": moment for number, moment in enumerate(worlds.MOMENTS)}
    for login_id, moment in at.items():
        record(enrol(learner(login_id), safety, enrolled_at=moment), "passed", completed_at=moment)
    for words, within in worlds.TIMES:
        expected = {login_id for login_id, moment in at.items() if within(moment)}
        for verb in ("enrolled", "completed", "currently completed"):
            assert selected(f"course safety {verb} {words}", now=worlds.NOW) == expected, (verb, words)


def test_due_means_before_now_and_a_bound_is_neither_below_nor_above_itself():
    safety = course("safety")
    for login_id, due_at in {"due": worlds.NOW, "late": worlds.NOW - dt.timedelta(microseconds=1)}.items():
        record(enrol(learner(login_id), safety, due_at=due_at), score=50.0)
    assert selected("course safety is overdue", now=worlds.NOW) == {"late"}
    assert selected("course safety score below 50 or course safety score above 50") == set()
    assert selected("course safety score below 50.01 and course safety score above 49.99") == {"due", "late"}


def test_who_has_no_role_does_not_have_a_role():
    User.objects.create_user("nobody")
    learner("ada")
    assert selected("not role Learner") == {"nobody"}
    assert selected("not role Learner or active") == {"nobody", "ada"}


def test_and_binds_stronger_than_or():
    worlds.furnish()
    worlds.write(
        [
            worlds.Person("hired", False, None, {"New hires"}, set()),
            worlds.Person("south", True, None, set(), {"Süd"}),
            worlds.Person("both", True, None, {"New hires"}, {"Süd"}),
        ]
    )
    assert selected('tag "New hires" or active and group Süd') == {"hired", "south", "both"}
    assert selected('(tag "New hires" or active) and group Süd') == {"south", "both"}
    assert selected('not tag "New hires" and group Süd') == {"south"}
    assert selected('not (tag "New hires" and group Süd)') == {"hired", "south"}


@pytest.mark.requirement("LW-22")
def test_a_completion_that_a_reset_superseded_counts_as_completed_but_not_as_current():
    safety = course("safety")
    ada, ben = learner("ada"), learner("ben")
    finished(ada, safety)
    finished(ben, safety)
    CourseRecord.objects.filter(user=ada).update(superseded_at=dt.datetime(2025, 1, 1, tzinfo=dt.UTC))
    assert selected("course safety completed between 2024-03-01 and 2024-03-02") == {"ada", "ben"}
    assert selected("course safety currently completed on 2024-03-02") == {"ben"}
    assert selected("course safety is completed") == {"ben"}
    assert selected("course safety is not started") == {"ada"}


def test_an_activity_that_a_mark_of_its_course_covers_is_completed():
    safety = course("safety", activities=["exam"])
    marked, idle = enrol(learner("ada"), safety), enrol(learner("ben"), safety)
    at = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
    record(marked, "completed", waived_at=at, completed_by="staff", opened_by="mark")
    record(idle, "started")
    assert selected("activity safety/exam-1 is completed") == {"ada"}
    assert selected("activity safety/exam-1 score above 99") == {"ada"}
    opened = record(enrol(learner("cleo"), safety))
    work(opened, safety.activities.get(), "started")
    assert selected("activity safety/exam-1 is not started") == {"ben", "cleo"}


def test_learners_are_named_by_login_id_mail_or_uuid():
    learner("ada", email="Ada@nordwerk.example")
    cleo = learner("cleo")
    learner("ben")
    learner("dora")
    assert selected(f"learner ADA@nordwerk.example, ben, {cleo.uuid}, ben") == {"ada", "ben", "cleo"}
    assert selected("not learner ada, ben, cleo and role Learner") == {"dora"}


def test_content_is_named_by_asset_id_or_uuid():
    safety = course("safety", activities=["exam"])
    finished(learner("ada"), safety)
    exam = safety.activities.get()
    assert selected(f"course {safety.uuid} completed") == {"ada"}
    assert selected(f"activity {exam.uuid} is completed") == {"ada"}
    assert selected("course safety completed") == {"ada"}


def test_the_longest_rules_are_not_too_long_for_the_databases():
    safety = course("safety")
    finished(learner("ada"), safety)
    deep = "active"
    for level in range(19):
        deep = f"active {'and' if level % 2 else 'or'} ({deep})"
    assert "ada" in selected(deep)
    assert selected(" and ".join(["course safety completed"] * 71)) == {"ada"}
    assert selected(" or ".join(["not course safety completed", "deactivated"] * 40)) == set()


def test_as_many_learners_as_a_rule_has_room_for():
    logins = [f"{number:03}" for number in range(490)]
    User.objects.bulk_create(User(login_id=login_id) for login_id in [*logins, "other"])
    assert selected("learner " + ",".join(logins)) == set(logins)
