"""Links that show a post before it is live: to whoever has them, for a while, and to no machine."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group, Permission, User
from django.urls import reverse

from posts.models import Post, PreviewLink, Profile, Tag
from tests.test_admin import ADD, change_page, typed

NOW = datetime(2026, 3, 1, 4, tzinfo=UTC)
HIDDEN = "秘密的句子"


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def draft(make_post):
    return make_post("未发布", source=f"## 一\n\n{HIDDEN} $x^2$", published_at=None, tags=["t"], slug="wei")


@pytest.fixture
def link(draft, editor):
    return PreviewLink.objects.create(post=draft, made_by=editor, expires_at=NOW + timedelta(days=7))


@pytest.fixture
def writer(author, client):
    author.is_staff = True
    author.save()
    author.groups.add(Group.objects.get(name="Author"))
    client.force_login(author)
    return client


def share(client, post, **fields):
    return client.post(change_page(post), typed(post, _share="1", **fields), follow=True)


class TestPage:
    def test_it_is_the_finished_page_without_an_account(self, client, link):
        response = client.get(link.get_absolute_url())
        page = response.content.decode()
        assert response.status_code == 200
        assert Post.objects.get().html in page
        assert "A draft, visible to anyone with this link until 2026-03-08 12:00" in page

    def test_no_machine_keeps_it(self, client, link):
        response = client.get(link.get_absolute_url())
        assert response["X-Robots-Tag"] == "noindex, nofollow, noarchive"
        assert response["Referrer-Policy"] == "no-referrer"
        assert {"no-store", "private"} <= set(response["Cache-Control"].split(", "))
        assert "ETag" not in response
        assert "Cookie" not in response.get("Vary", "")

    def test_it_tells_nobody_where_it_is(self, client, link):
        page = client.get(link.get_absolute_url()).content.decode()
        assert link.token not in page
        for leak in (
            'rel="canonical"',
            "og:",
            "ld+json",
            "hreflang",
            "card.png",
            link.post.get_absolute_url(),
        ):
            assert leak not in page
        assert '<meta name="robots" content="noindex, nofollow, noarchive">' in page

    def test_nothing_public_speaks_of_it(self, client, link):
        for address in ("/", "/sitemap-posts.xml", "/feeds/atom.xml", "/search/?q=秘密", "/robots.txt"):
            page = client.get(address).content.decode()
            assert link.token not in page
            assert HIDDEN not in page
        assert client.get(reverse("posts:card", args=[link.post.slug])).status_code == 404

    def test_other_drafts_stay_hidden_on_it(self, client, link, make_post):
        make_post("另一篇草稿", published_at=None, translation_of=link.post, language="en")
        assert "另一篇草稿" not in client.get(link.get_absolute_url()).content.decode()

    @pytest.mark.parametrize("moment", ["submitted_at", "archived_at"])
    def test_it_shows_what_waits_or_is_put_away(self, moment, client, link):
        link.post.set_state(moment)
        link.post.save()
        assert client.get(link.get_absolute_url()).status_code == 200

    def test_once_the_post_is_live_it_leads_there(self, client, link):
        link.post.set_state("published_at", NOW + timedelta(hours=1))
        link.post.save()
        assert client.get(link.get_absolute_url()).status_code == 200
        with time_machine.travel(NOW + timedelta(hours=1), tick=False):
            response = client.get(link.get_absolute_url())
        assert (response.status_code, response["Location"]) == (302, "/posts/wei/")
        assert "no-store" in response["Cache-Control"]

    def test_it_ends_when_it_said(self, client, link):
        with time_machine.travel(NOW + timedelta(days=7, seconds=-1), tick=False):
            assert client.get(link.get_absolute_url()).status_code == 200
        with time_machine.travel(NOW + timedelta(days=7), tick=False):
            self.is_ended(client.get(link.get_absolute_url()))

    def test_revoked_it_shows_nothing_not_even_the_title(self, client, link):
        PreviewLink.objects.update(revoked_at=NOW)
        self.is_ended(client.get(link.get_absolute_url()))

    def test_the_link_of_a_binned_post_shows_nothing(self, client, link):
        link.post.set_state("binned_at")
        link.post.save()
        self.is_ended(client.get(link.get_absolute_url()))

    def is_ended(self, response):
        page = response.content.decode()
        assert response.status_code == 410
        assert "This link is no longer valid." in page
        assert HIDDEN not in page
        assert "未发布" not in page
        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex, nofollow, noarchive"

    @pytest.mark.parametrize("token", ["x", "x" * 300, "' OR 1=1 --", "不", "%00"])
    def test_one_that_was_made_up_is_a_wrong_address(self, token, client, link):
        assert client.get(f"/shared/{token}/").status_code == 404

    def test_links_cannot_be_guessed(self, draft):
        tokens = {PreviewLink.objects.create(post=draft, expires_at=NOW).token for _count in range(20)}
        assert len(tokens) == 20
        assert min(map(len, tokens)) >= 32


class TestAdmin:
    def test_a_link_is_made_of_what_is_typed(self, desk, draft, editor):
        page = share(desk, draft, source="新的一段").content.decode()
        link = PreviewLink.objects.get()
        assert (link.post.source, link.made_by) == ("新的一段", editor)
        assert f'value="http://testserver{link.get_absolute_url()}"' in page
        assert "created by editor, expires on 2026-03-08 12:00" in page

    def test_a_new_post_is_saved_and_shared_at_once(self, desk, editor):
        desk.post(ADD, typed(author=editor.pk, source="文", _share="1"))
        assert PreviewLink.objects.get().post == Post.objects.get()

    @pytest.mark.parametrize(
        ("chosen", "days"), [("1", 1), ("7", 7), ("30", 30), ("", 7), ("365000", 7), ("-1", 7), ("x", 7)]
    )
    def test_it_is_good_for_as_long_as_was_chosen(self, chosen, days, desk, draft):
        share(desk, draft, _days=chosen)
        assert PreviewLink.objects.get().expires_at == NOW + timedelta(days=days)

    def test_the_public_address_of_the_site_is_used(self, desk, draft, settings):
        settings.SITE_URL = "https://example.org"
        page = share(desk, draft).content.decode()
        assert f'value="https://example.org{PreviewLink.objects.get().get_absolute_url()}"' in page

    def test_it_is_revoked(self, desk, link, client):
        desk.post(change_page(link.post), typed(link.post, _revoke=str(link.pk)))
        assert PreviewLink.objects.get().revoked_at == NOW
        assert link.token not in desk.get(change_page(link.post)).content.decode()

    def test_it_is_revoked_even_if_what_is_typed_cannot_be_saved(self, desk, link):
        desk.post(change_page(link.post), typed(link.post, title="", _revoke=str(link.pk)))
        assert PreviewLink.objects.get().revoked_at == NOW

    @pytest.mark.parametrize("key", ["", "x", "-1", "9" * 40, "²"])
    def test_a_made_up_key_revokes_nothing(self, key, desk, link):
        desk.post(change_page(link.post), typed(link.post, _revoke=key))
        assert PreviewLink.objects.get().revoked_at is None

    def test_a_link_is_revoked_on_the_page_of_its_own_post_only(self, desk, link, make_post):
        other = make_post("B", published_at=None)
        desk.post(change_page(other), typed(other, _revoke=str(link.pk)))
        assert PreviewLink.objects.get().revoked_at is None

    def test_what_is_live_needs_none(self, desk, make_post):
        post = make_post(source="文")
        share(desk, post)
        assert not PreviewLink.objects.exists()
        assert 'name="_share"' not in desk.get(change_page(post)).content.decode()

    def test_whoever_made_it_goes_by_the_name_that_readers_know(self, desk, link, editor):
        Profile.objects.create(user=editor, name="林默")
        assert "created by 林默" in desk.get(change_page(link.post)).content.decode()
        editor.profile.delete()
        PreviewLink.objects.update(made_by=None)
        assert "created by —" in desk.get(change_page(link.post)).content.decode()

    def test_an_author_shares_the_own_drafts(self, writer, draft):
        share(writer, draft)
        link = PreviewLink.objects.get()
        writer.post(change_page(draft), typed(Post.objects.get(), _revoke=str(link.pk)))
        assert PreviewLink.objects.get().revoked_at == NOW

    def test_an_author_neither_shares_nor_revokes_for_others(self, writer, link, editor):
        Post.objects.update(author=editor)
        share(writer, link.post)
        writer.post(change_page(link.post), typed(link.post, _revoke=str(link.pk)))
        assert PreviewLink.objects.get().revoked_at is None

    def test_whoever_may_only_look_neither_shares_nor_revokes_nor_sees_links(self, client, link):
        user = User.objects.create_user("reader", is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=["view_post", "change_every_post"]))
        client.force_login(user)
        share(client, link.post)
        client.post(change_page(link.post), typed(link.post, _revoke=str(link.pk)))
        assert PreviewLink.objects.get().revoked_at is None
        assert link.token not in client.get(change_page(link.post)).content.decode()

    def test_a_stranger_does_nothing(self, client, link):
        client.post(change_page(link.post), typed(link.post, _revoke=str(link.pk)))
        assert PreviewLink.objects.get().revoked_at is None

    def test_tags_are_saved_with_it(self, desk, draft):
        share(desk, draft, tags="甲")
        assert Tag.objects.filter(name="甲", posts=draft).exists()
