"""HTML for the editors of 公众号 and 知乎: what these keep of it."""

import re

import pytest

from posts.exchange.copies import editor_html
from posts.exchange.copies.editor_html import build_editor_html
from tests.support.literature import cite_literature, make_book

URL = "https://example.org/posts/a/"
SOURCE = r"""
一个[外链](https://a.example/x)、[又一次](https://a.example/x)和[公众号](https://mp.weixin.qq.com/s/y)，见[上文](#小节)。

## 小节

公式 $a<b$，脚注[^1]。

$$
E = mc^2
$$

```python
def f(x):
    return "a  b"
```

> [!WARNING] 当心
> 正文

- [x] 做完

![图](/media/a.png)

[^1]: 注文。
"""


@pytest.fixture
def copy(make_post, monkeypatch):
    """Return a function that makes the copy of a post for an editor."""
    monkeypatch.setattr(editor_html, "draw_formula", lambda mathml: "<svg></svg>")
    post = make_post(source=SOURCE)
    return lambda editor: build_editor_html(post, editor, URL)


@pytest.mark.parametrize("editor", ["wechat", "zhihu"])
def test_citations_keep_their_numbers_and_list(make_post, monkeypatch, editor):
    cite_literature(monkeypatch, a=make_book("One", ("Smith", "Ann"), DOI="10.1000/x"))
    post = make_post(source="Known [@a], and a [link](https://a.example/x).")
    html = build_editor_html(post, editor, URL)
    assert re.search(r"<sup[^>]*>\[1\]</sup>, and a", html)
    assert "↩" not in html
    assert "#ref-a" not in html
    # The notes of links go on counting; the addresses of the list are there already.
    if editor == "wechat":
        assert "DOI: 10.1000/x.</li>" in html.replace(" </li>", "</li>")
        assert "[2] link：https://a.example/x</p>" in html
    else:
        assert '<a href="https://doi.org/10.1000/x">10.1000/x</a>' in html


def test_wechat_gets_styles_drawings_and_links_as_notes(copy):
    html = copy("wechat")
    assert " class=" not in html
    assert " id=" not in html
    assert "<math" not in html
    assert html.count("<svg>") == 2
    assert re.findall(r'<a href="([^"]*)"', html) == ["https://mp.weixin.qq.com/s/y"]
    # One footnote, and one link that is there twice.
    assert re.findall(r"<sup [^>]*>(\[\d\])</sup>", html) == ["[2]", "[2]", "[1]"]
    assert "[2] 外链：https://a.example/x</p>" in html
    assert html.index("注文。") < html.index("[2] 外链")
    assert '<img src="https://example.org/media/a.png" alt="图"' in html
    assert "☑" in html
    assert "⚠" in html
    # Its editor joins lines and spaces.
    assert "<br>\xa0\xa0\xa0\xa0" in html
    assert re.search(r'<span style="color:[^"]*">def</span>', html)


def test_zhihu_gets_plain_html_and_formulas_as_tex(copy):
    html = copy("zhihu")
    assert " style=" not in html
    formula = '<img eeimg="1" src="https://www.zhihu.com/equation?tex=a%3Cb" alt="a&lt;b">'
    assert formula in html
    assert 'alt="E = mc^2\\\\">' in html
    assert '<pre lang="python"><code>def f(x):\n' in html
    assert html.count('<a href="https://a.example/x">') == 2
    assert ">上文<" not in html


def test_a_formula_that_cannot_be_drawn_is_copied_as_tex(copy, monkeypatch):
    monkeypatch.setattr(editor_html, "draw_formula", lambda mathml: None)
    assert "<code>a&lt;b</code>" in copy("wechat")
