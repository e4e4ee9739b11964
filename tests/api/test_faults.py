"""What is wrong with a field is said in the language asked for, whatever is wrong: nothing of pydantic's own words."""

import json

import pytest
from django.utils.translation import override

from milepost.api import faults
from tests.api.asking import ROOT, Asker
from tests.support.world import activity, actor, course

pytestmark = pytest.mark.django_db

NOTHING = "01a20390-0000-7000-8000-000000000000"
WRONG_FORM = (
    "Das hat nicht die Form, die verlangt ist, oder enthält Zeichen, die hier nicht stehen können. "
    "Das Dokument unter /api/v1/openapi.json sagt, was passt."
)
A_DAY = "Schreiben Sie einen Tag des Kalenders, wie 2026-11-20."
A_UUID = f"Schreiben Sie eine UUID, wie {NOTHING}."
A_WHOLE_NUMBER = "Schreiben Sie eine ganze Zahl, in Ziffern."
SAFETY = {"type": "course", "id": "safety"}


def staged(**fields):
    return "POST /operations", {"kind": "reset", "learners": {"ids": ["ada"]}, "content": [SAFETY], **fields}


def user(**fields):
    return "POST /users", {"login_id": "ada", **fields}


def commit(**fields):
    return "POST /me/activities/page-1/commit", fields


def content(kind, **fields):
    return f"PUT /courses/safety/activities/{kind}/content", fields


# Code → call and body, the place, and what is said of it.
SAID = {
    "bool_type": (
        ("PATCH /users/root", {"is_active": 1}),
        "/is_active",
        "Schreiben Sie true oder false, ohne Anführungszeichen.",
    ),
    "control_character": (
        content("page", text="\x07"),
        "/text",
        "Ein Zeichen in diesem Text lässt sich nicht speichern. Lassen Sie es weg.",
    ),
    "date_from_datetime_parsing": (staged(due_at="2026-02-30"), "/due_at", A_DAY),
    "date_parsing": (staged(due_at="0000-01-01"), "/due_at", A_DAY),
    "day": (staged(due_at="1"), "/due_at", A_DAY),
    "extra_forbidden": (user(password="x"), "/password", "Es gibt kein Feld „password“."),
    "finite_number": (commit(score=1e999), "/score", "Schreiben Sie eine Zahl."),
    "float_type": (commit(score="80"), "/score", "Schreiben Sie eine Zahl."),
    "greater_than_equal": (commit(score=-1), "/score", "Schreiben Sie 0 oder mehr."),
    "int_parsing_size": ((f"GET /users?limit={'9' * 5000}", None), "limit", A_WHOLE_NUMBER),
    "int_type": (commit(seconds=1.5), "/seconds", A_WHOLE_NUMBER),
    "less_than_equal": (commit(score=101), "/score", "Schreiben Sie höchstens 100."),
    "list_type": (user(groups="Berlin"), "/groups", "Schreiben Sie eine Liste, in eckigen Klammern."),
    "literal_error": (user(language="tlh"), "/language", "Schreiben Sie eines von diesen: '', 'en', 'de'."),
    "missing": (("POST /users", {}), "/login_id", "„login_id“ fehlt."),
    "model_type": (staged(content=[5]), "/content/0", "Schreiben Sie ein Objekt, in geschweiften Klammern."),
    "moment": (
        content("live", starts_at="2026-11-20T09:30", ends_at="2026-11-20T10:30:00Z"),
        "/starts_at",
        "Schreiben Sie einen Tag und eine Uhrzeit mit ihrem Abstand von UTC, wie 2026-11-20T09:30:00+01:00.",
    ),
    "no_choice": (staged(learners={}), "/learners", "Geben Sie „ids“, „rule“ oder „enrolled_in“ an."),
    "string_pattern_mismatch": (user(email="nobody"), "/email", WRONG_FORM),
    "string_too_long": (user(login_id="a" * 151), "/login_id", "Schreiben Sie höchstens 150 Zeichen."),
    "string_too_short": (user(login_id=""), "/login_id", "Schreiben Sie 1 oder mehr Zeichen."),
    "string_type": (user(login_id=5), "/login_id", "Schreiben Sie einen Text, in Anführungszeichen."),
    "string_unicode": (
        user(login_id="\ud800"),
        "/login_id",
        "Dieser Text hat Zeichen, die keine Kodierung schreiben kann. Lassen Sie sie weg.",
    ),
    "too_long": (user(groups=["Berlin"] * 101), "/groups", "Geben Sie höchstens 100 Einträge an."),
    "too_many": (
        staged(learners={"ids": ["ada"] * 5001}, content=[SAFETY] * 2),
        "/learners",
        "Lernende mal Inhalte sind mehr als 10000. Laden Sie eine Datei hoch.",
    ),
    "too_short": (staged(content=[]), "/content", "Geben Sie 1 oder mehr Einträge an."),
    "uuid_parsing": (("GET /operations/x", None), "operation", A_UUID),
    "uuid_type": (commit(session=5), "/session", A_UUID),
    "whole_number": (("GET /users?limit=5.0", None), "limit", A_WHOLE_NUMBER),
}


def asked_in_german(call, body):
    method, path = call.split(" ")
    root = Asker(actor("root", "Administrator"))
    safety = course("safety", activities=[])
    activity(safety, asset_id="page")
    activity(safety, "live_session", asset_id="live")
    content = b"" if body is None else json.dumps(body).replace("Infinity", "1e999").encode()
    headers = {"Accept-Language": "de"}
    return root._client.generic(method, ROOT + path, content, content_type="application/json", headers=headers)


@pytest.mark.parametrize("code", SAID)
def test_it_is_said_in_the_language_asked_for(code):
    asked, pointer, detail = SAID[code]
    answer = asked_in_german(*asked)
    assert answer.status_code == 422, answer.content
    assert answer.json()["errors"] == [{"pointer": pointer, "detail": detail, "code": code}]


def test_there_is_a_sentence_for_each_of_them_and_for_no_other():
    assert set(SAID) - {"too_many"} == set(faults.SENTENCES)


def test_what_pydantic_may_find_one_day_is_said_in_general():
    with override("de"):
        made = faults.fault(
            {"loc": ("body", "body", "a/b"), "type": "never_heard_of", "msg": "Input should be 100% so"}
        )
    assert (made["pointer"], made["code"]) == ("/a~1b", "never_heard_of")
    assert made["detail"] == "Dieser Wert passt hier nicht. Das Dokument unter /api/v1/openapi.json sagt, was passt."


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b'{"a": }', "Der Inhalt ist kein JSON: Ab Zeile 1, Spalte 7 lässt er sich nicht lesen."),
        (b'{"a": NaN}', "Der Inhalt ist kein JSON: „NaN“ ist dort keine Zahl."),
        (b"[" * 100_000, "Der Inhalt ist kein JSON, das sich lesen lässt."),
        (b'"\xff"', "Der Inhalt ist kein JSON, das sich lesen lässt."),
    ],
)
def test_so_is_what_is_no_json(body, detail):
    root = Asker(actor("root", "Administrator"))
    headers = {"Accept-Language": "de"}
    answer = root._client.post(f"{ROOT}/users", body, content_type="application/json", headers=headers)
    assert (answer.status_code, answer.json()["detail"]) == (400, detail)
