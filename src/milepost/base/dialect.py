"""Where the two databases must differ. Everything else in the `.sql` files is one text for both.

A statement says `${name}` and gets the words of the database it runs on.
"""

FRAGMENTS: dict[str, dict[str, str]] = {
    "sqlite": {
        # SQLite has one writer: BEGIN IMMEDIATE (settings.py) is the lock.
        "for_update_of_r": "",
        # One writer also means that ids are handed out and committed in one order; no snapshot is needed.
        "tx": "0",
        "uuid_type": "char(32)",
        "analyze": "SELECT 1 --",
        "max_of_two": "max",
        # When the day is over that began at `completed_at`; a day can have 25 hours.
        "end_of_completion_day": "datetime(r.completed_at, '+25 hours')",
    },
    "postgresql": {
        # Not FOR UPDATE: a record that is locked may still be pointed at by new rows (DESIGN section 4).
        "for_update_of_r": "FOR NO KEY UPDATE OF r",
        "tx": "pg_current_xact_id()",
        "uuid_type": "uuid",
        "analyze": "ANALYZE",
        "max_of_two": "greatest",
        "end_of_completion_day": "r.completed_at + interval '25 hours'",
    },
}
