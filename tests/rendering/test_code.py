"""Code blocks."""

import pytest

from posts.rendering.page import Page
from posts.rendering.passes.code import MAX_CHARACTERS, MAX_LINE, colour, language_of
from posts.rendering.pipeline import render


def test_code_is_coloured_by_classes():
    html = render("```python\nfor x in range(3): print(x)\n```").html
    assert html.startswith(
        '<div class="code" data-language="Python"><pre tabindex="0"><code class="language-python">'
    )
    assert '<span class="k">for</span>' in html
    assert "style=" not in html


def test_plain_names_and_punctuation_need_no_span():
    assert "(x)" in render("```python\nf(x)\n```").html


@pytest.mark.parametrize("language", ["", "text", "txt", "plain", "mermaid", "no-such-language"])
def test_code_without_a_known_language_stays_readable(language):
    html = render(f"```{language}\ngraph TD; a-->b & c\n```").html
    assert "data-language" not in html
    assert "graph TD; a--&gt;b &amp; c\n</code>" in html


@pytest.mark.parametrize(
    ("info", "label"),
    [("c++", "C++"), ("cpp", "C++"), ("sh", "Bash"), ("r", "R"), ("{r, echo=FALSE}", "R"), ("yml", "YAML"),
     ("{.python}", "Python"), ("python{1,3}", "Python"), ("Python", "Python"), ("jsx", "JavaScript"),
     ("cu", "CUDA")],
)  # fmt: skip
def test_a_block_names_its_language(info, label):
    assert f'data-language="{label}"' in render(f"```{info}\n1\n```").html


@pytest.mark.parametrize(
    "raw", ["<pre><code class='lang-js'>1</code></pre>", "<pre class='brush: js'>1</pre>"]
)
def test_code_written_as_html_is_coloured_too(raw):
    assert '<div class="code" data-language="JavaScript">' in render(raw).html


def test_preformatted_text_with_markup_keeps_it():
    html = render("<pre>one <b>two</b></pre>").html
    assert html == '<div class="code"><pre tabindex="0">one <b>two</b></pre></div>'


@pytest.mark.parametrize("code", ["x" * (MAX_LINE + 1), "x = 1\n" * MAX_CHARACTERS])
def test_code_that_is_too_long_is_shown_uncoloured(code):
    rendered = render(f"```python\n{code}\n```")
    assert (
        f'data-language="Python"><pre tabindex="0"><code class="language-python">{code}\n</code>'
        in rendered.html
    )
    assert [warning.kind for warning in rendered.warnings] == ["uncoloured"]


def test_code_that_takes_too_long_is_shown_uncoloured():
    page = Page("en", {}, colour_seconds=0)
    assert colour("print(1)\n", "python", page) is None


def test_empty_code_is_a_block():
    assert '<div class="code"><pre tabindex="0"><code></code></pre></div>' in render("```\n```").html


def test_a_language_cannot_break_out_of_its_attribute():
    assert language_of('language-"><script>') == ""


def test_inline_code_keeps_no_class_of_the_author():
    assert render("<code class='language-x'>a</code>").html == "<p><code>a</code></p>"
