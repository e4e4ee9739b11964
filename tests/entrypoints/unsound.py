"""A sound little world in which everything has happened that can happen, and ways to break one row of it."""

from milepost.catalog.models import Course, Program, Section
from milepost.ledger.models import Event
from milepost.progress import api
from milepost.progress.models import Operation
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
from tests.support import world

NEVER = "'2999-01-01 00:00:00'"
NOW = "'2026-01-01 00:00:00'"
NOBODY = 999_999

NAMES = ("ann", "ben", "cleo", "dora", "eve", "finn", "hugo", "ivy", "jon", "kim")


def sound_world() -> dict[str, int]:
    """Make it; the keys of its rows, by names: `ann`, `ann_1` (her first record), `ann_1_page` (her work in it)…"""
    return _history(_content(), {name: world.learner(name) for name in NAMES})


def _content() -> dict[str, Course]:
    """Two courses with a section each, and a program of both."""
    courses = {name: world.course(name) for name in ("safety", "cranes")}
    program = Program.objects.create(asset_id="both", title="Both", created_at=world.LONG_AGO)
    for place, course in enumerate(courses.values(), start=1):
        program.courses.add(course, through_defaults={"position": place})
        section = Section.objects.create(course=course, title="Start", position=1)
        course.activities.update(section=section)
    return courses


def _history(courses, users) -> dict[str, int]:
    """What each learner went through, in both worlds: that of the learner, and that of the staff."""
    safety = courses["safety"]
    page, exam = safety.activities.all()
    for user in users.values():
        world.enrol(user, safety)

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
    return _keys(courses, users, operations) | _keys_of_a_program(users["ben"])


def _keys(courses, users, operations) -> dict[str, int]:
    """`reset_ann` is the position of Ann's item in the operation `reset`, `reset_ann_event` its event."""
    names = {user.pk: name for name, user in users.items()}
    keys = {name: user.pk for name, user in users.items()} | {name: each.pk for name, each in operations.items()}
    for name, course in courses.items():
        keys[name] = course.pk
        keys[f"{name}_section"] = course.sections.get().pk
        keys |= {f"{name}_{activity.kind}": activity.pk for activity in course.activities.all()}
    keys |= {f"{names[each.user_id]}_enrolment": each.pk for each in Enrolment.objects.all()}
    keys |= {f"{names[each.user_id]}_{each.number}": each.pk for each in CourseRecord.objects.all()}
    for each in ActivityRecord.objects.select_related("record", "activity"):
        keys[f"{names[each.record.user_id]}_{each.record.number}_{each.activity.kind}"] = each.pk
    for each in PlayerSession.objects.select_related("record"):
        keys[f"{names[each.record.user_id]}_{each.record.number}_session"] = each.pk
    for name, operation in operations.items():
        keys |= {f"{name}_{names[item.user_id]}": item.position for item in operation.items.exclude(user_id=None)}
        keys |= {f"{name}_{names[each.user_id]}_event": each.pk for each in _events(operation)}
    return keys | {"late": LateCommit.objects.get().pk, "nobody": NOBODY}


def _events(operation: Operation):
    return Event.objects.defer("tx").filter(operation_id=operation.pk)


def _keys_of_a_program(user) -> dict[str, int]:
    enrolment = ProgramEnrolment.objects.create(user=user, program=Program.objects.get())
    record = ProgramRecord.objects.create(
        enrolment=enrolment, user=user, program=enrolment.program, number=1, opened_by="launch"
    )
    return {"program_record": record.pk}


# --- one broken row each -------------------------------------------------------------------------
RECORD, PROGRAM_RECORD = "records_courserecord", "records_programrecord"
WORK, ITEM, OPERATION, EVENT = "records_activityrecord", "progress_operationitem", "progress_operation", "ledger_event"


# A statement that breaks one row, the table and the row that are then named.
Break = tuple[str, str, str]


def _set(table: str, row: str, change: str) -> Break:
    """Break a row by an UPDATE, and expect just this row to be named."""
    return f"UPDATE {table} SET {change} WHERE id = {{{row}}}", table, f"id {{{row}}}"


