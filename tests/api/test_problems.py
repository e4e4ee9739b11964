"""Every error is a problem (RFC 9457), whoever finds it."""

import gc
import json

import pytest
from django.conf import settings
from django.test import Client

from milepost.people import tokens
from milepost.people.actors import system
from milepost.people.models import User
from tests.api.asking import Asker
from tests.support.world import actor, learner

pytestmark = pytest.mark.django_db

MEMBERS = {"type", "title", "status", "detail", "instance", "errors"}


@pytest.fixture
def grace():
    return Asker(actor("grace"))


@pytest.fixture
def client(grace):
    """For requests that no honest program sends."""
    return grace._client


def problem(answer, status, kind):
    """The body of an answer that is such a problem."""
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    body = json.loads(answer.content)
    assert set(body) == MEMBERS
    assert (body["status"], body["type"]) == (status, f"/api/v1/problems/{kind}")
    assert body["title"]
    assert body["detail"]
    assert "no-store" in answer["Cache-Control"]
    return body


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/v2/users", "/api/", "/api/v1/users/a/b/c/d"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_nothing_at_that_address(path, method, client):
    assert problem(client.generic(method, path), 404, "not-found")["instance"] == path


def test_a_page_that_is_not_there_stays_a_page(client):
    assert client.get("/nothing")["Content-Type"].startswith("text/html")


def test_a_method_that_is_not_there_names_those_that_are(client):
    answer = client.put("/api/v1/operations")
    problem(answer, 405, "method-not-allowed")
    assert set(answer["Allow"].split(", ")) == {"GET", "POST"}


@pytest.mark.parametrize("body", ["{", "NaN", '{"kind": Infinity}', "[" * 100_000, b"\xff\xfe", '{"a": "\\ud800"'])
def test_what_is_no_json(body, client):
    problem(client.post("/api/v1/operations", body, content_type="application/json"), 400, "unreadable")


def test_another_media_type(client):
    body = {"kind": "reset"}
    problem(
        client.post("/api/v1/operations", json.dumps(body), content_type="text/plain"), 415, "unsupported-media-type"
    )
    problem(client.post("/api/v1/operations", body), 415, "unsupported-media-type")  # a form
    problem(
        client.post("/api/v1/uploads", json.dumps(body), content_type="application/json"),
        415,
        "unsupported-media-type",
    )


def test_a_body_that_is_too_large(client):
    body = "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    for headers in ({}, {"Idempotency-Key": "k1"}):
        answer = client.post("/api/v1/operations", body, content_type="application/json", headers=headers)
        problem(answer, 413, "too-large")


def form(what, value, number=1):
    """A form of so many parts, cut at “x”; `what` is what each part says of itself besides its name."""
    parts = (
        f'--x\r\nContent-Disposition: form-data; name="{each}"{what}\r\n\r\n{value}\r\n' for each in range(number)
    )
    return "".join(parts) + "--x--\r\n"


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # Django leaves a file that broke off to the garbage collector
@pytest.mark.parametrize("key", ["", "k1"])
@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", form("", "1")),
        (f"multipart/form-data; boundary={'x' * 300}", form("", "1")),
        ("multipart/form-data; boundary=\xfc", form("", "1")),
        ("multipart/form-data; boundary=x", form('; filename="a.csv"\r\nContent-Transfer-Encoding: base64', "a")),
        ("multipart/form-data; boundary=x", form("", "1", 20_100)),
        ("multipart/form-data; boundary=x", form('; filename="a.csv"', "1", 150)),
    ],
    ids=["no boundary", "long boundary", "strange boundary", "no base64", "many fields", "many files"],
)
def test_a_form_that_cannot_be_read(content_type, body, key, client):
    headers = {"Idempotency-Key": key} if key else {}
    problem(
        client.generic("POST", "/api/v1/uploads", body, content_type=content_type, headers=headers), 400, "unreadable"
    )
    assert problem(client.post("/api/v1/uploads", {"kind": "reset"}, headers=headers), 422, "refused")
    gc.collect()


def test_without_a_valid_token_nothing_is_read():
    answer = Client(headers={"Authorization": "Bearer nonsense", "Idempotency-Key": "k1"}).generic(
        "POST", "/api/v1/uploads", b"", content_type="multipart/form-data"
    )
    problem(answer, 401, "no-valid-token")


def test_a_file_that_says_it_is_too_large_is_not_read(client):
    answer = client.generic(
        "POST", "/api/v1/uploads", b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(2**31)
    )
    problem(answer, 413, "too-large")


