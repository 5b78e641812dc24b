"""Hostile sources: each is rendered at once, or refused."""

import time
from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from posts.rendering import limits
from posts.rendering.pipeline import render_in_process
from posts.rendering.result import RenderError
from tests.support.markdown_pieces import PIECES
from tests.support.proofs import scale

SECONDS = 2.0
REPEATED_CHARACTERS = 50_000

HOSTILE = {
    # Known to break one of our parts.
    "fractions in fractions": "$" + r"\frac{1}{" * 3222 + "}" * 3222 + "$",
    "braces in braces": "$" + "{" * 5468 + "}" * 5468 + "$",
    "accents on accents": "$" + r"\hat" * 3000 + "x$",
    "powers of powers": "$x" + "^{2" * 3000 + "}" * 3000 + "$",
    "fences in fences": "$" + r"\left(" * 3000 + r"\right)" * 3000 + "$",
    "quotes in quotes": ">" * 100_000,
    "quotes in quotes, with spaces": "> " * 50_000 + "[!NOTE]",
    "a wide table with short rows": "|a" * 223 + "|\n" + "|-" * 223 + "|\n" + "|a\n" * 33_000,
    **{
        f"a row of {sign}": f"| a | b |\n|---|---|\n{sign * 50_000}\n"
        for sign in ("`|", "$|", "$|$", r"\(|", r"\|", "||", "``|`|", "$$|$|", "$ |")
    },
    "formulas that never end": r"\(" * 50_000,
    "display formulas that never end": r"\[" * 50_000,
    "formulas that end before they begin": r"\)" * 20_000 + r"\(" * 20_000,
    "formulas that never end, in html": "<div>" + r"\(a" * 900 + "b" * 50_000,
    "dollars in html": "<div>" + "$a " * 30_000,
    "equal headings": "# a\n\n" * 10_000,
    "footnote references": "[^1]" * 15_000 + "\n\n[^1]: a",
    "divs in divs": "<div>" * 20_000,
    "java": "```java\n" + "a " * 25_000 + "\n```",
    "csharp": "```csharp\n" + "$" * 50_000 + "\n```",
    "javascript": "```js\n" + "a." * 25_000 + "\n```",
    "yaml": "```yaml\n" + "`" * 50_000 + "\n```",
    "java in lines": "```java\n" + ("a " * 900 + "\n") * 27 + "\n```",
    # Others.
    "brackets": "[" * 50_000,
    "pictures": "![" * 50_000,
    "links in brackets": "[a](" * 30_000,
    "emphasis": "*a " * 50_000,
    "strong and em": "**a *b " * 20_000,
    "emphasis beside han": "**字，" * 20_000,
    "underscores": "_" * 100_000,
    "tildes": "~" * 100_000 + "a",
    "tildes apart": "~a" * 25_000,
    "backticks of all lengths": "".join("e" + "`" * length for length in range(1, 600)),
    "backticks": "`" * 100_000,
    "dollars": "$" * 100_000,
    "dollars apart": "$a " * 50_000,
    "dollars of variables": "$HOME:" * 20_000,
    "dollars of variables on lines": "$HOME:$PATH\n" * 10_000,
    "dollars and code": "$a\n" + "".join("e" + "`" * length for length in range(1, 600)) + "$a\n- b$",
    "formulas over lines": "$a\n- b$\n" * 10_000,
    "brackets in brackets": r"[\[" * 30_000,
    "a macro that calls itself": "$" + r"\def\a{\a x}\a" + "$ $\\a$" * 1000,
    "a macro that doubles": "$"
    + "".join(rf"\def\{a}{{\{b}\{b}}}" for a, b in pairwise("abcdefghijk")) * 3
    + "$ $\\a$" * 1500,
    "chemistry": "$\\ce{" + "H2O -> " * 1400 + "}$",
    "arrows in arrows": "$\\ce{" + "A ->[" * 1500 + "]" * 1500 + "}$",
    "double dollars apart": "$$a " * 25_000,
    "double dollars on lines": "$$a\n" * 25_000,
    "environments that never end": "\\begin{align}\n" * 20_000,
    "entities": "&" * 100_000,
    "less-thans": "<" * 100_000,
    "comments that never end": "<!--" * 30_000,
    "processing instructions": "<?" * 50_000,
    "attributes": "<a " + "x='1' " * 20_000 + ">",
    "formatting never closed": "<b>a\n\n" * 5_000,
    "lists in lists": "- " * 20_000 + "a",
    "numbered lists in lists": "1. " * 20_000 + "a",
    "lists ever deeper": "\n".join(" " * depth + "- a" for depth in range(1_000)),
    "list items": "- a\n" * 10_000,
    "spaces in a line": "a" + " " * 500_000 + "b",
    "spaces before a heading's id": "# a" + " " * 200_000 + "{#",
    "spaces in a heading": "# a" + " \t" * 100_000 + "b",
    "exclamation marks": "a" + "!" * 200_000 + "x",
    "empty lines": "\n" * 100_000,
    "dashes": "-" * 500_000 + "|a",
    "pipes": "|" * 200_000,
    "table rules": "|-|-|\n" * 15_000,
    "colons": ":\n" * 50_000,
    "definitions": "a\n: b\n\n" * 10_000,
    "references": "".join(f"[{number}]: /a\n" for number in range(20_000)),
    "a reference used often": "[a]: /" + "b" * 50_000 + "\n\n" + "[a] " * 20_000,
    "addresses": "http://a.b/c,d " * 7_000,
    "www": "www." * 50_000,
    "at signs": "a@" * 50_000,
    "a long address": "https://a.b/" + "字，" * 50_000,
    "notes that never end": "{% note %}\n" * 10_000,
    "notes that never begin": "{% endnote %}\n" * 10_000,
    "notes in notes": "{% note %}\n" * 5_000 + "{% endnote %}\n" * 5_000,
    "directives": ":::note\n" * 10_000 + ":::\n" * 10_000,
    "shortcode arguments": "{{< note " + 'a="b" ' * 30_000 + ">}}\na\n{{< /note >}}",
    "theorems": "\n\n".join(f"::: {{#thm-{n} .theorem}}\n@thm-{n}\n:::" for n in range(5_000)),
    "theorems that never end": "\\begin{theorem}\n" * 10_000,
    "references to nothing": "@fig-a " * 20_000,
    "references in one word": "@fig-" + "中a" * 40_000,
    "spaces before a label": "a {#fig-a" + " " * 200_000 + "}\n\n> [!theorem] a" + " " * 100_000 + "{#",
    "captions": ": a {#tbl-a}\n" * 5_000,
    "marks of callouts": "> [!NOTE]\n" * 20_000,
    "callouts": "> [!NOTE]\n> a\n\n" * 3_000,
    "fences": "```\n" * 20_001,
    "fences that never end": "".join("`" * length + "\n" for length in range(3, 900)),
    "one long line of han": "字" * 300_000,
    "one long sentence of words": "word " * 50_000,
    "line breaks between han": "字\n" * 30_000,
    "tags at line breaks between han": "字<b>\n</b>字\n<i title='\n'>" * 6_000,
    "a tag behind a long list": "- a\n" * 20_000 + "  <b>",
    "tags in lists in lists": ("".join(f"{'  ' * depth}- a <b>\n" for depth in range(20)) + "\n") * 300,
    "control characters": "\x00\x01\x02" * 100_000,
    "zero-width joiners": "\u200d" * 300_000,
    "combining marks": "a" + "\u0301" * 300_000,
    "right-to-left marks": "\u202e" * 100_000,
    "unknown tags": "<int>" * 40_000,
    "unclosed tags": "<b>\n\n" * 20_000,
    "tags that close nothing": "</b>" * 40_000,
    "tags that close nothing, on lines": "</div>\n\n" * 10_000,
    "scripts that never end": "a <script> " * 15_000 + "\n\n</script>",
    "scripts in lines": "<script>\n" * 15_000,
    "comments in html that never end": "<div>\n" + "<!--a\n" * 20_000,
    "comments that end as text": "<div>\n" + "<!--a\n" * 10_000 + "\n\n-->",
    "instructions in lines": "<?a\n\n" * 20_000,
    "frames": "<iframe src='/a'>" * 10_000,
    "formulas in mathml": "<math><mi>x</mi></math>" * 8_000,
    "mathml in mathml": "<math>" * 20_000 + "</math>" * 20_000,
    "rows in mathml": "<math>" + "<mrow>" * 30_000 + "</mrow>" * 30_000 + "</math>",
    "drawings": "<svg>" * 10_000 + "</svg>" * 10_000,
    "forms": "<form>" * 10_000 + "<input name=a>" * 10_000 + "</form>",
    "attributes without values": "<b" + " a" * 100_000 + ">",
    "an attribute that never ends": "<b a='" + "x" * 200_000,
    "notes of one name": "[^1]\n\n" + "[^1]: a\n\n" * 10_000,
    "notes of one name, on lines": "[^1]\n\n" + "[^1]: a\n" * 10_000,
    "notes that nothing refers to": "".join(f"[^{number}]: a\n" for number in range(10_000)),
    "references without notes": "[^a] [^b]\n" * 2_400,
    "references without notes, in html": "<div>\n" + "[^a]\n" * 4_900,
    "references to no equation": "\\eqref{a} " * 9_000,
    "links of a wiki that never end": "[[" * 50_000,
    "headings without a space": "##x" * 30_000,
    "fences in lines": "a```\n" * 20_000,
    "comments of another program": "%% " * 50_000,
    "carets": "^" * 50_000,
    "powers": "a^b^" * 20_000,
    "names of emoji": ":a:" * 30_000,
    "boxes of Markdown": "<center>\n**a**\n" * 5_000,
    "boxes of Markdown, closed": "<center>\n**a**\n</center>\n" * 5_000,
    "lists of attributes": "a\n{:.a}\n" * 10_000,
    "lists of attributes below headings": "# a\n{:#a}\n" * 5_000,
    "a list of attributes that never ends": "{:" + ".a" * 100_000,
    "values in a list of attributes": "{:" + "a=b" * 100_000 + "\n{:" + "a='b'" * 50_000,
    "contents": "* a\n{:toc}\n\n" * 5_000,
    "abbreviations": "".join(f"*[a {number}]: a\n" for number in range(5_000)) + "\n" + "a " * 200_000,
    "spaces in an abbreviation": "*[a]: a" + " " * 200_000 + "b",
    "spaces in a heading above a list of attributes": "# a" + " " * 200_000 + "b\n{: #a}",
    "spaces in a list of attributes": "{: .a" + " " * 200_000 + "b\n{:" + " " * 200_000 + "}",
    "an abbreviation used often": "*[a]: a\n\n" + "a " * 200_000,
    "abbreviations that never end": "*[a]: " * 10_000,
    "colours": "".join(f"<font color={number}>a</font>" for number in range(5_000)),
    "sizes of images": "![a](a =1x1)" * 10_000,
    "sizes of images that never end": "![a](a =" * 20_000,
    "spaces before the size of an image": "![a](a" + " " * 100_000,
    "links to no heading": "# a & b\n\n" * 3_000 + "[a](#a--c) " * 5_000,
    "too long": "a" * (limits.MAX_SOURCE_CHARACTERS + 1),
}


