"""Fences in all kinds of blocks: the scanner agrees with the parser."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posts.rendering.markdown import markdown_to_html
from posts.rendering.scanner import find_fences

FENCED_BLOCK = re.compile(
    r'<pre data-sourcepos="(\d+):(\d+)-(\d+):\d+"|data-math-style="display" data-sourcepos'
)
PARTS = ["```", "````", "~~~", "``` py", "> ", "- ", "1. ", "2. ", "  ", "a", "b c", "<div>", "</div>"]
PARTS += ["<!-- x", "-->", "<pre>", "</pre>", "# h", "---", "===", "- - ", "10. ", "`x`", "<span>", ""]


def find_parsed_fences(text):
    """Return the lines of fenced code, by the parser."""
    lines = text.split("\n")
    found = set()
    for first, column, last in re.findall(
        r'<pre data-sourcepos="(\d+):(\d+)-(\d+):\d+"', markdown_to_html(text)
    ):
        line = lines[int(first) - 1]
        if line[int(column) - 1 :].startswith(("```", "~~~")) and not line[: int(column) - 1].endswith(
            "    "
        ):
            found |= set(range(int(first) - 1, int(last)))
    return found


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.sampled_from(PARTS), max_size=3).map("".join), min_size=1, max_size=8))
def test_the_scanner_finds_the_fences_of_the_parser(lines):
    text = "\n".join([*lines, "end"])
    marks = find_fences(text.split("\n")).in_fence
    # An empty line at the end of an item's unclosed fence is nobody's.
    found = {number for number, mark in enumerate(marks) if mark and lines[number : number + 1] != [""]}
    parsed = find_parsed_fences(text)
    if any(re.search(r" {4}[^`~]*(?:`{3}|~{3})", line) for line in lines):
        return
    assert {number for number in found if text.split("\n")[number].strip()} == {
        number for number in parsed if text.split("\n")[number].strip()
    }


@pytest.mark.parametrize(
    ("source", "in_fence"),
    [
        # A closing fence is indented by at most three spaces, an opening one too.
        ("```\n    ```\n```\na", "1110"),
        ("```\n   ```\na", "110"),
        ("    ```\n    a\n    ```", "000"),
        ("- a\n\n  ```\n      ```\n  ```\nb", "001110"),
        ("- a\n\n      ```\n      b", "0000"),
        # Longer fences hold shorter ones.
        ("`````\n````\n```\n`````\na", "11110"),
        # Containers end fences, and are left by lines that do not go on with them.
        ("> ```\na\n```", "101"),
        ("> > ```\n> a", "10"),
        ("1. ```\n   a\n2. b", "110"),
        ("[^1]: ```\n    a\n    ```\nb", "1110"),
        # A paragraph goes on without the marks of its containers.
        ("> a\nb\n> ```\n> c", "0011"),
        # In HTML nothing is a fence, up to its end.
        ("<div>\n```\n\n```\na", "00011"),
        ("<!--\n```\n\n-->\n```", "00001"),
        ("<pre>\n```\n\n</pre>\n```", "00001"),
        ("a\n<span>\n```\nb", "0011"),
        # What belongs to our admonitions is indented.
        ("!!! note\n    ```\n    a\n    ```\nb", "01110"),
        ("\t```\na", "00"),
        ("-\t```\n\ta\n\t```\nb", "1110"),
        ("* * *\n```", "01"),
    ],
)
def test_fences_in_blocks(source, in_fence):
    assert "".join(str(int(mark)) for mark in find_fences(source.split("\n")).in_fence) == in_fence.ljust(
        source.count("\n") + 1, "0"
    )


def test_what_stands_before_a_fence_is_told():
    assert find_fences(["> - ```", "", "1.  ~~~"]).prefixes == {0: "> - ", 2: "1.  "}


@pytest.mark.parametrize(
    "line", [">" * 50_000, "- " * 50_000, "1. " * 30_000, "* " * 50_000 + "x", "<a " + "x='1' " * 20_000]
)
def test_a_hostile_line_takes_no_time(line):
    find_fences([line, "```", line, "```"])
