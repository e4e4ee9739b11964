"""Where the two databases must differ. Everything else in the `.sql` files is one text for both.

A statement says `${name}` and gets the words of the database it runs on.
"""


def _microseconds(column: str) -> str:
    """PostgreSQL: a moment as the number that it is stored as. `infinity` is no moment; no event has the one given."""
    return (
        f"CASE WHEN isfinite({column}) THEN CAST(extract(epoch FROM {column}) * 1000000 AS bigint)"
        f" WHEN {column} IS NOT NULL THEN -9223372036854775807 END"
    )


def _bytes(column: str) -> str:
    """SQLite: a value as it is stored, whatever was written into the column."""
    return f"CAST({column} AS blob)"


# Which time of transaction numbers it is. There is a row as soon as a dump has been restored (ledger/models.py).
_EPOCH = "(SELECT coalesce(max(number), 0) FROM ledger_epoch)"

FRAGMENTS: dict[str, dict[str, str]] = {
    "sqlite": {
        # SQLite has one writer: BEGIN IMMEDIATE (base/sqlite) is the lock.
        "for_update_of_r": "",
        "if_rows_lock": "FALSE",
        # One writer also means that ids are handed out and committed in one order; no snapshot is needed.
        "tx": "0",
        "epoch": _EPOCH,
        "uuid_type": "char(32)",
        "analyze": "SELECT 1 --",
        # Sorted once, and not as often as the index grows that SQLite would make of it by itself.
        "prepare_rows": "CREATE INDEX staged_row_of_learner ON staged_row (${row_columns})",
        "write_back": "PRAGMA wal_checkpoint(TRUNCATE)",
        # Rows, learners, contents and groups that come as JSON: each of them as `value`.
        "each_of_rows": "json_each(%(rows)s)",
        "each_of_learners": "json_each(%(learners)s)",
        "each_of_contents": "json_each(%(contents)s)",
        "each_of_groups": "json_each(%(groups)s)",
        # Effects one after another; SQLite takes them in the order of the sub-query.
        "effects_in_order": "group_concat(x.effect, ',')",
        # A column that numbers the rows as they come.
        "numbered": "integer PRIMARY KEY",
        "activity_of_work": "catalog_activity a ON a.id = w.activity_id",
        # The index of those that have ended holds few; the planner would rather look each one up by its key.
        "by_ended_enrolments": "INDEXED BY enrolment_ended",
        "by_ended_program_enrolments": "INDEXED BY program_enrolment_ended",
        "max_of_two": "max",
        "min_of_two": "min",
        # When the day is over that began at `completed_at`; a day can have 25 hours.
        "end_of_completion_day": "datetime(r.completed_at, '+25 hours')",
        # The order of the ledger, of which the cursor is `epoch`, `tx`, `id`. Our own events are in the order of their
        # ids (see `tx`); only those that came from PostgreSQL need an index, which holds no others. Ids go on from
        # epoch to epoch.
        "ledger_order": "e.epoch, e.tx, e.id",
        "after_cursor": "(e.epoch, e.tx, e.id) > (%(epoch)s, CAST(%(tx)s AS bigint), %(id)s)",
        "next_after_cursor": "e.id IN ("
        "SELECT n.id FROM (SELECT moved.id FROM ledger_event moved WHERE moved.tx <> 0"
        " AND (moved.epoch, moved.tx, moved.id) > (%(epoch)s, CAST(%(tx)s AS bigint), %(id)s)"
        " ORDER BY moved.epoch, moved.tx, moved.id LIMIT %(limit)s) n"
        " UNION ALL"
        " SELECT n.id FROM (SELECT own.id FROM ledger_event own WHERE own.tx = 0 AND own.id > %(id)s"
        " ORDER BY own.id LIMIT %(limit)s) n)",
        "is_final": "1 = 1",
        "hold_event": "",
        "tx_type": "bigint",
        "exact_kind": _bytes("e.kind"),
        "exact_data": _bytes("e.data"),
        "exact_occurred_at": _bytes("e.occurred_at"),
        "exact_recorded_at": _bytes("e.recorded_at"),
        "exact_sealed_at": _bytes("s.sealed_at"),
        "events_said": "CASE WHEN json_valid(e.data) THEN json_extract(e.data, char(36) || '.events') END",
        # Triggers: equality that also compares NULL, and what refuses.
        "same": "IS",
        "refuse": "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
    },
    "postgresql": {
        # Not FOR UPDATE: a record that is locked may still be pointed at by new rows (DESIGN section 4).
        "for_update_of_r": "FOR NO KEY UPDATE OF r",
        "if_rows_lock": "TRUE",
        "tx": "pg_current_xact_id()",
        "epoch": _EPOCH,
        "uuid_type": "uuid",
        "analyze": "ANALYZE",
        "prepare_rows": "ANALYZE staged_row",
        "write_back": "SELECT 1",
        "each_of_rows": "jsonb_array_elements(CAST(%(rows)s AS jsonb))",
        "each_of_learners": "jsonb_array_elements(CAST(%(learners)s AS jsonb))",
        "each_of_contents": "jsonb_array_elements(CAST(%(contents)s AS jsonb))",
        "each_of_groups": "jsonb_array_elements(CAST(%(groups)s AS jsonb))",
        "effects_in_order": "string_agg(x.effect, ',' ORDER BY x.position)",
        "numbered": "bigint GENERATED ALWAYS AS IDENTITY",
        # Looked up row by row: joined, the planner may hash all activities anew for each record.
        "activity_of_work": "LATERAL (SELECT l.* FROM catalog_activity l"
        " WHERE l.id = w.activity_id OFFSET 0) a ON TRUE",
        "by_ended_enrolments": "",
        "by_ended_program_enrolments": "",
        "max_of_two": "greatest",
        "min_of_two": "least",
        "end_of_completion_day": "r.completed_at + interval '25 hours'",
        "ledger_order": "e.epoch, e.tx, e.id",
        "after_cursor": "(e.epoch, e.tx, e.id) > (%(epoch)s, CAST(%(tx)s AS xid8), %(id)s)",
        "next_after_cursor": "(e.epoch, e.tx, e.id) > (%(epoch)s, CAST(%(tx)s AS xid8), %(id)s)",
        # Every transaction before the oldest that still runs has ended, and what it wrote can be seen.
        "is_final": f"(e.epoch < {_EPOCH} OR e.tx < (SELECT pg_snapshot_xmin(pg_current_snapshot())))",
        "hold_event": "FOR SHARE OF e NOWAIT",
        "tx_type": "xid8",
        "exact_kind": "e.kind",
        "exact_data": "e.data",
        "exact_occurred_at": _microseconds("e.occurred_at"),
        "exact_recorded_at": _microseconds("e.recorded_at"),
        "exact_sealed_at": _microseconds("s.sealed_at"),
        "events_said": """CAST(substring(e.data from '"events": *([0-9]{1,9})') AS bigint)""",
        "same": "IS NOT DISTINCT FROM",
        "refuse": "EXECUTE FUNCTION ledger_refuse()",
    },
}
