"""Highlights, and comparisons that are none."""

import pytest

from posts.rendering.pipeline import render_in_process


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("这是==高亮==文字", "这是<mark>高亮</mark>文字"),
        ("==high light== text", "<mark>high light</mark> text"),
        ("**==粗==**", "<strong><mark>粗</mark></strong>"),
        ("English==高亮。==后", "English<mark>高亮。</mark>后"),
        ("a == b 与 c == d", "a == b 与 c == d"),
        ("a==b，c==d", "a==b，c==d"),
        ("pip install torch==2.0 numpy==1.2", "pip install torch==2.0 numpy==1.2"),
        ("版本==1.0，torch==2.0", "版本==1.0，torch==2.0"),
        ("x[0]==y and f(z)==0", "x[0]==y and f(z)==0"),
        ("`==a==`", "<code>==a==</code>"),
        ("<mark>x</mark>y", "<mark>x</mark>y"),
        ('<mark data-sourcepos="9:0-99:9">x</mark>', "<mark>x</mark>"),
    ],
)
def test_two_equality_signs_highlight_and_do_not_compare(source, expected):
    assert render_in_process(source).html == f"<p>{expected}</p>"


@pytest.mark.parametrize("around", ["- {}", "> {}", "文\n{}", "| a |\n|---|\n| {} |", "x[^1]\n\n[^1]: {}"])
def test_comparisons_are_known_in_every_block(around):
    assert "a==b c==d" in render_in_process(around.format("a==b c==d")).html
    assert "<mark>甲</mark>" in render_in_process(around.format("文==甲==")).html
