"""Highlighting: how long it may take, and what is remembered."""

import re
import time
from typing import ClassVar

import pytest
from pygments.lexer import RegexLexer
from pygments.token import Text

from posts.rendering import highlighting
from posts.rendering.highlighting import RememberedBlocks, highlight_code


class SlowLexer(RegexLexer):
    """One regular expression that never comes to an end."""

    name = "slow"
    tokens: ClassVar = {"root": [(r"(a|aa)+$", Text), (r"[\s\S]", Text)]}


class CountingLexer(RegexLexer):
    """Counts how often it is asked."""

    name = "counting"
    tokens: ClassVar = {"root": [(r"\w+", Text), (r"\W", Text)]}
    asked = 0

    def get_tokens(self, *args, **options):
        CountingLexer.asked += 1
        return super().get_tokens(*args, **options)


@pytest.fixture(autouse=True)
def remembered(monkeypatch):
    blocks = RememberedBlocks()
    monkeypatch.setattr(highlighting, "REMEMBERED_BLOCKS", blocks)
    return blocks


@pytest.fixture
def use_lexer(monkeypatch):
    return lambda lexer: monkeypatch.setattr(highlighting, "find_lexer", lambda _language: lexer())


def test_without_time_left_code_is_not_highlighted():
    assert highlight_code("print(1)\n", "python", [], 0)[0] is None


def test_the_limit_holds_within_one_regular_expression(use_lexer):
    use_lexer(SlowLexer)
    begin = time.process_time()
    assert highlight_code("a" * 200 + "b", "slow", [], 0.02) == (None, 0.02)
    # It would go on for the age of the universe.
    assert time.process_time() - begin < 5


def test_a_block_is_highlighted_once(use_lexer):
    use_lexer(CountingLexer)
    CountingLexer.asked = 0
    first, second = (highlight_code("a b\n", "counting", [], 1) for _ in range(2))
    assert first == second
    assert CountingLexer.asked == 1


def test_what_is_remembered_depends_on_code_language_and_marks():
    blocks = [
        highlight_code(code, language, marks, 1)[0]
        for code in ("if x\n", "if y\n")
        for language in ("python", "ruby", "json")
        for marks in ([], [(1, 1)])
    ]
    assert blocks == [
        highlight_code(code, language, marks, 1)[0]
        for code in ("if x\n", "if y\n")
        for language in ("python", "ruby", "json")
        for marks in ([], [(1, 1)])
    ]
    assert len(highlighting.REMEMBERED_BLOCKS.blocks) == len(blocks)


def test_what_is_remembered_takes_of_the_time_what_it_took_at_first(remembered):
    html, seconds = highlight_code("print(1)\n", "python", [], 1)
    assert seconds > 0
    assert highlight_code("print(1)\n", "python", [], 1) == (html, seconds)
    assert highlight_code("print(1)\n", "python", [], seconds / 2) == (None, seconds)


def test_no_more_is_remembered_than_the_bound(monkeypatch, remembered):
    monkeypatch.setattr(highlighting, "MAX_REMEMBERED_CHARACTERS", 1_000)
    for number in range(200):
        highlight_code(f"print({number})\n", "python", [], 1)
        highlight_code("print(0)\n", "python", [], 1)
    held = sum(len(code) + len(html) for (code, _), (html, _) in remembered.blocks.items())
    assert 500 < held == remembered.characters <= 1_000
    assert [code for code, _ in remembered.blocks][-1] == "print(0)\n"


def test_a_remembered_block_keeps_its_code():
    html = highlight_code("a < b && c\n", "c", [(1, 1)], 1)[0]
    assert re.sub("<[^>]*>", "", html or "") == "a &lt; b &amp;&amp; c\n"
