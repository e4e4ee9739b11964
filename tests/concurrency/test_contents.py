"""Contents and files that several people put and take at the same instant."""

from io import BytesIO

import pytest

from milepost.base.errors import Conflict
from milepost.base.shapes import Misshapen
from milepost.catalog.contents import keeping, media
from milepost.catalog.contents.shapes import Recording
from milepost.catalog.models import ActivityContent, MediaFile
from milepost.organisation.models import AdminEntry
from tests.concurrency.test_races import at_once
from tests.contents.making import FILES, STAFF, of_kind, stored

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.proof]


@pytest.fixture(autouse=True)
def _data_folder(tmp_path, settings):
    settings.DATA_DIR = tmp_path / "data"


def test_a_file_is_not_named_and_taken_away(proof_count):
    """Whichever comes first: no content shows a file that is gone."""
    video = of_kind("video")
    for number in range(proof_count(200)):
        film = stored("video/mp4", content=FILES["video/mp4"] + str(number).encode())
        said = at_once(
            lambda: keeping.write(STAFF, video, {"file": str(film.uuid)}),  # noqa: B023
            lambda: media.remove(STAFF, film),  # noqa: B023
        )
        film.refresh_from_db()
        if film.removed_at is None:
            assert [type(each) for each in said] == [Recording, Conflict]
            assert keeping.read(video).file == film.uuid
        else:
            assert [type(each) for each in said] == [Misshapen, type(None)]
            assert keeping.read(video) is None
        ActivityContent.objects.all().delete()


def test_the_same_file_twice_is_one(proof_count):
    for number in range(proof_count(100)):
        content = FILES["video/webm"] + str(number).encode()
        first, second = at_once(*[lambda: media.store(STAFF, "film", BytesIO(content))] * 2)  # noqa: B023
        assert first == second
        assert media.path_of(first).read_bytes() == content
        assert MediaFile.objects.count() == len(list(media.folder().iterdir())) == number + 1
    assert AdminEntry.objects.filter(kind="media.stored").count() == number + 1


def test_two_who_write_the_same_content_leave_one_of_the_two(proof_count):
    for _ in range(proof_count(100)):
        page = of_kind("page")
        said = at_once(*[lambda text=text: keeping.write(STAFF, page, {"text": text}) for text in "ab"])  # noqa: B023
        assert keeping.read(page) in said
        assert not [each for each in said if isinstance(each, Exception)]
