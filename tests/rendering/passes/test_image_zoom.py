"""Pictures that are linked to themselves."""

import pytest

from posts.rendering.pipeline import render_in_process

SIZES = {"/wide.png": (1600, 900), "/small.png": (684, 400)}
ZOOM = '<a class="zoom" href="'


@pytest.mark.parametrize(
    "source",
    [
        "![图](/wide.png)",
        "文 ![图](/wide.png) 文",
        '![图](/wide.png "图 1")',
        "- ![图](/wide.png)",
        "> ![图](/wide.png)",
        '<div align="center"><img src="/wide.png" alt="图" width="300"></div>',
        '<figure><img src="/wide.png" alt="图"><figcaption>一</figcaption></figure>',
        # Of unknown width, and alone.
        "![图](/unknown.png)",
        '![图](/unknown.png "图 1")',
        "文\n\n![图](https://example.org/unknown.png)\n\n文",
        '<img src="/unknown.png" alt="图" width="900">',
        '<img src="/unknown.png" alt="图" width="50%">',
    ],
)
def test_a_picture_that_may_be_wider_than_the_text_leads_to_itself(source):
    html = render_in_process(source, image_sizes=SIZES).html
    assert html.count(ZOOM) == 1
    assert f'.png"><img src="{html.partition(ZOOM)[2].partition(chr(34))[0]}" alt="图"' in html


@pytest.mark.parametrize(
    "source",
    [
        "![图](/small.png)",
        "文 ![图](/unknown.png)",
        '<img src="/unknown.png" alt="图" width="300">',
        "[![图](/wide.png)](/b/)",
        '[![图](/wide.png "图 1")](/b/)',
        "# ![图](/wide.png)",
        "| ![图](/wide.png) |\n|-|",
        "<details><summary><img src='/wide.png' alt='图'></summary></details>",
        "<a href='/b/'><span><img src='/wide.png' alt='图'></span></a>",
        "<picture><source src='/a.avif'><img src='/wide.png' alt='图'></picture>",
        "![图](data:image/png;base64,AAAA)",
        "<img alt='图'>",
    ],
)
def test_other_pictures_lead_nowhere(source):
    assert ZOOM not in render_in_process(source, image_sizes=SIZES).html


@pytest.mark.parametrize(("language", "name"), [("zh-Hans", "放大图片"), ("en", "Enlarge picture")])
def test_a_link_without_alternative_text_is_named(language, name):
    html = render_in_process("![](/wide.png)", image_sizes=SIZES, language=language).html
    assert f'<a class="zoom" href="/wide.png" aria-label="{name}">' in html


def test_an_excerpt_holds_no_empty_link():
    assert render_in_process("![图](/wide.png)\n\n文。", image_sizes=SIZES).excerpt == "<p>文。</p>"
