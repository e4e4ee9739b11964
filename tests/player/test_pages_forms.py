"""What each form on the pages of the player does, and what it says where it cannot be."""

import io
import re

import pytest
from django.test import Client
from django.urls import reverse

from milepost.player import assignments, attendance, discussions, exams, practical
from milepost.player.models import Attempt, Note, Post, Submission
from tests.player.pages import address, reads, tells

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ["page", "pdf", "link"])
def test_mark_as_done(full, browse, kind):
    assert browse.post(address(full, kind, "play_done")).url == address(full, kind)
    assert full.status(kind)[0] == "completed"
    response = browse.get(address(full, kind))
    assert "You have completed this." in reads(response)
    assert "Mark as done " not in reads(response)


def test_a_book_is_read_chapter_by_chapter(full, browse):
    first = browse.get(address(full, "ebook"))
    assert "Chapter 1 of 2" in reads(first)
    there = browse.post(address(full, "ebook", "play_chapter"), {"chapter": "one", "then": "?chapter=two"}).url
    assert there == address(full, "ebook") + "?chapter=two"
    assert "Chapter 2 of 2" in reads(browse.get(there))
    assert "1 of 2 read" in reads(browse.get(address(full, "ebook")))
    browse.post(address(full, "ebook", "play_chapter"), {"chapter": "two", "last": "yes"})
    assert full.status("ebook")[0] == "completed"
    assert browse.post(address(full, "ebook", "play_chapter"), {"chapter": "three"}).status_code == 422


def test_a_form(full, browse):
    empty = browse.post(address(full, "form", "play_form"), {"answer-how": " "})
    assert empty.status_code == 422
    assert "There is no answer yet to “How was it?”" in reads(empty)
    browse.post(address(full, "form", "play_form"), {"answer-how": ["", "Quite well"]})
    assert full.status("form")[0] == "completed"
    assert "Quite well" in reads(browse.get(address(full, "form")))


def test_an_exam(room, browse):
    room.has("exam", pass_mark=70).launch()
    assert "3 questions" in reads(browse.get(address(room, "exam")))
    assert not Attempt.objects.filter(record__user=room.user).exists()
    browse.post(address(room, "exam", "play_begin"))
    attempt = Attempt.objects.get(record__user=room.user).pk
    status, said = tells(browse, room, "exam", "play_answers", attempt=attempt, answers={"one": ["b"], "some": ["b"]})
    assert (status, said["is_open"]) == (200, True)
    page = browse.get(address(room, "exam")).content.decode()
    assert re.search(r'value="b" checked', page)
    assert "Straße" not in page
    given = {"attempt": attempt, "answer-one": ["", "b"], "answer-some": ["", "a", "c"], "answer-word": ""}
    missing = browse.post(address(room, "exam", "play_exam"), given | {"answer-some": ""})
    assert missing.status_code == 422
    assert "There is no answer yet to “Which?”" in reads(missing)
    browse.post(address(room, "exam", "play_exam"), given)
    assert room.status("exam") == ("passed", 75.0)
    result = reads(browse.get(address(room, "exam")))
    assert "75 %" in result
    assert "1 attempt left" in result
    assert "Right: Straße" in result
    assert "Count." in result
    for nonsense in ("", "x", "9" * 30):
        assert browse.post(address(room, "exam", "play_exam"), given | {"attempt": nonsense}).status_code == 422


def test_right_answers_are_not_shown_before_it_is_passed(room, browse):
    room.has("exam", pass_mark=70).launch()
    sat = exams.begin(*room.at("exam"))
    exams.submit(*room.at("exam"), sat.attempt, {"one": ["a"], "some": ["a"]})
    page = browse.get(address(room, "exam"))
    assert "Not passed" in reads(page)
    assert "once you have passed" in reads(page)
    assert "Straße" not in reads(page)
    assert "Count." not in reads(page)


def test_an_assignment_with_a_file(full, browse, grace, second):
    assert browse.post(address(full, "assignment", "play_assignment")).status_code == 422
    upload = io.BytesIO(b"<script>alert(1)</script>")
    upload.name = "mine.html"
    browse.post(address(full, "assignment", "play_assignment"), {"text": "My text", "file": upload})
    made = Submission.objects.get(record__user=full.user)
    page = reads(browse.get(address(full, "assignment")))
    assert "My text" in page
    assert "mine.html" in page
    file = browse.get(reverse("own_file", args=[made.pk]))
    assert b"".join(file.streaming_content) == b"<script>alert(1)</script>"
    assert file["Content-Disposition"] == 'attachment; filename="mine.html"'
    assert file["Content-Type"] == "application/octet-stream"
    other = Client()
    other.force_login(second.user)
    assert other.get(reverse("own_file", args=[made.pk])).status_code == 404
    assignments.grade(grace, made.pk, score=80, comment="Well done")
    graded = reads(browse.get(address(full, "assignment")))
    assert "Graded with 80 %" in graded
    assert "Well done" in graded
    again = browse.post(address(full, "assignment", "play_assignment"), {"text": "More"})
    assert again.status_code == 422
    assert "graded already" in reads(again)


