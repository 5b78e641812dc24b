"""Pictures as the site keeps them: known to the posts that show them, made smaller, replaced."""

import errno
import io

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.template import Context, Template
from django.urls import reverse
from inline_snapshot_django import snapshot_queries
from PIL import Image

from posts.editor import image_markdown
from posts.imaging import variants
from posts.media import library
from posts.media.uploads import store_upload
from posts.media.variants import write_variants
from posts.models import Picture, Post, RevisionKind, WorkingCopy
from posts.models.media_files import measure_image, read_media_file
from posts.rendering.pipeline import render_in_process
from posts.rendering.responsive_images import variant_path
from tests.pictures import encoded, graphic, photograph
from tests.support.html import read_tags

FRAMES = [Image.new("RGB", (30, 20), colour) for colour in ("red", "green")]
UPLOAD = reverse("admin:posts_post_upload")


@pytest.fixture
def make_picture(db, django_capture_on_commit_callbacks):
    """Return a function that takes a picture into media, as an upload does."""

    def make(data=None, name="图.png", user=None):
        with django_capture_on_commit_callbacks(execute=True):
            picture = library.save_picture(graphic() if data is None else data, name, user)
        picture.refresh_from_db()
        return picture

    return make


def shown(picture, alt="图"):
    return f"![{alt}]({picture.url})"


class TestKeeping:
    def test_what_is_known_of_it_is_written_down(self, make_picture, editor):
        picture = make_picture(name="热力 图.png", user=editor)
        assert (picture.title, picture.width, picture.height) == ("热力 图", 40, 20)
        assert picture.sent_by == editor
        assert picture.bytes == default_storage.size(picture.name)

    def test_the_same_picture_sent_twice_is_one(self, make_picture):
        first, second = make_picture(name="a.png"), make_picture(name="b.png")
        assert first == second
        assert make_picture(graphic("teal")) != first

    def test_one_whose_file_is_gone_is_taken_again(self, make_picture):
        first = make_picture()
        default_storage.delete(first.name)
        assert make_picture() != first

    def test_a_long_name_fits(self, make_picture):
        assert make_picture(name="长" * 500 + ".png").title == "长" * 200

    def test_one_that_is_deleted_takes_its_files_with_it(
        self, make_picture, django_capture_on_commit_callbacks
    ):
        for delete in (lambda one: one.delete(), lambda one: Picture.objects.filter(pk=one.pk).delete()):
            picture = make_picture(photograph())
            files = [picture.name, variant_path(picture.name, 480, ".avif")]
            assert all(map(default_storage.exists, files))
            with django_capture_on_commit_callbacks(execute=True):
                delete(picture)
            assert not any(map(default_storage.exists, files))


class TestUpload:
    def send(self, desk, data, name="a.png"):
        return desk.post(UPLOAD, {"image": SimpleUploadedFile(name, data, "image/png")})

    def test_it_answers_what_the_script_has_to_know(self, desk):
        answer = self.send(desk, graphic(), "热力 图.png").json()
        picture = Picture.objects.get()
        assert answer["id"] == picture.pk
        assert answer["url"] == picture.url
        assert (answer["width"], answer["height"]) == (40, 20)
        assert answer["alt"] == "热力 图"
        assert answer["markdown"] == f"![热力 图]({picture.url})"

    def test_the_alternative_text_of_the_library_is_proposed(self, desk):
        self.send(desk, graphic())
        Picture.objects.update(alt="蓝色 [方] 块")
        answer = self.send(desk, graphic(), "again.png").json()
        assert 'alt="蓝色 [方] 块"' in render_in_process(answer["markdown"]).html

    @pytest.mark.parametrize(
        "name",
        ["none", "图.png", "../../../etc/passwd", "a\r\nb.png", "x" * 250, ".png", "<script>.png", "CON.png"],
    )
    def test_a_picture_of_any_name_is_taken_under_a_safe_one(self, name, desk):
        answer = self.send(desk, graphic(), name)
        assert answer.status_code == 200
        picture = Picture.objects.get()
        assert picture.name.startswith("uploads/")
        assert picture.name.isascii()
        assert "<script" not in render_in_process(answer.json()["markdown"]).html

    @pytest.mark.parametrize(
        "data",
        [
            encoded(Image.new("CMYK", (30, 20), (9, 99, 9, 9)), "JPEG"),
            encoded(Image.new("I;16", (30, 20), 40_000)),
            encoded(
                Image.new("RGB", (30, 20)),
                "GIF",
                save_all=True,
                append_images=[Image.new("RGB", (30, 20), 1)],
            ),
        ],
        ids=["CMYK", "16 bits", "animated"],
    )
    def test_an_odd_picture_is_taken(self, data, desk):
        assert self.send(desk, data).json()["width"] == 30

    @pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
    def test_a_full_disk_is_said_and_leaves_nothing(self, code, desk, monkeypatch):
        def fail(name, content):
            raise OSError(code, "No space left on device")

        monkeypatch.setattr(default_storage, "save", fail)
        answer = self.send(desk, graphic())
        assert answer.status_code == 507
        assert "full" in answer.json()["error"]
        assert not Picture.objects.exists()

    def test_any_other_trouble_of_the_disk_is_named(self, desk, monkeypatch):
        def fail(name, content):
            raise PermissionError(errno.EACCES, "Permission denied")

        monkeypatch.setattr(default_storage, "save", fail)
        answer = self.send(desk, graphic())
        assert answer.status_code == 507
        assert "Permission denied" in answer.json()["error"]

    def test_what_a_full_disk_took_of_it_is_deleted(self, monkeypatch):
        save = default_storage.save

        def half(name, content):
            save(name, ContentFile(content.read(5)))
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(default_storage, "save", half)
        with pytest.raises(OSError, match="No space"):
            store_upload(graphic(), "a.png")
        assert not [name for name in default_storage.listdir("uploads")[1] if name.endswith(".png")]


