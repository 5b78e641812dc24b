"""Code blocks."""

import re
from html import unescape

import pytest

from posts.rendering.highlighting import MAX_HIGHLIGHTED_CHARACTERS, MAX_HIGHLIGHTED_LINE
from posts.rendering.passes.code_blocks import MAX_NUMBERED_LINES
from posts.rendering.passes.fence_info import parse_language
from posts.rendering.pipeline import render_in_process


def test_code_is_coloured_by_classes():
    html = render_in_process("```python\nfor x in range(3): print(x)\n```").html
    assert html.startswith(
        '<div class="code" data-language="Python"><pre tabindex="0"><code class="language-python">'
    )
    assert '<span class="k">for</span>' in html
    assert "style=" not in html


def test_plain_names_and_punctuation_need_no_span():
    assert "(x)" in render_in_process("```python\nf(x)\n```").html


@pytest.mark.parametrize("language", ["", "text", "txt", "plain", "mermaid", "no-such-language"])
def test_code_without_a_known_language_stays_readable(language):
    html = render_in_process(f"```{language}\ngraph TD; a-->b & c\n```").html
    assert "data-language" not in html
    assert "graph TD; a--&gt;b &amp; c\n</code>" in html


@pytest.mark.parametrize(
    ("info", "label"),
    [("c++", "C++"), ("cpp", "C++"), ("sh", "Bash"), ("r", "R"), ("{r, echo=FALSE}", "R"), ("yml", "YAML"),
     ("{.python}", "Python"), ("python{1,3}", "Python"), ("Python", "Python"), ("jsx", "JavaScript"),
     ("cu", "CUDA")],
)  # fmt: skip
def test_a_block_names_its_language(info, label):
    assert f'data-language="{label}"' in render_in_process(f"```{info}\n1\n```").html


@pytest.mark.parametrize(
    "raw", ["<pre><code class='lang-js'>1</code></pre>", "<pre class='brush: js'>1</pre>"]
)
def test_code_written_as_html_is_coloured_too(raw):
    assert '<div class="code" data-language="JavaScript">' in render_in_process(raw).html


def test_preformatted_text_with_markup_keeps_it():
    html = render_in_process("<pre>one <b>two</b></pre>").html
    assert html == '<div class="code"><pre tabindex="0">one <b>two</b></pre></div>'


@pytest.mark.parametrize("code", ["x" * (MAX_HIGHLIGHTED_LINE + 1), "x = 1\n" * MAX_HIGHLIGHTED_CHARACTERS])
def test_code_that_is_too_long_is_shown_uncoloured(code):
    rendered = render_in_process(f"```python\n{code}\n```")
    assert (
        f'data-language="Python"><pre tabindex="0"><code class="language-python">{code}\n</code>'
        in rendered.html
    )
    assert [warning.kind for warning in rendered.warnings] == ["uncoloured"]


def test_empty_code_is_a_block():
    assert (
        '<div class="code"><pre tabindex="0"><code></code></pre></div>' in render_in_process("```\n```").html
    )


def test_a_language_cannot_break_out_of_its_attribute():
    assert parse_language('language-"><script>') == ""


def test_inline_code_keeps_no_class_of_the_author():
    assert render_in_process("<code class='language-x'>a</code>").html == "<p><code>a</code></p>"


DRAFT = '''def f():
    """一行
    两行 < & >

    三行"""
    return "x"
'''


def numbers(html):
    return (re.search(r'data-lines="([^"]*)"', html) or [""] * 2)[1].split()


@pytest.mark.parametrize("fence", ["```", "~~~~"])
@pytest.mark.parametrize("prefix", ["", "> ", "> > ", "  "])
def test_marked_lines_leave_the_text_as_it_was(prefix, fence):
    source = f'{fence}python {{2,4-5}} title="<a>.py"\n{DRAFT}{fence}'
    before = "- 项\n\n" if prefix == "  " else ""
    html = render_in_process(before + "".join(f"{prefix}{line}\n" for line in source.split("\n"))).html
    code = html.partition('<code class="language-python">')[2].partition("</code>")[0]
    assert unescape(re.sub("<[^>]*>", "", code)) == DRAFT
    marked = re.findall(r'<span class="hll">((?:<span[^>]*>[^<]*</span>|[^<])*)</span>', code)
    lines = DRAFT.splitlines(keepends=True)
    assert [unescape(re.sub("<[^>]*>", "", part)) for part in marked] == [lines[1], "".join(lines[3:5])]
    assert '<p class="code-title">&lt;a&gt;.py</p><pre' in html


def test_lines_of_an_unknown_language_are_marked_too():
    assert (
        '<code>甲\n<span class="hll">&lt;乙\n</span>丙\n</code>'
        in render_in_process("```{2,9}\n甲\n<乙\n丙\n```").html
    )


@pytest.mark.parametrize(
    ("info", "lines", "expected"),
    [
        ("python", 5, ["1", "2", "3", "4", "5"]),
        ("python", 4, []),
        ("python linenos", 2, ["1", "2"]),
        ("python linenos=false", 9, []),
        ("python {linenostart=9}", 5, ["9", "10", "11", "12", "13"]),
        ("text", 9, []),
        ("text linenos", 2, ["1", "2"]),
        ("console", 9, []),
        ("pycon", 9, []),
        ("diff", 9, []),
        ("markdown", 9, []),
        ("no-such-language", 9, []),
        ("", 9, []),
        ("python linenos", MAX_NUMBERED_LINES + 1, []),
    ],
)
def test_a_program_has_numbered_lines(info, lines, expected):
    code = "\n".join("x" * lines)
    assert numbers(render_in_process(f"```{info}\n{code}\n```").html) == expected


def test_a_block_too_long_for_marks_keeps_its_text():
    code = "x\n" * (MAX_NUMBERED_LINES + 1)
    assert (
        f'<pre tabindex="0"><code>{code}</code>'
        in render_in_process(f"```{{1-{MAX_NUMBERED_LINES}}}\n{code}```").html
    )


def test_what_looks_like_a_fence_in_code_says_nothing():
    html = render_in_process(
        "    ```python title=a.py\n\n<pre class='brush: js' data-sourcepos='1:1-1:9'>1</pre>"
    ).html
    assert html.startswith('<div class="code"><pre tabindex="0"><code>```python title=a.py')
