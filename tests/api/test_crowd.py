"""Five hundred learners who commit every ten seconds, with the program's own defaults: nothing is lost."""

import json

import pytest

from milepost.records.models import ActivityRecord
from tests.api.serving import Server
from tests.commands.acting import launch
from tests.support.world import course, enrol, event, finished, learner, many_learners
from tools import crowd, crowding

LEARNERS = 500
EVERY = 10.0
SECONDS = 60


@pytest.fixture
def hall(site):
    """A site with a course that everybody has launched, served as `milepost serve` does by itself."""
    with site.inside():
        event("course.completed", finished(learner("done"), course("done")))
        safety = course("safety", activities=("page",))
        page = safety.activities.get()
        seats = []
        for user in many_learners(LEARNERS):
            enrol(user, safety)
            seats.append((user, launch(user, safety).session, page))
        site.pages = crowding.pages(seats[::2], seconds=10)
        site.programs = crowding.programs(seats[1::2])
        site.users = [user.pk for user, _session, _page in (*seats[::2], *seats[1::2])]
    site.server = Server(site)
    return site


@pytest.mark.proof
def test_five_hundred_learners_committing_every_ten_seconds(hall, proof_count, capsys):
    heard = crowd.report(hall.server.port, [*hall.pages, *hall.programs], every=EVERY, seconds=proof_count(SECONDS))
    taken = sorted(each for one in heard for each in one.taken)
    with capsys.disabled():
        print(f"\n{len(taken)} commits, p99 {taken[len(taken) * 99 // 100 - 1] * 1000:.0f} ms")
    assert {status for one in heard for status in one.statuses} == {200}
    credited = [sum(json.loads(body)["seconds"] for body in one.bodies) for one in heard[: len(hall.pages)]]
    sent = [len(one.bodies) for one in heard[len(hall.pages) :]]
    with hall.inside():
        kept = {
            each.record.user_id: each
            for each in ActivityRecord.objects.select_related("record").filter(record__user__in=hall.users)
        }
    assert [kept[user].seconds for user in hall.users] == [*credited, *sent]
    assert [kept[user].state for user in hall.users[len(hall.pages) :]] == [str(number) for number in sent]
    assert sum(credited) > 0
    assert not any("locked" in line or "Traceback" in line for line in hall.server.said), hall.server.said
    hall.run("doctor", check=0)
