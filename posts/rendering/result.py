"""The result of a render."""

from dataclasses import dataclass, field


class RenderError(Exception):
    """The source cannot be rendered at all: it is too big, too deep, or too slow.

    `kind` names the reason, as that of a warning does; the message is for people.
    """

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of the table of contents; `html` holds inline markup and formulas."""

    level: int
    id: str
    html: str


@dataclass(frozen=True, slots=True)
class RenderWarning:
    """A warning: something that the author should look at.

    `kind` says what is wrong, `detail` with what (an address, an element, the
    engine's words), `line` (from 1; None where it is unknown) of which `field`.
    """

    kind: str
    line: int | None
    detail: str = ""
    field: str = "source"


@dataclass(frozen=True, slots=True)
class Label:
    """Something that can be referred to: `key` as its author named it, `anchor` as the page does.

    `kind` is that of a theorem, figure, table, listing, equation, section …; `number` is empty where it has
    none, `name` the plain text of its name, caption or heading.
    """

    key: str
    kind: str
    number: str
    name: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A link or reference to something of the same site.

    `target` is what was typed: an address, or what stands in `[[…]]` before `|`, or the label of something
    that is not in the post. `kind` is "link", "wiki" or "reference", `sentence` the plain text around it,
    `line` the author's, from 1.
    """

    target: str
    kind: str
    sentence: str
    line: int | None


@dataclass(frozen=True, slots=True)
class RenderResult:
    """What the render of a post returns.

    `lines` are the author's, from 1, on which each top-level element of `html` begins; None where one is
    unknown. `block_starts` are the offsets at which these elements begin in `html`; the first is 0.
    `words` counts each Han character and each word of other scripts, `formulas` those of the text.
    `feed_html` is the post for feed readers, without classes and with its addresses as in `html`.
    `labels` are what can be referred to, `mentions` what of the site the post leads to, as in the text.
    `counts` says how many things of each kind, but equations, have a number of the post's.
    `title_html` and `title_text` are the title where it holds formulas: typeset, and in Unicode; else empty.
    """

    html: str
    excerpt: str
    toc: tuple[Heading, ...]
    text: str
    warnings: tuple[RenderWarning, ...]
    reading_minutes: int
    has_math: bool
    words: int
    formulas: int
    lines: tuple[int | None, ...]
    block_starts: tuple[int, ...]
    feed_html: str
    title_html: str
    title_text: str
    labels: tuple[Label, ...] = ()
    mentions: tuple[Mention, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
