"""Info strings of code blocks: what stands behind the language, as the site generators spell it.

Hugo `{linenos=true,hl_lines=[1,"3-5"]}`, Docusaurus `{1,3-5} title="a.py"
showLineNumbers`, VitePress `:line-numbers {1}`, Gatsby `:title=a.js`, Hexo
`标题 https://…`, Pandoc and Material `{.python hl_lines="1 3-5"}`, and
`python:train.py`. What is none of these is ignored: it was said to another program.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import takewhile

INFO_LANGUAGE = re.compile(
    r"(?:lang(?:uage)?-|brush:\s*)?+[{.\s]*+(?:#[\w:-]++[\s.]*+)?+(?![\d,\s-]+\})([\w+#.-]++)(?!=)"
)
LEADING_KEY = re.compile(r"[{\s]*#(?P<key>[\w:-]++)")
INFO_PART = re.compile(
    r"""(?P<key>[a-z][\w.-]*)\s*[=:]\s*(?P<value>\[[^\]]*\]|"[^"]*"|'[^']*'|\d[\d,\s-]*(?=[\s,}]|$)|[^\s,{}]+)"""
    r"""|\{(?P<lines>[\d,\s-]+)\}|\[(?P<bracketed>[^\[\]]+)\]|(?P<word>[^\s{}=,:"'\[\]][^\s{}=,"'\[\]]*)""",
    re.IGNORECASE,
)
LINE_RANGE = re.compile(r"(\d{1,6})(?:\s*-\s*(\d{1,6}))?")
# An address ends what Hexo takes for the title.
TRAILING_URL = re.compile(r"\shttps?://.*")
# Which words of a line are a title, not something said to another program.
TITLE_WORD = re.compile(r"[\w./-]*\w\.[A-Za-z]\w{0,11}|\S*[\u3400-\u9fff]\S*")

# In characters: no author writes more, and no more is looked at.
MAX_INFO_CHARACTERS = 500

# Names without hyphens and underscores, which only some write.
MARK_OPTIONS = frozenset({"hllines", "mark", "highlight", "highlightlines", "emphasizelines"})
NUMBER_OPTIONS = frozenset({"codelinenumbers", "linenos", "linenumber", "linenumbers", "linenums",
                            "numberlines", "showlinenumbers"})  # fmt: skip
NO_NUMBER_OPTIONS = frozenset({f"no{name}" for name in NUMBER_OPTIONS})
FIRST_LINE_OPTIONS = frozenset({"firstline", "linenostart", "startfrom", "startline"})
TITLE_OPTIONS = frozenset({"caption", "filename", "lstcap", "title"})
FALSE_VALUES = frozenset({"0", "false", "hidden", "no", "none", "off"})


@dataclass(slots=True)
class FenceInfo:
    """What the author said of a code block.

    `marked_ranges` are of its lines, from 1, both ends included; `line_numbers` is None where nothing was
    said of them; `first_line` is the number of the first line, `key` the label
    of a numbered listing, `language` what stands behind a key that comes first.
    """

    marked_ranges: list[tuple[int, int]] = field(default_factory=list)
    line_numbers: bool | None = None
    first_line: int = 1
    title: str = ""
    language: str = ""
    key: str = ""
    is_numbered: bool = False


@lru_cache(maxsize=256)
def parse_language(name: str) -> str:
    """Return the bare name of a language from a class or an info string: `language-{r,` is `r`."""
    match = INFO_LANGUAGE.match(name.strip())
    return match[1].lower() if match else ""


def parse_fence_info(text: str) -> FenceInfo:
    """Return what the info string `text` says; see the top of this module for its forms."""
    text = TRAILING_URL.sub("", text.strip()[:MAX_INFO_CHARACTERS])
    language = INFO_LANGUAGE.match(text)
    info = FenceInfo()
    if key := LEADING_KEY.match(text):
        info.key, info.language = key["key"], language[1].lower() if language else ""
    words = []
    for part in INFO_PART.finditer(text, language.end() if language else 0):
        if part["key"]:
            apply_option(info, normalize_option(part["key"]), part["value"].strip("\"'"))
        elif part["lines"]:
            info.marked_ranges += parse_ranges(part["lines"])
        elif part["bracketed"]:
            info.title = part["bracketed"].strip()
        elif not apply_word(info, part["word"]):
            words.append(part["word"])
    info.title = info.title or find_title(words)
    return info


def apply_word(info: FenceInfo, word: str) -> bool:
    """Set in `info` what one word of an info string says; return whether it says anything."""
    if word[0] == "#":
        info.key = info.key or word[1:]
    elif word == ".numbered":
        info.is_numbered = True
    elif (name := normalize_option(word)) in NUMBER_OPTIONS | NO_NUMBER_OPTIONS:
        info.line_numbers = name in NUMBER_OPTIONS
    else:
        return False
    return True


def apply_option(info: FenceInfo, key: str, value: str) -> None:
    """Set in `info` what one `key=value` of an info string says."""
    if key in MARK_OPTIONS:
        info.marked_ranges += parse_ranges(value)
    elif key in FIRST_LINE_OPTIONS:
        info.first_line = parse_line_number(value)
    elif key in TITLE_OPTIONS:
        info.title = value.strip()
    elif key in NUMBER_OPTIONS:
        info.line_numbers = value.lower() not in FALSE_VALUES
        # Some name the first number where others say yes.
        info.first_line = parse_line_number(value) if value.isdecimal() else info.first_line
    elif key in NO_NUMBER_OPTIONS:
        info.line_numbers = value.lower() in FALSE_VALUES


def normalize_option(name: str) -> str:
    """Return the name of an option in lower case, without hyphens and underscores."""
    return name.lower().strip(".:").replace("-", "").replace("_", "")


def parse_line_number(text: str) -> int:
    """Return the number in `text`; 1 where it is none, or too long."""
    return int(text) if text.isdecimal() and len(text) < 7 else 1


def parse_ranges(text: str) -> list[tuple[int, int]]:
    """Return the ranges of lines in `text`, such as `1,3-5`."""
    return [(int(begin), int(end or begin)) for begin, end in LINE_RANGE.findall(text)]


def find_title(words: Iterable[str]) -> str:
    """Return the words before a path as a title, where one of them looks like a file's name or is Chinese."""
    words = list(takewhile(lambda word: word[0] != "/", words))
    return " ".join(words) if any(map(TITLE_WORD.fullmatch, words)) else ""
