"""Link cards: a list in `> [!LINKS]`, as a grid of cards."""

import pytest

from posts.rendering import render
from posts.rendering.tree import parse_html


def list_cards(source, language="en"):
    """Return of each card the name, its address, the host, the picture and the description."""
    root = parse_html(render(source, language=language).html)
    return [read_card(each) for each in root.iter_elements() if each.has_class("link-card")]


def read_card(card):
    parts = dict.fromkeys(("name", "host", "picture", "text"), "")
    href = ""
    for element in card.iter_elements():
        for name in parts:
            if element.has_class(f"link-card-{name}"):
                parts[name] = element.attributes.get("src") or get_text(element)
                href = element.attributes.get("href", href)
    return (parts["name"], href, parts["host"], parts["picture"], parts["text"])


def get_text(element):
    return "".join(
        get_text(child) if hasattr(child, "children") else str(child) for child in element.children
    )


MOON = ("Moon", "https://www.moon.example/", "moon.example", "/media/m.webp", "Of the moon")


@pytest.mark.parametrize(
    "item",
    [
        "- [Moon](https://www.moon.example/) ![](/media/m.webp) — Of the moon",
        "- ![](/media/m.webp) [Moon](https://www.moon.example/): Of the moon",
        "- [![](/media/m.webp) Moon](https://www.moon.example/) - Of the moon",
        "- [![](/media/m.webp)](/m/) [Moon](https://www.moon.example/) Of the moon",
        "- ![](/media/m.webp)\n  [Moon](https://www.moon.example/)\n  Of the moon",
        "1. [Moon](https://www.moon.example/)\n\n   ![](/media/m.webp)\n\n   Of the moon",
    ],
)
def test_an_item_is_a_card_however_its_parts_are_written(item):
    quoted = "\n".join(f"> {line}".rstrip() for line in ["[!LINKS]", *item.split("\n")])
    assert list_cards(quoted) == [MOON]
    assert list_cards(f"::: links\n\n{item}\n\n:::") == [MOON]


@pytest.mark.parametrize("name", ["LINKS", "links", "friends", "友链", "友情链接"])
def test_it_has_several_names_and_a_title(name):
    html = render(f"> [!{name}] My *friends*\n> - [A](https://a.example/)").html
    assert '<p class="link-cards-title"><strong>My <em' in html
    assert "callout" not in html


def test_a_card_needs_a_link_and_no_more():
    source = (
        "> [!LINKS]\n> - [About](/about/)\n> - <https://a.example/x/>\n> - no link\n> - ![](/media/a.png)"
    )
    assert list_cards(source) == [
        ("About", "/about/", "", "", ""),
        ("a.example/x", "https://a.example/x/", "a.example", "", ""),
    ]
    html = render(source).html
    assert "<li>no link</li>" in html


def test_text_between_lists_stays_and_a_link_in_a_description_too():
    html = render("> [!LINKS]\n> Old ones:\n>\n> - [A](https://a.example/) and [b](/b/) $x$").html
    assert html.startswith("<p>Old ones:</p>")
    assert '<div class="link-card-text">and <a href="/b/">b</a>' in html


def test_a_picture_beside_a_name_needs_no_words():
    kinds = {
        warning.kind for warning in render("> [!LINKS]\n> - ![](/a.png) [A](https://a.example/)").warnings
    }
    assert kinds == set()
    kinds = {warning.kind for warning in render("> [!LINKS]\n> - [A](/a/)\n\n![](/a.png)").warnings}
    assert kinds == {"image-alt"}


def test_a_large_picture_is_small_on_its_card_and_no_link_of_its_own():
    sizes = {"/media/a.png": [3000, 3000]}
    html = render("> [!LINKS]\n> - ![](/media/a.png) [A](https://a.example/)", image_sizes=sizes).html
    assert 'width="64" height="64"' in html
    assert 'class="zoom"' not in html


def test_feeds_excerpts_and_search_have_a_list_of_links():
    result = render("> [!LINKS]\n> - [Moon](https://www.moon.example/) ![](/media/m.webp) — Of the moon")
    assert result.feed_html.startswith('<ul>\n<li><img src="/media/m.webp" alt="" width="64" height="64"> <a')
    assert "class" not in result.feed_html
    assert "moon.example <div>" in result.feed_html
    assert "img" not in result.excerpt
    assert "link-card-host" not in result.excerpt
    assert result.text.split() == ["Moon", "moon.example", "Of", "the", "moon"]


@pytest.mark.parametrize("source", ["> [!NOTE]\n> - [A](/a/)", "> - [A](/a/)", "> links\n> - [A](/a/)"])
def test_other_quotations_have_no_cards(source):
    assert "link-card" not in render(source).html
