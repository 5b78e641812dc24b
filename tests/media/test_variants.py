"""Smaller variants of pictures, and the HTML that offers them."""

import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image

from posts.imaging import variants
from posts.media import library
from posts.media.variants import write_variants
from posts.models import Post
from posts.models.media_files import measure_image, read_media_file
from posts.rendering.pipeline import render_in_process
from posts.rendering.responsive_images import variant_path
from tests.support.image_files import encode_image, make_graphic, make_photograph, write_image_markdown


class TestVariants:
    def test_variants_are_made_after_an_upload_and_shown_by_posts(self, make_picture, make_post):
        picture = make_picture(make_photograph())
        assert picture.widths == [480, 600]
        html = make_post(source=write_image_markdown(picture)).html
        stem = picture.url.rpartition(".")[0]
        assert html == (
            f'<p><picture><source type="image/avif" srcset="{stem}.480.avif 480w, {stem}.600.avif 600w" '
            f'sizes="(min-width: 48rem) 600px, 100vw"><img src="{picture.url}" alt="图" '
            'width="600" height="400" loading="lazy" decoding="async" '
            f'srcset="{stem}.480.webp 480w, {stem}.600.webp 600w" '
            'sizes="(min-width: 48rem) 600px, 100vw"></picture></p>'
        )

    def test_each_variant_has_the_width_and_format_of_its_name(self, make_picture):
        picture = make_picture(make_photograph())
        for width in picture.widths:
            for suffix, image_format in ((".avif", "AVIF"), (".webp", "WEBP")):
                data = read_media_file(variant_path(picture.name, width, suffix))
                image = Image.open(io.BytesIO(data))
                assert (image.format, image.width) == (image_format, width)
                assert abs(image.height / image.width - 2 / 3) < 0.01
                assert len(data) < picture.bytes

    def test_posts_show_variants_without_a_new_version(self, make_post):
        name = default_storage.save("late.jpg", ContentFile(make_photograph()))
        picture = library.get_or_create_picture(name, read_media_file(name))
        post = make_post(source=write_image_markdown(picture), cover=name)
        before = Post.objects.get(pk=post.pk)
        assert "srcset" not in before.html
        library.make_variants.enqueue(picture.pk)
        after = Post.objects.get(pk=post.pk)
        assert "480.avif" in after.html
        assert after.cover_widths == [480, 600]
        assert (after.version, after.updated_at) == (before.version, before.updated_at)

    def test_making_them_again_changes_nothing(self, make_picture):
        picture = make_picture(make_photograph())
        library.make_variants.enqueue(picture.pk)
        picture.refresh_from_db()
        assert picture.widths == [480, 600]
        folder, _, file = picture.name.rpartition("/")
        names = default_storage.listdir(folder)[1]
        assert len([name for name in names if name.startswith(file.partition(".")[0])]) == 5

    def test_a_deleted_picture_gets_no_variants(self, db):
        assert library.make_variants.enqueue(999).status == "SUCCESSFUL"

    @pytest.mark.parametrize(
        "data",
        [
            make_graphic(),
            encode_image(Image.effect_noise((600, 400), 60), "GIF"),
            make_photograph((600, 400), "WEBP", quality=1),
            encode_image(
                Image.effect_noise((600, 400), 60).convert("RGB"),
                "PNG",
                save_all=True,
                append_images=[Image.effect_noise((600, 400), 50).convert("RGB")],
            ),
            b"broken",
            b"",
        ],
        ids=["tiny", "GIF", "small already", "animated", "broken", "empty"],
    )
    def test_some_pictures_get_no_variants(self, data):
        name = default_storage.save("some.gif" if data[:3] == b"GIF" else "some.png", ContentFile(data))
        assert write_variants(name) == []

    @pytest.mark.parametrize(
        ("width", "made"),
        [(2560, [480, 960, 1440]), (1440, [480, 960, 1440]), (481, [480, 481]), (300, [300])],
    )
    def test_widths_stop_where_the_text_is_sharp(self, width, made):
        assert variants.get_variant_widths(width) == made

    def test_a_photograph_on_its_side_is_turned(self):
        tags = Image.Exif()
        tags[0x0112] = 6
        data = make_photograph((600, 400), "JPEG", quality=95, exif=tags)
        name = default_storage.save("side.jpg", ContentFile(data))
        assert write_variants(name) == [400]
        assert measure_image(variant_path(name, 400, ".webp")) == (400, 600)

    def test_the_picture_itself_is_offered_where_no_variant_is_sharp_enough(self):
        html = render_in_process("![a](/a.png)", image_sizes={"/a.png": (1200, 800, 480)}).html
        assert 'srcset="/a.480.avif 480w, /a.png 1200w"' in html
        assert '<a class="zoom" href="/a.png"><picture>' in html

    @pytest.mark.parametrize(
        "source",
        [
            '<picture><source src="/b.avif"><img src="/a.png" alt="a"></picture>',
            "![a](/other.png)",
        ],
    )
    def test_other_pictures_are_left_as_they_are(self, source):
        assert "srcset" not in render_in_process(source, image_sizes={"/a.png": (1200, 800, 480)}).html

    def test_a_picture_that_the_author_made_small_is_loaded_small(self):
        html = render_in_process(
            '<img src="/a.png" alt="a" width="90">', image_sizes={"/a.png": (1200, 800, 480)}
        ).html
        assert 'sizes="90px"' in html

    def test_the_preview_is_byte_for_byte_the_page(self, editor_client, make_picture, editor):
        one, other = (make_picture(make_photograph(size)) for size in ((600, 400), (700, 500)))
        source = f'{write_image_markdown(one)}\n\n![二]({other.url} "图 2")'
        preview = editor_client.post(reverse("admin:posts_post_preview"), {"source": source}).json()["html"]
        post = Post.objects.create(title="同", author=editor, source=source)
        assert "<figure>" in preview
        assert preview.count("<picture>") == 2
        assert preview == post.html

    def test_an_excerpt_shows_no_pictures(self):
        assert (
            "picture"
            not in render_in_process("![a](/a.png) 文。", image_sizes={"/a.png": (1200, 800, 480)}).excerpt
        )

    def test_feeds_say_whole_addresses(self, client, make_picture, make_post):
        picture = make_picture(make_photograph())
        make_post(source=write_image_markdown(picture))
        content = client.get("/feeds/feed.json").json()["items"][0]["content_html"]
        assert content.count("http://testserver/media/") == content.count("/media/") == 1


