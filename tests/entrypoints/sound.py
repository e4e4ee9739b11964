"""A sound little world in which everything has happened that can happen; its rows have names."""

from django.test import override_settings

from milepost.catalog.models import ActivityPrerequisite, Course, CoursePrerequisite, Section
from milepost.ledger.models import Event
from milepost.progress import api
from milepost.progress.models import Operation
from milepost.records import committing, holds
from milepost.records.models import (
    ActivityRecord,
    CourseRecord,
    Enrolment,
    LateCommit,
    PlayerSession,
    ProgramEnrolment,
    ProgramRecord,
)
from tests.commands import acting
from tests.entrypoints.sound_player import keys_of_played, played
from tests.support import world

NOBODY = 999_999

# Those of the first line go through whole courses; those of the second through activities, programs and erasures.
NAMES = ("ann", "ben", "cleo", "dora", "eve", "finn", "hugo", "ivy", "jon", "kim")
MORE = ("lea", "max", "nora", "olaf", "pia", "quin", "rosa", "sam", "tia", "uma", "vic", "wim", "xena", "yan", "zoe")
# And those of the third play: Abe has done everything, Cal has something that waits, of Bia it was erased.
PLAYERS = ("abe", "bia", "cal")


def sound_world() -> dict[str, int]:
    """Make it; the keys of its rows, by names.

    `ann`, `ann_1` (her first record of the course safety), `ann_1_page` (her work in it); in full, and for the other
    courses too, `pia_fire_1` and `pia_fire_1_page`, and `pia_induction_1` for a program. `reset_ann` is the position
    of Ann's item in the operation `reset`, `reset_ann_event` its event.
    """
    courses = _courses()
    programs = [
        world.program("both", courses["safety"], courses["cranes"]),
        world.program("induction", courses["fire"], courses["water"]),
    ]
    users = {name: world.learner(name) for name in (*NAMES, *MORE, *PLAYERS)}
    world.join(users["ben"], programs[0], courses=False)
    operations = _whole_courses(courses["safety"], users)
    operations |= _activities(courses["fire"], users) | _programs(courses, programs[1], users)
    operations |= _cancelled(courses, users) | _erasures(courses["fire"], users)
    operations |= played(courses["play"], users)
    hold = holds.place(acting.STAFF, users["zoe"], reason="Case 17")
    return _keys(courses, programs, users, operations) | {"hold": hold.pk} | _rules(courses) | keys_of_played()


def _rules(courses) -> dict[str, int]:
    """In the course fire the form needs the page; the course cranes needs safety."""
    page, form = courses["fire"].activities.first(), courses["fire"].activities.last()
    needed = ActivityPrerequisite.objects.create(activity=form, needs=page)
    course = CoursePrerequisite.objects.create(course=courses["cranes"], needs=courses["safety"])
    return {"fire_form_needs": needed.pk, "cranes_needs": course.pk}


def _courses() -> dict[str, Course]:
    courses = {name: world.course(name) for name in ("safety", "cranes", "water")}
    courses["fire"] = world.course("fire", activities=["page", "exam", "form"])
    courses["play"] = world.course("play", activities=[])
    for course in courses.values():
        section = Section.objects.create(course=course, title="Start", position=1)
        course.activities.update(section=section)
    return courses


def _whole_courses(safety, users) -> dict[str, Operation]:
    """What learners went through in one course, in both worlds: that of the learner, and that of the staff."""
    page, exam = safety.activities.all()
    for name in NAMES:
        world.enrol(users[name], safety)

    acting.finish(users["ben"], safety)
    for name in ("ann", "dora", "eve", "finn", "hugo", "ivy", "jon"):
        session = acting.launch(users[name], safety)
        acting.work(session, page, status="active", progress=40.0, seconds=30)
        if name == "eve":
            late = session
    operations = {"reset": acting.reset(*((name, "safety") for name in ("ann", "eve", "finn", "hugo", "ivy")))}
    acting.work(late, exam, status="failed", score=20.0)
    operations["undo_reset"] = acting.undo(operations["reset"], [users["finn"]])
    for name in ("eve", "hugo"):
        acting.work(acting.relaunch(users[name], safety), exam, status="failed", score=30.0)
    operations["reset_again"] = acting.reset(("hugo", "safety"))
    operations["mark"] = acting.mark(
        ("dora", "safety"), ("ivy", "safety"), ("ben", "safety"), ("ann", "safety", "FALSE")
    )
    operations["mark_undone"] = acting.mark(("cleo", "safety"), ("kim", "safety"))
    operations["undo_mark"] = acting.undo(operations["mark_undone"], [users["cleo"]])
    operations["undo_mark_again"] = acting.undo(operations["mark_undone"], [users["kim"]])
    operations["refused"] = acting.stage("reset", [("nobody", "safety"), ("jon", "safety")])
    operations["previewed"] = acting.stage("reset", [("jon", "safety")])
    staged = acting.stage("reset", [("jon", "safety")])
    operations["running"] = api.confirm(acting.STAFF, staged, staged.digest)
    return operations


def _activities(fire, users) -> dict[str, Operation]:
    """Lea and Max have an activity marked, Nora and Olaf have one reset; with Uma and Wim it was undone."""
    page, exam, _ = fire.activities.all()
    for name in ("lea", "max", "nora", "olaf", "uma", "wim"):
        world.enrol(users[name], fire)
    acting.work(acting.launch(users["lea"], fire), page, progress=40.0, seconds=30)
    for name in ("max", "olaf"):
        acting.work(acting.launch(users[name], fire), exam, status="failed", score=20.0)
    for name in ("nora", "wim"):
        acting.finish(users[name], fire)
    operations = {
        "mark_exam": acting.mark(("lea", exam), ("max", exam), ("uma", exam)),
        "reset_exam": acting.reset(("nora", exam), ("olaf", exam), ("wim", exam)),
    }
    operations["undo_mark_exam"] = acting.undo(operations["mark_exam"], [users["uma"]])
    operations["undo_reset_exam"] = acting.undo(operations["reset_exam"], [users["wim"]])
    return operations


