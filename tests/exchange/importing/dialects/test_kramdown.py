"""kramdown: comments, abbreviations, tables without a head."""

import pytest

from posts.exchange.importing.dialects import kramdown
from posts.models import Post


def jekyll(body):
    return {"_config.yml": "title: x\n", "_posts/2026-01-11-a.md": f"---\ntitle: A\n---\n{body}\n"}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("正文。\n\n{::comment}\n私下备注\n{:/comment}\n\n后文。", "正文。\n\n后文。"),
        ("a {::comment}secret{:/} b", "a  b"),
        ("{::comment}\n```\nsecret\n```\n{:/comment}\n\nb", "b"),
        ("a {::nomarkdown}<b>x</b>{:/nomarkdown} b", "a <b>x</b> b"),
        ("a {::options toc_levels='1' /}\n\nb {:/}", "a\n\nb"),
        ("`{::comment}x{:/}`", "`{::comment}x{:/}`"),
    ],
)
def test_a_comment_and_the_marks_of_extensions_are_no_text(import_post, body, expected):
    assert " ".join(import_post(jekyll(body)).source.split()) == " ".join(expected.split())


def test_a_comment_that_was_left_out_is_said_with_its_line(import_files):
    summary = import_files(jekyll("a\n\n{::comment}\nx\n{:/}\n"))

    assert summary.reasons["comment left out"] == ["_posts/2026-01-11-a.md:6: a comment of kramdown"]


def test_a_comment_that_is_never_closed_stays_and_is_said(import_files):
    summary = import_files(jekyll("a\n\n{::comment}\nimportant text"))

    assert "important text" in Post.objects.get().source
    assert summary.reasons["comment never closed"] == [
        "_posts/2026-01-11-a.md:6: the text behind {::comment} is shown"
    ]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("HTML is\n\n*[HTML]: Hyper Text", '<abbr title="Hyper Text">HTML</abbr> is\n\n'),
        ("HTMLs XHTML\n*[HTML]: x\n", "HTMLs XHTML\n"),
        (
            "[HTML](http://a/HTML) <i title='HTML'>\n*[HTML]: x",
            "[<abbr title=\"x\">HTML</abbr>](http://a/HTML) <i title='HTML'>\n",
        ),
        ('A\n*[A]: "q" <b>', '<abbr title="&quot;q&quot; &lt;b&gt;">A</abbr>\n'),
        ("*[Mikolov](https://a.b)* 等人", "*[Mikolov](https://a.b)* 等人"),
    ],
)
def test_abbreviations_are_marked_where_they_stand(make_record, written, expected):
    assert kramdown.mark_abbreviations(written, make_record()) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("| a | b |\n| c | d |", "|  |  |\n| --- | --- |\n| a | b |\n| c | d |"),
        ("|---|:-:|\n| a | b |", "|  |  |\n|---|:-:|\n| a | b |"),
        (
            "| h | i |\n|---|---|\n| a | b |\n|===|===|\n| c | d |",
            "| h | i |\n|---|---|\n| a | b |\n| c | d |",
        ),
        ("| h | i |\n|---|---|\n| a | b |", "| h | i |\n|---|---|\n| a | b |"),
        ("|x| is the norm", "|x| is the norm"),
        ("| a line\n| of verse", "| a line\n| of verse"),
        ("a | b\nc | d", "a | b\nc | d"),
    ],
)
def test_a_table_without_a_head_gets_one(make_record, written, expected):
    assert kramdown.complete_tables(written, make_record()) == expected


def test_such_a_table_is_a_table_on_the_page(import_post):
    html = import_post(jekyll("| a | $x$ |\n| c | d |")).html

    assert html.count("<td") == 4
    assert "<math" in html


def test_the_heading_of_a_list_of_contents_goes_with_it_and_is_noted(import_files):
    summary = import_files(
        {"_posts/2026-01-02-a.md": "---\ntitle: A\n---\n**目录**\n* TOC\n{:toc}\n\nText.\n"}
    )

    assert Post.objects.get().source == "Text.\n"
    assert summary.reasons["list of contents left out"] == ["_posts/2026-01-02-a.md:4: 目录"]