@pytest.mark.proof
@pytest.mark.parametrize("name", scale(list(HOSTILE)[::12], list(HOSTILE)))
def test_a_hostile_source_is_rendered_at_once_or_refused(name, tags_of):
    check_time(HOSTILE[name], tags_of)


def check_time(source, tags_of):
    """Fail if `source` takes long, or what it becomes isn't well-formed."""
    html = ""
    begin = time.process_time()
    with suppress(RenderError):
        html = render_in_process(source).html
    assert time.process_time() - begin < SECONDS
    tags_of(html)


@pytest.mark.proof
@settings(
    max_examples=scale(5, 1_000),
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=3).map("".join))
def test_whatever_is_repeated_is_rendered_at_once_or_refused(tags_of, pieces):
    source = pieces * (REPEATED_CHARACTERS // len(pieces))
    # What is nested deeper than its tags tell, as in "</div><pre>", is refused by the process that renders.
    with suppress(RecursionError):
        check_time(source, tags_of)


def test_deep_but_honest_sources_are_rendered():
    assert "<blockquote>" in render_in_process("> " * 10 + "a").html
    assert "<li>" in render_in_process("\n".join("  " * depth + "- a" for depth in range(12))).html
    assert "<math" in render_in_process("$" + r"\sqrt{" * 20 + "x" + "}" * 20 + "$").html


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("a" * (limits.MAX_SOURCE_CHARACTERS + 1), "too-big"),
        (">" * (limits.MAX_QUOTE_DEPTH + 1), "too-deep"),
        ("<div>" * 101 + "</div>" * 101, "too-deep"),
        ("|a" * 200 + "|\n" + "|-" * 200 + "|\n" + "|a\n" * 600, "too-big"),
        ("[^1]" * (limits.MAX_FOOTNOTE_REFERENCES + 1), "too-big"),
        ("$a$ " * (limits.MAX_INLINE_FORMULAS + 1), "too-big"),
        (r"\(a\)" * (limits.MAX_INLINE_FORMULAS + 1), "too-big"),
        ("=~" * (limits.MAX_ALTERNATING_MARKS + 1), "too-big"),
        (r"\(" * (limits.MAX_UNCLOSED_FORMULAS + 1), "unclosed-formula"),
    ],
)
def test_a_refusal_tells_its_reason(source, kind):
    with pytest.raises(RenderError) as caught:
        render_in_process(source)
    assert caught.value.kind == kind
