"""`milepost demo`: an organisation that looks real, two years of history, and a story that can be told again."""

import datetime as dt
import re
import unicodedata
from pathlib import Path

import pytest
from django.db import transaction

from milepost.catalog import rules
from milepost.catalog.models import Course
from milepost.demo.attempts import roll_up
from milepost.demo.courses import outlines, paths
from milepost.demo.history import lives
from milepost.demo.people import KNOWN, everybody
from milepost.people.actors import by_login
from milepost.player import grading
from milepost.player.models import Post
from milepost.records.launching import SQL
from milepost.records.models import CourseRecord
from tests.support.world import learner

TODAY = dt.date(2026, 11, 20)
FACTS = (
    "SELECT * FROM records_enrolment ORDER BY id",
    "SELECT * FROM records_courserecord ORDER BY id",
    "SELECT * FROM records_activityrecord ORDER BY id",
    "SELECT * FROM records_playersession ORDER BY id",
    "SELECT * FROM people_user ORDER BY id",
)


def history(day):
    people = everybody(day)
    return list(lives(people, outlines(2026), {path.asset_id: path.courses for path in paths(2026)}, day))


def empty(site):
    """Take every table away."""
    if site.vendor == "sqlite":
        Path(site.database).unlink()
    else:
        site.sql("DROP SCHEMA public CASCADE")
        site.sql("CREATE SCHEMA public")


def scripts(names):
    """The writing systems of the first letters, as Unicode names them."""
    return {unicodedata.name(name[0]).partition(" ")[0] for name in names}


def moment(value):
    """A point in time as either database gives it."""
    return value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(f"{value}+00:00")


def count(site, table, condition="1 = 1"):
    return site.sql(f"SELECT count(*) FROM {table} WHERE {condition}")[0][0]


# --- the command ---------------------------------------------------------------------------------
@pytest.mark.requirement("SK-14")
@pytest.mark.requirement("SK-15")
@pytest.mark.requirement("MP-02")
def test_it_makes_an_organisation_and_tells_a_story_again_and_again(site):
    site.env["SERVE"] = "no"
    empty(site)  # the demo makes the tables itself
    told = site.run("demo", "--json", check=0)
    assert_that_the_story_was_told(site, told)
    assert_that_it_is_large_and_of_many_tongues(site)
    assert_that_it_has_two_years_behind_it(site)
    assert_that_work_waits_for_staff(site)
    with site.inside():
        assert_that_commits_would_have_made_it()

    before = [site.sql(query) for query in FACTS]
    again = site.run("demo", check=0)
    assert "The demo organisation is here already" in again.err
    assert "invariants hold." in again.err
    assert [site.sql(query) for query in FACTS] == before


def assert_that_the_story_was_told(site, told):
    assert "5 rows have faults, so nothing was changed." in told.err
    for code in ("bad_value", "unknown_learner", "unknown_content", "missing_value", "duplicate_row"):
        assert code in told.err
    reset = site.run("operations", told.json["reset"], "--json", check=0).json
    undo = site.run("operations", told.json["undo"], "--json", check=0).json
    assert (reset["state"], reset["actor"], undo["state"]) == ("undone", "Hannah Brandt", "done")
    assert undo["outcomes"] == {"done": reset["outcomes"]["done"]}
    assert reset["outcomes"]["done"] > 100
    assert count(site, "records_courserecord", "superseded_by_operation IS NOT NULL OR voided_at IS NOT NULL") == 0
    assert site.run("doctor", "--json", check=0).json["content"]


def assert_that_it_is_large_and_of_many_tongues(site):
    names = [name for (name,) in site.sql("SELECT display_name FROM people_user")]
    assert len(names) == 2_004
    assert {"LATIN", "CYRILLIC", "GREEK", "ARABIC", "HEBREW", "DEVANAGARI", "THAI", "CJK", "HANGUL"} <= scripts(names)
    assert (count(site, "catalog_course"), count(site, "catalog_program")) == (12, 3)
    assert count(site, "catalog_course", "archived_at IS NOT NULL") == 1
    assert count(site, "catalog_course", "compliance") == 1
    assert len(site.sql("SELECT DISTINCT kind FROM catalog_activity")) == 14
    assert count(site, "catalog_activity", "legacy") > 2
    assert_that_it_has_rules(site)
    assert count(site, "people_user", "NOT is_active") > 10
    assert len(site.sql("SELECT DISTINCT role_id FROM people_user")) == 5
    emails = [email for (email,) in site.sql("SELECT email FROM people_user WHERE email <> ''")]
    assert {email.partition("@")[2] for email in emails} == {"nordwerk.example"}


