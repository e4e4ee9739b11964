"""Learners' pages, asked for as a browser asks; what a browser makes of them is tried in tests/browser."""

import datetime as dt
import json

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from milepost.people.models import User
from milepost.records.models import CourseRecord, PlayerSession
from tests.commands.acting import launch, reset, undo
from tests.support.world import (
    LONG_AGO,
    activity,
    course,
    enrol,
    event,
    finished,
    join,
    learner,
    program,
    record,
    work,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bystander")]

PAGES = ("learning", "history", "transcript", "profile")


@pytest.fixture
def fire():
    return course("fire", title="Fire safety", activities=("page", "exam"))


@pytest.fixture
def ada(fire):
    made = learner("ada", display_name="Ada Lovelace")
    enrol(made, fire)
    return made


@pytest.fixture
def browser(ada):
    return signed_in(ada)


def signed_in(user, **headers):
    made = Client(**headers)
    made.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return made


def text(answer, status=200):
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


def page_of(browser, of, status=200):
    return text(browser.get(reverse("course", args=[of.uuid])), status)


# --- whose pages ---------------------------------------------------------------------------------
@pytest.mark.parametrize("name", PAGES)
def test_who_has_not_signed_in_is_asked_to(name):
    answer = Client().get(reverse(name))
    assert answer.status_code == 302
    assert answer["Location"] == f"{reverse('account_login')}?next={reverse(name)}"


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("language", "word"), [("en", "Menu of"), ("de", "Menü von")])
def test_each_page_is_there_in_both_languages(ada, name, language, word):
    finished(ada, course("first-aid"))
    User.objects.filter(pk=ada.pk).update(language=language)
    found = text(signed_in(ada).get(reverse(name)))
    assert f'<html lang="{language}"' in found
    assert word in found


def test_a_course_that_one_is_not_in_is_not_found(browser):
    other = course("other")
    page_of(browser, other, status=404)
    assert browser.post(reverse("launch", args=[other.uuid])).status_code == 422
    assert not PlayerSession.objects.filter(record__course=other).exists()


def test_a_post_from_elsewhere_is_refused(ada, fire):
    browser = signed_in(ada, enforce_csrf_checks=True)
    answer = browser.post(reverse("launch", args=[fire.uuid]))
    assert answer.status_code == 403
    assert "Nothing was changed" in answer.content.decode()
    assert not CourseRecord.objects.filter(user=ada).exists()


# --- what there is to do -------------------------------------------------------------------------
def test_courses_stand_under_what_is_to_be_done_with_them(ada, browser):
    begun, done = course("begun", title="Begun course"), course("done", title="Done course")
    work(record(enrol(ada, begun)), begun.activities.get(kind="page"))
    finished(ada, done)
    found = text(browser.get(reverse("learning")))
    places = [
        found.index(words)
        for words in ("In progress", "Begun course", "To do", "Fire safety", "Completed</h2>", "Done course")
    ]
    assert places == sorted(places)


def test_nothing_assigned_says_so():
    assert "Nothing is assigned to you yet" in text(signed_in(learner("new")).get(reverse("learning")))


def test_what_is_due_first_stands_first_and_what_is_late_says_so(ada, browser):
    late, later = course("late", title="Late one"), course("later", title="Later one")
    enrol(ada, later, due_at=timezone.now() + dt.timedelta(days=30))
    enrol(ada, late, due_at=LONG_AGO)
    found = text(browser.get(reverse("learning")))
    assert found.index("Late one") < found.index("Later one") < found.index("Fire safety")
    assert found.count("Overdue") == 1


def test_a_course_of_two_programs_is_there_once_and_names_both(ada, browser, fire):
    for asset_id in ("alpha", "beta"):
        join(ada, program(asset_id, fire))
    found = text(browser.get(reverse("learning")))
    assert found.count("Fire safety</span>") == 1
    assert "Alpha, Beta" in found


