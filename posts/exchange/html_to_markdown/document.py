"""A document between HTML and Markdown: blocks, which hold runs of text of one look."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

NO_MARKS: frozenset[str] = frozenset()


class ConversionError(Exception):
    """HTML that is not converted: `kind` is "too-long" or "too-deep"."""

    def __init__(self, kind: Literal["too-long", "too-deep"]) -> None:
        super().__init__(kind)
        self.kind = kind


class Run(NamedTuple):
    """Text of one look, or what stands in the place of text.

    `text` is the text, the TeX of a formula, the alternative text of an image or the label of a note;
    `marks` are values of MARK_TAGS; `link` is where it leads, `source` the address of an image.
    """

    kind: Literal["text", "formula", "image", "break", "note", "html"]
    text: str = ""
    marks: frozenset[str] = NO_MARKS
    link: str = ""
    source: str = ""


@dataclass(slots=True)
class Paragraph:
    """A paragraph; with a `level` from 1 to 6, a heading."""

    runs: list[Run] = field(default_factory=list)
    level: int = 0
    is_caption: bool = False

    @property
    def text(self) -> str:
        return "".join([run.text if run.kind != "break" else "\n" for run in self.runs])


@dataclass(slots=True)
class CodeBlock:
    """A block of code, in a `language` if it is known."""

    text: str
    language: str = ""


@dataclass(slots=True)
class FormulaBlock:
    """A formula on lines of its own."""

    tex: str


@dataclass(slots=True)
class Rule:
    """A thematic break."""


@dataclass(slots=True)
class Figure:
    """An image with a caption."""

    image: Run
    caption: list[Run]


@dataclass(slots=True)
class RawHtml:
    """HTML that stays HTML, such as a video."""

    html: str


@dataclass(slots=True)
class Container:
    """A block that holds others."""

    children: "list[Block]" = field(default_factory=list)


@dataclass(slots=True)
class Quote(Container):
    """A quotation; with a `callout`, such as NOTE, a callout, which may have a title."""

    callout: str = ""
    title: str = ""


@dataclass(slots=True)
class ListItem(Container):
    """An item of a list; `is_checked` is None where it is no task.

    `level` counts from 1 where Word or Docs tell it, whose items may stand outside of lists; such an item
    also says in which of Word's lists it is, and whether that has numbers.
    """

    is_checked: bool | None = None
    level: int = 0
    list_name: str = ""
    is_ordered: bool = False
    number: int = 1


@dataclass(slots=True)
class ListBlock:
    """A list."""

    is_ordered: bool
    start: int = 1
    items: list[ListItem] = field(default_factory=list)


@dataclass(slots=True)
class Term(Container):
    """A term of a list of definitions."""


@dataclass(slots=True)
class Definition(Container):
    """The definition of the term before it."""


@dataclass(slots=True)
class Details(Container):
    """A box that opens, with its title."""

    summary: str = ""
    is_open: bool = False


@dataclass(slots=True)
class Cell(Container):
    """A cell of a table; `align` is "left", "center", "right" or ""."""

    is_head: bool = False
    columns: int = 1
    rows: int = 1
    align: str = ""


@dataclass(slots=True)
class Table:
    """A table; `caption` stands above it."""

    rows: list[list[Cell]] = field(default_factory=list)
    caption: list[Run] = field(default_factory=list)


@dataclass(slots=True)
class NoteDefinition(Container):
    """The text of a footnote."""

    label: str = ""


Block = (
    Paragraph
    | CodeBlock
    | FormulaBlock
    | Rule
    | Figure
    | RawHtml
    | Quote
    | ListBlock
    | Term
    | Definition
    | Details
    | Table
    | NoteDefinition
    | ListItem
    | Cell
)


@dataclass(frozen=True, slots=True)
class PictureReference:
    """A picture of the HTML.

    `address` is what stands in the Markdown for it, `source` what the HTML had: a `data:` address for one
    that was embedded, whose address in the Markdown is "embedded:" and a number.
    """

    address: str
    source: str
    alt: str

    @property
    def is_embedded(self) -> bool:
        return self.address.startswith("embedded:")


@dataclass(frozen=True, slots=True)
class ConversionNote:
    """Something of the HTML that is not in the Markdown as it was: how often, and the first of it."""

    kind: str
    count: int
    detail: str


@dataclass(frozen=True, slots=True)
class Conversion:
    """What became of HTML: its Markdown, its pictures in their order, and what the Markdown does not show."""

    markdown: str
    pictures: tuple[PictureReference, ...]
    notes: tuple[ConversionNote, ...]


class NoteCounter:
    """Collects what is left out or changed, by kind."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self.details: dict[str, str] = {}

    def add(self, kind: str, detail: str = "") -> None:
        self.counts[kind] = self.counts.get(kind, 0) + 1
        if not self.details.get(kind):
            self.details[kind] = detail[:200]

    def list_notes(self) -> Iterator[ConversionNote]:
        for kind, count in self.counts.items():
            yield ConversionNote(kind, count, self.details[kind])
