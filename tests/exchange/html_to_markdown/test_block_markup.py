"""Code, lists, tables, notes, pictures and boxes of pages."""

import pytest

from posts.exchange.html_to_markdown import convert_html

CODE = [
    ("Pygments with numbers", '<div class="highlight"><table class="highlighttable"><tr><td class="linenos"><pre>1\n2</pre></td><td class="code"><div class="highlight"><pre><code class="language-c++">a;\n  b;</code></pre></div></td></tr></table></div>', "```cpp\na;\n  b;\n```"),
    ("Hexo", '<figure class="highlight python"><figcaption>a.py</figcaption><table><tr><td class="gutter"><pre><span class="line">1</span><br><span class="line">2</span></pre></td><td class="code"><pre><span class="line">a</span><br><span class="line">b</span></pre></td></tr></table></figure>', "```python\na\nb\n```"),
    ("hljs with a table of lines", '<pre><code class="hljs js language-js"><table class="hljs-ln"><tr><td class="hljs-ln-numbers" data-line-number="1"></td><td class="hljs-ln-code">a</td></tr><tr><td class="hljs-ln-numbers"></td><td class="hljs-ln-code">b</td></tr></table></code></pre>', "```javascript\na\nb\n```"),
    ("Prism", '<div class="code-toolbar"><pre class="language-rust line-numbers"><code>fn f() {}<span class="line-numbers-rows"><span></span></span></code></pre><div class="toolbar"></div></div>', "```rust\nfn f() {}\n```"),
    ("Shiki", '<pre class="shiki github-dark"><code data-language="ts"><span class="line">let a</span>\n<span class="line">let b</span></code></pre>', "```ts\nlet a\nlet b\n```"),
    ("GitHub's page of a file", '<table class="js-file-line-container"><tr><td class="blob-num" data-line-number="1"></td><td class="blob-code">x = 1</td></tr><tr><td class="blob-num"></td><td class="blob-code">  y</td></tr></table>', "```\nx = 1\n  y\n```"),
    ("backticks in it", "<pre>```\na</pre>", "````\n```\na\n````"),
    ("a button in it", '<pre><button>Copy</button><span style="user-select: none">$ </span>ls</pre>', "```\nls\n```"),
]  # fmt: skip


@pytest.mark.parametrize(("html", "markdown"), [case[1:] for case in CODE], ids=[case[0] for case in CODE])
def test_code_of(html, markdown):
    assert convert_html(html).markdown == f"{markdown}\n"


LISTS = [
    ("loose", "<ul><li><p>a</p><p>b</p></li><li>c</li></ul>", "- a\n\n  b\n\n- c"),
    ("nested in numbers", "<ol start=9><li>a<ul><li>b</ul><li>c</ol>", "9. a\n   - b\n10. c"),
    ("a list beside its item", "<ul><li>a</li><ul><li>b</li></ul></ul>", "- a\n  - b"),
    ("Word for the web", '<ul><li data-aria-level="1">a</li></ul><ul><li data-aria-level="2">b</li></ul><ul><li data-aria-level="1">c</li></ul>', "- a\n  - b\n- c"),
    ("code in an item", "<ul><li>a<pre>b</pre></li></ul>", "- a\n\n  ```\n  b\n  ```"),
    ("Docs with boxes", '<ul><li role="checkbox" aria-checked="true"><img alt="checked" src="data:image/png;base64,AA=="><p>a</p></li></ul>', "- [x] a"),
    ("brackets that are no box", "<ul><li>[x] a</li></ul>", "- \\[x] a"),
    ("definitions", "<dl><dt>a</dt><dd>b</dd><dd>c</dd></dl>", "a\n: b\n\n: c"),
    ("text that looks like a list", "<p>- a</p><p>1. b<br>+ c</p>", "\\- a\n\n1\\. b\\\n\\+ c"),
]  # fmt: skip


@pytest.mark.parametrize(("html", "markdown"), [case[1:] for case in LISTS], ids=[case[0] for case in LISTS])
def test_lists(html, markdown):
    assert convert_html(html).markdown == f"{markdown}\n"


