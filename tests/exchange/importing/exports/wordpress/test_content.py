# ruff: noqa: E501  (HTML as editors write it)
"""The text of WordPress as Markdown: the classic editor, blocks, shortcodes, formulas, footnotes."""

import json

import pytest

from tests.support.wxr_files import make_attachment, make_item

CLASSIC = {
    "blank lines are paragraphs": ("One\ntwo\n\nThree", "One\\\ntwo\n\nThree"),
    "lines within elements": (
        "<h2>Head</h2>\nText\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\nEnd",
        "## Head\n\nText\n\n- a\n- b\n\nEnd",
    ),
    "a quotation of two paragraphs": ("<blockquote>One\n\nTwo</blockquote>", "> One\n>\n> Two"),
    "code keeps its lines": ('<pre lang="php">a\n\nb</pre>', "```php\na\n\nb\n```"),
    "marks of formulas in code": (
        "<code>$a_b$</code> and <pre>[caption]$$x$$</pre>",
        "`$a_b$` and\n\n```\n[caption]$$x$$\n```",
    ),
    "more": ("Before<!--more Go on-->After", "Before\n\n<!-- more -->\n\nAfter"),
    "dollars that are money": ("costs $5 and $6", "costs \\$5 and \\$6"),
    "an address alone": ("https://example.com/v", "https://example.com/v"),
}
SHORTCODES = {
    "caption": (
        '[caption id="a" width="300"]<a href="/x.jpg"><img src="https://e.example/a.jpg" alt="A" /></a> Cap[/caption]',
        "[![A](https://e.example/a.jpg)](https://old.example/x.jpg)\n\nCap",
    ),
    "code": ('[code lang="js"]if (a &lt; b) [x][/code]', "```javascript\nif (a < b) [x]\n```"),
    "sourcecode": ("[sourcecode language='python']\nx = 1\n\ny\n[/sourcecode]", "```python\nx = 1\n\ny\n```"),
    "crayon": ('<pre class="lang:python decode:true">x</pre>', "```python\nx\n```"),
    "named by its language": ("[python]x[/python]", "```python\nx\n```"),
    "embed": ("[embed]https://youtu.be/x[/embed]", "<https://youtu.be/x>"),
    "youtube": ("[youtube=https://youtu.be/x&w=3]", "<https://youtu.be/x&w=3>"),
    "audio": (
        '[audio mp3="https://e.example/a.mp3"][/audio]',
        '<audio src="https://e.example/a.mp3" controls></audio>',
    ),
    "video": (
        '[video src="https://e.example/a.mp4"]',
        '<video src="https://e.example/a.mp4" controls></video>',
    ),
    "escaped": ("[[gallery]]", "[gallery]"),
    "words in brackets": ("He [sic] said [1]", "He [sic] said [1]"),
    "footnote": ("A[footnote]Note <b>x</b>[/footnote].", "A[^1].\n\n[^1]: Note **x**"),
}
FORMULAS = {
    "jetpack": ("So $latex a_1 &lt; b&bg=ffffff&s=2$ is", "So $a_1 < b$ is"),
    "tagged": ("[latex]\\frac{1}{2}[/latex]", "$\\frac{1}{2}$"),
    "parentheses": ("x \\(a_b*c*\\) y", "x $a_b*c*$ y"),
    "brackets": ("x\n\n\\[\na<br />b\n\\]", "x\n\n$$\na\nb\n$$"),
    "double dollars": ("$$ x^2 $$", "$$\nx^2\n$$"),
    "single dollars that hold TeX": ("for $x_1$ in \\(y\\)", "for $x_1$ in $y$"),
    "not in attributes": (
        '<img src="https://e.example/a.jpg" alt="$$x$$">',
        "![\\$\\$x\\$\\$](https://e.example/a.jpg)",
    ),
    "an environment": ("\\begin{align}a&amp;=b\\end{align}", "$$\n\\begin{align}a&=b\\end{align}\n$$"),
}
BLOCKS = {
    "paragraph and heading": (
        '<!-- wp:heading {"level":3} -->\n<h3>H</h3>\n<!-- /wp:heading -->\n\n'
        "<!-- wp:paragraph -->\n<p>One<br>two</p>\n<!-- /wp:paragraph -->",
        "### H\n\nOne\\\ntwo",
    ),
    "code": (
        '<!-- wp:code --><pre class="wp-block-code"><code>a &lt; $b$</code></pre><!-- /wp:code -->',
        "```\na < $b$\n```",
    ),
    "code of a plugin": (
        '<!-- wp:syntaxhighlighter/code {"language":"php"} -->\n'
        '<pre class="wp-block-syntaxhighlighter-code">&lt;?php</pre>\n<!-- /wp:syntaxhighlighter/code -->',
        "```php\n<?php\n```",
    ),
    "verse": ("<!-- wp:verse --><pre>a\nb</pre><!-- /wp:verse -->", "a\\\nb"),
    "image": (
        '<!-- wp:image --><figure class="wp-block-image"><img src="https://e.example/a.jpg" alt="A"/>'
        "<figcaption>C</figcaption></figure><!-- /wp:image -->",
        '![A](https://e.example/a.jpg "C")',
    ),
    "old gallery": (
        '<!-- wp:gallery --><ul><li><figure><img src="https://e.example/a.jpg" alt="A"/></figure></li></ul><!-- /wp:gallery -->',
        "![A](https://e.example/a.jpg)",
    ),
    "embed": (
        '<!-- wp:embed {"url":"https://youtu.be/x"} --><figure class="wp-block-embed">'
        '<div class="wp-block-embed__wrapper">\nhttps://youtu.be/x\n</div></figure><!-- /wp:embed -->',
        "<https://youtu.be/x>",
    ),
    "table": (
        "<!-- wp:table --><figure><table><thead><tr><th>a</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>"
        "</figure><!-- /wp:table -->",
        "| a |\n| --- |\n| 1 |",
    ),
    "details": (
        "<!-- wp:details --><details><summary>S</summary><!-- wp:paragraph --><p>In</p><!-- /wp:paragraph -->"
        "</details><!-- /wp:details -->",
        "<details>\n<summary>S</summary>\n\nIn\n\n</details>",
    ),
    "math": ('<!-- wp:math {"latex":"x^2"} --><math><mi>x</mi></math><!-- /wp:math -->', "$$\nx^2\n$$"),
    "katex": (
        '<!-- wp:katex/display-block --><div data-katex-display="true">\\frac{a}{b}</div><!-- /wp:katex/display-block -->',
        "$$\n\\frac{a}{b}\n$$",
    ),
    "columns and buttons": (
        '<!-- wp:columns --><div><!-- wp:column --><div><p>L</p></div><!-- /wp:column --></div><!-- /wp:columns -->'
        '<!-- wp:buttons --><div><!-- wp:button --><div><a href="https://e.example/">Go</a></div><!-- /wp:button --></div><!-- /wp:buttons -->',
        "L\n\n[Go](https://e.example/)",
    ),
    "separator, more, next page": (
        "<!-- wp:separator --><hr/><!-- /wp:separator --><!-- wp:more -->\n<!--more-->\n<!-- /wp:more -->"
        "<!-- wp:nextpage --><!--nextpage--><!-- /wp:nextpage --><p>End</p>",
        "---\n\n<!-- more -->\n\nEnd",
    ),
    "classic text beside blocks": ("<!-- wp:paragraph --><p>A</p><!-- /wp:paragraph -->\n\nOne\n\nTwo", "A\n\nOne\n\nTwo"),
    "a link of social links": (
        '<!-- wp:social-links --><ul><!-- wp:social-link {"url":"https://e.example/u","service":"github"} /--></ul><!-- /wp:social-links -->',
        "- [github](https://e.example/u)",
    ),
    "file": (
        '<!-- wp:file --><div><a href="https://e.example/a.pdf">A</a><a href="https://e.example/a.pdf" class="wp-block-file__button" download>Download</a></div><!-- /wp:file -->',
        "[A](https://e.example/a.pdf)",
    ),
    "a block that nobody ends": ("<!-- wp:group --><div><p>A</p></div>", "A"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("content", "markdown"),
    [
        pytest.param(*case, id=name)
        for cases in (CLASSIC, SHORTCODES, FORMULAS, BLOCKS)
        for name, case in cases.items()
    ],
)
def test_text_becomes_markdown(to_markdown, content, markdown):
    assert to_markdown(content) == markdown


def test_galleries_show_the_attachments_of_the_post_or_those_they_name(to_markdown):
    pictures = (
        make_attachment(7, "https://cdn.example/a.jpg", parent=1, alt="A", caption="Cap"),
        make_attachment(8, "https://cdn.example/b.jpg", parent=1),
        make_attachment(9, "https://cdn.example/c.jpg"),
    )

    assert to_markdown("[gallery]", *pictures) == (
        '![A](https://cdn.example/a.jpg "Cap")\n\n![](https://cdn.example/b.jpg)'
    )
    assert to_markdown('[gallery ids="9,8"]', *pictures) == (
        "![](https://cdn.example/c.jpg)\n\n![](https://cdn.example/b.jpg)"
    )


def test_footnotes_of_the_block_editor_are_footnotes(to_markdown):
    notes = json.dumps([{"id": "f1", "content": "A <em>note</em>"}])
    content = (
        '<!-- wp:paragraph --><p>Text<sup data-fn="f1" class="fn"><a href="#f1" id="f1-link">1</a></sup>.</p>'
        "<!-- /wp:paragraph --><!-- wp:footnotes /-->"
    )

    assert to_markdown(content, meta={"footnotes": notes}) == "Text[^1].\n\n[^1]: A *note*"


def test_synced_patterns_stand_where_they_are_named_and_never_in_themselves(to_markdown):
    pattern = make_item(5, post_type="wp_block", content='<p>Mine</p><!-- wp:block {"ref":5} /-->')

    assert to_markdown('<!-- wp:block {"ref":5} /-->', pattern).startswith("Mine")


def test_what_is_not_turned_is_kept_or_listed(convert):
    content = '[su_box title="x"]In[/su_box] [contact-form-7 id="3"]<!-- wp:calendar /-->'
    posts, _ = convert(make_item(content=content))

    assert posts[0].body == '[su_box title="x"]In[/su_box] [contact-form-7 id="3"]\n'
    assert posts[0].notes == (
        "tag unknown: [su_box]",
        "tag unknown: [contact-form-7]",
        "not imported: block calendar, which WordPress fills at each visit",
    )
