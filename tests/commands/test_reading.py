"""What people see of operations: nothing tells of anybody outside their reach (R40)."""

import pytest

from milepost.base.errors import BeyondReach, NotFound, NotPermitted
from milepost.base.ids import new_uuid
from milepost.people.actors import by_login
from milepost.progress import api
from milepost.progress.models import Operation
from tests.commands.acting import STAFF, apply, finish, launch, mark, outcomes, records, reset, stage, undo
from tests.support.world import course, enrol, group, learner, limited_staff, staff

pytestmark = pytest.mark.usefixtures("bystander")


@pytest.fixture
def safety():
    return course("safety")


@pytest.fixture
def people(safety):
    """Ada and Ann in the north, Bob in the south, Eve nowhere; all have completed the course but Ann."""
    made = {name: learner(name) for name in ("ada", "ann", "bob", "eve")}
    for user in made.values():
        enrol(user, safety)
    for name in ("ada", "bob", "eve"):
        finish(made[name], safety)
    return made


@pytest.fixture
def north(people):
    return group("North", people["ada"], people["ann"])


@pytest.fixture
def lena(north):
    """Somebody of the staff who reaches the north alone."""
    return limited_staff("lena", "Administrator", [north])


def rows(*logins):
    return [(login, "safety") for login in logins]


def unknown(operation):
    """What is said of an operation that does not exist."""
    return f"There is no operation {operation.uuid}."


def assert_does_not_exist(actor, operation):
    """It is in no list, and whatever is asked of it gets the answer that an unknown one would get."""
    assert operation.uuid not in [found.operation.uuid for found in api.latest(actor, 100)]
    for ask in (
        lambda: api.seen(actor, operation.uuid),
        lambda: api.cancel(actor, operation.uuid),
        lambda: api.undo(actor, operation.uuid, source="cli"),
        lambda: api.confirm(actor, operation, operation.digest),
    ):
        with pytest.raises(NotFound) as caught:
            ask()
        assert str(caught.value) == unknown(operation)
    with pytest.raises(NotFound) as caught:
        api.seen(actor, never := new_uuid())
    assert str(caught.value) == unknown(operation).replace(str(operation.uuid), str(never))


# --- lists and numbers ---------------------------------------------------------------------------
def test_without_limits_everything_is_seen(people):
    operation = reset(*rows("ada", "bob", "ann"))
    [found] = api.latest(STAFF)
    assert found == api.seen(STAFF, operation.uuid)
    assert api.report(found) == api.report(operation)
    assert api.items(found) == api.items(operation)
    assert (found.is_whole, found.items, found.outcomes) == (True, 3, {"done": 2, "nothing_to_reset": 1})


def test_an_operation_that_concerns_others_too_looks_as_if_they_were_not_in_it(people, lena):
    operation = reset(*rows("bob", "ada", "eve", "ann"), reason="New edition")
    [found] = api.latest(lena)
    assert found == api.seen(lena, operation.uuid)
    assert (found.is_whole, found.items, found.applied_to, found.last_position) == (False, 2, 2, 2)
    assert [(item["login_id"], item["outcome"]) for item in api.items(found)] == [
        ("ada", "done"),
        ("ann", "nothing_to_reset"),
    ]
    whole, part = api.report(operation), api.report(found)
    assert part == whole | {"outcomes": {"done": 1, "nothing_to_reset": 1}, "preview": {}}


def test_an_operation_on_others_alone_does_not_exist(people, lena):
    for operation in (
        stage("reset", rows("bob")),
        stage("reset", rows("bob", "stranger")),
        reset(*rows("bob", "eve")),
    ):
        assert_does_not_exist(lena, operation)
    assert api.latest(lena) == []


def test_ones_own_operation_stays_but_not_who_has_left_the_reach(people, north, lena):
    operation = stage("reset", rows("ada", "ann"), actor=lena)
    found = api.seen(lena, operation.uuid)
    assert found.is_whole
    assert api.report(found) == api.report(operation)
    done = api.run(api.confirm(lena, operation, operation.digest))

    north.users.remove(people["ada"])
    assert [item["login_id"] for item in api.items(api.seen(lena, done.uuid))] == ["ann"]
    north.users.clear()
    [found] = api.latest(lena)
    assert (found.operation, found.is_whole, found.items, found.outcomes) == (done, False, 0, {})
    assert (api.items(found), api.report(found)["preview"]) == ([], {})


def test_the_newest_come_first_and_only_so_many(people, lena):
    seen = [reset(*rows("ada", "bob")), mark(*rows("ann", "eve")), stage("reset", rows("ann"))]
    for login in ("bob", "eve"):
        stage("mark_complete", rows(login))
    assert [found.operation for found in api.latest(lena)] == seen[::-1]
    assert [found.operation for found in api.latest(lena, 2)] == seen[:0:-1]


