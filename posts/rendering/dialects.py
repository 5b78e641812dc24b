"""Notes in the dialects of other systems, turned into quotations that `passes.callouts` knows.

Hexo `{% note info %}` … `{% endnote %}`, Hugo `{{% notice tip %}}` …
`{{% /notice %}}`, directives `:::tip` … `:::` and Notion's `<aside>💡` …
`</aside>` all become `> [!TIP]`, so that Markdown inside them works.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from posts.rendering.admonitions import to_directives
from posts.rendering.fences import find_fences
from posts.rendering.passes.callouts import BY_ICON, KINDS

MAX_DEPTH = 10

# Names of notes that tell nothing of their kind.
GENERIC = frozenset({"admonition", "alert", "callout", "hint", "notice", "note", "noteblock"})
# Notes that are closed until their reader opens them, and how Obsidian says it for any note.
FOLDED = frozenset({"details", "fold", "folding"})
NAMES = GENERIC | FOLDED | KINDS.keys() | {BY_ICON}
FOLDS = {"true": "-", "false": "+"}
HINT_OF_A_NOTE = re.compile(r"\{%|\{\{[<%]|:::|<aside>|</aside>")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a note begins, with its `name` and `arguments`, and how one of that name ends."""

    opening: re.Pattern[str]
    closing: str


def opening(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?P<indent>[ \t]*){pattern}(?P<rest>.*)")


# Any name may begin one: Pandoc and VitePress lay out columns and groups of code by them.
DIRECTIVE = Dialect(
    opening(r":::+[ \t]*\{?\.?(?:callout-|rmd)?(?P<name>\w[\w-]*+(?!=)|(?=\{))(?P<arguments>.*)"),
    r"^[ \t]*:::+[ \t]*$",
)
DIALECTS = (
    Dialect(opening(r"\{%-?\s*(?P<name>\w+)(?P<arguments>[^%]*?)-?%\}"), r"\{%-?\s*end{}\s*-?%\}"),
    Dialect(
        opening(r"\{\{[<%]\s*(?P<name>\w+)(?P<arguments>[^<>%]*)[>%]\}\}"), r"\{\{[<%]\s*/\s*{}\s*[>%]\}\}"
    ),
    DIRECTIVE,
    Dialect(opening(r"<(?P<name>aside)(?P<arguments>)>"), r"</{}>"),
)
ARGUMENT = re.compile(
    r"""(?P<key>[\w-]+)=(?P<value>"[^"]*"|\S+)|"(?P<quoted>[^"]*)"|\[(?P<bracketed>[^\]]*)\]|(?P<word>[^\s{}]+)"""
)
# Words that change only the look of a note on the site it came from.
LOOKS = frozenset({"no-icon", "flat", "modern", "simple", "disabled", "icon"})


@dataclass(slots=True)
class Note:
    """A note found in the lines `start` to `end`, both included.

    One without a `mark` has no box: only its first and last line go.
    """

    start: int
    indent: str
    mark: str
    title: str
    first: str
    closing: re.Pattern[str]
    end: int = -1
    last: str = ""


@dataclass(frozen=True, slots=True)
class Translated:
    """`lines[i]` is the author's line (from 1) of line i (from 0) of `text`."""

    text: str
    lines: list[int]


def translate(source: str) -> Translated:
    """Return `source` with every note that begins and ends, outside code, as a quotation."""
    numbered = to_directives(source)
    lines = [line for _, line in numbered]
    notes = find_notes(lines) if HINT_OF_A_NOTE.search("\n".join(lines)) else []
    if not notes:
        return Translated(source, list(range(1, len(lines) + 1)))
    writer = write(lines, notes)
    return Translated("\n".join(writer.text), [numbered[index][0] + 1 for index in writer.numbers])


def find_notes(lines: Sequence[str]) -> list[Note]:
    """Return the notes that are closed, in the order of their ends."""
    notes: list[Note] = []
    still_open: list[Note] = []
    inside = find_fences(lines).inside
    for number, line in enumerate(lines):
        if inside[number] or not HINT_OF_A_NOTE.search(line):
            continue
        if len(still_open) < MAX_DEPTH and (note := begin(number, line)):
            still_open.append(note)
            line = note.first  # noqa: PLW2901  (a note may end on its first line)
        for depth in reversed(range(len(still_open))):
            if match := still_open[depth].closing.search(line):
                note = still_open[depth]
                note.end, note.last = number, line[: match.start()].strip()
                notes.append(note)
                del still_open[depth:]
                break
    return notes


def begin(number: int, line: str) -> Note | None:
    """Return the note that begins on `line`, if one does."""
    for dialect in DIALECTS:
        match = dialect.opening.match(line)
        if match and (match["name"] in NAMES or dialect is DIRECTIVE):
            mark, title = read_arguments(match["name"], match["arguments"])
            if match["name"] not in NAMES and not title:
                mark = ""
            closing = re.compile(dialect.closing.replace("{}", match["name"]))
            return Note(number, match["indent"], mark, title, match["rest"].strip(), closing)
    return None


def read_arguments(name: str, arguments: str) -> tuple[str, str]:
    """Return the mark, `[!kind]`, and the title of the note `name` with these arguments."""
    named: dict[str, str] = {}
    words: list[str] = []
    # Pandoc's attributes: what is no `key=value` there is a class or an id.
    has_words = not arguments.rstrip().endswith("}")
    for match in ARGUMENT.finditer(arguments):
        if match["key"]:
            named[match["key"]] = match["value"].strip('"')
        elif match["word"] is None:
            named.setdefault("title", match["quoted"] or match["bracketed"] or "")
        elif has_words and match["word"] not in LOOKS:
            words.append(match["word"])
    kind = named.get("type") or ("" if name in GENERIC | FOLDED else name)
    fold = "-" if name in FOLDED else FOLDS.get(named.get("collapse", ""), "")
    if not kind and words and words[0].lower() in KINDS:
        kind = words.pop(0)
    return f"[!{kind or 'note'}]{fold}", named.get("title", "") or " ".join(words)


class Writer:
    """Writes lines, notes as quotations, each with the index of the line it comes from."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.numbers: list[int] = []
        # The notes in which the writer stands, innermost last.
        self.around: list[Note] = []

    def put(self, number: int, line: str) -> None:
        prefix = ""
        for note in self.around:
            prefix += f"{note.indent}> " if note.mark else note.indent
            line = line.removeprefix(note.indent)
        self.text.append(prefix + line if line else prefix.rstrip())
        self.numbers.append(number)

    def begin(self, note: Note) -> None:
        # Two quotations that touch would be one; HTML goes on up to an empty line.
        if self.text and self.text[-1].strip():
            self.put(note.start, "")
        if note.mark:
            self.put(note.start, f"{note.indent}> {note.mark} {note.title}".rstrip())
        for outer in self.around:
            note.indent = note.indent.removeprefix(outer.indent)
        self.around.append(note)
        if note.first and note.end != note.start:
            self.put(note.start, note.first)

    def end(self) -> None:
        note = self.around[-1]
        if note.last:
            self.put(note.end, note.last)
        self.around.pop()
        self.put(note.end, "")


def write(lines: Sequence[str], notes: Iterable[Note]) -> Writer:
    """Write `lines` with `notes`, which are in the order of their ends, as quotations."""
    writer = Writer()
    begins = {note.start: note for note in notes}
    for number, line in enumerate(lines):
        if number in begins:
            writer.begin(begins[number])
        if writer.around and writer.around[-1].end == number:
            writer.end()
        elif number not in begins:
            writer.put(number, line)
    return writer
