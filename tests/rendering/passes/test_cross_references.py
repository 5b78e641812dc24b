"""References to something labelled in another post: `[[slug#label]]`."""

import pytest

from posts.rendering.pipeline import render_in_process

REFERENCES = {
    "other#thm-x": {"url": "/posts/other/#thm-x", "label": "Theorem 3", "number": "3", "title": "Other"},
    "我的 文章#图_1": {"url": "/posts/wo/#fig-1", "label": "图 1", "title": "我的文章"},
    "other#eq:a": {"url": "/posts/other/#eq:a", "label": "Equation (2)", "title": "Other"},
}
LINK = '<a class="reference" href="/posts/other/#thm-x">'


def render(source, **options):
    return render_in_process(source, language="en", references=REFERENCES, **options)


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("By [[other#thm-x]].", f"<p>By {LINK}Theorem 3</a>.</p>"),
        ("[[ other # thm-x ]]", f"<p>{LINK}Theorem 3</a></p>"),
        ("[[other#thm-x|this]]", f"<p>{LINK}this</a></p>"),
        ("[[other#thm-x| ]]", f"<p>{LINK}Theorem 3</a></p>"),
        ("**[[other#thm-x]]**", f"<p><strong>{LINK}Theorem 3</a></strong></p>"),
        ("[[other#eq:a]]", '<p><a class="reference" href="/posts/other/#eq:a">Equation (2)</a></p>'),
        ("见[[我的 文章#图_1]]。", '<p>见<a class="reference" href="/posts/wo/#fig-1">图 1</a>。</p>'),
        ("`[[other#thm-x]]`", "<p><code>[[other#thm-x]]</code></p>"),
        (r"\[[other#thm-x]]", "<p>[[other#thm-x]]</p>"),
        ("[see [[other#thm-x]]](/)", '<p><a href="/">see [[other#thm-x]]</a></p>'),
        ("[[none#thm-x]]", "<p>[[none#thm-x]]</p>"),
        ("[[none#thm-x|that]]", "<p>that</p>"),
        ("[[other#]] [[#thm-x]] [[other#a#b]]", "<p>[[other#]] [[#thm-x]] [[other#a#b]]</p>"),
        ("[[other#thm-x|<b>]]", f"<p>{LINK}&lt;b&gt;</a></p>"),
    ],
)
def test_a_reference_is_a_link_with_what_it_refers_to(source, html):
    assert render(source).html == html


def test_one_in_a_table_may_have_words():
    assert f"<td>{LINK}this</a></td>" in render("| a |\n|---|\n| [[other#thm-x\\|this]] |").html


def test_one_that_leads_nowhere_is_told_with_its_line():
    warnings = render("Text.\n\nBy [[none#thm-x]].").warnings
    assert [(one.kind, one.line, one.detail) for one in warnings] == [
        ("missing-reference", 3, "[[none#thm-x]]")
    ]


def test_card_feed_search_and_contents_have_it_too():
    result = render("## On [[other#thm-x]]\n\nBy [[other#thm-x]].")
    assert '<a href="/posts/other/#thm-x">Theorem 3</a>' in result.feed_html
    assert result.text == "On Theorem 3\nBy Theorem 3."
    assert result.excerpt == f"<p>By {LINK}Theorem 3</a>.</p>"
    assert [heading.html for heading in result.toc] == ["On Theorem 3"]


def test_a_heading_has_no_words_of_another_post_in_it():
    references = {"other#part": {"url": "/posts/other/#part", "label": "A part", "number": ""}}
    result = render_in_process("## On [[other#part]]\n\n[[other#part]]", references=references)
    assert [heading.html for heading in result.toc] == ["On part"]
    assert ">A part</a>" in result.html


def test_each_is_a_mention_with_its_sentence():
    source = "First. By [[other#thm-x]] it holds. Last.\n\n- [[none#a]]也。[[other#thm-x|它]]。"
    found = [(one.target, one.kind, one.sentence, one.line) for one in render(source).mentions]
    assert found == [
        ("other#thm-x", "reference", "By Theorem 3 it holds.", 1),
        ("none#a", "reference", "[[none#a]]也。", 3),
        ("other#thm-x", "reference", "它。", 3),
    ]


@pytest.mark.parametrize("source", ["[[other#" * 20_000, "[[other#thm-x]] " * 6000, "[[a#b|" * 20_000])
def test_many_brackets_are_no_problem(source):
    assert len(render(source).mentions) <= 2000
