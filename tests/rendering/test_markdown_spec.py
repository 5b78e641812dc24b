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
    return [pytest.param(example, id=f"{name}-{example['number']}") for example in spec["examples"]]


def as_specified(example):
    return re.sub(r' data-sourcepos="[^"]*"', "", markdown_to_html(example["markdown"])) == example["html"]


@pytest.mark.parametrize("example", read_examples("commonmark"))
def test_commonmark_example(example):
    assert as_specified(example) is (example["number"] not in COMMONMARK_DEVIATIONS)


@pytest.mark.parametrize("example", read_examples("gfm"))
def test_gfm_example(example):
    assert as_specified(example) is (example["number"] not in GFM_DEVIATIONS)


def test_all_examples_are_there():
    assert (len(read_examples("commonmark")), len(read_examples("gfm"))) == (652, 24)
