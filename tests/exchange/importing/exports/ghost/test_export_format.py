"""Exports of Ghost, imported: what becomes of their rows, and that a second import changes nothing."""

import json
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command

from posts.exchange.importing.exports.converted import ConversionReport
from posts.exchange.importing.exports.ghost.database import GhostDatabase
from posts.exchange.importing.exports.ghost.export_format import convert_database
from posts.exchange.importing.importer import import_folder
from posts.models import Picture, Post
from tests.support.ghost_exports import UUID, make_ghost_export, make_lexical, make_row, paragraph, text
from tests.support.source_sites import make_image_file
from tests.support.zip_files import make_zip

pytestmark = pytest.mark.usefixtures("empty_media")
USERS = [{"id": "u1", "name": "Ann"}, {"id": "u2", "name": "白  兰"}]
TAGS = [{"id": "t1", "name": "一"}, {"id": "t2", "name": "Two"}, {"id": "t3", "name": "#internal"}]
IMAGE = {"type": "image", "src": "__GHOST_URL__/content/images/size/w600/2024/01/a.png", "alt": "A"}
LINK = {"type": "link", "url": "__GHOST_URL__/post-2/", "children": [text("two")]}


def join(key, post, *values):
    return [
        {"post_id": post, key: value, "sort_order": number}
        for number, value in reversed(list(enumerate(values)))
    ]


def make_full_export():
    one = make_row(
        1, title=" One  post ", lexical=make_lexical(paragraph("See ", LINK), IMAGE), featured=1,
        custom_excerpt="Short.", feature_image="__GHOST_URL__/content/images/2024/01/a.png", locale="en",
    )  # fmt: skip
    rows = [
        one,
        make_row(2, lexical=None, mobiledoc=None, html="<p>Only <em>HTML</em></p>"),
        make_row(3, status="draft", published_at=None),
        make_row(4, status="scheduled", published_at="2099-01-01T00:00:00.000Z"),
        make_row(5, visibility="paid"),
        make_row(6, status="sent"),
        make_row(7, type="page", title="About", slug="about"),
        {"title": None},
        "no row",
    ]
    meta = [{"post_id": one["id"], "feature_image_alt": "alt", "feature_image_caption": "By <a>C</a>"}]
    return make_ghost_export(
        *rows, users=USERS, tags=TAGS, posts_meta=meta,
        posts_tags=join("tag_id", one["id"], "t2", "t3", "t1"),
        posts_authors=join("author_id", one["id"], "u2", "u1"),
        settings=[{"key": "timezone", "value": "Asia/Shanghai"}],
    )  # fmt: skip


@pytest.fixture
def ghost_site(write_site):
    """A folder with an export and the content of its site."""
    return write_site(
        {"blog.ghost.json": make_full_export(), "content/images/2024/01/a.png": make_image_file()}
    )


def test_rows_become_posts_with_all_that_has_a_place_and_again_they_are_unchanged(ghost_site, tmp_path):
    summary = import_folder(ghost_site)
    post = Post.objects.get(slug="post-1")

    assert summary.outcomes == {"created": 7, "failed": 1, "skipped": 1}
    assert str(post.uid) == UUID % 1
    assert post.feed_id == f"{1:024x}"  # as its RSS had it
    assert (post.title, post.summary, post.cover_alt, post.language) == ("One post", "Short.", "alt", "en")
    assert (list(post.tags.names()), post.category) == (["Two", "一"], None)
    assert post.author_name == "白 兰、Ann"
    assert post.is_pinned
    assert post.published_at == datetime(2024, 1, 5, 6, 7, 8, tzinfo=UTC)
    assert post.updated_at == datetime(2024, 2, 3, 4, 5, 6, tzinfo=UTC)
    assert post.cover.name in post.source
    assert "[two](/posts/post-2/)" in post.source
    assert post.source.endswith("\nBy C\n")
    assert Picture.objects.count() == 1
    assert summary.reasons["internal tags left out"] == [f"posts/post-1-{1:024x}.md: #internal"]

    # Nothing becomes public that not everyone could read.
    assert set(Post.objects.live().values_list("slug", flat=True)) <= {"post-1", "post-2", "about"}
    assert Post.objects.get(slug="post-4").published_at.year == 2099
    reasons = " ".join(summary.reasons["kept from readers"])
    assert "members only (paid)" in reasons
    assert "only mailed" in reasons

    versions = set(Post.objects.values_list("pk", "version"))
    archive = tmp_path / "other.zip"
    files = [path for path in ghost_site.rglob("*") if path.is_file()]
    archive.write_bytes(make_zip({str(path.relative_to(ghost_site)): path.read_bytes() for path in files}))
    assert import_folder(archive).outcomes == {"unchanged": 7, "failed": 1, "skipped": 1}
    assert set(Post.objects.values_list("pk", "version")) == versions


def test_a_part_for_members_makes_the_post_a_draft(write_site):
    web = {"nonMember": False, "memberSegment": "status:free,status:-free"}
    card = {"type": "html", "html": "<p>for members</p>", "visibility": {"web": web}}
    mail = {"type": "html", "html": "<p>for mails</p>", "visibility": {"web": {**web, "memberSegment": ""}}}
    rows = [make_row(1, lexical=make_lexical(card)), make_row(2, lexical=make_lexical(paragraph("x"), mail))]

    import_folder(write_site({"a.json": make_ghost_export(*rows)}))

    assert Post.objects.get(slug="post-1").published_at is None
    assert "for mails" not in Post.objects.get(slug="post-2").html


