"""What a number format makes of a number."""

import pytest

from milepost.uploads.parsing.number_formats import OTHERWISE, is_percent, zeros


@pytest.mark.parametrize("code", ["0%", "0.00%", "0 %", "0.0\\ %", "0%;[Red]-0%", '"about" 0%', "0_)%"])
def test_per_cent(code):
    assert is_percent(code)


@pytest.mark.parametrize("code", ['0" %"', "0\\%", "0\\ \\%", "0_%", "0*%", "General", "", '0.0" % of all"'])
def test_a_sign_that_is_mere_text_is_no_per_cent(code):
    assert not is_percent(code)


@pytest.mark.parametrize(
    ("code", "digits"), [("00", 2), ("00000000", 8), ("00000_ ;[Red]-00000\\ ", 5), ("[$-407]000", 3)]
)
def test_zeros_before_the_number(code, digits):
    assert zeros(code) == digits


@pytest.mark.parametrize(
    "code", ["", "General", "GENERAL", "@", "0", "#", "##0", "0_ ;[Red]\\-0\\ ", "[Blue]0", "General;@"]
)
def test_just_the_digits(code):
    assert zeros(code) == 0


@pytest.mark.parametrize("code", ["dd.mm.yyyy", "[$-407]d. mmmm yyyy", "[h]:mm:ss", "hh:mm"])
def test_days_and_times_are_not_read_as_numbers(code):
    assert zeros(code) == 0


@pytest.mark.parametrize(
    "code",
    [
        "0.00",
        "#,##0",
        "0%",
        "00-000",
        '"P"0',
        '"P"00000',
        "\\P00",
        "0.00E+00",
        "# ?/?",
        ";;;",
        "[<100]000",
        "0,",
        "0" * 251,
    ],
)
def test_what_is_not_just_the_digits(code):
    assert zeros(code) == OTHERWISE
