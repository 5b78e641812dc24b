"""Tags as people type them, in either script's punctuation."""

import pytest
from django.urls import reverse

from posts.models import Tag
from posts.models.tag_parsing import join_tags, parse_tags


@pytest.mark.parametrize(
    ("typed", "tags"),
    [
        ("注意力, Transformer", ["注意力", "Transformer"]),
        ("注意力，Transformer", ["注意力", "Transformer"]),
        ("注意力、Transformer；扩散", ["注意力", "Transformer", "扩散"]),
        ("flash attention, C++", ["flash attention", "C++"]),
        ('"a, b", c', ["c", "a, b"]),
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
    assert sorted(parse_tags(join_tags(tags))) == sorted(tags)


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


def test_names_to_complete_come_as_they_are_typed_most_used_first(desk, make_post, monkeypatch):
    make_post("One", tags=["b", "a, b"])
    make_post("Two", tags=["b", "注意力"])
    Tag.objects.create(name="unused")
    address = reverse("admin:posts_post_tags")
    assert desk.get(address).json() == {"names": ["b", '"a, b"', "注意力", "unused"]}
    monkeypatch.setattr("posts.editor.tag_names.MAX_TAG_NAMES", 2)
    assert desk.get(address).json() == {"names": ["b", '"a, b"']}
