"""One meaning, whichever way in: the same twenty commands leave the same records, events and outcomes."""

import pytest
from django.db import transaction

from milepost.base import clock
from milepost.ledger.models import Event
from milepost.progress.models import Operation
from milepost.records.models import ActivityRecord, CourseRecord, Enrolment, ProgramEnrolment, ProgramRecord
from tests.entrypoints.contract import COMMANDS, Api, CommandLine, File, Upload, moment
from tests.support import world

pytestmark = pytest.mark.django_db

# What says which row it is, and by which operation: that is compared by name and number instead.
_KEYS = {"id", "uuid", "tx", "epoch", "record_id", "enrolment_id", "salt", "digest", "sealed"}


def build():
    """Three learners with a past, two courses and a program, and somebody who may do all that."""
    safety, fire, old = (
        world.course(name, activities=kinds)
        for name, kinds in (("safety", ("page", "exam")), ("fire", ("page",)), ("old", ("page",)))
    )
    world.program("induction", safety, fire)
    ada, bob = world.learner("ada", email="ada@example.org"), world.learner("bob")
    world.learner("eve")
    for user in (ada, bob):
        for course in (safety, fire, old):
            world.enrol(user, course)
    world.record(Enrolment.objects.get(user=bob, course=fire), "active", progress=50.0)
    old.archived_at = world.LONG_AGO
    old.save()
    world.staff("grace", "Administrator")


def everything():
    """All that the commands leave, by names and numbers instead of keys."""
    operations = {
        key: number for number, key in enumerate(Operation.objects.order_by("pk").values_list("pk", flat=True))
    }
    records = {
        model: {each.pk: _name(each) for each in model.objects.all()} for model in (CourseRecord, ProgramRecord)
    }

    def plain(row, owners):
        known = {name: value for name, value in row.items() if name not in _KEYS}
        named = {name: operations.get(value) for name, value in row.items() if name.endswith("by_operation")}
        if "operation_id" in row:
            named["operation_id"] = operations.get(row["operation_id"])
        named["record"] = owners.get(row.get("record_id") or row["id"])
        return sorted((name, repr(value)) for name, value in (known | named).items())

    found = {}
    for model in (Enrolment, ProgramEnrolment, CourseRecord, ProgramRecord, ActivityRecord):
        owners = records.get(model) or (records[CourseRecord] if model is ActivityRecord else {})
        found[model.__name__] = sorted(plain(row, owners) for row in model.objects.values())
    events = Event.objects.values()
    found["Event"] = sorted(
        plain(row, records[ProgramRecord if row["program_id"] else CourseRecord]) for row in events
    )
    return found


def _name(record):
    content = record.course_id if isinstance(record, CourseRecord) else record.program_id
    return type(record).__name__, record.user_id, content, record.number


def test_twenty_commands_by_four_ways(capsys, tmp_path):
    build()
    ways = {
        "command line": lambda: CommandLine(capsys),
        "CSV, by the command line": lambda: File(capsys, tmp_path, "csv"),
        "API": Api,
        "XLSX, by the API": lambda: Upload("xlsx"),
    }
    results = {name: _play(way) for name, way in ways.items()}
    outcomes, left = results.pop("command line")
    assert len(outcomes) == len(COMMANDS) == 20
    assert {outcome for each in outcomes for outcome in each} >= {
        "done",
        "already_complete",
        "not_enrolled",
        "archived",
    }
    assert len(left["Event"]) > len(COMMANDS)
    for name, (others, left_by_other) in results.items():
        assert others == outcomes, name
        for what, rows in left.items():
            assert left_by_other[what] == rows, f"{what} by {name}"


def _play(way):
    """The outcomes of all commands by one way, and what is there then; afterwards all is as it was before."""
    with transaction.atomic():
        told, outcomes = way(), []
        for step, command in enumerate(COMMANDS):
            with clock.fixed(moment(step)):
                outcomes.append(told.apply(command))
        left = everything()
        transaction.set_rollback(True)
    return outcomes, left