class TestPosts:
    def test_a_post_knows_the_pictures_of_its_text_and_its_cover(self, make_picture, make_post):
        text, cover, other = (make_picture(graphic(colour)) for colour in ("red", "green", "blue"))
        post = make_post(source=f"{shown(text)} 与 {shown(text)}", cover=cover.name)
        assert {*post.pictures.all()} == {text, cover}
        post.source, post.cover = shown(other), ""
        post.save()
        assert {*post.pictures.all()} == {other}
        Post.objects.get().save()
        assert {*post.pictures.all()} == {other}
        post = Post.objects.get()
        post.source = ""
        post.save(update_fields=["source"])
        assert not post.pictures.exists()

    def test_a_post_read_without_its_text_finds_out(self, make_picture, make_post):
        make_post(source=shown(make_picture()))
        post = Post.objects.defer("source").get()
        post.source = ""
        post.save()
        assert not post.pictures.exists()

    def test_one_that_shows_none_asks_for_none(self, make_post):
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
            post = make_post(source="\n".join(map(shown, many)))
        assert post.pictures.count() == number
        assert len([query for query in queries if "picture" in query]) == 4

    def test_sizes_come_from_the_row_and_files_are_opened_only_without_one(
        self, make_picture, make_post, monkeypatch
    ):
        picture = make_picture()
        stranger = default_storage.save("old.png", ContentFile(graphic(size=(60, 30))))
        opened = []

        def measure(name):
            opened.append(name)
            return (60, 30)

        monkeypatch.setattr("posts.models.media_files.measure_image", measure)
        html = make_post(source=f"{shown(picture)} ![](/media/{stranger}) ![二](/media/{stranger})").html
        assert 'width="40" height="20"' in html
        assert html.count('width="60" height="30"') == 2
        assert opened == [stranger]


