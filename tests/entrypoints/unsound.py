"""Ways to break one row of a sound world (sound.py)."""

from tests.entrypoints.breaking import OPERATION, Break
from tests.entrypoints.unsound_operations import OF_OPERATIONS
from tests.entrypoints.unsound_player import OF_PLAYER
from tests.entrypoints.unsound_records import OF_RECORDS

# Each invariant, with each way to break it that its test tries.
WAYS: dict[str, list[Break]] = OF_RECORDS | OF_PLAYER | OF_OPERATIONS

# What only one of the databases can be led to say of itself.
UNSOUND = {
    "sqlite": (f"UPDATE {OPERATION} SET applied_to = -1 WHERE id = {{previewed}}", "database", "remark 1"),
    "postgresql": (
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'enrolment_course'::regclass",
        "records_enrolment",
        "index enrolment_course",
    ),
}
