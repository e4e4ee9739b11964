"""The text form of values in a backup: lossless, and one spelling each on both databases."""

import datetime as dt
import struct

import pytest
from django.apps import apps
from django.db import connection
from hypothesis import example, given, settings
from hypothesis import strategies as st

from milepost.backup import tables
from milepost.backup.values import DECODERS, ENCODERS, decode_row, encode_row, float_text, json_text

fast = settings(max_examples=300, database=None, deadline=None)

moments = st.datetimes(timezones=st.just(dt.UTC)).filter(lambda moment: moment.year >= 1000)
texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
numbers = st.floats(allow_nan=False)
plain = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8)
decimals = st.decimals(-(10**9), 10**9, allow_nan=False, places=4) | st.integers(-(2**40), 2**40)
documents = st.recursive(
    st.none() | st.booleans() | decimals | plain,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(plain, inner, max_size=4),
    max_leaves=8,
)
VALUES = {
    "integer": st.integers(-(2**63), 2**63 - 1),
    "float": numbers,
    "boolean": st.sampled_from([0, 1]),
    "text": texts | st.sampled_from(["", "\\N", "\\", "\\\\N", "a\tb\r\nc", "\u2028", "\x0b\x0c\x08", "'\"", "\\."]),
    "timestamp": moments.map(lambda moment: str(moment.replace(tzinfo=None))),
    "date": st.dates(min_value=dt.date(1000, 1, 1)).map(str),
    "uuid": st.uuids().map(lambda value: value.hex),
    "bytes": st.binary(),
    "json": documents.map(json_text),
}


def bits(value):
    return struct.pack(">d", value) if isinstance(value, float) else value


def test_each_kind_is_written_read_and_tried_here():
    assert set(ENCODERS) == set(DECODERS) == set(VALUES) == set(tables._KINDS)


@pytest.mark.parametrize("kind", VALUES)
def test_a_value_comes_back_as_it_was(kind):
    @fast
    @given(st.none() | VALUES[kind])
    def comes_back(value):
        line = encode_row([value], [ENCODERS[kind]])
        assert not set(line) & set("\n\r\t")
        [back] = decode_row(line, [DECODERS[kind]])
        assert type(back) is type(value)
        assert bits(back) == bits(value)

    comes_back()


@fast
@given(st.lists(st.tuples(st.sampled_from(sorted(VALUES)), st.data()), min_size=1, max_size=6))
def test_a_row_comes_back_with_its_cells_in_place(columns):
    kinds = [kind for kind, _ in columns]
    row = [data.draw(st.none() | VALUES[kind]) for kind, data in columns]
    line = encode_row(row, [ENCODERS[kind] for kind in kinds])
    back = decode_row(line, [DECODERS[kind] for kind in kinds])
    assert list(map(bits, back)) == list(map(bits, row))


def test_nothing_and_an_empty_text_and_its_own_sign_differ():
    lines = [encode_row([value], [ENCODERS["text"]]) for value in (None, "", "\\N")]
    assert lines == ["\\N", "", "\\\\N"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "-0"),
        (100.0, "100"),
        (87.5, "87.5"),
        (0.1, "0.1"),
        (-0.0001, "-0.0001"),
        (0.00001, "1e-05"),
        (5e-324, "5e-324"),
        (1.7976931348623157e308, "1.7976931348623157e+308"),
        (1e14, "100000000000000"),
        (1e15, "1e+15"),
        (123456789012345680.0, "1.2345678901234568e+17"),
        (float("inf"), "Infinity"),
        (float("-inf"), "-Infinity"),
        (float("nan"), "NaN"),
    ],
)
def test_a_float_is_spelt_as_postgresql_does(value, text):
    assert float_text(value) == text


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("integer", "7"),
        ("integer", 7.0),
        ("boolean", 2),
        ("float", "x"),
        ("text", 7),
        ("text", b"x"),
        ("timestamp", "2026-03-01T09:00:00"),
        ("timestamp", "2026-03-01 09:00:00+02:00"),
        ("timestamp", 17),
        ("date", "1.3.2026"),
        ("uuid", "0190163d-8694-739b-aea5-966c26f8ad91"),
        ("bytes", "x"),
        ("json", "{"),
        ("json", 7),
    ],
)
def test_what_is_not_of_its_kind_is_not_written(kind, value):
    with pytest.raises(ValueError, match="is n"):
        encode_row([value], [ENCODERS[kind]])


