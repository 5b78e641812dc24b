# ruff: noqa: E501  (rows of tables)
"""Backups of Typecho, and WXR that is made of its posts."""

import hashlib
import json
import struct
from datetime import UTC, datetime

import pytest

from posts.exchange.importing.exports.converted import ConversionOptions, ConversionReport, ExportError
from posts.exchange.importing.exports.typecho.export_format import TypechoFormat

NUMBERS = {"contents": 1, "comments": 2, "metas": 3, "relationships": 4, "users": 5, "fields": 6}
PICTURE = "https://old.example/usr/uploads/2020/a.png"
ROWS = [
    ("contents", {"cid": "1", "title": "文章", "slug": "post", "created": "1710000000", "modified": "1710000100",
                  "text": f"<!--markdown-->![x]({PICTURE})\n\n<!--more-->\n\n`code`", "type": "post",
                  "status": "publish", "authorId": "7", "parent": "0", "password": None}),
    ("contents", {"cid": "2", "title": "Old", "slug": "old", "created": "1710000000", "text": "One\n\n<b>Two</b>",
                  "type": "post", "status": "hidden", "password": "secret"}),
    ("contents", {"cid": "3", "title": "About", "slug": "about", "created": "1710000000",
                  "text": "<!--markdown-->Me", "type": "page", "status": "publish"}),
    ("contents", {"cid": "4", "title": "Draft", "slug": "@4", "text": "<!--markdown-->x", "type": "post_draft",
                  "parent": "0", "status": "publish"}),
    ("contents", {"cid": "5", "title": "Changes", "text": "x", "type": "post_draft", "parent": "1"}),
    ("contents", {"cid": "6", "title": "a.png", "text": "{}", "type": "attachment", "parent": "1"}),
    ("metas", {"mid": "1", "name": "A", "type": "category", "parent": "0"}),
    ("metas", {"mid": "2", "name": "B", "type": "category", "parent": "1"}),
    ("metas", {"mid": "3", "name": "T", "type": "tag", "parent": "0"}),
    ("relationships", {"cid": "1", "mid": "2"}),
    ("relationships", {"cid": "1", "mid": "3"}),
    ("users", {"uid": "7", "name": "admin", "screenName": "站长"}),
    ("fields", {"cid": "1", "name": "thumb", "str_value": PICTURE}),
    ("comments", {"coid": "9", "cid": "1", "created": "1710000200", "author": "客", "mail": "k@e.example",
                  "text": "好", "status": "approved", "parent": "0"}),
    ("comments", {"coid": "8", "cid": "1", "created": "1710000200", "text": "spam", "status": "spam"}),
]  # fmt: skip


def make_backup(rows, version=b"0001"):
    mark = b"%%TYPECHO_BACKUP_%s%%" % version
    data = mark
    for table, row in rows:
        values = {name: None if value is None else value.encode() for name, value in row.items()}
        schema = json.dumps(
            {name: None if value is None else len(value) for name, value in values.items()}
        ).encode()
        body = b"".join(value or b"" for value in values.values())
        layout = "<HHH" if version == b"FILE" else "<HHI"
        block = struct.pack(layout, NUMBERS[table], len(schema), len(body)) + schema + body
        data += block + hashlib.md5(block, usedforsecurity=False).hexdigest().encode()
    return data + mark


def convert(folder, data):
    folder.joinpath("typecho.dat").write_bytes(data)
    picture = folder / "usr/uploads/2020/a.png"
    picture.parent.mkdir(parents=True)
    picture.write_bytes(b"picture")
    assert TypechoFormat().recognizes(folder)
    report = ConversionReport()
    posts = TypechoFormat().convert(folder, folder / "out", ConversionOptions(), report)
    return {post.front_matter["title"]: post for post in posts}, report


@pytest.mark.parametrize("version", [b"0001", b"FILE"])
def test_a_backup_comes_with_all_that_its_tables_say(tmp_path, version):
    posts, report = convert(tmp_path, make_backup(ROWS, version))

    post, fields = posts["文章"], posts["文章"].front_matter
    assert post.body == "![x](/uploads/2020/a.png)\n\n<!--more-->\n\n`code`\n"
    assert (fields["date"], fields["author"]) == (datetime(2024, 3, 9, 16, tzinfo=UTC), "站长")
    assert (fields["categories"], fields["tags"]) == (["A", "B"], ["T"])
    assert fields["cover"] == "/uploads/2020/a.png"
    assert {"/archives/1/", "/index.php/archives/1/", "/archives/post.html"} < {*fields["aliases"]}
    assert [each["text"] for each in post.comments] == ["好"]
    assert posts["Old"].body == "One\n\n**Two**\n"
    assert (posts["Old"].front_matter["unlisted"], posts["Old"].front_matter["password"]) == (True, "set")
    assert (posts["About"].path, posts["About"].front_matter["kind"]) == ("pages/3.md", "page")
    assert posts["Draft"].front_matter["draft"] is True
    assert +report.counts == {"items of other kinds: post_draft": 1}
    assert report.site == {"url": "https://old.example"}


@pytest.mark.parametrize(
    "spoil",
    [lambda data: data[: len(data) // 2], lambda data: data[:-21], lambda data: data.replace(b"Two", b"Tow")],
)
def test_a_backup_that_is_cut_off_or_changed_is_refused(tmp_path, spoil):
    with pytest.raises(ExportError, match="rows are whole; nothing is imported"):
        convert(tmp_path, spoil(make_backup(ROWS)))
