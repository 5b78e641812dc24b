# ruff: noqa: E501  (rows of tables)
"""Exports of Halo 1 and backups of Halo 2."""

import base64
import json
from datetime import UTC, datetime

import pytest

from posts.exchange.importing.exports.converted import ConversionOptions, ConversionReport, ExportError
from posts.exchange.importing.exports.halo.export_format import HaloFormat
from posts.exchange.importing.exports.halo.snapshots import apply_line_changes

VERSION_ONE = {
    "version": "1.6.0",
    "user": {"nickname": "站长"},
    "options": [{"key": "blog_url", "value": "https://old.example"}],
    "tags": [{"id": 1, "name": "T"}],
    "categories": [{"id": 10, "name": "A", "parentId": 0}, {"id": 11, "name": "B", "parentId": 10}],
    "posts": [
        {"id": 100, "title": "Post", "status": "PUBLISHED", "slug": "post", "topPriority": 1, "summary": "S",
         "thumbnail": "/upload/2022/a.png", "createTime": 1710000000000, "editorType": "MARKDOWN"},
        {"id": 101, "title": "Rich", "status": "DRAFT", "slug": "rich", "editorType": "RICHTEXT",
         "createTime": 1710000000000},
        {"id": 102, "title": "Gone", "status": "RECYCLE", "slug": "gone"},
    ],
    "sheets": [{"id": 200, "title": "About", "status": "PUBLISHED", "slug": "about", "createTime": 1710000000000}],
    "contents": [
        {"id": 100, "originalContent": "![x](https://old.example/upload/2022/a.png) `/upload/b.png`", "content": ""},
        {"id": 101, "originalContent": "<p>One <b>two</b></p>", "content": "<p>One <b>two</b></p>"},
        {"id": 200, "originalContent": "Me", "content": "<p>Me</p>"},
    ],
    "post_tags": [{"postId": 100, "tagId": 1}],
    "post_categories": [{"postId": 100, "categoryId": 10}, {"postId": 100, "categoryId": 11}],
    "post_comments": [
        {"id": 302, "postId": 100, "parentId": 301, "content": "Re", "author": "B", "createTime": 1710002001000},
        {"id": 301, "postId": 100, "parentId": 0, "content": "Hi", "author": "A", "email": "a@e.example",
         "status": "PUBLISHED", "createTime": 1710002000000},
    ],
}  # fmt: skip


@pytest.fixture
def convert(tmp_path):
    """Return a function that converts a file called `name`, beside `files`; gives posts by title and the report."""

    def convert_file(name, data, files=()):
        source = tmp_path / "export"
        source.mkdir()
        (source / name).write_text(json.dumps(data, ensure_ascii=False))
        for each in files:
            (source / each).parent.mkdir(parents=True, exist_ok=True)
            (source / each).write_bytes(b"picture")
        assert HaloFormat().recognizes(source)
        report = ConversionReport()
        posts = HaloFormat().convert(source, tmp_path / "out", ConversionOptions(), report)
        return {post.front_matter["title"]: post for post in posts}, report

    return convert_file


def test_version_one_comes_with_all_that_its_tables_say(convert):
    posts, report = convert("halo.json", VERSION_ONE, ["upload/2022/a.png"])

    post, fields = posts["Post"], posts["Post"].front_matter
    assert post.body == "![x](/uploads/2022/a.png) `/upload/b.png`\n"
    assert fields["date"] == datetime(2024, 3, 9, 16, tzinfo=UTC)
    assert (fields["categories"], fields["tags"], fields["pinned"]) == (["A", "B"], ["T"], True)
    assert (fields["cover"], fields["aliases"]) == ("/uploads/2022/a.png", ["/archives/post/"])
    assert [(each["id"], each.get("parent")) for each in post.comments] == [("301", None), ("302", "301")]
    assert posts["Rich"].body == "One **two**\n"
    assert posts["Rich"].front_matter["draft"] is True
    assert (posts["About"].path, posts["About"].front_matter["kind"]) == ("pages/sheet-200.md", "page")
    assert report.skipped == [("gone", "it was in the trash of the old site")]
    assert report.site == {"url": "https://old.example", "author": "站长"}


