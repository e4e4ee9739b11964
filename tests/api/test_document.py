"""The OpenAPI document: complete, and changed only on purpose.

After a change that is meant: RENEW=1 .venv/bin/python -m pytest -n 0 tests/api/test_document.py
"""

import json
import os
import re
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.test import Client
from django.urls import get_resolver, get_script_prefix, set_script_prefix
from django.utils.translation import override

from milepost.api.app import api

SNAPSHOT = Path(__file__).parent / "openapi.json"
PROBLEM = "application/problem+json"


@pytest.fixture(scope="module")
def document():
    return Client(headers={"Accept-Language": "de"}).get("/api/v1/openapi.json").json()


def calls(document):
    return [(method, path, call) for path, methods in document["paths"].items() for method, call in methods.items()]


def parts(node):
    """Every object in a document."""
    if isinstance(node, dict):
        yield node
    for value in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from parts(value)


def test_it_is_the_one_that_was_agreed_on(document):
    if os.environ.get("RENEW"):
        SNAPSHOT.write_text(
            json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8"
        )
    assert json.loads(SNAPSHOT.read_text(encoding="utf-8")) == document, "if this is meant: see the head of this file"


def test_every_call_is_in_it(document):
    [ours] = [each for each in get_resolver().url_patterns if getattr(each, "app_name", "") == "ninja"]
    routes = {"/api/v1/" + re.sub("<(?:\\w+:)?(\\w+)>", r"{\1}", str(each.pattern)) for each in ours.url_patterns}
    own = {"/api/v1/", "/api/v1/openapi.json", "/api/v1/docs"}
    assert {route.rstrip("/") for route in routes - own} == set(document["paths"])
    assert document["openapi"] == "3.1.0"


def test_every_call_says_how_it_may_be_refused(document):
    for method, path, call in calls(document):
        answers = call["responses"]
        assert {"401", "403", "429", "500"} <= set(answers), (method, path)
        assert "404" in answers or "{" not in path
        assert {"409", "422"} <= set(answers) or method == "get"
        assert {"413", "415"} <= set(answers) or "requestBody" not in call
        for status, answer in answers.items():
            assert answer["description"]
            assert (status < "400") or list(answer["content"]) == [PROBLEM], (method, path, status)


def test_every_call_is_named_described_and_guarded(document):
    names = [call["operationId"] for _method, _path, call in calls(document)]
    assert len(set(names)) == len(names)
    for method, path, call in calls(document):
        assert call["summary"], (method, path)
        assert call["description"], (method, path)
        assert call["tags"], (method, path)
        assert call["security"] == [{"Token": []}], (method, path)


def test_every_post_takes_a_key(document):
    for method, _path, call in calls(document):
        keys = [each for each in call["parameters"] if each["name"] == "Idempotency-Key"]
        assert len(keys) == (1 if method == "post" else 0)


def test_what_is_referred_to_is_there(document):
    wanted = {part["$ref"] for part in parts(document) if "$ref" in part}
    assert wanted <= {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}


def test_what_is_sent_is_bounded(document):
    """No whole number, text or list without its bounds; no field that the document does not name."""
    sent = [part for _m, _p, call in calls(document) for part in parts([call["parameters"], call.get("requestBody")])]
    names = {part["$ref"].rpartition("/")[2] for part in sent if "$ref" in part}
    while True:
        more = {
            part["$ref"].rpartition("/")[2]
            for name in names
            for part in parts(document["components"]["schemas"][name])
            if "$ref" in part
        }
        if more <= names:
            break
        names |= more
    for part in [*sent, *(each for name in names for each in parts(document["components"]["schemas"][name]))]:
        kind = part.get("type")
        if kind in ("integer", "number"):
            assert {"minimum", "maximum"} <= set(part), part
        if kind == "array":
            assert "maxItems" in part, part
        if kind == "object" and "properties" in part:
            assert part.get("additionalProperties") is False, part


def test_nothing_that_is_sent_is_null_where_nothing_can_be(document):
    """In a path, a query or a form there are texts; what is not sent is left out."""
    for method, path, call in calls(document):
        form = call.get("requestBody", {}).get("content", {}).get("multipart/form-data", {})
        for part in parts([call["parameters"], form]):
            assert part.get("type") != "null", (method, path)


def test_it_is_made_once_for_each_place_below_which_the_site_is_served():
    made = api.get_openapi_schema()
    assert api.get_openapi_schema(path_params={}) is made
    with override("de"):
        assert api.get_openapi_schema() is made
    with script_prefix("/training/"):
        elsewhere = api.get_openapi_schema()
    assert "/training/api/v1/users" in elsewhere["paths"]
    assert "/api/v1/users" in api.get_openapi_schema()["paths"]


@contextmanager
def script_prefix(prefix):
    before = get_script_prefix()
    set_script_prefix(prefix)
    try:
        yield
    finally:
        set_script_prefix(before)


# --- the page ------------------------------------------------------------------------------------
class Page(HTMLParser):
    """Scripts and links of a page, and what stands in its scripts."""

    def __init__(self, html):
        super().__init__()
        self.addresses, self.scripts, self._inside = [], [], None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.addresses += [found[name] for name in ("src", "href") if name in found]
        self._inside = found if tag == "script" else None

    def handle_data(self, data):
        if self._inside is not None and data.strip():
            self.scripts.append((self._inside.get("type"), data))


def test_the_page_needs_nothing_from_elsewhere():
    client = Client()
    answer = client.get("/api/v1/docs")
    page = Page(answer.content.decode())
    assert answer.status_code == 200
    assert page.addresses
    for address in page.addresses:
        file = client.get(address)
        assert (file.status_code, len(file.content) > 500) == (200, True), address
        assert file["Content-Type"].split(";")[0] in ("text/css", "text/javascript", "image/svg+xml")
    assert client.get("/api/v1/docs/elsewhere.js").status_code == 404


def test_the_page_bears_the_strictest_policy():
    answer = Client().get("/api/v1/docs")
    policy = answer["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy
    [(kind, data)] = Page(answer.content.decode()).scripts
    assert (kind, json.loads(data)["url"]) == ("application/json", "/api/v1/openapi.json")
