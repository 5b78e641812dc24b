"""Merging of tags: posts, names and addresses move to the target."""

import pytest

from posts.models import Post, Redirect, RevisionKind, Synonym, Tag, resolve_synonyms
from posts.publishing.tag_merge import merge_tags


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
