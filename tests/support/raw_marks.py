"""What a reader of a rendered page stumbles over: marks of a dialect left raw, and links that lead nowhere.

Imports nothing of the renderer: it would share its mistakes.
"""

import re
from collections import Counter
from html.parser import HTMLParser

RAW_MARK = re.compile(
    r"""
    \{%-? | \{\{[<%]? | \{:(?:toc|[.#:\s/]) | \{[.\#][\w-]+[^{}\n]*\} | ^\s*:::+ | ^\s*(?:!!!|\?\?\?\+?)\s
    | !?\[\[(?=[^\W\d]) | (?<!%)%%(?=\S)[^%\n]+%% | (?<!\\)\$\$ | \\begin\{ | ^\#{2,6}(?=[^\s\#])
    | !?\[[^\]\n]*\]\((?:https?:|/|\.{1,2}/|\#|[^()\n]*\.\w{2,4}\)) | \[\^\w+\]
    | \[![A-Za-z]+\] | \[(?:TOC|toc)\] | ^\s*(?:```|~~~) | <!--
    | (?<![*\w])\*\*(?=[^*\s])[^*\n]{1,80}(?<=[^*\s])\*\* | (?<!=)==(?=[^=\s\d])[^=\n]+(?<=[^=\s])==(?!=)
    """,
    re.VERBOSE | re.MULTILINE,
)
CODE_TAGS = frozenset({"code", "kbd", "math", "pre", "samp", "tt"})
ADDRESS_ATTRIBUTES = ("href", "src", "poster")


class PageFaultReader(HTMLParser):
    """Collects the prose of a page, its links and sources, and the ids they may lead to."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.prose: list[str] = []
        self.addresses: list[str] = []
        self.ids: set[str] = set()
        self.code_depth = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.code_depth += tag in CODE_TAGS
        self.ids.update(filter(None, (attributes.get("id"), attributes.get("name"))))
        self.addresses += [value for name in ADDRESS_ATTRIBUTES if (value := attributes.get(name))]
        self.prose.append("\n" if tag in {"p", "li", "td", "th", "br", "div"} else "")

    def handle_endtag(self, tag: str) -> None:
        self.code_depth -= tag in CODE_TAGS

    def handle_data(self, data: str) -> None:
        # What stands in code is no mark; words on both sides of it do not meet.
        self.prose.append("\ufffc" if self.code_depth else data)


def find_raw_marks(html: str) -> list[str]:
    """Return the marks that a reader of `html` sees outside code and formulas, with what follows each."""
    prose = "".join(PageFaultReader(html).prose)
    return [prose[match.start() : match.start() + 60].split("\n")[0] for match in RAW_MARK.finditer(prose)]


def find_addresses(html: str) -> Counter[str]:
    """Return how often each address stands in `html` as that of a link or a file."""
    return Counter(PageFaultReader(html).addresses)


def find_ids(html: str) -> set[str]:
    """Return the ids and names in `html` that a link may lead to."""
    return PageFaultReader(html).ids
