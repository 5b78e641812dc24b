"""Quarto's tabsets, titles of callouts, options of cells and notes within a line.

Its shortcodes are in `shortcodes.handlers`; callouts and columns are directives, which the renderer reads.
"""

import re

from posts.exchange.importing.records.record import PostRecord
from posts.rendering.scanner import find_fences

TABSET = re.compile(r"^[ \t]*(:{3,})[ \t]*\{[^}\n]*\.panel-tabset\b[^}\n]*\}[ \t]*$")
DIV_MARK = re.compile(r"^[ \t]*:{3,}[ \t]*(?P<rest>.*)$")
QUARTO_HEADING = re.compile(r"^#{1,6}[ \t]+(?P<text>.*?)[ \t]*(?:\{[^{}\n]*\})?[ \t]*$")
CALLOUT_OPENING = re.compile(r"^(?P<opening>[ \t]*:{3,}[ \t]*\{[^}\n]*\.callout-\w+[^}\n]*)\}[ \t]*$")
CELL_OPTION = re.compile(r"^[ \t]*(?:#\||//\||--\||%%\|)[ \t]*[\w-]+:")
INLINE_NOTE = re.compile(r"(?<![\]\\])\^\[((?:[^\[\]\n]|\[[^\[\]\n]*\](?:\([^()\n]*\))?){1,1000})\]")


def convert_quarto(text: str, record: PostRecord) -> str:
    """Return `text` with its tabs below their labels, and callouts titled as their first heading says."""
    lines = text.split("\n")
    fences = find_fences(lines)
    done: list[str] = []
    # Of each open div, whether it is a tabset.
    divs: list[bool] = []
    for number, line in enumerate(lines):
        if fences.in_fence[number]:
            done += [] if CELL_OPTION.match(line) else [line]
            continue
        mark, heading = DIV_MARK.match(line), QUARTO_HEADING.match(line)
        if mark and mark["rest"].strip():
            divs.append(bool(TABSET.match(line)))
        elif mark:
            divs[-1:] = []
        if heading and divs and divs[-1]:
            line = f"**{heading['text']}**"  # noqa: PLW2901
        elif heading and (opening := find_callout_opening(done)) is not None:
            start = CALLOUT_OPENING.match(done[opening])
            title = heading["text"].replace('"', "”")
            done[opening:] = [f'{start["opening"]} title="{title}"}}'] if start else done[opening:]
            continue
        done.append(line)
    return move_inline_notes("\n".join(done))


def find_callout_opening(done: list[str]) -> int | None:
    """Return the line that opens a callout without a title, where only empty lines stand below it."""
    position = len(done) - 1
    while position >= 0 and not done[position].strip():
        position -= 1
    opens = position >= 0 and CALLOUT_OPENING.match(done[position]) and "title=" not in done[position]
    return position if opens else None


def move_inline_notes(text: str) -> str:
    """Return `text` with notes written within a line, `^[text]`, as footnotes at its end."""
    lines = text.split("\n")
    in_fence = find_fences(lines).in_fence
    notes: list[str] = []

    def number_note(match: re.Match[str]) -> str:
        notes.append(f"[^inline-{len(notes) + 1}]: {match[1]}")
        return f"[^inline-{len(notes)}]"

    for number, line in enumerate(lines):
        if not in_fence[number] and "`" not in line:
            lines[number] = INLINE_NOTE.sub(number_note, line)
    return "\n".join([*lines, "", *notes, ""]) if notes else text
