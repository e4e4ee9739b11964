"""The editors of contents, asked for as a browser asks; what scripts make of them is tried in tests/browser."""

import json
import re
from html.parser import HTMLParser

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from milepost.catalog.contents import checking, keeping
from milepost.catalog.contents.shapes import SHAPES
from milepost.catalog.models import ActivityContent, MediaFile
from milepost.console.contents import drafts
from milepost.console.contents.changing import change
from milepost.console.contents.fields import EDITORS
from tests.console.asking import signed_in, text
from tests.player.rooms import BODIES
from tests.support.world import activity, course, fill, learner, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bystander")]

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
VTT = b"WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n"


@pytest.fixture
def room():
    return course("room", activities=())


def at(of):
    return reverse("manage_content", args=[of.course.uuid, of.uuid])


class Sheet(HTMLParser):
    """What the form of an editor would send, in its order, as a browser sends it without a script."""

    def __init__(self, page):
        super().__init__()
        self.sent, self.buttons, self._in, self._area, self._select = {}, [], False, None, None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        of = dict(attrs)
        self._in = self._in or of.get("id") == "editor"
        if not self._in:
            return
        if tag == "button" and of.get("name") == "do":
            self.buttons += [] if "disabled" in of else [of["value"]]
        elif tag == "input" and of.get("type") == "checkbox":
            self.sent |= {of["name"]: "yes"} if "checked" in of else {}
        elif tag == "input" and of.get("type") != "file" and of["name"] != "csrfmiddlewaretoken":
            self.sent[of["name"]] = of["value"]
        elif tag == "textarea":
            self._area, self.sent[of["name"]] = of["name"], ""
        elif tag == "select":
            self._select = of["name"]
        elif tag == "option" and "selected" in of:
            self.sent[self._select] = of["value"]

    def handle_endtag(self, tag):
        if tag == "form":
            self._in = False
        if tag == "textarea":
            self._area = None

    def handle_data(self, data):
        if self._area:
            self.sent[self._area] += data.removeprefix("\n")

    def named(self, pattern):
        """The names of fields that a pattern fits."""
        return [name for name in self.sent if re.fullmatch(pattern, name)]


def opened(grace, of):
    return Sheet(text(grace.get(at(of))))


def pressed(grace, of, sheet, button, status=200, **files):
    return Sheet(text(grace.post(at(of), sheet.sent | {"do": button} | files), status))


def saved(grace, of, sheet):
    answer = grace.post(at(of), sheet.sent | {"do": "save"})
    assert answer.status_code == 302, answer.content.decode()
    return keeping.read(of)


# --- shapes and forms ----------------------------------------------------------------------------
@pytest.mark.parametrize("kind", sorted(SHAPES))
def test_each_kind_has_an_editor_that_shows_everything_and_loses_nothing(kind, room, grace):
    body = BODIES.get(kind) if kind in BODIES else {"url": "https://example.org/a?b=c", "text": "There"}
    if kind in ("video", "audio", "pdf"):
        body = (
            {"file": "01a20390-0000-7000-8000-000000000000", "captions": None}
            if kind != "pdf"
            else {"file": "01a20390-0000-7000-8000-000000000000"}
        )
    of = fill(activity(room, kind), **body)
    if "file" in body:
        kinds = {"video": "video/mp4", "audio": "audio/mpeg", "pdf": "application/pdf"}
        MediaFile.objects.filter(uuid=body["file"]).delete()
        MediaFile.objects.create(uuid=body["file"], name="it", content_type=kinds[kind], size=1, sha256="0" * 64)
    before = ActivityContent.objects.get(activity=of).body
    assert json.loads(saved(grace, of, opened(grace, of)).model_dump_json()) == json.loads(before)


@pytest.mark.parametrize("kind", sorted(SHAPES))
def test_a_new_one_begins_with_something_to_fill_in(kind, room, grace):
    of = activity(room, kind)
    sheet = opened(grace, of)
    assert sheet.sent["loaded"] == ""
    answer = grace.post(at(of), sheet.sent | {"do": "save"})
    assert answer.status_code in (302, 422)
    assert (keeping.read(of) is None) == (answer.status_code == 422)


_LINE = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=20
).filter(lambda text: text.strip() == text)
_WORDS = st.lists(_LINE, min_size=1, max_size=3, unique=True)


