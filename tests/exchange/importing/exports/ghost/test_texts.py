"""Texts of Ghost as Markdown: no word is lost, whatever node it stands in."""

import copy
import json
import random
import re
from time import process_time

import pytest

from posts.exchange.importing.exports.ghost.body import BodyWriter
from posts.exchange.importing.exports.ghost.database import GhostDatabase
from posts.exchange.importing.exports.ghost.posts import convert_row
from posts.exchange.importing.exports.ghost.texts import write_body
from posts.rendering.pipeline import render_in_process
from tests.support.ghost_exports import (
    element,
    item,
    make_lexical,
    make_mobiledoc,
    make_nodes,
    make_row,
    paragraph,
    span,
    text,
)
from tests.support.proofs import IS_LONG, scale


def convert(*nodes, has_math=False):
    body = BodyWriter(has_math=has_math)
    return write_body({"lexical": make_lexical(*nodes)}, body), body.notes


def find_words(value):
    return set(re.findall(r"\bw\d{1,3}\b", value))


@pytest.mark.parametrize("column", ["lexical", "mobiledoc"])
def test_the_words_of_every_kind_of_node_are_shown(column):
    document = make_lexical() if column == "lexical" else make_mobiledoc()
    body = BodyWriter()
    markdown = write_body({column: document}, body)
    shown = render_in_process(markdown)
    alts = " ".join(re.findall(r'(?:alt|title)="([^"]*)"', shown.html))
    assert find_words(document) - find_words(f"{shown.text} {alts}") == set()
    assert "secret" not in shown.html
    assert {"only in mails", "paywall left out", "unknown card, its text kept"} <= {
        note.partition(": ")[0] for note in body.notes
    }


NODES = {
    "formats": (paragraph("a ", text("b", 1), " ", text("c", 3), text(" d", 16)), "a **b** **_c_** `d`"),
    "breaks": (paragraph("a", {"type": "linebreak"}, "b"), "a\\\nb"),
    "heading": (element("heading", text("T"), tag="h3"), "### T"),
    "nested list": (
        element("list", item(text("a")), item(element("list", item(text("b")), listType="number"))),
        "- a\n  1. b",
    ),
    "tasks": (
        element("list", item(text("a"), checked=True), item(text("b"), checked=False), listType="check"),
        "- [x] a\n- [ ] b",
    ),
    "start": (element("list", item(text("a")), listType="number", start=3), "3. a"),
    "code": (
        {"type": "codeblock", "code": "a\n\n  b ```", "language": "py"},
        "```py\na\n\n  b ```\n```",
    ),
    "fence": ({"type": "codeblock", "code": "```\nx\n```", "language": "{r}"}, "````\n```\nx\n```\n````"),
    "image": (
        {"type": "image", "src": "__GHOST_URL__/content/images/size/w1000/2024/a b.png", "alt": "x"}
        | {"caption": "c"},
        '![x](/content/images/2024/a%20b.png "c")',
    ),
    "bookmark": (
        {"type": "bookmark", "url": "https://a.example/x", "metadata": {"title": "T [1]"}},
        "🔖 [T &#91;1&#93;](https://a.example/x)",
    ),
    "callout": ({"type": "callout", "calloutEmoji": "⚠️", "calloutText": span("x")}, "> [!WARNING]\n> x"),
    "other sign": ({"type": "callout", "calloutEmoji": "🎉", "calloutText": "x"}, "> [!NOTE]\n> 🎉 x"),
    "toggle": (
        {"type": "toggle", "heading": "h", "content": span("x")},
        "<details>\n<summary>h</summary>\n\nx\n\n</details>",
    ),
    "rule": ({"type": "horizontalrule"}, "---"),
    "video": (
        {"type": "video", "src": "/content/media/a.mp4"},
        '<video src="/content/media/a.mp4" controls></video>',
    ),
    "file": ({"type": "file", "src": "/content/files/a.pdf", "fileTitle": "A"}, "[A](/content/files/a.pdf)"),
    "HTML": ({"type": "html", "html": "<h2>x</h2><p>a <b>b</b></p>"}, "## x\n\na **b**"),
    "gist": (
        {"type": "html", "html": '<script src="https://gist.github.com/a/0f.js"></script>'},
        "<https://gist.github.com/a/0f>",
    ),
    "Markdown": ({"type": "markdown", "markdown": "a_b *d*\n\n|a|\n|-|\n|1|"}, "a_b *d*\n\n|a|\n|-|\n|1|"),
}  # fmt: skip


@pytest.mark.parametrize("name", NODES)
def test_each_node_becomes_what_an_author_would_have_written(name):
    node, markdown = NODES[name]
    assert convert(node)[0] == f"{markdown}\n"


FORMULAS = [
    ("$$x^2$$", False, "$$\nx^2\n$$"),
    (r"a \(x_1\) b", False, "a $x_1$ b"),
    (r"\[a \\[2pt] b\]", False, "$$\na \\\\[2pt] b\n$$"),
    (r"so $\alpha_1 < 3$.", False, r"so $\alpha_1 < 3$."),
    ("from $5 to $10", False, r"from \$5 to \$10"),
    ("from $5 to $10", True, r"from \$5 to \$10"),
    ("let $n$ be", True, "let $n$ be"),
    (r"\begin{align}a&=b\end{align}", False, "$$\n\\begin{align}a&=b\\end{align}\n$$"),
]


