"""Contents are written by who may, when they make sense, and read as they were written."""

import datetime as dt
import json

import pytest
from django.utils.translation import gettext, override

from milepost.base.errors import BeyondReach, NotFound, NotPermitted, Refused
from milepost.base.shapes import SENTENCES, Misshapen
from milepost.catalog.contents import checking, keeping, media
from milepost.catalog.contents.shapes import SHAPES, Exam, Page, Recording
from milepost.catalog.models import ActivityContent, ActivityKind
from milepost.organisation.models import AdminEntry
from tests.contents.making import FILES, STAFF, of_kind, stored
from tests.support.world import actor, group, limited_staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bystander", "data_folder")]

AB = [{"id": "a", "text": "A"}, {"id": "b", "text": "B"}]
NOWHERE = "01a20390-0000-7000-8000-000000000000"


def asked(**fields):
    return {"id": "q", "kind": "single", "text": "Which?", "options": AB, **fields}


def faults_of(kind, body):
    with pytest.raises(Misshapen) as refused:
        checking.checked(kind, body)
    return [(each.pointer, each.code) for each in refused.value.faults]


# --- who, and what is noted ----------------------------------------------------------------------
def test_only_who_manages_training_everywhere_writes_and_looks():
    page = of_kind("page")
    for who, error in (
        (actor("rita", "Reporter"), NotPermitted),
        (actor("uma", "User manager"), NotPermitted),
        (limited_staff("lena", "Training manager", [group("Berlin")]), BeyondReach),
    ):
        with pytest.raises(error):
            keeping.write(who, page, {"text": "x"})
    assert keeping.read(page) is None
    keeping.write(actor("tom", "Training manager"), page, {"text": "x"})
    assert keeping.shown(actor("tom"), page) == Page(text="x")
    assert keeping.shown(limited_staff("lea", "Training manager", [group("Bonn")]), page) == Page(text="x")
    with pytest.raises(NotPermitted):
        keeping.shown(actor("rita"), page)


def test_where_nothing_is_yet_nothing_is_shown():
    with pytest.raises(NotFound, match="has no content yet"):
        keeping.shown(STAFF, of_kind("page"))


def test_the_log_says_that_it_was_changed_and_not_what_is_right():
    exam = of_kind("exam")
    keeping.write(STAFF, exam, {"questions": [asked(right=["a"])]})
    first = ActivityContent.objects.get(activity=exam)
    keeping.write(STAFF, exam, Exam.model_validate({"questions": [asked(right=["a"])]}))
    assert ActivityContent.objects.get(activity=exam).changed_at == first.changed_at
    keeping.write(STAFF, exam, {"questions": [asked(right=["b"], text="Which one?")]})
    second = ActivityContent.objects.get(activity=exam)
    noted = AdminEntry.objects.filter(kind="content.changed").order_by("pk")
    assert [json.loads(each.data) for each in noted] == [
        {"before": None, "after": {"bytes": len(first.body)}},
        {"before": {"bytes": len(first.body)}, "after": {"bytes": len(second.body)}},
    ]
    assert {each.subject for each in noted} == {f"{exam.course.asset_id}/{exam.asset_id}"}
    assert second.changed_at > first.changed_at


def test_a_package_brings_its_own():
    assert set(ActivityKind.values) - set(SHAPES) == {"package"}
    with pytest.raises(Refused, match="of the kind “package” has no content of its own"):
        keeping.write(STAFF, of_kind("package"), {})


def test_one_who_is_refused_changes_nothing():
    page = of_kind("page")
    keeping.write(STAFF, page, {"text": "before"})
    with pytest.raises(Misshapen, match=r"^/text: A character in this text cannot be stored\. Leave it out\.$"):
        keeping.write(STAFF, page, {"text": "\x00"})
    assert keeping.read(page) == Page(text="before")
    assert AdminEntry.objects.filter(kind="content.changed").count() == 1


