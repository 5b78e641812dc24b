"""Preview links: they show a post before it is live, to whoever has them, for a while."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from posts.models import Post, PreviewLink
from tests.support.preview_links import HIDDEN_TEXT
from tests.support.publishing import NOW

pytestmark = pytest.mark.usefixtures("noon")


class TestPage:
    def test_it_is_the_finished_page_without_an_account(self, client, preview_link):
        response = client.get(preview_link.get_absolute_url())
        page = response.content.decode()
        assert response.status_code == 200
        assert Post.objects.get().html in page
        assert "A draft, visible to anyone with this link until 2026-03-08 12:00" in page

    def test_a_preview_page_is_neither_cached_nor_indexed(self, client, preview_link):
        response = client.get(preview_link.get_absolute_url())
        assert response["X-Robots-Tag"] == "noindex, nofollow, noarchive"
        assert response["Referrer-Policy"] == "no-referrer"
        assert {"no-store", "private"} <= set(response["Cache-Control"].split(", "))
        assert "ETag" not in response
        assert "Cookie" not in response.get("Vary", "")

    def test_a_preview_page_does_not_reveal_its_url(self, client, preview_link):
        page = client.get(preview_link.get_absolute_url()).content.decode()
        assert preview_link.token not in page
        for leak in (
            'rel="canonical"',
            "og:",
            "ld+json",
            "hreflang",
            "card.png",
            preview_link.post.get_absolute_url(),
        ):
            assert leak not in page
        assert '<meta name="robots" content="noindex, nofollow, noarchive">' in page

    def test_public_pages_do_not_mention_the_post(self, client, preview_link):
        for address in ("/", "/sitemap-posts.xml", "/feeds/atom.xml", "/search/?q=秘密", "/robots.txt"):
            page = client.get(address).content.decode()
            assert preview_link.token not in page
            assert HIDDEN_TEXT not in page
        assert client.get(reverse("posts:card", args=[preview_link.post.slug])).status_code == 404

    def test_other_drafts_stay_hidden_on_it(self, client, preview_link, make_post):
        make_post("另一篇草稿", published_at=None, translation_of=preview_link.post, language="en")
        assert "另一篇草稿" not in client.get(preview_link.get_absolute_url()).content.decode()

    @pytest.mark.parametrize("moment", ["submitted_at", "archived_at"])
    def test_a_preview_link_shows_posts_in_review_and_in_the_archive(self, moment, client, preview_link):
        preview_link.post.set_state(moment)
        preview_link.post.save()
        assert client.get(preview_link.get_absolute_url()).status_code == 200

    def test_a_preview_link_redirects_to_the_live_post(self, client, preview_link):
        preview_link.post.set_state("published_at", NOW + timedelta(hours=1))
        preview_link.post.save()
        assert client.get(preview_link.get_absolute_url()).status_code == 200
        with time_machine.travel(NOW + timedelta(hours=1), tick=False):
            response = client.get(preview_link.get_absolute_url())
        assert (response.status_code, response["Location"]) == (302, "/posts/wei/")
        assert "no-store" in response["Cache-Control"]

    def test_a_preview_link_expires(self, client, preview_link):
        with time_machine.travel(NOW + timedelta(days=7, seconds=-1), tick=False):
            assert client.get(preview_link.get_absolute_url()).status_code == 200
        with time_machine.travel(NOW + timedelta(days=7), tick=False):
            self.is_ended(client.get(preview_link.get_absolute_url()))

    def test_a_revoked_link_shows_nothing_not_even_the_title(self, client, preview_link):
        PreviewLink.objects.update(revoked_at=NOW)
        self.is_ended(client.get(preview_link.get_absolute_url()))

    def test_the_link_of_a_trashed_post_shows_nothing(self, client, preview_link):
        preview_link.post.set_state("binned_at")
        preview_link.post.save()
        self.is_ended(client.get(preview_link.get_absolute_url()))

    def is_ended(self, response):
        page = response.content.decode()
        assert response.status_code == 410
        assert "This link is no longer valid." in page
        assert HIDDEN_TEXT not in page
        assert "未发布" not in page
        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex, nofollow, noarchive"

    @pytest.mark.parametrize("token", ["x", "x" * 300, "' OR 1=1 --", "不", "%00"])
    def test_an_unknown_token_is_not_found(self, token, client, preview_link):
        assert client.get(f"/shared/{token}/").status_code == 404

    def test_links_cannot_be_guessed(self, hidden_draft):
        tokens = {PreviewLink.objects.create(post=hidden_draft, expires_at=NOW).token for _count in range(20)}
        assert len(tokens) == 20
        assert min(map(len, tokens)) >= 32
