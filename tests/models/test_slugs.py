"""Slugs for titles in any script."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posts.models.slugs import MAX_SLUG_LENGTH, make_unique_slug, slugify, truncate_slug
from tests.support.proofs import scale


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Attention Is All You Need", "attention-is-all-you-need"),
        ("重庆银行", "chong-qing-yin-hang"),
        ("扩散模型与 SDE", "kuo-san-mo-xing-yu-sde"),
        ("SD模型", "sd-mo-xing"),
        ("C", "c"),
        ("C++", "c-plus-plus"),
        ("C#", "c-sharp"),
        (".NET", "dot-net"),
        ("GPT-4o", "gpt-4o"),
        ("Python 3.12", "python-3-12"),
        ("R&D", "r-and-d"),
        ("Ｆｕｌｌ　ｗｉｄｔｈ", "full-width"),
        ("Señor Müller", "senor-muller"),
        ("don't panic", "dont-panic"),
        ("—— 你好，世界！——", "ni-hao-shi-jie"),
        ("../../etc/passwd", "etc-passwd"),
        ("🚀🚀", ""),
        ("", ""),
    ],
)
def test_a_slug_spells_its_title(title, slug):
    assert slugify(title) == slug


@pytest.mark.proof
@settings(max_examples=scale(100, 5_000), deadline=None, database=None)
@given(st.text())
def test_a_slug_is_short_lower_case_ascii(text):
    slug = slugify(text)
    assert len(slug) <= MAX_SLUG_LENGTH
    assert (
        all(part.isascii() and part.isalnum() and part == part.lower() for part in slug.split("-"))
        or not slug
    )


def test_a_long_slug_is_cut_between_words():
    assert truncate_slug("one-two-three", 8) == "one-two"
    assert truncate_slug("one-two-three", 7) == "one-two"
    assert truncate_slug("onetwothree", 5) == "onetw"


def test_a_taken_slug_gets_the_next_free_number():
    taken = {"rope", "rope-2"}
    assert make_unique_slug("rope", taken.__contains__) == "rope-3"


def test_a_number_fits_after_the_longest_slug():
    longest = "a" * MAX_SLUG_LENGTH
    assert len(make_unique_slug(longest, {longest}.__contains__)) == MAX_SLUG_LENGTH
