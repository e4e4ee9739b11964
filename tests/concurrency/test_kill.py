"""kill -9 at any instant; after the next start every item is applied exactly once."""

import json
import random

import pytest

from milepost.records.models import CourseRecord, Enrolment
from tests.support.world import course, many_learners

pytestmark = [pytest.mark.proof, pytest.mark.requirement("MP-04")]

LEARNERS = 6_000
CHUNK = 150  # 40 chunks: many instants to die at
KILLS = 20


@pytest.fixture
def factory(site):
    """A course with many learners under way, and one who is nobody's business."""
    site.env["MILEPOST_CHUNK_SIZE"] = str(CHUNK)
    with site.inside():
        content = course("safety", activities=["page", "exam"])
        users = many_learners(LEARNERS + 1)
        enrolments = Enrolment.objects.bulk_create(Enrolment(user=user, course=content) for user in users)
        CourseRecord.objects.bulk_create(
            CourseRecord(enrolment=enrolment, user_id=enrolment.user_id, course=content, number=1, opened_by="launch")
            for enrolment in enrolments
        )
    for name, column in (("reset", "Reset required"), ("complete", "Mark complete")):
        lines = [f"Learner,Content,{column}", *(f"{user.login_id},safety,TRUE" for user in users[:LEARNERS])]
        (site.folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    site.bystander = users[LEARNERS].pk
    return site


def bystander(site):
    return site.sql("SELECT * FROM records_courserecord WHERE user_id = %s", [site.bystander])


def applied(site, operation):
    return site.sql("SELECT applied_to FROM progress_operation WHERE id = %s", [operation])[0][0]


def newest(site):
    found = site.sql("SELECT max(id) FROM progress_operation")
    return found[0][0] or 0


def kill_in_the_middle(site, arguments, instant):
    """Start the program, watch the database, kill the program once `instant` items are applied. What was applied."""
    before = newest(site)
    process = site.start(*arguments)
    operation = before
    while process.poll() is None:
        operation = operation if operation > before else newest(site)
        if operation > before and applied(site, operation) >= instant:
            process.kill()
            break
    process.communicate()
    assert operation > before, "no operation was staged"
    return operation, applied(site, operation)


def changed_by(site, kind, operation):
    """The number of records that carry the operation, or for an undo that carry what was undone no more."""
    column = {"reset": "superseded_by_operation", "complete": "waived_by_operation"}[kind]
    return site.sql(f"SELECT count(*) FROM records_courserecord WHERE {column} = %s", [operation])[0][0]


def events_of(site, operation):
    return site.sql("SELECT count(*), count(DISTINCT user_id) FROM ledger_event WHERE operation_id = %s", [operation])[
        0
    ]


def outcomes_of(site, operation):
    [(state, text)] = site.sql("SELECT state, outcomes FROM progress_operation WHERE id = %s", [operation])
    return state, json.loads(text)


def check_whole(site, operation):
    """Applied to the end, each item exactly once, with one event each, and the doctor content."""
    site.run("worker", "--once", check=0)
    assert outcomes_of(site, operation) == ("done", {"done": LEARNERS})
    assert events_of(site, operation) == (LEARNERS, LEARNERS)
    site.run("doctor", check=0)


def test_kill_during_reset_mark_and_undo(factory, proof_count, capsys):
    """In each round a command is killed and carried to its end, then its undo is."""
    site, untouched = factory, bystander(factory)
    draw, struck = random.Random(20261122), []
    rounds = proof_count(KILLS)
    for number in range(rounds):
        kind = ("reset", "complete")[number % 2]
        arguments = (kind, "--file", site.folder / f"{kind}.csv", "--yes", "--json")
        operation, at = kill_in_the_middle(site, arguments, draw.randrange(1, LEARNERS - 5 * CHUNK))
        struck.append((kind, at))
        check_whole(site, operation)
        assert changed_by(site, kind, operation) == LEARNERS

        [(uuid,)] = site.sql("SELECT uuid FROM progress_operation WHERE id = %s", [operation])
        arguments = ("undo", str(uuid), "--yes", "--json")
        undo, at = kill_in_the_middle(site, arguments, draw.randrange(1, LEARNERS - 5 * CHUNK))
        struck.append((f"undo of {kind}", at))
        check_whole(site, undo)
        assert changed_by(site, kind, operation) == 0
        assert bystander(site) == untouched
    in_the_middle = [at for _kind, at in struck if 0 < at < LEARNERS]
    with capsys.disabled():
        print(f"\n{site.vendor}: {len(struck)} kills, {len(in_the_middle)} of them with 0 < applied < {LEARNERS}:")
        print(", ".join(f"{kind} {at}" for kind, at in struck))
    assert len(in_the_middle) >= len(struck) * 3 / 4


def test_killed_before_anything_was_applied_nothing_is_half_done(factory):
    """Before the first chunk there is nothing to repair; an operation that was only staged is just not confirmed."""
    site = factory
    before = site.sql("SELECT * FROM records_courserecord ORDER BY id")
    process = site.start("reset", "--file", site.folder / "reset.csv", "--yes")
    process.kill()
    process.communicate()
    site.run("worker", "--once", check=0)
    states = {state for (state,) in site.sql("SELECT state FROM progress_operation")}
    assert states <= {"previewed", "done"}
    if "done" not in states:
        assert site.sql("SELECT * FROM records_courserecord ORDER BY id") == before
    site.run("doctor", check=0)
