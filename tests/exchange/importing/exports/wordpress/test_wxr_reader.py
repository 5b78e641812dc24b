"""XML of WordPress, also bad: entities, files cut in half, wrong encodings, control characters."""

import pytest

from posts.exchange.importing.exports.converted import ExportError
from posts.exchange.importing.exports.wordpress import wxr_reader
from posts.exchange.importing.exports.wordpress.wxr_reader import iter_wxr_items
from tests.support.wxr_files import make_item, make_wxr

BOMB = '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def read(tmp_path, data):
    path = tmp_path / "site.xml"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    items = iter_wxr_items(path)
    channel = next(items)
    return channel, list(items)


def test_items_and_what_stands_beside_them_are_read(tmp_path):
    channel, items = read(tmp_path, make_wxr(make_item(1, content="a]]>b"), make_item(2)))

    assert channel.get("link") == "https://old.example"
    assert channel.groups["wp:author"][0].get("wp:author_display_name") == "Ann Lee"
    assert [item.get("wp:post_id") for item in items] == ["1", "2"]
    assert items[0].get("content:encoded") == "a]]>b"


@pytest.mark.parametrize("declaration", [BOMB, OUTSIDE, "<!DOCTYPE rss SYSTEM 'http://e.example/x.dtd'>"])
def test_entities_and_document_types_are_refused(tmp_path, declaration):
    text = make_wxr(make_item(title="x")).replace("<rss", f"{declaration}<rss", 1)

    with pytest.raises(ExportError, match="declares a document type or entities"):
        read(tmp_path, text)


def test_a_file_that_is_cut_off_says_how_far_it_is_whole(tmp_path):
    text = make_wxr(make_item(1), make_item(2), make_item(3, title="Third"))

    with pytest.raises(
        ExportError, match=r"site\.xml is cut off or damaged at line \d+ .*; 2 of its items are whole"
    ):
        read(tmp_path, text[: text.index("Third")])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<feed/>", "no export of WordPress"),
        ("<rss><channel><item>" + "<a>" * 200, "nested too deep"),
        ("<rss><channel><item><a>" + "x" * 2000, "longer than 1,000 characters"),
    ],
)
def test_what_is_no_wxr_or_has_no_end_is_refused(tmp_path, monkeypatch, text, reason):
    monkeypatch.setattr(wxr_reader, "MAX_ITEM_CHARACTERS", 1000)

    with pytest.raises(ExportError, match=reason):
        read(tmp_path, text)


def test_characters_that_xml_forbids_are_left_out(tmp_path):
    text = make_wxr(make_item(title="a")).replace("<title>a<", "<title>a\x0b\x00&#8;&#x1F;b\ufffe&#9;c<")

    assert read(tmp_path, text)[1][0].get("title") == "ab\tc"


CHINESE = "这是一个在说话的人，我们的国家和他们不是来了" * 5
TAIWANESE = "這是一個在說話的人，我們的國家和他們不是來了" * 5


@pytest.mark.parametrize(
    ("text", "encoding", "declared"),
    [
        (CHINESE, "gbk", "GBK"),
        (CHINESE, "gb18030", "UTF-8"),
        (TAIWANESE, "big5", "Big5"),
        (TAIWANESE, "big5", "UTF-8"),
        (TAIWANESE, "utf-8", "GBK"),
        (CHINESE, "utf-8-sig", "UTF-8"),
        (CHINESE, "utf-16", "UTF-16"),
        ("naïve", "latin-1", "ISO-8859-1"),
    ],
)
def test_encodings_are_found_whatever_is_declared(tmp_path, text, encoding, declared):
    data = make_wxr(make_item(title=text), encoding=declared).encode(encoding)

    assert read(tmp_path, data)[1][0].get("title") == text


def test_what_has_no_known_encoding_is_refused(tmp_path):
    with pytest.raises(ExportError, match="its encoding is none of"):
        read(tmp_path, b"<rss>\xff\x80\xff</rss>")