@pytest.mark.parametrize(
    ("kind", "cell"),
    [
        ("integer", "x"),
        ("boolean", "true"),
        ("float", "NaN"),
        ("text", "\\q"),
        ("text", "\\"),
        ("timestamp", "2026-03-01 09:00:00"),
        ("timestamp", "2026-03-01 09:00:00+00+00"),
        ("timestamp", "infinity"),
        ("date", "2026-3-1"),
        ("uuid", "0190163d8694739baea5966c26f8ad91"),
        ("bytes", "00ff"),
        ("json", "{"),
    ],
)
def test_what_is_not_of_its_kind_is_not_read(kind, cell):
    with pytest.raises(ValueError):  # noqa: PT011 - each kind has its own words
        decode_row(cell, [DECODERS[kind]])


def test_a_line_with_another_number_of_cells_is_not_read():
    with pytest.raises(ValueError, match="zip"):
        decode_row("1\t2", [DECODERS["integer"]])


# --- against the database ------------------------------------------------------------------------
def through_the_database(kind, value):
    """What the database gives back, in the file's spelling, for a cell in the file's spelling."""
    types = {"float": "float8", "timestamp": "timestamptz", "bytes": "bytea", "json": "jsonb"}
    if connection.vendor == "sqlite":
        types["json"] = "text"
    line = encode_row([value], [ENCODERS[kind]])
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE one_value (value {types.get(kind, kind)})")
        if connection.vendor == "postgresql":
            with cursor.copy("COPY one_value FROM STDIN") as copy:
                copy.write(f"{line}\n".encode())
            with cursor.copy("COPY one_value TO STDOUT") as copy:
                back = b"".join(bytes(piece) for piece in copy).decode().removesuffix("\n")
        else:
            cursor.execute("INSERT INTO one_value VALUES (%s)", decode_row(line, [DECODERS[kind]]))
            cursor.execute("SELECT +value FROM one_value")
            back = encode_row(cursor.fetchone(), [ENCODERS[kind]])
        cursor.execute("DROP TABLE one_value")
    return line, back


@pytest.mark.parametrize("kind", ["timestamp", "text", "bytes", "boolean", "json"])
def test_the_database_spells_a_value_as_we_do(db, kind):
    @settings(fast, max_examples=60)
    @given(VALUES[kind])
    def spells(value):
        line, back = through_the_database(kind, value)
        assert back == line

    spells()


def test_the_database_gives_a_float_back_bit_by_bit(db):
    """The digits may differ where two shortest spellings are of one length; the number may not."""

    @settings(fast, max_examples=200)
    @given(numbers)
    @example(1e23)
    @example(5e-324)
    @example(2.0**-1074)
    @example(9007199254740993.0)
    def gives_back(value):
        _, back = through_the_database("float", value)
        if connection.vendor == "sqlite":
            value += 0.0  # SQLite itself has no -0
        assert bits(float(back)) == bits(value)

    gives_back()


# --- the tables ----------------------------------------------------------------------------------
def test_each_table_of_the_database_is_backed_up(db):
    assert tables.unknown_tables() == []
    there = set(connection.introspection.table_names()) - tables.LEFT_OUT
    assert {table.name for table in tables.tables()} == there


def test_each_column_is_backed_up_and_has_a_kind(db):
    with connection.cursor() as cursor:
        for table in tables.tables():
            there = {column.name for column in connection.introspection.get_table_description(cursor, table.name)}
            assert {column.name for column in table.columns} == there, table.name
            assert {column.kind for column in table.columns} <= set(ENCODERS)


def test_a_table_comes_after_those_that_it_points_to():
    order = [table.name for table in tables.tables()]
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_concrete_fields:
            if field.many_to_one and field.related_model is not model:
                assert order.index(field.related_model._meta.db_table) < order.index(model._meta.db_table)
