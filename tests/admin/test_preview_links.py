"""Preview links, made and revoked in the admin."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User

from posts.models import Post, PreviewLink, Profile, Tag
from tests.support.admin_forms import ADD_URL, change_url, fill_form
from tests.support.publishing import NOW

pytestmark = pytest.mark.usefixtures("noon")


def share(client, post, **fields):
    return client.post(change_url(post), fill_form(post, _share="1", **fields), follow=True)


class TestAdmin:
    def test_sharing_saves_what_is_typed(self, editor_client, hidden_draft, editor):
        page = share(editor_client, hidden_draft, source="新的一段").content.decode()
        preview_link = PreviewLink.objects.get()
        assert (preview_link.post.source, preview_link.made_by) == ("新的一段", editor)
        assert f'value="http://testserver{preview_link.get_absolute_url()}"' in page
        assert "created by editor, expires on 2026-03-08 12:00" in page

    def test_a_new_post_is_saved_and_shared_at_once(self, editor_client, editor):
        editor_client.post(ADD_URL, fill_form(author=editor.pk, source="文", _share="1"))
        assert PreviewLink.objects.get().post == Post.objects.get()

    @pytest.mark.parametrize(
        ("chosen", "days"), [("1", 1), ("7", 7), ("30", 30), ("", 7), ("365000", 7), ("-1", 7), ("x", 7)]
    )
    def test_a_link_expires_after_the_chosen_days(self, chosen, days, editor_client, hidden_draft):
        share(editor_client, hidden_draft, _days=chosen)
        assert PreviewLink.objects.get().expires_at == NOW + timedelta(days=days)

    def test_the_public_address_of_the_site_is_used(self, editor_client, hidden_draft, settings):
        settings.SITE_URL = "https://example.org"
        page = share(editor_client, hidden_draft).content.decode()
        assert f'value="https://example.org{PreviewLink.objects.get().get_absolute_url()}"' in page

    def test_a_link_is_revoked(self, editor_client, preview_link, client):
        editor_client.post(
            change_url(preview_link.post), fill_form(preview_link.post, _revoke=str(preview_link.pk))
        )
        assert PreviewLink.objects.get().revoked_at == NOW
        assert preview_link.token not in editor_client.get(change_url(preview_link.post)).content.decode()

    def test_a_link_is_revoked_even_if_the_form_is_invalid(self, editor_client, preview_link):
        editor_client.post(
            change_url(preview_link.post),
            fill_form(preview_link.post, title="", _revoke=str(preview_link.pk)),
        )
        assert PreviewLink.objects.get().revoked_at == NOW

    @pytest.mark.parametrize("key", ["", "x", "-1", "9" * 40, "²"])
    def test_an_unknown_key_revokes_nothing(self, key, editor_client, preview_link):
        editor_client.post(change_url(preview_link.post), fill_form(preview_link.post, _revoke=key))
        assert PreviewLink.objects.get().revoked_at is None

    def test_a_link_is_revoked_on_the_page_of_its_own_post_only(self, editor_client, preview_link, make_post):
        other = make_post("B", published_at=None)
        editor_client.post(change_url(other), fill_form(other, _revoke=str(preview_link.pk)))
        assert PreviewLink.objects.get().revoked_at is None

    def test_a_live_post_without_changes_gets_no_link(self, editor_client, make_post):
        post = make_post(source="文")
        page = share(editor_client, post).content.decode()
        assert not PreviewLink.objects.exists()
        assert "Only changes of a published post can be shown by a link" in page

    def test_the_creator_is_shown_by_the_public_name(self, editor_client, preview_link, editor):
        Profile.objects.create(user=editor, name="林默")
        assert "created by 林默" in editor_client.get(change_url(preview_link.post)).content.decode()
        editor.profile.delete()
        PreviewLink.objects.update(made_by=None)
        assert "created by —" in editor_client.get(change_url(preview_link.post)).content.decode()

    def test_an_author_shares_the_own_drafts(self, author_client, hidden_draft):
        share(author_client, hidden_draft)
        preview_link = PreviewLink.objects.get()
        author_client.post(
            change_url(hidden_draft), fill_form(Post.objects.get(), _revoke=str(preview_link.pk))
        )
        assert PreviewLink.objects.get().revoked_at == NOW

    def test_an_author_neither_shares_nor_revokes_for_others(self, author_client, preview_link, editor):
        Post.objects.update(author=editor)
        share(author_client, preview_link.post)
        author_client.post(
            change_url(preview_link.post), fill_form(preview_link.post, _revoke=str(preview_link.pk))
        )
        assert PreviewLink.objects.get().revoked_at is None

    def test_permission_to_view_neither_shares_nor_revokes_nor_lists_links(self, client, preview_link):
        user = User.objects.create_user("reader", is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=["view_post", "change_every_post"]))
        client.force_login(user)
        share(client, preview_link.post)
        client.post(change_url(preview_link.post), fill_form(preview_link.post, _revoke=str(preview_link.pk)))
        assert PreviewLink.objects.get().revoked_at is None
        assert preview_link.token not in client.get(change_url(preview_link.post)).content.decode()

    def test_a_stranger_does_nothing(self, client, preview_link):
        client.post(change_url(preview_link.post), fill_form(preview_link.post, _revoke=str(preview_link.pk)))
        assert PreviewLink.objects.get().revoked_at is None

    def test_tags_are_saved_with_it(self, editor_client, hidden_draft):
        share(editor_client, hidden_draft, tags="甲")
        assert Tag.objects.filter(name="甲", posts=hidden_draft).exists()
