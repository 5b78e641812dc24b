"""Exports name pictures as their authors did, and put them where that leads."""

from collections import Counter

import pytest
from django.core.management import call_command

from posts.exchange.exporting import media_placement
from posts.exchange.exporting.layouts import EXPORT_LAYOUTS
from posts.exchange.exporting.media_placement import has_imported_name, resolve_written_path
from posts.exchange.importing.importer import import_folder
from posts.exchange.markdown.addresses import WrittenAddress
from posts.models import ImportRecord, Post
from tests.exchange.exporting.test_exporter import empty_the_site, export, front_matter
from tests.support.round_trips import read_tree
from tests.support.source_sites import make_image_file, make_note

RED, GREEN, BLUE, GREY = (make_image_file(color) for color in ("red", "green", "blue", "grey"))
BODY = """![a](a.png) again ![b](./a.png "t") and ![c](../img/%E5%9B%BE.png)

![d](</img/with space.png>) ![e](/img/with%20space.png) [f](/img/(1).png#x) [g]

<img src="/img/a&amp;b.png" alt="h"> `![](a.png)`

```
![](a.png)
```

[g]: ../img/%E5%9B%BE.png
![gone](../img/gone.png)
"""


@pytest.fixture
def site(write_site):
    """Two posts in folders of their own, each with another `a.png`."""
    return write_site(
        {
            "hugo.toml": "title = 'x'",
            "content/post/one/index.md": make_note("One", BODY),
            "content/post/one/a.png": RED,
            "content/post/two/index.md": make_note("Two", "![a](a.png)\n\n![i](/img/with%20space.png)\n"),
            "content/post/two/a.png": GREEN,
            "content/post/img/图.png": BLUE,
            "static/img/with space.png": GREY,
            "static/img/(1).png": GREY,
            "static/img/a&b.png": GREY,
        }
    )


def body_of(path):
    return front_matter(path)[1]


def test_texts_and_pictures_are_as_their_authors_had_them(site, tmp_path):
    import_folder(site)
    assert Post.objects.get(slug="one").source.count("/media/imported/") == 8
    export(tmp_path / "out")
    out = tmp_path / "out/posts"
    assert body_of(out / "one/index.md") == BODY
    assert front_matter(out / "one/index.md")[0]["cover"] == "a.png"
    assert (out / "one/a.png").read_bytes() == RED
    assert (out / "two/a.png").read_bytes() == GREEN
    assert (out / "img/图.png").read_bytes() == BLUE
    assert (tmp_path / "out/img/with space.png").read_bytes() == GREY
    assert not (tmp_path / "out/media").exists()

    # Into the same site, into an empty one, and out of that.
    before = list(Post.objects.values_list("pk", "version", "source", "cover"))
    assert import_folder(tmp_path / "out").outcomes == Counter(unchanged=2)
    assert list(Post.objects.values_list("pk", "version", "source", "cover")) == before
    empty_the_site()
    assert import_folder(tmp_path / "out").outcomes == {"created": 2}
    assert [row[2:] for row in Post.objects.values_list("pk", "version", "source", "cover")] == [
        row[2:] for row in before
    ]
    export(tmp_path / "second")
    assert read_tree(tmp_path / "second") == read_tree(tmp_path / "out")


def test_a_place_that_is_taken_and_a_later_picture_get_addresses_in_media(write_site, make_picture, tmp_path):
    blogs = write_site(
        {
            "first/a.md": make_note("A", "![](/x.png)"),
            "first/x.png": RED,
            "other/b.md": make_note("B", "![](/x.png) ![](y.png)"),
            "other/x.png": BLUE,
            "other/y.png": GREY,
        }
    )
    import_folder(blogs / "first")
    import_folder(blogs / "other")
    name = make_picture().name
    post = Post.objects.get(slug="a")
    post.source += f"\n![later](/media/{name})\n"
    post.save()
    export(tmp_path / "out")
    assert body_of(tmp_path / "out/posts/a.md") == f"![](/x.png)\n\n![later](/media/{name})\n"
    text = body_of(tmp_path / "out/posts/b/index.md")
    assert text.startswith("![](/media/imported/")
    assert text.endswith(" ![](y.png)\n")
    before = read_tree(tmp_path / "out")
    assert import_folder(tmp_path / "out").outcomes == {"unchanged": 2}
    empty_the_site()
    import_folder(tmp_path / "out")
    export(tmp_path / "second")
    assert read_tree(tmp_path / "second") == before


def test_what_an_earlier_version_imported_learns_the_paths_without_a_change(site, tmp_path):
    import_folder(site)
    ImportRecord.objects.update(written_paths={})
    export(tmp_path / "before")
    assert "/media/imported/" in body_of(tmp_path / "before/posts/one.md")
    import_folder(tmp_path / "before")
    assert import_folder(site).outcomes == {"unchanged": 2}
    export(tmp_path / "after")
    assert body_of(tmp_path / "after/posts/one/index.md") == BODY


@pytest.mark.parametrize(
    ("layout", "places"),
    [
        ("hugo", ["content/posts/one/a.png", "static/img/with space.png"]),
        ("hexo", ["source/img/with space.png"]),
        ("jekyll", ["img/with space.png"]),
        ("quarto", ["posts/one/a.png", "img/with space.png"]),
        ("plain", ["posts/one/a.png"]),
    ],
)
def test_tools_get_files_where_they_read_them(site, tmp_path, layout, places):
    import_folder(site)
    call_command("export_posts", tmp_path / "out", layout=layout, verbosity=0)
    assert [place for place in places if not (tmp_path / "out" / place).is_file()] == []
    if layout in {"hexo", "jekyll"}:
        [path] = (tmp_path / "out").rglob("*one.md")
        assert "](a.png)" not in path.read_text("utf-8").partition("`")[0]
    if layout == "plain":
        text = body_of(tmp_path / "out/posts/two/index.md")
        [address] = [part for part in text.split("(") if part.startswith("../../media/")]
        assert (tmp_path / "out/posts/two" / address.partition(")")[0]).is_file()


@pytest.mark.parametrize(
    "path",
    [
        "../../../x.png",
        "a:b.png",
        "con.png",
        ".git/x.png",
        "/media/x.png",
        "//h/x.png",
        "https://h/x.png",
        "a b",
    ],
)
def test_paths_that_lead_out_or_that_a_system_refuses_are_not_written(path):
    assert resolve_written_path(WrittenAddress(path), "posts/a", EXPORT_LAYOUTS["any"]) is None


def test_a_name_is_an_import_s_only_if_it_is_made_of_the_path():
    assert has_imported_name("imported/0123456789ab-a-b.png", "x/A b.PNG")
    assert not has_imported_name("imported/0123456789ab-a-b.jpg", "x/a b.heic")
    assert not has_imported_name("2026/01/a.png", "a.png")


def test_no_file_takes_the_path_of_a_folder(monkeypatch):
    monkeypatch.setattr(media_placement, "is_in_media", lambda name: True)
    monkeypatch.setattr(media_placement, "has_imported_name", lambda name, path: True)
    for first, second in (("A.png", "a.png/b.png"), ("a.png/b.png", "A.png")):
        placement = media_placement.MediaPlacement(EXPORT_LAYOUTS["any"])
        placement.begin_post("posts/x/index.md")
        assert placement.place_as_written("imported/1.png", WrittenAddress(first))
        assert not placement.place_as_written("imported/2.png", WrittenAddress(second))
        assert placement.place_as_written("imported/2.png", WrittenAddress("other/b.png"))
