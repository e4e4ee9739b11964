"""After a reset, in the browser: what is empty again, what stays to be seen, and what does not."""

import pytest

from milepost.player import practical
from milepost.records.models import Restart
from tests.commands.acting import finish, launch, reset, work
from tests.player.rooms import BODIES
from tests.support.world import activity, actor, course, enrol, fill, learner


@pytest.fixture
def ada(site, password, site_bystander):
    """Ada; `site_bystander` sees that nobody else is touched."""
    with site.inside():
        return password(learner("ada", display_name="Ada Lovelace"))


@pytest.fixture
def lifting(site, ada):
    """A course with what staff grade and assess."""
    with site.inside():
        made = course("lifting", title="Lifting", activities=())
        for kind in ("assignment", "discussion", "practical"):
            fill(activity(made, kind, title=f"The {kind}"), **BODIES[kind])
        enrol(ada, made)
    return made


@pytest.fixture
def fire(site, ada):
    """A course of one page."""
    with site.inside():
        made = course("fire", title="Fire safety", activities=())
        fill(activity(made, "page", title="Alarms"), text="All about alarms.")
        enrol(ada, made, restart=Restart.KEEP)
    return made


@pytest.mark.requirement("SC-02")
def test_assignments_discussions_and_practical_assessments_are_empty_again(lifting, ada, site, visit):
    desk = visit("ada")
    desk.enter(lifting, "The assignment")
    desk.fill("Text", "With a straight back.")
    desk.press("Hand in")
    desk.page.get_by_text("Waits for its grade", exact=True).wait_for()
    desk.enter(lifting, "The discussion")
    desk.fill("Text", "I ask for help.")
    desk.press("Post")
    desk.page.get_by_text("2 posts are asked for; you have written 1.").wait_for()
    with site.inside():
        assessed = lifting.activities.get(kind="practical")
        practical.confirm(actor(), ada.pk, assessed.pk, ["lift", "carry"])
    desk.enter(lifting, "The practical")
    assert "Confirmed by an assessor" in desk.reads()

    with site.inside():
        reset(("ada", lifting))
    desk.start_again(lifting)
    desk.enter(lifting, "The assignment")
    read = desk.reads()
    assert "With a straight back." not in read
    assert "Waits for its grade" not in read
    desk.enter(lifting, "The discussion")
    read = desk.reads()
    assert "2 posts are asked for; you have written 0." in read
    assert "I ask for help." in read, "it stays readable, and does not count"
    desk.enter(lifting, "The practical")
    read = desk.reads()
    assert "Confirmed by an assessor" not in read
    assert desk.page.locator(".tick.ok").count() == 0


@pytest.mark.requirement("SK-05")
def test_a_reset_overrides_a_restart_setting_that_keeps(fire, ada, site, visit):
    with site.inside():
        finish(ada, fire)
    desk = visit("ada")
    desk.open_course(fire)
    desk.press("Open again")
    desk.page.get_by_text("You have completed this.").wait_for()
    assert [each["number"] for each in desk.attempts()] == ["1"], "left to the setting, nothing starts again"
    with site.inside():
        reset(("ada", fire))
    desk.start_again(fire)
    assert desk.offers("Mark as done")
    assert [each["number"] for each in desk.attempts()] == ["2", "1"]


@pytest.mark.requirement("LW-21")
def test_time_starts_again_and_what_was_spent_stays_in_the_history(fire, ada, site, visit):
    """What a certificate prints of it is shown where certificates are printed."""
    with site.inside():
        work(launch(ada, fire), fire.activities.get(), seconds=180)
    desk = visit("ada")
    assert [each["time"] for each in desk.attempts()] == ["3 m"]
    with site.inside():
        reset(("ada", fire))
    desk.start_again(fire)
    assert [each["time"] for each in desk.attempts()] == ["0 m", "3 m"]
    with site.inside():
        work(launch(ada, fire), fire.activities.get(), seconds=60)
    assert [each["time"] for each in desk.attempts()] == ["1 m", "3 m"]


@pytest.mark.requirement("SC-06")
def test_after_an_erase_no_page_of_the_learner_shows_anything_of_it(fire, ada, site, visit):
    with site.inside():
        enrolled = fire.activities.get()
        finish(ada, fire)
    desk = visit("ada")
    desk.enter(fire, enrolled.title)
    here = desk.page.url
    desk.go("/learning/transcript/")
    assert "Fire safety" in desk.reads()
    [before] = desk.attempts()
    assert before["status"] == "Completed"
    with site.inside():
        reset(("ada", fire), policy="erase")

    desk.go("/learning/transcript/")
    assert "Fire safety" not in desk.reads()
    assert desk.attempts() == []
    desk.go(here)
    assert "Its results were not kept." in desk.reads()
    desk.open_course(fire)
    read = desk.reads()
    assert "An administrator reset this course" in read
    assert "Your earlier result is kept" not in read
    assert "Your attempts" not in read
