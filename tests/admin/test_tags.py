"""Tags in the admin: synonyms, merging."""

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from posts.models import Redirect, Synonym, Tag, resolve_synonyms


class TestForm:
    def change(self, editor_client, tag, *synonyms, **fields):
        data = {"name": tag.name, "slug": tag.slug, "description": "", **fields}
        management = {"TOTAL_FORMS": len(synonyms), "INITIAL_FORMS": 0}
        data |= {f"synonyms-{key}": value for key, value in management.items()}
        for number, name in enumerate(synonyms):
            data |= {f"synonyms-{number}-name": name, f"synonyms-{number}-tag": tag.pk}
        return editor_client.post(reverse("admin:posts_tag_change", args=[tag.pk]), data)

    def test_synonyms_are_edited_on_the_tags_page(self, editor_client, diffusion_tag):
        assert self.change(editor_client, diffusion_tag, "扩散过程").status_code == 302
        assert resolve_synonyms(["扩散过程"]) == ["扩散模型"]

    @pytest.mark.parametrize("typed", ["ＤＤＰＭ", "transformer", "，", "ddpm"])
    def test_ambiguous_and_empty_synonyms_are_refused(self, editor_client, diffusion_tag, typed):
        Tag.objects.create(name="Transformer")
        assert self.change(editor_client, diffusion_tag, typed).status_code == 200
        assert diffusion_tag.synonyms.count() == 2

    def test_a_synonym_typed_twice_is_refused(self, editor_client, diffusion_tag):
        assert self.change(editor_client, diffusion_tag, "扩散过程", "擴散過程").status_code == 200
        assert diffusion_tag.synonyms.count() == 2

    def test_a_tag_of_that_name_can_be_merged_from_there(self, editor_client, diffusion_tag):
        other = Tag.objects.create(name="Transformer")
        page = self.change(editor_client, diffusion_tag, "TRANSFORMER").content.decode()
        assert f"{reverse('admin:posts_tag_merge')}?ids={diffusion_tag.pk},{other.pk}" in page

    @pytest.mark.parametrize("name", ["TRANSFORMER", "ｄｄｐｍ"])
    def test_a_tag_cannot_have_the_name_of_another(self, editor_client, diffusion_tag, name):
        Tag.objects.create(name="Transformer")
        assert (
            editor_client.post(reverse("admin:posts_tag_add"), {"name": name, "description": ""}).status_code
            == 200
        )
        assert Tag.objects.count() == 2

    def test_a_new_slug_leaves_a_redirect(self, editor_client, diffusion_tag):
        assert self.change(editor_client, diffusion_tag, slug="diffusion").status_code == 302
        assert Redirect.objects.get().target == diffusion_tag


LIST = reverse("admin:posts_tag_changelist")


class TestPages:
    def choose(self, client, *tags):
        data = {"action": "merge", "_selected_action": [tag.pk for tag in tags]}
        return client.post(LIST, data, follow=True)

    def test_the_most_used_tag_is_preselected_and_posts_are_counted(self, tags, editor_client):
        response = self.choose(editor_client, *tags[1:], tags[0])
        page = response.content.decode()
        assert response.context["form"]["kept"].value() == tags[0].pk
        assert "5 posts have one of these tags." in page
        assert "扩散模型 (3 posts)" in page

    def test_choosing_a_target_merges_the_tags(self, tags, editor_client):
        address = self.choose(editor_client, *tags).redirect_chain[-1][0]
        page = editor_client.post(address, {"kept": tags[1].pk}, follow=True).content.decode()
        assert "merged into “Diffusion”. 4 posts changed." in page
        assert resolve_synonyms(["ddpm", "扩散模型"]) == ["Diffusion"]
        history = editor_client.get(reverse("admin:posts_tag_history", args=[tags[1].pk])).content.decode()
        assert "Merged with “扩散模型”, “DDPM”." in history

    def test_a_single_tag_cannot_be_merged(self, tags, editor_client):
        page = self.choose(editor_client, tags[0]).content.decode()
        assert "at least two" in page

    @pytest.mark.parametrize("ids", ["", "x", "999,1000", "1e9,", "٣"])
    def test_unknown_tags_are_ignored(self, editor_client, ids):
        response = editor_client.get(reverse("admin:posts_tag_merge"), {"ids": ids})
        assert response.status_code == 302

    def test_the_target_must_be_one_of_the_chosen_tags(self, tags, editor_client):
        address = self.choose(editor_client, *tags[1:]).redirect_chain[-1][0]
        assert editor_client.post(address, {"kept": tags[0].pk}).status_code == 200
        assert Tag.objects.count() == 4

    @pytest.mark.parametrize(("group", "status"), [(None, 302), ("", 403), ("Author", 403), ("Editor", 200)])
    def test_it_requires_an_editor(self, client, tags, group, status):
        if group is not None:
            user = User.objects.create_user("someone", is_staff=True)
            user.groups.set(Group.objects.filter(name=group))
            client.force_login(user)
        address = f"{reverse('admin:posts_tag_merge')}?ids={tags[0].pk},{tags[1].pk}"
        assert client.get(address).status_code == status
        client.post(address, {"kept": tags[0].pk})
        assert Tag.objects.count() == (3 if status == 200 else 4)

    def test_the_number_of_queries_does_not_depend_on_the_number_of_tags(
        self, editor_client, tags, make_post, django_assert_num_queries
    ):
        with CaptureQueriesContext(connection) as few:
            editor_client.get(LIST)
        for number in range(9):
            Synonym.add_synonym(f"also {number}", Tag.objects.create(name=f"t{number}"))
        with django_assert_num_queries(len(few)):
            editor_client.get(LIST)