def test_my_learning_costs_the_same_for_one_course_and_for_many(ada, browser, statements):
    with statements() as few:
        browser.get(reverse("learning"))
    for number in range(12):
        finished(ada, course(f"more-{number}"))
    with statements() as many:
        browser.get(reverse("learning"))
    assert many.count == few.count


# --- launching -----------------------------------------------------------------------------------
def test_start_opens_the_course_at_its_first_activity(ada, browser, fire):
    assert "Start</button>" in page_of(browser, fire)
    answer = browser.post(reverse("launch", args=[fire.uuid]))
    session = PlayerSession.objects.get(record__user=ada)
    first = fire.activities.get(kind="page")
    assert answer["Location"] == reverse("play", args=[session.uuid, first.uuid])
    assert "Continue</button>" in page_of(browser, fire)


def test_an_activity_can_be_chosen(ada, browser, fire):
    exam = fire.activities.get(kind="exam")
    answer = browser.post(reverse("launch", args=[fire.uuid]), {"activity": exam.uuid})
    assert answer["Location"].endswith(f"/{exam.uuid}/")


def test_what_is_locked_is_no_button_and_does_not_open(ada, browser, fire):
    locked = activity(fire, "form", title="Later form", opens_on=timezone.now().date() + dt.timedelta(days=9))
    found = page_of(browser, fire)
    assert "Opens on" in found
    assert f'value="{locked.uuid}"' not in found
    assert browser.post(reverse("launch", args=[fire.uuid]), {"activity": locked.uuid}).status_code == 409


# --- after a reset -------------------------------------------------------------------------------
@pytest.fixture
def begun(ada, fire):
    """Ada has done something in the course before it was reset."""
    opened = launch(ada, fire)
    return CourseRecord.objects.get(pk=opened.record_id)


@pytest.mark.requirement("SK-06")
@pytest.mark.requirement("SC-01")
def test_the_notice_comes_first_and_once(ada, browser, fire, begun):
    operation = reset((ada.login_id, fire), reason="Near miss in yard B")
    found = page_of(browser, fire)
    assert found.index("An administrator reset this course") < found.index("Contents")
    assert "Near miss in yard B" in found
    assert "Restarted" in found
    assert "Continue" not in found
    assert "Continue" not in text(browser.get(reverse("learning")))
    assert browser.post(reverse("launch", args=[fire.uuid]))["Location"] == reverse("course", args=[fire.uuid])

    answer = browser.post(reverse("acknowledge", args=[fire.uuid]), {"operation": operation.uuid})
    assert answer["Location"].startswith("/play/")
    assert "An administrator reset this course" not in page_of(browser, fire)
    current = CourseRecord.objects.get(user=ada, superseded_at=None)
    assert (current.number, current.opened_by, current.progress) == (2, "reset", 0)


@pytest.mark.requirement("SK-07")
def test_the_history_says_restarted_and_keeps_what_was(ada, browser, fire, begun):
    operation = reset((ada.login_id, fire))
    browser.post(reverse("acknowledge", args=[fire.uuid]), {"operation": operation.uuid})
    found = text(browser.get(reverse("history")))
    assert found.count("Restarted") == 1
    assert found.count("Superseded") == 1


def test_an_undone_reset_has_no_notice(ada, browser, fire, begun):
    operation = reset((ada.login_id, fire))
    undo(operation)
    assert "An administrator reset this course" not in page_of(browser, fire)


@pytest.mark.requirement("SC-06")
def test_after_an_erase_nothing_of_it_is_on_any_page(ada, browser):
    aid = course("aid", title="First aid")
    gone = finished(ada, aid)
    CourseRecord.objects.filter(pk=gone.pk).update(score=61.5)
    event("course.completed", gone)
    assert "62\u202f%" in text(browser.get(reverse("transcript")))
    reset((ada.login_id, aid), policy="erase")
    for address in (*map(reverse, PAGES), reverse("course", args=[aid.uuid]), reverse("own_data")):
        found = text(browser.get(address))
        assert "62\u202f%" not in found, address
        assert "61.5" not in found, address
    found = page_of(browser, aid)
    assert "An administrator reset this course" in found
    assert "Your earlier result is kept" not in found


