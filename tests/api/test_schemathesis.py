"""schemathesis asks whatever the document allows, and what it does not: all checks, no exclusions, real HTTP."""

import json
import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from milepost.catalog.contents import keeping
from milepost.people.actors import system
from milepost.people.models import User
from tests.api.serving import Server, token_of
from tests.commands.acting import launch, reset, stage
from tests.support.world import actor, course, enrol, event, finished, group, join, learner, program

PROGRAM = Path(sys.executable).parent / "st"
ALL_OF_IT = 200
# A document can say what a value looks like, not whether a rule is well formed or a day lies ahead. Whoever asks for
# what the document allows may therefore be refused with a sentence (422), beside the answers that are expected anyway.
CONFIG = """
[checks.positive_data_acceptance]
expected-statuses = ["2xx", "3xx", "401", "403", "404", "409", "429", "5xx", "422"]
"""


_CONTENT = "/api/v1/courses/{course}/activities/{activity}/content"
_DOOR = {
    "id": "door",
    "kind": "single",
    "text": "Which door?",
    "options": [{"id": "a", "text": "This"}, {"id": "b", "text": "That"}],
    "right": ["a"],
}
_CONTENTS = {"page": {"text": "Doors"}, "exam": {"questions": [_DOOR]}, "assignment": {"text": "Count the doors."}}


@pytest.fixture
def tried(site):
    """A site with something of everything, served; `site.tried` is the folder of its hooks."""
    site.tried = site.folder / "tried"
    site.tried.mkdir()
    with site.inside():
        names = _fill()
        site.token = token_of(site, "root")
    server = Server(site, MILEPOST_API_RATE="0")
    names |= _upload(server, site.token) | _media(server, site.token)
    (site.tried / "names.json").write_text(json.dumps(names))
    (site.tried / "statuses.txt").touch()
    (site.tried / "schemathesis.toml").write_text(CONFIG)
    site.server = server
    return site


def _fill():
    """People, content, records and operations; returns their names by the fields of the document that take them."""
    people = [learner(f"learner-{number}") for number in range(9)]
    group("site", *people[:3])
    safety, first_aid = course("safety", ["page", "exam", "video"]), course("first-aid")
    both = program("basics", safety, first_aid)
    spare = program("spare", course("spare"))
    course("other")
    for each in people[:6]:
        event("course.completed", finished(each, safety))
    join(people[6], both)
    actor("root", "Administrator")
    root = User.objects.get(login_id="root")
    again = course("again")
    event("course.completed", finished(root, again))
    notice = reset(("root", "again")).uuid
    # Several: what is tried may well retire an activity or archive a course.
    own = [course(f"own-{number}") for number in range(5)]
    for each in own:
        enrol(root, each)
        launch(root, each)
    done = reset(*((each.login_id, "safety") for each in people[:6]))
    waiting = stage("mark_complete", [("learner-7", "safety")])
    to_cancel = stage("mark_complete", [("learner-8", "safety")])
    enrolled = [enrol(each, first_aid) for each in people[7:]]
    taught = course("taught", ["page", "exam", "assignment"])
    for kind, content in _CONTENTS.items():
        keeping.write(system("test"), taught.activities.get(kind=kind), content)
    return {
        "user": ["learner-1", str(people[2].uuid), "learner-3@example.org"],
        "course": ["safety", str(first_aid.uuid)],
        "program": ["basics", str(both.uuid)],
        "operation": [str(done.uuid), str(waiting.uuid)],
        "POST /api/v1/operations/{operation}/confirm operation": [str(done.uuid)],
        "POST /api/v1/operations/{operation}/undo operation": [str(done.uuid)],
        "POST /api/v1/operations/{operation}/undo body": [{}, {"learners": ["learner-1"]}],
        "POST /api/v1/operations/{operation}/cancel operation": [str(to_cancel.uuid)],
        "POST /api/v1/operations body": [
            {"kind": kind, "learners": learners, "content": [{"type": "course", "id": "safety"}]}
            for kind in ("reset", "mark_complete")
            for learners in ({"ids": ["learner-1"]}, {"rule": "course safety"}, {"ids": ["nobody"]})
        ],
        "activity": [str(activity.uuid) for each in own for activity in each.activities.all()],
        "PATCH /api/v1/courses/{course}/activities/{activity} course": ["safety"],
        "PATCH /api/v1/courses/{course}/activities/{activity} activity": ["page-1", "exam-2"],
        **{f"{call} {_CONTENT} course": ["taught"] for call in ("GET", "PUT")},
        f"GET {_CONTENT} activity": ["page-1", "exam-2", "assignment-3"],
        f"PUT {_CONTENT} activity": ["page-1", "exam-2"],
        f"PUT {_CONTENT} body": list(_CONTENTS.values()),
        "POST /api/v1/programs/{program}/courses body": [{"course": "other"}, {"course": "again", "position": 1}],
        "PATCH /api/v1/programs/{program}/courses/{course} program": ["basics"],
        "PATCH /api/v1/programs/{program}/courses/{course} course": ["safety"],
        "DELETE /api/v1/programs/{program}/courses/{course} program": ["spare"],
        "DELETE /api/v1/programs/{program}/courses/{course} course": [str(spare.courses.get().uuid)],
        "POST /api/v1/enrolments body": [
            {"user": each.login_id, "content": {"type": "course", "id": "other"}} for each in people
        ],
        "enrolment": [f"course-{each.pk}" for each in enrolled],
        "launch": [f"{again.uuid}.{notice}"],
        "POST /api/v1/me/launches body": [{"course": "own-0"}, {"course": "own-1", "activity": "page-1"}],
        "POST /api/v1/me/activities/{activity}/commit body": [{"status": "active", "seconds": 5}],
    }