@st.composite
def questions(draw):
    kind = draw(st.sampled_from(["single", "multiple", "text"]))
    keys = [f"o{number}" for number in range(draw(st.integers(2, 4)))]
    some = st.lists(st.sampled_from(keys), min_size=1, max_size=1 if kind == "single" else 4, unique=True)
    options = [] if kind == "text" else [{"id": key, "text": draw(_LINE)} for key in keys]
    right = draw(_WORDS) if kind == "text" else sorted(draw(some), key=keys.index)
    return {"kind": kind, "text": draw(_LINE), "options": options, "right": right} | {
        "points": draw(st.sampled_from([0.5, 1.0, 2.25])),
        "required": draw(st.booleans()),
        "explanation": draw(_LINE),
    }


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault of the form
@given(st.lists(questions(), min_size=1, max_size=4), st.none() | st.integers(1, 100))
def test_an_exam_goes_through_a_form_and_is_the_same(asked, attempts):
    body = {"questions": [{"id": f"q{n}", **each} for n, each in enumerate(asked)], "attempts": attempts}
    kept = json.loads(checking.checked("exam", body).model_dump_json())
    flat = dict(_flat(drafts.from_body("exam", kept)))
    again = drafts.to_body("exam", drafts.from_form("exam", flat.items()))
    assert json.loads(checking.checked("exam", again).model_dump_json()) == kept


def _flat(draft, above=""):
    for name, value in draft.items():
        if isinstance(value, list):
            for thing in value:
                inner = {key: each for key, each in thing.items() if key != "id"}
                yield from _flat(inner, f"{above}{name}.{thing['id']}.")
        elif value is not False:
            yield above + name, "yes" if value is True else value


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(EDITORS)), st.dictionaries(st.text(max_size=30), st.text(max_size=10), max_size=10))
def test_whatever_is_sent_becomes_a_draft(kind, sent):
    draft = drafts.from_form(kind, sent.items())
    drafts.to_body(kind, draft)
    drafts.from_form(kind, [("questions.a.options.b", "x"), ("questions.a", "y"), ("questions.a.text", "z")])


# --- writing -------------------------------------------------------------------------------------
def test_an_exam_is_written_without_a_script(room, grace):
    of = activity(room, "exam")
    sheet = opened(grace, of)
    [asked] = sheet.named(r"questions\.\w+\.text")
    question = asked.removesuffix(".text")
    sheet = pressed(grace, of, sheet, f"add:{question}.options")
    sheet.sent[asked] = "How many exits?"
    options = sheet.named(r"questions\.\w+\.options\.\w+\.text")
    assert len(options) == 3
    sheet.sent |= dict(zip(options, ("One", "Two", "Three"), strict=True)) | {
        options[1].replace(".text", ".right"): "yes"
    }
    sheet = pressed(grace, of, sheet, "add:questions")
    second = next(name for name in sheet.named(r"questions\.\w+\.kind") if question not in name)
    sheet.sent[second] = "text"
    sheet = pressed(grace, of, sheet, f"show:{second}")
    options_of_second = sheet.named(second.replace("kind", r"options\.\w+\.text"))
    assert len(options_of_second) == 2, "kept unseen, for when they are wanted again"
    sheet.sent |= {second.replace("kind", "text"): "Where?", second.replace("kind", "words"): "Outside\nYard\n\n"}
    sheet.sent |= {second.replace("kind", "points"): "1,5"}
    sheet = pressed(grace, of, sheet, f"up:{second.removesuffix('.kind')}")
    exam = saved(grace, of, sheet)
    assert [each.text for each in exam.questions] == ["Where?", "How many exits?"]
    where, how_many = exam.questions
    assert (where.right, where.points, where.options) == (["Outside", "Yard"], 1.5, [])
    assert [each.text for each in how_many.options if each.id in how_many.right] == ["Two"]


def test_what_is_taken_out_is_gone_and_the_ids_of_the_others_stay(room, grace):
    of = fill(activity(room, "practical"), **BODIES["practical"])
    sheet = pressed(grace, of, opened(grace, of), "remove:tasks.carry")
    sheet = pressed(grace, of, sheet, "down:tasks.lift")
    assert keeping.read(of).tasks[1].id == "carry", "nothing is kept by that"
    assert [(task.id, task.required) for task in saved(grace, of, sheet).tasks] == [("sing", False), ("lift", True)]


def test_a_button_for_what_is_not_there_does_nothing(room, grace):
    of = fill(activity(room, "practical"), **BODIES["practical"])
    sheet = opened(grace, of)
    for button in ("up:tasks.none", "remove:nothing.at.all", "add:tasks.lift", "add:", "fly:tasks.lift", "down:text"):
        assert pressed(grace, of, sheet, button).sent == sheet.sent, button


