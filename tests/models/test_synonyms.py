"""Synonyms of tags."""

import pytest

from posts.exchange.importing.importer import import_folder
from posts.models import Post, Synonym, Tag, resolve_synonyms


@pytest.mark.parametrize("typed", ["Diffusion", "diffusion", "ＤＤＰＭ", "扩散模型"])
def test_a_synonym_gives_the_tag_in_any_spelling(diffusion_tag, make_post, typed):
    assert make_post(tags=[typed]).tags.get() == diffusion_tag
    assert Tag.objects.count() == 1


def test_a_synonym_matches_traditional_characters(db):
    Synonym.add_synonym("生成模型", Tag.objects.create(name="generative"))
    assert resolve_synonyms(["生成模型", "生成模型", "其他"]) == ["generative", "其他"]


def test_tags_stay_as_they_are(diffusion_tag):
    assert resolve_synonyms([diffusion_tag, "DDPM"]) == [diffusion_tag, "扩散模型"]


def test_a_tag_takes_precedence_over_a_synonym(diffusion_tag):
    Tag.objects.bulk_create([Tag(name="DDPM", slug="ddpm")])
    assert resolve_synonyms(["DDPM", "Diffusion"]) == ["DDPM", "扩散模型"]


def test_resolving_synonyms_makes_two_queries_at_most(diffusion_tag, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        resolve_synonyms([f"name {number}" for number in range(50)] + ["DDPM", "Diffusion"])


def test_setting_and_removing_resolve_synonyms(diffusion_tag, make_post):
    post = make_post(tags=["Transformer"])
    post.tags.set(["DDPM", "Diffusion", "Transformer"])
    assert sorted(post.tags.names()) == ["Transformer", "扩散模型"]
    post.tags.remove("ddpm")
    assert list(post.tags.names()) == ["Transformer"]


def test_an_imported_post_gets_the_tag(diffusion_tag, tmp_path):
    (tmp_path / "a.md").write_text("---\ntitle: A\ntags: [ddpm, C++]\n---\nText\n")
    for _ in range(2):
        import_folder(tmp_path)
    assert sorted(Post.objects.get().tags.names()) == ["C++", "扩散模型"]
    assert Tag.objects.count() == 2


@pytest.mark.parametrize("query", ["ddpm", "tag:DDPM", 'tag:"ｄｄｐｍ"', "tag:扩散模型"])
def test_the_search_finds_by_synonyms(client, diffusion_tag, make_post, query):
    make_post("Found", tags=["扩散模型"])
    make_post("Other", tags=["Transformer"])
    page = client.get("/search/", {"q": query}).content.decode()
    assert "Found" in page
    assert "Other" not in page


class TestRenaming:
    def test_the_old_name_still_gives_the_tag(self, make_post):
        make_post(tags=["Transfomer"])
        tag = Tag.objects.get()
        tag.name = "Transformer"
        tag.save()
        assert resolve_synonyms(["transfomer"]) == ["Transformer"]
        assert tag.slug == "transfomer"

    def test_a_new_spelling_makes_no_synonym(self, db):
        tag = Tag.objects.create(name="pytorch")
        tag.name = "PyTorch"
        tag.save()
        assert not Synonym.objects.exists()

    def test_a_name_taken_back_is_no_longer_a_synonym(self, db):
        tag = Tag.objects.create(name="RLHF")
        for name in ("对齐", "RLHF"):
            tag.name = name
            tag.save()
        assert [synonym.name for synonym in tag.synonyms.all()] == ["对齐"]
