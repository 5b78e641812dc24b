"""Grid tables of Pandoc and reStructuredText."""

import pytest

from posts.exchange.importing.dialects.grid_tables import KEPT_NOTE, convert_grid_tables

TABLE = """+-----+:---:+
| a   | b   |
+=====+=====+
| c   | d   |
| c2  |     |
+-----+-----+
| - x | e|f |
| - y |     |
+-----+-----+"""
EXPECTED = """| a | b |
| --- | --- |
| c c2 | d |
| - x<br>- y | e\\|f |"""


def test_a_grid_table_becomes_a_table_with_bars(make_record):
    text = convert_grid_tables(f"before\n\n{TABLE}\n\nafter", make_record())

    assert text == f"before\n\n{EXPECTED}\n\nafter"


def test_one_without_a_head_gets_an_empty_one(make_record):
    text = convert_grid_tables("+---+---+\n| 一 | 二 |\n+---+---+", make_record())

    assert text == "|  |  |\n| --- | --- |\n| 一 | 二 |"


def test_one_with_merged_cells_is_kept_as_it_is_drawn_and_said(make_record):
    drawn = "+---+---+\n| a     |\n+---+---+\n| b | c |\n+---+---+"
    record = make_record(drawn)

    assert convert_grid_tables(drawn, record) == f"```\n{drawn}\n```"
    assert [(note.kind, note.line) for note in record.notes] == [(KEPT_NOTE, 1)]


@pytest.mark.parametrize("text", [f"```\n{TABLE}\n```", "+---+", "a +---+ b\n| c |", "1 +2+ 3"])
def test_a_drawing_in_code_stays(make_record, text):
    assert convert_grid_tables(text, make_record()) == text
