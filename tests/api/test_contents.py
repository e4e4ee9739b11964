"""Contents and their files over the API."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from milepost.api import limits
from milepost.catalog.models import MediaFile
from milepost.organisation.models import AdminEntry
from tests.api.asking import ROOT, Answer, Asker
from tests.support.world import activity, actor, course

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bystander")]

CAPTIONS = b"WEBVTT\n\n00:00.000 --> 00:02.000\nMind the step.\n"
PAGE = "/courses/fire/activities/page-1/content"
OF_A_CONTENT = 12


@pytest.fixture
def tom():
    course("fire", ["page", "exam", "package"])
    return Asker(actor("tom", "Training manager"))


def upload(asker, content, *, name="steps.vtt", key="", **fields):
    headers = {"Idempotency-Key": key} if key else None
    answer = asker._client.post(
        f"{ROOT}/media", {"file": SimpleUploadedFile(name, content), **fields}, headers=headers
    )
    return Answer(answer.status_code, answer.content, answer.headers)


# --- contents ------------------------------------------------------------------------------------
def test_a_content_is_written_and_looked_at(tom):
    nothing = tom.get(PAGE)
    assert (nothing.status, nothing.json["detail"]) == (404, "This activity has no content yet.")
    made = tom.put(PAGE, {"text": "# Doors"})
    assert (made.status, made.json) == (200, {"text": "# Doors"})
    assert tom.get(PAGE).json == {"text": "# Doors"}
    assert tom.put(PAGE, {"text": "None"}).json == tom.get(PAGE).json == {"text": "None"}


def test_each_place_that_is_at_fault_is_pointed_at(tom):
    question = {"id": "a", "kind": "single", "text": "?", "right": ["x"], "options": [{"id": "b", "text": "B"}]}
    answer = tom.put("/courses/fire/activities/exam-2/content", {"questions": [question, question]})
    assert (answer.status, answer.headers["Content-Type"]) == (422, "application/problem+json")
    assert [(each["pointer"], each["code"]) for each in answer.json["errors"]] == [
        ("/questions/1/id", "repeated_id"),
        ("/questions/0/options", "too_few_options"),
        ("/questions/0/right/0", "no_option"),
        ("/questions/1/options", "too_few_options"),
        ("/questions/1/right/0", "no_option"),
    ]
    assert all(each["detail"] for each in answer.json["errors"])


@pytest.mark.parametrize("body", [[], "text", None, 5, {"text": 5}, {"words": ""}, {"chapters": []}])
def test_what_is_no_content_of_the_kind_is_refused(tom, body):
    answer = tom.ask("PUT", PAGE, body)
    assert (answer.status, answer.json["type"]) in (
        (422, f"{ROOT}/problems/refused"),
        (400, f"{ROOT}/problems/unreadable"),
    )


def test_a_package_has_none_here(tom):
    answer = tom.put("/courses/fire/activities/package-3/content", {})
    assert (answer.status, answer.json["errors"]) == (422, [])
    assert "package" in answer.json["detail"]


def test_a_large_content_costs_as_many_statements_as_a_small_one(tom, statements):
    activity(course("book", activities=[]), "ebook", asset_id="book")
    counts = []
    for chapters in (1, 150):
        body = {"chapters": [{"id": f"c{number}", "title": "C", "text": "text"} for number in range(chapters)]}
        with statements() as made:
            assert tom.put("/courses/book/activities/book/content", body).status == 200
        counts.append(made)
    assert max(each.count for each in counts) <= OF_A_CONTENT, counts


# --- files ---------------------------------------------------------------------------------------
def test_a_file_is_uploaded_found_and_taken_away(tom):
    made = upload(tom, CAPTIONS)
    assert (made.status, made.json["name"], made.json["content_type"]) == (201, "steps.vtt", "text/vtt")
    assert made.json["size"] == len(CAPTIONS)
    path = f"/media/{made.json['id']}"
    assert tom.get(path).json == made.json
    assert tom.every("/media") == tom.every("/media", search="STEP") == [made.json]
    assert tom.every("/media", search="stairs") == []
    assert tom.delete(path).json == made.json
    assert [tom.get(path).status, tom.delete(path).status, tom.every("/media")] == [404, 404, []]


def test_the_same_file_is_there_once(tom):
    first, second, replayed = upload(tom, CAPTIONS), upload(tom, CAPTIONS, key="k"), upload(tom, CAPTIONS, key="k")
    assert first.json == second.json == replayed.json
    assert replayed.headers["Idempotency-Replayed"] == "true"
    assert upload(tom, CAPTIONS + b"\n", key="k").json["type"].endswith("/key-reused")
    assert MediaFile.objects.count() == 1
    assert AdminEntry.objects.filter(kind="media.stored").count() == 1


def test_a_file_that_a_content_shows_stays(tom):
    made = upload(tom, b"\x89PNG\r\n\x1a\n" + b"\0" * 50, name="plan.png").json
    assert tom.put(PAGE, {"text": f"![The plan](media:{made['id']})"}).status == 200
    refused = tom.delete(f"/media/{made['id']}")
    assert (refused.status, "“plan.png” is shown in “page 1” of the course “Fire”" in refused.json["detail"]) == (
        409,
        True,
    )
    tom.put(PAGE, {"text": ""})
    assert tom.delete(f"/media/{made['id']}").status == 200
    gone = tom.put(PAGE, {"text": f"![The plan](media:{made['id']})"})
    assert [each["code"] for each in gone.json["errors"]] == ["no_file"]


def test_what_is_no_file_to_show_is_refused_in_a_sentence(tom):
    for content in (b"<!doctype html><script>alert(1)</script>", b"", b"MZ\x90\0"):
        answer = upload(tom, content, name="film.mp4")
        assert (answer.status, answer.json["type"]) == (422, f"{ROOT}/problems/refused"), answer.body
    assert upload(tom, CAPTIONS, title="Steps").json["errors"][0]["pointer"] == "/title"
    assert tom.post("/media", {"file": "x"}).status == 415
    assert not MediaFile.objects.exists()


def test_what_is_too_large_is_not_even_read(tom, settings):
    settings.MAX_MEDIA_MB = 1
    answer = upload(tom, b"%PDF-1.7" + b"\0" * (1_000_000 + 2 * limits._FRAME))
    assert (answer.status, answer.json["detail"]) == (413, "The file is larger than 1 MB.")
    assert upload(tom, b"%PDF-1.7" + b"\0" * 1_000_000).status == 422


def test_a_film_may_be_larger_than_a_table(tom, settings, monkeypatch):
    monkeypatch.setattr(limits, "MAX_BYTES", 1_000)
    film = b"\0\0\0\x18ftypmp42" + b"\0" * 100_000
    assert upload(tom, film).status == 201
    answer = tom._client.post(f"{ROOT}/uploads", {"kind": "reset", "file": SimpleUploadedFile("a.csv", film)})
    assert (answer.status_code, answer.json()["detail"]) == (413, "The request is too large. Divide the file.")
