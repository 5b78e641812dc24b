"""Bookmark cards, figures and pictures."""

import re

import pytest

from posts.rendering.pipeline import render

MATHML = re.compile(r"<math[^>]*>.*?<annotation[^>]*>(.*?)</annotation></semantics></math>", re.DOTALL)


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
    assert render(source).html == expected


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
    assert "bookmark" not in render(source).html


def test_a_lone_picture_with_a_title_is_a_figure():
    assert render('![猫](/media/a.png "一只猫")', image_sizes={"/media/a.png": (640, 480)}).html == (
        '<figure><img src="/media/a.png" alt="猫" width="640" height="480" loading="lazy" decoding="async">'
        "<figcaption>一只猫</figcaption></figure>"
    )


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (r"损失 $L_{\text{x}}\,y$", r"损失 <math>L_{\text{x}}\,y</math>"),
        (r"\(a\{b\}\) 与 $c$，后", r'<math>a\{b\}</math> 与 <span class="nowrap"><math>c</math>，</span>后'),
        ("`x_$i$` 与 ``a`b``", "<code>x_$i$</code> 与 <code>a`b</code>"),
        (r"\"甲\" \$5 &amp; \*乙\* $6", '"甲" $5 &amp; *乙* $6'),
        ("**甲** <b>", "**甲** &lt;b&gt;"),
    ],
)
@pytest.mark.parametrize(
    "picture", ['![猫](/a.png "{}")', '[![猫](/a.png "{}")](/b/)', '> ![猫](/a.png "{}")']
)
def test_a_caption_holds_formulas_and_code(picture, title, expected):
    html = render(picture.replace("{}", title)).html
    assert f"<figcaption>{expected}</figcaption>" in MATHML.sub(r"<math>\1</math>", html)


def test_a_formula_that_fails_in_a_caption_tells_its_line():
    [warning] = render('文\n\n![猫](/a.png "$\\foo$")').warnings
    assert (warning.kind, warning.line) == ("formula", 3)


def test_the_alternative_text_keeps_the_tex():
    assert r'alt="图 \alpha_i 好"' in render(r'![图 $\alpha_i$ 好](/a.png "甲")').html


def test_a_picture_that_is_a_link_may_be_a_figure():
    html = render('[![猫](/a.png "一只猫")](/b/)').html
    assert html.startswith('<figure><a href="/b/"><img src="/a.png"')
    assert html.endswith("</a><figcaption>一只猫</figcaption></figure>")


def test_other_pictures_stay_in_their_paragraph():
    html = render('![猫](/a.png) 与 ![狗](/b.png "狗")').html
    assert html.startswith('<p><img src="/a.png" alt="猫" loading="lazy" decoding="async"> 与')
    assert "<figure" not in html


def test_the_size_is_found_for_an_encoded_address():
    html = render("![猫](/media/猫.png)", image_sizes={"/media/猫.png": (1, 2)}).html
    assert 'width="1" height="2"' in html


def test_the_authors_own_size_is_kept():
    html = render('甲 <img src="/a.png" alt="a" width="30">', image_sizes={"/a.png": (640, 480)}).html
    assert html == '<p>甲 <img src="/a.png" alt="a" width="30" loading="lazy" decoding="async"></p>'


@pytest.mark.parametrize(("typed", "size"), [("300px", ' width="300"'), ("300", ' width="300"'), ("50%", "")])
def test_a_size_is_in_pixels(typed, size):
    html = render(f'<img src="/a.png" alt="a" width="{typed}">').html
    assert f'<img src="/a.png" alt="a"{size} loading="lazy" decoding="async">' in html


@pytest.mark.parametrize("alt", ['"', "<b>", 'a" onerror="alert(1)', "&quot;", "'", "<script>", "$x$", "]("])
def test_an_alternative_text_cannot_leave_its_attribute(alt):
    html = render(f"![{alt}](/a.png)").html
    assert "onerror=" not in html.replace("&quot;", '"').partition("alt=")[0]
    assert "<script" not in html


@pytest.mark.parametrize("tag", ["div", "center"])
def test_a_box_with_a_caption_is_a_figure(tag):
    html = render(f'<{tag}><img src="/a.png" alt="a" width="9"><figcaption>甲</figcaption></{tag}>').html
    assert html.startswith("<figure><img")
    assert html.endswith("<figcaption>甲</figcaption></figure>")


def test_a_source_without_an_address_goes():
    html = render('<picture><source srcset="/a.avif"><img src="/a.png" alt="a"></picture>').html
    assert "<picture><img" in html
    assert '<source src="/a.mp4">' in render('<video><source src="/a.mp4"></video>').html
