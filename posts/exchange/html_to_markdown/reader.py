"""The tree of a page as blocks and runs. The walk keeps its own stack, so that no depth is too deep."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from posts.exchange.html_to_markdown import (
    block_markup,
    code_markup,
    formula_markup,
    inline_markup,
    lists,
    paragraphs,
    tables,
)
from posts.exchange.html_to_markdown.document import (
    Block,
    CodeBlock,
    Container,
    FormulaBlock,
    NoteCounter,
    NoteDefinition,
    Paragraph,
    Rule,
    Run,
)
from posts.exchange.html_to_markdown.element_names import PARAGRAPH_ENDING_TAGS
from posts.exchange.html_to_markdown.note_markup import Notes
from posts.exchange.html_to_markdown.trees import get_classes
from posts.rendering.tree import Element, Node

# Lists, quotes, cells … within one another; the renderer refuses 30 quotes.
MAX_CONTAINER_DEPTH = 12


# Elements within one another in which a formula, code or a callout is searched for, and not found.
MAX_NESTED_SEARCHES = 20
SEARCHED_CLASSES = formula_markup.FORMULA_CLASSES | code_markup.CODE_BOX_CLASSES | block_markup.CALLOUT_BOXES


class Look(NamedTuple):
    """What text inherits from the elements around it.

    `searches` is how many of them might have been a formula, code or a callout.
    """

    marks: frozenset[str] = frozenset()
    link: str = ""
    keeps_line_ends: bool = False
    in_heading: bool = False
    is_highlighting: bool = False
    searches: int = 0


@dataclass(slots=True)
class Frame:
    """An element that is being read: what of it is still to come, and what is done when it ends."""

    nodes: Iterator[Node]
    look: Look
    leave: Callable[[], None] | None = None


@dataclass(slots=True)
class HtmlPage:
    """What is known of a page as a whole."""

    base_url: str = ""
    class_rules: dict[str, str] = field(default_factory=dict)
    notes: Notes = field(default_factory=Notes)
    headings: dict[str, str] = field(default_factory=dict)
    shows_hidden: bool = False
    is_from_docs: bool = False
    has_tex_scripts: bool = False
    late_pictures: frozenset[str] = frozenset()


class Reader:
    """Reads a page into `blocks`; what is left out is counted in `counter`."""

    def __init__(self, page: HtmlPage, counter: NoteCounter) -> None:
        self.page = page
        self.counter = counter
        self.blocks: list[Block] = []
        self.containers: list[list[Block]] = [self.blocks]
        self.paragraph: Paragraph | None = None
        self.definitions: list[NoteDefinition] = []
        self.frames: list[Frame] = []
        self.tables: list[tables.TableReader] = []

    def read(self, root: Element) -> list[Block]:
        """Return the blocks below `root`, the texts of its footnotes last."""
        look = Look(is_highlighting=self.page.is_from_docs)
        self.frames.append(Frame(iter(root.children), look))
        while self.frames:
            frame = self.frames[-1]
            node = next(frame.nodes, None)
            if node is None:
                self.frames.pop()
                if frame.leave:
                    frame.leave()
            elif isinstance(node, str):
                self.add_text(node, frame.look)
            elif isinstance(node, Element):
                self.enter(node, frame.look)
        self.end_paragraph()
        blocks, definitions = paragraphs.tidy_blocks(self.blocks), self.tidy_definitions()
        while definitions and blocks and isinstance(blocks[-1], Rule):
            # Word and Docs rule off the footnotes.
            blocks.pop()
        return blocks + definitions

    def tidy_definitions(self) -> list[Block]:
        for definition in self.definitions:
            definition.children = paragraphs.tidy_blocks(definition.children)
        return [definition for definition in self.definitions if definition.children]

    def enter(self, element: Element, look: Look) -> None:
        """Read `element` as a whole, or begin to read what is in it."""
        if inline_markup.is_unseen(element, self.page, self.counter):
            return
        if look.searches < MAX_NESTED_SEARCHES and self.read_special(element, look):
            return
        if not SEARCHED_CLASSES.isdisjoint(get_classes(element)):
            look = look._replace(searches=look.searches + 1)
        look = inline_markup.inherit_look(element, look, self.page)
        if (reader := block_markup.BLOCK_READERS.get(element.tag)) or (
            reader := inline_markup.INLINE_READERS.get(element.tag)
        ):
            reader(self, element, look)
        elif element.tag in PARAGRAPH_ENDING_TAGS or inline_markup.is_block_style(element):
            self.read_block(element, look)
        else:
            self.descend(element, look)

    def read_special(self, element: Element, look: Look) -> bool:
        """Read what is known by more than its tag: formulas, code, notes, lists of Word, callouts."""
        if label := self.page.notes.labels.get(id(element)):
            self.add_run(Run("note", label))
            return True
        if label := self.page.notes.holders.get(id(element)):
            self.open_container(element, look, NoteDefinition(label=label), self.definitions)
            return True
        if formula := formula_markup.read_formula_markup(element, has_scripts=self.page.has_tex_scripts):
            self.add_formula(formula, look)
            return True
        if "code" not in look.marks and (code := code_markup.read_code_block(element)):
            self.add_code(code, look)
            return True
        return lists.read_office_item(self, element, look) or block_markup.read_callout(self, element, look)

    # What is read.

    def add_text(self, text: str, look: Look) -> None:
        """Add text to the paragraph; white space alone begins none."""
        if not look.keeps_line_ends:
            text = inline_markup.collapse_spaces(text)
        if not text or (self.paragraph is None and not text.strip()):
            return
        for run in inline_markup.split_into_runs(text, look, self.page):
            self.add_run(run)

    def add_run(self, run: Run) -> None:
        if self.paragraph is None:
            self.paragraph = Paragraph()
            self.containers[-1].append(self.paragraph)
        self.paragraph.runs.append(run)

    def add_formula(self, formula: formula_markup.FormulaMarkup, look: Look) -> None:
        if not formula.tex:
            return
        if formula.is_display and not look.in_heading:
            self.add_block(FormulaBlock(formula.tex))
        else:
            self.add_run(Run("formula", formula.tex, look.marks - {"mono", "code"}, look.link))

    def add_code(self, code: CodeBlock, look: Look) -> None:
        if not code.text.strip():
            return
        if look.in_heading:
            self.add_run(Run("text", code.text, look.marks | {"code"}))
        else:
            self.add_block(code)

    def add_block(self, block: Block) -> None:
        """Add a block that holds no others."""
        self.end_paragraph()
        self.containers[-1].append(block)

    def end_paragraph(self) -> None:
        self.paragraph = None

    # How the walk goes on.

    def descend(self, element: Element, look: Look, leave: Callable[[], None] | None = None) -> None:
        """Read what is in `element`, then call `leave`."""
        self.frames.append(Frame(iter(element.children), look, leave))

    def read_block(self, element: Element, look: Look) -> None:
        """Read what is in `element` as paragraphs of its own."""
        if look.in_heading:
            self.add_text(" ", look)
            self.descend(element, look, lambda: self.add_text(" ", look))
            return
        self.end_paragraph()
        self.descend(element, look, self.end_paragraph)

    def read_heading(self, element: Element, look: Look, level: int) -> None:
        """Read what is in `element` as one heading."""
        self.end_paragraph()
        self.paragraph = Paragraph(level=level)
        self.containers[-1].append(self.paragraph)
        self.descend(element, look._replace(in_heading=True, keeps_line_ends=False), self.end_paragraph)

    def is_full(self, element: Element) -> bool:
        """Whether no container can be opened any more, which is then counted as left out."""
        if len(self.containers) <= MAX_CONTAINER_DEPTH:
            return False
        self.counter.add("too-deep", element.tag)
        return True

    def open_container(
        self,
        element: Element,
        look: Look,
        container: Container,
        target: "list[Block] | list[NoteDefinition] | None" = None,
        leave: Callable[[], None] | None = None,
    ) -> bool:
        """Read what is in `element` into `container`; at the greatest depth, without it. Tells which.

        The container is added to `target`, or to the innermost one that is open.
        """
        self.end_paragraph()
        if self.is_full(element):
            self.descend(element, look, self.end_paragraph)
            return False
        (self.containers[-1] if target is None else target).append(container)  # type: ignore[arg-type]
        self.containers.append(container.children)

        def close() -> None:
            self.end_paragraph()
            self.containers.pop()
            if leave:
                leave()

        self.descend(element, look, close)
        return True
