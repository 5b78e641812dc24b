"""Cross-references of Quarto: `@fig-a`, `@tbl-a`, `@eq-a`, `@sec-a` become what Quarto shows for them.

Figures and tables are numbered in their captions, equations by a label, and sections are linked to.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from posts.exchange.importing.records.record import PostRecord
from posts.rendering.language_detection import guess_language
from posts.rendering.scanner import find_fences

# `{#fig-a}` behind a picture, `: Caption {#tbl-a}`, `$$ {#eq-a}`, `## Title {#sec-a}`, `::: {#fig-a}`.
TARGET = re.compile(r"\{[ \t]*#(?P<id>(?P<kind>fig|tbl|eq|sec|lst)-[\w-]+)(?P<rest>[^{}\n]*)\}")
QUARTO_REFERENCE = re.compile(r"(?P<open>\[)?-?@(?P<id>(?P<kind>fig|tbl|eq|sec|lst)-[\w-]*\w)(?(open)\])")
# `::: {#fig-a .cell}`: the mark of a box is no caption.
DIV_ID = re.compile(
    r"^(?P<begin>[ \t]*:{3,}[ \t]*\{)[ \t]*#[\w-]+[ \t]*(?=[^{}\n]*\S[^{}\n]*\})", re.MULTILINE
)
CODE_SPAN = re.compile(r"(`+[^`]+`+)")
EQUATION_END = re.compile(r"\$\$[ \t]*\{[ \t]*#(?P<id>eq-[\w-]+)[^{}\n]*\}")
IMAGE_CAPTION = re.compile(
    r"!\[(?P<caption>(?:[^\[\]\n]|\[[^\[\]\n]*\])*)\](?P<to>\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\))$"
)
TABLE_CAPTION = re.compile(r"^(?P<lead>[ \t]*(?:Table)?: ?)(?P<caption>.*?)[ \t]*$")
SECTION = re.compile(r"^#{1,6}[ \t]+(?P<title>.*?)[ \t]*$")
CELL_LABEL = re.compile(
    r"^[ \t]*(?:#\||//\||--\||%%\|)[ \t]*label:[ \t]*[\"']?(?P<id>(?P<kind>fig|tbl|lst)-[\w-]+)"
)
QUARTO_LABELS = {
    "fig": ("Figure", "图"),
    "tbl": ("Table", "表"),
    "lst": ("Listing", "代码"),
}


@dataclass
class Targets:
    """What references of a post can lead to: numbers and titles by id."""

    is_chinese: bool
    texts: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def number(self, kind: str, name: str) -> str:
        """Return the name of a figure, table or listing with its number, counting it where it is new."""
        if name not in self.texts:
            self.counts[kind] = self.counts.get(kind, 0) + 1
            english, chinese = QUARTO_LABELS[kind]
            count = self.counts[kind]
            self.texts[name] = f"{chinese} {count}" if self.is_chinese else f"{english}\u00a0{count}"
        return self.texts[name]


def number_references(text: str, record: PostRecord) -> str:
    """Return `text` with its references, and what they lead to, as Quarto numbers them."""
    if not TARGET.search(text) and not CELL_LABEL.search(text) and not QUARTO_REFERENCE.search(text):
        return text
    targets = Targets(guess_language(text).lower().startswith("zh"))
    lines = text.split("\n")
    fences = find_fences(lines)
    for line, is_code in zip(lines, fences.in_fence, strict=True):
        if is_code:
            if label := CELL_LABEL.match(line):
                targets.number(label["kind"], label["id"])
            continue
        for match in TARGET.finditer(line):
            name_quarto_target(match, line, targets)
    text = DIV_ID.sub(r"\g<begin>", text)
    text = EQUATION_END.sub(r"\\label{\g<id>}$$", text)
    return replace_references(text, targets.texts)


def name_quarto_target(match: re.Match[str], line: str, targets: Targets) -> None:
    """Number what a mark on `line` names, or keep its title."""
    kind, name = match["kind"], match["id"]
    if kind == "sec":
        title = SECTION.match(line[: match.start()])
        targets.texts[name] = f"[{title['title'] if title else name}](#{name})"
    elif kind == "eq":
        targets.texts[name] = f"$\\eqref{{{name}}}$"
    else:
        targets.number(kind, name)


def replace_references(text: str, texts: Mapping[str, str]) -> str:
    """Return `text`, outside code, with references as what they name, and captions with their numbers."""
    lines = text.split("\n")
    fences = find_fences(lines)
    for number, line in enumerate(lines):
        if fences.in_fence[number]:
            continue
        pieces = CODE_SPAN.split(number_caption(line, texts))
        pieces[::2] = [
            QUARTO_REFERENCE.sub(lambda match: texts.get(match["id"], match[0]), piece)
            for piece in pieces[::2]
        ]
        lines[number] = "".join(pieces)
    return "\n".join(lines)


def number_caption(line: str, texts: Mapping[str, str]) -> str:
    """Return a line with the number of the figure or table in its caption; the mark of its id goes."""
    target = TARGET.search(line)
    if target is None or target["kind"] not in QUARTO_LABELS:
        return line
    label, before, after = texts[target["id"]], line[: target.start()], line[target.end() :]
    rest = f"{{{target['rest'].strip()}}}" if target["rest"].strip() else ""
    image = IMAGE_CAPTION.search(before)
    if image and '"' not in image["to"]:
        caption = f"{label}: {image['caption']}" if image["caption"] else label
        title = caption.replace('"', "&quot;")
        shown = f'![{image["caption"]}]{image["to"].removesuffix(")")} "{title}")'
        return f"{before[: image.start()]}{shown}{rest}{after}"
    table = TABLE_CAPTION.match(before)
    if table:
        return f"{table['lead']}{label}: {table['caption']}{rest}{after}"
    return line
