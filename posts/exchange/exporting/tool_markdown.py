"""Our Markdown in the form of other tools, where they differ: formulas, callouts, signs of their templates.

Code stays as it is. What all tools read alike is not touched.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from posts.exchange.exporting.plain_links import PlainLinkWriter
from posts.exchange.exporting.plain_things import PlainThingWriter
from posts.exchange.exporting.quarto_links import QuartoLinkWriter
from posts.exchange.exporting.quarto_things import QuartoThingWriter
from posts.exchange.exporting.text_facts import NO_FACTS, TextFacts
from posts.exchange.exporting.tool_theorems import count_theorems, split_theorem_title, take_label
from posts.exchange.exporting.written_things import write_things
from posts.rendering.context import RenderContext
from posts.rendering.passes.callout_dialects import translate_callouts
from posts.rendering.passes.link_cards import LINK_CARD_NAMES
from posts.rendering.passes.literature_list import mark_list_place
from posts.rendering.scanner import FormulaScanner, find_fences
from posts.rendering.scanner.algorithms import TEX_COMMENT
from posts.rendering.scanner.inline import Dollars, find_inline_formulas
from posts.rendering.source import SourceText

CODE_OR_BRACKETED = re.compile(
    r"(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)|(?<!\\)\\\((?P<tex>.+?)\\\)", re.DOTALL
)
CALLOUT_LINE = re.compile(
    r"(?P<indent>\s*)> ?\[!(?P<kind>[\w-]+)\](?P<fold>[+-]?)[ \t]*(?P<title>.*)", re.IGNORECASE
)
# A line that is, or may begin, something else than text.
BLOCK_LINE = re.compile(r"\s*(?:[-+*>#]|\d+[.)]\s|=+\s*$|$)")
# The line below the head of a table.
TABLE_RULE = re.compile(r"^[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*$", re.MULTILINE)
# Bars, and what is passed over as a whole: code, formulas as kramdown has them, escaped characters.
BAR_OR_WHOLE = re.compile(
    r"(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)|(?P<formula>\$\$.+?\$\$)|\\.|\|", re.DOTALL
)
BAR_IN_FORMULA = re.compile(r"\\\||(?<!\\)\|")
FENCE_ATTRIBUTES = re.compile(r"\{(?P<inside>[^{}]*)\}")
HIGHLIGHTED_LINES = re.compile(r"[\d\s,-]+")
HUGO_ATTRIBUTES = re.compile(r"(?:\w+=(?:\"[^\"]*\"|\[[\d\s,\"-]*\]|\w+)[,\s]*)+")
# Quarto's keys stand behind the mark that ends a formula.
FORMULA_END_MARK = re.compile(r"[ \t>]*\$\$(?: \{#[^{}]+\})?[ \t]*")
QUOTED_LINE_MARK = re.compile(r"\s*> ?")
# Names of callouts that mean one of Quarto's and kramdown's five kinds.
CALLOUT_NAMES_OF_TOOLS = {
    "tip": "tip", "hint": "tip", "success": "tip", "check": "tip", "done": "tip",
    "important": "important", "warning": "warning", "attention": "warning",
    "caution": "caution", "danger": "caution", "error": "caution", "failure": "caution", "bug": "caution",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a tool writes inline formulas, and the lines of a callout: kind, fold sign, title and its lines.

    `splits_at_bars`: each line with a bar is one of a table, whatever is below. `finds_blocks_first`: lists
    and quotations are read before formulas, also where a line of one looks like a part of these.
    `is_quarto`: theorems and equations have keys to which references lead.
    """

    inline_mark: str
    write_callout: Callable[[str, str, str, list[str]], list[str]] | None = None
    splits_at_bars: bool = False
    finds_blocks_first: bool = False
    is_quarto: bool = False


def adapt_markdown(text: str, dialect: Dialect, facts: TextFacts = NO_FACTS) -> str:
    """Return `text`, our Markdown, as a tool with `dialect` reads it; `facts` are of the post it is of."""
    source = mark_list_place(SourceText.from_text(text))
    translated = translate_callouts(source, RenderContext(facts.language, {}))
    writers = DialectWriters(dialect, facts)
    lines = write_things(list(translated.lines), writers.things)
    lines = list(write_display_formulas(lines, writers))
    paragraphs: list[str] = []
    rewrite_outside_code(lines, lambda piece: paragraphs.append(piece) or piece)  # type: ignore[func-returns-value]
    writers.links.read_citations(paragraphs)
    lines = rewrite_outside_code(lines, writers.links.rewrite)
    lines = rewrite_outside_code(lines, lambda piece: rewrite_inline_formulas(piece, dialect.inline_mark))
    if dialect.splits_at_bars:
        lines = rewrite_outside_code(lines, escape_paragraph_bars)
    writers.take_titles(lines)
    lines = list(write_tool_callouts(lines, writers))
    if not dialect.is_quarto:
        lines = writers.links.insert_bibliography(lines)
    return "\n".join(lines)


