"""Files are taken in whole or not at all, known by their content, and there once."""

import datetime as dt
import hashlib
import os
from io import BytesIO

import pytest
from django.db import transaction

from milepost.base import clock
from milepost.base.errors import BeyondReach, Conflict, NotFound, NotPermitted, Refused
from milepost.catalog.contents import keeping, media
from milepost.catalog.contents.recognising import EXTENSIONS
from milepost.catalog.models import MediaFile
from milepost.jobs.crew import Crew
from milepost.jobs.periodic import jobs_for
from milepost.organisation.models import AdminEntry
from tests.contents.making import ALSO, CAPTIONS, FILES, NONE, STAFF, of_kind, stored
from tests.support.world import actor, group, limited_staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bystander")]


@pytest.fixture(autouse=True)
def folder(data_folder):
    return data_folder / "media"


def there(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*")) if folder.exists() else []


# --- what it is ----------------------------------------------------------------------------------
def test_every_kind_is_known_by_its_content():
    assert set(FILES) == set(EXTENSIONS)
    for content_type, content in FILES.items():
        for each in (content, *ALSO.get(content_type, ())):
            assert stored(content_type, "page.html", each).content_type == content_type, each[:12]


@pytest.mark.parametrize("what", NONE)
def test_everything_else_is_refused_whatever_it_is_called(what, folder):
    with pytest.raises(Refused, match=r"^“film\.mp4” is of no kind that is shown here\. There are: MP4"):
        media.store(STAFF, "film.mp4", BytesIO(NONE[what]))
    assert there(folder) == []
    assert not MediaFile.objects.exists()


def test_captions_of_six_megabytes_are_none():
    with pytest.raises(Refused):
        media.store(STAFF, "x.vtt", BytesIO(b"WEBVTT\n" + b"x" * 6_000_000))


# --- how it is kept ------------------------------------------------------------------------------
def test_it_is_kept_byte_by_byte(folder):
    content = FILES["video/mp4"] + os.urandom(3_000_000)
    file = media.store(STAFF, "C:\\films\\Tür.mp4", BytesIO(content))
    assert (file.name, file.size, file.sha256) == ("Tür.mp4", len(content), hashlib.sha256(content).hexdigest())
    assert there(folder) == [str(file.uuid)]
    assert media.path_of(file).read_bytes() == content
    [noted] = AdminEntry.objects.filter(kind="media.stored")
    assert (noted.subject, "Tür.mp4" in noted.data) == (str(file.uuid), True)


def test_the_same_bytes_are_there_once(folder):
    first, second = stored("text/vtt", "a.vtt"), stored("text/vtt", "b.vtt")
    assert (first, second.name) == (second, "a.vtt")
    media.path_of(first).unlink()  # somebody tidied up
    assert stored("text/vtt") == first
    assert media.path_of(first).read_bytes() == CAPTIONS
    media.remove(STAFF, first)
    third = stored("text/vtt", "c.vtt")
    assert (third.pk != first.pk, third.name) == (True, "c.vtt")
    assert there(folder) == sorted([str(first.uuid), str(third.uuid)])


@pytest.mark.parametrize("name", ["", "/", "x" * 251])
def test_a_name_is_needed_and_not_too_long(name, folder):
    with pytest.raises(Refused, match=r"^Name: "):
        media.store(STAFF, name, BytesIO(CAPTIONS))
    assert there(folder) == []


def test_a_name_that_steers_a_terminal_is_made_harmless():
    assert media.store(STAFF, "a\x1b[31m\u202eb.vtt", BytesIO(CAPTIONS)).name == "a\ufffd[31m\ufffdb.vtt"


def test_what_is_too_large_or_empty_is_refused(folder, settings):
    settings.MAX_MEDIA_MB = 1
    exact = FILES["application/pdf"].ljust(1_000_000, b"\0")
    assert media.store(STAFF, "a.pdf", BytesIO(exact)).size == 1_000_000
    for content, said in ((exact + b"\0", r"^The file is larger than 1 MB\.$"), (b"", r"^The file is empty\.$")):
        with pytest.raises(Refused, match=said):
            media.store(STAFF, "a.pdf", BytesIO(content))
    assert len(there(folder)) == 1


def test_where_it_cannot_be_kept_nothing_is_noted(folder):
    folder.parent.mkdir()
    folder.write_text("no folder")
    with pytest.raises(Refused, match=r"/media” cannot be written: File exists\.$"):
        stored("text/vtt")
    assert not MediaFile.objects.exists()


class Broken(BytesIO):
    """A source that ends in the middle, as a connection may."""

    def read(self, size=-1):
        if self.tell():
            raise ConnectionError
        return super().read(size)


def test_of_one_that_breaks_off_nothing_is_left(folder):
    with pytest.raises(Refused, match="cannot be written"):
        media.store(STAFF, "a.pdf", Broken(FILES["application/pdf"] * 50_000))
    assert there(folder) == []


def test_what_is_taken_back_leaves_no_row(folder):
    with transaction.atomic():
        stored("text/vtt")
        transaction.set_rollback(True)
    assert not MediaFile.objects.exists()
    again = stored("text/vtt")
    assert media.path_of(again).read_bytes() == CAPTIONS


# --- who -----------------------------------------------------------------------------------------
def test_only_who_manages_training_everywhere_changes_files():
    file = stored("text/vtt")
    for who, error in (
        (actor("rita", "Reporter"), NotPermitted),
        (limited_staff("lena", "Training manager", [group("Berlin")]), BeyondReach),
    ):
        with pytest.raises(error):
            media.store(who, "a.vtt", BytesIO(CAPTIONS))
        with pytest.raises(error):
            media.remove(who, file)
    for look in (lambda: media.find(actor("rita"), file.uuid), lambda: media.files(actor("rita"))):
        with pytest.raises(NotPermitted):
            look()
    assert media.find(limited_staff("lea", "Training manager", [group("Bonn")]), file.uuid) == file


def test_files_are_found_by_a_part_of_their_name():
    for number, name in enumerate(("Fire doors.vtt", "Water.vtt")):
        stored("text/vtt", name, CAPTIONS + str(number).encode())
    assert [file.name for file in media.files(STAFF, search=" DOOR ")] == ["Fire doors.vtt"]
    assert media.files(STAFF).count() == 2
    assert not media.files(STAFF, search="\0").exists()


# --- going ---------------------------------------------------------------------------------------
def test_one_that_is_shown_stays(folder):
    film = stored("video/mp4", "film.mp4")
    video = of_kind("video")
    keeping.write(STAFF, video, {"file": str(film.uuid)})
    with pytest.raises(Conflict, match=r"^“film\.mp4” is shown in “video 1” of the course “.*”\. Take it out there"):
        media.remove(STAFF, film)
    keeping.write(STAFF, video, {"file": str(stored("video/webm").uuid)})
    media.remove(STAFF, film)
    for again in (lambda: media.remove(STAFF, film), lambda: media.find(STAFF, film.uuid)):
        with pytest.raises(NotFound):
            again()
    assert [each.kind for each in AdminEntry.objects.filter(subject=str(film.uuid)).order_by("pk")] == [
        "media.stored",
        "media.removed",
    ]


def test_the_bytes_go_a_day_later_and_so_does_what_was_left_half_written(folder):
    kept, gone = stored("video/mp4"), stored("video/webm")
    media.remove(STAFF, gone)
    (folder / ".arriving-dead").mkdir()
    (folder / ".arriving-dead" / "file").write_text("half")
    (folder / "of somebody else").write_text("whole")
    assert media.clear_up(clock.now() + dt.timedelta(hours=23)) == 0
    assert media.clear_up(clock.now() + dt.timedelta(hours=25)) == 2
    assert there(folder) == sorted([str(kept.uuid), "of somebody else"])
    assert media.clear_up(clock.now() + dt.timedelta(hours=25)) == 0


def test_every_worker_clears_up_now_and_then():
    gone = stored("video/mp4")
    media.remove(STAFF, gone)
    MediaFile.objects.update(removed_at=clock.now() - dt.timedelta(days=2))
    crew = Crew(1)
    try:
        [job] = [each for each in jobs_for(crew) if each.name == "media"]
        assert job.run() == 1
    finally:
        crew.close()
    assert not media.path_of(gone).exists()


def test_where_no_file_ever_was_there_is_nothing_to_clear():
    assert media.clear_up(clock.now()) == 0