@pytest.mark.parametrize(("written", "has_math", "markdown"), FORMULAS)
def test_formulas_in_text_stay_formulas(written, has_math, markdown):
    assert convert(paragraph(written), has_math=has_math)[0] == f"{markdown}\n"


def test_a_formula_over_several_lines_is_one():
    lines = paragraph("$$", {"type": "linebreak"}, "a=b", {"type": "linebreak"}, "$$")
    assert convert(lines)[0] == "$$\na=b\n$$\n"
    assert convert(paragraph(text("$x^2$", 16)))[0] == "`$x^2$`\n"


def test_notes_of_several_markdown_cards_do_not_meet():
    card = {"type": "markdown", "markdown": "a[^1]\n\n[^1]: note"}
    markdown = convert(card, card)[0]
    shown = render_in_process(markdown)
    assert shown.text.count("note") == 2
    assert not shown.warnings


def test_html_that_would_lose_words_stays_html_and_is_listed():
    markdown, notes = convert(
        {"type": "html", "html": "<svg>\n\n  <text>drawn</text></svg>"}, paragraph("after")
    )
    assert "drawn" in markdown
    assert markdown.endswith("\n\nafter\n")
    assert notes[0].startswith("kept as HTML: HTML card")


def test_an_open_tag_in_a_card_does_not_swallow_what_follows():
    for html in ("<script>", "<!-- x", "<div><table><tr>", "<pre>", "<style>p{"):
        assert convert({"type": "html", "html": html}, paragraph("after"))[0].endswith("after\n")


ROWS = [
    ({"lexical": "{cut", "html": "<p>from html</p>"}, "from html", "text damaged"),
    ({"lexical": '{"root":{"children":[{"text":"still \\u4e00 here'}, "still 一 here", "text damaged"),
    ({"lexical": '{"root":[{"text":"still \\u4e00 here"}, {'}, "still 一 here", "only the text kept"),
    ({"mobiledoc": "null", "plaintext": "plain"}, "plain", "text damaged"),
    ({"lexical": "[" * 5_000, "html": "<p>from html</p>"}, "from html", "text nested too deep"),
    ({"markdown": "# old", "html": "<h1>old</h1>"}, "# old", ""),
]  # fmt: skip


@pytest.mark.parametrize(("row", "markdown", "note"), ROWS)
def test_a_damaged_text_is_taken_from_another_column_and_listed(row, markdown, note):
    body = BodyWriter()
    assert write_body(row, body).strip() == markdown
    assert any(each.startswith(note) for each in body.notes or [""])


@pytest.mark.proof
def test_any_tree_gives_all_its_words_and_any_damage_gives_no_error():
    seed = random.randrange(10**9) if IS_LONG else 0  # what fails in the suite stops whoever made it fail
    choose = random.Random(seed)
    nodes = make_nodes()[:-2]
    kinds = ["paragraph", "extended-quote", "aside", "extended-heading", "odd", "list", "listitem", "link"]
    for _ in range(scale(4, 1_000)):
        tree = [
            element(choose.choice(kinds), *choose.sample(nodes, 2), url="/x", tag="h2", listType="check")
            for _ in range(3)
        ]
        document = make_lexical(*tree)
        shown = render_in_process(write_body({"lexical": document}, BodyWriter()))
        alts = " ".join(re.findall(r'(?:alt|title)="([^"]*)"', shown.html))
        assert find_words(document) - find_words(f"{shown.text} {alts}") == set(), f"seed {seed}: {document}"
    row = make_row(lexical=json.loads(make_lexical()), mobiledoc=json.loads(make_mobiledoc()))
    places = list(list_places(row))
    for path in choose.sample(places, scale(10, 300)):
        for value in choose.sample([None, 7, [], "x", {}, True, [[[]]]], scale(1, 7)):
            damaged = copy.deepcopy(row)
            holder = damaged
            for key in path[:-1]:
                holder = holder[key]
            holder[path[-1]] = value
            column = choose.choice(["lexical", "mobiledoc"])
            damaged["mobiledoc" if column == "lexical" else "lexical"] = None
            convert_row(damaged, GhostDatabase({"posts": [damaged]}), pins_featured=True)


def list_places(value, path=()):
    """Give the path of every value within `value`."""
    for key, child in value.items() if isinstance(value, dict) else enumerate(value):
        yield (*path, key)
        if isinstance(child, dict | list):
            yield from list_places(child, (*path, key))


@pytest.mark.proof
def test_three_thousand_levels_take_no_long_time_and_lose_no_word():
    node = text("w1")
    for _ in range(scale(500, 3_000)):
        node = {"type": "list", "children": [{"type": "listitem", "children": [node]}]}
    body = BodyWriter()
    begun = process_time()
    assert "w1" in write_body({"lexical": {"root": {"children": [node]}}}, body)
    flat = {
        "lexical": '{"root":{"children":' + '[{"children":' * 3_000 + '[{"text":"w1"}]' + "}]" * 3_000 + "}}"
    }
    assert "w1" in write_body(flat, BodyWriter())
    assert process_time() - begun < 5
