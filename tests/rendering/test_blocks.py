"""Tables, task lists, footnotes, definitions, tildes, alignment: what GFM and its neighbours add."""

import pytest

from posts.rendering.pipeline import render


def test_a_table_has_a_box_that_scrolls():
    html = render("| a | b | c | d |\n|---|:--|:-:|--:|\n| 1 | 2 | 3 | 4 |").html
    assert html.startswith('<div class="table" tabindex="0"><table>')
    assert '<th>a</th>\n<th class="left">b</th>\n<th class="center">c</th>\n<th class="right">d</th>' in html


def test_a_task_names_its_box():
    html = render("- [x] 写 **完**\n  - [ ] 子项\n- [ ] $x$").html
    assert '<input type="checkbox" disabled="" checked="" aria-label="写 完">' in html
    assert '<input type="checkbox" disabled="" aria-label="子项">' in html
    assert '<ul class="contains-task-list">' in html


def test_footnotes_lead_there_and_back():
    html = render("甲[^1]，乙[^1]，丙[^注]。\n\n[^1]: 一\n[^注]: 二").html
    assert '<a href="#fn-1" id="fnref-1">1</a></sup>' in html
    assert '<li id="fn-注"' in html
    assert '<a href="#fnref-1-2" class="footnote-backref" aria-label="回到正文引用 1-2">' in html


def test_footnotes_speak_the_language_of_the_post():
    assert 'aria-label="Back to reference 1"' in render("a[^1]\n\n[^1]: b", language="en").html


def test_definitions():
    assert "<dt>术语</dt>\n<dd>" in render("术语\n\n: 解释").html


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("H~2~O", "H<sub>2</sub>O"),
        ("需要 10~20 个，约 30~40 秒", "需要 10~20 个，约 30~40 秒"),
        ("好~真的~好", "好~真的~好"),
        ("~~删~~", "<del>删</del>"),
        ("**H~2~O**", "<strong>H<sub>2</sub>O</strong>"),
        ("中文 H~2~O", "中文 H<sub>2</sub>O"),
        ("<del>删</del>", "<del>删</del>"),
    ],
)
def test_one_tilde_deletes_nothing(source, expected):
    assert render(source).html == f"<p>{expected}</p>"


def test_one_tilde_deletes_nothing_in_a_quote_or_list():
    assert "<del>" not in render("> 10~20，30~40\n\n- 10~20，30~40\n  10~20，30~40").html


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
    assert render(source).html == f"<p>{expected}</p>"


@pytest.mark.parametrize("around", ["- {}", "> {}", "文\n{}", "| a |\n|---|\n| {} |", "x[^1]\n\n[^1]: {}"])
def test_comparisons_are_known_in_every_block(around):
    assert "a==b c==d" in render(around.format("a==b c==d")).html
    assert "<mark>甲</mark>" in render(around.format("文==甲==")).html


def test_alignment_is_a_class():
    assert render('<p align="center">中</p>').html == '<p class="center">中</p>'
    assert render("<center>中</center>").html == '<div class="center">中</div>'


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("中 $x$，后", '<p>中 <span class="nowrap"><math>…</math>，</span>后</p>'),
        ("中 $x$ 后", "<p>中 <math>…</math> 后</p>"),
        ("中 $`x`$。", '<p>中 <span class="nowrap"><math>…</math>。</span></p>'),
        (r"中 \(x\)。", '<p>中 <span class="nowrap"><math>…</math>。</span></p>'),
    ],
)
def test_a_formula_and_the_mark_after_it_stay_on_one_line(source, expected):
    assert without_mathml(render(source).html) == expected


def test_a_display_formula_parts_its_paragraph():
    assert without_mathml(render("前 $$x$$ 后").html) == (
        '<p>前</p>\n<div class="formula" tabindex="0"><math>…</math></div>\n<p>后</p>'
    )


@pytest.mark.parametrize("source", ["- 甲\n  $$x$$", "> $$x$$", "| a |\n|---|\n| $$x$$ |"])
def test_a_display_formula_has_its_box_anywhere(source):
    assert '<div class="formula" tabindex="0"><math>…</math></div>' in without_mathml(render(source).html)


def test_a_display_formula_in_a_heading_breaks_nothing():
    assert without_mathml(render("## $$x$$").html) == (
        '<h2 id="x"><a class="anchor" href="#x"><math>…</math></a></h2>'
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "<ul><li>令 $x$，后</li></ul>",
            '<ul><li>令 <span class="nowrap"><math>…</math>，</span>后</li></ul>',
        ),
        ("<div>\\(x\\) \\$5 $6</div>", "<div><math>…</math> $5 $6</div>"),
        ("<p>前 $$x$$ 后</p>", '<p>前 </p><div class="formula" tabindex="0"><math>…</math></div><p> 后</p>'),
        ("<div><b>$x$</b></div>", "<div><b><math>…</math></b></div>"),
        ("<div>\n\n\\$5 和 \\$6\n\n</div>", "<div>\n<p>$5 和 $6</p>\n</div>"),
        ("<div><code>$x$</code></div>", "<div><code>$x$</code></div>"),
        ("花 \\$5 和 <span>\\$6</span>$", "<p>花 $5 和 <span>$6</span>$</p>"),
        ("- \\$5 和 \\$6", "<ul>\n<li>$5 和 $6</li>\n</ul>"),
    ],
)
def test_formulas_inside_html_are_found(source, expected):
    assert without_mathml(render(source).html) == expected


def test_a_display_formula_right_below_a_picture_is_one():
    html = without_mathml(render("- 甲\n\n  <img src='/a.png' alt='a'>\n  $$\n  x\n  $$\n  令 $x$。").html)
    assert '<div class="formula" tabindex="0"><math>…</math></div>' in html
    assert '令 <span class="nowrap"><math>…</math>。</span>' in html
    assert "math\n" not in html


def without_mathml(html):
    before, _, rest = html.partition("<math")
    if not rest:
        return before
    return f"{before}<math>…</math>{without_mathml(rest.partition('</math>')[2])}"