class DialectWriters:
    """What writes the things and the links of one post for a tool; `titles` are left of its theorems."""

    def __init__(self, dialect: Dialect, facts: TextFacts) -> None:
        self.dialect, self.facts = dialect, facts
        self.titles: Iterator[str] = iter(())
        self.things: PlainThingWriter | QuartoThingWriter
        if dialect.is_quarto:
            self.things = QuartoThingWriter(facts)
            self.links: PlainLinkWriter = QuartoLinkWriter(self.things)
        else:
            self.things, self.links = PlainThingWriter(facts), PlainLinkWriter(facts)

    def take_titles(self, lines: Sequence[str]) -> None:
        """Use the titles that the page has, where it has as many theorems as `lines`."""
        stripped = (line.lstrip(" \t>") for line in lines if "[!" in line)
        openings = (CALLOUT_LINE.fullmatch(f"> {line}") for line in stripped)
        marks = ((opening["kind"], opening["title"]) for opening in openings if opening)
        if count_theorems(marks) == len(self.facts.theorem_titles):
            self.titles = iter(self.facts.theorem_titles)


def write_display_formulas(lines: list[str], writers: DialectWriters) -> Iterator[str]:
    r"""Yield `lines` with every display formula between lines of `$$`, which all tools read.

    Where blocks are found first, those in quotations, or with a line that looks like a list, are on one line.
    """
    for line in FormulaScanner(lines).scan_lines():
        if not line.formula:
            yield line.text
            continue
        before = line.formula.before.rstrip()
        if before.strip(" \t>"):
            yield before
            yield line.prefix.rstrip()
        prefix = line.prefix
        texts = [text for _, text in line.formula.lines]
        anchors, texts, *key = writers.things.write_equation(texts)
        if any(anchors):
            yield f"{prefix}{''.join(anchors)}"
            yield prefix.rstrip()
        if writers.dialect.finds_blocks_first and (">" in prefix or any(map(BLOCK_LINE.match, texts))):
            joined = " ".join(TEX_COMMENT.sub("", text).strip() for text in texts)
            yield f"{prefix}$$ {joined} $$"
        else:
            yield from (f"{prefix}{text}" for text in ("$$", *texts, f"$${''.join(key)}"))
        if line.formula.after.strip():
            yield prefix.rstrip()


def rewrite_outside_code(lines: Sequence[str], rewrite: Callable[[str], str]) -> list[str]:
    """Return `lines` with `rewrite` applied to each run of lines without code, empty lines and formulas."""
    in_fence = find_fences(lines).in_fence
    result: list[str] = []
    run: list[str] = []
    in_formula = False
    for line, is_code in zip(lines, in_fence, strict=True):
        is_mark = not is_code and bool(FORMULA_END_MARK.fullmatch(line))
        if is_code or is_mark or in_formula or not line.strip(" \t>"):
            result += rewrite("\n".join(run)).split("\n") if run else []
            run = []
            result.append(line)
            in_formula ^= is_mark
        else:
            run.append(line)
    return result + (rewrite("\n".join(run)).split("\n") if run else [])


def rewrite_inline_formulas(text: str, mark: str) -> str:
    r"""Return a paragraph with its formulas, `$…$` and `\(…\)`, between `mark`."""
    text = CODE_OR_BRACKETED.sub(
        lambda match: f"${match['tex'].strip()}$" if match["tex"] else match[0], text
    )
    if mark == "$":
        return text
    parts, position = [], 0
    for formula in find_inline_formulas(text):
        if formula.dollars is Dollars.FORMULA:
            parts += [text[position : formula.start], f"{mark}{formula.content}{mark}"]
            position = formula.end
    return "".join([*parts, text[position:]])


def escape_paragraph_bars(text: str) -> str:
    r"""Return a paragraph without bars in formulas, and, unless it is a table, with all others escaped."""
    is_table = bool(TABLE_RULE.search(text))

    def replace(match: re.Match[str]) -> str:
        if tex := match["formula"]:
            double = r"\vert " if is_table else r"\Vert "
            return BAR_IN_FORMULA.sub(lambda bar: double if bar[0] == r"\|" else r"\vert ", tex)
        return r"\|" if match[0] == "|" and not is_table else match[0]

    return BAR_OR_WHOLE.sub(replace, text)