def _programs(courses, induction, users) -> dict[str, Operation]:
    """Pia's program was reopened, Quin's marked, Rosa's stands; Xena's reset undone. A mark enrolled Vic."""
    for name in ("pia", "quin", "rosa", "xena"):
        world.join(users[name], induction)
    for name in ("pia", "rosa", "xena"):
        for course in ("fire", "water"):
            acting.finish(users[name], courses[course])
    operations = {
        "reset_water": acting.reset(("pia", "water")),
        "mark_program": acting.mark(("quin", induction)),
        "reset_program": acting.reset(("xena", induction)),
        "enrolling": acting.mark(("vic", "water"), enrol_missing=True),
    }
    return operations | {"undo_reset_program": acting.undo(operations["reset_program"])}


def _cancelled(courses, users) -> dict[str, Operation]:
    """One was stopped after Yan's item, another was never confirmed."""
    for name in ("yan", "zoe"):
        world.enrol(users[name], courses["water"])
    never = acting.stage("mark_complete", [("zoe", "water")])
    staged = acting.stage("mark_complete", [("yan", "water"), ("zoe", "water")])
    with override_settings(CHUNK_SIZE=1):
        stopped = api.run(
            api.confirm(acting.STAFF, staged, staged.digest),
            on_progress=lambda *_: api.cancel(acting.STAFF, staged.uuid),
        )
    assert acting.outcomes(stopped) == {"cancelled": 1, "done": 1}
    return {"stopped": stopped, "never": api.cancel(acting.STAFF, never.uuid)}


def _erasures(fire, users) -> dict[str, Operation]:
    """Sam had been reset before and has a page open; of Tia only an operation knew that says nothing now.

    Of Wim one activity was erased, from a record that stands and from one that was voided.
    """
    page, form = fire.activities.first(), fire.activities.last()
    for name in ("sam", "tia"):
        world.enrol(users[name], fire)
    first = acting.finish(users["sam"], fire)
    earlier = acting.reset(("sam", "fire"), ("lea", "fire", "FALSE"))
    acting.work(first, page, progress=10)
    acting.work(acting.relaunch(users["sam"], fire), page, progress=30)
    committing.close(acting.launch(users["tia"], fire).session)
    alone = acting.mark(("tia", "fire"), reason="Paper of 3 May")
    erase = acting.reset(("sam", "fire"), ("tia", "fire"), policy="erase")
    operations = {"earlier": earlier, "alone": alone, "erase": erase}
    operations["undo_erase"] = acting.undo(erase, [users["sam"]])
    return operations | {"erase_form": acting.reset(("wim", form), policy="erase")}


# --- the names of rows ---------------------------------------------------------------------------
def _keys(courses, programs, users, operations) -> dict[str, int]:
    names = {user.pk: name for name, user in users.items()}
    keys = {name: user.pk for name, user in users.items()} | {name: each.pk for name, each in operations.items()}
    keys |= {each.asset_id: each.pk for each in programs} | {"nobody": NOBODY}
    for name, course in courses.items():
        keys[name] = course.pk
        keys[f"{name}_section"] = course.sections.get().pk
        keys |= {f"{name}_{activity.kind}": activity.pk for activity in course.activities.all()}
    return keys | _keys_of_records(names) | _keys_of_items(names, operations)


def _keys_of_records(names: dict[int, str]) -> dict[str, int]:
    keys = {f"{names[each.user_id]}_{each.course.asset_id}_enrolment": each.pk for each in _all(Enrolment, "course")}
    for each in _all(ProgramEnrolment, "program"):
        keys[f"{names[each.user_id]}_{each.program.asset_id}_enrolment"] = each.pk
    for each in _all(ProgramRecord, "program"):
        keys[f"{names[each.user_id]}_{each.program.asset_id}_{each.number}"] = each.pk
    of_record = {}
    for each in _all(CourseRecord, "course"):
        of_record[each.pk] = f"{names[each.user_id]}_{each.course.asset_id}_{each.number}"
    keys |= {name: key for key, name in of_record.items()}
    for each in _all(ActivityRecord, "activity"):
        keys[f"{of_record[each.record_id]}_{each.activity.kind}"] = each.pk
    for each in PlayerSession.objects.all():
        keys[f"{of_record[each.record_id]}_session"] = each.pk
    keys["late"] = LateCommit.objects.get().pk
    return keys | {name.replace("_safety_", "_"): key for name, key in keys.items()}


def _all(model, content: str):
    return model.objects.select_related(content)


def _keys_of_items(names: dict[int, str], operations: dict[str, Operation]) -> dict[str, int]:
    """An item that an erase has emptied is that of `nobody`."""
    keys = {}
    for name, operation in operations.items():
        for item in operation.items.all():
            whose = names.get(item.user_id, "nobody")
            keys[f"{name}_{whose}"] = item.position
            if item.program_id is not None:
                keys[f"{name}_{whose}_program"] = item.position
        for event in Event.objects.defer("tx").filter(operation_id=operation.pk).order_by("pk"):
            whose = names[event.user_id]
            keys[f"{name}_{whose}_event"] = event.pk
            if event.program_id is not None:
                keys[f"{name}_{whose}_program_event"] = event.pk
    return keys
