"""Rows of tables, and their cells."""

import pytest

from posts.rendering.scanner import find_fences
from posts.rendering.scanner.tables import count_cells, find_table_rows


@pytest.mark.parametrize(
    ("content", "count"),
    [("a", 1), ("| a |", 1), ("a | b", 2), ("|a|b", 2), ("a \\| b|", 1), ("||", 1), ("|||", 2)],
)
def test_bars_before_and_behind_a_row_begin_no_cell(content, count):
    assert count_cells(content) == count


@pytest.mark.parametrize(
    ("source", "rows"),
    [
        ("a|b\n-|-\n1|2\n\n3|4", [(0, 2, True), (2, 2, False)]),
        ("text\n|a|\n|-|\n1\n# b", [(1, 1, True), (3, 1, False)]),
        ("> a|b\n> -|-\n> 1|2\n3|4", [(0, 2, True), (2, 2, False)]),
        ("1. a|b\n   -|-\n   1|2\n2. 3|4", [(0, 2, True), (2, 2, False)]),
        ("a|b\n-|-\nc|d\n-|-\ne", [(0, 2, True), (2, 2, False), (4, 2, False)]),
        ("```\na|b\n-|-\n```", []),
        ("    a|b\n    -|-", []),
        ("a|b\n- -|-", []),
        ("a|b\n> -|-", []),
    ],
)
def test_a_table_is_found_from_its_head_to_what_ends_it(source, rows):
    lines = source.split("\n")
    found = find_table_rows(lines, find_fences(lines).in_fence)
    assert [(row.number, row.columns, row.is_head) for row in found] == rows
