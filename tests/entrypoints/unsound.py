"""Ways to break one row of a sound world (sound.py)."""

from tests.entrypoints.breaking import OPERATION, Break, broken, row_of
from tests.entrypoints.unsound_operations import OF_OPERATIONS
from tests.entrypoints.unsound_player import OF_PLAYER
from tests.entrypoints.unsound_records import OF_RECORDS

NEEDED, COURSE_NEEDED = "catalog_activityprerequisite", "catalog_courseprerequisite"

OF_RULES: dict[str, list[Break]] = {
    "prerequisite_is_of_the_course": [broken(NEEDED, "fire_form_needs", "needs_id = {safety_page}")],
    "prerequisites_without_cycle": [
        broken(NEEDED, "fire_form_needs", "needs_id = activity_id"),
        broken(COURSE_NEEDED, "cranes_needs", "needs_id = course_id"),
        (
            f"INSERT INTO {COURSE_NEEDED} (course_id, needs_id) VALUES ({{safety}}, {{cranes}})",
            *row_of(COURSE_NEEDED, "cranes_needs"),
        ),
        (
            f"INSERT INTO {NEEDED} (activity_id, needs_id) VALUES ({{fire_page}}, {{fire_form}})",
            *row_of(NEEDED, "fire_form_needs"),
        ),
    ],
}

# Each invariant, with each way to break it that its test tries.
WAYS: dict[str, list[Break]] = OF_RECORDS | OF_RULES | OF_PLAYER | OF_OPERATIONS

# What only one of the databases can be led to say of itself.
UNSOUND = {
    "sqlite": (f"UPDATE {OPERATION} SET applied_to = -1 WHERE id = {{previewed}}", "database", "remark 1"),
    "postgresql": (
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'enrolment_course'::regclass",
        "records_enrolment",
        "index enrolment_course",
    ),
}
