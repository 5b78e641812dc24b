"""Empty lines of imported texts: which of them are the author's, and which are joined."""

import pytest

from posts.exchange.importing.dialects.blank_lines import has_blank_runs, normalize_blank_lines


@pytest.mark.parametrize(
    ("text", "has_runs"),
    [
        ("a\n\nb\n\n\n", False),
        ("a\n\n\nb\n", True),
        ("a\n\n   \n", True),
        ("a\n\n   \n\n   \n", True),
        ("```\na\n\n\nb\n```\n", False),
    ],
)
def test_runs_of_empty_lines_are_the_authors_at_the_end_too(text, has_runs):
    assert has_blank_runs(text) is has_runs
    if has_runs:
        assert normalize_blank_lines(text, keeps_runs=has_blank_runs(text)) == text