class TestInterruptedTask:
    """The task is done again after its worker died anywhere; the posts show the variants in the end."""

    @pytest.fixture
    def shown(self, make_picture, make_post, monkeypatch):
        """A picture without variants, and a post that shows it and has it as its cover."""
        with monkeypatch.context() as context:
            context.setattr(library, "enqueue_variants", lambda picture: None)
            picture = make_picture(make_photograph())
        post = make_post(source=write_image_markdown(picture), cover=picture.name)
        assert (picture.widths, post.cover_widths) == ([], [])
        return picture, post

    @pytest.mark.parametrize("step", ["write_variants", "update_variant_widths", "rerender_posts"])
    def test_what_was_left_is_done_by_the_next_try(self, shown, step, monkeypatch):
        picture, post = shown

        def die(*args):
            raise KeyboardInterrupt

        with monkeypatch.context() as context:
            context.setattr(library, step, die)
            with pytest.raises(KeyboardInterrupt):
                library.make_variants.call(picture.pk)
        library.make_variants.call(picture.pk)
        picture.refresh_from_db()
        post.refresh_from_db()
        assert picture.widths == post.cover_widths == [480, 600]
        assert "480.webp" in post.html

    def test_what_is_done_is_not_done_again(self, shown, monkeypatch):
        picture, _post = shown
        library.make_variants.call(picture.pk)
        monkeypatch.setattr(library, "write_variants", None)
        monkeypatch.setattr(Post, "render", None)
        library.make_variants.call(picture.pk)
