"""The trash."""

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse
from django.utils import timezone

from posts.models import Category, ImportRecord, Post, PostState, Redirect, RevisionKind
from tests.support.admin_forms import LIST_URL
from tests.support.publishing import NOW, bring_to_state, get_revision_kinds

EMPTY_TRASH = reverse("admin:posts_post_empty_trash")
pytestmark = pytest.mark.usefixtures("noon")


class TestTrash:
    def delete(self, client, post, *, method="post"):
        return getattr(client, method)(reverse("admin:posts_post_delete", args=[post.pk]), {"post": "yes"})

    def test_deleting_asks_and_moves_to_the_trash(self, editor_client, draft):
        assert "can restore it from there" in self.delete(editor_client, draft, method="get").content.decode()
        assert Post.objects.get().state is PostState.DRAFT
        self.delete(editor_client, draft)
        assert Post.objects.get().state is PostState.TRASHED
        assert get_revision_kinds(draft) == [RevisionKind.TRASHED]

    def test_deleting_a_trashed_post_is_permanent(self, editor_client, draft):
        ImportRecord.objects.create(post=draft, origin="a.md", file_digest="1", post_digest="2")
        self.delete(editor_client, bring_to_state(draft, PostState.TRASHED))
        assert not Post.objects.exists()
        assert ImportRecord.objects.get().post is None

    def test_a_trashed_post_is_nowhere_on_the_site_even_for_editors(self, editor_client, draft):
        bring_to_state(draft, PostState.LIVE)
        self.delete(editor_client, draft)
        for address in (draft.get_absolute_url(), reverse("posts:card", args=[draft.slug])):
            assert editor_client.get(address).status_code == 404
        for address in ("/", "/feeds/atom.xml", "/search/?q=草稿", "/sitemap-posts.xml"):
            assert draft.get_absolute_url() not in editor_client.get(address).content.decode()

    def test_the_list_hides_trashed_posts_and_the_filter_shows_them(self, editor_client, draft):
        bring_to_state(draft, PostState.TRASHED)
        assert not editor_client.get(LIST_URL).context["cl"].result_list
        assert len(editor_client.get(LIST_URL, {"state": "binned"}).context["cl"].result_list) == 1

    def test_a_trashed_post_counts_for_no_category(self, editor_client, make_post):
        category = Category.objects.create(name="数学")
        bring_to_state(make_post("B", category=category), PostState.TRASHED)
        make_post("C", category=category)
        page = editor_client.get(reverse("admin:posts_category_changelist"))
        assert [row.post_count for row in page.context["cl"].result_list] == [1]

    def test_a_trashed_post_is_not_offered_as_an_original(self, editor_client, draft, make_post):
        bring_to_state(draft, PostState.TRASHED)
        make_post("草稿二")
        query = {"term": "草", "app_label": "posts", "model_name": "post", "field_name": "translation_of"}
        found = editor_client.get(reverse("admin:autocomplete"), query).json()["results"]
        assert [one["text"] for one in found] == ["草稿二"]

    def test_many_posts_are_moved_to_the_trash_at_once(self, editor_client, draft, make_post):
        make_post("B")
        data = {
            "action": "delete_selected",
            "_selected_action": [post.pk for post in Post.objects.all()],
            "answered": "1",
        }
        page = editor_client.post(LIST_URL, data, follow=True).content.decode()
        assert "2 posts moved to the trash." in page
        assert Post.objects.trashed().count() == 2
        assert get_revision_kinds(draft) == [RevisionKind.TRASHED]

    def test_many_posts_are_restored_or_deleted_permanently_at_once(self, editor_client, draft, make_post):
        bring_to_state(draft, PostState.TRASHED)
        gone = bring_to_state(make_post("B"), PostState.TRASHED)
        shown = f"{LIST_URL}?state=binned"
        editor_client.post(shown, {"action": "restore_selected", "_selected_action": [draft.pk]})
        assert Post.objects.get(pk=draft.pk).state is PostState.DRAFT
        editor_client.post(shown, {"action": "delete_selected", "_selected_action": [gone.pk], "post": "yes"})
        assert list(Post.objects.all()) == [draft]

    def test_emptying_the_trash_asks_and_deletes_only_trashed_posts(self, editor_client, draft, make_post):
        make_post("bleibt")
        bring_to_state(draft, PostState.TRASHED)
        assert f'href="{EMPTY_TRASH}"' in editor_client.get(LIST_URL, {"state": "binned"}).content.decode()
        assert f'href="{EMPTY_TRASH}"' not in editor_client.get(LIST_URL).content.decode()
        page = editor_client.get(EMPTY_TRASH).content.decode()
        assert "1 post will be permanently deleted" in page
        assert "草稿" in page
        assert Post.objects.count() == 2
        editor_client.post(EMPTY_TRASH)
        assert [post.title for post in Post.objects.all()] == ["bleibt"]

    def test_an_author_empties_the_trash_of_their_own_posts_only(
        self, author_client, draft, editor, make_post
    ):
        bring_to_state(draft, PostState.TRASHED)
        Redirect.add_redirect("/posts/früher/", draft)
        other = bring_to_state(make_post("B", author=editor), PostState.TRASHED)
        author_client.post(EMPTY_TRASH)
        assert list(Post.objects.all()) == [other]

    def test_an_author_cannot_delete_live_posts_or_posts_of_others(
        self, author_client, draft, editor, make_post
    ):
        bring_to_state(draft, PostState.LIVE)
        other = make_post("B", author=editor, published_at=None)
        for post in (draft, other):
            self.delete(author_client, post)
            author_client.post(
                LIST_URL, {"action": "delete_selected", "_selected_action": [post.pk], "answered": "1"}
            )
        assert not Post.objects.trashed().exists()

    def test_an_author_deletes_their_own_post_with_its_redirects(self, author_client, draft):
        bring_to_state(draft, PostState.TRASHED)
        Redirect.add_redirect("/posts/früher/", draft)
        self.delete(author_client, draft)
        assert not Post.objects.exists()

    @pytest.mark.parametrize("codenames", [(), ("view_post",), ("change_post",)])
    def test_staff_without_permission_cannot_empty_the_trash(self, codenames, client, draft):
        user = User.objects.create_user("staff", is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
        client.force_login(user)
        bring_to_state(draft, PostState.TRASHED)
        assert client.post(EMPTY_TRASH).status_code == 403
        assert Post.objects.exists()

    def test_a_stranger_is_sent_to_the_login(self, client, draft):
        bring_to_state(draft, PostState.TRASHED)
        assert client.post(EMPTY_TRASH).status_code == 302
        assert self.delete(client, draft).status_code == 302
        assert Post.objects.exists()


def test_now_is_noon_in_shanghai():
    assert timezone.now() == NOW
