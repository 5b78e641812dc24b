"""Tags as people type them, in either script's punctuation."""

import pytest

from posts.models import Tag
from posts.models.tag_parsing import join_tags, parse_tags


@pytest.mark.parametrize(
    ("typed", "tags"),
    [
        ("注意力, Transformer", ["注意力", "Transformer"]),
        ("注意力，Transformer", ["注意力", "Transformer"]),
        ("注意力、Transformer；扩散", ["注意力", "Transformer", "扩散"]),
        ("flash attention, C++", ["flash attention", "C++"]),
        ('"a, b", c', ["a, b", "c"]),
        ('a; "b, c"; d', ["a", "b, c", "d"]),
        ("ＰｙＴｏｒｃｈ", ["PyTorch"]),
        ("PyTorch, pytorch", ["PyTorch"]),
        ("  ,，  ,", []),
        ("", []),
    ],
)
def test_punctuation_of_either_script_parts_tags(typed, tags):
    assert parse_tags(typed) == tags


@pytest.mark.parametrize("tags", [["注意力", "C++"], ["a, b", "c"], ["flash attention"], []])
def test_what_is_shown_in_the_form_is_read_back(tags):
    assert parse_tags(join_tags(tags)) == tags


def test_names_that_differ_by_a_sign_have_slugs_of_their_own(make_post):
    make_post(tags=["C", "C++", "C#", "注意力"])
    assert set(Tag.objects.values_list("slug", flat=True)) == {"c", "c-plus-plus", "c-sharp", "zhu-yi-li"}


def test_a_tag_that_cannot_be_spelled_still_has_an_address(make_post):
    make_post(tags=["🚀", "🔥"])
    assert set(Tag.objects.values_list("slug", flat=True)) == {"tag", "tag-2"}


def test_case_makes_no_second_tag(make_post):
    make_post("One", tags=["PyTorch"])
    make_post("Two", tags=["pytorch"])
    assert Tag.objects.get().name == "PyTorch"
