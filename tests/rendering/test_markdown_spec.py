"""The examples of the specifications, through the Markdown stage with our options."""

import json
import re
from pathlib import Path

import pytest

from posts.rendering.markdown import markdown_to_html

AUTOLINK = "GFM: a bare address is a link."
# What we mean to do otherwise, by the example's number.
COMMONMARK_DEVIATIONS = {
    12: r"`\[\\\]` is a display formula, as in LaTeX.",
    602: AUTOLINK,
    608: AUTOLINK,
    611: AUTOLINK,
    612: AUTOLINK,
}
CLASSES = "The list and its boxes carry classes; attributes stand in another order."
GFM_DEVIATIONS = {
    279: CLASSES,
    280: CLASSES,
    653: "Elements we do not allow are the sanitiser's to remove, and it removes them wholly.",
}


def read_examples(name):
    spec = json.loads((Path(__file__).parent / "spec" / f"{name}.json").read_text(encoding="utf-8"))
    return spec["examples"]


def is_as_specified(example):
    return re.sub(r' data-sourcepos="[^"]*"', "", markdown_to_html(example["markdown"])) == example["html"]


@pytest.mark.parametrize(
    ("name", "count", "deviations"),
    [("commonmark", 652, COMMONMARK_DEVIATIONS), ("gfm", 24, GFM_DEVIATIONS)],
)
def test_all_examples_are_as_specified_but_those_we_mean_to_do_otherwise(name, count, deviations):
    examples = read_examples(name)
    assert len(examples) == count
    assert [each["number"] for each in examples if not is_as_specified(each)] == list(deviations)