def test_options_stay_while_another_sort_of_answer_is_tried(room, grace):
    of = fill(activity(room, "exam"), **BODIES["exam"])
    sheet = opened(grace, of)
    sheet.sent["questions.one.kind"] = "text"
    sheet = pressed(grace, of, sheet, "show:questions.one.kind")
    assert "add:questions.one.options" not in sheet.buttons
    sheet.sent["questions.one.kind"] = "single"
    sheet = pressed(grace, of, sheet, "show:questions.one.kind")
    assert "add:questions.one.options" in sheet.buttons
    before = keeping.read(of)
    assert saved(grace, of, sheet) == before
    sheet.sent["questions.word.kind"] = "multiple"
    sheet = pressed(grace, of, sheet, "show:questions.word.kind")
    assert len(sheet.named(r"questions\.word\.options\.\w+\.text")) == 2, "something to fill in"


def test_the_focus_goes_to_what_stands_where_something_was_taken_out():
    draft = drafts.from_body("practical", BODIES["practical"])
    assert change("practical", draft, "remove:tasks.lift") == "tasks.carry"
    assert change("practical", draft, "remove:tasks.sing") == "tasks.carry"
    assert change("practical", draft, "remove:tasks.carry") == "tasks"
    assert draft["tasks"] == []


def test_points_are_shown_as_exactly_as_they_are_kept(room, grace):
    questions = [{**BODIES["exam"]["questions"][0], "points": 2.123456789}]
    of = fill(activity(room, "exam"), questions=questions)
    assert saved(grace, of, opened(grace, of)).questions[0].points == 2.123456789


def test_faults_are_said_at_their_fields_and_what_was_typed_stays(room, grace):
    of = activity(room, "exam")
    sheet = opened(grace, of)
    [asked] = sheet.named(r"questions\.\w+\.text")
    sheet.sent[asked.replace(".text", ".points")] = "many"
    answer = text(grace.post(at(of), sheet.sent | {"do": "save"}), 422)
    faulty = set(re.findall(r'id="f-([\w-]+)-fault"', answer))
    question = asked.removesuffix(".text").replace(".", "-")
    assert {f"{question}-text", f"{question}-points"} <= faulty
    assert any(name.startswith(f"{question}-options-") for name in faulty)
    assert 'value="many"' in answer
    assert re.search(r"\d+ places are at fault, so nothing was saved", answer)
    assert answer.count("autofocus") == 1
    assert keeping.read(of) is None


def test_the_right_answer_is_missed_at_the_options(room, grace):
    of = fill(activity(room, "exam"), **BODIES["exam"])
    sheet = opened(grace, of)
    del sheet.sent["questions.one.options.b.right"]
    answer = text(grace.post(at(of), sheet.sent | {"do": "save"}), 422)
    assert "f-questions-one-options-fault" in answer


def test_moments_are_those_of_the_reader(room, grace):
    of = activity(room, "live_session")
    sheet = opened(grace, of)
    sheet.sent |= {"starts_at": "2026-07-01T09:30", "ends_at": "2026-07-01T10:30", "place": "Yard"}
    meeting = saved(grace, of, sheet)
    with timezone.override(None):
        assert timezone.localtime(meeting.starts_at).strftime("%H:%M") == "09:30"
    assert meeting.url is None
    sheet = opened(grace, of)
    assert sheet.sent["starts_at"] == "2026-07-01T09:30"
    sheet.sent["ends_at"] = "tomorrow"
    assert "Give a day and a time." in text(grace.post(at(of), sheet.sent | {"do": "save"}), 422)


def test_a_preview_is_shown_and_keeps_nothing(room, grace):
    of = activity(room, "page")
    sheet = opened(grace, of)
    sheet.sent["text"] = "# Alarms\n\n<script>alert(1)</script>\n\nSee **here**."
    answer = text(grace.post(at(of), sheet.sent | {"do": "preview"}))
    assert "<strong>here</strong>" in answer
    assert "<script>alert" not in answer
    assert keeping.read(of) is None


# --- files ---------------------------------------------------------------------------------------
def test_a_picture_is_put_into_a_text(room, grace):
    of = fill(activity(room, "page"), text="Look:")
    picture = SimpleUploadedFile("ways out.png", PNG)
    sheet = pressed(grace, of, opened(grace, of), "put:text", **{"picture.text": picture})
    kept = MediaFile.objects.get()
    assert sheet.sent["text"].strip() == f"Look:\n\n![ways out](media:{kept.uuid})"
    assert str(kept.uuid) in saved(grace, of, sheet).text


