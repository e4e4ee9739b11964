"""The pages in both languages: words, dates and numbers."""

import datetime as dt

import pytest

from milepost.records.models import ActivityRecord, CourseRecord
from tests.support.world import course, finished, learner

COMPLETED = dt.datetime(2025, 3, 14, 13, 2, tzinfo=dt.UTC)


@pytest.fixture
def ada(site, password, site_bystander):
    """Ada, who completed a course on Pi day, and took her time."""
    with site.inside():
        user = password(learner("ada"))
        made = finished(user, course("fire", title="Fire safety"))
        CourseRecord.objects.filter(pk=made.pk).update(completed_at=COMPLETED)
        ActivityRecord.objects.filter(record=made).update(seconds=617 * 3600 + 60)


@pytest.mark.requirement("SC-09")
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en-GB", ("en", "Activity history", "Passed", "14 Mar 2025", "1,234 h 02 m")),
        ("de-AT", ("de", "Verlauf", "Bestanden", "14.03.2025", "1.234 Std. 02 Min.")),
    ],
)
def test_words_dates_and_numbers_follow_the_browser(ada, visit, language, words):
    desk = visit("ada", language=language)
    desk.go("/learning/history/")
    lang, title, *cells = words
    assert desk.page.locator("html").get_attribute("lang") == lang
    assert desk.page.locator("h1").inner_text() == title
    found = desk.page.locator("tbody tr").inner_text()
    assert [each for each in cells if each not in found] == []


@pytest.mark.requirement("SC-09")
def test_a_language_that_was_chosen_goes_before_the_browser_and_stays(ada, visit):
    desk = visit("ada", language="en")
    desk.open_menu()
    desk.press("Deutsch")
    desk.page.locator("html[lang=de]").wait_for()
    telephone = visit("ada", language="en", width=390, height=844)
    telephone.page.wait_for_url("**/learning/")
    assert telephone.page.locator("html").get_attribute("lang") == "de"
