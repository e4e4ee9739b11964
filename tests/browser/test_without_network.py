"""Two minutes without network in the player: it says what it could not save, and loses nothing."""

import datetime as dt
import json

import pytest

from milepost.player.models import Attempt, Heard
from milepost.records.models import ActivityRecord
from tests.player.rooms import BODIES
from tests.support.world import activity, course, enrol, fill, learner

AN_HOUR = dt.timedelta(hours=1)


@pytest.fixture
def fire(site, password, site_bystander):
    """Ada in a course with a page, and an exam of a single, a multiple and a text question."""
    with site.inside():
        made = course("fire", title="Fire safety", activities=())
        fill(activity(made, "page", title="Alarms"), text="All about alarms.")
        fill(activity(made, "exam", title="Quiz"), **BODIES["exam"])
        enrol(password(learner("ada")), made)
    return made


@pytest.fixture
def desk(fire, visit):
    """Ada at her desk, where time passes as the test has it."""
    made = visit("ada")
    made.page.clock.install()
    return made


def begun(desk, fire, title):
    """In an activity whose page has said that it is there."""
    with desk.page.expect_response("**/time/"):
        desk.enter(fire, title)


def heard_long_ago(site):
    """So long that two minutes can have been spent since; said while no page can be heard."""
    with site.inside():
        for each in Heard.objects.all():
            each.heard_at -= AN_HOUR
            each.save()


def pass_two_minutes(desk):
    """With a hand on the page all the time."""
    for second in range(120):
        if second % 20 == 0:
            desk.page.mouse.move(40 + second, 300)
        desk.page.clock.run_for(1_000)


def seconds(site, title):
    with site.inside():
        return ActivityRecord.objects.get(record__user__login_id="ada", activity__title=title).seconds


def answers(site):
    with site.inside():
        return json.loads(Attempt.objects.get(record__user__login_id="ada").answers)


def test_nothing_that_was_kept_is_lost_and_what_was_not_is_named_and_kept_later(fire, desk, site):
    desk.enter(fire, "Quiz")
    desk.press("Begin the attempt")
    desk.page.locator("#paper").wait_for()
    begun(desk, fire, "Quiz")
    with desk.page.expect_response("**/answers/"):
        desk.page.get_by_label("Two").check()
        desk.page.clock.run_for(3_000)
    assert answers(site) == {"one": ["b"]}

    desk.context.set_offline(True)
    desk.page.get_by_label("A", exact=True).check()
    desk.page.get_by_role("textbox", name="What?").fill("Straße")
    pass_two_minutes(desk)
    said = desk.reads("#connection")
    assert said.startswith("No connection. Not saved yet: ")
    assert "answers (2)" in said
    assert "time spent (12" in said
    desk.press("Hand in")
    assert "Nothing was handed in." in desk.reads("#connection")
    assert answers(site) == {"one": ["b"]}

    heard_long_ago(site)
    with (
        desk.page.expect_response(lambda answer: answer.url.endswith("/answers/") and answer.ok),
        desk.page.expect_response(lambda answer: answer.url.endswith("/time/") and answer.ok),
    ):
        desk.context.set_offline(False)
    desk.page.locator("#connection").get_by_text("Saved again.").wait_for()
    assert answers(site) == {"one": ["b"], "some": ["a"], "word": ["Straße"]}
    assert 115 <= seconds(site, "Quiz") <= 130
    desk.page.reload()
    assert desk.page.get_by_role("textbox", name="What?").input_value() == "Straße"
    assert desk.page.get_by_label("A", exact=True).is_checked()


def test_a_page_that_was_closed_meanwhile_has_left_it_to_the_next(fire, desk, site):
    begun(desk, fire, "Alarms")
    desk.context.set_offline(True)
    pass_two_minutes(desk)
    assert "time spent (12" in desk.reads("#connection")
    # What a page sends while it goes, the browser sends although it plays at having no connection.
    desk.page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('no connection')); }")
    desk.page.close()
    heard_long_ago(site)
    desk.context.set_offline(False)
    desk.page = desk.context.new_page()
    assert seconds(site, "Alarms") == 0
    with desk.page.expect_response(lambda answer: "/time/" in answer.url and answer.request.post_data_json["seconds"]):
        desk.enter(fire, "Quiz")
    assert 115 <= seconds(site, "Alarms") <= 130
