"""What is in the courses of the demo organisation: of every kind, and whole."""

import datetime as dt
import wave
from io import BytesIO

import pytest

from milepost.catalog.contents import keeping, markdown, media
from milepost.catalog.contents.shapes import SHAPES, Ebook, Exam, LiveSession
from milepost.catalog.models import Activity, MediaFile
from milepost.demo import write_catalog, write_contents
from milepost.demo.contents import files
from milepost.demo.courses import outlines, paths
from tests.contents.making import STAFF, stored

TODAY = dt.date(2026, 11, 20)
FILMS = {"video", "package"}  # what has no content, but for one
FILM = "How fires start"


@pytest.fixture
def written(db, data_folder):
    catalogue = write_catalog.write(outlines(2026), paths(2026), start=dt.date(2024, 11, 20))
    write_contents.write(catalogue, TODAY)
    return catalogue


def test_every_lesson_but_most_films_has_a_content_that_could_be_written_anew(written):
    for activity in Activity.objects.all():
        content = keeping.read(activity)
        assert (content is None) == (activity.kind in FILMS and activity.title != FILM), activity
        if content is not None:
            assert keeping.write(STAFF, activity, content) == content


def test_it_is_as_long_as_it_should_be(written):
    contents = {activity: keeping.read(activity) for activity in Activity.objects.exclude(kind__in=FILMS)}
    assert {activity.kind for activity in contents} == set(SHAPES) - FILMS
    for activity, content in contents.items():
        if isinstance(content, Ebook):
            assert len(content.chapters) == 3, activity
        if isinstance(content, Exam):
            assert 4 <= len(content.questions) <= 6, activity
        if isinstance(content, LiveSession):
            assert content.starts_at.date() > TODAY, activity
        for _place, text in keeping._texts(content.model_dump(mode="json"), ()):
            assert "<p>" in (made := markdown.to_html(text, lambda _: None)) or not text, made


def test_its_files_are_what_they_say(written):
    assert MediaFile.objects.count() == len(files.files()) == len(list(media.folder().iterdir()))
    for file in MediaFile.objects.all():
        content = media.path_of(file).read_bytes()
        assert stored(file.content_type, file.name, content) == file
        assert (file.size, file.removed_at) == (len(content), None)
    with wave.open(BytesIO(files._three_tones())) as recording:
        assert recording.getnframes() / recording.getframerate() == pytest.approx(2, abs=0.01)


def test_its_documents_are_sound():
    for file in files.files():
        if file.content_type != "application/pdf":
            continue
        text = file.content.decode("cp1252")
        table = int(text.rpartition("startxref\n")[2].split()[0])
        assert text[table:].startswith("xref\n0 7\n")
        for number, line in enumerate(text[table:].splitlines()[3:9], start=1):
            assert text[int(line[:10]) :].startswith(f"{number} 0 obj\n"), file.name
        stream = text.partition("stream\n")[2].partition("\nendstream")[0]
        assert f"/Length {len(stream)} " in text


def test_it_is_the_same_every_day():
    made = [[(file.uuid, file.sha256) for file in files.files()] for _ in range(2)]
    assert made[0] == made[1]
