"""What is chosen where Zstandard is not installed, and from what a client weighs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posts.page_cache.compression import ENCODINGS, choose_encoding


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("zstd", ""),
        ("zstd, gzip;q=0.1", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("zstd;q=1, br;q=0.5", "br"),
    ],
)
def test_without_zstandard_nobody_is_offered_it(accepted, encoding):
    assert choose_encoding(accepted, ("br", "gzip")) == encoding


@given(st.text(alphabet="brgzipstd*;q=,.01 -\u0660x", max_size=60))
def test_any_header_gives_one_of_the_encodings(accepted):
    assert choose_encoding(accepted) in {"", *ENCODINGS}
