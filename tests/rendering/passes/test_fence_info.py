"""What stands behind the language of a code block, as other systems write it."""

import time

import pytest

from posts.rendering.passes.fence_info import FenceInfo, parse_fence_info, parse_language

LINES = [(3, 3), (5, 7)]


@pytest.mark.parametrize(
    "info",
    [
        "python {3,5-7}",
        "python{3,5-7}",
        "python {3, 5 - 7}",
        'python hl_lines=[3,"5-7"]',
        "python {hl_lines=[3,'5-7']}",
        'python hl_lines="3 5-7"',
        '{.python hl_lines="3 5-7"}',
        "python {3}{5-7}",
        "python highlight={3,5-7}",
        "python mark:3,5-7",
        'python emphasize-lines="3,5-7"',
    ],
)
def test_lines_to_mark(info):
    assert (parse_language(info), parse_fence_info(info)) == ("python", FenceInfo(marked_ranges=LINES))


@pytest.mark.parametrize(
    ("info", "numbered", "first"),
    [
        ("ts linenos", True, 1),
        ("ts showLineNumbers", True, 1),
        ("ts showLineNumbers=false", False, 1),
        ("ts:line-numbers", True, 1),
        ("ts:line-numbers=12", True, 12),
        ("ts:no-line-numbers", False, 1),
        ("ts noLineNumbers", False, 1),
        ("ts {linenos=true}", True, 1),
        ("ts {linenos=inline,linenostart=12}", True, 12),
        ("ts {linenos=table linenostart=12}", True, 12),
        ("ts {lineNos=false}", False, 1),
        ('ts linenums="12"', True, 12),
        ("ts{numberLines: true}", True, 1),
        ("ts{numberLines: 12}", True, 12),
        ('{.ts .numberLines startFrom="12"}', True, 12),
        ("ts line_number:false", False, 1),
        ("ts", None, 1),
    ],
)
def test_numbers_of_lines(info, numbered, first):
    assert parse_fence_info(info) == FenceInfo(line_numbers=numbered, first_line=first)


@pytest.mark.parametrize(
    ("info", "title"),
    [
        ('js title="src/a b.js"', "src/a b.js"),
        ("js title='a.js'", "a.js"),
        ("js:title=src/a.js", "src/a.js"),
        ('js filename="a.js"', "a.js"),
        ('{.js caption="入口"}', "入口"),
        ("js [a.js]", "a.js"),
        ("js:src/a.js", "src/a.js"),
        ("js a.js", "a.js"),
        ("js 程序的入口", "程序的入口"),
        ("js 入口 a.js", "入口 a.js"),
        ("js 入口 https://example.org/a.js 看原文", "入口"),
        ("js 入口 /downloads/a.js 看原文", "入口"),
        ("js {1} a.js showLineNumbers", "a.js"),
    ],
)
def test_titles(info, title):
    assert (parse_language(info), parse_fence_info(info).title) == ("js", title)


@pytest.mark.parametrize(
    "info",
    [
        "",
        "rust,ignore",
        "js twoslash",
        "vue live editable",
        "python 3.11",
        "bash $ make",
        "{r, fig.cap='风速', echo=FALSE}",
        "{r cars, dev='svg'}",
        "js /carrot/",
        "js {",
        "js {1",
        'js title="',
        "js hl_lines=",
        "The modules that were not found:",
    ],
)
def test_what_was_said_to_another_program_is_passed_over(info):
    assert parse_fence_info(info) == FenceInfo()


@pytest.mark.parametrize(
    ("info", "language"),
    [("{linenos=true}", ""), ("{1,3}", ""), ("{.python}", "python"), ("{r, echo=FALSE}", "r"), ("1c", "1c")],
)
def test_options_are_no_language(info, language):
    assert parse_language(info) == language


@pytest.mark.parametrize("piece", ["a", "k=[", "{", "[", "{1,", "1-", "k=1,", "a.b", " ", ":", "'"])
def test_a_long_info_string_takes_no_time(piece):
    begin = time.process_time()
    parse_fence_info("js " + piece * 50_000)
    assert time.process_time() - begin < 0.1