def write_tool_callouts(lines: Sequence[str], writers: DialectWriters) -> Iterator[str]:
    """Yield `lines` with each theorem and callout, which begin with their kinds, as a tool has them."""
    in_fence = find_fences(lines).in_fence
    number = 0
    while number < len(lines):
        match = None if in_fence[number] else CALLOUT_LINE.fullmatch(lines[number])
        theorem = split_theorem_title(match["kind"], match["title"]) if match else None
        if match is None or not (theorem or writers.dialect.write_callout):
            yield lines[number]
            number += 1
            continue
        end = number + 1
        while end < len(lines) and QUOTED_LINE_MARK.match(lines[end]):
            end += 1
        inside = [QUOTED_LINE_MARK.sub("", line, count=1) for line in lines[number + 1 : end]]
        title = next(writers.titles, "") if theorem and theorem[0].style else ""
        inside = list(write_tool_callouts(inside, writers))
        if theorem:
            kind, name, marks = theorem
            inside = take_label(marks, inside)
            written = (
                writers.things.write_theorem(kind, name, marks, title, inside)
                if kind.style
                else writers.things.write_group(kind, name, marks.key, inside)
            )
        else:
            written = write_tool_callout(match, inside, writers.dialect)
        yield from (f"{match['indent']}{line}".rstrip() for line in written)
        number = end


def write_tool_callout(match: re.Match[str], inside: list[str], dialect: Dialect) -> list[str]:
    """Return the callout that the line of `match` begins, with what is `inside`."""
    assert dialect.write_callout  # noqa: S101  (or it is left as it is)
    title = match["title"].strip()
    if match["kind"].lower() in LINK_CARD_NAMES:
        return write_link_list(title, inside)
    kind = CALLOUT_NAMES_OF_TOOLS.get(match["kind"].lower(), "note")
    return dialect.write_callout(kind, match["fold"], title, inside)


def write_link_list(title: str, inside: list[str]) -> list[str]:
    """Return a block of link cards as the list that it is."""
    return [*([f"**{title}**", ""] if title else []), *inside, ""]


def rewrite_fence_attributes(text: str) -> str:
    """Return `text` with the attributes of its fenced code as Hugo reads them; it refuses others."""
    lines = text.split("\n")
    for number in find_fences(lines).prefixes:
        lines[number] = FENCE_ATTRIBUTES.sub(write_hugo_attributes, lines[number], count=1)
    return "\n".join(lines)


def write_hugo_attributes(match: re.Match[str]) -> str:
    """Return the braces behind the language of a code block: lines to highlight, or what Hugo knows."""
    inside = match["inside"].strip()
    if HIGHLIGHTED_LINES.fullmatch(inside):
        ranges = ", ".join(f'"{part.strip()}"' for part in inside.split(",") if part.strip())
        return f"{{hl_lines=[{ranges}]}}"
    return match[0] if HUGO_ATTRIBUTES.fullmatch(inside) else ""


def write_quarto_callout(kind: str, fold: str, title: str, inside: list[str]) -> list[str]:
    """Return a callout as Quarto's block; blocks inside have fewer colons."""
    attributes = [f".callout-{kind}"]
    if title:
        quoted = title.replace('"', "&quot;")
        attributes.append(f'title="{quoted}"')
    if fold:
        attributes.append(f'collapse="{"true" if fold == "-" else "false"}"')
    colons = max([2, *(len(line) - len(line.lstrip(":")) for line in inside if line.startswith(":::"))]) + 1
    return ["", f"{':' * colons} {{{' '.join(attributes)}}}", *inside, ":" * colons, ""]


def write_kramdown_callout(kind: str, fold: str, title: str, inside: list[str]) -> list[str]:
    """Return a callout as a quotation with a heading and classes, which kramdown's themes style."""
    heading = f"**{title or kind.capitalize()}**"
    quoted = [f"> {line}".rstrip() for line in [heading, "", *inside]]
    return [*quoted, f"{{: .callout .callout-{kind}}}", ""]


HUGO_DIALECT = Dialect("$", finds_blocks_first=True)
HEXO_DIALECT = Dialect("$", finds_blocks_first=True)
JEKYLL_DIALECT = Dialect("$$", write_kramdown_callout, splits_at_bars=True)
QUARTO_DIALECT = Dialect("$", write_quarto_callout, is_quarto=True)
