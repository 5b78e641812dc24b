"""Callouts in the dialects of other systems, rewritten as the quotations that `callouts` renders.

Hexo `{% note info %}` … `{% endnote %}`, Hugo `{{% notice tip %}}` …
`{{% /notice %}}`, directives `:::tip` … `:::` and Notion's `<aside>💡` …
`</aside>` all become `> [!TIP]`, so that Markdown inside them works; so do LaTeX's theorems and Quarto's.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from posts.rendering.context import RenderContext
from posts.rendering.passes.admonitions import admonitions_to_directives
from posts.rendering.passes.callouts import CALLOUT_KINDS, ICON_CALLOUT
from posts.rendering.passes.link_cards import LINK_CARD_NAMES
from posts.rendering.passes.theorem_openings import (
    LATEX_CLOSING,
    LATEX_OPENING,
    has_latex_theorem,
    read_latex_theorem,
    read_theorem_div,
)
from posts.rendering.scanner import find_fences
from posts.rendering.source import SourceText

MAX_CALLOUT_DEPTH = 10

# Names that tell nothing of the kind of a callout.
GENERIC_NAMES = frozenset({"admonition", "alert", "callout", "hint", "notice", "note", "noteblock"})
# Callouts that are closed until their reader opens them, and how Obsidian says it for any callout.
FOLDED_NAMES = frozenset({"details", "fold", "folding"})
CALLOUT_NAMES = GENERIC_NAMES | FOLDED_NAMES | CALLOUT_KINDS.keys() | {ICON_CALLOUT}
FOLD_SIGNS = {"true": "-", "false": "+"}
CALLOUT_MARK = re.compile(r"\{%|\{\{[<%]|:::|</?aside>|\\(?:begin|end)\{")
# Each mark holds one of these, or `admonitions` makes a mark of it; a search for strings is quicker.
CALLOUT_SIGNS = ("{%", "{{<", "{{%", ":::", "aside>", "!!!", "???")


@dataclass(frozen=True, slots=True)
class CalloutDialect:
    """How a callout is opened, with its `name` and `arguments`, and how one of that name, `{}`, is closed."""

    opening: re.Pattern[str]
    closing: str


def opening_pattern(pattern: str) -> re.Pattern[str]:
    """Return `pattern` with the indentation before it and the rest of the line behind it."""
    return re.compile(rf"(?P<indent>[ \t]*){pattern}(?P<rest>.*)")


# Any name may open one: Pandoc and VitePress lay out columns and groups of code by them.
DIRECTIVE_DIALECT = CalloutDialect(
    opening_pattern(r":::+[ \t]*\{?\.?(?:callout-|rmd)?(?P<name>\w[\w-]*+(?!=)|(?=\{))(?P<arguments>.*)"),
    r"^[ \t]*:::+[ \t]*$",
)
LATEX_DIALECT = CalloutDialect(opening_pattern(LATEX_OPENING), LATEX_CLOSING)
CALLOUT_DIALECTS = (
    CalloutDialect(
        opening_pattern(r"\{%-?\s*(?P<name>\w+)(?P<arguments>[^%]*?)-?%\}"), r"\{%-?\s*end{}\s*-?%\}"
    ),
    CalloutDialect(
        opening_pattern(r"\{\{[<%]\s*(?P<name>\w+)(?P<arguments>[^<>%]*)[>%]\}\}"),
        r"\{\{[<%]\s*/\s*{}\s*[>%]\}\}",
    ),
    DIRECTIVE_DIALECT,
    LATEX_DIALECT,
    CalloutDialect(opening_pattern(r"<(?P<name>aside)(?P<arguments>)>"), r"</{}>"),
)
CALLOUT_ARGUMENT = re.compile(
    r"""(?P<key>[\w-]+)=(?P<value>"[^"]*"|\S+)|"(?P<quoted>[^"]*)"|\[(?P<bracketed>[^\]]*)\]|(?P<word>[^\s{}]+)"""
)
# Words that change only the look of a callout on the site it came from.
STYLE_WORDS = frozenset({"no-icon", "flat", "modern", "simple", "disabled", "icon"})


@dataclass(slots=True)
class CalloutBlock:
    """A callout found in the lines `start` to `end` (from 0, both included).

    `first_line` and `last_line` are the text that stands on these lines beside its marks. One without a
    `marker` gets no box: only its marks go.
    """

    start: int
    indent: str
    marker: str
    title: str
    first_line: str
    closing: re.Pattern[str]
    end: int = -1
    last_line: str = ""


def translate_callouts(source: SourceText, context: RenderContext) -> SourceText:
    """Return `source` with every callout that is opened and closed, outside code, as a quotation."""
    if not any(sign in source.text for sign in CALLOUT_SIGNS) and not has_latex_theorem(source.text):
        return source
    numbered = admonitions_to_directives(source)
    lines = [line for _, line in numbered]
    blocks = find_callout_blocks(lines)
    if not blocks:
        return source
    writer = write_as_quotes(lines, blocks)
    return source.rewrite((numbered[index][0], line) for index, line in writer.lines)


def find_callout_blocks(lines: Sequence[str]) -> list[CalloutBlock]:
    """Return the callouts that are closed, in the order of their ends."""
    closed: list[CalloutBlock] = []
    still_open: list[CalloutBlock] = []
    in_fence = find_fences(lines).in_fence
    for number, line in enumerate(lines):
        if in_fence[number] or not CALLOUT_MARK.search(line):
            continue
        if len(still_open) < MAX_CALLOUT_DEPTH and (block := match_opening(number, line)):
            still_open.append(block)
            line = block.first_line  # noqa: PLW2901  (a callout may end on its first line)
        closed += close_block(still_open, number, line)
    return closed


def close_block(still_open: list[CalloutBlock], number: int, line: str) -> list[CalloutBlock]:
    """Return the innermost callout that `line` closes; those inside it, and it, are open no longer."""
    for depth in reversed(range(len(still_open))):
        block = still_open[depth]
        if match := block.closing.search(line):
            block.end, block.last_line = number, line[: match.start()].strip()
            del still_open[depth:]
            return [block]
    return []


def match_opening(number: int, line: str) -> CalloutBlock | None:
    """Return the callout that is opened on `line`, if one is."""
    for dialect in CALLOUT_DIALECTS:
        match = dialect.opening.match(line)
        if match and (match["name"] in CALLOUT_NAMES or dialect in {DIRECTIVE_DIALECT, LATEX_DIALECT}):
            marker, title = read_theorem(match, dialect) or read_fenced_callout(match)
            closing = re.compile(dialect.closing.replace("{}", match["name"]))
            return CalloutBlock(number, match["indent"], marker, title, match["rest"].strip(), closing)
    return None


def read_theorem(match: re.Match[str], dialect: CalloutDialect) -> tuple[str, str] | None:
    """Return the marker and the title of the theorem that `match` opens, or None."""
    if dialect is LATEX_DIALECT:
        return read_latex_theorem(match["name"], match["arguments"])
    if dialect is not DIRECTIVE_DIALECT:
        return None
    in_braces = "{" in match.string[: match.start("name")]
    theorem = read_theorem_div(match["name"], match["arguments"], in_braces=in_braces)
    return None if match["name"] in CALLOUT_NAMES and theorem and not theorem[1] else theorem


def read_fenced_callout(match: re.Match[str]) -> tuple[str, str]:
    """Return the marker and the title of the callout that `match` opens; no marker for one without a box."""
    marker, title = parse_callout_arguments(match["name"], match["arguments"])
    is_boxed = match["name"] in CALLOUT_NAMES | LINK_CARD_NAMES or bool(title)
    return marker if is_boxed else "", title


def parse_callout_arguments(name: str, arguments: str) -> tuple[str, str]:
    """Return the marker, `[!kind]`, and the title of the callout `name` with these arguments."""
    named: dict[str, str] = {}
    words: list[str] = []
    # Pandoc's attributes: what is no `key=value` there is a class or an id.
    has_words = not arguments.rstrip().endswith("}")
    for match in CALLOUT_ARGUMENT.finditer(arguments):
        if match["key"]:
            named[match["key"]] = match["value"].strip('"')
        elif match["word"] is None:
            named.setdefault("title", match["quoted"] or match["bracketed"] or "")
        elif has_words and match["word"] not in STYLE_WORDS:
            words.append(match["word"])
    kind = named.get("type") or ("" if name in GENERIC_NAMES | FOLDED_NAMES else name)
    fold = "-" if name in FOLDED_NAMES else FOLD_SIGNS.get(named.get("collapse", ""), "")
    if not kind and words and words[0].lower() in CALLOUT_KINDS:
        kind = words.pop(0)
    return f"[!{kind or 'note'}]{fold}", named.get("title", "") or " ".join(words)


class QuoteWriter:
    """Writes callouts as quotations: `lines`, each with the number, from 0, of the line it comes from."""

    def __init__(self) -> None:
        self.lines: list[tuple[int, str]] = []
        # The callouts that are open here, innermost last.
        self.open_blocks: list[CalloutBlock] = []

    def write_line(self, number: int, line: str) -> None:
        """Write `line` inside the quotations of the open callouts."""
        prefix = ""
        for block in self.open_blocks:
            prefix += f"{block.indent}> " if block.marker else block.indent
            line = line.removeprefix(block.indent)
        self.lines.append((number, prefix + line if line else prefix.rstrip()))

    def begin_block(self, block: CalloutBlock) -> None:
        # Two quotations that touch would be one; HTML goes on up to an empty line.
        if self.lines and self.lines[-1][1].strip():
            self.write_line(block.start, "")
        if block.marker:
            self.write_line(block.start, f"{block.indent}> {block.marker} {block.title}".rstrip())
        for outer in self.open_blocks:
            block.indent = block.indent.removeprefix(outer.indent)
        self.open_blocks.append(block)
        if block.first_line and block.end != block.start:
            self.write_line(block.start, block.first_line)

    def end_block(self) -> None:
        block = self.open_blocks[-1]
        if block.last_line:
            self.write_line(block.end, block.last_line)
        self.open_blocks.pop()
        self.write_line(block.end, "")


def write_as_quotes(lines: Sequence[str], blocks: Iterable[CalloutBlock]) -> QuoteWriter:
    """Write `lines` with `blocks`, which are in the order of their ends, as quotations."""
    writer = QuoteWriter()
    starts = {block.start: block for block in blocks}
    for number, line in enumerate(lines):
        if number in starts:
            writer.begin_block(starts[number])
        if writer.open_blocks and writer.open_blocks[-1].end == number:
            writer.end_block()
        elif number not in starts:
            writer.write_line(number, line)
    return writer
