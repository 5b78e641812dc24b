"""Footnotes, their links, and sidenotes."""

import re

import pytest

from posts.rendering.pipeline import render_in_process

TEXT = "一段不长不短的正文，说的是同一件事。" * 12


def notes(*texts):
    return "\n".join(f"[^{number}]: {text}" for number, text in enumerate(texts))


def test_footnotes_lead_there_and_back():
    html = render_in_process("甲[^1]，乙[^1]，丙[^注]。\n\n[^1]: 一\n[^注]: 二").html
    assert '<a href="#fn-1" id="fnref-1">1</a></sup>' in html
    assert '<li id="fn-注"' in html
    assert '<a href="#fnref-1-2" class="footnote-backref" aria-label="回到正文引用 1-2">' in html


def test_footnotes_speak_the_language_of_the_post():
    assert 'aria-label="Back to reference 1"' in render_in_process("a[^1]\n\n[^1]: b", language="en").html


def test_a_note_and_its_first_reference_bear_the_same_name():
    html = render_in_process(f"甲[^注]乙[^b]丙[^注]。\n\n{TEXT}\n\n[^注]: 一\n[^b]: 二").html
    assert '<section class="footnotes beside">' in html
    assert '<sup class="footnote-ref" data-note="--note-1"><a href="#fn-注" id="fnref-注">1</a>' in html
    assert '<sup class="footnote-ref" data-note="--note-2"><a href="#fn-b" id="fnref-b">2</a>' in html
    assert '<sup class="footnote-ref"><a href="#fn-注" id="fnref-注-2">1</a>' in html
    assert '<li id="fn-注" data-note="--note-1">' in html
    assert '<li id="fn-b" data-note="--note-2">' in html


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("框架 [^1] 作为", "框架¹作为"),
        ("框架。 [^1] 作为", "框架。¹作为"),
        ("React [^1] 作为", "React ¹作为"),
        ("as in [^1] and", "as in ¹ and"),
        ("`a` [^1][^1] 作为", "a ¹¹作为"),
    ],
)
def test_the_number_of_a_note_stands_close_to_han(source, expected):
    text = re.sub("<sup.*?</sup>", "¹", render_in_process(f"{source}\n\n[^1]: 注").html.partition("</p>")[0])
    assert re.sub("<[^>]*>", "", text) == expected


def test_a_link_back_is_named_by_the_number_of_its_note():
    html = render_in_process("甲[^a]乙[^注]丙[^注]\n\n[^a]: 一\n[^注]: 二").html
    names = [part.partition('"')[0] for part in html.split('aria-label="')[1:]]
    assert names == ["回到正文引用 1", "回到正文引用 2", "回到正文引用 2-2"]


@pytest.mark.parametrize(
    "source",
    [
        # More notes than the margin of the text holds.
        "文[^0]\n\n" + notes(TEXT),
        # The last of them would stand far from what it belongs to.
        f"文[^0][^1][^2][^3]\n\n{TEXT * 20}\n\n" + notes(TEXT, TEXT, TEXT, TEXT),
        # One is referred to by another only, and so has no place beside the text.
        f"文[^0]\n\n{TEXT}\n\n" + notes("见[^1]", "完"),
    ],
)
def test_notes_that_do_not_fit_beside_the_text_stay_at_the_end(source):
    html = render_in_process(source).html
    assert '<section class="footnotes">' in html
    assert "data-note" not in html


def test_pictures_formulas_and_code_make_room_for_notes():
    source = f"文[^0]\n\n{{}}\n\n{notes(TEXT)}"
    assert "beside" not in render_in_process(source.format("文")).html
    for block in ("![图](/a.png)\n\n" * 3, "$$\nx\n$$\n\n" * 8, "```\n" + "x\n" * 30 + "```"):
        assert "beside" in render_in_process(source.format(block)).html


def test_an_author_cannot_name_a_note():
    html = render_in_process(
        '<p data-note="--note-1">文<sup class="footnote-ref">x</sup>[^1]</p>\n\n文[^1]\n\n[^1]: 注'
    ).html
    assert html.count('data-note="--note-1"') == 2
