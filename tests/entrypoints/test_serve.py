"""`milepost serve` and `milepost worker`: real processes, real HTTP."""

import json
import re
import signal
import socket
import urllib.error
import urllib.request
from html.parser import HTMLParser

import pytest

from milepost.progress import api
from milepost.records.models import CourseRecord
from tests.support.world import actor, course, event, finished, learner, snapshot

ADDRESS = re.compile(r"http://localhost:\d+")


@pytest.fixture
def server(site):
    """A running server; its address is in `server.address`, its process in `server.process`."""
    site.process = site.start("serve", "--port", "0", "--workers", "1")
    site.address = ADDRESS.search(site.process.stderr.readline()).group()
    return site


def get(url, **headers):
    """Status, headers and body, whatever the status."""
    request = urllib.request.Request(url, headers={name.replace("_", "-"): value for name, value in headers.items()})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.headers, answer.read().decode(errors="replace")
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.status, answer.headers, answer.read().decode()


class Page(HTMLParser):
    """The tags of a page, with their attributes, and the text of its first heading."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.heading, self._in_heading = [], "", False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self._in_heading = tag == "h1"

    def handle_endtag(self, tag):
        self._in_heading = False

    def handle_data(self, data):
        self.heading += data if self._in_heading else ""

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


def left_alone(site, login="ada"):
    """A confirmed operation that another host began to run and left; returns a bystander's snapshot."""
    with site.inside():
        content = course()
        site.bystander = learner()
        for user in (learner(login), site.bystander):
            event("course.completed", finished(user, content))
        request = api.Request(kind=api.Kind.RESET, source="cli")
        who = actor()
        operation = api.submit(who, request, [api.Row(1, login, content.asset_id)])
        api.confirm(who, operation, operation.digest)
        before = snapshot(site.bystander)
    site.sql("UPDATE progress_operation SET lease_owner = 'gone', lease_until = created_at")
    return before


def assert_finished(site, bystander_before):
    with site.inside():
        operation = api.latest(actor())[0].operation
        assert (operation.state, json.loads(operation.outcomes)) == ("done", {"done": 1})
        assert list(
            CourseRecord.objects.exclude(superseded_at=None).values_list("user__login_id", "superseded_by_operation")
        ) == [("ada", operation.pk)]
        assert snapshot(site.bystander) == bystander_before
    assert site.run("doctor", check=0)


# --- pages ---------------------------------------------------------------------------------------
def test_who_comes_is_asked_to_sign_in(server):
    status, headers, html = get(f"{server.address}/")
    page = Page(html)
    assert (status, headers["Content-Language"]) == (200, "en")
    assert page.heading == "Sign in"
    assert [page.all(tag) for tag in ("html", "header", "main", "h1")] == [
        [{"lang": "en"}],
        [{"class": "bar"}],
        [{"id": "content", "tabindex": "-1", "class": "narrow"}],
        [{}],
    ]
    assert {field["name"] for field in page.all("input")} >= {"login", "password", "next"}


@pytest.mark.requirement("SC-09")
def test_the_first_page_speaks_german(server):
    _, headers, html = get(f"{server.address}/", Accept_Language="de-AT,de;q=0.9,en;q=0.5")
    page = Page(html)
    assert headers["Content-Language"] == "de"
    assert page.all("html") == [{"lang": "de"}]
    assert page.heading == "Anmelden"


@pytest.mark.parametrize("path", ["/", "/nowhere"])
def test_pages_run_under_a_strict_policy(server, path):
    status, headers, html = get(server.address + path)
    assert status == (200 if path == "/" else 404)
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy == {
        **dict.fromkeys(("script-src", "style-src", "img-src", "font-src", "media-src", "connect-src"), "'self'"),
        **dict.fromkeys(("frame-src", "form-action"), "'self'"),
        **dict.fromkeys(("default-src", "base-uri", "frame-ancestors"), "'none'"),
    }
    assert headers["X-Content-Type-Options"] == "nosniff"
    page = Page(html)
    assert all(script["src"].startswith("/assets/") for script in page.all("script"))
    assert not page.all("style")
    assert not [attributes for _, attributes in page.tags if {name for name in attributes if name[:2] == "on"}]
    assert not [attributes for _, attributes in page.tags if "style" in attributes]