def assert_that_it_has_rules(site):
    """And nothing that they forbid: the services would have taken them."""
    assert (count(site, "catalog_course", "sequential"), count(site, "catalog_program", "sequential")) == (1, 1)
    assert (count(site, "catalog_courseprerequisite"), count(site, "catalog_activityprerequisite")) == (1, 2)
    assert count(site, "catalog_activity", "opens_after_days IS NOT NULL") == 1
    with site.inside():
        rules.require_way_to_courses()
        for each in Course.objects.all():
            rules.require_way_through(each)


def assert_that_it_has_two_years_behind_it(site):
    [(first, last)] = site.sql(
        "SELECT min(recorded_at), max(recorded_at) FROM ledger_event WHERE operation_id IS NULL"
    )
    assert moment(last) - moment(first) > dt.timedelta(days=700)
    assert dt.datetime.now(dt.UTC) - moment(last) < dt.timedelta(days=5)
    numbers = dict(site.sql("SELECT number, count(*) FROM records_courserecord GROUP BY number"))
    assert numbers[2] > 500
    assert numbers[3] > 50


def assert_that_work_waits_for_staff(site):
    """As the queue finds it: the organisation's manager can begin to grade."""
    with site.inside():
        waiting = grading.queue(by_login("h.brandt"), limit=200)
        kinds = {row.kind for row in waiting}
        posts = Post.objects.exclude(text="").count()
    assert kinds == {"assignment", "practical"}
    assert len(waiting) > 20
    assert posts > 20


def assert_that_commits_would_have_made_it():
    """Rolled up once more by the learner's path, no record under way changes."""
    under_way = CourseRecord.objects.filter(completed_at=None, superseded_at=None).order_by("pk")
    before = rolled_up(under_way)
    assert len(before) > 1_000
    with transaction.atomic():
        for record, course in under_way.values_list("pk", "course"):
            SQL.execute("roll_up", record=record, course=course, now=dt.datetime.now(dt.UTC))
    assert [(old, new) for old, new in zip(before, rolled_up(under_way), strict=True) if old != new] == []


def rolled_up(records):
    """What the roll-up decides of each record; per cents to the ninth place, since the sums have another order."""
    rows = records.values_list("pk", "status", "progress", "success", "score", "completed_at", "completed_by")
    return [tuple(round(value, 9) if isinstance(value, float) else value for value in row) for row in rows]


def test_it_keeps_away_from_other_peoples_users(site):
    with site.inside():
        learner("somebody")
    refused = site.run("demo", check=2)
    assert "This database holds users already" in refused.err
    assert count(site, "people_user") == 1
    assert count(site, "catalog_course") == 0


# --- what it is made of --------------------------------------------------------------------------
def test_the_same_day_makes_the_same_history():
    assert history(TODAY) == history(TODAY)


def test_login_ids_are_unique_and_in_plain_letters():
    logins = [person.login_id for person in everybody(TODAY)]
    assert len(set(logins)) == len(logins) == 2_004
    assert all(re.fullmatch(r"[a-z]+\.[a-z]+\d*|\d{3}|\d{8}", login) for login in logins)
    assert {login for _, login, _ in KNOWN} <= set(logins)
    assert {"00000517", "517"} <= set(logins)


@pytest.mark.parametrize("day", [dt.date(2027, 1, 3), dt.date(2028, 2, 29), dt.date(2031, 7, 14)])
def test_on_any_day_each_attempt_follows_the_one_before(day):
    end = dt.datetime.combine(day, dt.time(), tzinfo=dt.UTC)
    for life in history(day):
        for enrolled in life.enrolments:
            assert_in_order(enrolled, end)


def assert_in_order(enrolled, end):
    *earlier, last = enrolled.attempts or [None]
    for attempt, following in zip(earlier, enrolled.attempts[1:], strict=True):
        assert attempt.completed_at < attempt.superseded_at == following.opened_at
    for attempt in enrolled.attempts:
        assert attempt.opened_at is None or enrolled.enrolled_at <= attempt.opened_at < end
        assert all(work.changed_at < end for work in attempt.works)
        assert all(began <= ended <= end for began, ended in attempt.sessions)
        if attempt.completed_by == "rule":
            assert attempt.opened_at < attempt.completed_at < end
            status = attempt.status
            roll_up(attempt, enrolled.outline)
            assert attempt.status == status
    assert last is None or last.superseded_at is None