def _upload(server, token):
    """A file that was refused, so that there is a report; and one to hand in."""
    text = "Learner,Content,Reset required\r\nlearner-1,safety,TRUE\r\n"
    made = server.send_file(token, "/uploads", {"kind": "reset"}, "people.csv", text + "nobody,safety,TRUE\r\n")
    assert made.json["state"] == "refused", made.body
    return {
        "upload": [made.json["operation"]],
        "POST /api/v1/uploads body": [{"kind": "reset", "file": text}, {"kind": "mark_complete", "file": "x"}],
    }


def _media(server, token):
    """Files to look at and to take away, and one to hand in."""
    made = [server.send_file(token, "/media", {}, "doors.vtt", f"WEBVTT\n\nNOTE {number}") for number in range(4)]
    first, *others = [each.json["id"] for each in made]
    return {
        "file": [first],
        "DELETE /api/v1/media/{file} file": others,
        "POST /api/v1/media body": [{"file": "WEBVTT\n\nNOTE more"}, {"file": "no film"}],
    }


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_whatever_the_document_allows_and_what_it_does_not(tried, proof_count, capsys):
    ran = subprocess.run(
        [
            str(PROGRAM),
            "--config-file=schemathesis.toml",
            "run",
            f"http://127.0.0.1:{tried.server.port}/api/v1/openapi.json",
            "--checks=all",
            f"--max-examples={proof_count(ALL_OF_IT)}",
            f"--header=Authorization: Bearer {tried.token}",
            "--seed=20261122",
            "--continue-on-failure",
            "--generation-database=none",
            "--no-color",
        ],
        cwd=tried.tried,
        env=os.environ
        | {
            "PYTHONPATH": str(Path(__file__).parent),
            "SCHEMATHESIS_HOOKS": "schemathesis_hooks",
            "MILEPOST_TRIED": str(tried.tried),
        },
        capture_output=True,
        encoding="utf-8",
    )
    statuses = _statuses(tried.tried / "statuses.txt")
    reached = {call for call, found in statuses.items() if any(200 <= status < 300 for status in found)}
    with capsys.disabled():
        asked = sum(sum(found.values()) for found in statuses.values())
        print(f"\n{tried.vendor}: {asked} requests, {len(reached)} of {len(statuses)} calls reached a 2xx")
        print("\n".join(sorted(set(statuses) - reached)))
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert len(reached) >= 0.9 * len(statuses), set(statuses) - reached
    assert not any("Traceback" in line for line in tried.server.said)
    tried.run("doctor", check=0)


def _statuses(file):
    """How often each call was answered with each status."""
    found = defaultdict(lambda: defaultdict(int))
    for line in file.read_text().splitlines():
        call, _blank, status = line.rpartition(" ")
        found[call][int(status)] += 1
    return found