def test_a_file_is_kept_once_chosen_whatever_else_is_at_fault(room, grace):
    of = activity(room, "video")
    sheet = opened(grace, of)
    wrong = pressed(grace, of, sheet, "save", 422, **{"upload.captions": SimpleUploadedFile("it.vtt", VTT)})
    captions = MediaFile.objects.get(content_type="text/vtt")
    assert wrong.sent["captions"] == str(captions.uuid)
    answer = text(
        grace.post(at(of), wrong.sent | {"do": "save", "upload.file": SimpleUploadedFile("a.mp4", b"no film")}), 422
    )
    assert "is of no kind that is shown here" in answer
    answer = text(
        grace.post(at(of), wrong.sent | {"do": "save", "upload.file": SimpleUploadedFile("a.png", PNG)}), 422
    )
    assert "is not a video" in answer
    assert 'id="f-file-fault"' in answer


def test_more_than_may_be_sent_is_refused_before_it_is_read(room, grace, settings):
    settings.MAX_MEDIA_MB = 1
    of = activity(room, "video")
    large = SimpleUploadedFile("film.mp4", b"\0" * 6_000_000)
    answer = grace.post(at(of), {"do": "save", "upload.file": large})
    assert answer.status_code == 413
    assert "1 MB" in answer.content.decode()
    stranger = Client().post("/account/sign-in/", {"login": "x" * 100_000})
    assert stranger.status_code == 413


def test_captions_can_be_taken_out_and_the_recording_cannot(room, grace):
    of = activity(room, "video")
    sheet = opened(grace, of)
    sheet = pressed(grace, of, sheet, "show:captions", **{"upload.captions": SimpleUploadedFile("it.vtt", VTT)})
    assert sheet.sent["captions"]
    assert "clear:captions" in sheet.buttons
    sheet.sent["file"] = sheet.sent["captions"]
    sheet = pressed(grace, of, sheet, "clear:file")
    sheet = pressed(grace, of, sheet, "clear:captions")
    assert sheet.sent["captions"] == ""
    assert sheet.sent["file"], "it is needed"


def test_a_picture_that_is_refused_is_said_at_its_text(room, grace):
    of = fill(activity(room, "ebook"), **BODIES["ebook"])
    no_picture = SimpleUploadedFile("a.png", b"no picture")
    sheet = opened(grace, of).sent | {"do": "put:chapters.two.text", "picture.chapters.two.text": no_picture}
    answer = text(grace.post(at(of), sheet), 422)
    assert re.findall(r'id="f-([\w-]+)-fault"', answer) == ["chapters-two-text"]


def test_an_upload_for_what_is_not_there_is_not_kept(room, grace):
    of = fill(activity(room, "ebook"), **BODIES["ebook"])
    sheet = opened(grace, of)
    for place in ("chapters", "none.at.all", "chapters.none.text", "chapters.one.title.text"):
        again = pressed(grace, of, sheet, "show:", **{f"upload.{place}": SimpleUploadedFile("a.png", PNG)})
        assert again.sent == sheet.sent, place
    assert not MediaFile.objects.exists()


# --- who, and two at once ------------------------------------------------------------------------
def test_only_who_may_edit_sees_it(room):
    of = fill(activity(room, "exam"), **BODIES["exam"])
    staff("kim", role="Reporter")
    for who in (learner("ada"), staff("rita", role="Reporter")):
        somebody = signed_in(who)
        assert somebody.get(at(of)).status_code == 403
        assert somebody.post(at(of), {"do": "save"}).status_code == 403
    assert Client().get(at(of)).status_code == 302


def test_two_who_write_at_once_lose_nothing(room, grace):
    of = fill(activity(room, "page"), text="First")
    mine, theirs = opened(grace, of), opened(grace, of)
    theirs.sent["text"] = "Theirs"
    saved(grace, of, theirs)
    mine.sent["text"] = "Mine"
    again = pressed(grace, of, mine, "save", 409)
    assert keeping.read(of).text == "Theirs"
    assert again.sent["text"] == "Mine"
    assert saved(grace, of, again).text == "Mine"


def test_a_package_has_no_editor(room, grace):
    assert "is made elsewhere" in text(grace.get(at(activity(room, "package"))), 422)
