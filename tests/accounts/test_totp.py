"""Codes of an authenticator app: each once, within half a minute."""

import pytest
import time_machine

from posts.accounts.totp import Verdict, check_code, get_counter, normalize_code
from tests.support.accounts import SECRET, make_code

# RFC 6238, appendix B, for SHA-1; of its eight digits we have the last six.
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # noqa: S105
RFC_CODES = [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")]


@pytest.mark.parametrize(("moment", "code"), RFC_CODES)
def test_codes_are_those_of_the_standard(moment, code):
    with time_machine.travel(moment, tick=False):
        assert check_code(RFC_SECRET, code).verdict is Verdict.RIGHT


@pytest.mark.parametrize(
    ("seconds", "verdict"),
    [
        (0, Verdict.RIGHT),
        (30, Verdict.RIGHT),
        (-30, Verdict.RIGHT),
        (60, Verdict.WRONG_CLOCK),
        (-60, Verdict.WRONG_CLOCK),
        (600, Verdict.WRONG_CLOCK),
        (-600, Verdict.WRONG_CLOCK),
        (3600, Verdict.WRONG),
        (-3600, Verdict.WRONG),
    ],
)
def test_a_clock_may_be_wrong_by_half_a_minute(noon, seconds, verdict):
    assert check_code(SECRET, make_code(seconds // 30)).verdict is verdict


@pytest.mark.parametrize("seconds", [0, 600])
def test_a_code_counts_once_even_if_it_was_refused(noon, seconds):
    code = make_code(seconds // 30)
    counter = check_code(SECRET, code).counter
    assert check_code(SECRET, code, [counter]).verdict is Verdict.USED


def test_the_next_code_is_another(noon):
    assert check_code(SECRET, make_code(1), [get_counter()]).verdict is Verdict.RIGHT


@pytest.mark.parametrize("text", ["123 456", " 123456 ", "１２３４５６", "123-456"])
def test_codes_are_read_as_people_type_them(text):
    assert normalize_code(text) == "123456"


@pytest.mark.parametrize("text", ["", "12345", "1234567", "abcdef", "１２３", "\ud83d\ude00", "-1", "0x1F"])
def test_what_is_no_code_is_wrong(noon, text):
    assert check_code(SECRET, normalize_code(text)).verdict is Verdict.WRONG
