"""Blocks as Markdown."""

import re
from collections.abc import Iterable, Sequence

from posts.exchange.html_to_markdown.document import (
    Block,
    CodeBlock,
    Definition,
    Details,
    Figure,
    FormulaBlock,
    ListBlock,
    ListItem,
    NoteDefinition,
    Paragraph,
    Quote,
    RawHtml,
    Rule,
    Run,
    Table,
    Term,
)
from posts.exchange.html_to_markdown.escaping import escape_image_text
from posts.exchange.html_to_markdown.runs_writer import RunsContext, write_image, write_runs
from posts.exchange.html_to_markdown.table_writer import write_table_rows

FENCE = re.compile(r"^ {0,3}(`{3,})", re.MULTILINE)
# Text that would be read as the box of a task.
TASK_TEXT = re.compile(r"^(?:\[|&#91;)([ xX])\]")
Lines = list[str]


def write_blocks(blocks: Sequence[Block]) -> Lines:
    """Return the lines of blocks that follow one another, with empty lines between them."""
    lines: Lines = []
    before: Block | None = None
    for block in blocks:
        written = write_document_block(block, before)
        if not any(written):
            continue
        if lines and not (isinstance(block, Definition) and isinstance(before, Term)):
            lines.append("")
        lines += written
        before = block
    return lines


def write_document_block(block: Block, before: Block | None) -> Lines:  # noqa: C901, PLR0911, PLR0912  (a list of kinds)
    match block:
        case Paragraph():
            return write_paragraph(block)
        case CodeBlock():
            return write_code(block)
        case FormulaBlock():
            return ["$$", *filter(str.strip, block.tex.split("\n")), "$$"]
        case Rule():
            return ["---"]
        case Figure():
            return [write_figure(block)]
        case RawHtml():
            return block.html.split("\n")
        case Quote():
            return write_quote(block)
        case ListBlock():
            return write_list(
                block, is_second=isinstance(before, ListBlock) and before.is_ordered == block.is_ordered
            )
        case Table():
            return write_table_lines(block)
        case Details():
            return write_details(block)
        case Term():
            return write_blocks(block.children)[:1]
        case Definition():
            return indent(write_blocks(block.children), ": ", "  ")
        case NoteDefinition():
            return indent(write_blocks(block.children), f"[^{block.label}]: ", "    ")
    return write_blocks(block.children)


def write_paragraph(paragraph: Paragraph) -> Lines:
    if not paragraph.level:
        return write_runs(paragraph.runs).split("\n")
    text = write_runs(paragraph.runs, RunsContext(in_heading=True)).replace("\n", " ")
    # Hashes at the end would be taken for a part of the mark.
    text = re.sub(r"(^|\s)(#+)$", r"\1\\\2", text)
    if text.endswith("}"):
        # Braces at the end would be taken for its id, escaped or not.
        text = f"{text[:-1]}<span>}}</span>"
    return [f"{'#' * paragraph.level} {text}"]


def write_code(block: CodeBlock) -> Lines:
    longest = max(map(len, FENCE.findall(block.text)), default=2)
    fence = "`" * (longest + 1)
    return [f"{fence}{block.language}", *block.text.split("\n"), fence]


def write_figure(figure: Figure) -> str:
    caption = write_runs(figure.caption, RunsContext(in_heading=True)).replace("\\\n", " ")
    return write_image(figure.image, title=caption.replace("\\", "\\\\").replace('"', '\\"'))


def write_quote(quote: Quote) -> Lines:
    lines = write_blocks(quote.children)
    if quote.callout:
        title = f" {escape_image_text(quote.title)}" if quote.title else ""
        lines = [f"[!{quote.callout}]{title}", *lines]
    elif lines and lines[0].startswith("[!"):
        lines[0] = f"\\{lines[0]}"
    return [f"> {line}" if line else ">" for line in lines]


def write_list(block: ListBlock, *, is_second: bool) -> Lines:
    """Return the lines of a list; a second one right behind another has other marks, or it would go on."""
    is_loose = any(is_loose_item(item) for item in block.items)
    lines: Lines = []
    for number, item in enumerate(block.items, block.start):
        mark = f"{number}." if block.is_ordered else "-"
        mark = f"{mark.replace('.', ')').replace('-', '*')} " if is_second else f"{mark} "
        box = "" if item.is_checked is None else f"[{'x' if item.is_checked else ' '}] "
        if lines and is_loose:
            lines.append("")
        lines += write_item(item, mark, box)
    return lines


def is_loose_item(item: ListItem) -> bool:
    """Whether something but a nested list follows the first block of an item."""
    return any(not isinstance(child, ListBlock) for child in item.children[1:])


def write_item(item: ListItem, mark: str, box: str) -> Lines:
    first, *others = item.children or [Paragraph()]
    lines = write_blocks([first])
    for position, child in enumerate(others):
        before = others[position - 1] if position else first
        is_tight = isinstance(child, ListBlock) and isinstance(first, Paragraph) and not is_loose_item(item)
        lines += ([] if is_tight else [""]) + write_document_block(child, before)
    if box and not isinstance(first, Paragraph):
        lines = ["", *lines]
    if lines and isinstance(first, Paragraph) and not box:
        lines[0] = TASK_TEXT.sub(r"\\[\1]", lines[0])
    if isinstance(first, Rule):
        # Hyphens behind the mark of an item would be a rule together with it.
        lines[0] = "___"
    return indent(lines or [""], mark + box, " " * len(mark))


def indent(lines: Iterable[str], first: str, others: str) -> Lines:
    """Return `lines` with `first` before the first and `others` before the rest, but for empty ones."""
    written = [f"{others}{line}" if line else "" for line in lines]
    return (
        [f"{first}{written[0].removeprefix(others)}".rstrip(), *written[1:]] if written else [first.rstrip()]
    )


def write_details(details: Details) -> Lines:
    summary = write_runs([Run("text", details.summary)]).replace("\\", "") if details.summary else ""
    opening = "<details open>" if details.is_open else "<details>"
    title = [f"<summary>{summary}</summary>"] if summary else []
    return [opening, *title, "", *write_blocks(details.children), "", "</details>"]


def write_table_lines(table: Table) -> Lines:
    return write_table_rows(table, write_blocks)
