"""Synonyms of tags."""

import pytest
from django.urls import reverse

from posts.exchange.importing.importer import import_folder
from posts.models import Post, Redirect, Synonym, Tag, resolve_synonyms


@pytest.fixture
def diffusion(db):
    tag = Tag.objects.create(name="扩散模型")
    for name in ("Diffusion", "DDPM"):
        Synonym.add_synonym(name, tag)
    return tag


@pytest.mark.parametrize("typed", ["Diffusion", "diffusion", "ＤＤＰＭ", "扩散模型"])
def test_a_synonym_gives_the_tag_in_any_spelling(diffusion, make_post, typed):
    assert make_post(tags=[typed]).tags.get() == diffusion
    assert Tag.objects.count() == 1


def test_a_synonym_matches_traditional_characters(db):
    Synonym.add_synonym("生成模型", Tag.objects.create(name="generative"))
    assert resolve_synonyms(["生成模型", "生成模型", "其他"]) == ["generative", "其他"]


def test_tags_stay_as_they_are(diffusion):
    assert resolve_synonyms([diffusion, "DDPM"]) == [diffusion, "扩散模型"]


def test_a_tag_takes_precedence_over_a_synonym(diffusion):
    Tag.objects.bulk_create([Tag(name="DDPM", slug="ddpm")])
    assert resolve_synonyms(["DDPM", "Diffusion"]) == ["DDPM", "扩散模型"]


def test_it_makes_two_queries_at_most(diffusion, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        resolve_synonyms([f"name {number}" for number in range(50)] + ["DDPM", "Diffusion"])


def test_setting_and_removing_resolve_synonyms(diffusion, make_post):
    post = make_post(tags=["Transformer"])
    post.tags.set(["DDPM", "Diffusion", "Transformer"])
    assert sorted(post.tags.names()) == ["Transformer", "扩散模型"]
    post.tags.remove("ddpm")
    assert list(post.tags.names()) == ["Transformer"]


def test_an_imported_post_gets_the_tag(diffusion, tmp_path):
    (tmp_path / "a.md").write_text("---\ntitle: A\ntags: [ddpm, C++]\n---\nText\n")
    for _ in range(2):
        import_folder(tmp_path)
    assert sorted(Post.objects.get().tags.names()) == ["C++", "扩散模型"]
    assert Tag.objects.count() == 2


@pytest.mark.parametrize("query", ["ddpm", "tag:DDPM", 'tag:"ｄｄｐｍ"', "tag:扩散模型"])
def test_the_search_finds_by_synonyms(client, diffusion, make_post, query):
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


class TestForm:
    def change(self, desk, tag, *synonyms, **fields):
        data = {"name": tag.name, "slug": tag.slug, "description": "", **fields}
        management = {"TOTAL_FORMS": len(synonyms), "INITIAL_FORMS": 0}
        data |= {f"synonyms-{key}": value for key, value in management.items()}
        for number, name in enumerate(synonyms):
            data |= {f"synonyms-{number}-name": name, f"synonyms-{number}-tag": tag.pk}
        return desk.post(reverse("admin:posts_tag_change", args=[tag.pk]), data)

    def test_synonyms_are_edited_on_the_tags_page(self, desk, diffusion):
        assert self.change(desk, diffusion, "扩散过程").status_code == 302
        assert resolve_synonyms(["扩散过程"]) == ["扩散模型"]

    @pytest.mark.parametrize("typed", ["ＤＤＰＭ", "transformer", "，", "ddpm"])
    def test_ambiguous_and_empty_synonyms_are_refused(self, desk, diffusion, typed):
        Tag.objects.create(name="Transformer")
        assert self.change(desk, diffusion, typed).status_code == 200
        assert diffusion.synonyms.count() == 2

    def test_a_synonym_typed_twice_is_refused(self, desk, diffusion):
        assert self.change(desk, diffusion, "扩散过程", "擴散過程").status_code == 200
        assert diffusion.synonyms.count() == 2

    def test_a_tag_of_that_name_can_be_merged_from_there(self, desk, diffusion):
        other = Tag.objects.create(name="Transformer")
        page = self.change(desk, diffusion, "TRANSFORMER").content.decode()
        assert f"{reverse('admin:posts_tag_merge')}?ids={diffusion.pk},{other.pk}" in page

    @pytest.mark.parametrize("name", ["TRANSFORMER", "ｄｄｐｍ"])
    def test_a_tag_cannot_have_the_name_of_another(self, desk, diffusion, name):
        Tag.objects.create(name="Transformer")
        assert desk.post(reverse("admin:posts_tag_add"), {"name": name, "description": ""}).status_code == 200
        assert Tag.objects.count() == 2

    def test_a_new_slug_leaves_a_redirect(self, desk, diffusion):
        assert self.change(desk, diffusion, slug="diffusion").status_code == 302
        assert Redirect.objects.get().target == diffusion
