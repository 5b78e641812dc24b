"""Callouts in Notion's Markdown, `<aside>` with an icon before the text, as callouts of ours."""

import re

from posts.rendering.passes.callouts import ICON_KINDS, ICON_PATTERN
from posts.rendering.scanner import find_fences

ASIDE_OPENING = re.compile(r"^(?P<lead>[ \t>]*)<aside>[ \t]*(?P<rest>.*)$")
ASIDE_CLOSING = re.compile(r"^(?P<rest>.*?)[ \t]*</aside>[ \t]*$")
# Icons of Notion itself, and pictures that somebody put in their place.
ICON_IMAGE = re.compile(r"""^\s*<img\b[^<>]*\bwidth=["']40px["'][^<>]*>\s*""")


def find_icon_kind(text: str) -> tuple[str, str]:
    """Return the kind of a callout that begins with `text`, and `text` without the icon that says only this.

    An icon that tells no kind of ours stays.
    """
    without_image = ICON_IMAGE.sub("", text, count=1)
    match = ICON_PATTERN.match(without_image)
    if match and match[1] in ICON_KINDS:
        return ICON_KINDS[match[1]], without_image[match.end() :]
    return "note", without_image


def convert_asides(text: str) -> str:
    """Return `text` with its asides as quotations that are callouts; one that is never closed stays."""
    lines = text.split("\n")
    in_fence = find_fences(lines).in_fence
    closings: dict[int, int] = {}
    openings: list[int] = []
    for number, line in enumerate(lines):
        if in_fence[number]:
            continue
        if ASIDE_OPENING.match(line):
            openings.append(number)
        if ASIDE_CLOSING.match(line) and openings:
            closings[openings.pop()] = number
    return "\n".join(write_callouts(lines, closings))


def write_callouts(lines: list[str], closings: dict[int, int], start: int = 0, end: int = -1) -> list[str]:
    """Return `lines` from `start` to `end` with the asides in `closings`, by the line they begin on."""
    done: list[str] = []
    number, end = start, len(lines) if end < 0 else end
    while number < end:
        opening = ASIDE_OPENING.match(lines[number]) if number in closings else None
        if opening is None:
            done.append(lines[number])
            number += 1
            continue
        inner = write_callouts(lines, closings, number + 1, closings[number])
        closing = ASIDE_CLOSING.match(lines[closings[number]])
        last = closing["rest"] if closing and closings[number] != number else ""
        done += format_callout_box(opening["lead"], [opening["rest"], *inner, last])
        number = closings[number] + 1
    return done


def format_callout_box(lead: str, inner: list[str]) -> list[str]:
    """Return the lines within an aside as those of a callout; `lead` stands before each line."""
    bare = [line.removeprefix(lead) for line in inner]
    text = "\n".join(bare).replace("</aside>", "").strip("\n")
    if not text.strip():
        return []
    kind, text = find_icon_kind(text.lstrip())
    body = text.strip("\n").split("\n")
    return [f"{lead}> [!{kind.upper()}]", *(f"{lead}> {line}".rstrip() for line in body), ""]