def test_old_addresses_redirect(write_site, client):
    settings = [{"key": "permalinks", "value": "/:year/:month/:slug/"}]
    import_folder(write_site({"a.json": make_ghost_export(settings=settings)}))

    for address in ("/post-1/", "/2024/01/post-1/"):
        assert client.get(address).headers["Location"] == "/posts/post-1/"


def test_an_archive_of_the_first_versions_is_read(write_site):
    markdown = "#h\n\n![p](/images/p.png)"
    row = {"id": 1, "uuid": UUID % 1, "title": "Old", "slug": "old", "markdown": markdown, "page": 0,
           "status": "published", "author_id": 1, "published_at": 1388318310784}  # fmt: skip
    data = {"posts": [row], "users": [{"id": 1, "name": "Ann"}], "tags": [{"id": 3, "name": "t"}],
            "posts_tags": [{"post_id": 1, "tag_id": 3}]}  # fmt: skip
    document = {"meta": {"exported_on": 1388318311015, "version": "000"}, "data": data}
    import_folder(write_site({"export.json": json.dumps(document), "images/p.png": make_image_file()}))

    post = Post.objects.get()
    assert (post.author_name, list(post.tags.names()), post.source) == (
        "Ann",
        ["t"],
        f"# h\n\n![p](/media/{Picture.objects.get().name})\n",
    )
    assert post.published_at.year == 2013


def test_many_featured_posts_are_not_pinned():
    rows = [make_row(number, featured=True) for number in range(1, 8)]
    report = ConversionReport()
    few, many = (list(convert_database(GhostDatabase({"posts": some}), report)) for some in (rows[:5], rows))
    assert [post.front_matter.get("pinned") for post in few] == [True] * 5
    assert not any("pinned" in post.front_matter for post in many)
    assert [kind for kind, _ in report.notes] == ["featured posts not pinned"]


@pytest.mark.parametrize("cut", [0.3, 0.9])
def test_an_export_that_is_cut_off_is_refused_as_a_whole(write_site, cut):
    document = make_full_export()
    site = write_site({"a.json": document[: int(len(document) * cut)]})
    with pytest.raises(CommandError, match="cut off or damaged"):
        call_command("import_posts", site / "a.json")
    assert not Post.objects.exists()


@pytest.mark.parametrize("tables", [{"posts": None}, {"posts": {}}, {}])
def test_an_export_without_posts_is_refused(write_site, tables):
    document = json.dumps({"db": [{"meta": {}, "data": {"settings": [], **tables}}]})
    with pytest.raises(CommandError, match="holds no posts"):
        call_command("import_posts", write_site({"a.json": document}) / "a.json")


def test_scripts_do_not_reach_readers(write_site):
    card = {
        "type": "html",
        "html": "<p onclick='x()'>a</p><script>alert(1)</script><iframe src='javascript:1'>",
    }
    import_folder(write_site({"a.json": make_ghost_export(make_row(lexical=make_lexical(card)))}))
    html = Post.objects.get().html
    assert "script" not in html
    assert "onclick" not in html


def test_what_ghost_redirected_and_its_tags_lead_on_in_one_step(write_site, client):
    entries = [
        {"from": "/old-post/", "to": "/post-1/", "permanent": True},
        {"from": "^\\/older\\-post\\/?$", "to": "/post-1/"},
        {"from": "/list", "to": "/tag/ml/", "permanent": True},
        {"from": "/out/", "to": "https://else.example/x", "permanent": True},
        {"from": "^/blog/(.*)$", "to": "/$1", "permanent": True},
        {"from": "/bad/", "to": "javascript:alert(1)", "permanent": True},
        {"from": "/worse/", "to": "//else.example/", "permanent": True},
        {"from": "/a\ud800\0/", "to": "/\ud800", "permanent": True},
        "no entry",
    ]
    rows = [make_row(1, html="<p>x</p>")]
    tags = [{"id": "t1", "name": "Machine Learning", "slug": "ml"}]
    export = make_ghost_export(*rows, tags=tags, posts_tags=join("tag_id", rows[0]["id"], "t1"))
    files = {"blog.ghost.json": export, "data/redirects.json": json.dumps(entries)}
    files["data/redirects.yaml"] = "301:\n  /yaml/: /post-1/\n302:\n  /soon/: /about/\n"

    summary = import_folder(write_site(files))

    post, tag = "/posts/post-1/", "/tags/machine-learning/"
    found = {"/old-post/": post, "/older-post": post, "/yaml/": post, "/list/": tag, "/tag/ml/": tag}
    found |= {"/out/": "https://else.example/x", "/soon/": "/about/"}
    assert {old: client.get(old).get("Location") for old in found} == found
    assert [client.get(old).status_code for old in ("/blog/x/y", "/bad/", "/worse/")] == [404] * 3
    assert len(summary.reasons["redirects not imported"]) == 3
    assert len(summary.reasons["redirects that are permanent from now on"]) == 2
    assert summary.counts["redirects of the old site"] == 7


@pytest.mark.parametrize("text", ["[", "301: [", "{}", "- a", "301:\n  - x", "&a [*a]"])
def test_a_damaged_file_of_redirects_stops_no_post(write_site, text):
    files = {"blog.ghost.json": make_ghost_export(make_row(1, html="<p>x</p>"))}
    summary = import_folder(write_site({**files, "redirects.json": text, "redirects.yaml": text}))
    assert summary.outcomes == {"created": 1}
