"""Runs as Markdown: links, code, formulas, images, and marks around them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from posts.exchange.html_to_markdown.document import Run
from posts.exchange.html_to_markdown.emphasis_rules import DELIMITERS, wrap_mark
from posts.exchange.html_to_markdown.escaping import (
    TextContext,
    escape_html_text,
    escape_image_text,
    escape_line_start,
    escape_markdown,
)

# From the outside to the inside; code is the innermost.
MARK_ORDER = ("strong", "em", "del", "mark", "u", "sup", "sub", "kbd")
BACKTICKS = re.compile("`+")
DESTINATION_SIGNS = re.compile(r"[()<>\s\\]")


@dataclass(frozen=True, slots=True)
class RunsContext:
    """Where runs stand: in a cell of a table, or in a heading."""

    in_table: bool = False
    in_heading: bool = False
    in_caption: bool = False


def write_runs(runs: Sequence[Run], where: RunsContext = RunsContext()) -> str:
    """Return `runs` as the Markdown of one paragraph, heading or cell; lines of it begin no other block."""
    writer = RunsWriter(runs, where)
    lines = []
    all_lines = split_at_breaks(runs)
    for number, line in enumerate(all_lines):
        # Between the lines of a cell stands `<br>`.
        before = ">" if where.in_table and number else ""
        after = ("<" if where.in_table else "\\") if number + 1 < len(all_lines) else ""
        text = writer.write_links(line, before, after)
        if (
            where.in_table
            or where.in_heading
            or not line
            or line[0].kind != "text"
            or writer.begins_with_mark(line[0])
        ):
            lines.append(text)
        else:
            lines.append(escape_line_start(text))
    return ("<br>" if where.in_table else "\\\n").join(lines)


def split_at_breaks(runs: Sequence[Run]) -> list[list[Run]]:
    """Return the runs of each line."""
    lines: list[list[Run]] = [[]]
    for run in runs:
        if run.kind == "break":
            lines.append([])
        else:
            lines[-1].append(run)
    return lines


class RunsWriter:
    """Writes the lines of one paragraph, whose signs it counts first."""

    def __init__(self, runs: Sequence[Run], where: RunsContext) -> None:
        self.where = where
        text = "".join([run.text for run in runs if run.kind == "text"])
        others = sum(run.kind == "formula" for run in runs)
        self.context = TextContext(
            dollars=text.count("$") + 2 * others + 2 * where.in_table,
            tildes=text.count("~") + 2 * any("del" in run.marks for run in runs) + 2 * where.in_table,
            carets=text.count("^") + 2 * where.in_table,
            has_links="](" in text
            or "][" in text
            or "]:" in text
            or any(run.link or run.source for run in runs),
            in_table=where.in_table,
        )

    def begins_with_mark(self, run: Run) -> bool:
        """Whether something is written before the text of a run that begins a line."""
        return bool(run.link) or bool(run.marks)

    def write_links(self, runs: Sequence[Run], first: str, last: str) -> str:
        """Return runs with links around those that have one."""
        pieces: list[tuple[str, Sequence[Run]]] = [
            (link, list(group)) for link, group in groupby(runs, lambda run: run.link)
        ]
        parts: list[str] = []
        for number, (link, group) in enumerate(pieces):
            before = parts[-1][-1:] if parts else first
            after = self.first_sign(pieces[number + 1][1]) if number + 1 < len(pieces) else last
            if not link:
                parts.append(self.write_marks(group, MARK_ORDER, self.context, before, after))
            else:
                parts.append(self.write_link(link, group, before, after))
        return "".join(parts)

    def write_link(self, link: str, runs: Sequence[Run], before: str, after: str) -> str:
        """Return a link; the spaces at the ends of its text stand outside."""
        inner = [run._replace(link="") for run in runs]
        if not any(run.kind != "text" or run.text.strip() for run in inner):
            return "".join([run.text for run in inner])
        text = "".join([run.text for run in inner])
        if is_own_address(text.strip(), link) and all(run.kind == "text" for run in inner):
            return (
                f"<{link}>"
                if not (self.where.in_table and "|" in link)
                else f"[{escape_image_text(text)}]({link})"
            )
        leading, inner, trailing = split_spaces(inner)
        written = self.write_marks(inner, MARK_ORDER, replace(self.context, in_link=True), "[", "]")
        return f"{leading}[{written}]({write_destination(link, in_table=self.where.in_table)}){trailing}"

    def first_sign(self, runs: Sequence[Run]) -> str:
        """Return the first character that will be written for `runs`."""
        run = runs[0]
        if run.kind == "text" and (not run.marks or run.text[:1].isspace()) and not run.link:
            return run.text[:1]
        if run.link:
            return "["
        return {"formula": "$", "image": "!", "note": "[", "html": "<"}.get(run.kind, "*")

    def write_marks(
        self, runs: Sequence[Run], order: Sequence[str], context: TextContext, before: str, after: str
    ) -> str:
        """Return runs with the marks of `order` around those that have them."""
        used = set().union(*[run.marks for run in runs])
        order = [mark for mark in order if mark in used]
        if not order:
            return self.write_leaves(runs, context, before, after)
        mark, *others = order
        groups = [(has, list(group)) for has, group in groupby(runs, lambda run: mark in run.marks)]
        groups = move_spaces_out(groups)
        parts: list[str] = []
        for number, (has, group) in enumerate(groups):
            previous = parts[-1][-1:] if parts else before
            following = self.first_sign(groups[number + 1][1]) if number + 1 < len(groups) else after
            if not has:
                parts.append(self.write_marks(group, others, context, previous, following))
                continue
            delimiter = DELIMITERS.get(mark, "")
            edge = delimiter[:1] or ">"
            inner = self.write_marks(group, others, context, edge, edge)
            parts.append(wrap_mark(inner, mark, previous, following))
        return "".join(parts)

    def write_leaves(self, runs: Sequence[Run], context: TextContext, before: str, after: str) -> str:
        """Return runs without any marks but code."""
        parts: list[str] = []
        for number, run in enumerate(runs):
            previous = parts[-1][-1:] if parts else before
            following = self.first_leaf_sign(runs[number + 1]) if number + 1 < len(runs) else after
            parts.append(self.write_leaf(run, context, previous, following))
        return "".join(parts)

    def first_leaf_sign(self, run: Run) -> str:
        if run.kind == "text":
            return "`" if "code" in run.marks else run.text[:1]
        return {"formula": "$", "image": "!", "note": "[", "html": "<"}.get(run.kind, "")

    def write_leaf(self, run: Run, context: TextContext, before: str, after: str) -> str:
        if run.kind == "text":
            if "code" in run.marks and run.text.strip():
                return write_code_span(run.text, in_table=self.where.in_table)
            return escape_markdown(run.text, context, before, after)
        if run.kind == "formula":
            return write_inline_formula(run.text, after, in_table=self.where.in_table)
        if run.kind == "image":
            return write_image(run, in_table=self.where.in_table)
        if run.kind == "note":
            return f"[^{run.text}]"
        return run.text


def move_spaces_out(groups: list[tuple[bool, list[Run]]]) -> list[tuple[bool, list[Run]]]:
    """Return groups with and without a mark; spaces at the ends of marked ones stand outside."""
    result: list[tuple[bool, list[Run]]] = []
    for has_mark, group in groups:
        leading, inner, trailing = split_spaces(group) if has_mark else ("", group, "")
        spaces = [[Run("text", text)] if text else [] for text in (leading, trailing)]
        for has, runs in zip((False, has_mark, False), (spaces[0], inner, spaces[1]), strict=True):
            if runs and result and result[-1][0] == has:
                result[-1][1].extend(runs)
            elif runs:
                result.append((has, runs))
    return result


def split_spaces(runs: Sequence[Run]) -> tuple[str, list[Run], str]:
    """Return the spaces before the text of `runs`, the runs without them, and the spaces behind."""
    inner = list(runs)
    leading, trailing = "", ""
    while inner and inner[0].kind == "text":
        text = inner[0].text.lstrip()
        leading += inner[0].text[: len(inner[0].text) - len(text)]
        if text:
            inner[0] = inner[0]._replace(text=text)
            break
        inner.pop(0)
    while inner and inner[-1].kind == "text":
        text = inner[-1].text.rstrip()
        trailing = inner[-1].text[len(text) :] + trailing
        if text:
            inner[-1] = inner[-1]._replace(text=text)
            break
        inner.pop()
    return leading, inner, trailing


def is_own_address(text: str, link: str) -> bool:
    return text == link and link.startswith(("http://", "https://")) and not re.search(r"[\s<>]", link)


def write_destination(link: str, *, in_table: bool = False) -> str:
    """Return the address of a link as Markdown takes it."""
    address = DESTINATION_SIGNS.sub(lambda match: f"%{ord(match[0]):02X}", link)
    address = re.sub(r"&(?=[#\w]+;)", "&amp;", address)
    return address.replace("|", "%7C") if in_table else address


def write_code_span(text: str, *, in_table: bool = False) -> str:
    """Return a span of code; its delimiters are longer than what is in it."""
    text = " ".join(text.replace("\n", " ").split(" ")) if text.strip() else text
    longest = max(map(len, BACKTICKS.findall(text)), default=0)
    ticks = "`" * (longest + 1 if longest else 1)
    pad = " " if text.startswith("`") or text.endswith("`") or (text[0] == text[-1] == " ") else ""
    if in_table and "\\|" in text:
        # A backslash before a bar is read in two ways.
        return f"<code>{escape_html_text(text)}</code>"
    written = f"{ticks}{pad}{text}{pad}{ticks}"
    return written.replace("|", "\\|") if in_table else written


def write_inline_formula(tex: str, after: str, *, in_table: bool = False) -> str:
    """Return a formula in a line, in the delimiters that are read where it stands."""
    tex = " ".join(tex.split())
    if in_table:
        tex = re.sub(r"(?<!\\)\|", r"\\vert ", tex).replace("\\|", "\\Vert ")
    if ("$" in tex or after[:1].isdigit()) and "`" not in tex:
        return f"$`{tex}`$"
    return f"${tex}$"


def write_image(run: Run, *, in_table: bool = False, title: str = "") -> str:
    """Return an image, with a caption if it has a `title`."""
    alt = escape_image_text(run.text)
    caption = f' "{title}"' if title else ""
    return f"![{alt}]({write_destination(run.source, in_table=in_table)}{caption})"
