"""Locks put together, and in words."""

import datetime as dt
import uuid

import pytest
from django.utils import translation

from milepost.base import clock
from milepost.records.locks import OPEN, Lock, ReasonKind, after, by_days, soonest, together

NOW = dt.datetime(2025, 5, 6, 12, tzinfo=dt.UTC)
ONE, TWO = (after(ReasonKind.AFTER_ACTIVITY, uuid.UUID(int=number), f"No. {number}") for number in (1, 2))


@pytest.fixture(autouse=True)
def at_noon():
    with clock.fixed(NOW):
        yield


def on(day):
    return by_days(dt.date(2025, 5, day), None, None)


def test_all_have_to_open_and_the_last_day_counts():
    assert together([]) == OPEN == together([OPEN, OPEN])
    assert together([on(1), on(3)]) == Lock(opens_at=clock.start_of(dt.date(2025, 5, 3)))
    found = together([on(1), on(9), ONE, on(8), ONE, TWO])
    assert (found.is_locked, found.opens_at) == (True, clock.start_of(dt.date(2025, 5, 9)))
    assert [reason.text for reason in found.reasons] == ["Opens on 9 May 2025", "After “No. 1”", "After “No. 2”"]
    nobody_knows = together([on(9), by_days(None, 3, None)])
    assert (nobody_knows.is_locked, nobody_knows.opens_at) == (True, None)
    assert len(nobody_knows.reasons) == 2


def test_of_several_ways_the_nearest():
    assert soonest([]) == OPEN
    assert soonest([ONE, on(9), OPEN]) == OPEN
    assert soonest([ONE, on(9), on(8)]) == on(8)
    assert soonest([together([ONE, TWO]), TWO]) == TWO


def test_what_is_opened_keeps_its_day():
    assert on(9).opened() == Lock(opens_at=clock.start_of(dt.date(2025, 5, 9)))


@pytest.mark.parametrize(
    ("lock", "text", "told"),
    [
        (lambda: OPEN, "", ""),
        (lambda: on(1), "", ""),
        (lambda: on(9), "Opens on 9 May 2025", "Opens on 9 May 2025"),
        (lambda: ONE, "After “No. 1”", "After “No. 1”"),
        (lambda: together([ONE, TWO]), "When all before it is done", "After “No. 1”; After “No. 2”"),
        (lambda: together([ONE, on(9)]), "Opens on 9 May 2025", "After “No. 1”; Opens on 9 May 2025"),
        (lambda: by_days(None, 1, None), "Opens 1 day after the enrolment", "Opens 1 day after the enrolment"),
        (lambda: by_days(None, 2, None), "Opens 2 days after the enrolment", "Opens 2 days after the enrolment"),
    ],
)
def test_a_lock_in_words(lock, text, told):
    assert (lock().text, lock().told) == (text, told)


def test_many_are_told_in_few_words():
    many = [after(ReasonKind.AFTER_ACTIVITY, uuid.UUID(int=number), "x") for number in range(4)]
    assert together(many).told == together(many).text == "When all before it is done"


def test_in_german():
    with translation.override("de"):
        assert on(9).text == "Öffnet am 09.05.2025"
        assert ONE.text == "Nach „No. 1“"
        assert together([ONE, TWO]).text == "Wenn alles davor erledigt ist"
        assert by_days(None, 2, None).text == "Öffnet 2 Tage nach der Einschreibung"
