"""The table of passes."""

from itertools import chain
from pathlib import Path

import pytest

from posts.rendering import passes
from posts.rendering.context import RenderContext
from posts.rendering.passes.base import ElementRule, index_rules
from posts.rendering.pipeline import replace_element
from posts.rendering.tree import Element

PASSES = [*passes.SOURCE_PASSES, *passes.HTML_PASSES, *passes.TREE_PASSES, *passes.DOCUMENT_PASSES]
OPTIONS = [*passes.PARSER_EXTENSIONS, *passes.PARSER_RENDER_OPTIONS]
# What passes share, and the parts of a larger one.
SHARED_MODULES = {
    "__init__",
    "admonitions",
    "base",
    "embeds",
    "excerpt_length",
    "excerpt_nodes",
    "excerpt_opening",
    "fence_info",
    "flat_lists",
    "leftovers",
    "literature_list",
    "near_misses",
    "omissions",
    "raw_html_names",
    "theorem_openings",
    "title",
}


def test_every_pass_stands_in_the_table_once():
    functions = [*(each.run for each in PASSES), *(rule.apply for rule in passes.ELEMENT_RULES)]
    assert len(functions) == len(set(functions))


def test_every_module_of_passes_is_in_the_table():
    functions = chain((each.run for each in PASSES), (rule.apply for rule in passes.ELEMENT_RULES))
    in_table = {function.__module__.rpartition(".")[2] for function in functions}
    modules = {path.stem for path in Path(passes.__file__).parent.glob("*.py")}
    assert modules - SHARED_MODULES <= in_table


@pytest.mark.parametrize("entry", [*PASSES, *OPTIONS, *passes.ELEMENT_RULES])
def test_every_entry_says_why_it_stands_there(entry):
    assert len(entry.reason.split()) > 1


def test_rules_for_one_tag_are_tried_in_order_until_one_replaces_the_element(monkeypatch):
    called = []

    def leave(element, context):
        called.append("leave")

    def remove(element, context):
        called.append("remove")
        return []

    rules = (ElementRule("b i", leave, ""), ElementRule("b", remove, ""), ElementRule("b", leave, ""))
    monkeypatch.setattr("posts.rendering.pipeline.RULES_BY_TAG", index_rules(rules))
    element = Element("i")
    assert replace_element(Element("b"), RenderContext("en", {})) == []
    assert called == ["leave", "remove"]
    assert list(replace_element(element, RenderContext("en", {}))) == [element]
