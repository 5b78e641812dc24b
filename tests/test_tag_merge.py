"""Merging of tags: posts, names and addresses move to the target."""

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from posts.models import Post, Redirect, RevisionKind, Synonym, Tag, resolve_synonyms
from posts.publishing.tag_merge import merge_tags

LIST = reverse("admin:posts_tag_changelist")


@pytest.fixture
def tags(make_post):
    """Three tags, the first on three posts, one of which has the second too."""
    both = make_post("Both", tags=["扩散模型", "Diffusion"])
    for title in ("First", "Fourth"):
        make_post(title, tags=["扩散模型"])
    make_post("Second", tags=["Diffusion"], published_at=None)
    make_post("Third", tags=["DDPM"])
    make_post("Other", tags=["Transformer"])
    assert both.tags.count() == 2
    return [Tag.objects.get(name=name) for name in ("扩散模型", "Diffusion", "DDPM")]


class TestMerge:
    def test_every_post_has_the_target_once(self, tags, editor):
        kept, *others = tags
        changed = merge_tags(kept, others, editor)
        assert {post.title for post in Post.objects.filter(pk__in=changed)} == {"Both", "Second", "Third"}
        assert [list(post.tags.names()) for post in Post.objects.filter(pk__in=changed)] == [["扩散模型"]] * 3
        assert Post.objects.filter(tags=kept).count() == 5
        assert set(Tag.objects.values_list("name", flat=True)) == {"扩散模型", "Transformer"}

    def test_the_posts_that_changed_have_a_new_version_and_a_revision(self, tags, editor):
        kept, *others = tags
        versions = dict(Post.objects.values_list("title", "version"))
        merge_tags(kept, others, editor)
        fresh = {post.title: post for post in Post.objects.all()}
        changed = {title for title, post in fresh.items() if post.version > versions[title]}
        assert changed == {"Both", "Second", "Third"}
        for title in changed:
            revision = fresh[title].revisions.first()
            assert (revision.kind, revision.editor, revision.version) == (
                RevisionKind.CHANGED,
                editor,
                fresh[title].version,
            )
            assert revision.snapshot["tags"] == ["扩散模型"]

    def test_old_names_and_synonyms_become_synonyms_of_the_target(self, tags, editor):
        kept, *others = tags
        Synonym.add_synonym("denoising diffusion", others[1])
        merge_tags(kept, others, editor)
        assert resolve_synonyms(["Diffusion", "ddpm", "Denoising Diffusion"]) == ["扩散模型"]

    def test_old_addresses_redirect_to_the_target_without_chains(self, tags, editor, client):
        first, second, third = tags
        merge_tags(second, [third], editor)
        merge_tags(first, [second], editor)
        for old in ("diffusion", "ddpm"):
            response = client.get(f"/tags/{old}/feeds/atom.xml")
            assert (response.status_code, response["Location"]) == (
                301,
                f"{first.get_absolute_url()}feeds/atom.xml",
            )
        assert Redirect.objects.count() == 2

    @pytest.mark.parametrize(("own", "expected"), [("", "of DDPM"), ("own", "own")])
    def test_a_description_is_taken_over_if_the_target_has_none(self, tags, editor, own, expected):
        Tag.objects.filter(name="DDPM").update(description="of DDPM")
        Tag.objects.filter(name="扩散模型").update(description=own)
        kept, *others = Tag.objects.filter(pk__in=[tag.pk for tag in tags]).order_by("-pk")
        kept, others = next(t for t in (kept, *others) if t.name == "扩散模型"), (kept, *others)
        merge_tags(kept, others, editor)
        assert Tag.objects.get(name="扩散模型").description == expected

    def test_two_spellings_of_a_name_leave_no_synonym(self, editor, make_post):
        Tag.objects.bulk_create([Tag(name=name, slug=name) for name in ("PyTorch", "pytorch")])
        kept, other = Tag.objects.order_by("name")
        merge_tags(kept, [other], editor)
        assert not Synonym.objects.exists()

    def test_a_failure_changes_nothing(self, tags, editor, monkeypatch):
        monkeypatch.setattr("posts.revisions.recording.record_revisions", lambda *args: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            merge_tags(tags[0], tags[1:], editor)
        assert Tag.objects.count() == 4


class TestPages:
    def choose(self, client, *tags):
        data = {"action": "merge", "_selected_action": [tag.pk for tag in tags]}
        return client.post(LIST, data, follow=True)

    def test_the_most_used_tag_is_preselected_and_posts_are_counted(self, tags, desk):
        response = self.choose(desk, *tags[1:], tags[0])
        page = response.content.decode()
        assert response.context["form"]["kept"].value() == tags[0].pk
        assert "5 posts have one of these tags." in page
        assert "扩散模型 (3 posts)" in page

    def test_choosing_a_target_merges_the_tags(self, tags, desk):
        address = self.choose(desk, *tags).redirect_chain[-1][0]
        page = desk.post(address, {"kept": tags[1].pk}, follow=True).content.decode()
        assert "merged into “Diffusion”. 4 posts changed." in page
        assert resolve_synonyms(["ddpm", "扩散模型"]) == ["Diffusion"]
        history = desk.get(reverse("admin:posts_tag_history", args=[tags[1].pk])).content.decode()
        assert "Merged with “扩散模型”, “DDPM”." in history

    def test_a_single_tag_cannot_be_merged(self, tags, desk):
        page = self.choose(desk, tags[0]).content.decode()
        assert "at least two" in page

    @pytest.mark.parametrize("ids", ["", "x", "999,1000", "1e9,", "٣"])
    def test_unknown_tags_are_ignored(self, desk, ids):
        response = desk.get(reverse("admin:posts_tag_merge"), {"ids": ids})
        assert response.status_code == 302

    def test_the_target_must_be_one_of_the_chosen_tags(self, tags, desk):
        address = self.choose(desk, *tags[1:]).redirect_chain[-1][0]
        assert desk.post(address, {"kept": tags[0].pk}).status_code == 200
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
        self, desk, tags, make_post, django_assert_num_queries
    ):
        with CaptureQueriesContext(connection) as few:
            desk.get(LIST)
        for number in range(9):
            Synonym.add_synonym(f"also {number}", Tag.objects.create(name=f"t{number}"))
        with django_assert_num_queries(len(few)):
            desk.get(LIST)
