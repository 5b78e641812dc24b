"""Hexo: fences that begin in the middle of a line, or end behind their code."""

import pytest

from posts.exchange.importing.dialects.hexo_fences import split_fences


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("如下：```python\nx\n```\n后文", "如下：\n\n```python\nx\n```\n后文"),
        ("as in ``` js\nx\n```", "as in\n\n```js\nx\n```"),
        ("- item:```\n  x\n  ```\n- b", "- item:\n\n  ```\n  x\n  ```\n- b"),
        ("> so:```\n> x\n> ```", "> so:\n>\n> ```\n> x\n> ```"),
        ("```\nx = 1```\n\nafter", "```\nx = 1\n```\n\nafter"),
        ("```js\nx```\n\n```js\ny\n```", "```js\nx\n```\n\n```js\ny\n```"),
        ("a:~~~\nx\n~~~", "a:\n\n~~~\nx\n~~~"),
    ],
)
def test_every_fence_gets_a_line_of_its_own(make_record, written, expected):
    assert split_fences(written, make_record(written)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "```python\nx\n```\n\ntext",
        "a ```code``` b\n\n```\nx\n```",
        "use ` and ```\n\nno end",
        "````md\n```js\nx```\n```\n````",
        "a `b:```\nc` d\n```\nx\n```",
        "\u200b```\n\n```\nx\n```",
        "```\na `x```\nb\n```",
    ],
)
def test_what_needs_no_change_stays(make_record, text):
    assert split_fences(text, make_record(text)) == text


def test_a_post_with_such_a_fence_keeps_what_follows(import_post):
    post = import_post(
        {"_config.yml": "title: x", "source/_posts/a.md": "前文：```c\nint x;\n```\n\n## 标题\n\n后文 $x$\n"}
    )

    assert all(words in post.html for words in ("<h2", "<math", "<pre"))
    assert "```" not in post.html
