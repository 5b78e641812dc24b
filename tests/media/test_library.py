"""The library of pictures: kept once, found where they are used, replaced."""

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.storage import default_storage

from posts.media import library
from posts.models import Draft, Picture, Post, RevisionKind
from posts.rendering.responsive_images import variant_path
from tests.support.image_files import make_graphic, make_photograph, write_image_markdown


class TestStore:
    def test_a_picture_is_stored_with_its_metadata(self, make_picture, editor):
        picture = make_picture(name="热力 图.png", user=editor)
        assert (picture.title, picture.width, picture.height) == ("热力 图", 40, 20)
        assert picture.sent_by == editor
        assert picture.bytes == default_storage.size(picture.name)

    def test_equal_files_are_one_picture(self, make_picture):
        first, second = make_picture(name="a.png"), make_picture(name="b.png")
        assert first == second
        assert make_picture(make_graphic("teal")) != first

    def test_a_picture_whose_file_is_gone_is_stored_again(self, make_picture):
        first = make_picture()
        default_storage.delete(first.name)
        assert make_picture() != first

    def test_a_long_name_fits(self, make_picture):
        assert make_picture(name="长" * 500 + ".png").title == "长" * 200

    def test_deleting_a_picture_deletes_its_files(self, make_picture, django_capture_on_commit_callbacks):
        for delete in (lambda one: one.delete(), lambda one: Picture.objects.filter(pk=one.pk).delete()):
            picture = make_picture(make_photograph())
            files = [picture.name, variant_path(picture.name, 480, ".avif")]
            assert all(map(default_storage.exists, files))
            with django_capture_on_commit_callbacks(execute=True):
                delete(picture)
            assert not any(map(default_storage.exists, files))


class TestUses:
    def test_posts_of_all_states_and_unsaved_texts_count(self, make_picture, make_post, editor):
        picture = make_picture()
        assert not library.find_picture_usage(picture)
        trashed = make_post("B", published_at=None, source=write_image_markdown(picture))
        trashed.set_state("binned_at")
        trashed.save()
        draft = Draft.objects.create(editor=editor, fields={"source": f"文 {write_image_markdown(picture)}"})
        assert library.find_picture_usage(picture).posts == [trashed]
        assert library.find_picture_usage(picture).drafts == [draft]

    def test_a_text_without_a_recorded_link_counts_too(self, make_picture, make_post):
        picture = make_picture()
        post = make_post()
        Post.objects.filter(pk=post.pk).update(source=write_image_markdown(picture))
        assert library.find_picture_usage(picture).posts == [post]


class TestReplacing:
    def test_replacing_makes_a_new_version_of_every_post(self, make_picture, make_post, editor):
        old = make_picture(name="old.png")
        Picture.objects.filter(pk=old.pk).update(alt="旧")
        old.refresh_from_db()
        post = make_post(
            source=f"{write_image_markdown(old)}\n\n![]({old.url}?x) <{old.url}>", cover=old.name
        )
        other = make_post("B", source="文")
        new, count = library.replace_picture(old, make_graphic("teal"), "new.png", editor)
        stored = Post.objects.get(pk=post.pk)
        assert count == 1
        assert stored.source == f"{write_image_markdown(new)}\n\n![]({old.url}?x) <{new.url}>"
        assert stored.cover.name == new.name
        assert stored.version == post.version + 1
        assert stored.updated_at > post.updated_at
        revision = stored.revisions.get(version=stored.version)
        assert (revision.kind, revision.editor) == (RevisionKind.CHANGED, editor)
        assert Post.objects.get(pk=other.pk).version == other.version
        assert Picture.objects.get(pk=new.pk).alt == "旧"
        assert default_storage.exists(old.name)
        assert new.name != old.name

    def test_replacing_records_an_earlier_state_first(self, editor, make_post):
        old = library.save_picture(make_graphic(), "old.png", editor)
        post = make_post(source=f"![a]({old.url})")
        library.replace_picture(old, make_graphic("teal"), "new.png", editor)
        sources = [revision.snapshot["source"] for revision in post.revisions.order_by("version")]
        assert [old.url in source for source in sources] == [True, False]

    def test_replacing_a_picture_with_itself_changes_nothing(self, make_picture, make_post, editor):
        old = make_picture()
        post = make_post(source=write_image_markdown(old))
        assert library.replace_picture(old, make_graphic(), "same.png", editor) == (old, 0)
        assert Post.objects.get().version == post.version

    def test_replacing_is_all_or_nothing(self, make_picture, make_post, db):
        writer = User.objects.create_user("writer", is_staff=True)
        writer.groups.add(Group.objects.get(name="Author"))
        old = make_picture(user=writer)
        own = make_post("A", author=writer, published_at=None, source=write_image_markdown(old))
        make_post("B", source=write_image_markdown(old))
        with pytest.raises(library.PictureReplaceError, match="B"):
            library.replace_picture(old, make_graphic("teal"), "new.png", writer)
        assert Post.objects.get(pk=own.pk).source == own.source
        assert Picture.objects.count() == 1