def test_rows_that_name_nobody_are_seen_by_whoever_wrote_them(people, lena):
    wrong = rows("nobody", "ada", "ada", "bob")
    own, others = stage("reset", wrong, actor=lena), stage("reset", wrong)
    found = api.seen(lena, own.uuid)
    assert [(fault.line, fault.code) for fault in api.faults(found)] == [
        (2, "unknown_learner"),
        (4, "duplicate_row"),
        (5, "unknown_learner"),
    ]
    assert list(api.faults(found)) == list(api.faults(own))
    assert (found.is_whole, found.faults, len(api.items(found))) == (True, 3, 4)

    part = api.seen(lena, others.uuid)
    assert [(fault.line, fault.code) for fault in api.faults(part)] == [(4, "duplicate_row")]
    assert (part.is_whole, part.faults, part.items, part.outcomes) == (False, 1, 2, {})
    assert api.report(part)["report"] is None
    assert len(list(api.faults(others))) == 2, "the row on Bob is sound"


def test_how_far_it_is_counts_those_within_reach(people, lena, settings):
    settings.CHUNK_SIZE = 1
    operation = stage("reset", rows("ada", "bob", "eve", "ann"))

    def stop(_applied_to, _last_position):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        api.run(api.confirm(STAFF, operation, operation.digest), stop)
    found = api.seen(lena, operation.uuid)
    assert (found.applied_to, found.last_position, found.outcomes) == (1, 2, {})
    assert [item["outcome"] for item in api.items(found)] == ["done", None]
    api.run(api.find(operation.uuid))
    found = api.seen(lena, operation.uuid)
    assert (found.applied_to, found.outcomes) == (2, {"done": 1, "nothing_to_reset": 1})


def test_what_an_erase_has_emptied_names_nobody(people, lena):
    own, others = stage("reset", rows("ada"), actor=lena), reset(*rows("ada", "ann", "bob"))
    apply(stage("reset", rows("ada"), policy="erase"))
    found = api.seen(lena, others.uuid)
    assert [item["login_id"] for item in api.items(found)] == ["ann"]
    assert found.outcomes == {"nothing_to_reset": 1}
    assert [item["login_id"] for item in api.items(api.seen(lena, own.uuid))] == [None]


# --- acting --------------------------------------------------------------------------------------
def test_only_what_lies_wholly_within_reach_is_confirmed_and_cancelled(people, lena):
    mixed, within = stage("reset", rows("ada", "bob")), stage("reset", rows("ada"))
    for act in (
        lambda: api.confirm(lena, mixed, mixed.digest),
        lambda: api.cancel(lena, mixed.uuid),
        lambda: api.seen(lena, mixed.uuid).whole(),
    ):
        with pytest.raises(BeyondReach):
            act()
    assert api.find(mixed.uuid).state == "previewed"
    assert outcomes(api.run(api.confirm(lena, within, within.digest))) == {"done": 1}
    cancelled = api.cancel(lena, stage("mark_complete", rows("ann")).uuid)
    assert cancelled.state == "cancelled"


def test_who_has_left_the_reach_since_the_preview_is_not_touched(people, safety, north, lena):
    operation = stage("reset", rows("ada", "ann"), actor=lena)
    north.users.remove(people["ada"])
    with pytest.raises(BeyondReach):
        api.confirm(lena, operation, operation.digest)
    assert Operation.objects.get(pk=operation.pk).state == "previewed"
    assert [record.superseded_at for record in records(people["ada"], safety)] == [None]


def test_an_operation_on_others_too_is_undone_for_those_within_reach(people, lena):
    done = reset(*rows("ada", "bob"))
    staged = api.undo(lena, done.uuid, source="cli")
    assert [item["login_id"] for item in api.items(api.seen(lena, staged.uuid))] == ["ada"]
    assert outcomes(api.run(api.confirm(lena, staged, staged.digest))) == {"done": 1}
    assert api.find(done.uuid).state == "done", "Bob's reset still stands"
    assert outcomes(undo(done)) == {"done": 1}


# --- who may look --------------------------------------------------------------------------------
@pytest.mark.parametrize("role", ["Learner", "Reporter"])
def test_looking_needs_the_permission_to_change(people, safety, role):
    operation = reset(*rows("ada"))
    staff("sam", role)
    for ask in (api.latest, lambda actor: api.seen(actor, operation.uuid)):
        with pytest.raises(NotPermitted) as caught:
            ask(by_login("sam"))
        assert caught.value.permission == "progress.manage"


def test_who_reaches_nobody_sees_nothing(people, safety):
    launch(people["ann"], safety)
    nobody = limited_staff("nina", "Administrator", [])
    assert_does_not_exist(nobody, reset(*rows("ada", "ann")))