def test_each_field_that_is_at_fault_is_pointed_at(grace):
    body = {"kind": "resett", "learners": {"ids": ["ada", 7]}, "content": [], "extra": 1, "reason": "\x00"}
    answer = grace.post("/operations", body)
    pointers = {fault["pointer"] for fault in answer.json["errors"]}
    assert pointers == {"/kind", "/learners/ids/1", "/content", "/extra", "/reason"}
    assert all(fault["detail"] and fault["code"] for fault in answer.json["errors"])
    assert pointed_at(grace, learners={}) == ["/learners"]
    assert pointed_at(grace, notify_by_email="true") == ["/notify_by_email"]  # that is for forms
    assert pointed_at(grace, learners={"ids": ["ada"], "rule": "course safety"}) == ["/learners/rule"]
    assert pointed_at(grace, learners={"enrolled_in": {"type": "activity", "id": "x"}}) == [
        "/learners/enrolled_in/type"
    ]
    assert grace.get("/operations", limit="0").json["errors"][0]["pointer"] == "limit"
    for limit in ("0", "201", "1e1", " 1", "1_0", "٣", ""):
        assert grace.get("/operations", limit=limit).status == 422
    for cursor in ("", "ä", "g", "F", "1.2.3.4", "0" * 17, "1;2"):
        assert grace.get("/operations", cursor=cursor).status == 422


def pointed_at(asker, **more):
    body = {"kind": "reset", "learners": {"ids": ["ada"]}, "content": [{"type": "course", "id": "safety"}]}
    return [fault["pointer"] for fault in asker.post("/operations", body | more).json["errors"]]


def test_a_field_of_a_query_that_is_there_twice(client):
    body = problem(client.get("/api/v1/operations?limit=1&limit=2"), 422, "refused")
    assert body["errors"][0]["pointer"] == "limit"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "users"),
        ("GET", "users/grace"),
        ("POST", "operations"),
        ("GET", "me"),
        ("DELETE", "enrolments/course-1"),
    ],
)
def test_a_parameter_that_the_call_does_not_have(method, path, client):
    """Spelt wrongly, a filter would be passed over, and the list be everybody."""
    refused = client.generic(method, f"/api/v1/{path}?serach=zz", headers={"Idempotency-Key": "k1"})
    [fault] = problem(refused, 422, "refused")["errors"]
    assert (fault["pointer"], fault["code"], "serach" in fault["detail"]) == ("serach", "extra_forbidden", True)
    nobody = Client(headers={"Authorization": "Bearer nonsense"})
    for asker in (nobody, Client()):
        problem(asker.generic(method, f"/api/v1/{path}?serach=zz"), 401, "no-valid-token")


def test_a_parameter_of_the_path_is_none_of_the_query(client):
    assert problem(client.get("/api/v1/users/grace?user=grace"), 422, "refused")["errors"][0]["pointer"] == "user"


def test_not_permitted_and_not_found(grace):
    answer = Asker(learner("ada")).get("/operations")
    assert (answer.status, answer.json["type"]) == (403, "/api/v1/problems/not-permitted")
    answer = grace.get("/operations/01a20390-0000-7000-8000-000000000000")
    assert (answer.status, answer.json["type"]) == (404, "/api/v1/problems/not-found")


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer nonsense", "Basic bWlhOm1pYQ==", "mp_x", "Bearer mp_\xfc", "Bearer a b"]
)
def test_without_a_valid_token(header):
    headers = {} if header is None else {"Authorization": header}
    answer = Client(headers=headers).get("/api/v1/operations")
    problem(answer, 401, "no-valid-token")
    assert answer["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("why", ["revoked", "expired", "deactivated"])
def test_a_token_that_opens_nothing_any_more(why):
    actor("grace")
    user = User.objects.get(login_id="grace")
    token, secret = tokens.issue(system("test"), user, [], "test")
    if why == "revoked":
        tokens.revoke(system("test"), token)
    if why == "expired":
        type(token).objects.update(expires_at=token.created_at)
    if why == "deactivated":
        User.objects.filter(pk=user.pk).update(is_active=False)
    answer = Client(headers={"Authorization": f"Bearer {secret}"}).get("/api/v1/me")
    assert why in problem(answer, 401, "no-valid-token")["detail"].lower() + answer["WWW-Authenticate"]


def test_in_the_language_that_is_asked_for(client):
    answer = client.get("/api/v1/operations/nothing", headers={"Accept-Language": "de"})
    assert answer["Content-Language"] == "de"
    assert json.loads(answer.content)["type"] == "/api/v1/problems/refused"


def test_what_nobody_expected_says_nothing_of_itself(client, caplog):
    """A table that is missing: the database's error is noted, and stays here."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE progress_operation RENAME TO elsewhere")
    answer = client.get("/api/v1/operations")
    body = problem(answer, 500, "internal-error")
    assert "progress_operation" not in str(body)
    assert "progress_operation" in caplog.text


@pytest.mark.parametrize("host", ["elsewhere.example", "a b", "["])
def test_a_host_that_is_not_ours(host, client):
    problem(client.get("/api/v1/operations", HTTP_HOST=host), 400, "unreadable")
