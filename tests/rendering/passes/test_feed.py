"""The post as feed readers get it."""

import re

import pytest

from posts.rendering.pipeline import render_in_process


def feed(source, **options):
    return render_in_process(source, **options).feed_html


def test_a_formula_has_its_tex_in_an_attribute_only():
    html = feed('令 $x < "y"$，则')
    assert html.startswith('<p>令 <math alttext="x &lt; &quot;y&quot;">')
    assert "annotation" not in html
    assert "class=" not in html
    assert html.endswith("</math>，则</p>")


@pytest.mark.parametrize("source", ["甲 $$x$$ 乙", "甲\n\n$$x$$\n\n乙", "- 甲\n\n  $$x$$\n\n  乙"])
def test_a_display_formula_stands_in_a_block_of_its_own(source):
    assert '<p><math display="block" alttext="x"><mi>x</mi></math></p>' in feed(source)


def test_a_formula_that_cannot_be_set_is_shown_as_typed():
    assert feed(r"$\foo$") == r"<p><code>\foo</code></p>"


def test_a_callout_is_a_quotation_with_its_sign_and_title():
    assert feed("> [!TIP]\n> 文") == "<blockquote>\n<p><strong>💡 提示</strong></p>\n<p>文</p>\n</blockquote>"
    assert "<strong>⚠️ 题 <code>c</code></strong>" in feed("> [!WARNING]- 题 `c`\n> 文")


def test_code_has_no_colours_and_keeps_language_and_title():
    source = '```python title="a.py" linenos\nif x < 1:\n    pass\n```'
    code = '<pre><code class="language-python">if x &lt; 1:\n    pass\n</code></pre>'
    assert feed(source) == f"<p><strong>a.py</strong></p>{code}"
    assert feed("```\nx\n```") == "<pre><code>x\n</code></pre>"


def test_a_bookmark_is_a_paragraph_with_its_link():
    assert feed("https://example.org/a") == '<p>🔖 <a href="https://example.org/a">example.org/a</a></p>'
    assert feed("🔖 [题](https://example.org/a)") == (
        '<p>🔖 <a href="https://example.org/a">题</a> (example.org)</p>'
    )


def test_a_task_shows_whether_it_is_done():
    assert "<li>☑ 甲</li>\n<li>☐ 乙</li>" in feed("- [x] 甲\n- [ ] 乙")


def test_a_table_keeps_its_alignment_without_its_box():
    html = feed("| a |\n|--:|\n| b |")
    assert html.startswith("<table>")
    assert '<td align="right">b</td>' in html


def test_notes_stand_below_a_rule():
    html = feed("文[^1]\n\n[^1]: 注")
    assert '<sup><a href="#fn-1" id="fnref-1">1</a></sup>' in html
    assert '<hr>\n<ol>\n<li id="fn-1">' in html


def test_a_picture_is_a_plain_picture():
    html = feed("甲 ![a](/media/a.png)", image_sizes={"/media/a.png": (600, 400, 480)})
    assert '<img src="/media/a.png" alt="a" width="600" height="400">' in html
    assert "srcset" not in html


def test_what_an_author_typed_in_code_stays_text():
    assert '&lt;p class="callout"&gt;' in feed('`<p class="callout">`')
    assert "<math>" not in feed("```\n<math><semantics><annotation></annotation></semantics></math>\n```")


def test_nothing_but_code_has_a_class():
    source = "> [!NOTE]\n> *em* 文 $x$，[^1]\n\n[^1]: 注\n\n==mark==\n\n![a](/a.png)\n\n- [ ] 甲"
    assert re.findall(r'class="[^"]*"', feed(source)) == []
