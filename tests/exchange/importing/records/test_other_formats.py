"""Files that are no Markdown are refused, whatever they are called, and nothing is written."""

import json

import pytest
from django.core.management import CommandError, call_command

from posts.exchange.importing.records.other_formats import describe_other_text
from posts.models import Post

WXR = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>b</title></channel></rss>"""
NOTEBOOK = json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
OTHERS = {
    "JSON": '{"a": 1}',
    "HTML": "<!DOCTYPE html>\n<html><body><p>x</p></body></html>",
    "RSS": '<rss version="2.0"><channel></channel></rss>',
    "Atom": '<?xml version="1.0"?>\n<feed xmlns="http://www.w3.org/2005/Atom"></feed>',
    "XML": '<?xml version="1.0"?><a/>',
}


@pytest.mark.parametrize("name", ["export.md", "export.json", "export.xml", "export"])
@pytest.mark.parametrize("kind", OTHERS)
def test_what_is_no_markdown_is_refused_with_the_list_of_what_is(db, tmp_path, capsys, kind, name):
    path = tmp_path / name
    path.write_text(OTHERS[kind])
    with pytest.raises((SystemExit, CommandError)) as ended:
        call_command("import_posts", path)
    output = f"{capsys.readouterr().out}{ended.value}"
    assert kind in output
    # What is known as an export that holds nothing says that instead.
    assert "Hexo, Hugo, Jekyll" in output or "without any posts" in output
    assert not Post.objects.exists()


def test_a_notebook_among_markdown_files_is_named_where_it_is_called_one_of_them(db, tmp_path, capsys):
    (tmp_path / "a.md").write_text(NOTEBOOK)
    with pytest.raises(SystemExit):
        call_command("import_posts", tmp_path)
    assert "a.md: a Jupyter notebook, no Markdown" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [("a.zip", b"PK\x03\x04\x00\x00rest", "no zip archive"), ("a.xml", WXR.encode(), "without any posts")],
)
def test_an_archive_or_export_that_holds_nothing_is_refused(db, tmp_path, name, content, reason):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CommandError, match=reason):
        call_command("import_posts", tmp_path / name)
    assert not Post.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "<p>A post may begin with HTML.</p>",
        "{ a set } of things",
        "{% raw %}x{% endraw %}",
        "[link](a.md)",
        "---\ntitle: x\n---\n<html>in a text</html>",
        "```json\n{}\n```",
        "<!-- more -->\n# x",
        "{" * 100_000,
    ],
)
def test_markdown_may_begin_with_anything(text):
    assert describe_other_text(text) == ""
