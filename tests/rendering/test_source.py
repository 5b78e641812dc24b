"""What the passes over the source share."""

import pytest

from posts.rendering.context import RenderContext
from posts.rendering.passes import SOURCE_PASSES
from posts.rendering.source import SourceText

PLAIN = """# A

Text, *text*, $x$ and `a|b`.

- one
- two

```c
int a;
```

| a | b |
|---|---|
| 1 | 2 |"""


def test_lines_and_fences_are_those_of_the_text():
    source = SourceText.from_text("a\n```\nb\n```")
    assert source.lines == ("a", "```", "b", "```")
    assert source.fences.in_fence == [False, True, True, True]
    assert source.lines is source.lines
    assert source.fences is source.fences


def test_a_rewritten_text_has_lines_and_fences_of_its_own():
    source = SourceText.from_text("```\na\n```")
    assert source.fences.in_fence == [True, True, True]
    rewritten = source.rewrite([(0, "b"), (0, "~~~"), (1, "a"), (2, "~~~")])
    assert rewritten.lines == ("b", "~~~", "a", "~~~")
    assert rewritten.fences.in_fence == [False, True, True, True]
    assert rewritten.author_lines == [1, 1, 2, 3]


@pytest.mark.parametrize("source_pass", SOURCE_PASSES[1:], ids=lambda entry: entry.run.__name__)
def test_a_pass_that_changes_nothing_returns_its_source(source_pass):
    source = SourceText.from_text(PLAIN)
    assert source_pass.run(source, RenderContext("en", {})) is source
