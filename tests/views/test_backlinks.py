"""A post's page says which posts mention it, each with its sentence."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from posts.models.backlinks import MAX_SHOWN_BACKLINKS
from posts.rendering.plain_text import extract_text
from posts.rendering.tree import parse_html

SECTION = re.compile(r'<section class="backlinks".*?</section>', re.DOTALL)
ITEM = re.compile(r"<li>.*?</li>", re.DOTALL)


@pytest.fixture
def rope(make_post):
    return make_post("Rope", slug="rope")


def find_backlinks(client, path="/posts/rope/"):
    """Return the address and the sentence of each backlink on the page at `path`."""
    section = SECTION.search(client.get(path).text)
    items = ITEM.findall(section[0]) if section else []
    return [(re.search('href="([^"]*)"', item)[1], re.search("<p[^>]*>(.*)</p>", item)[1]) for item in items]


def test_posts_and_pages_that_mention_it_are_shown_newest_first(client, make_post, rope):
    make_post("Old", slug="old", source="One. Two [[Rope|ropes]] & three. Four.")
    make_post(
        "New", slug="new", source="[it](/posts/rope/), [it again](/posts/rope/).", published_at=timezone.now()
    )
    make_post("About", slug="about", kind="page", source="See [[rope]].")
    assert find_backlinks(client) == [
        ("/posts/new/", "it, it again."),
        ("/about/", "See Rope."),
        ("/posts/old/", "Two ropes &amp; three."),
    ]


def test_only_what_readers_find_is_shown_also_to_editors(client, editor_client, make_post, rope):
    source = "[[Rope]] in secret."
    make_post("Draft", source=source, published_at=None)
    make_post("Later", source=source, published_at=timezone.now() + timedelta(days=1))
    make_post("Unlisted", source=source, is_unlisted=True)
    rope.source = "[[Rope]], this one."
    rope.save()
    assert find_backlinks(client) == find_backlinks(editor_client) == []
    assert "Mentioned in" not in client.get("/posts/rope/").text


def test_of_a_title_that_was_changed_the_words_stay(client, make_post, rope):
    make_post("Other", slug="other", source="On <b>bold</b> & [[Rope|<i>x</i>]].")
    [(_, sentence)] = find_backlinks(client)
    assert sentence == "On bold &amp; x."
    assert extract_text(parse_html(f"<p>{sentence}</p>")) == "On bold & x."


def test_a_few_stand_open_and_the_others_behind_a_click(client, make_post, rope):
    for number in range(7):
        make_post(f"Post {number}", source="[[Rope]].")
    page = client.get("/posts/rope/").text
    before, _, behind = SECTION.search(page)[0].partition("<details>")
    assert (before.count("<li>"), behind.count("<li>")) == (5, 2)
    assert MAX_SHOWN_BACKLINKS > 7


def test_a_title_with_a_formula_brings_its_stylesheet(client, make_post, rope):
    assert "math.css" not in client.get("/posts/rope/").text
    make_post("On $x^2$", source="[[Rope]].")
    assert "math.css" in client.get("/posts/rope/").text


@pytest.mark.parametrize("kind", ["post", "page"])
def test_what_of_it_is_referred_to_is_named_in_the_order_of_its_text(kind, client, make_post):
    source = "::: {#lem-a}\n:::\n\n::: {#thm-x}\n:::"
    target = make_post("Target", slug="target", kind=kind, source=source)
    make_post("On $x^2$", slug="first", source="By [[target#thm-x]] & [[target#lem-a]], [[target#thm-x]].")
    make_post("Draft", source="[[target#thm-x]]", published_at=None)
    page = client.get(target.get_absolute_url()).text
    assert "math.css" in page
    [item] = ITEM.findall(SECTION.search(page)[0])
    assert item.count('href="/posts/first/"') == 1
    assert "By Theorem 1 &amp; Lemma 1, Theorem 1." in item
    assert '<a href="#lem-a">Lemma 1</a>, <a href="#thm-x">Theorem 1</a>' in item
