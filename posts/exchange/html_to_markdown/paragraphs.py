"""Blocks as they were read, put in order: runs are joined, empty paragraphs dropped."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from posts.exchange.html_to_markdown.document import (
    Block,
    CodeBlock,
    Container,
    ListBlock,
    Paragraph,
    Run,
    Table,
    Term,
)
from posts.exchange.html_to_markdown.lists import group_items

MIN_CODE_LINES = 2
MARKED_BY_LOOK = frozenset({"mono"})
CODE = frozenset({"code"})


def tidy_blocks(blocks: Iterable[Block]) -> list[Block]:
    """Return `blocks`, and what is in them, as they are written."""
    result: list[Block] = []
    for is_mono, group in groupby(group_items(blocks), is_mono_paragraph):
        members = list(group)
        if is_mono and (code := join_code(members)):
            result.append(code)
        else:
            for block in members:
                result += tidy_block(block)
    return result


def tidy_block(block: Block) -> list[Block]:
    if isinstance(block, Paragraph):
        return list(split_at_empty_lines(block))
    if isinstance(block, ListBlock):
        for item in block.items:
            item.children = tidy_blocks(item.children)
        block.items = [item for item in block.items if item.children or item.is_checked is not None]
        return [block] if block.items else []
    if isinstance(block, Table):
        for row in block.rows:
            for cell in row:
                cell.children = tidy_blocks(cell.children)
        return [block]
    if isinstance(block, Container):
        block.children = tidy_blocks(block.children)
        return [block] if block.children or not isinstance(block, Term) else []
    return [block]


def is_mono_paragraph(block: Block) -> bool:
    """Whether a block is a paragraph that its style sets like code from beginning to end."""
    if not isinstance(block, Paragraph) or block.level:
        return False
    texts = [run for run in block.runs if run.kind != "break" and (run.kind != "text" or run.text.strip())]
    return bool(texts) and all(run.kind == "text" and "mono" in run.marks and not run.link for run in texts)


def join_code(blocks: Iterable[Block]) -> CodeBlock | None:
    """Return the block of code that paragraphs make up, or None where it would be one line."""
    text = "\n".join([block.text for block in blocks if isinstance(block, Paragraph)])
    lines = [line.rstrip() for line in text.strip("\n").split("\n")]
    return CodeBlock("\n".join(lines)) if len(lines) >= MIN_CODE_LINES else None


def split_at_empty_lines(paragraph: Paragraph) -> Iterator[Paragraph]:
    """Give the paragraphs that empty lines in `paragraph` part, without those that are empty."""
    if paragraph.level:
        paragraph.runs = [run if run.kind != "break" else Run("text", " ") for run in paragraph.runs]
        if all("strong" in run.marks for run in paragraph.runs if run.kind == "text" and run.text.strip()):
            # A heading is bold anyway.
            paragraph.runs = [run._replace(marks=run.marks - {"strong"}) for run in paragraph.runs]
    current: list[Run] = []
    for run in paragraph.runs:
        is_empty = run.kind == "text" and not run.text.strip()
        last = next((each for each in reversed(current) if each.kind != "text" or each.text.strip()), None)
        if run.kind == "break" and last is not None and last.kind == "break":
            yield from build_paragraph(current, paragraph)
            current = []
        elif not (is_empty and not current):
            current.append(run)
    yield from build_paragraph(current, paragraph)


def build_paragraph(runs: list[Run], source: Paragraph) -> Iterator[Paragraph]:
    joined = join_runs(trim_runs(runs))
    if joined:
        yield Paragraph(joined, source.level, source.is_caption)


def trim_runs(runs: Iterable[Run]) -> list[Run]:
    """Return `runs` without breaks and spaces at both ends, and without spaces beside breaks."""
    result: list[Run] = []
    for run in runs:
        if run.kind == "break":
            trim_end(result)
            if result and result[-1].kind != "break":
                result.append(run)
        elif run.kind != "text":
            result.append(run)
        elif text := trim_start(run.text, result[-1] if result else None):
            result.append(run._replace(text=text))
    while trim_end(result) and result[-1].kind == "break":
        result.pop()
    return result


def trim_start(text: str, before: Run | None) -> str:
    """Return `text` without spaces that the beginning of a line, or those at the end of `before`, swallow."""
    if before is None or before.kind == "break":
        return text.lstrip()
    return text.lstrip(" ") if before.kind == "text" and before.text.endswith(" ") else text


def trim_end(runs: list[Run]) -> bool:
    """Take the spaces off the end of `runs`, with runs that are nothing else. Tells whether one is left."""
    while runs and runs[-1].kind == "text":
        text = runs[-1].text.rstrip()
        if text:
            runs[-1] = runs[-1]._replace(text=text)
            return True
        runs.pop()
    return bool(runs)


def join_runs(runs: Iterable[Run]) -> list[Run]:
    """Return `runs` with their final marks, and neighbours of one look as one."""
    result: list[Run] = []
    for run in runs:
        if "mono" in run.marks:
            run = run._replace(marks=(run.marks - MARKED_BY_LOOK) | CODE)  # noqa: PLW2901  (a changed copy)
        last = result[-1] if result else None
        if last and last.kind == run.kind == "text" and (last.marks, last.link) == (run.marks, run.link):
            result[-1] = last._replace(text=last.text + run.text)
        else:
            result.append(run)
    return result