# --- what makes sense ----------------------------------------------------------------------------
FAULTY = {
    "ids of chapters": (
        "ebook",
        {"chapters": [{"id": "a", "title": "A"}, {"id": "b", "title": "B"}, {"id": "a", "title": "C"}]},
        [("/chapters/2/id", "repeated_id")],
    ),
    "ids of tasks": (
        "practical",
        {"tasks": [{"id": "a", "text": "A"}, {"id": "a", "text": "B"}]},
        [("/tasks/1/id", "repeated_id")],
    ),
    "ids of options": (
        "form",
        {"questions": [asked(options=[*AB, AB[0]])]},
        [("/questions/0/options/2/id", "repeated_id")],
    ),
    "one option": ("form", {"questions": [asked(options=AB[:1])]}, [("/questions/0/options", "too_few_options")]),
    "no options": (
        "form",
        {"questions": [asked(kind="multiple", options=[])]},
        [("/questions/0/options", "too_few_options")],
    ),
    "options of words": ("form", {"questions": [asked(kind="text")]}, [("/questions/0/options", "options_of_text")]),
    "two right": ("exam", {"questions": [asked(right=["a", "b"])]}, [("/questions/0/right", "one_right")]),
    "right without option": ("exam", {"questions": [asked(right=["c"])]}, [("/questions/0/right/0", "no_option")]),
    "right twice": (
        "exam",
        {"questions": [asked(kind="multiple", right=["a", "b", "a"])]},
        [("/questions/0/right/2", "repeated_right")],
    ),
    "nothing right": ("exam", {"questions": [asked(right=[])]}, [("/questions/0/right", "too_short")]),
    "no right": ("exam", {"questions": [asked()]}, [("/questions/0/right", "missing")]),
    "ends before": (
        "live_session",
        {"starts_at": "2026-11-20T10:00:00+01:00", "ends_at": "2026-11-20T09:00:00Z"},
        [("/ends_at", "not_after")],
    ),
    "no zone": (
        "live_session",
        {"starts_at": "2026-11-20T10:00:00", "ends_at": 1_800_000_000},
        [("/starts_at", "moment"), ("/ends_at", "moment")],
    ),
    "no day": (
        "live_session",
        {"starts_at": "2026-02-30T10:00:00Z", "ends_at": "9999-12-31T23:59:59-23:59"},
        [("/starts_at", "moment"), ("/ends_at", "moment")],
    ),
    "no id": ("ebook", {"chapters": [{"id": "Chapter 1", "title": "A"}]}, [("/chapters/0/id", "id")]),
    "no address": ("link", {"url": "javascript:alert(1)"}, [("/url", "address")]),
    "an address with blanks": ("link", {"url": "https://x.example/a b"}, [("/url", "address")]),
    "no line": (
        "form",
        {"questions": [asked(options=[{"id": "a", "text": " "}, {"id": "b", "text": "B\x07B"}])]},
        [
            ("/questions/0/options/0/text", "string_too_short"),
            ("/questions/0/options/1/text", "control_character"),
        ],
    ),
    "a switch that is none": (
        "form",
        {"questions": [asked(required="yes")]},
        [("/questions/0/required", "bool_type")],
    ),
    "points": ("exam", {"questions": [asked(right=["a"], points="2")]}, [("/questions/0/points", "float_type")]),
    "no points": (
        "exam",
        {"questions": [asked(right=["a"], points=0)]},
        [("/questions/0/points", "greater_than_equal")],
    ),
    "half an attempt": ("exam", {"attempts": 1.5, "questions": [asked(right=["a"])]}, [("/attempts", "int_type")]),
    "a field of another kind": ("page", {"url": "https://x.example"}, [("/url", "extra_forbidden")]),
    "no object": ("page", "text", [("", "model_type")]),
    "too long": ("page", {"text": "x" * 200_001}, [("/text", "string_too_long")]),
    "half a character": ("page", {"text": "\ud800"}, [("/text", "string_unicode")]),
}


@pytest.mark.parametrize("name", FAULTY)
def test_what_makes_no_sense_is_named_with_its_place(name):
    kind, body, wanted = FAULTY[name]
    assert faults_of(kind, body) == wanted


def test_each_code_of_ours_has_its_sentence_in_german_too():
    for code, english in (SENTENCES | checking.SENTENCES).items():
        with override("de"):
            assert gettext(english) != english, code


@pytest.mark.parametrize("text", ["right", " Right ", "RIGHT"])
def test_words_of_ones_own_that_count_need_no_options(text):
    body = {"questions": [asked(kind="text", options=[], right=[text, "other"])]}
    assert checking.checked("exam", body).questions[0].right[0] == text.strip()


def test_whole_numbers_may_be_written_with_a_point_as_json_has_it():
    assert checking.checked("exam", {"attempts": 3.0, "questions": [asked(right=["a"])]}).attempts == 3


def test_a_moment_keeps_its_distance_from_utc():
    session = of_kind("live_session")
    keeping.write(STAFF, session, {"starts_at": "2026-11-20T10:00+01:00", "ends_at": "2026-11-20T10:00:00.5Z"})
    read = keeping.read(session)
    assert read.starts_at.utcoffset() == dt.timedelta(hours=1)
    assert read.ends_at - read.starts_at == dt.timedelta(hours=1, seconds=0.5)


def test_all_together_may_be_two_megabytes():
    chapters = [{"id": f"c{number}", "title": "C", "text": "é" * 100_000} for number in range(10)]
    with pytest.raises(Refused, match="at most 2 MB"):
        checking.checked("ebook", {"chapters": chapters})
    assert checking.checked("ebook", {"chapters": chapters[:9]})


# --- files ---------------------------------------------------------------------------------------
FITTING = {"video": ("video/",), "audio": ("audio/", "video/"), "pdf": ("application/pdf",)}


@pytest.mark.parametrize("kind", FITTING)
def test_a_file_is_of_a_fitting_kind(kind):
    made = of_kind(kind)
    for content_type in FILES:
        file = stored(content_type, "that")
        body = {"file": str(file.uuid)}
        if content_type.startswith(FITTING[kind]):
            assert keeping.write(STAFF, made, body).file == file.uuid
            continue
        with pytest.raises(Misshapen, match=r"^/file: The file “that” is not a"):
            keeping.write(STAFF, made, body)


def test_captions_are_captions_and_pictures_pictures():
    film, captions, picture = (stored(each) for each in ("video/mp4", "text/vtt", "image/png"))
    video, page = of_kind("video"), of_kind("ebook")
    assert keeping.write(STAFF, video, Recording(file=film.uuid, captions=captions.uuid)).captions == captions.uuid
    with pytest.raises(Misshapen, match=r"^/captions: The file “file” is not captions in WebVTT"):
        keeping.write(STAFF, video, Recording(file=film.uuid, captions=picture.uuid))

    def book(uuid):
        return {"chapters": [{"id": "a", "title": "A"}, {"id": "b", "title": "B", "text": f"![x](media:{uuid})"}]}

    assert keeping.write(STAFF, page, book(picture.uuid))
    for uuid, code in ((film.uuid, "other_file"), (NOWHERE, "no_file")):
        with pytest.raises(Misshapen) as refused:
            keeping.write(STAFF, page, book(uuid))
        assert [(each.pointer, each.code) for each in refused.value.faults] == [("/chapters/1/text", code)]


def test_a_file_that_was_taken_away_is_none():
    film = stored("video/mp4")
    media.remove(STAFF, film)
    with pytest.raises(Misshapen, match=r"^/file: There is no file with that UUID"):
        keeping.write(STAFF, of_kind("video"), {"file": str(film.uuid)})
