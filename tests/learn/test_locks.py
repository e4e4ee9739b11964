"""What is locked, on learners' pages: the reason is said, the mark is shown, and no button leads in (LW-12)."""

import pytest
from django.test import Client
from django.urls import reverse

from milepost.catalog.models import Course, CoursePrerequisite
from milepost.records.models import PlayerSession
from tests.commands.acting import mark, reset
from tests.support.world import course, enrol, finished, learner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bystander")]


@pytest.fixture
def ada():
    return learner("ada")


@pytest.fixture
def browser(ada):
    made = Client()
    made.force_login(ada, backend="allauth.account.auth_backends.AuthenticationBackend")
    return made


@pytest.fixture
def fire(ada):
    """A course whose activities open one after another."""
    made = course("fire", activities=("page", "exam"), sequential=True)
    enrol(ada, made)
    return made


def page_of(browser, of):
    answer = browser.get(reverse("course", args=[of.uuid]))
    assert answer.status_code == 200
    return answer.content.decode()


def launch(browser, of, activity):
    return browser.post(reverse("launch", args=[of.uuid]), {"activity": activity.uuid})


def test_what_comes_later_says_after_what(browser, fire):
    found = page_of(browser, fire)
    first, second = fire.activities.all()
    assert f"After “{first.title}”" in found
    assert f'value="{second.uuid}"' not in found
    assert launch(browser, fire, second).status_code == 409


@pytest.mark.requirement("LW-12")
def test_marked_and_locked_shows_all_three_and_stays_closed(ada, browser, fire):
    exam = fire.activities.get(kind="exam")
    mark((ada.login_id, exam))
    found = page_of(browser, fire)
    for word in ("Completed", "Manually", "Locked"):
        assert f"{word}</span>" in found
    assert launch(browser, fire, exam).status_code == 409
    assert not PlayerSession.objects.filter(record__user=ada).exists()


def test_after_a_reset_it_is_locked_again(ada, browser, fire):
    page, exam = fire.activities.all()
    mark((ada.login_id, page))
    assert launch(browser, fire, exam).status_code == 302
    operation = reset((ada.login_id, fire))
    browser.post(reverse("acknowledge", args=[fire.uuid]), {"operation": operation.uuid})
    assert launch(browser, fire, exam).status_code == 409


def test_a_locked_course_says_after_which_and_has_no_start(ada, browser):
    basics, crane = course("basics", title="Basics"), course("crane", title="Crane")
    CoursePrerequisite.objects.create(course=crane, needs=basics)
    enrol(ada, crane)
    found = page_of(browser, crane)
    assert "After “Basics”" in found
    assert "Start</button>" not in found
    assert "Locked</span>" in browser.get(reverse("learning")).content.decode()
    finished(ada, basics)
    assert "Start</button>" in page_of(browser, Course.objects.get(pk=crane.pk))