def test_a_discussion(full, browse, second):
    second.launch()
    theirs = discussions.post(*second.at("discussion"), "What do you think?")
    there = address(full, "discussion")
    assert "What do you think?" in reads(browse.get(there))
    assert "Reply to Ben" in reads(browse.get(f"{there}?reply={theirs.uuid}"))
    browse.post(address(full, "discussion", "play_post"), {"text": "Not much", "reply_to": theirs.uuid})
    mine = Post.objects.get(user=full.user)
    assert mine.reply_to.uuid == theirs.uuid
    assert "you have written 1" in reads(browse.get(there))
    assert browse.post(address(full, "discussion", "play_post_remove", theirs.uuid)).status_code == 404
    browse.post(address(full, "discussion", "play_post_remove", mine.uuid))
    assert "Not much" not in reads(browse.get(there))
    assert browse.post(address(full, "discussion", "play_post"), {"text": " "}).status_code == 422


def test_a_long_discussion_is_read_page_by_page(full, browse):
    for number in range(52):
        discussions.post(*full.at("discussion"), f"Post number {number}.")
    first = browse.get(address(full, "discussion")).content.decode()
    assert "Post number 49." in first
    assert "Post number 50." not in first
    following = re.search(r'href="(\?after=[0-9]+)#posts"', first)[1]
    assert "Post number 51." in reads(browse.get(address(full, "discussion") + following))


def test_a_practical_shows_what_the_assessor_ticked(full, browse, grace):
    practical.fill_in(grace, full.user.pk, full["practical"].pk, ["lift"], "Mind your back")
    page = reads(browse.get(address(full, "practical")))
    assert "Under way" in page
    assert "Mind your back" in page
    practical.confirm(grace, full.user.pk, full["practical"].pk, ["lift"], "")
    assert "Confirmed by an assessor" in reads(browse.get(address(full, "practical")))
    assert "Failed" in reads(browse.get(address(full, "practical")))


def test_a_live_session_in_the_zone_of_the_reader(full, browse, grace):
    full.user.time_zone = "Europe/Berlin"
    full.user.save()
    page = reads(browse.get(address(full, "live_session")))
    assert "10:00" in page
    assert "Times in Europe/Berlin" in page
    attendance.note(grace, full.user.pk, full["live_session"].pk, present=True)
    assert "You were there" in reads(browse.get(address(full, "live_session")))


def test_a_certificate_waits_and_is_claimed(room, browse):
    room.has("page", "form", "certificate").launch()
    page = reads(browse.get(address(room, "certificate")))
    assert room["page"].title in page
    assert room["form"].title in page
    assert "Claim the certificate" not in page
    assert browse.post(address(room, "certificate", "play_claim")).status_code == 422
    browse.post(address(room, "page", "play_done"))
    browse.post(address(room, "form", "play_form"), {"answer-how": "Well"})
    assert "Claim the certificate" in reads(browse.get(address(room, "certificate")))
    browse.post(address(room, "certificate", "play_claim"))
    assert room.status("certificate")[0] == "completed"
    assert "Completed on" in reads(browse.get(address(room, "certificate")))


def test_notes_are_ones_own(full, browse, second):
    browse.post(address(full, "page", "play_note"), {"note": "Remember", "then": "#own-notes"})
    note = Note.objects.get(user=full.user)
    assert "Remember" in reads(browse.get(address(full, "page")))
    assert "Remember" not in reads(browse.get(address(full, "form")))
    browse.post(address(full, "page", "play_note_change", note.uuid), {"note": "Remember this"})
    note.refresh_from_db()
    assert note.text == "Remember this"
    second.launch()
    other = Client()
    other.force_login(second.user)
    assert "Remember" not in reads(other.get(address(second, "page")))
    assert other.post(address(second, "page", "play_note_remove", note.uuid)).status_code == 404
    browse.post(address(full, "page", "play_note_remove", note.uuid))
    assert not Note.objects.filter(user=full.user).exists()


def test_where_a_form_leads_is_never_elsewhere(full, browse):
    answer = browse.post(address(full, "page", "play_note"), {"note": "x", "then": "//example.org/"})
    assert answer.url.startswith(address(full, "page"))
