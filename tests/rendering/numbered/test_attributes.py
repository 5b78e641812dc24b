"""Attributes in braces, as Pandoc writes them."""

import pytest

from posts.rendering.numbered.attributes import format_attributes, parse_thing_attributes, split_attributes


def test_keys_classes_and_values_are_read_in_any_order():
    found = parse_thing_attributes('.theorem #thm-x name="a #b .c" collapse=true -')
    assert (found.key, found.classes) == ("thm-x", ["theorem", "unnumbered"])
    assert found.values == {"name": "a #b .c", "collapse": "true"}


@pytest.mark.parametrize("text", ["名 {#thm-x}", "名 {: #thm-x }", "名{#thm-x .unnumbered}"])
def test_attributes_end_a_text(text):
    rest, found = split_attributes([text])
    assert (rest, found.key) == (["名"], "thm-x")


@pytest.mark.parametrize("text", ["集合 {a}", "{#thm-x} 后面", "{}", "$\\{#\\}$"])
def test_other_braces_are_text(text):
    assert split_attributes([text])[0] == [text]


def test_what_is_written_again_is_read_again():
    found = parse_thing_attributes("#thm-x .b .unnumbered")
    assert format_attributes(found) == "{#thm-x .unnumbered}"
    assert format_attributes(parse_thing_attributes(".b")) == ""
