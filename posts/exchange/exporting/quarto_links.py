"""References and citations as Pandoc and Quarto read them, also where Han characters stand beside them."""

import re

from posts.exchange.exporting.plain_links import (
    WIKI_LINK,
    PlainLinkWriter,
    find_paragraph_place,
    hide_code_and_formulas,
    write_nodes,
)
from posts.exchange.exporting.quarto_things import QuartoThingWriter
from posts.exchange.markdown.masking import Mask
from posts.rendering.citations.syntax import CitationGroup, CitedWork
from posts.rendering.passes.cross_references import CROSS_REFERENCE
from posts.rendering.passes.references import (
    GROUPED_KEY,
    TYPED_REFERENCE,
    resolve_match,
    trim_key,
)

# Behind it a key would go on, before it none would begin.
WORD_SIGN = re.compile(r"\w")
# What Pandoc reads as it was typed.
PANDOC_GROUP = re.compile(r"\[[^\[\]；]*\]|-?@[!-~]+(?: \[[^\[\]]*\])?")
HAN_BESIDE_KEY = re.compile(r"[^\W\x00-\x7f]-?@|@[!-~]*[^\W\x00-\x7f]")


class QuartoLinkWriter(PlainLinkWriter):
    """Writes keys for all that Quarto numbers, and links for what is in other posts."""

    def __init__(self, things: QuartoThingWriter) -> None:
        super().__init__(things.facts)
        self.things = things

    def rewrite(self, text: str) -> str:
        mask = Mask()
        hidden = hide_code_and_formulas(text, mask, self.write_formula)
        hidden = WIKI_LINK.sub(self.write_wiki_link, CROSS_REFERENCE.sub(self.write_cross_reference, hidden))
        if self.facts.literature:
            hidden = self.write_pandoc_citations(hidden)
        parts: list[str] = []
        end = 0
        for match in TYPED_REFERENCE.finditer(hidden):
            stop, written = self.write_reference(match)
            parts += [hidden[end : match.start()], written]
            end = stop
        return mask.restore_text("".join([*parts, hidden[end:]]))

    def write_reference(self, match: re.Match[str]) -> tuple[int, str]:
        """Return where a reference ends, and how Quarto has it; as typed where one of its keys is unknown."""
        stop, keys = self.read_keys(match)
        respelled = [(sign, self.things.get_key(key)) for sign, key in keys]
        if all(key for _, key in respelled) and not any(
            key in self.facts.references and key not in self.facts.labels for _, key in keys
        ):
            return stop, self.join_keys(match, stop, respelled)
        stop, nodes = resolve_match(match, find_paragraph_place(match.string), self.context)
        return stop, write_nodes(nodes) if nodes else match.string[match.start() : stop]

    def read_keys(self, match: re.Match[str]) -> tuple[int, list[tuple[str, str]]]:
        """Return where a reference ends, and its keys, each with "-" where only the number is shown."""
        if match["single"]:
            sign = "-" if match["single"][0] == "-" else ""
            key = trim_key(match["single"].lstrip("-@"), self.context)
            return match.start() + len(sign) + 1 + len(key), [(sign, key)]
        if match["group"]:
            found = GROUPED_KEY.findall(match["group"])
            return match.end(), [("-" if each[0] == "-" else "", each.lstrip("-@")) for each in found]
        if match["own"]:
            return match.end(), [("", "" if match["own_words"] else match["own_label"].strip())]
        sign = "-" if match["command"] == "ref" else ""
        return match.end(), [(sign, key.strip()) for key in match["keys"].split(",")]

    def join_keys(self, match: re.Match[str], stop: int, keys: list[tuple[str, str]]) -> str:
        """Return `keys` as a reference, in brackets where it would run into the words beside it."""
        before, behind = match.string[: match.start()][-1:], match.string[stop : stop + 1]
        written = "; ".join(f"{sign}@{key}" for sign, key in keys)
        is_lone = len(keys) == 1 and not keys[0][0] and not match["group"]
        if is_lone and not WORD_SIGN.match(before) and not WORD_SIGN.match(behind):
            return written
        return f"[{written}]"

    def write_pandoc_citations(self, text: str) -> str:
        """Return `text` with citations that Pandoc would not read as such in its spelling."""
        parts: list[str] = []
        end = 0
        for group in self.find_groups(text):
            around = text[max(0, group.start - 1) : group.end + 1]
            if PANDOC_GROUP.fullmatch(group.typed) and not HAN_BESIDE_KEY.search(around):
                continue
            is_joined = bool(WORD_SIGN.match(text[: group.start][-1:]))
            parts += [text[end : group.start], self.write_group(group, is_joined=is_joined)]
            end = group.end
        return "".join([*parts, text[end:]])

    def write_group(self, group: CitationGroup, *, is_joined: bool) -> str:
        """Return a citation of Pandoc; one that `is_joined` to a word has what keeps them apart."""
        if group.form == "hidden":
            return ""
        if group.form == "author":
            return write_nodes(self.marks.build(group))
        if group.form == "sentence":
            gap = "<!-- -->" if is_joined else ""
            return gap + "; ".join(
                f"@{{{work.key}}}{f' [{write_tail(work)}]' if write_tail(work) else ''}"
                for work in group.works
            )
        is_year = group.form == "year"
        return f"[{'; '.join(write_work(work, is_year=is_year) for work in group.works)}]"


def write_work(work: CitedWork, *, is_year: bool) -> str:
    """Return one work of a citation in brackets."""
    prefix = f"{work.prefix} " if work.prefix else ""
    sign = "-" if is_year or work.is_without_author else ""
    tail = write_tail(work)
    return f"{prefix}{sign}@{{{work.key}}}{f', {tail}' if tail else ''}"


def write_tail(work: CitedWork) -> str:
    """Return the pages of a work and what is behind them."""
    pages = f"{'pp.' if '–' in work.pages else 'p.'} {work.pages}" if work.pages else ""
    return ", ".join(filter(None, (pages, work.suffix)))
