"""What each invariant says, in a sentence. Why it must hold stands in docs/reference/invariants.md."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    # The database itself
    "migrations_applied": _("Every migration has been applied."),
    "views_present": _("Every view is there and can be read."),
    "triggers_present": _("Every trigger that keeps the log append-only is there and switched on."),
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
    "voided_was_opened_by_a_command": _(
        "Only a record that a mark opened, or a reset and nobody has marked since, is voided; it is not superseded."
    ),
    "voided_holds_no_work": _(
        "A voided record has no player session, and no activity record but what was voided or carried over."
    ),
    "completed_in_the_past": _("Nothing was completed in the future."),
    "marked_before_recorded": _("A mark dates the completion no later than the moment at which it was recorded."),
    "marked_after_course_began": _("A mark does not date the completion before the course existed."),
    "acknowledged_was_reset": _(
        "The notice of a reset is acknowledged only on a record that an operation superseded."
    ),
    "restart_follows_a_reset": _("A record opened after a reset follows a record whose reset has been acknowledged."),
    "launch_waits_for_the_notice": _("After a reset nothing is launched before its notice has been acknowledged."),
    "record_operations_exist": _(
        "The operations that a record names exist: a reset superseded or erased it, a mark waived it."
    ),
    "enrolled_by_a_mark": _("The operation that an enrolment names exists and is a mark."),
    "completed_record_has_event": _("The ledger has an event for each record that is complete."),
    # Programs
    "program_adds_up": _(
        "Status, progress and score of a program record that is not complete are what its courses amount to."
    ),
    "program_completion_rests_on_courses": _(
        "Where a program is complete by rule, each course that was asked for then is complete."
    ),
    "erase_withdraws_program_completion": _(
        "No completion of a program is older than the erasure of a course that it rested on."
    ),
    "begun_program_has_record": _(
        "A learner in a program who has launched a course of it since, or was marked in one, has a program record."
    ),
    # Work
    "activity_is_of_the_course": _("An activity record belongs to an activity of its record's course."),
    "activity_numbers_without_gap": _("The records of an activity are numbered from 1 without a gap."),
    "one_current_activity_record": _("At most one record of an activity is neither superseded nor voided."),
    "activity_values_in_bounds": _(
        "Progress and score of an activity record lie between 0 and 100, and its time is not negative."
    ),
    "activity_completion_is_whole": _(
        "An activity record that is completed or passed has 100 % progress, a cause, and a date unless it was "
        "imported; any other has neither date nor cause."
    ),
    "activity_waiver_is_whole": _(
        "An activity record that staff marked complete says when and by which operation; any other says nothing of "
        "the kind, and nothing lies beneath it."
    ),
    "activity_state_beneath_is_whole": _(
        "Beneath the mark of an activity, work that amounts to a completion has 100 % progress and a date, any other "
        "work has progress and no date, and no work has nothing."
    ),
    "activity_pointers_exist": _(
        "The operations and the activity record that an activity record names exist: a reset superseded it, a mark "
        "waived it."
    ),
    "carried_from_an_earlier_record": _(
        "What was carried over comes from the same activity in an earlier record of the enrolment."
    ),
    "late_commit_is_of_the_course": _("A late commit concerns an activity of the course that its session was on."),
    "late_commit_was_late": _("A late commit belongs to a session that is closed."),
    "section_is_of_the_course": _("An activity stands in a section of its own course."),
    "work_adds_up": _("Status, progress and score of a record that is not complete are what its work amounts to."),
    "completion_rests_on_work": _(
        "Where a course is complete by rule, each required activity that was there then is complete."
    ),
    # What is played and judged
    "played_work_has_its_record": _(
        "An attempt, a submission, an assessment, an attendance and a post that is graded stand at an activity record "
        "that is there."
    ),
    "attempt_is_whole": _(
        "Only an exam that was handed in has a score, and it lies between 0 and 100; nothing is handed in before it "
        "was begun."
    ),
    "grade_is_whole": _("What is graded says when, with a score between 0 and 100 or none; what is not says nothing."),
    "assessment_is_whole": _("An assessment is passed or failed from when it is confirmed, and not before."),
    "post_is_whole": _(
        "A post of a learner stands in a record of that learner; one that was removed has no words, and one that an "
        "erase has emptied nothing at all."
    ),
    "reply_is_in_the_discussion": _("A reply is to a post of the same discussion."),
    "heard_is_of_the_learner": _("Reports of time belong to the learner of their session."),
    "note_is_on_the_course": _("A note on an activity is on the course of that activity."),
    # Rules
    "prerequisite_is_of_the_course": _("What an activity needs is an activity of its own course."),
    "prerequisites_without_cycle": _("No activity and no course waits for itself, whatever lies between."),
    # Operations and items
    "operation_counts_its_items": _(
        "An operation knows how many items it has, how many with faults, and the last position."
    ),
    "operation_counts_its_outcomes": _("The outcomes that an ended operation reports are those of its items."),
    "refused_has_faults": _("An operation is refused when it has faults, and only then."),
    "operation_dates_fit_its_state": _(
        "An operation is dated as confirmed from when it runs, and as finished from when it is done or cancelled."
    ),
    "lease_is_of_a_running_operation": _("Only a running operation has a lease, with an owner and an end."),
    "bookmark_fits_the_state": _(
        "An operation that was not confirmed is applied to nothing, one that is done is applied to its end, and one "
        "that was cancelled ends before it."
    ),
    "bookmark_fits_the_items": _(
        "Each item of a previewed operation has an outcome, foreseen or come true; where the operation was cancelled "
        "on its way, what it did not reach is cancelled."
    ),
    "undo_names_what_it_undoes": _(
        "An undo, and nothing else, names the operation that it undoes, which has changed something."
    ),
    "undone_operation_is_undone": _("An operation is called undone when each item that it did has been undone."),
    "operation_actor_exists": _("The user who gave an operation exists."),
    "targets_say_which_items": _("An operation says which kinds of items it has: those that there are."),
    "only_resets_erase": _("Only the items of a reset, and of its undo, erase."),
    "item_pointers_exist": _(
        "The operation, user, course, activity, program, enrolment and records that an item names exist."
    ),
    "item_matches_its_enrolment": _(
        "An item names the learner and the course or program of its enrolment, and records of it."
    ),
    "item_names_one_content": _("An item names a course, an activity with its course, or a program."),
    "item_is_complete": _(
        "An item without faults names a learner and a content, unless it was forgotten; one that is done names its "
        "enrolment and the record that was changed."
    ),
    "item_once_an_operation": _("An operation does nothing twice to the same learner and content."),
    "undo_item_matches_the_undone": _(
        "An item of an undo stands at the position of the item that it undoes, which was done, or erased since."
    ),
    "item_undone_once": _("An item is undone at most once."),
    # Changes and the ledger
    "resets_equal_superseded_records": _(
        "Each item of a reset that stands has superseded its record, or that of its activity, and each that a reset "
        "superseded has such an item or is of a program that followed its courses."
    ),
    "marks_equal_waived_records": _(
        "Each item of a mark that stands has waived one record, and each record that a mark waived has such an item."
    ),
    "events_equal_changes": _(
        "Each done item has one event of its kind, and each event of an operation has such an item or tells what "
        "followed from one."
    ),
    "event_pointers_exist": _("The operation, user, course, activity, program and record that an event names exist."),
    "event_matches_its_record": _("An event names the learner and the course or program of its record."),
    "event_clocks_in_order": _("Nothing is recorded before it has occurred."),
    # What was erased, and what is held
    "tombstone_is_empty": _(
        "An erased record says its number, when, and by which operation, and nothing else; nothing else is called "
        "erased."
    ),
    "nothing_hangs_on_a_tombstone": _(
        "On an erased record hang no activity records, nothing that was played or judged, no late commits, no "
        "sessions but emptied ones, and no events but redacted ones and that of the erase."
    ),
    "redacted_event_is_empty": _(
        "An event that an erase redacted names the erase and says nothing; no other is called erased."
    ),
    "erasures_equal_tombstones": _(
        "Each item of an erase that is done has left erased records, and each erased record has such an item, or one "
        "that a later erase has emptied."
    ),
    "erased_activity_is_gone": _("Nothing is left of what a learner had done in an activity when it was erased."),
    "items_before_an_erase_are_forgotten": _(
        "Once an erase has ended, no item of an earlier operation says that it was on the same learner and content."
    ),
    "forgotten_item_is_empty": _("An item that an erase has emptied is a position and a line, and nothing else."),
    "forgotten_operation_says_nothing": _(
        "An operation of which all items were emptied has lost its reason, its days and the name of its file."
    ),
    "hold_is_whole": _(
        "A legal hold is on a learner or a course and says why and by whom; one that was lifted says by whom, and was "
        "placed before."
    ),
}