def test_its_own_files_may_be_kept_for_ever(server):
    page = Page(get(f"{server.address}/")[2])
    [style] = [link["href"] for link in page.all("link") if link["rel"] == "stylesheet"]
    [icon] = [link["href"] for link in page.all("link") if link["rel"] == "icon"]
    [script] = [script["src"] for script in page.all("script")]
    [font] = set(re.findall(r'url\("([^"]*latin-wght[^"]*)"\)', get(server.address + style)[2]))
    for path, kind, part in (
        (style, "text/css; charset=utf-8", "color-scheme: light dark"),
        (icon, "image/svg+xml", "<svg"),
        (script, "text/javascript; charset=utf-8", "use strict"),
        (f"/assets/{font}", "font/woff2", "wOF2"),
    ):
        status, headers, text = get(server.address + path)
        assert (status, headers["Content-Type"]) == (200, kind)
        assert "immutable" in headers["Cache-Control"]
        assert part in text
    assert get(f"{server.address}/assets/milepost.css")[0] == 404


def test_it_says_whether_it_is_well(server):
    assert get(f"{server.address}/healthz")[0::2] == (200, '{"status": "ok"}')
    server.sql("ALTER TABLE people_role RENAME TO gone")
    status, headers, body = get(f"{server.address}/healthz")
    assert (status, json.loads(body)) == (503, {"status": "unavailable"})
    assert "no-store" in headers["Cache-Control"]
    server.sql("ALTER TABLE gone RENAME TO people_role")
    assert get(f"{server.address}/healthz")[0] == 200


# --- the processes -------------------------------------------------------------------------------
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_server_stops_when_told(server, number):
    assert get(f"{server.address}/healthz")[0] == 200
    server.process.send_signal(number)
    _, err = server.process.communicate(timeout=60)
    assert (server.process.returncode, err) == (0, "")
    with pytest.raises(urllib.error.URLError):
        get(server.address)


def test_the_server_refuses_a_database_that_is_not_up_to_date(site):
    site.env["MILEPOST_DATABASE_URL"] = f"sqlite:///{site.folder}/new.sqlite3"
    for command in (("serve", "--port", "0"), ("worker", "--once")):
        refused = site.run(*command, check=1)
        assert "Run: milepost migrate" in refused.err


def test_the_server_refuses_a_port_that_is_taken(site):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = site.run("serve", "--port", str(port), check=1)
    assert f"Port {port}" in refused.err


@pytest.mark.requirement("MP-04")
def test_the_server_finishes_what_was_left_alone(site):
    before = left_alone(site)
    site.start("serve", "--port", "0", "--workers", "2")
    while site.sql("SELECT state FROM progress_operation") != [("done",)]:
        pass  # pytest's timeout is the limit
    assert_finished(site, before)


@pytest.mark.requirement("MP-04")
@pytest.mark.parametrize("concurrency", ["1", "3"])
def test_the_worker_finishes_what_was_left_alone(site, concurrency):
    before = left_alone(site)
    assert site.run("worker", "--once", "--concurrency", concurrency, "--json", check=0).json == {"finished": 1}
    assert_finished(site, before)
    assert site.run("worker", "--once", "--json", check=0).json == {"finished": 0}
    assert_finished(site, before)


def test_one_that_cannot_be_finished_does_not_keep_the_others_waiting(site):
    left_alone(site)
    left_alone(site, "bob")
    site.sql("UPDATE progress_operation SET kind = 'nonsense' WHERE id = (SELECT min(id) FROM progress_operation)")
    ended = site.run("worker", "--once", "--json", check=0)
    assert ended.json == {"finished": 1}
    assert "could not be finished" in ended.err
    assert site.sql("SELECT state FROM progress_operation ORDER BY id") == [("running",), ("done",)]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_worker_stops_when_told(site, number):
    process = site.start("worker", "--json")
    assert "Stop it with Ctrl+C" in process.stderr.readline()
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, json.loads(out), err) == (0, {"stopped": True}, "")
