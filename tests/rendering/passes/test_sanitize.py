"""What of an author's HTML reaches readers."""

import pytest

from posts.rendering.pipeline import render_in_process


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<ScRiPt src=//evil.example></sCrIpT>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)><script>alert(1)</script></svg>",
        "<math><mi onclick=alert(1)>x</mi></math>",
        "<a href='javascript:alert(1)'>a</a>",
        "<a href='java\nscript:alert(1)'>a</a>",
        "<a href='\u2028javascript:alert(1)'>a</a>",
        "<a href='&#1;javascript:alert(1)'>a</a>",
        "<a href=' JavaScript:alert(1)'>a</a>",
        "<a href='vbscript:x'>a</a>",
        "<a href='data:text/html,<script>alert(1)</script>'>a</a>",
        "[a](javascript:alert(1))",
        "[a](<java\u2028script:alert(1)>)",
        "![a](javascript:alert(1))",
        "![a](data:image/svg+xml;base64,PHN2Zz4=)",
        "<iframe src='https://evil.example'></iframe>",
        "<iframe><script>alert(1)</script></iframe>",
        "<style>body{display:none}</style>",
        "<p style='position:fixed'>a</p>",
        "<form action='/admin/'><input name=a><button>a</button></form>",
        "<input type=image src=x onerror=alert(1)>",
        "<details ontoggle=alert(1) open>a</details>",
        "<video><source onerror=alert(1)></video>",
        "<base href='//evil.example'>",
        "<meta http-equiv=refresh content='0;url=//evil.example'>",
        "<object data=x><embed src=x></object>",
        "<textarea><img src=x onerror=alert(1)></textarea>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
        "<math><style><img src=x onerror=alert(1)></style></math>",
        "`<script>`<script>alert(1)</script>",
        "$<script>alert(1)</script>$",
        '```js"onload=alert(1)\n1\n```',
        "```\n</code></pre><script>alert(1)</script>\n```",
        "[a]: javascript:alert(1)\n\n[a]",
        "# <img src=x onerror=alert(1)>",
        "| <script>alert(1)</script> |\n|---|\n| <b onclick=alert(1)> |",
        "> [!NOTE] <script>alert(1)</script>\n> a",
        "🔖 [a](javascript:alert(1))",
        "<span data-math-style='inline'>\\href{javascript:alert(1)}{x}</span>",
        "$\\href{javascript:alert(1)}{x}$",
        "<ruby onclick=alert(1)>a<rt>b</rt></ruby>",
    ],
)
def test_nothing_that_acts_gets_through(source, tags_of):
    rendered = render_in_process(source)
    for html in (rendered.html, rendered.excerpt):
        for tag, attributes in tags_of(html):
            assert tag not in {"script", "style", "iframe", "object", "embed", "svg", "form", "base", "meta"}
            assert not any(name.startswith("on") or name == "style" for name in attributes)
            for name in {"href", "src"} & attributes.keys():
                assert attributes[name].partition(":")[0].strip() in {
                    "http",
                    "https",
                    "mailto",
                    attributes[name],
                }


@pytest.mark.parametrize(
    "source",
    [
        "<kbd>Ctrl</kbd>+<kbd>C</kbd>",
        "x<sub>i</sub><sup>2</sup>",
        "<mark>重点</mark>",
        "<ruby>注<rp>(</rp><rt>zhù</rt><rp>)</rp></ruby>",
        '<abbr title="Rotary Position Embedding">RoPE</abbr>',
        '<span lang="ja">日本語</span>',
        "<u>下划线</u> <small>小</small> <del>删</del> <ins>增</ins>",
        '<a href="mailto:a@b.org">信</a>',
    ],
)
def test_harmless_phrases_stay(source):
    assert render_in_process(source).html == f"<p>{source}</p>"


def test_harmless_blocks_stay():
    source = "<details>\n<summary>更多</summary>\n\n**文**\n\n</details>"
    assert render_in_process(source).html == (
        "<details>\n<summary>更多</summary>\n<p><strong>文</strong></p>\n</details>"
    )


def test_a_small_picture_may_be_in_the_address():
    html = render_in_process("![点](data:image/png;base64,iVBORw0KGgo=)").html
    assert 'src="data:image/png;base64,iVBORw0KGgo="' in html


@pytest.mark.parametrize("address", ["http://", "https:///a/b", "http:///groups/1"])
def test_an_address_without_its_host_leads_nowhere(address):
    assert render_in_process(f"[甲]({address})").html == "<p>甲</p>"


def test_an_address_keeps_what_belongs_to_it():
    html = render_in_process("[a](/b?c=1&d=2#e:f) [g](h:8000/i)").html
    assert 'href="/b?c=1&amp;d=2#e:f"' in html
    assert "h:8000" not in html
