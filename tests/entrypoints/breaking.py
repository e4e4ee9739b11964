"""Words for the ways to break one row. A name in braces stands for a key of the sound world (sound.py)."""

NEVER = "'2999-01-01 00:00:00'"
NOW = "'2026-01-01 00:00:00'"

RECORD, PROGRAM_RECORD = "records_courserecord", "records_programrecord"
WORK, ITEM, OPERATION, EVENT = "records_activityrecord", "progress_operationitem", "progress_operation", "ledger_event"


# The table and the row that the doctor names.
Named = tuple[str, str]
# A statement that breaks one row, and what is then named.
Break = tuple[str, str, str]


def broken(table: str, row: str, change: str) -> Break:
    """Break a row by an UPDATE, and expect just this row to be named."""
    return f"UPDATE {table} SET {change} WHERE id = {{{row}}}", *row_of(table, row)


def broken_item(operation: str, learner: str, change: str) -> Break:
    """The same for the item of a learner."""
    place = f"{operation}_{learner}"
    statement = f"UPDATE {ITEM} SET {change} WHERE operation_id = {{{operation}}} AND position = {{{place}}}"
    return statement, *item_at(operation, place)


def without(table: str, condition: str, named: str, row: str) -> Break:
    """Break by a DELETE, and expect a row of another table to be named."""
    return f"DELETE FROM {table} WHERE {condition}", *row_of(named, row)


def instead(case: Break, named: Named) -> Break:
    """The same break, with another row expected: the one that now contradicts what was changed."""
    return case[0], *named


def row_of(table: str, row: str) -> Named:
    """How a row is named."""
    return table, f"id {{{row}}}"


def item_at(operation: str, place: str) -> Named:
    """How an item is named."""
    return ITEM, f"operation {{{operation}}}, position {{{place}}}"