class TestVariants:
    def test_they_are_made_after_an_upload_and_shown_by_posts(self, make_picture, make_post):
        picture = make_picture(photograph())
        assert picture.widths == [480, 600]
        html = make_post(source=shown(picture)).html
        stem = picture.url.rpartition(".")[0]
        assert html == (
            f'<p><picture><source type="image/avif" srcset="{stem}.480.avif 480w, {stem}.600.avif 600w" '
            f'sizes="(min-width: 48rem) 600px, 100vw"><img src="{picture.url}" alt="图" '
            'width="600" height="400" loading="lazy" decoding="async" '
            f'srcset="{stem}.480.webp 480w, {stem}.600.webp 600w" '
            'sizes="(min-width: 48rem) 600px, 100vw"></picture></p>'
        )

    def test_each_is_what_its_name_says_and_smaller_than_the_picture(self, make_picture):
        picture = make_picture(photograph())
        for width in picture.widths:
            for suffix, image_format in ((".avif", "AVIF"), (".webp", "WEBP")):
                data = read_media_file(variant_path(picture.name, width, suffix))
                image = Image.open(io.BytesIO(data))
                assert (image.format, image.width) == (image_format, width)
                assert abs(image.height / image.width - 2 / 3) < 0.01
                assert len(data) < picture.bytes

    def test_posts_show_them_once_they_are_there_and_nobody_changed_them(self, make_post):
        name = default_storage.save("late.jpg", ContentFile(photograph()))
        picture = library.get_or_create_picture(name, read_media_file(name))
        post = make_post(source=shown(picture), cover=name)
        before = Post.objects.get(pk=post.pk)
        assert "srcset" not in before.html
        library.make_variants.enqueue(picture.pk)
        after = Post.objects.get(pk=post.pk)
        assert "480.avif" in after.html
        assert after.cover_widths == [480, 600]
        assert (after.version, after.updated_at) == (before.version, before.updated_at)

    def test_making_them_again_changes_nothing(self, make_picture):
        picture = make_picture(photograph())
        library.make_variants.enqueue(picture.pk)
        picture.refresh_from_db()
        assert picture.widths == [480, 600]
        folder, _, file = picture.name.rpartition("/")
        names = default_storage.listdir(folder)[1]
        assert len([name for name in names if name.startswith(file.partition(".")[0])]) == 5

    def test_for_a_picture_that_is_gone_nothing_is_done(self, db):
        assert library.make_variants.enqueue(999).status == "SUCCESSFUL"

    @pytest.mark.parametrize(
        "data",
        [
            graphic(),
            encoded(Image.effect_noise((600, 400), 60), "GIF"),
            photograph((600, 400), "WEBP", quality=1),
            encoded(
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
    def test_of_some_there_are_none(self, data):
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
        data = photograph((600, 400), "JPEG", quality=95, exif=tags)
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

    def test_the_preview_is_byte_for_byte_the_page(self, desk, make_picture, editor):
        source = (
            f'{shown(make_picture(photograph()))}\n\n![二]({make_picture(photograph((700, 500))).url} "图 2")'
        )
        preview = desk.post(reverse("admin:posts_post_preview"), {"source": source}).json()["html"]
        post = Post.objects.create(title="同", author=editor, source=source)
        assert "<figure>" in preview
        assert preview.count("<picture>") == 2
        assert preview == post.html

    def test_an_excerpt_shows_none(self):
        assert (
            "picture"
            not in render_in_process("![a](/a.png) 文。", image_sizes={"/a.png": (1200, 800, 480)}).excerpt
        )

    def test_feeds_say_whole_addresses(self, client, make_picture, make_post):
        picture = make_picture(photograph())
        make_post(source=shown(picture))
        content = client.get("/feeds/feed.json").json()["items"][0]["content_html"]
        assert content.count("http://testserver/media/") == content.count("/media/") == 5


class TestCovers:
    def tag(self, post, place="card"):
        return Template('{% load covers %}{% cover_image post "' + place + '" first=False %}').render(
            Context({"post": post})
        )

    def test_a_cover_sent_in_the_form_gets_a_row_and_variants(
        self, desk, editor, make_post, django_capture_on_commit_callbacks
    ):
        post = make_post()
        form = {
            "title": post.title,
            "source": "",
            "slug": post.slug,
            "author": post.author_id,
            "language": post.language,
            "series_order": 0,
            "published_at_0": "2026-01-11",
            "published_at_1": "12:00",
            "cover": SimpleUploadedFile("c.jpg", photograph()),
            "cover_alt": "封",
        }
        with django_capture_on_commit_callbacks(execute=True):
            desk.post(reverse("admin:posts_post_change", args=[post.pk]), form | {"_version": post.version})
        picture = Picture.objects.get()
        post.refresh_from_db()
        assert (picture.alt, picture.sent_by, picture.widths) == ("封", editor, [480, 600])
        assert post.cover_widths == [480, 600]
        assert [*post.pictures.all()] == [picture]

    def test_variants_are_offered_without_a_query(self, make_picture, make_post):
        picture = make_picture(photograph())
        post = make_post(cover=picture.name, cover_alt='"封"')
        with snapshot_queries() as queries:
            html = self.tag(post)
        assert queries == []
        assert html.startswith('<picture class="cover-picture"><source type="image/avif" srcset="/media/')
        assert 'alt="&quot;封&quot;"' in html
        assert 'width="600" height="400" loading="lazy"' in html

    def test_one_without_variants_is_a_plain_picture(self, make_picture, make_post):
        post = make_post(cover=make_picture().name)
        assert self.tag(post).startswith('<img class="cover" src="/media/uploads/')

    def test_another_cover_has_its_own(self, make_picture, make_post):
        post = make_post(cover=make_picture(photograph()).name)
        assert post.cover_widths
        post.cover = make_picture().name
        post.save(update_fields=["cover"])
        post.refresh_from_db()
        assert post.cover_widths == []


class TestUses:
    def test_posts_of_all_states_and_unsaved_texts_count(self, make_picture, make_post, editor):
        picture = make_picture()
        assert not library.find_picture_usage(picture)
        binned = make_post("B", published_at=None, source=shown(picture))
        binned.set_state("binned_at")
        binned.save()
        copy = WorkingCopy.objects.create(editor=editor, fields={"source": f"文 {shown(picture)}"})
        assert library.find_picture_usage(picture).posts == [binned]
        assert library.find_picture_usage(picture).working_copies == [copy]

    def test_a_text_that_no_link_tells_of_counts_too(self, make_picture, make_post):
        picture = make_picture()
        post = make_post()
        Post.objects.filter(pk=post.pk).update(source=shown(picture))
        assert library.find_picture_usage(picture).posts == [post]


class TestReplacing:
    def test_every_post_shows_the_new_one_in_a_version_of_its_own(self, make_picture, make_post, editor):
        old = make_picture(name="old.png")
        Picture.objects.filter(pk=old.pk).update(alt="旧")
        old.refresh_from_db()
        post = make_post(source=f"{shown(old)}\n\n![]({old.url}?x) <{old.url}>", cover=old.name)
        other = make_post("B", source="文")
        new, count = library.replace_picture(old, graphic("teal"), "new.png", editor)
        stored = Post.objects.get(pk=post.pk)
        assert count == 1
        assert stored.source == f"{shown(new)}\n\n![]({old.url}?x) <{new.url}>"
        assert stored.cover.name == new.name
        assert stored.version == post.version + 1
        assert stored.updated_at > post.updated_at
        revision = stored.revisions.get(version=stored.version)
        assert (revision.kind, revision.editor) == (RevisionKind.CHANGED, editor)
        assert Post.objects.get(pk=other.pk).version == other.version
        assert Picture.objects.get(pk=new.pk).alt == "旧"
        assert default_storage.exists(old.name)
        assert new.name != old.name

    def test_what_no_revision_has_yet_is_kept_before_it_is_written_over(self, editor, make_post):
        old = library.save_picture(graphic(), "old.png", editor)
        post = make_post(source=f"![a]({old.url})")
        library.replace_picture(old, graphic("teal"), "new.png", editor)
        sources = [revision.snapshot["source"] for revision in post.revisions.order_by("version")]
        assert [old.url in source for source in sources] == [True, False]

    def test_with_itself_it_stays(self, make_picture, make_post, editor):
        old = make_picture()
        post = make_post(source=shown(old))
        assert library.replace_picture(old, graphic(), "same.png", editor) == (old, 0)
        assert Post.objects.get().version == post.version

    def test_it_is_all_or_nothing(self, make_picture, make_post, db):
        writer = User.objects.create_user("writer", is_staff=True)
        writer.groups.add(Group.objects.get(name="Author"))
        old = make_picture(user=writer)
        own = make_post("A", author=writer, published_at=None, source=shown(old))
        make_post("B", source=shown(old))
        with pytest.raises(library.PictureReplaceError, match="B"):
            library.replace_picture(old, graphic("teal"), "new.png", writer)
        assert Post.objects.get(pk=own.pk).source == own.source
        assert Picture.objects.count() == 1


class TestCommand:
    def test_it_takes_in_what_posts_show_and_makes_the_variants(self, make_post):
        name = default_storage.save("before.jpg", ContentFile(photograph()))
        post = make_post(source=f"![]({default_storage.url(name)}) ![](/media/gone.png)", cover=name)
        output = io.StringIO()
        call_command("make_variants", verbosity=0, stdout=output)
        picture = Picture.objects.get()
        post.refresh_from_db()
        assert (picture.name, picture.title, picture.widths) == (name, "before", [480, 600])
        assert post.cover_widths == [480, 600]
        assert "480.avif" in post.html

    def test_it_says_what_it_did(self, make_picture):
        make_picture()
        output = io.StringIO()
        call_command("make_variants", stdout=output)
        assert output.getvalue() == "1 pictures checked, 0 resized.\n"


ALTS = (
    "a[b]c",
    "\\alpha",
    "$x$ 与 $y$",
    "`a`",
    "*a* _b_ c_d",
    "~~a~~ ==b==",
    "<b>&amp;",
    "![n](u)",
    "\\[x\\]",
)


@pytest.mark.parametrize("alt", ALTS)
def test_an_alternative_text_is_read_as_it_was_typed(alt):
    tags = read_tags(render_in_process(f"文 {image_markdown.build_image_markdown('/a.png', alt)}").html)
    assert [attributes["alt"] for tag, attributes in tags if tag == "img"] == [alt]
