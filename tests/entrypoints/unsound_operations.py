"""Ways to break one row of operations, of the ledger, and of what an erase left, for each invariant of theirs."""

from tests.entrypoints.breaking import (
    EVENT,
    ITEM,
    NEVER,
    NOW,
    OPERATION,
    PROGRAM_RECORD,
    RECORD,
    WORK,
    Break,
    broken,
    broken_item,
    instead,
    item_at,
    without,
)

ITEM_OF_ANN = item_at("reset", "reset_ann")

OF_OPERATIONS: dict[str, list[Break]] = {
    "operation_counts_its_items": [
        broken(OPERATION, "previewed", "items_total = 2"),
        broken(OPERATION, "refused", "faults = 2"),
        without(ITEM, "operation_id = {running}", OPERATION, "running"),
    ],
    "operation_counts_its_outcomes": [
        broken(OPERATION, "mark", """outcomes = '{{"done": 99}}'"""),
        broken(OPERATION, "reset", """outcomes = '{{"done": 5, "moved_on": 1}}'"""),
    ],
    "refused_has_faults": [
        broken(OPERATION, "refused", "state = 'previewed'"),
        broken(OPERATION, "previewed", "state = 'refused'"),
    ],
    "operation_dates_fit_its_state": [
        broken(OPERATION, "reset", "finished_at = NULL"),
        broken(OPERATION, "running", "confirmed_at = NULL"),
        broken(OPERATION, "previewed", f"confirmed_at = {NOW}"),
        broken(OPERATION, "never", "finished_at = NULL"),
        broken(OPERATION, "stopped", "cancel_requested_at = NULL"),
    ],
    "lease_is_of_a_running_operation": [
        broken(OPERATION, "reset", f"lease_owner = 'host/1/1', lease_until = {NOW}"),
        broken(OPERATION, "running", "lease_owner = ''"),
    ],
    "bookmark_fits_the_state": [
        broken(OPERATION, "reset", "applied_to = 1"),
        broken(OPERATION, "previewed", "applied_to = 1"),
        broken(OPERATION, "stopped", "applied_to = 2"),
        broken(OPERATION, "never", "applied_to = 1"),
    ],
    "bookmark_fits_the_items": [
        broken_item("running", "jon", "outcome = NULL"),
        broken_item("running", "jon", "outcome = 'cancelled'"),
        broken_item("previewed", "jon", "outcome = NULL"),
        broken_item("reset", "ann", "outcome = NULL"),
        broken_item("stopped", "zoe", "outcome = NULL"),
        broken_item("stopped", "zoe", "outcome = 'done'"),
        broken_item("stopped", "yan", "outcome = 'cancelled'"),
    ],
    "undo_names_what_it_undoes": [
        broken(OPERATION, "undo_reset", "undo_of_id = NULL"),
        broken(OPERATION, "undo_reset", "undo_of_id = {previewed}"),
    ],
    "undone_operation_is_undone": [
        broken(OPERATION, "mark_undone", "state = 'done'"),
        broken(OPERATION, "reset", "state = 'undone'"),
    ],
    "operation_actor_exists": [
        broken(OPERATION, "reset", "actor_id = {nobody}"),
    ],
    "targets_say_which_items": [
        broken(OPERATION, "previewed", "targets = 'course program'"),
        broken(OPERATION, "reset_exam", "targets = 'course'"),
        broken(OPERATION, "mark_program", "targets = 'course'"),
        broken(OPERATION, "erase", "targets = 'course'"),
    ],
    "only_resets_erase": [
        broken_item("mark", "dora", "erases = TRUE"),
        broken_item("undo_mark", "cleo", "erases = TRUE"),
    ],
    "item_pointers_exist": [
        broken_item("reset_exam", "nora", "activity_id = {nobody}"),
        broken_item("reset_exam", "nora", "work_id = {nobody}"),
        broken_item("mark_program", "quin_program", "program_id = {nobody}"),
        broken_item("reset_program", "xena_program", "record_id = {nobody}"),
        instead(broken_item("reset", "ann", "operation_id = {nobody}"), item_at("nobody", "reset_ann")),
        broken_item("reset", "ann", "record_id = {nobody}"),
    ],
    "item_matches_its_enrolment": [
        broken_item("reset", "ann", "user_id = {ben}"),
        broken_item("reset", "ann", "record_id = {ben_1}"),
        broken_item("reset_exam", "nora", "work_id = {nora_fire_1_page}"),
        broken_item("reset_exam", "nora", "work_id = {olaf_fire_1_exam}"),
        broken_item("mark_program", "quin_program", "user_id = {ann}"),
        broken_item("reset_program", "xena_program", "record_id = {rosa_induction_1}"),
    ],
    "item_names_one_content": [
        broken_item("mark_program", "quin_program", "course_id = {fire}"),
        broken_item("reset_exam", "nora", "activity_id = {safety_exam}"),
        broken_item("reset", "ann", "work_id = {ann_1_page}"),
    ],
    "item_is_complete": [
        broken_item("reset", "ann", "record_id = NULL"),
        broken_item("previewed", "jon", "user_id = NULL"),
        broken_item("refused", "jon", "faults = 'row.duplicate_row', outcome = 'excluded'"),
    ],
    "item_once_an_operation": [
        broken_item("reset", "ivy", "user_id = {hugo}"),
    ],
    "undo_item_matches_the_undone": [
        broken_item("undo_reset_exam", "wim", "activity_id = {fire_page}"),
        broken_item("undo_reset", "finn", "user_id = {ben}"),
        instead(broken_item("reset", "finn", "outcome = 'moved_on'"), item_at("undo_reset", "reset_finn")),
    ],
    "item_undone_once": [
        instead(
            broken_item("undo_mark_again", "kim", "position = {mark_undone_cleo}"),
            item_at("undo_mark_again", "mark_undone_cleo"),
        ),
    ],
    "resets_equal_superseded_records": [
        instead(broken(RECORD, "ann_1", "superseded_by_operation = NULL"), ITEM_OF_ANN),
        broken(RECORD, "ann_1", "superseded_by_operation = {reset_again}"),
        broken(RECORD, "finn_1", "superseded_by_operation = {reset}"),
        instead(
            broken(RECORD, "nora_fire_1", "superseded_by_operation = NULL"),
            item_at("reset_exam", "reset_exam_nora"),
        ),
        instead(
            broken(WORK, "olaf_fire_1_exam", "superseded_by_operation = NULL"),
            item_at("reset_exam", "reset_exam_olaf"),
        ),
        broken(WORK, "olaf_fire_1_exam", "superseded_by_operation = {reset_water}"),
        broken(PROGRAM_RECORD, "pia_induction_1", "superseded_by_operation = {reset_exam}"),
        without(EVENT, "kind = 'program.reopened'", PROGRAM_RECORD, "pia_induction_1"),
    ],
    "marks_equal_waived_records": [
        broken(RECORD, "dora_1", "waived_by_operation = {mark_undone}"),
        broken(RECORD, "cleo_1", "voided_at = NULL"),
        broken(RECORD, "ivy_2", f"voided_at = {NOW}"),
        broken(WORK, "lea_fire_1_exam", "waived_by_operation = {mark}"),
        broken(WORK, "uma_fire_1_exam", "voided_at = NULL"),
        instead(
            broken(PROGRAM_RECORD, "quin_induction_1", "waived_by_operation = NULL"),
            item_at("mark_program", "mark_program_quin_program"),
        ),
    ],
    "events_equal_changes": [
        instead(broken(EVENT, "reset_ann_event", "operation_id = NULL"), ITEM_OF_ANN),
        broken(EVENT, "reset_ann_event", "kind = 'course.completed'"),
        broken(EVENT, "reset_ann_event", "record_id = {ben_1}"),
        broken(EVENT, "undo_mark_cleo_event", "operation_id = {previewed}"),
        broken(EVENT, "mark_exam_lea_event", "kind = 'activity.reset'"),
        broken(EVENT, "mark_program_quin_program_event", "operation_id = {mark}"),
        broken(EVENT, "reset_water_pia_program_event", "kind = 'program.reset'"),
        instead(broken(EVENT, "erase_sam_event", "operation_id = NULL"), item_at("erase", "erase_sam")),
    ],
    "event_pointers_exist": [
        broken(EVENT, "reset_ann_event", "user_id = {nobody}"),
        broken(EVENT, "reset_ann_event", "record_id = {nobody}"),
        broken(EVENT, "mark_exam_lea_event", "activity_id = {nobody}"),
        broken(EVENT, "reset_water_pia_program_event", "program_id = {nobody}"),
    ],
    "event_matches_its_record": [
        broken(EVENT, "reset_ann_event", "user_id = {ben}"),
        broken(EVENT, "mark_exam_lea_event", "activity_id = {safety_exam}"),
        broken(EVENT, "reset_water_pia_program_event", "user_id = {ben}"),
    ],
    "event_clocks_in_order": [
        broken(EVENT, "reset_ann_event", f"occurred_at = {NEVER}"),
    ],
    "tombstone_is_empty": [
        broken(RECORD, "tia_fire_1", "score = 5"),
        broken(RECORD, "tia_fire_1", "status = 'completed'"),
        broken(RECORD, "tia_fire_1", f"opened_at = {NOW}"),
        broken(RECORD, "tia_fire_1", "erased_by_operation = NULL"),
        broken(RECORD, "tia_fire_1", f"superseded_at = {NOW}"),
        broken(RECORD, "jon_1", "status = 'erased'"),
        broken(RECORD, "jon_1", "erased_by_operation = {erase}"),
        broken(WORK, "jon_1_page", "status = 'erased'"),
    ],
    "nothing_hangs_on_a_tombstone": [
        broken(WORK, "jon_1_page", "record_id = {tia_fire_1}"),
        broken("records_latecommit", "late", "session_id = {sam_fire_2_session}"),
        broken("records_playersession", "jon_1_session", "record_id = {tia_fire_1}"),
        broken("records_playersession", "sam_fire_2_session", f"seen_at = {NEVER}"),
        broken(EVENT, "reset_ann_event", "record_id = {tia_fire_1}"),
        broken("player_attempt", "attempt", "record_id = {tia_fire_1}"),
        broken("player_submission", "submission", "record_id = {tia_fire_1}"),
        broken("player_assessment", "assessment", "record_id = {tia_fire_1}"),
        broken("player_attendance", "attendance", "record_id = {tia_fire_1}"),
        broken("player_post", "post", "record_id = {tia_fire_1}"),
        (
            "UPDATE player_heard SET session_id = {sam_fire_2_session} WHERE session_id = {heard}",
            "player_heard",
            "session_id {sam_fire_2_session}",
        ),
    ],
    "redacted_event_is_empty": [
        broken(EVENT, "alone_tia_event", "kind = 'course.completed'"),
        broken(EVENT, "alone_tia_event", f"occurred_at = {NOW}"),
        broken(EVENT, "alone_tia_event", "data = '{{\"score\": 81}}'"),
        broken(EVENT, "alone_tia_event", "erased_by_operation = {mark}"),
        broken(EVENT, "reset_ann_event", "erased_by_operation = {erase}"),
    ],
    "erasures_equal_tombstones": [
        broken(RECORD, "tia_fire_1", "erased_by_operation = {reset}"),
        instead(broken(RECORD, "tia_fire_1", "erased_at = NULL"), item_at("erase", "erase_tia")),
    ],
    "erased_activity_is_gone": [
        broken(WORK, "wim_fire_1_page", "activity_id = {fire_form}, changed_at = '2025-01-01 00:00:00'"),
        broken(
            "player_attempt",
            "attempt",
            "record_id = {wim_fire_1}, activity_id = {fire_form}, begun_at = '2025-01-01 00:00:00'",
        ),
    ],
    "items_before_an_erase_are_forgotten": [
        broken_item("reset", "ann", "user_id = {tia}, course_id = {fire}"),
    ],
    "forgotten_item_is_empty": [
        broken_item("alone", "nobody", "record_id = {ann_1}"),
        broken_item("reset", "ann", "outcome = 'erased'"),
    ],
    "forgotten_operation_says_nothing": [
        broken(OPERATION, "alone", "reason = 'Paper of 3 May'"),
        broken(OPERATION, "alone", "file_name = 'ada.csv'"),
    ],
    "hold_is_whole": [
        broken("records_hold", "hold", "lifted_by = 'counsel'"),
        broken("records_hold", "hold", "reason = ''"),
        broken("records_hold", "hold", f"lifted_at = {NOW}, lifted_by = 'counsel'"),
    ],
}
