r"""Citations as people type them: Pandoc's `[@key, p. 3; see @other]`, `[-@key]`, `@key`; LaTeX's `\cite`.

Pandoc: https://pandoc.org/MANUAL.html#citation-syntax. LaTeX: natbib, section 2, and biblatex, section 3.9.
"""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Literal

CitationForm = Literal["parentheses", "sentence", "author", "year", "hidden"]

KEY = r"(?:\{[^{}\n]{1,200}\}|\w(?:\w|[:.#$%&\-+?<>~/]+(?=\w)){0,199})"
# No mail address, no handle behind a slash.
KEY_SIGN = r"(?<![A-Za-z0-9_.+/@^])(?P<minus>(?<![A-Za-z0-9_.+/@^\-])-)?@"
CITED_KEY = re.compile(rf"{KEY_SIGN}(?P<key>{KEY})")
CITATION = re.compile(
    r"\[(?P<inside>[^\[\]@^]{0,500}@[^\[\]]{1,2000})\](?!\()"
    r"|\\(?P<command>[A-Za-z]{0,8}[cC]ite[a-z]{0,8})\*?(?P<options>(?:\[[^\[\]]{0,300}\]){0,2})\{(?P<keys>[^{}]{1,2000})\}"
    rf"|{KEY_SIGN}(?P<key>{KEY})(?:[ ]?\[(?P<behind>[^\[\]@]{{1,200}})\](?!\())?"
)
# Of these, `references` and theorems know the labels.
CROSS_REFERENCE_KEY = re.compile(
    r"(?:fig|tbl|lst|eq|sec|thm|lem|def|prp|cor|exm|rem|asm|prf|alg|exr)-", re.IGNORECASE
)
COMMAND_FORMS: dict[str, CitationForm] = {
    "autocite": "parentheses",
    "cite": "parentheses",
    "citealp": "parentheses",
    "citealt": "sentence",
    "citeauthor": "author",
    "citep": "parentheses",
    "citet": "sentence",
    "citeyear": "year",
    "footcite": "parentheses",
    "nocite": "hidden",
    "parencite": "parentheses",
    "textcite": "sentence",
}
PAGE_NUMBERS = r"(?P<pages{0}>[0-9ivxlcIVXLC]{{1,6}}(?:\s*[-–—,，]+\s*[0-9ivxlcIVXLC]{{1,6}}){{0,9}})(?!\w)"
LOCATOR = re.compile(
    rf"(?:(?:pp?\.|pages?)\s*{PAGE_NUMBERS.format(1)}|第\s*{PAGE_NUMBERS.format(2)}\s*页|"
    rf"(?=[0-9]){PAGE_NUMBERS.format(3)})\s*(?P<rest>.*)",
    re.DOTALL,
)
# What may stand in brackets behind `@key` and belongs to it.
# By braces Pandoc knows pages from other text.
BRACED_LOCATOR = re.compile(r"\A\{([^{}]*)\}")
# Of no key: `[@id='form']` is XPath.
UNKNOWN_KEY_END = re.compile(r"\s*(?:[,，:：]|\Z)|\s")
LOCATOR_START = re.compile(
    r"(?:pp?\.|pages?\s|ch(?:ap)?\.|chapters?\s|sec\.|sections?\s|vol\.|fig\.|no\.|§|¶|第|[0-9])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class CitedWork:
    """A work in a citation: by its key, with the text before it, the pages, and the text behind."""

    key: str
    prefix: str = ""
    pages: str = ""
    suffix: str = ""
    is_without_author: bool = False


@dataclass(frozen=True, slots=True)
class CitationGroup:
    """A citation as it was `typed`, from `start` to `end` of a text."""

    form: CitationForm
    works: tuple[CitedWork, ...]
    typed: str
    start: int
    end: int


def find_citations(text: str, known: Container[str]) -> Iterator[CitationGroup]:
    """Give the citations in `text`: those in brackets and commands of any key, others of `known` keys."""
    position = 0
    while match := CITATION.search(text, position):
        if group := read_citation(match, known):
            yield group
            position = group.end
        else:
            # A reference to something of the post, with all that is in its brackets, is none of ours.
            is_reference = match["inside"] and has_cross_reference(match["inside"])
            position = match.end() if is_reference else match.start() + 1


def read_citation(match: re.Match[str], known: Container[str]) -> CitationGroup | None:
    """Return the citation that `match` is, or None."""
    if match["inside"]:
        form, works = "parentheses", read_bracket(match["inside"], known)
    elif match["keys"]:
        form, works = COMMAND_FORMS.get(match["command"].lower(), ""), read_command(match)
    else:
        return read_bare_key(match, known)
    if not form or not works or has_cross_reference(match[0]):
        return None
    return CitationGroup(form, works, match[0], match.start(), match.end())  # type: ignore[arg-type]  # by COMMAND_FORMS


def has_cross_reference(text: str) -> bool:
    return any(CROSS_REFERENCE_KEY.match(match["key"]) for match in CITED_KEY.finditer(text))


def read_bracket(inside: str, known: Container[str]) -> tuple[CitedWork, ...]:
    """Return the works of `see @key, p. 3; -@other`; none where a part of it has no key, or several."""
    works = []
    for part in re.split("[;；]", inside):
        match = CITED_KEY.search(part)
        if not match or CITED_KEY.search(part, match.end()):
            return ()
        key = choose_key(match["key"], known)
        behind = part[match.end("key") - cut_length(match, key) :]
        if key not in known and not UNKNOWN_KEY_END.match(behind):
            return ()
        pages, suffix = split_suffix(behind)
        works.append(CitedWork(key, part[: match.start()].strip(), pages, suffix, bool(match["minus"])))
    return tuple(works)


def cut_length(match: re.Match[str], key: str) -> int:
    """Return how many characters at the end of what was matched are no part of `key`."""
    return 0 if match["key"].startswith("{") else len(match["key"]) - len(key)


def read_command(match: re.Match[str]) -> tuple[CitedWork, ...]:
    r"""Return the works of `\cite[before][behind]{a,b}`: the text behind belongs to the last."""
    options = re.findall(r"\[([^\[\]]*)\]", match["options"])
    prefix, behind = (["", *options] if len(options) < 2 else options)[-2:] if options else ("", "")
    keys = [key.strip() for key in match["keys"].split(",") if key.strip()]
    pages, suffix = split_suffix(behind.replace("~", " ").replace("--", "–"))
    last = len(keys) - 1
    return tuple(
        CitedWork(
            key,
            prefix.strip() if place == 0 else "",
            pages if place == last else "",
            suffix if place == last else "",
        )
        for place, key in enumerate(keys)
    )


def read_bare_key(match: re.Match[str], known: Container[str]) -> CitationGroup | None:
    """Return the citation `@key` or `@key [p. 3]` where there is such a key."""
    key = choose_key(match["key"], known)
    if key not in known or CROSS_REFERENCE_KEY.match(key):
        return None
    end = match.end("key") - cut_length(match, key)
    pages = suffix = ""
    if match["behind"] and end == match.end("key") and LOCATOR_START.match(match["behind"]):
        end = match.end()
        pages, suffix = split_suffix(match["behind"])
    start = match.start()
    work = CitedWork(key, "", pages, suffix, bool(match["minus"]))
    return CitationGroup(
        "year" if match["minus"] else "sentence", (work,), match.string[start:end], start, end
    )


def choose_key(typed: str, known: Container[str]) -> str:
    """Return the key that `typed` begins with: where Han characters follow it, without these."""
    if typed.startswith("{"):
        return typed[1:-1].strip()
    if typed in known:
        return typed
    ends = (place for place in range(len(typed) - 1, 0, -1) if typed[place] > "\x7f")
    return next((typed[:end] for end in ends if typed[:end] in known), typed)


def split_suffix(text: str) -> tuple[str, str]:
    """Return the pages that `text`, which stands behind a key, begins with, and the rest of it."""
    text = BRACED_LOCATOR.sub(r"\1", text.strip().lstrip(",，").strip())
    if not (match := LOCATOR.match(text)):
        return "", text
    pages = match["pages1"] or match["pages2"] or match["pages3"]
    return re.sub(r"\s*[-–—]+\s*", "–", pages), match["rest"].strip().lstrip(",，").strip()
