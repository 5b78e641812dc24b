"""Covers of posts and their variants."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from django.urls import reverse
from inline_snapshot_django import snapshot_queries

from posts.models import Picture
from tests.support.image_files import make_photograph


class TestCovers:
    def tag(self, post, place="card"):
        return Template('{% load covers %}{% cover_image post "' + place + '" first=False %}').render(
            Context({"post": post})
        )

    def test_a_cover_sent_in_the_form_gets_a_row_and_variants(
        self, editor_client, editor, make_post, django_capture_on_commit_callbacks
    ):
        post = make_post()
        form = {
            "title": post.title,
            "source": "文",
            "slug": post.slug,
            "author": post.author_id,
            "language": post.language,
            "series_order": 0,
            "published_at_0": "2026-01-11",
            "published_at_1": "12:00",
            "cover": SimpleUploadedFile("c.jpg", make_photograph()),
            "cover_alt": "封",
            "_update": "1",
        }
        with django_capture_on_commit_callbacks(execute=True):
            editor_client.post(
                reverse("admin:posts_post_change", args=[post.pk]), form | {"_version": post.version}
            )
        picture = Picture.objects.get()
        post.refresh_from_db()
        assert (picture.alt, picture.sent_by, picture.widths) == ("封", editor, [480, 600])
        assert post.cover_widths == [480, 600]
        assert [*post.pictures.all()] == [picture]

    def test_variants_are_offered_without_a_query(self, make_picture, make_post):
        picture = make_picture(make_photograph())
        post = make_post(cover=picture.name, cover_alt='"封"')
        with snapshot_queries() as queries:
            html = self.tag(post)
        assert queries == []
        assert html.startswith('<picture class="cover-picture"><source type="image/avif" srcset="/media/')
        assert 'alt="&quot;封&quot;"' in html
        assert 'width="600" height="400" loading="lazy"' in html

    def test_a_cover_without_variants_is_a_plain_image(self, make_picture, make_post):
        post = make_post(cover=make_picture().name)
        assert self.tag(post).startswith('<img class="cover" src="/media/uploads/')

    def test_another_cover_has_its_own(self, make_picture, make_post):
        post = make_post(cover=make_picture(make_photograph()).name)
        assert post.cover_widths
        post.cover = make_picture().name
        post.save(update_fields=["cover"])
        post.refresh_from_db()
        assert post.cover_widths == []
