"""Formatting in templates."""

import pytest

from posts.models import Post
from posts.templatetags.formatting import show_formulas, wrap_phrases

FORMULA = (
    '<math><semantics><msup><mi>x</mi><mn>2</mn></msup><annotation encoding="application/x-tex">'
    "x^2 &lt; 1</annotation></semantics></math>"
)


@pytest.mark.parametrize(
    ("excerpts", "expected"), [([], False), (["<p>a</p>"], False), (["<p>a</p>", FORMULA], True)]
)
def test_a_list_knows_whether_it_shows_formulas(excerpts, expected):
    assert show_formulas([Post(excerpt=excerpt) for excerpt in excerpts]) is expected


@pytest.mark.parametrize(
    ("title", "phrases"),
    [
        ("混合专家：路由、负载均衡", ["混合专家：", "路由、", "负载均衡"]),
        ("为什么“太大？”要问", ["为什么“太大？”要问"]),
        ("KV cache: a note", ["KV cache: a note"]),
        ("<b> & 乙", ["&lt;b&gt; &amp; 乙"]),
        ("结束。", ["结束。"]),
    ],
)
def test_a_title_breaks_between_its_phrases(title, phrases):
    assert wrap_phrases(title) == "".join(f'<span class="phrase">{phrase}</span>' for phrase in phrases)
