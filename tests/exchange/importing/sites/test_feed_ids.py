"""What feeds call an imported post: as those of its old site did, or its subscribers see it twice."""

import feedparser
import pytest

from posts.exchange.exporting.exporter import build_single_document
from posts.exchange.exporting.layouts import EXPORT_MARKER
from posts.exchange.importing.importer import import_folder
from posts.models import ImportRecord, Post
from tests.support.wxr_files import make_item, make_wxr

HEAD = "---\ntitle: 标题\ndate: 2024-03-05 08:00:00\n---\n文\n"
JEKYLL_POST = {"_posts/2024-03-05-my-post.md": HEAD}


@pytest.mark.parametrize(
    ("files", "feed_id"),
    [
        (
            {"_config.yml": "url: https://lin.dev", "source/_posts/深度 学习.md": HEAD},
            "https://lin.dev/2024/03/05/%E6%B7%B1%E5%BA%A6%20%E5%AD%A6%E4%B9%A0/",
        ),
        (
            {
                "_config.yml": "url: https://lin.dev/b\nroot: /b/\npermalink: :title.html\n"
                "pretty_urls:\n  trailing_html: false",
                "source/_posts/a.md": HEAD,
            },
            "https://lin.dev/b/a",
        ),
        ({"_config.yml": "title: x", "source/_posts/a.md": HEAD}, ""),
        (
            {"hugo.toml": 'baseURL = "https://lin.dev/b/"', "content/posts/Post.md": HEAD},
            "https://lin.dev/b/posts/post/",
        ),
        (
            {"_config.yml": "url: https://lin.dev\nbaseurl: /b", **JEKYLL_POST},
            "https://lin.dev/b/2024/03/05/my-post",
        ),
        (
            {"_config.yml": "url: https://lin.dev\npermalink: /:year/:title/", **JEKYLL_POST},
            "https://lin.dev/2024/my-post",
        ),
        (
            {"_quarto.yml": "website:\n  site-url: https://lin.dev", "posts/a/index.md": HEAD},
            "https://lin.dev/posts/a/",
        ),
        ({"notes/a.md": HEAD}, ""),
    ],
)
def test_a_post_keeps_the_id_of_its_old_feed(import_post, files, feed_id):
    post = import_post(files)
    assert post.feed_id == feed_id
    assert post.entry_id == (feed_id or post.uid.urn)


def test_wordpress_names_the_id_itself(import_files, client):
    wxr = make_wxr(
        *(
            make_item(n, guid=guid, content="x")
            for n, guid in enumerate(["https://old.example/?p=7", "b c", "b c"])
        )
    )
    import_files({"old.xml": wxr})
    assert sorted(Post.objects.values_list("feed_id", flat=True)) == ["", "b c", "https://old.example/?p=7"]
    rss = {entry.id for entry in feedparser.parse(client.get("/feeds/rss.xml").content).entries}
    assert {"https://old.example/?p=7", "b c"} < rss
    # In Atom an id is an IRI; a site with other ids had no such feed.
    atom = {entry.id for entry in feedparser.parse(client.get("/feeds/atom.xml").content).entries}
    assert {identity.partition(":")[0] for identity in atom} == {"https", "urn"}


def test_a_post_that_is_there_keeps_its_id(import_files, import_post):
    files = {"_config.yml": "title: x", "source/_posts/a.md": HEAD}
    post = import_post(files)
    import_files({"_config.yml": "url: https://lin.dev", "source/_posts/a.md": f"{HEAD}\nnew"})
    post.refresh_from_db()
    assert post.source.endswith("new\n")
    assert post.entry_id == post.uid.urn


def test_an_export_has_the_id(import_post, tmp_path):
    post = import_post({"_config.yml": "url: https://lin.dev", "source/_posts/a.md": HEAD})
    folder = tmp_path / "out"
    (folder / "posts").mkdir(parents=True)
    (folder / EXPORT_MARKER).write_text("{}")
    (folder / "posts" / "a.md").write_text(build_single_document(post))
    Post.objects.all().delete()
    ImportRecord.objects.all().delete()
    import_folder(folder)
    assert Post.objects.get().feed_id == post.feed_id == "https://lin.dev/2024/03/05/a/"
