"""A video is complete when it was played, not when somebody has jumped to its end. The film is that of the demo."""

import pytest

from milepost.catalog.contents import media
from milepost.catalog.models import MediaFile
from milepost.demo.contents import files
from milepost.records.models import ActivityRecord
from tests.support.world import LONG_AGO, activity, course, enrol, fill, learner

TO_THE_END = """async (video) => {
  const come = (kind) => new Promise((then) => video.addEventListener(kind, then, {once: true}));
  const there = come("seeked");
  video.currentTime = video.duration - 0.2;
  await there;
}"""


@pytest.fixture
def film(site, password, site_bystander):
    """Ada in a course of one film with captions."""
    with site.inside():
        made = course("fire", title="Fire safety", activities=())
        shown = activity(made, "video", title="How fires start")
        film, captions = (kept(site, each) for each in files.files() if "How fires start" in each.name)
        fill(shown, file=film, captions=captions, transcript="A fire needs fuel, heat, and oxygen.")
        enrol(password(learner("ada")), made)
    return made


def kept(site, file):
    """The UUID of a file in the site's data folder."""
    row = MediaFile.objects.create(
        uuid=file.uuid,
        name=file.name,
        content_type=file.content_type,
        size=len(file.content),
        sha256=file.sha256,
        created_at=LONG_AGO,
    )
    place = site.folder / "data" / media.folder().name / media.path_of(row).name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(file.content)
    return str(file.uuid)


def status(site):
    with site.inside():
        [found] = ActivityRecord.objects.filter(record__user__login_id="ada")
        return found.status, found.progress


def test_seeking_to_the_end_completes_nothing_and_playing_does(film, site, visit):
    desk = visit("ada")
    desk.enter(film, "How fires start")
    video = desk.page.locator("#media")
    video.evaluate(TO_THE_END)
    with desk.page.expect_response("**/played/") as said:
        video.click()  # plays the last fifth of a second
    assert said.value.json()["is_complete"] is False
    desk.page.locator("#watched").get_by_text("% played").wait_for()
    assert "Completed" not in desk.reads()
    seen, progress = status(site)
    assert seen == "active"
    assert progress < 10

    desk.page.reload()
    assert "You have completed this." not in desk.reads()
    video.evaluate("(video) => { video.currentTime = 0; video.playbackRate = 2; }")
    video.click()
    desk.page.get_by_text("Played to the end. You have completed this.").wait_for()
    assert "Completed" in desk.reads("#state")
    assert status(site)[0] == "completed"


def test_its_captions_and_its_words_are_there(film, visit):
    desk = visit("ada")
    desk.enter(film, "How fires start")
    video = desk.page.locator("#media")
    first = video.evaluate(
        """(video) => new Promise((then) => {
          const [track] = video.textTracks;
          const look = () => (track.cues?.length ? then(track.cues[0].text) : requestAnimationFrame(look));
          look();
        })"""
    )
    assert first == "A fire needs fuel,"
    desk.page.get_by_text("Words of the recording").click()
    assert "A fire needs fuel, heat, and oxygen." in desk.reads()
