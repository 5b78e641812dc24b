"""Bookmark cards and figures."""

import pytest

from posts.rendering.pipeline import render_in_process


def card(href, title, host):
    return (
        f'<p class="bookmark"><a href="{href}"><span class="bookmark-title">{title}</span>'
        f'<span class="bookmark-host">{host}</span></a></p>'
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "https://arxiv.org/abs/1706.03762",
            card("https://arxiv.org/abs/1706.03762", "arxiv.org/abs/1706.03762", "arxiv.org"),
        ),
        ("<https://www.a.org/>", card("https://www.a.org/", "a.org", "a.org")),
        ("🔖 https://a.org/x", card("https://a.org/x", "a.org/x", "a.org")),
        ("🔖 [论文 **一**](https://a.org/x)", card("https://a.org/x", "论文 <strong>一</strong>", "a.org")),
        ("🔖[论文](https://a.org/x)", card("https://a.org/x", "论文", "a.org")),
        ("https://a.org/%E8%AE%BA", card("https://a.org/%E8%AE%BA", "a.org/论", "a.org")),
    ],
)
def test_a_lone_address_is_a_card(source, expected):
    assert render_in_process(source).html == expected


@pytest.mark.parametrize(
    "source",
    [
        "见 https://a.org/",
        "https://a.org/ 。",
        "[论文](https://a.org/)",
        "🔖 见 [论文](https://a.org/)",
        "🔖 [这里](#here)",
        "- https://a.org/",
        "someone@a.org",
    ],
)
def test_other_links_are_no_cards(source):
    assert "bookmark" not in render_in_process(source).html


def test_a_lone_picture_with_a_title_is_a_figure():
    assert render_in_process(
        '![猫](/media/a.png "一只猫")', image_sizes={"/media/a.png": (640, 480)}
    ).html == (
        '<figure><img src="/media/a.png" alt="猫" width="640" height="480" loading="lazy" decoding="async">'
        "<figcaption>一只猫</figcaption></figure>"
    )


def test_a_picture_that_is_a_link_may_be_a_figure():
    html = render_in_process('[![猫](/a.png "一只猫")](/b/)').html
    assert html.startswith('<figure><a href="/b/"><img src="/a.png"')
    assert html.endswith("</a><figcaption>一只猫</figcaption></figure>")


def test_other_pictures_stay_in_their_paragraph():
    html = render_in_process('![猫](/a.png) 与 ![狗](/b.png "狗")').html
    assert html.startswith('<p><img src="/a.png" alt="猫" loading="lazy" decoding="async"> 与')
    assert "<figure" not in html


@pytest.mark.parametrize("tag", ["div", "center"])
def test_a_box_with_a_caption_is_a_figure(tag):
    html = render_in_process(
        f'<{tag}><img src="/a.png" alt="a" width="9"><figcaption>甲</figcaption></{tag}>'
    ).html
    assert html.startswith("<figure><img")
    assert html.endswith("<figcaption>甲</figcaption></figure>")
