"""Posts know the pictures that they show."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from inline_snapshot_django import snapshot_queries

from posts.models import Picture, Post
from tests.support.image_files import make_graphic, write_image_markdown


class TestPosts:
    def test_a_post_knows_the_pictures_of_its_text_and_its_cover(self, make_picture, make_post):
        text, cover, other = (make_picture(make_graphic(colour)) for colour in ("red", "green", "blue"))
        post = make_post(
            source=f"{write_image_markdown(text)} 与 {write_image_markdown(text)}", cover=cover.name
        )
        assert {*post.pictures.all()} == {text, cover}
        post.source, post.cover = write_image_markdown(other), ""
        post.save()
        assert {*post.pictures.all()} == {other}
        Post.objects.get().save()
        assert {*post.pictures.all()} == {other}
        post = Post.objects.get()
        post.source = ""
        post.save(update_fields=["source"])
        assert not post.pictures.exists()

    def test_a_post_with_a_deferred_text_updates_its_pictures(self, make_picture, make_post):
        make_post(source=write_image_markdown(make_picture()))
        post = Post.objects.defer("source").get()
        post.source = ""
        post.save()
        assert not post.pictures.exists()

    def test_a_post_without_pictures_makes_no_query_for_them(self, make_post):
        post = make_post(source="文")
        post = Post.objects.get(pk=post.pk)
        post.source = "字"
        with snapshot_queries() as queries:
            post.save()
        assert not [query for query in queries if "picture" in query]

    @pytest.mark.parametrize("number", [1, 30])
    def test_many_pictures_take_no_more_queries(self, number, make_post):
        many = Picture.objects.bulk_create(
            Picture(name=f"a/{index}.png", width=9, height=9) for index in range(number)
        )
        with snapshot_queries() as queries:
            post = make_post(source="\n".join(map(write_image_markdown, many)))
        assert post.pictures.count() == number
        assert len([query for query in queries if "picture" in query]) == 4

    def test_sizes_come_from_the_row_and_files_are_opened_only_without_one(
        self, make_picture, make_post, monkeypatch
    ):
        picture = make_picture()
        stranger = default_storage.save("old.png", ContentFile(make_graphic(size=(60, 30))))
        opened = []

        def measure(name):
            opened.append(name)
            return (60, 30)

        monkeypatch.setattr("posts.models.media_files.measure_image", measure)
        html = make_post(
            source=f"{write_image_markdown(picture)} ![](/media/{stranger}) ![二](/media/{stranger})"
        ).html
        assert 'width="40" height="20"' in html
        assert html.count('width="60" height="30"') == 2
        assert opened == [stranger]
