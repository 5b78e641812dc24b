"""What an author reads of the renderer's warnings and refusals."""

import re
from pathlib import Path

import pytest
from django.utils.translation import override

from posts import rendering
from posts.rendering import RenderError
from posts.warnings import REFUSALS, SENTENCES, refusal, sentence


def sources():
    return "".join(path.read_text() for path in Path(rendering.__file__).parent.rglob("*.py"))


def test_every_kind_of_warning_has_a_sentence():
    kinds = re.findall(r'(?:\.warn|RenderWarning)\(\s*"([a-z-]+)"', sources())
    assert set(kinds) == SENTENCES.keys()


def test_every_kind_of_refusal_has_a_sentence():
    kinds = re.findall(r'(?:RenderError\(|"error": \[)\s*"([a-z-]+)"', sources())
    assert set(kinds) == REFUSALS.keys()


@pytest.mark.parametrize(
    ("warning", "text"),
    [
        (("image-alt", 3, "/a.png", "source"), "Line 3: The picture /a.png has no alternative text."),
        (("image-alt", None, "/a.png", "source"), "The picture /a.png has no alternative text."),
        (
            ("formula", 1, "100 % unknown", "summary"),
            "Summary: A formula is shown as it was typed: 100 % unknown",
        ),
        (
            ("table-pipe", 2, "", "source"),
            r"Line 2: A | inside a formula ends the table's cell; write \lvert … \rvert or \mid.",
        ),
    ],
)
def test_a_warning_says_where_and_what(warning, text):
    assert sentence(dict(zip(("kind", "line", "detail", "field"), warning, strict=True))) == text


def test_a_refusal_says_why_and_what_to_do():
    text = refusal(RenderError("too-slow", "Over 10 s."))
    assert text.startswith("The text takes too long to be rendered. (Over 10 s.) Change it and save again")


def test_warnings_speak_the_language_of_the_interface():
    with override("zh-hans"):
        warning = {"kind": "unclosed-fence", "line": 7, "detail": "", "field": "source"}
        assert sentence(warning) == "第 7 行：代码块没有结束。"
