"""Mentions: what of the site a post leads to, each with its sentence."""

import pytest

from posts.rendering.passes.mentions import MAX_MENTIONS, MAX_SENTENCE_LENGTH
from posts.rendering.pipeline import render_in_process
from posts.rendering.wiki_targets import make_target_key

REFERENCES = {make_target_key("Rope"): {"url": "/posts/rope/", "title": "Rope"}}


def find_mentions(source):
    result = render_in_process(source, references=REFERENCES, language="en")
    return [(mention.kind, mention.target, mention.sentence, mention.line) for mention in result.mentions]


SENTENCES = {
    "One. See [it](/posts/a/)! Two.": ("link", "/posts/a/", "See it!", 1),
    "第一句。第二句见[这里](/posts/a/)，好。第三句。": ("link", "/posts/a/", "第二句见这里，好。", 1),
    "a\nb [[Rope]] in\nthree lines.": ("wiki", "Rope", "a b Rope in three lines.", 1),
    "- one\n- two [a](../b/)\n- three": ("link", "../b/", "two a", 2),
    "> quoted [a](b.md) here": ("link", "b.md", "quoted a here", 1),
    "Version 2.0 of [a](/about/) is out": ("link", "/about/", "Version 2.0 of a is out", 1),
    "As $x^2$ in [a](https://me.example/posts/b/#c) says": (
        "link",
        "https://me.example/posts/b/#c",
        "As x² in a says",
        1,
    ),
    "# To [[Rope]]": ("wiki", "Rope", "To Rope", 1),
    "no [[unknown|words]] yet": ("wiki", "unknown", "no [[unknown|words]] yet", 1),
    '<div><a href="/posts/a/">raw</a> HTML</div>': ("link", "/posts/a/", "raw HTML", None),
}


@pytest.mark.parametrize("source", SENTENCES)
def test_a_mention_has_its_sentence(source):
    assert find_mentions(source) == [SENTENCES[source]]


@pytest.mark.parametrize(
    "source",
    [
        "[a](#b)",
        "[a](https://other.example/)",
        "[a](//other.example/posts/x/)",
        "[m](mailto:a@b.example)",
        "`[a](/posts/a/)`",
        "text[^1]\n\n[^1]: note",
        "[a]( )",
    ],
)
def test_what_leads_elsewhere_is_no_mention(source):
    assert find_mentions(source) == []


def test_mentions_are_in_the_order_of_the_text():
    found = find_mentions("[a](/a/) [[Rope]] [b](/b/)\n\n| t |\n|---|\n| [c](/c/) |\n\n[d](/d/)")
    assert [target for _, target, _, _ in found] == ["/a/", "Rope", "/b/", "/c/", "/d/"]


def test_a_long_sentence_is_cut_around_the_mention():
    [(_, _, sentence, _)] = find_mentions(f"{'before ' * 200}[the place](/a/) {'after ' * 200}")
    assert sentence.startswith("…")
    assert sentence.endswith("…")
    assert "the place" in sentence
    assert len(sentence) <= MAX_SENTENCE_LENGTH + 2


def test_a_sentence_has_all_its_references_as_readers_see_them():
    references = {"thm-far": {"url": "/b/#thm-far", "label": "Theorem 3", "number": "3"}}
    source = "One. By *@thm-far*, @eq-x, \\ref{thm-far} and @fig-lost, $x^2$. Two.\n\n$$ y $$ {#eq-x}\n"
    result = render_in_process(source, references=references, language="en")
    sentence = "By Theorem 3, Equation (1), 3 and @fig-lost, x²."
    assert [(each.target, each.sentence) for each in result.mentions] == [
        ("thm-far", sentence), ("fig-lost", sentence)
    ]  # fmt: skip
    assert "data-" not in result.html
    assert "<span" not in result.html.partition("</p>")[0]


def test_mentions_are_bounded():
    assert (
        len(find_mentions("".join(f"[a](/{number}/) " for number in range(2 * MAX_MENTIONS)))) == MAX_MENTIONS
    )


def test_the_mark_of_a_wiki_link_is_not_shown():
    html = render_in_process("[[Rope]] [[unknown]]", references=REFERENCES).html
    assert html == '<p><a href="/posts/rope/">Rope</a> [[unknown]]</p>'
