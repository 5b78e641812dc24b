"""Names of tags, offered while one types."""

from django.urls import reverse

from posts.models import Tag


def test_names_to_complete_come_as_they_are_typed_most_used_first(editor_client, make_post, monkeypatch):
    make_post("One", tags=["b", "a, b"])
    make_post("Two", tags=["b", "注意力"])
    Tag.objects.create(name="unused")
    address = reverse("admin:posts_post_tags")
    assert editor_client.get(address).json() == {"names": ["b", '"a, b"', "注意力", "unused"]}
    monkeypatch.setattr("posts.editor.tag_names.MAX_TAG_NAMES", 2)
    assert editor_client.get(address).json() == {"names": ["b", '"a, b"']}
