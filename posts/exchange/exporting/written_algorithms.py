"""Algorithms as lists, whose numbers are those of their lines: no tool reads LaTeX's packages for them."""

import re

from posts.rendering.labels import labels_for
from posts.rendering.passes.algorithms import COMMENT_ARROW, TEXT_PIECE
from posts.rendering.scanner.algorithms import Algorithm, AlgorithmLine

# White space that no Markdown takes away.
WRITTEN_INDENT = "&emsp;"


def write_algorithm_lines(algorithm: Algorithm, language: str) -> list[str]:
    """Return what is below the caption of `algorithm` as Markdown: what it takes and gives, and its lines."""
    labels = labels_for(language)
    heads = [line for line in algorithm.lines if line.head]
    lines: list[str] = []
    for line in heads:
        lines += [f"**{labels[f'algorithm-{line.head}']}** {write_algorithm_text(line.text)}", ""]
    number = 0
    for line in algorithm.lines:
        if line.head:
            continue
        number += 1
        lines.append(f"{number}. {write_algorithm_line(line)}")
    return [*lines, ""]


def write_algorithm_line(line: AlgorithmLine) -> str:
    """Return one line: its depth, keyword, text and comment."""
    parts = [
        f"**{line.keyword}**" if line.keyword else "",
        write_algorithm_text(line.text),
        f"**{line.ending}**" if line.ending else "",
    ]
    words = " ".join(filter(None, parts))
    comment = f"{WRITTEN_INDENT}{COMMENT_ARROW}{write_algorithm_text(line.comment)}" if line.comment else ""
    return f"{WRITTEN_INDENT * line.depth}{words}{comment}"


def write_algorithm_text(text: str) -> str:
    """Return `text` with its formulas between single dollars and LaTeX's marks as Markdown's."""
    return TEXT_PIECE.sub(write_algorithm_piece, " ".join(text.split()))


def write_algorithm_piece(match: re.Match[str]) -> str:
    if formula := match["display"] or match["dollars"] or match["parentheses"]:
        return f"${formula.strip()}$"
    if match["called"] is not None:
        return f"{match['called']}({write_algorithm_text(match['arguments'])})"
    if match["italic"]:
        return f"*{match['italic']}*"
    if bold := match["bold"] or (match["keyword"] or "").lower():
        return f"**{bold}**"
    escaped = f"\\{match['escaped']}" if match["escaped"] else ""
    return match["plain"] or escaped or ("←" if match["gets"] else " ")
