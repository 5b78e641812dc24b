"""How the text leads to the list of literature: `[1–3]`, `(Smith, 2020, p. 3)`, `张三 等（2020）`."""

from collections.abc import Callable, Sequence

from posts.rendering.citations.bibliography import Bibliography, Entry, find_ranges
from posts.rendering.citations.gb7714 import UNDATED
from posts.rendering.citations.syntax import CitationGroup, CitedWork
from posts.rendering.tree import Element, Node

MIN_IEEE_RANGE = 3
# Without numbers, the mark is part of what is read.
NUMBER_CLASS, AUTHOR_CLASS = "citation-number", "citation"
EASTERN_SIGNS = {"open": "（", "close": "）", "works": "；", "parts": "，"}
WESTERN_SIGNS = {"open": "(", "close": ")", "works": "; ", "parts": ", "}


class MarkBuilder:
    """Builds the marks of one post; `make_href` returns where the entry with a key is."""

    def __init__(self, bibliography: Bibliography, language: str, make_href: Callable[[Entry], str]) -> None:
        self.bibliography = bibliography
        self.style = bibliography.style
        self.make_href = make_href
        is_eastern = language.partition("-")[0] in {"ja", "zh"}
        self.signs = EASTERN_SIGNS if is_eastern else WESTERN_SIGNS

    def build(self, group: CitationGroup) -> list[Node]:
        """Return what stands in the text for `group`, of which at least one work is known."""
        if group.form == "author":
            return [", ".join(self.name_author(work, "and") for work in group.works)]
        if not self.style.is_numeric:
            return self.build_author_marks(group)
        if group.form == "sentence":
            return [node for work in group.works for node in self.name_with_number(work)]
        return [self.build_numbers(group.works)]

    def find(self, work: CitedWork) -> Entry | None:
        return self.bibliography.by_key.get(work.key)

    def link(self, entry: Entry, text: str) -> Element:
        return Element("a", {"href": self.make_href(entry), "role": "doc-biblioref"}, [text])

    def name_author(self, work: CitedWork, conjunction: str) -> str:
        """Return the authors of `work`, or its key as it was typed where that is unknown."""
        entry = self.find(work)
        return self.style.name_author(entry.item, conjunction) if entry else f"@{work.key}"

    # Numbers --------------------------------------------------------------------------

    def name_with_number(self, work: CitedWork) -> list[Node]:
        """Return `Smith [1]`; without a name where the work has no author."""
        entry = self.find(work)
        if not entry:
            return [f"@{work.key}"]
        mark = self.build_numbers([work])
        if not (entry.item.authors or entry.item.editors):
            return [mark]
        if not self.style.is_raised:
            mark.children.insert(0, " ")
        return [self.name_author(work, "and"), mark]

    def build_numbers(self, works: Sequence[CitedWork]) -> Element:
        """Return the numbers of `works`, in ranges where nothing is said of the single ones."""
        is_plain = not any(work.prefix or work.suffix or work.pages for work in works)
        if is_plain and all(map(self.find, works)):
            nodes = self.build_ranges([entry for work in works if (entry := self.find(work))])
        else:
            nodes = join_nodes(
                [self.build_number(work) for work in works], "," if self.style.is_raised else ", "
            )
        return Element("sup" if self.style.is_raised else "span", {"class": NUMBER_CLASS}, nodes)

    def build_number(self, work: CitedWork) -> list[Node]:
        """Return one number in its brackets; GB/T 7714 has the pages behind them (9.1.3)."""
        entry = self.find(work)
        number: Node = self.link(entry, str(entry.number)) if entry else f"@{work.key}"
        prefix = f"{work.prefix} " if work.prefix else ""
        if self.style.is_raised:
            return [f"[{prefix}", number, f"]{hyphenate(work.pages)}{work.suffix}"]
        tail = "".join(f", {part}" for part in (label_pages(work.pages), work.suffix) if part)
        return [f"[{prefix}", number, f"{tail}]"]

    def build_ranges(self, entries: Sequence[Entry]) -> list[Node]:
        """Return `[1-3,5]`, or as IEEE writes it `[1]–[3], [5]`, where only three make a range."""
        by_number = {entry.number: entry for entry in entries}
        parts: list[list[Node]] = []
        for first, last in find_ranges(by_number):
            is_range = last > first and not (self.style.bracket_each and last - first + 1 < MIN_IEEE_RANGE)
            numbers = [first, last] if is_range else range(first, last + 1)
            links = [self.bracket(by_number[number]) for number in numbers]
            parts += [join_nodes(links, "–" if self.style.bracket_each else "-")] if is_range else links
        if self.style.bracket_each:
            return join_nodes(parts, ", ")
        return ["[", *join_nodes(parts, ","), "]"]

    def bracket(self, entry: Entry) -> list[Node]:
        text = str(entry.number)
        return [self.link(entry, f"[{text}]" if self.style.bracket_each else text)]

    # Authors and years ----------------------------------------------------------------

    def build_author_marks(self, group: CitationGroup) -> list[Node]:
        if group.form == "sentence":
            marks = [self.build_sentence(work) for work in group.works]
            return [Element("span", {"class": AUTHOR_CLASS}, join_nodes(marks, self.signs["works"]))]
        is_year = group.form == "year"
        parts = [
            (work, self.build_part(work, is_short=is_year or work.is_without_author)) for work in group.works
        ]
        if self.style.is_raised and any(work.pages for work in group.works):
            # The pages of each stand behind its own parentheses.
            nodes = [
                node for work, part in parts for node in (*self.enclose([part]), *self.raise_pages(work))
            ]
        else:
            nodes = self.enclose(self.join_years(parts))
        return [Element("span", {"class": AUTHOR_CLASS}, nodes)]

    def join_years(self, parts: Sequence[tuple[CitedWork, list[Node]]]) -> list[list[Node]]:
        """Return `parts` with the years of one author together: `Smith, 2019a, 2019b`."""
        joined: list[list[Node]] = []
        before: CitedWork | None = None
        for work, part in parts:
            if before and self.is_continued(before, work):
                joined[-1] += [self.signs["parts"], *self.build_part(work, is_short=True)]
            else:
                joined.append(part)
            before = work
        return joined

    def is_continued(self, before: CitedWork, work: CitedWork) -> bool:
        """Whether `work` is by the authors of the one `before` it, and nothing is said between them."""
        is_plain = not (before.pages or before.suffix or work.prefix)
        is_known = self.find(before) and self.find(work)
        is_named = not (before.is_without_author or work.is_without_author)
        return bool(is_plain and is_known and is_named) and self.name_author(before, "&") == self.name_author(
            work, "&"
        )

    def enclose(self, parts: Sequence[Sequence[Node]]) -> list[Node]:
        """Return `parts` in parentheses."""
        return [self.signs["open"], *join_nodes(parts, self.signs["works"]), self.signs["close"]]

    def build_part(self, work: CitedWork, *, is_short: bool) -> list[Node]:
        """Return `see Smith, 2020, p. 3`; without the author if it `is_short`."""
        prefix = [f"{work.prefix} "] if work.prefix else []
        entry = self.find(work)
        if not entry:
            return [*prefix, f"@{work.key}"]
        name = "" if is_short else f"{self.name_author(work, '&')}{self.signs['parts']}"
        return [*prefix, self.link(entry, f"{name}{format_mark_year(entry)}"), self.format_tail(work)]

    def build_sentence(self, work: CitedWork) -> list[Node]:
        """Return `Smith (2020, p. 3)`."""
        entry = self.find(work)
        if not entry:
            return [f"@{work.key}"]
        year = f"{format_mark_year(entry)}{self.format_tail(work)}"
        space = "" if self.signs is EASTERN_SIGNS else " "
        text = f"{self.name_author(work, 'and')}{space}{self.signs['open']}{year}{self.signs['close']}"
        return [self.link(entry, text), *self.raise_pages(work)]

    def format_tail(self, work: CitedWork) -> str:
        """Return pages and text behind the year; GB/T 7714 has pages outside of the parentheses (9.2.3)."""
        pages = "" if self.style.is_raised else label_pages(work.pages)
        return "".join(f"{self.signs['parts']}{part}" for part in (pages, work.suffix) if part)

    def raise_pages(self, work: CitedWork) -> list[Node]:
        """Return the pages of `work` as GB/T 7714 has them."""
        return [Element("sup", {}, [hyphenate(work.pages)])] if work.pages and self.style.is_raised else []


def format_mark_year(entry: Entry) -> str:
    """Return the year of `entry` with its letters, or that there is none."""
    if entry.item.issued:
        return f"{entry.item.issued.year}{entry.year_suffix}"
    return f"{UNDATED[entry.item.language]}{'-' if entry.year_suffix else ''}{entry.year_suffix}"


def hyphenate(pages: str) -> str:
    return pages.replace("–", "-")


def label_pages(pages: str) -> str:
    """Return `p. 3` or `pp. 3–5`."""
    if not pages:
        return ""
    return f"{'pp.' if '–' in pages or ',' in pages or '，' in pages else 'p.'} {pages}"


def join_nodes(groups: Sequence[Sequence[Node]], separator: str) -> list[Node]:
    """Return the nodes of all `groups`, with `separator` between two."""
    nodes: list[Node] = []
    for place, group in enumerate(groups):
        nodes += [separator, *group] if place else group
    return [node for node in nodes if node != ""]
