"""Ways to break one row of records and work, for each invariant of theirs and of the database itself."""

from django.db import connection

from tests.entrypoints.breaking import (
    EVENT,
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
    row_of,
    without,
)

OF_RECORDS: dict[str, list[Break]] = {
    "migrations_applied": [
        (
            "DELETE FROM django_migrations WHERE app = 'ledger' AND name = '0003_sealed'",
            "django_migrations",
            "ledger 0003_sealed",
        ),
    ],
    "views_present": [
        ("DROP VIEW activity_state", "activity_state", "the view"),
    ],
    "triggers_present": [
        (
            "DROP TRIGGER ledger_event_no_delete" + (" ON ledger_event" if connection.vendor == "postgresql" else ""),
            "ledger_event",
            "trigger ledger_event_no_delete",
        ),
        {
            "sqlite": (
                "DROP TRIGGER admin_entry_no_update",
                "organisation_adminentry",
                "trigger admin_entry_no_update",
            ),
            "postgresql": (
                "ALTER TABLE organisation_adminentry ENABLE TRIGGER admin_entry_append_only",
                "organisation_adminentry",
                "trigger admin_entry_append_only",
            ),
        }[connection.vendor],
    ],
    "indexes_present": [
        ("DROP INDEX enrolment_course", "records_enrolment", "index enrolment_course"),
    ],
    "foreign_keys_hold": [
        broken("records_playersession", "ben_1_session", "record_id = {nobody}"),
        broken(RECORD, "ann_1", "course_id = {nobody}"),
        broken("people_user", "ann", "role_id = {nobody}"),
    ],
    "known_words": [
        broken(OPERATION, "previewed", "kind = 'tidy'"),
        broken("records_enrolment", "ann_enrolment", "restart = 'never'"),
        broken_item("reset", "ann", "outcome = 'perhaps'"),
    ],
    "one_current_record": [
        broken(RECORD, "eve_1", "superseded_at = NULL"),
    ],
    "current_is_newest": [
        broken(RECORD, "hugo_1", "superseded_at = NULL"),
    ],
    "record_numbers_without_gap": [
        broken(RECORD, "eve_2", "number = 3"),
        broken(PROGRAM_RECORD, "ben_both_1", "number = 2"),
    ],
    "record_matches_enrolment": [
        broken(RECORD, "ann_1", "user_id = {ben}"),
        broken(PROGRAM_RECORD, "ben_both_1", "user_id = {ann}"),
    ],
    "record_values_in_bounds": [
        broken(RECORD, "jon_1", "progress = 101"),
        broken(RECORD, "jon_1", "score = -1"),
        broken(RECORD, "dora_1", "real_progress = 101"),
        broken(RECORD, "jon_1", "success = 'maybe'"),
    ],
    "completion_is_whole": [
        broken(RECORD, "ben_1", "completed_at = NULL"),
        broken(RECORD, "ben_1", "completed_by = ''"),
        broken(RECORD, "ben_1", "progress = 99"),
        broken(RECORD, "jon_1", f"completed_at = {NOW}"),
        broken(PROGRAM_RECORD, "ben_both_1", "completed_by = 'rule'"),
    ],
    "waiver_is_whole": [
        broken(RECORD, "dora_1", "waived_at = NULL"),
        broken(RECORD, "dora_1", "waived_by_operation = NULL"),
        broken(RECORD, "dora_1", "real_status = ''"),
        broken(RECORD, "dora_1", "completed_by = 'rule'"),
        broken(RECORD, "ben_1", "completed_by = 'staff'"),
    ],
    "state_beneath_is_whole": [
        broken(RECORD, "dora_1", f"real_completed_at = {NOW}"),
        broken(RECORD, "dora_1", "real_status = 'completed'"),
    ],
    "supersession_is_dated": [
        broken(RECORD, "ann_1", "superseded_at = NULL"),
    ],
    "voided_was_opened_by_a_command": [
        broken(RECORD, "cleo_1", "opened_by = 'launch'"),
        broken(RECORD, "cleo_1", "opened_by = 'reset'"),
        broken(RECORD, "cleo_1", f"superseded_at = {NOW}"),
        broken(RECORD, "jon_1", f"voided_at = {NOW}"),
    ],
    "voided_holds_no_work": [
        instead(broken(WORK, "jon_1_page", "record_id = {cleo_1}"), row_of(RECORD, "cleo_1")),
        instead(broken("records_playersession", "jon_1_session", "record_id = {cleo_1}"), row_of(RECORD, "cleo_1")),
        instead(broken(WORK, "wim_fire_2_page", "carried_from = NULL"), row_of(RECORD, "wim_fire_2")),
    ],
    "completed_in_the_past": [
        broken(RECORD, "ben_1", f"completed_at = {NEVER}"),
        broken(WORK, "ben_1_page", f"completed_at = {NEVER}"),
    ],
    "marked_before_recorded": [
        broken(RECORD, "dora_1", "waived_at = '2025-01-01 00:00:00'"),
        broken(WORK, "lea_fire_1_exam", "waived_at = '2025-01-01 00:00:00'"),
    ],
    "marked_after_course_began": [
        broken(RECORD, "dora_1", "completed_at = '2019-01-01 00:00:00'"),
    ],
    "acknowledged_was_reset": [
        broken(RECORD, "ben_1", f"notice_acknowledged_at = {NOW}"),
    ],
    "restart_follows_a_reset": [
        broken(RECORD, "ben_1", "opened_by = 'reset'"),
    ],
    "launch_waits_for_the_notice": [
        broken(RECORD, "ivy_2", "opened_by = 'launch'"),
    ],
    "record_operations_exist": [
        broken(RECORD, "ann_1", "superseded_by_operation = {nobody}"),
        broken(PROGRAM_RECORD, "ben_both_1", "waived_by_operation = {nobody}"),
        broken(RECORD, "ann_1", "superseded_by_operation = {mark}"),
        broken(RECORD, "tia_fire_1", "erased_by_operation = {mark}"),
    ],
    "enrolled_by_a_mark": [
        broken("records_enrolment", "vic_water_enrolment", "enrolled_by_operation = {reset}"),
        broken("records_programenrolment", "pia_induction_enrolment", "enrolled_by_operation = {nobody}"),
    ],
    "completed_record_has_event": [
        without(EVENT, "record_id = {ben_1} AND kind = 'course.completed'", RECORD, "ben_1"),
        without(
            EVENT,
            "record_id = {rosa_induction_1} AND kind = 'program.completed'",
            PROGRAM_RECORD,
            "rosa_induction_1",
        ),
    ],
    "program_adds_up": [
        broken(PROGRAM_RECORD, "pia_induction_2", "status = 'started'"),
        broken(PROGRAM_RECORD, "pia_induction_2", "progress = 40"),
        broken(PROGRAM_RECORD, "pia_induction_2", "score = 1"),
        instead(broken(RECORD, "pia_fire_1", "status = 'active'"), row_of(PROGRAM_RECORD, "pia_induction_2")),
    ],
    "program_completion_rests_on_courses": [
        instead(broken(RECORD, "rosa_water_1", "status = 'active'"), row_of(PROGRAM_RECORD, "rosa_induction_1")),
        instead(
            broken(RECORD, "rosa_water_1", f"superseded_at = {NOW}, superseded_by_operation = {{reset}}"),
            row_of(PROGRAM_RECORD, "rosa_induction_1"),
        ),
    ],
    "erase_withdraws_program_completion": [
        instead(broken(RECORD, "rosa_water_1", f"erased_at = {NEVER}"), row_of(PROGRAM_RECORD, "rosa_induction_1")),
    ],
    "begun_program_has_record": [
        instead(
            broken(PROGRAM_RECORD, "ben_both_1", f"voided_at = {NOW}"),
            row_of("records_programenrolment", "ben_both_enrolment"),
        ),
    ],
    "activity_is_of_the_course": [
        broken(WORK, "ben_1_page", "activity_id = {cranes_page}"),
    ],
    "activity_numbers_without_gap": [
        broken(WORK, "ben_1_page", "number = 2"),
    ],
    "one_current_activity_record": [
        broken(WORK, "ben_1_exam", "activity_id = {safety_page}, number = 2"),
    ],
    "activity_values_in_bounds": [
        broken(WORK, "ben_1_exam", "score = 120"),
    ],
    "activity_completion_is_whole": [
        broken(WORK, "ben_1_page", "completed_at = NULL"),
        broken(WORK, "ben_1_page", "completed_by = ''"),
        broken(WORK, "jon_1_page", "completed_by = 'import'"),
    ],
    "activity_waiver_is_whole": [
        broken(WORK, "lea_fire_1_exam", "waived_at = NULL"),
        broken(WORK, "lea_fire_1_exam", "waived_by_operation = NULL"),
        broken(WORK, "lea_fire_1_exam", "completed_by = 'rule'"),
        broken(WORK, "jon_1_page", "real_status = 'active'"),
    ],
    "activity_state_beneath_is_whole": [
        broken(WORK, "lea_fire_1_exam", "real_score = 5"),
        broken(WORK, "max_fire_1_exam", f"real_completed_at = {NOW}"),
        broken(WORK, "max_fire_1_exam", "real_progress = NULL"),
        broken(WORK, "max_fire_1_exam", "real_status = 'passed'"),
    ],
    "activity_pointers_exist": [
        broken(WORK, "lea_fire_1_exam", "waived_by_operation = {reset_exam}"),
        broken(WORK, "ben_1_page", "carried_from = {nobody}"),
        broken(WORK, "ben_1_page", "superseded_by_operation = {nobody}"),
    ],
    "carried_from_an_earlier_record": [
        broken(WORK, "nora_fire_2_page", "carried_from = {nora_fire_1_exam}"),
        broken(WORK, "nora_fire_2_page", "carried_from = {wim_fire_1_page}"),
        broken(WORK, "nora_fire_1_page", "carried_from = {nora_fire_2_page}"),
    ],
    "late_commit_is_of_the_course": [
        broken("records_latecommit", "late", "activity_id = {cranes_page}"),
    ],
    "late_commit_was_late": [
        broken("records_latecommit", "late", "session_id = {ben_1_session}"),
    ],
    "section_is_of_the_course": [
        broken("catalog_activity", "safety_page", "section_id = {cranes_section}"),
    ],
    "work_adds_up": [
        broken(RECORD, "jon_1", "status = 'failed'"),
        broken(RECORD, "jon_1", "progress = 41"),
        broken(RECORD, "jon_1", "score = 50"),
        broken(RECORD, "dora_1", "real_progress = 41"),
        instead(broken(WORK, "jon_1_page", "progress = 41"), row_of(RECORD, "jon_1")),
        broken(RECORD, "nora_fire_2", "progress = 0"),
        instead(broken(WORK, "lea_fire_1_exam", f"voided_at = {NOW}"), row_of(RECORD, "lea_fire_1")),
    ],
    "completion_rests_on_work": [
        instead(broken(WORK, "ben_1_page", f"voided_at = {NOW}"), row_of(RECORD, "ben_1")),
    ],
}
