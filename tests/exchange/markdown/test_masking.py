"""Code stays out of reach, whatever it is written in."""

import pytest

from posts.exchange.markdown.masking import Mask


@pytest.mark.parametrize(
    "text",
    [
        "```\n{X}\n```",
        "~~~ py\n{X}\n```\n{X}\n~~~",
        "````\n```\n{X}\n````",
        "- a\n\n  ```\n  {X}\n  ```",
        "1. ```\n   {X}\n   ```",
        "> ```\n> {X}\n> ```",
        "- > ```\n  > {X}\n  > ```",
        "```\n{X}",
        "text\n\n    {X}\n\n    {X}",
        "\t{X}",
        "a `{X}` b",
        "a ``{X} ` {X}`` b",
        "a `b\n{X}`",
        "<pre>\n{X}\n</pre>",
        "<code>{X}</code>",
    ],
)
def test_code_is_hidden_and_comes_back(text):
    mask = Mask()
    hidden = mask.hide_code(text)

    assert "{X}" not in hidden
    assert hidden.count("\n") == text.count("\n")
    assert mask.restore_text(hidden) == text


@pytest.mark.parametrize(
    "text",
    [
        "{X}",
        "- a\n\n    {X}",
        "a\n    {X}",
        "a ` {X}\n\n` b",
        "``` inline ``` {X}",
        "> ```\n> code\n\n{X}",
        "- ```\n  code\n\n{X}",
        "```\ncode\n```\n{X}",
        r"a \`{X}\` b",
    ],
)
def test_text_stays_visible(text):
    assert "{X}" in Mask().hide_code(text)


def test_hidden_lines_can_be_quoted():
    mask = Mask()
    hidden = mask.hide_text("one\n  two")

    assert mask.restore_text("\n".join(f"> {line}" for line in hidden.split("\n"))) == "> one\n>   two"