def store(kind, name, spec, **record):
    record = {"metadata": {"name": name, "creationTimestamp": "2024-01-01T00:00:00Z"}, "spec": spec, **record}
    data = base64.b64encode(json.dumps(record).encode()).decode()
    return {"name": f"/registry/content.halo.run/{kind}/{name}", "data": data, "version": 1}


CHANGES = json.dumps(
    [
        {
            "source": {"position": 0, "lines": ["One"]},
            "target": {"position": 0, "lines": ["1", "1b"]},
            "type": "CHANGE",
        },
        {
            "source": {"position": 2, "lines": ["Three"]},
            "target": {"position": 3, "lines": []},
            "type": "DELETE",
        },
    ]
)
VERSION_TWO = [
    store("posts", "p1", {"title": "Post", "slug": "post", "publish": True, "publishTime": "2024-03-09T16:00:00Z",
                          "baseSnapshot": "s1", "releaseSnapshot": "s2", "headSnapshot": "s2", "owner": "u",
                          "categories": ["c2"], "tags": ["t"], "visible": "PUBLIC", "cover": "/upload/a.png",
                          "excerpt": {"autoGenerate": True, "raw": "x"}},
          status={"permalink": "https://old.example/archives/post"}),
    store("posts", "p2", {"title": "Lost", "slug": "lost", "baseSnapshot": "none"}),
    store("posts", "p3", {"title": "Bin", "slug": "bin", "deleted": True}),
    store("singlepages", "g1", {"title": "About", "slug": "about", "publish": False, "baseSnapshot": "s3",
                                "headSnapshot": "s3"}),
    store("snapshots", "s1", {"rawType": "markdown", "rawPatch": "One\nTwo\nThree", "contentPatch": "<p>x</p>"}),
    store("snapshots", "s2", {"rawType": "markdown", "rawPatch": CHANGES, "contentPatch": "[]"}),
    store("snapshots", "s3", {"rawType": "HTML", "rawPatch": "<p>Me</p>", "contentPatch": "<p>Me</p>"}),
    store("categories", "c1", {"displayName": "A", "children": ["c2"]}),
    store("categories", "c2", {"displayName": "B"}),
    store("tags", "t", {"displayName": "T"}),
    store("users", "u", {"displayName": "站长"}),
    store("comments", "k1", {"raw": "Hi", "approved": True, "creationTime": "2024-04-01T00:00:00Z",
                             "subjectRef": {"name": "p1"},
                             "owner": {"kind": "Email", "name": "a@e.example", "displayName": "A"}}),
    store("replies", "r1", {"raw": "Re", "commentName": "k1", "creationTime": "2024-04-02T00:00:00Z"}),
    {"name": "/registry/x/posts/broken", "data": "!"},
]  # fmt: skip


def test_version_two_comes_as_its_records_say(convert):
    posts, report = convert("extensions.data", VERSION_TWO, ["workdir/attachments/upload/a.png"])

    post, fields = posts["Post"], posts["Post"].front_matter
    assert post.body == "1\n1b\nTwo\n"
    assert (fields["categories"], fields["tags"], fields["author"]) == (["A", "B"], ["T"], "站长")
    assert (fields["cover"], fields["aliases"], fields["summary"]) == (
        "/uploads/a.png",
        ["/archives/post"],
        "",
    )
    assert [(each["text"], each.get("parent")) for each in post.comments] == [("Hi", None), ("Re", "k1")]
    assert posts["About"].body == "Me\n"
    assert posts["About"].front_matter["draft"] is True
    assert [name for name, _ in report.failures] == ["/registry/x/posts/broken", "lost"]
    assert report.skipped == [("bin", "it was in the trash of the old site")]


@pytest.mark.parametrize("changes", ["{", '[{"source": 1}]', "[1]"])
def test_a_version_that_cannot_be_read_fails(changes):
    with pytest.raises(ExportError, match="cannot be read"):
        apply_line_changes("a", changes)


def test_a_file_that_is_cut_off_is_refused(tmp_path):
    text = json.dumps(VERSION_ONE)
    (tmp_path / "halo.json").write_text(text[:-2])

    with pytest.raises(ExportError, match="is cut off or damaged"):
        list(HaloFormat().convert(tmp_path, tmp_path / "out", ConversionOptions(), ConversionReport()))