def test_the_notice_of_somebody_else_cannot_be_acknowledged(ada, fire, begun):
    operation = reset((ada.login_id, fire))
    other = learner("other")
    assert (
        signed_in(other).post(reverse("acknowledge", args=[fire.uuid]), {"operation": operation.uuid}).status_code
        == 422
    )
    assert "An administrator reset this course" in page_of(signed_in(ada), fire)


# --- what one may choose -------------------------------------------------------------------------
def test_choices_are_kept_and_take_effect(ada, browser):
    answer = browser.post(
        reverse("profile"),
        {"language": "de", "time_zone": "Asia/Tokyo", "theme": "dark", "wanted": ["assigned", "due"]},
        follow=True,
    )
    found = text(answer)
    assert '<html lang="de" data-theme="dark">' in found
    assert "Ihr Profil ist gespeichert." in found
    ada.refresh_from_db()
    assert (ada.time_zone, ada.muted) == ("Asia/Tokyo", "completed graded")
    assert "Noch kein Verlauf" in text(browser.get(reverse("history")))


def test_what_cannot_be_chosen_is_refused_beside_its_field(ada, browser):
    found = text(browser.post(reverse("profile"), {"language": "tlh", "theme": "dark"}), 422)
    assert 'aria-invalid="true"' in found
    ada.refresh_from_db()
    assert (ada.language, ada.theme) == ("", "")


def test_the_menu_changes_language_and_theme_and_leads_back_here_alone(ada, browser):
    answer = browser.post(reverse("appearance"), {"language": "de", "next": reverse("history")})
    assert answer["Location"] == reverse("history")
    answer = browser.post(reverse("appearance"), {"theme": "light", "next": "https://elsewhere.example/"})
    assert answer["Location"] == reverse("learning")
    ada.refresh_from_db()
    assert (ada.language, ada.theme) == ("de", "light")


def test_times_are_those_of_the_person(ada, fire):
    made = record(enrol(ada, course("clock")), opened_at=dt.datetime(2025, 3, 1, 23, 30, tzinfo=dt.UTC))
    assert made.pk
    User.objects.filter(pk=ada.pk).update(time_zone="Asia/Tokyo", language="en")
    assert "2 Mar 2025, 08:30" in text(signed_in(User.objects.get(pk=ada.pk)).get(reverse("history")))


# --- one's own data ------------------------------------------------------------------------------
def test_own_data_is_all_of_oneself_and_nothing_of_others(ada, browser, fire):
    finished(ada, course("first-aid", title="First aid"))
    data = json.loads(text(browser.get(reverse("own_data"))))
    assert data["person"]["login_id"] == "ada"
    assert {each["title"] for each in data["course_enrolments"]} == {"Fire safety", "First aid"}
    assert [each["status"] for each in data["course_records"]] == ["passed"]
    assert len(data["activity_records"]) == 2
    assert "bystander" not in json.dumps(data)


def test_own_data_costs_the_same_however_much_there_is(ada, browser, statements):
    finished(ada, course("one"))
    with statements() as few:
        browser.get(reverse("own_data"))
    for number in range(8):
        finished(ada, course(f"more-{number}"))
    with statements() as many:
        browser.get(reverse("own_data"))
    assert many.count == few.count


# --- the transcript ------------------------------------------------------------------------------
def test_the_transcript_has_what_was_completed_and_says_what_was_superseded(ada, browser):
    aid = course("aid", title="First aid")
    finished(ada, aid)
    reset((ada.login_id, aid))
    found = text(browser.get(reverse("transcript")))
    assert "First aid" in found
    assert "Superseded" in found
    assert "Fire safety" not in found
