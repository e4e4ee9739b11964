"""Files over the API: handed in, previewed or refused, reported on, handed in again."""

import csv
import io
from contextlib import ExitStack

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from milepost.progress.models import Operation
from milepost.records.models import CourseRecord
from milepost.uploads import turns
from tests.api.asking import ROOT, Answer, Asker
from tests.api.test_operations import confirmed
from tests.support.world import actor, finished, group, learner, limited_staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bystander")]

HEADING = "Learner,Content,Reset required\r\n"


@pytest.fixture
def grace(safety):
    for number in (1, 2):
        finished(learner(f"learner {number}"), safety)
    return Asker(actor("grace"))


def upload(asker, text, *, key="", name="people.csv", **fields):
    content = text.encode() if isinstance(text, str) else text
    form = {"kind": "reset", "file": SimpleUploadedFile(name, content), **fields}
    headers = {"Idempotency-Key": key} if key else None
    answer = asker._client.post(f"{ROOT}/uploads", form, headers=headers)
    return Answer(answer.status_code, answer.content, answer.headers)


@pytest.mark.requirement("SK-10")
def test_a_file_is_previewed_then_confirmed(grace, safety):
    answer = upload(grace, f"{HEADING}learner 1,safety,TRUE\r\nlearner 2,safety,FALSE\r\n", reason="New law")
    made = answer.json
    assert (answer.status, made["state"], made["source"], made["reason"]) == (201, "previewed", "api", "New law")
    assert (made["items"], made["preview"]["records"], made["preview"]["skipped"]) == (2, 1, {"excluded": 1})
    shown = grace.get(f"/uploads/{made['operation']}").json
    assert (shown["file_name"], shown["operation"], shown["report"]) == ("people.csv", made["operation"], None)
    assert confirmed(grace, made)["outcomes"] == {"done": 1, "excluded": 1}
    assert CourseRecord.objects.filter(course=safety, superseded_at=None).count() == 2


def test_a_faulty_file_comes_back_with_what_is_wrong(grace):
    made = upload(grace, f"{HEADING}learner 1,safety,TRUE\r\nnobody,safety,TRUE\r\n").json
    assert (made["state"], made["faults"], made["preview"]) == ("refused", 1, None)
    assert made["shown_faults"] == [{"row": 3, "column": "learner", "code": "unknown_learner"}]
    assert "nobody" in made["sentences"][0]
    assert made["report"] == f"{ROOT}/uploads/{made['operation']}/report"
    answer = grace._client.get(made["report"])
    assert answer["Content-Type"].startswith("text/csv")
    assert "attachment" in answer["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert rows[0][-1] == "Error"
    assert (rows[1][-1], rows[2][-1].partition(":")[0]) == ("", "unknown_learner")
    assert grace.get(f"/uploads/{made['operation']}").json["report"] == made["report"]


def test_what_is_no_file_of_ours_is_refused_in_a_sentence(grace):
    for text in ("", "a,b\r\n1,2\r\n", b"\x00" * 100, f"{HEADING}"):
        answer = upload(grace, text)
        assert (answer.status, answer.headers["Content-Type"]) == (422, "application/problem+json"), answer.body
        assert answer.json["detail"]
    assert Operation.objects.count() == 0


def test_while_too_many_files_are_read_it_is_to_be_tried_later(grace, monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE", 0.1)
    text = f"{HEADING}learner 1,safety,TRUE\r\n"
    with ExitStack() as others:
        for _number in range(turns.AT_ONCE):
            others.enter_context(turns.turn())
        answer = upload(grace, text, key="later")
        assert (answer.status, answer.headers["Retry-After"]) == (503, "60")
        assert answer.json["type"].endswith("/unavailable")
        assert "hand the file in again" in answer.json["detail"]
    assert not Operation.objects.exists()
    assert upload(grace, text, key="later").status == 201


def test_fields_that_do_not_fit_are_pointed_at(grace):
    text = f"{HEADING}learner 1,safety,TRUE\r\n"
    for fields, pointer in (({"kind": "undo"}, "kind"), ({"completed_at": "1"}, "completed_at"), ({"x": "1"}, "/x")):
        answer = upload(grace, text, **fields)
        assert (answer.status, answer.json["errors"][0]["pointer"]) == (422, pointer)
    answer = grace._client.post(f"{ROOT}/uploads", {"kind": "reset"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "file")
    assert upload(grace, text, notify_by_email="maybe").status == 422
    assert upload(grace, text, notify_by_email="true", policy="retain").status == 201


def test_the_same_file_with_the_same_key_is_one_upload(grace):
    text = f"{HEADING}learner 1,safety,TRUE\r\n"
    first, second = (upload(grace, text, key="k1") for _ in range(2))
    assert (first.status, first.body) == (second.status, second.body)
    assert Operation.objects.count() == 1
    assert upload(grace, text.replace("1", "2"), key="k1").json["type"] == "/api/v1/problems/key-reused"
    assert upload(grace, text, key="k1", reason="Other").json["type"] == "/api/v1/problems/key-reused"


def test_what_was_no_file_is_no_upload(grace):
    body = {
        "kind": "reset",
        "learners": {"ids": ["learner 1"]},
        "content": [{"type": "course", "id": "safety"}],
    }
    made = grace.post("/operations", body).json
    for path in (f"/uploads/{made['operation']}", f"/uploads/{made['operation']}/report"):
        assert grace.get(path).status == 404


def test_a_report_that_concerns_others_too_is_not_handed_out(grace, safety):
    lena = Asker(limited_staff("lena", "User manager", [group("site", *_people("learner 1"))]))
    made = upload(grace, f"{HEADING}learner 1,safety,TRUE\r\nlearner 2,safety,x\r\n").json
    assert lena.get(f"/uploads/{made['operation']}").json["report"] is None
    assert lena.get(f"/uploads/{made['operation']}/report").status == 403
    on_others = upload(grace, f"{HEADING}learner 2,safety,x\r\n").json
    for path in (f"/uploads/{on_others['operation']}", f"/uploads/{on_others['operation']}/report"):
        assert lena.get(path).status == 404
    assert upload(Asker(_people("learner 1")[0]), HEADING).status == 403


def _people(*login_ids):
    from milepost.people.models import User

    return list(User.objects.filter(login_id__in=login_ids))
