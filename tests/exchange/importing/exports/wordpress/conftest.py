"""Exports of WordPress, converted without a database."""

import pytest

from posts.exchange.importing.exports.converted import ConversionOptions, ConversionReport
from posts.exchange.importing.exports.wordpress.export_format import WordPressFormat
from tests.support.wxr_files import make_item, make_wxr


@pytest.fixture
def convert(tmp_path):
    """Return a function that converts items of a WXR file, beside `files`; gives the posts and the report."""

    def convert_items(*items, files=None, options=None, **channel):
        source = tmp_path / "export"
        source.mkdir(exist_ok=True)
        (source / "site.xml").write_text(make_wxr(*items, **channel))
        for name, data in (files or {}).items():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes(data)
        report = ConversionReport()
        folder = tmp_path / "converted"
        posts = list(WordPressFormat().convert(source, folder, options or ConversionOptions(), report))
        return posts, report

    return convert_items


@pytest.fixture
def to_markdown(convert):
    """Return a function that gives the Markdown of one item with some content."""

    def convert_text(content, *items, **fields):
        posts, _ = convert(make_item(content=content, **fields), *items)
        return posts[0].body.strip("\n")

    return convert_text
