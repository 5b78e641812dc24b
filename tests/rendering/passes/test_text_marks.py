"""Superscripts and emoji in text."""

import pytest

from posts.rendering.pipeline import render_in_process


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("x^2^ 与 H~2~O", "x<sup>2</sup> 与 H<sub>2</sub>O"),
        ("**x^2^**，第1^st^个", "<strong>x<sup>2</sup></strong>，第1<sup>st</sup>个"),
        ("10^-3^ (a+b)^n^.", "10<sup>-3</sup> (a+b)<sup>n</sup>."),
        ("很好 :smile:，好:tada:", "很好 😄，好🎉"),
    ],
)
def test_marks_are_set(typed, expected):
    result = render_in_process(typed)
    assert result.html == f"<p>{expected}</p>"
    assert "^" not in result.text + result.excerpt + result.feed_html
    assert ":" not in result.text


@pytest.mark.parametrize(
    "typed",
    [
        "2^10 与 a^b^c",
        "2^3^4^",
        "哈哈^o^ 哈^_^",
        "x^a b^ ^2^",
        r"x\^2\^ \:smile:",
        "10:30:45 10:100:20 a:b:c std::x::y",
        ":nosuch: :no such:",
        "a/:x:/b",
    ],
)
def test_what_only_looks_like_marks_stays_text(typed):
    assert render_in_process(typed).text == typed.replace("\\", "")


@pytest.mark.parametrize("typed", ["`x^2^ :smile:`", "```\nx^2^ :smile:\n```", "<kbd>x^2^ :smile:</kbd>"])
def test_marks_in_code_stay_text(typed):
    assert "x^2^ :smile:" in render_in_process(typed).text


def test_a_role_before_code_is_no_emoji():
    assert ":key:" in render_in_process(":key:`a`").text


def test_formulas_and_notes_are_left_alone():
    result = render_in_process("$x^{2}$ x^2^ [^1]和[^2]\n\n[^1]: n\n[^2]: m")
    assert "<sup>2</sup>" in result.html
    assert result.html.count('class="footnote-ref"') == 2
    assert result.formulas == 1
    assert result.warnings == ()


def test_the_id_of_a_heading_keeps_the_name_of_an_emoji_as_on_github():
    [heading] = render_in_process("## :rocket: Go").toc
    assert (heading.id, heading.html) == ("rocket-go", "🚀 Go")
