"""Links as wikis write them: what they lead to is in the references of the render."""

import pytest

from posts.rendering import render
from posts.rendering.pipeline import render_in_process
from posts.rendering.wiki_targets import MAX_TARGETS, find_typed_targets, make_target_key

REFERENCES = {
    make_target_key("Rope"): {"url": "/posts/rope/", "title": "Rope & Tide"},
    make_target_key("on $x^2$"): {"url": "/posts/squares/", "title": "On x²"},
    make_target_key("a draft"): {"url": "", "title": ""},
}


def render_linked(source):
    return render_in_process(source, references=REFERENCES, language="en")


LINKS = {
    "[[Rope]]": '<a href="/posts/rope/">Rope &amp; Tide</a>',
    "见[[ROPE]]。": '见<a href="/posts/rope/">Rope &amp; Tide</a>。',
    "[[ rope |the **old** `one`]]": '<a href="/posts/rope/">the <strong>old</strong> <code>one</code></a>',
    "[[Rope|a]] and [[Rope|b]]": '<a href="/posts/rope/">a</a> and <a href="/posts/rope/">b</a>',
    "[[a draft]], [[a draft|words]]": "a draft, words",
}


@pytest.mark.parametrize("source", LINKS)
def test_a_wiki_link_leads_to_what_it_names(source):
    assert render_linked(source).html == f"<p>{LINKS[source]}</p>"


TEXTS = [
    r"\[[Rope]]",
    r"[\[Rope]]",
    "a[[Rope]]",
    "f(x)[[Rope]]",
    "`[[Rope]]`",
    "[[1, 2], [3, 4]]",
    "[[Rope",
    "Rope]]",
    "[[Rope#knots]]",
    "[[Ro\npe]]",
    "[[unknown]]",
    "[[|Rope]]",
    "[[]]",
    "<div>[[Rope]]</div>",
    "    [[Rope]]",
    "[[[Rope]]]",
]


@pytest.mark.parametrize("source", TEXTS)
def test_all_else_in_brackets_stays_as_typed(source):
    assert "/posts/rope/" not in render_linked(source).html


def test_a_formula_in_a_title_is_set_in_its_link():
    html = render_linked("[[On $x^2$]]").html
    assert '<a href="/posts/squares/">On <math>' in html


def test_a_bar_in_a_table_is_typed_with_a_backslash():
    html = render_linked("| a | b |\n|---|---|\n| [[Rope\\|w]] | c |").html
    assert '<td><a href="/posts/rope/">w</a></td>' in html


def test_links_of_markdown_go_before():
    html = render_linked("[[Rope]](/a/) [[Rope]][r]\n\n[r]: /b/").html
    assert html == '<p><a href="/a/">[Rope]</a> <a href="/b/">[Rope]</a></p>'


def test_what_leads_nowhere_is_told_and_what_is_no_link_is_not():
    result = render_linked("one\n\n[[unknown|w]] [[a draft]] [[1, 2]] [[3]] `[[code]]` [[x#y]]")
    warnings = [(warning.kind, warning.line, warning.detail) for warning in result.warnings]
    found = [
        ("missing-post", 3, "unknown"),
        ("missing-reference", 3, "[[x#y]]"),
        ("unpublished-post", 3, "a draft"),
    ]
    assert sorted(warnings) == found
    assert "[[unknown|w]]" in result.html


def test_a_link_stands_in_feed_text_and_contents():
    result = render_linked("## On [[Rope]]\n\nSee [[Rope|it]].")
    assert '<a href="/posts/rope/">it</a>' in result.feed_html
    assert result.text == "On Rope & Tide\nSee it."
    assert [heading.html for heading in result.toc] == ["On Rope &amp; Tide"]


def test_targets_are_found_whatever_stands_around_them_and_are_bounded():
    assert find_typed_targets("`[[a]]` [[b|c]] [[ B ]] [[d#e]] | [[f\\|g]] | [[h]]") == ["a", "b", "f", "h"]
    many = "".join(f"[[target {number}]]" for number in range(2 * MAX_TARGETS))
    assert len(find_typed_targets(many)) == MAX_TARGETS


def test_a_summary_has_wiki_links_and_mentions_nothing():
    result = render("Text.", summary="See [[Rope]].", references=REFERENCES)
    assert "Rope" in result.excerpt
    assert "[[" not in result.excerpt
    assert result.mentions == ()


def test_thousands_of_links_are_no_trouble():
    result = render_linked("[[unknown]] [[Rope]] " * 2_000)
    assert result.html.count("<a ") == 2_000
    assert len(result.warnings) == 200
    assert len(result.mentions) < 500
