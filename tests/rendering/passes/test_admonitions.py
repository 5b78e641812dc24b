"""Admonitions, as Python-Markdown and MkDocs write them."""

from posts.rendering.context import RenderContext
from posts.rendering.passes.callout_dialects import translate_callouts
from posts.rendering.pipeline import render_in_process
from posts.rendering.source import SourceText


def translate(source):
    return translate_callouts(SourceText.from_text(source), RenderContext("en", {}))


def callout(kind, title, body):
    opening = f'<div class="callout callout-{kind}" role="note">'
    return f'{opening}\n<p class="callout-title">{title}</p>\n{body}\n</div>'


def test_an_indented_note_holds_blocks():
    html = render_in_process(
        "!!! tip\n    一\n\n    ```text\n    !!! note\n        x\n    ```\n\n    - 二\n\n三"
    ).html
    code = (
        '<div class="code"><pre tabindex="0"><code class="language-text">!!! note\n    x\n</code></pre></div>'
    )
    assert html == callout("tip", "提示", f"<p>一</p>\n{code}\n<ul>\n<li>二</li>\n</ul>") + "\n<p>三</p>"


def test_the_lines_of_an_indented_note_are_those_of_the_author():
    translated = translate('一\n!!! info "题"\n    二\n\n三')
    assert translated.text == "一\n\n> [!info] 题\n> 二\n\n\n三"
    assert translated.author_lines == [1, 2, 2, 3, 3, 4, 5]
