"""What an author says of a code block behind its language, as the site generators spell it.

Hugo `{linenos=true,hl_lines=[1,"3-5"]}`, Docusaurus `{1,3-5} title="a.py"
showLineNumbers`, VitePress `:line-numbers {1}`, Gatsby `:title=a.js`, Hexo
`标题 https://…`, Pandoc and Material `{.python hl_lines="1 3-5"}`, and
`python:train.py`. What is none of these is passed over: it was said to another program.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import takewhile

LANGUAGE = re.compile(r"(?:lang(?:uage)?-|brush:\s*)?+[{.\s]*+(?![\d,\s-]+\})([\w+#.-]++)(?!=)")
PART = re.compile(
    r"""(?P<key>[a-z][\w.-]*)\s*[=:]\s*(?P<value>\[[^\]]*\]|"[^"]*"|'[^']*'|\d[\d,\s-]*(?=[\s,}]|$)|[^\s,{}]+)"""
    r"""|\{(?P<lines>[\d,\s-]+)\}|\[(?P<bracketed>[^\[\]]+)\]|(?P<word>[^\s{}=,:"'\[\]][^\s{}=,"'\[\]]*)""",
    re.IGNORECASE,
)
RANGE = re.compile(r"(\d{1,6})(?:\s*-\s*(\d{1,6}))?")
# An address ends what Hexo takes for the title.
ADDRESS = re.compile(r"\shttps?://.*")
# Which words of a line are a title, not something said to another program.
TITLE_WORD = re.compile(r"[\w./-]*\w\.[A-Za-z]\w{0,11}|\S*[\u3400-\u9fff]\S*")

# In characters: no author writes more, and no more is looked at.
LONGEST = 500

# Names without hyphens and underscores, which only some write.
MARKED = frozenset({"hllines", "mark", "highlight", "highlightlines", "emphasizelines"})
NUMBERED = frozenset({"codelinenumbers", "linenos", "linenumber", "linenumbers", "linenums", "numberlines",
                      "showlinenumbers"})  # fmt: skip
UNNUMBERED = frozenset({f"no{name}" for name in NUMBERED})
FIRST = frozenset({"firstline", "linenostart", "startfrom", "startline"})
TITLED = frozenset({"caption", "filename", "title"})
NO = frozenset({"0", "false", "hidden", "no", "none", "off"})


@dataclass(slots=True)
class Info:
    """What the author said of a block.

    `marked` are ranges of its lines, from 1, both ends included; `numbered` is
    None where nothing was said of numbers; `first` is that of the first line.
    """

    marked: list[tuple[int, int]] = field(default_factory=list)
    numbered: bool | None = None
    first: int = 1
    title: str = ""

    def marks(self, line: int) -> bool:
        return any(begin <= line <= end for begin, end in self.marked)


def language_of(name: str) -> str:
    """Return the bare name of a language from a class or an info string: `language-{r,` is `r`."""
    match = LANGUAGE.match(name.strip())
    return match[1].lower() if match else ""


def read_info(text: str) -> Info:
    """Return what the info string `text` says."""
    text = ADDRESS.sub("", text.strip()[:LONGEST])
    language = LANGUAGE.match(text)
    info = Info()
    words = []
    for part in PART.finditer(text, language.end() if language else 0):
        if part["key"]:
            take(info, bare(part["key"]), part["value"].strip("\"'"))
        elif part["lines"]:
            info.marked += ranges(part["lines"])
        elif part["bracketed"]:
            info.title = part["bracketed"].strip()
        elif (name := bare(part["word"])) in NUMBERED | UNNUMBERED:
            info.numbered = name in NUMBERED
        else:
            words.append(part["word"])
    info.title = info.title or title_of(words)
    return info


def take(info: Info, key: str, value: str) -> None:
    """Take one `key=value` of an info string."""
    if key in MARKED:
        info.marked += ranges(value)
    elif key in FIRST:
        info.first = number(value)
    elif key in TITLED:
        info.title = value.strip()
    elif key in NUMBERED:
        info.numbered = value.lower() not in NO
        # Some name the first number where others say yes.
        info.first = number(value) if value.isdecimal() else info.first
    elif key in UNNUMBERED:
        info.numbered = value.lower() in NO


def bare(name: str) -> str:
    return name.lower().strip(".:").replace("-", "").replace("_", "")


def number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 7 else 1


def ranges(text: str) -> list[tuple[int, int]]:
    return [(int(begin), int(end or begin)) for begin, end in RANGE.findall(text)]


def title_of(words: Iterable[str]) -> str:
    """Return the words before a path as a title, where one of them looks like a file's name or is Chinese."""
    words = list(takewhile(lambda word: word[0] != "/", words))
    return " ".join(words) if any(map(TITLE_WORD.fullmatch, words)) else ""
