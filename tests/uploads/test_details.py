"""What people write for a day, a score and a time, and what the heart gets."""

import pytest

from milepost.uploads import details


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-11-20", "2026-11-20"),
        (" 2026-1-5 ", "2026-01-05"),
        ("2026-11-20 10:30:00", "2026-11-20"),
        ("2026-11-20T10:30", "2026-11-20"),
        ("20.11.2026", "2026-11-20"),
        ("1.2.2026", "2026-02-01"),
        ("2026-11-20 9:30", "2026-11-20"),
        ("20.11.2026 10:30", "2026-11-20"),
        ("20.11.2026 9:30:15", "2026-11-20"),
        ("1. 2. 2026 00:00", "2026-02-01"),
        ("46346", "2026-11-20"),
        ("46346.0", "2026-11-20"),
        ("46346.4375", "2026-11-20"),
        ("46346,9999", "2026-11-20"),
        ("", ""),
    ],
)
def test_days(written, meant):
    assert details.day(written) == meant


@pytest.mark.parametrize(
    "written",
    [
        *("5", "11/20/2026", "20.11.26", "31.02.2026", "2026-13-01", "yesterday", "2026-11-20x", "１.1.2026"),
        *("20.11.2026 soon", "20.11.2026 24:00", "20.11.2026 10", "2026-11-20 10:60", "20.11.2026 10:30 x"),
    ],
)
def test_what_is_no_day_stays_as_it_was_written(written):
    assert details.day(written) == written


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("85", "85"),
        ("85.5", "85.5"),
        ("85,5", "85.5"),
        (" 85,5 % ", "85.5"),
        ("100%", "100"),
        ("0", "0"),
        ("87.33333333333333", "87.333333333"),
        ("101", "101"),
        ("", ""),
    ],
)
def test_scores(written, meant):
    assert details.score(written) == meant


@pytest.mark.parametrize("written", ["-1", "1e2", "A", "8 5", "85.5.5", "85/100", "１"])
def test_what_is_no_score_stays_as_it_was_written(written):
    assert details.score(written) == written


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("5400", "5400"),
        ("1:30:00", "5400"),
        ("01:30:00", "5400"),
        ("100:00:01", "360001"),
        ("90 min", "5400"),
        ("90min", "5400"),
        ("1 h 30 min", "5400"),
        ("1h 30m", "5400"),
        ("1 Std. 30 Min.", "5400"),
        ("2 hours", "7200"),
        ("1 h  5 s", "3605"),
        ("", ""),
        (" ", ""),
    ],
)
def test_times(written, meant):
    assert details.seconds(written) == meant


@pytest.mark.parametrize("written", ["1:30", "1:60:00", "-5", "90.5", "an hour", "min", "30 min 1 h", "h"])
def test_what_is_no_time_or_could_be_two_stays_as_it_was_written(written):
    assert details.seconds(written) == written
