"""Ids, alignment and links, as the last passes leave them."""

import re
from pathlib import Path

from posts.rendering.pipeline import render_in_process
from posts.rendering.tree import parse_html

GOLDEN = Path(__file__).parents[1] / "golden"
# Words in classes and ids for which Mozilla's Readability 0.6 takes an element for no part of an article.
UNLIKELY_NAMES = re.compile(
    r"-ad-|ai2html|banner|breadcrumbs|combx|comment|community|cover-wrap|disqus|extra|footer|gdpr|header|legends"
    r"|menu|related|remark|replies|rss|shoutbox|sidebar|skyscraper|social|sponsor|supplemental|ad-break|agegate"
    r"|pagination|pager|popup|yom-remote",
    re.IGNORECASE,
)


def test_alignment_is_a_class():
    assert render_in_process('<p align="center">中</p>').html == '<p class="center">中</p>'
    assert render_in_process("<center>中</center>").html == '<div class="center">中</div>'


def test_an_id_stays_where_something_leads_to_it():
    html = render_in_process(
        '[见](#fig) <span id="fig">图</span> <span id="alone">文</span> <a name="old">旧</a>[回](#old)'
    ).html
    assert '<span id="fig">图</span> <span>文</span> <a id="old">旧</a>' in html


def test_an_id_stands_once():
    html = render_in_process('[见](#a) <b id="a">1</b> <b id="a">2</b>').html
    assert html.count('id="a"') == 1


def test_a_reader_mode_leaves_out_no_part_of_a_post():
    source = (GOLDEN / "sampler.md").read_text(encoding="utf-8") + "\n\n<aside>旁注</aside>\n"
    source += (
        "\n## Related work\n\n## 特征 extraction {#sec-extra}\n\n::: {#rem-ad-hoc .remark}\n甲\n:::\n\n"
        "![图](/media/a.png){#fig-header}\n\n@fig-header @rem-ad-hoc\n"
    )
    elements = list(parse_html(render_in_process(source).html).iter_elements())
    names = [
        f"{element.attributes.get('class', '')} {element.attributes.get('id', '')}" for element in elements
    ]
    assert [name for name in names if UNLIKELY_NAMES.search(name) and "content" not in name] == []
    assert sum("content" in name for name in names) == 4
    assert {element.tag for element in elements} & {"aside", "footer", "form", "header", "nav"} == set()
    assert {element.attributes["role"] for element in elements if "role" in element.attributes} == {"note"}


def test_an_aside_is_a_note():
    assert render_in_process("<aside>\n旁注\n</aside>").html.startswith('<div class="callout')
    assert '<div role="note">旁注</div>' in render_in_process("甲\n\n<div><aside>旁注</aside></div>").html
