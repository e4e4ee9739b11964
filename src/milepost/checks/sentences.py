"""What each invariant says, in a sentence. Why it must hold stands in docs/reference/invariants.md."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    # The database itself
    "migrations_applied": _("Every migration has been applied."),
    "views_present": _("Every view is there and can be read."),
    "indexes_present": _("Every index and unique constraint of the models is in the database."),
    "database_is_sound": _("The database finds nothing wrong with its own files, indexes and constraints."),
    "foreign_keys_hold": _("A foreign key points to a row that exists."),
    "known_words": _("A status, a kind or an outcome is one of the words that Milepost knows."),
    # Learning records
    "one_current_record": _("At most one record of an enrolment is neither superseded nor voided."),
    "current_is_newest": _("The current record is the newest of its enrolment that has not been voided."),
    "record_numbers_without_gap": _("The records of an enrolment are numbered from 1 without a gap."),
    "record_matches_enrolment": _("A record names the same learner and the same course or program as its enrolment."),
    "record_values_in_bounds": _("Progress and score of a record lie between 0 and 100."),
    "completion_is_whole": _(
        "A record that is completed or passed has 100 % progress, a date of completion and what completed it; any "
        "other has neither date nor cause."
    ),
    "waiver_is_whole": _(
        "A record that staff marked complete says when, by which operation, and what lies beneath the mark; any other "
        "says nothing of the kind."
    ),
    "state_beneath_is_whole": _(
        "Beneath a mark, work that amounts to a completion has 100 % progress and a date; any other work has no date."
    ),
    "supersession_is_dated": _("A record that names the operation that superseded it also says when."),
    "voided_was_opened_by_a_mark": _(
        "Only a record that a mark opened is voided; it keeps its waiver and is not superseded."
    ),
    "voided_holds_no_work": _("A voided record has no activity record and no player session."),
    "completed_in_the_past": _("Nothing was completed in the future."),
    "marked_before_recorded": _("A mark dates the completion no later than the moment at which it was recorded."),
    "marked_after_course_began": _("A mark does not date the completion before the course existed."),
    "acknowledged_was_reset": _(
        "The notice of a reset is acknowledged only on a record that an operation superseded."
    ),
    "restart_follows_a_reset": _("A record opened after a reset follows a record whose reset has been acknowledged."),
    "launch_waits_for_the_notice": _("After a reset nothing is launched before its notice has been acknowledged."),
    "record_operations_exist": _("The operations that a record names exist."),
    "completed_record_has_event": _("The ledger has an event for each record that is complete."),
    # Work
    "activity_is_of_the_course": _("An activity record belongs to an activity of its record's course."),
    "activity_numbers_without_gap": _("The records of an activity are numbered from 1 without a gap."),
    "one_current_activity_record": _("At most one record of an activity is not superseded."),
    "activity_values_in_bounds": _(
        "Progress and score of an activity record lie between 0 and 100, and its time is not negative."
    ),
    "activity_completion_is_whole": _(
        "An activity record that is completed or passed has 100 % progress, a cause, and a date unless it was "
        "imported; any other has neither date nor cause."
    ),
    "activity_pointers_exist": _("The operations and the activity record that an activity record names exist."),
    "late_commit_is_of_the_course": _("A late commit concerns an activity of the course that its session was on."),
    "late_commit_was_late": _("A late commit belongs to a session that is closed."),
    "section_is_of_the_course": _("An activity stands in a section of its own course."),
    "work_adds_up": _("Status, progress and score of a record that is not complete are what its work amounts to."),
    # Operations and items
    "operation_counts_its_items": _(
        "An operation knows how many items it has, how many with faults, and the last position."
    ),
    "operation_counts_its_outcomes": _("The outcomes that an ended operation reports are those of its items."),
    "refused_has_faults": _("An operation is refused when it has faults, and only then."),
    "operation_dates_fit_its_state": _(
        "An operation is dated as confirmed from when it runs, and as finished from when it is done."
    ),
    "lease_is_of_a_running_operation": _("Only a running operation has a lease, with an owner and an end."),
    "bookmark_fits_the_state": _(
        "An operation that was not confirmed is applied to nothing, and one that is done is applied to its end."
    ),
    "bookmark_fits_the_items": _(
        "Each item up to the bookmark of its operation has an outcome; beyond it only what is left out has one."
    ),
    "undo_names_what_it_undoes": _(
        "An undo, and nothing else, names the operation that it undoes, which had been done."
    ),
    "undone_operation_is_undone": _("An operation is called undone when each item that it did has been undone."),
    "operation_actor_exists": _("The user who gave an operation exists."),
    "item_pointers_exist": _("The operation, user, course, enrolment and record that an item names exist."),
    "item_matches_its_enrolment": _("An item names the learner and the course of its enrolment, and a record of it."),
    "item_is_complete": _(
        "An item without faults names a learner and a course; one that is done names its enrolment and the record "
        "that was changed."
    ),
    "item_once_an_operation": _("An operation does nothing twice to the same learner and course."),
    "undo_item_matches_the_undone": _("An item of an undo stands at the position of the done item that it undoes."),
    "item_undone_once": _("An item is undone at most once."),
    # Changes and the ledger
    "resets_equal_superseded_records": _(
        "Each item of a reset that stands has superseded its record, and each record that a reset superseded has such "
        "an item."
    ),
    "marks_equal_waived_records": _(
        "Each item of a mark that stands has waived one record, and each record that a mark waived has such an item."
    ),
    "events_equal_changes": _(
        "Each done item has one event of its kind, and each event of an operation has such an item."
    ),
    "event_pointers_exist": _("The operation, user, course and record that an event names exist."),
    "event_matches_its_record": _("An event names the learner and the course of its record."),
    "event_clocks_in_order": _("Nothing is recorded before it has occurred."),
}
