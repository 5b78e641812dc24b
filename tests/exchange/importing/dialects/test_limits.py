"""A text built to be slow does not keep the import of the others waiting."""

import time

import pytest

from posts.exchange.importing.dialects import (
    formula_images,
    grid_tables,
    hexo_fences,
    kramdown,
    leftovers,
    myst,
    quarto,
    rewrite_rules,
)
from posts.exchange.importing.shortcodes import components
from posts.exchange.markdown.masking import Mask

MARKS = ["![", "![[", "<!-- ", "{::comment}", "*[a", "*[a]: x\na\n", "|a|b|\n", "+---+\n", ":::{note}\n",
         "<A b={", "<A/>", "<script setup>\n", "[a]{", "# a {", "^[a", "x```\n", "```x\n", "~~~\na```\n",
         "{{<", "%%", "[@a", "![](//www.zhihu.com/equation?tex=", "(a)=\n", "export const a\n"]  # fmt: skip
STEPS = [
    kramdown.remove_comments,
    kramdown.mark_abbreviations,
    kramdown.complete_tables,
    formula_images.replace_formula_images,
    hexo_fences.split_fences,
    grid_tables.convert_grid_tables,
    myst.convert_myst,
    quarto.convert_quarto,
    lambda text, record: rewrite_rules.apply_rules(text, rewrite_rules.ATTRIBUTE_RULES),
    lambda text, record: leftovers.note_leftovers(text, Mask(), record),
    lambda text, record: components.convert_components(text, record, None, Mask()),
]


@pytest.mark.parametrize("mark", MARKS)
def test_each_step_takes_time_linear_in_its_text(make_record, mark):
    text = mark * (20_000 // len(mark))
    begun = time.process_time()
    for step in STEPS:
        step(text, make_record(name="a.mdx"))

    assert time.process_time() - begun < 3


def test_many_abbreviations_are_left_alone(make_record):
    text = "".join(f"*[A{number}]: x\n" for number in range(1000))

    assert kramdown.mark_abbreviations(text, make_record()) == text
