"""A site of WordPress imported: by the command, in parts, again, out and in again."""

import json

import pytest
from django.core.management import CommandError, call_command

from posts.exchange.importing.importer import import_folder
from posts.models import ImportedComments, Post, PostState, Redirect
from tests.support.source_sites import make_image_file
from tests.support.wxr_files import make_attachment, make_category, make_item, make_wxr

pytestmark = pytest.mark.usefixtures("empty_media")

PICTURE = "https://old.example/wp-content/uploads/2019/03/a.png"
COMMENT = {"id": 3, "author": "Bo", "date_gmt": "2019-05-01 00:00:00", "content": "Hi", "approved": "1"}


def make_site(*more, comments=(COMMENT,)):
    return make_wxr(
        make_item(
            1,
            content=f'To <a href="/?p=2#x">two</a>.\n\n<img src="{PICTURE}" alt="P">',
            terms=[("category", "b", "B"), ("post_tag", "t", "T")],
            comments=comments,
            meta={"_thumbnail_id": "7"},
        ),
        make_item(2, status="draft", link="https://old.example/?p=2", content="[unknown a='1']"),
        make_attachment(7, PICTURE, alt="Alt"),
        *more,
        channel=make_category(1, "a", "A") + make_category(2, "b", "B", "a"),
    )


def test_a_site_comes_in_once_and_goes_out_with_its_comments(write_site, tmp_path):
    root = write_site({"site.xml": make_site(), "uploads/2019/03/a.png": make_image_file()})

    first, second = import_folder(root), import_folder(root / "site.xml")

    one = Post.objects.get(slug="post-1")
    assert first.outcomes == {"created": 2}
    assert first.counts["comments kept"] == 1
    assert first.reasons["tag unknown"] == ["posts/post-2.md: [unknown]"]
    assert second.outcomes == {"unchanged": 2}
    assert second.counts["comments kept"] == 0
    assert one.source.startswith("To [two](/posts/post-2/#x).\n\n![P](/media/imported/")
    assert one.cover.name.startswith("imported/")
    assert str(one.category.parent) == "A"
    assert one.author_name == "ann"
    assert [redirect.path for redirect in one.redirects.all()] == ["/2019/03/post-1/", "/?p=1"]
    assert Post.objects.get(slug="post-2").state is PostState.DRAFT
    assert Redirect.objects.get(path="/?cat=2").category == one.category

    call_command("export_posts", tmp_path / "out", verbosity=0)
    path = tmp_path / "out/comments/posts/post-1.json"
    assert [each["author"] for each in json.loads(path.read_text())] == ["Bo"]
    assert import_folder(tmp_path / "out").outcomes == {"unchanged": 2}
    one.delete()
    assert import_folder(tmp_path / "out").counts["comments kept"] == 1
    call_command("export_posts", tmp_path / "hexo", layout="hexo", verbosity=0)
    assert not list(tmp_path.glob("hexo/**/*.json"))


def test_parts_and_later_exports_add_what_is_new(write_site):
    root = write_site({"1.xml": make_site(), "2.xml": make_wxr(make_item(5))})
    assert import_folder(root).outcomes == {"created": 3}

    later = [{**COMMENT, "content": "Hi!"}, {**COMMENT, "id": 4, "date_gmt": "2019-06-01 00:00:00"}]
    (root / "1.xml").write_text(make_site(make_item(6), comments=later))
    summary = import_folder(root)

    assert summary.outcomes == {"created": 1, "unchanged": 3}
    assert summary.counts["comments kept"] == 1
    assert [each["text"] for each in ImportedComments.objects.get().comments] == ["Hi!", "Hi"]


def test_one_bad_item_stops_no_other(write_site, monkeypatch):
    deep = "<div>" * 6000
    summary = import_folder(write_site({"site.xml": make_site(make_item(8, content=deep))}))

    assert summary.outcomes == {"created": 2, "failed": 1}
    assert summary.reasons["failed"] == ["posts/post-8.md: its text is too deep"]


def test_nothing_comes_of_a_file_that_is_cut_off(write_site):
    text = make_site()

    with pytest.raises(CommandError, match="is cut off or damaged"):
        call_command("import_posts", write_site({"site.xml": text[: len(text) // 2]}))
    assert not Post.objects.exists()