def _item(operation: str, learner: str, change: str) -> Break:
    place = f"{{{operation}_{learner}}}"
    statement = f"UPDATE {ITEM} SET {change} WHERE operation_id = {{{operation}}} AND position = {place}"
    return statement, ITEM, f"operation {{{operation}}}, position {place}"


def _instead(case: Break, table: str, row: str) -> Break:
    """The same break, with another row expected: the one that now contradicts what was changed."""
    return case[0], table, row


ITEM_OF_ANN = (ITEM, "operation {reset}, position {reset_ann}")

# Each invariant, with each way to break it that its test tries.
WAYS: dict[str, list[Break]] = {
    "migrations_applied": [
        ("DELETE FROM django_migrations WHERE app = 'ledger'", "django_migrations", "ledger 0001_initial"),
    ],
    "views_present": [
        ("DROP VIEW activity_state", "activity_state", "the view"),
    ],
    "indexes_present": [
        ("DROP INDEX enrolment_course", "records_enrolment", "index enrolment_course"),
    ],
    "foreign_keys_hold": [
        _set("records_playersession", "ben_1_session", "record_id = {nobody}"),
        _set(RECORD, "ann_1", "course_id = {nobody}"),
        _set("people_user", "ann", "role_id = {nobody}"),
    ],
    "known_words": [
        _set(OPERATION, "previewed", "kind = 'tidy'"),
        _set("records_enrolment", "ann_enrolment", "restart = 'never'"),
        _item("reset", "ann", "outcome = 'perhaps'"),
    ],
    "one_current_record": [
        _set(RECORD, "eve_1", "superseded_at = NULL"),
    ],
    "current_is_newest": [
        _set(RECORD, "hugo_1", "superseded_at = NULL"),
    ],
    "record_numbers_without_gap": [
        _set(RECORD, "eve_2", "number = 3"),
        _set(PROGRAM_RECORD, "program_record", "number = 2"),
    ],
    "record_matches_enrolment": [
        _set(RECORD, "ann_1", "user_id = {ben}"),
        _set(PROGRAM_RECORD, "program_record", "user_id = {ann}"),
    ],
    "record_values_in_bounds": [
        _set(RECORD, "jon_1", "progress = 101"),
        _set(RECORD, "jon_1", "score = -1"),
        _set(RECORD, "dora_1", "real_progress = 101"),
        _set(RECORD, "jon_1", "success = 'maybe'"),
    ],
    "completion_is_whole": [
        _set(RECORD, "ben_1", "completed_at = NULL"),
        _set(RECORD, "ben_1", "completed_by = ''"),
        _set(RECORD, "ben_1", "progress = 99"),
        _set(RECORD, "jon_1", f"completed_at = {NOW}"),
        _set(PROGRAM_RECORD, "program_record", "completed_by = 'rule'"),
    ],
    "waiver_is_whole": [
        _set(RECORD, "dora_1", "waived_at = NULL"),
        _set(RECORD, "dora_1", "waived_by_operation = NULL"),
        _set(RECORD, "dora_1", "real_status = ''"),
        _set(RECORD, "dora_1", "completed_by = 'rule'"),
        _set(RECORD, "ben_1", "completed_by = 'staff'"),
    ],
    "state_beneath_is_whole": [
        _set(RECORD, "dora_1", f"real_completed_at = {NOW}"),
        _set(RECORD, "dora_1", "real_status = 'completed'"),
    ],
    "supersession_is_dated": [
        _set(RECORD, "ann_1", "superseded_at = NULL"),
    ],
    "voided_was_opened_by_a_mark": [
        _set(RECORD, "cleo_1", "opened_by = 'launch'"),
        _set(RECORD, "cleo_1", f"superseded_at = {NOW}"),
        _set(RECORD, "jon_1", f"voided_at = {NOW}"),
    ],
    "voided_holds_no_work": [
        _instead(_set(WORK, "jon_1_page", "record_id = {cleo_1}"), RECORD, "id {cleo_1}"),
        _instead(_set("records_playersession", "jon_1_session", "record_id = {cleo_1}"), RECORD, "id {cleo_1}"),
    ],
    "completed_in_the_past": [
        _set(RECORD, "ben_1", f"completed_at = {NEVER}"),
        _set(WORK, "ben_1_page", f"completed_at = {NEVER}"),
    ],
    "marked_before_recorded": [
        _set(RECORD, "dora_1", "waived_at = '2025-01-01 00:00:00'"),
    ],
    "marked_after_course_began": [
        _set(RECORD, "dora_1", "completed_at = '2019-01-01 00:00:00'"),
    ],
    "acknowledged_was_reset": [
        _set(RECORD, "ben_1", f"notice_acknowledged_at = {NOW}"),
    ],
    "restart_follows_a_reset": [
        _set(RECORD, "ben_1", "opened_by = 'reset'"),
    ],
    "launch_waits_for_the_notice": [
        _set(RECORD, "ivy_2", "opened_by = 'launch'"),
    ],
    "record_operations_exist": [
        _set(RECORD, "ann_1", "superseded_by_operation = {nobody}"),
        _set(PROGRAM_RECORD, "program_record", "waived_by_operation = {nobody}"),
    ],
    "completed_record_has_event": [
        ("DELETE FROM ledger_event WHERE record_id = {ben_1} AND kind = 'course.completed'", RECORD, "id {ben_1}"),
    ],
    "activity_is_of_the_course": [
        _set(WORK, "ben_1_page", "activity_id = {cranes_page}"),
    ],
    "activity_numbers_without_gap": [
        _set(WORK, "ben_1_page", "number = 2"),
    ],
    "one_current_activity_record": [
        _set(WORK, "ben_1_exam", "activity_id = {safety_page}, number = 2"),
    ],
    "activity_values_in_bounds": [
        _set(WORK, "ben_1_exam", "score = 120"),
    ],
    "activity_completion_is_whole": [
        _set(WORK, "ben_1_page", "completed_at = NULL"),
        _set(WORK, "ben_1_page", "completed_by = ''"),
        _set(WORK, "jon_1_page", "completed_by = 'import'"),
    ],
    "activity_pointers_exist": [
        _set(WORK, "ben_1_page", "carried_from = {nobody}"),
        _set(WORK, "ben_1_page", "superseded_by_operation = {nobody}"),
    ],
    "late_commit_is_of_the_course": [
        _set("records_latecommit", "late", "activity_id = {cranes_page}"),
    ],
    "late_commit_was_late": [
        _set("records_latecommit", "late", "session_id = {ben_1_session}"),
    ],
    "section_is_of_the_course": [
        _set("catalog_activity", "safety_page", "section_id = {cranes_section}"),
    ],
    "work_adds_up": [
        _set(RECORD, "jon_1", "status = 'failed'"),
        _set(RECORD, "jon_1", "progress = 41"),
        _set(RECORD, "jon_1", "score = 50"),
        _set(RECORD, "dora_1", "real_progress = 41"),
        _instead(_set(WORK, "jon_1_page", "progress = 41"), RECORD, "id {jon_1}"),
    ],
    "operation_counts_its_items": [
        _set(OPERATION, "previewed", "items_total = 2"),
        _set(OPERATION, "refused", "faults = 2"),
        ("DELETE FROM progress_operationitem WHERE operation_id = {running}", OPERATION, "id {running}"),
    ],
    "operation_counts_its_outcomes": [
        _set(OPERATION, "mark", """outcomes = '{{"done": 99}}'"""),
        _set(OPERATION, "reset", """outcomes = '{{"done": 5, "moved_on": 1}}'"""),
    ],
    "refused_has_faults": [
        _set(OPERATION, "refused", "state = 'previewed'"),
        _set(OPERATION, "previewed", "state = 'refused'"),
    ],
    "operation_dates_fit_its_state": [
        _set(OPERATION, "reset", "finished_at = NULL"),
        _set(OPERATION, "running", "confirmed_at = NULL"),
        _set(OPERATION, "previewed", f"confirmed_at = {NOW}"),
    ],
    "lease_is_of_a_running_operation": [
        _set(OPERATION, "reset", f"lease_owner = 'host/1/1', lease_until = {NOW}"),
        _set(OPERATION, "running", "lease_owner = ''"),
    ],
    "bookmark_fits_the_state": [
        _set(OPERATION, "reset", "applied_to = 1"),
        _set(OPERATION, "previewed", "applied_to = 1"),
    ],
    "bookmark_fits_the_items": [
        _item("running", "jon", "outcome = 'done'"),
        _item("reset", "ann", "outcome = NULL"),
    ],
    "undo_names_what_it_undoes": [
        _set(OPERATION, "undo_reset", "undo_of_id = NULL"),
        _set(OPERATION, "undo_reset", "undo_of_id = {previewed}"),
    ],
    "undone_operation_is_undone": [
        _set(OPERATION, "mark_undone", "state = 'done'"),
        _set(OPERATION, "reset", "state = 'undone'"),
    ],
    "operation_actor_exists": [
        _set(OPERATION, "reset", "actor_id = {nobody}"),
    ],
    "item_pointers_exist": [
        _instead(_item("reset", "ann", "operation_id = {nobody}"), ITEM, "operation {nobody}, position {reset_ann}"),
        _item("reset", "ann", "record_id = {nobody}"),
    ],
    "item_matches_its_enrolment": [
        _item("reset", "ann", "user_id = {ben}"),
        _item("reset", "ann", "record_id = {ben_1}"),
    ],
    "item_is_complete": [
        _item("reset", "ann", "record_id = NULL"),
        _item("previewed", "jon", "user_id = NULL"),
        _item("refused", "jon", "faults = 'row.duplicate_row', outcome = 'excluded'"),
    ],
    "item_once_an_operation": [
        _item("reset", "ivy", "user_id = {hugo}"),
    ],
    "undo_item_matches_the_undone": [
        _item("undo_reset", "finn", "user_id = {ben}"),
        _instead(
            _item("reset", "finn", "outcome = 'moved_on'"), ITEM, "operation {undo_reset}, position {reset_finn}"
        ),
    ],
    "item_undone_once": [
        _instead(
            _item("undo_mark_again", "kim", "position = {mark_undone_cleo}"),
            ITEM,
            "operation {undo_mark_again}, position {mark_undone_cleo}",
        ),
    ],
    "resets_equal_superseded_records": [
        _instead(_set(RECORD, "ann_1", "superseded_by_operation = NULL"), *ITEM_OF_ANN),
        _set(RECORD, "ann_1", "superseded_by_operation = {reset_again}"),
        _set(RECORD, "finn_1", "superseded_by_operation = {reset}"),
    ],
    "marks_equal_waived_records": [
        _set(RECORD, "dora_1", "waived_by_operation = {mark_undone}"),
        _set(RECORD, "cleo_1", "voided_at = NULL"),
        _set(RECORD, "ivy_2", f"voided_at = {NOW}"),
    ],
    "events_equal_changes": [
        _instead(_set(EVENT, "reset_ann_event", "operation_id = NULL"), *ITEM_OF_ANN),
        _set(EVENT, "reset_ann_event", "kind = 'course.completed'"),
        _set(EVENT, "reset_ann_event", "record_id = {ben_1}"),
        _set(EVENT, "undo_mark_cleo_event", "operation_id = {previewed}"),
    ],
    "event_pointers_exist": [
        _set(EVENT, "reset_ann_event", "user_id = {nobody}"),
        _set(EVENT, "reset_ann_event", "record_id = {nobody}"),
    ],
    "event_matches_its_record": [
        _set(EVENT, "reset_ann_event", "user_id = {ben}"),
    ],
    "event_clocks_in_order": [
        _set(EVENT, "reset_ann_event", f"occurred_at = {NEVER}"),
    ],
}
# What only one of the databases can be led to say of itself.
UNSOUND = {
    "sqlite": (f"UPDATE {OPERATION} SET applied_to = -1 WHERE id = {{previewed}}", "database", "remark 1"),
    "postgresql": (
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'enrolment_course'::regclass",
        "records_enrolment",
        "index enrolment_course",
    ),
}