TABLES = [
    ("of layout", "<table><tr><td><p>a</p></td></tr></table>", "a"),
    ("with a table in it", "<table><tr><td>a<table><tr><td>b</td><td>c</td></tr><tr><td>d</td><td>e</td></tr></table></td><td>f</td></tr></table>", "a\n\n| b | c |\n| --- | --- |\n| d | e |\n\nf"),
    ("with empty rows and columns", "<table><tr><td>a</td><td>b</td><td></td></tr><tr><td></td></tr><tr><td>c</td></tr></table>", "| a | b |\n| --- | --- |\n| c |  |"),
    ("over columns", "<table><tr><th colspan=2>a *</th></tr><tr><td>b</td><td>c</td></tr></table>", '<table>\n<tr>\n<th colspan="2">\n\na \\*\n\n</th>\n</tr>\n<tr>\n<td>b</td>\n<td>c</td>\n</tr>\n</table>'),
    ("with lines in cells", "<table><tr><th>a</th></tr><tr><td><p>b</p><p>c|d</p></td></tr></table>", "| a |\n| --- |\n| b<br>c\\|d |"),
    ("rows alone", "<tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr>", "| a | b |\n| --- | --- |\n| c | d |"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("html", "markdown"), [case[1:] for case in TABLES], ids=[case[0] for case in TABLES]
)
def test_tables(html, markdown):
    assert convert_html(html).markdown == f"{markdown}\n"


def test_notes_of_pandoc_are_numbered_in_order_and_twice_named_once_defined():
    html = (
        '<p>a<a href="#fn1" class="footnote-ref" id="fnref1" role="doc-noteref"><sup>1</sup></a>'
        ' b<a href="#fn2" id="fnref2"><sup>2</sup></a> <a href="#top">up</a></p>'
        '<section class="footnotes" role="doc-endnotes"><hr><ol>'
        '<li id="fn1"><p>A <a href="#fnref1" class="footnote-back">↩︎</a></p></li>'
        '<li id="fn2"><p>B</p><pre>c</pre><p><a href="#fnref2" class="footnote-back">↩︎</a></p></li></ol></section>'
    )
    conversion = convert_html(html, first_note=5)
    assert conversion.markdown == "a[^5] b[^6] up\n\n[^5]: A\n\n[^6]: B\n\n    ```\n    c\n    ```\n"
    assert [(note.kind, note.count) for note in conversion.notes] == [("lost-link", 1)]


def test_pictures_are_listed_and_embedded_ones_numbered():
    html = (
        '<img src="data:image/png;base64,AAAA" alt="a [b]"><p><img src="/c d.png"><img src="//e.example/f.png"></p>'
        '<img src="data:image/svg+xml;utf8,x" data-src="g.webp"><img width=1 height=1 src="https://t.example/p.gif">'
        '<img class="emoji" alt="😀" src="https://s.w.org/1.svg"><img src="file:///C:/h.png"><img>'
        '<figure><img src="i.png" alt="i"><figcaption>“图” "q" <math alttext="x"></math></figcaption></figure>'
    )
    conversion = convert_html(html, "https://site.example/posts/1/")
    assert conversion.markdown == (
        "![a &#91;b&#93;](embedded:1)\n\n"
        "![](https://site.example/c%20d.png)![](https://e.example/f.png)\n\n"
        "![](https://site.example/posts/1/g.webp)😀\n\n"
        '![i](https://site.example/posts/1/i.png "“图” \\"q\\" $x$")\n'
    )
    addresses = [picture.address for picture in conversion.pictures]
    assert addresses[0] == "embedded:1"
    assert conversion.pictures[0].source.startswith("data:image/png")
    assert len(addresses) == 5
    assert {note.kind: note.count for note in conversion.notes} == {"local-picture": 1, "lost-picture": 1}


BOXES = [
    ("Sphinx", '<div class="admonition tip"><p class="admonition-title">Tip</p><p>a</p></div>', "> [!TIP]\n> a"),
    ("Obsidian", '<div class="callout" data-callout="warning"><div class="callout-title">Mind</div><div class="callout-content"><p>a</p></div></div>', "> [!WARNING] Mind\n> a"),
    ("our own page", '<div class="callout callout-note" role="note"><p class="callout-title">说明</p><p>a</p></div>', "> [!NOTE]\n> a"),
    ("a quotation that looks like one", "<blockquote>[!NOTE] a</blockquote>", "> \\[!NOTE] a"),
    ("details", "<details><summary>a <b>b</b></summary><ul><li>c</ul></details>", "<details>\n<summary>a b</summary>\n\n- c\n\n</details>"),
    ("a video", '<video controls><source src="https://v.example/a.mp4"></video>', '<video src="https://v.example/a.mp4" controls></video>'),
    ("a frame", '<iframe src="https://f.example/e" title="Film"></iframe>', "[Film](https://f.example/e)"),
    ("breaks for paragraphs", "a<br><br>b<br>c", "a\n\nb\\\nc"),
]  # fmt: skip


@pytest.mark.parametrize(("html", "markdown"), [case[1:] for case in BOXES], ids=[case[0] for case in BOXES])
def test_boxes(html, markdown):
    assert convert_html(html).markdown == f"{markdown}\n"


def test_what_nobody_sees_is_left_out_and_a_page_that_a_script_shows_is_read():
    html = '<p>a<span style="display:none">b</span><span class="sr-only">c</span><script>d</script><!-- e --></p>'
    assert convert_html(html).markdown == "a\n"
    assert convert_html('<div style="visibility: hidden"><p>f</p></div>').markdown == "f\n"
    assert convert_html("").markdown == ""


def test_links_within_a_page_lead_to_its_headings():
    html = '<ul><li><a href="#s1">To it</a></li><li><a href="#gone">Away</a></li></ul><h2 id="s1">The <i>One</i></h2>'
    assert convert_html(html).markdown == "- [To it](#the-one)\n- Away\n\n## The *One*\n"
