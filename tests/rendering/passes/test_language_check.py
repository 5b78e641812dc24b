"""Posts that are in another language than they are said to be in."""

import pytest

from posts.rendering.pipeline import render_in_process

ENGLISH = "The quick brown fox jumps over the lazy dog. " * 6

CHINESE = "这个模型会学着对点间的问题说出来，" * 4


@pytest.mark.parametrize(
    ("source", "language", "detail"),
    [
        (ENGLISH, "zh-Hans", "en"),
        (ENGLISH, "ja", "en"),
        (f"{ENGLISH}注意力", "zh-Hans", "en"),
        (CHINESE, "en", "zh-Hans"),
        ("這個模型會學著對點間的問題說出來，" * 4, "zh-Hans", "zh-Hant"),
        (CHINESE, "zh-Hant", "zh-Hans"),
        ("これはとてもよいモデルです。" * 6, "zh-Hans", "ja"),
    ],
)
def test_a_text_that_plainly_is_in_another_language_than_its_post_is_told_of(source, language, detail):
    [warning] = render_in_process(source, language=language).warnings
    assert (warning.kind, warning.line, warning.detail) == ("language", None, detail)


@pytest.mark.parametrize(
    ("source", "language"),
    [
        (ENGLISH, "en"),
        (CHINESE, "zh-Hans"),
        ("A few words.", "zh-Hans"),
        ("注意力機制" * 20, "zh-Hant"),
        (f"{ENGLISH}{CHINESE[:40]}", "zh-Hans"),
        (f"{ENGLISH}{CHINESE[:40]}", "en"),
        (f"```\n{ENGLISH}\n```\n\n`{ENGLISH}` 与 ${'x y ' * 40}z$", "zh-Hans"),
    ],
)
def test_of_a_short_or_mixed_text_of_code_and_of_formulas_no_language_is_plain(source, language):
    assert render_in_process(source, language=language).warnings == ()
