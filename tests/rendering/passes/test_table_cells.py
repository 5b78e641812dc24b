"""Cells of tables: nothing is lost of uneven rows, formulas and code stay whole."""

import re

import pytest

from posts.rendering.pipeline import render_in_process

HEAD = "| a | b |\n|---|---|\n"


def rows(source):
    """Return the texts of the cells of each row, formulas as TeX in dollars, code in backticks."""
    html = render_in_process(source).html
    html = re.sub(r"<math.*?<annotation[^>]*>(.*?)</annotation>.*?</math>", r"$\1$", html, flags=re.DOTALL)
    html = re.sub(r"</?code>", "`", html)
    cells = re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL)
    return [
        [re.sub(r"<.*?>", "", cell) for cell in re.findall(r"<t[hd].*?>(.*?)</t[hd]>", row)] for row in cells
    ]


def warnings(source):
    return [(warning.kind, warning.line, warning.detail) for warning in render_in_process(source).warnings]


class TestUnevenRows:
    def test_what_is_too_much_stands_in_the_last_cell(self):
        source = HEAD + "| 1 | 2 | 3 | `4|5` |\n"
        assert rows(source)[1] == ["1", "2 | 3 | `4|5`"]
        assert warnings(source) == [("uneven-row", 3, "4 > 2")]

    def test_rows_that_are_too_short_are_filled_up(self):
        source = HEAD + "| 1 |\nand a sentence\n"
        assert rows(source)[1:] == [["1", ""], ["and a sentence", ""]]
        assert warnings(source) == [("uneven-row", 3, "1 < 2"), ("uneven-row", 4, "1 < 2")]

    def test_bars_outside_and_spaces_behind_are_no_cells(self):
        source = "a | b\n-|-\n| 1 | 2 |  \n1 | 2\n|1|2\n| 1 \\| 2 | 3 |\n"
        assert rows(source)[1:] == [["1", "2"], ["1", "2"], ["1", "2"], ["1 | 2", "3"]]
        assert not warnings(source)

    @pytest.mark.parametrize("prefix", ["> ", "> > ", "- x\n\n  "])
    def test_tables_in_quotes_and_lists_count(self, prefix):
        first, _, further = prefix.rpartition("\n")
        source = (
            first
            + "\n" * bool(first) * 1
            + "\n".join(further + line for line in f"{HEAD}| 1 | 2 | 3 |".split("\n"))
        )
        assert rows(source)[1] == ["1", "2 | 3"]

    @pytest.mark.parametrize(
        "source",
        [
            "    | a | b |\n    |---|---|\n    | 1 | 2 | 3 |",
            "```\n| a | b |\n|---|---|\n| 1 | 2 | 3 |\n```",
            "| a | b | c |\n|---|---|\n| 1 | 2 | 3 | 4 |",
            f"{HEAD}\n`1 | 2 | 3`",
            f"{HEAD}# `1 | 2 | 3`",
            f"{HEAD}- `1 | 2 | 3`",
        ],
    )
    def test_what_is_no_row_stays_as_it_was_typed(self, source):
        assert "\\" not in render_in_process(source).html
        assert not warnings(source)

    def test_a_post_gets_few_warnings(self):
        assert len(warnings(HEAD + "| 1 | 2 | 3 |\n" * 100)) == 20

    def test_a_table_of_500_columns_is_whole(self):
        source = "|".join("a" * 500) + "\n" + "|".join("-" * 500) + "\n" + "|".join("b" * 501)
        first, second = rows(source)
        assert len(first) == len(second) == 500
        assert second[-1] == "b|b"


class TestBarsInCells:
    @pytest.mark.parametrize(
        ("cell", "shown"),
        [
            ("$|x|$", "$|x|$"),
            ("$P(A|B)$", "$P(A|B)$"),
            ("$$|x|$$", "$|x|$"),
            (r"\(|x|\)", "$|x|$"),
            ("`a|b`", "`a|b`"),
            ("``a || b``", "`a || b`"),
            (r"$a\\|b$", r"$a\\|b$"),
        ],
    )
    def test_they_are_no_end_where_there_would_be_too_many(self, cell, shown):
        source = f"{HEAD}| {cell} | 2 |\n"
        assert rows(source)[1] == [shown, "2"]
        assert not warnings(source)

    @pytest.mark.parametrize(
        ("cell", "shown"),
        [
            (r"$\|x\|$", r"$\Vert x\Vert$"),
            (r"\(\left\|x\right\|_2\)", r"$\left\Vert x\right\Vert_2$"),
            (r"$D(p\|q)$", r"$D(p\Vert q)$"),
            (r"`a\|b`", "`a|b`"),
        ],
    )
    def test_a_norm_stays_a_norm_and_code_is_read_as_before(self, cell, shown):
        assert rows(f"{HEAD}| {cell} | 2 |\n")[1] == [shown, "2"]

    def test_a_head_may_hold_them(self):
        assert rows("| $|a|$ | `b|c` |\n|---|---|\n| 1 | 2 |") == [["$|a|$", "`b|c`"], ["1", "2"]]

    def test_a_row_with_the_right_number_of_cells_is_left_alone(self):
        source = f"{HEAD}| $P(A|B)$ |\n"
        assert rows(source)[1] == ["$P(A", "B)$"]
        assert warnings(source) == [("table-pipe", 3, "")]

    def test_prices_are_no_formula(self):
        assert rows("| a | b | c |\n|---|---|---|\n| $5 | x | $6 | y |\n")[1] == ["$5", "x", "$6 | y"]
