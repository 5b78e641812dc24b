"""Names of tags, offered while one types."""

from django.urls import reverse

from posts.models import Synonym, Tag


def test_names_to_complete_come_as_they_are_typed_most_used_first(editor_client, make_post, monkeypatch):
    make_post("One", tags=["b", "a, b"])
    make_post("Two", tags=["b", "注意力"])
    Tag.objects.create(name="unused")
    address = reverse("admin:posts_post_tags")
    assert editor_client.get(address).json() == {"names": ["b", '"a, b"', "注意力", "unused"]}
    monkeypatch.setattr("posts.editor.tag_names.MAX_TAG_NAMES", 2)
    assert editor_client.get(address).json() == {"names": ["b", '"a, b"']}


def test_tags_are_suggested_by_name_synonym_and_pinyin(editor_client, make_post):
    make_post("One", tags=["扩散模型", "扩散"])
    make_post("Two", tags=["扩散"])
    Synonym.add_synonym("DDPM", Tag.objects.get(name="扩散模型"))

    def suggest(typed):
        tags = editor_client.get(reverse("admin:posts_post_tags"), {"q": typed}).json()["tags"]
        return [(tag["name"], tag["count"], tag["synonym"]) for tag in tags]

    assert suggest("kuos") == suggest("擴散") == [("扩散", 2, ""), ("扩散模型", 1, "")]
    assert suggest("ddp") == [("扩散模型", 1, "DDPM")]
    assert suggest("模型") == [("扩散模型", 1, "")]
    assert suggest("") == suggest("无") == []


def test_tags_that_were_typed_are_counted_and_synonyms_named(editor_client, make_post):
    make_post("One", tags=["扩散模型", "C++"])
    Synonym.add_synonym("DDPM", Tag.objects.get(name="扩散模型"))
    answer = editor_client.get(reverse("admin:posts_post_tags"), {"named": 'ddpm，c\0++, "new, one"'}).json()
    assert answer["tags"] == [
        {"typed": "ddpm", "name": "扩散模型", "count": 1},
        {"typed": "c++", "name": "C++", "count": 1},
        {"typed": "new, one", "name": "new, one", "count": 0},
    ]
