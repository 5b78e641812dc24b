"""Recording of revisions: every change, whoever makes it, and nothing else."""

import pytest
from django.db import transaction

from posts.exchange.importing.persist import persist_record
from posts.exchange.importing.records.record import PostRecord
from posts.models import Category, Post, Revision, RevisionKind
from posts.revisions import recording
from tests.support.admin_forms import ADD_URL, LIST_URL, change_url, fill_form


def kinds(post):
    return [revision.kind for revision in post.revisions.order_by("version")]


class TestSaving:
    def test_a_new_post_gets_a_revision(self, editor_client, editor):
        editor_client.post(ADD_URL, fill_form(title="一", author=editor.pk, tags="甲, 乙"))
        revision = Revision.objects.get()
        assert (revision.kind, revision.editor, revision.version) == (RevisionKind.CREATED, editor, 1)
        assert revision.snapshot["title"] == "一"
        assert revision.snapshot["tags"] == ["甲", "乙"]

    def test_each_change_makes_a_revision_and_no_change_makes_none(self, editor_client, editor):
        editor_client.post(ADD_URL, fill_form(title="一", author=editor.pk))
        post = Post.objects.get()
        editor_client.post(change_url(post), fill_form(post, tags="丙"))
        editor_client.post(change_url(post), fill_form(post, tags="丙"))
        assert kinds(post) == [RevisionKind.CREATED, RevisionKind.SAVED]
        assert post.revisions.first().snapshot["tags"] == ["丙"]

    def test_it_counts_added_and_removed_characters(self, editor_client, editor):
        editor_client.post(ADD_URL, fill_form(source="我们用梯度下降训练模型。", author=editor.pk))
        post = Post.objects.get()
        editor_client.post(change_url(post), fill_form(post, source="我们用随机梯度下降训练。"))
        last = post.revisions.first()
        assert (last.added, last.removed) == (2, 2)

    def test_a_state_older_than_revisions_is_recorded_before_it_is_overwritten(
        self, editor_client, make_post
    ):
        post = make_post(source="从前")
        editor_client.post(change_url(post), fill_form(post, source="现在"))
        earlier, saved = post.revisions.order_by("version")
        assert (earlier.kind, earlier.editor, earlier.version) == (RevisionKind.EARLIER, None, 1)
        assert earlier.snapshot["source"] == "从前"
        assert earlier.created_at == post.updated_at
        assert saved.snapshot["source"] == "现在"

    def test_a_save_past_the_admin_is_recorded_before_the_next_one(self, editor_client, make_post):
        post = make_post(source="一")
        recording.record_revision(post, RevisionKind.CREATED)
        post.source = "二"
        post.save()
        editor_client.post(change_url(post), fill_form(post, source="三"))
        assert [one.snapshot["source"] for one in post.revisions.order_by("version")] == ["一", "二", "三"]
        assert kinds(post) == [RevisionKind.CREATED, RevisionKind.EARLIER, RevisionKind.SAVED]

    def test_renaming_a_category_makes_no_revision_of_its_posts(self, make_post):
        category = Category.objects.create(name="旧")
        post = make_post(category=category)
        recording.record_revision(post, RevisionKind.CREATED)
        Category.objects.filter(pk=category.pk).update(name="新")
        recording.record_earlier_state(post.pk)
        fresh = Post.objects.get()
        fresh.save()
        recording.record_revision(fresh, RevisionKind.SAVED)
        assert kinds(post) == [RevisionKind.CREATED]


class TestBulk:
    def test_the_number_of_queries_does_not_depend_on_the_number_of_posts(
        self, make_post, editor, django_assert_num_queries
    ):
        few = [make_post(f"A{number}", tags=["甲"]).pk for number in range(2)]
        many = [make_post(f"B{number}", tags=["乙"]).pk for number in range(9)]
        for keys in (few, many):
            with django_assert_num_queries(5):
                recording.record_earlier_state(*keys)
            with django_assert_num_queries(1):
                recording.record_earlier_state(*keys)
            Post.objects.filter(pk__in=keys).update(byline="众人")
            with django_assert_num_queries(5):
                assert recording.record_revisions(keys, RevisionKind.CHANGED, editor) == len(keys)
        for key in many:
            assert kinds(Post.objects.get(pk=key)) == [RevisionKind.EARLIER, RevisionKind.CHANGED]

    def test_only_those_that_changed_are_recorded(self, make_post):
        post = make_post()
        recording.record_revision(post, RevisionKind.CREATED)
        Post.objects.update(slug=post.slug)
        assert recording.record_revisions([post], RevisionKind.CHANGED) == 0

    def test_actions_are_in_the_history(self, editor_client, editor, make_post):
        post = make_post()
        editor_client.post(LIST_URL, {"action": "withdraw", "_selected_action": [post.pk], "answered": "1"})
        assert kinds(post) == [RevisionKind.EARLIER, RevisionKind.WITHDRAWN]
        assert post.revisions.first().editor == editor
        assert post.revisions.first().snapshot["published_at"] is None


class TestImport:
    def record(self, **fields):
        defaults = {"origin": "blog/a.md", "path": "a.md", "file_text": "", "title": "A", "source": "一"}
        return PostRecord(**{**defaults, **fields})

    def test_it_is_recorded_with_its_tags(self, author):
        persist_record(self.record(tags=["甲"]), "lin")
        revision = Revision.objects.get()
        assert (revision.kind, revision.editor, revision.snapshot["tags"]) == (
            RevisionKind.IMPORTED,
            None,
            ["甲"],
        )

    def test_importing_again_adds_a_revision_and_keeps_the_one_before(self, author):
        persist_record(self.record(), "lin")
        persist_record(self.record(source="二"), "lin")
        revisions_there = Revision.objects.order_by("version")
        assert [(one.kind, one.snapshot["source"]) for one in revisions_there] == [
            (RevisionKind.IMPORTED, "一"),
            (RevisionKind.IMPORTED, "二"),
        ]


class TestLock:
    @pytest.mark.django_db
    def test_the_second_of_two_savers_of_a_version_is_refused(self, make_post):
        post = make_post()
        with transaction.atomic():
            assert recording.lock_post_at_version(post.pk, 1)
            post.save()
        with transaction.atomic():
            assert not recording.lock_post_at_version(post.pk, 1)

    def test_locking_changes_nothing(self, make_post):
        post = make_post()
        assert recording.lock_post_at_version(post.pk, 1)
        assert Post.objects.get().version == 1
