"""What the table of passes is made of."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from posts.rendering.context import RenderContext
from posts.rendering.source import SourceText
from posts.rendering.tree import Element, Node

# A pass over the Markdown source returns the source that the next one gets.
SourcePass = Callable[[SourceText, RenderContext], SourceText]
# A pass over the HTML of the parser returns the HTML that the next one gets.
HtmlPass = Callable[[str, RenderContext], str]
# A rule gets an element whose children are done already. It returns what stands
# in the element's place, or None to leave it there, changed or not.
ElementFunction = Callable[[Element, RenderContext], Sequence[Node] | None]
# A pass over the tree changes it in place, or notes in the context what it finds.
TreePass = Callable[[Element, RenderContext], None]

PassFunction = TypeVar("PassFunction", SourcePass, HtmlPass, TreePass)


@dataclass(frozen=True, slots=True)
class Pass(Generic[PassFunction]):
    """An entry of the table: `reason` says why the pass stands where it stands.

    `needs` is what the HTML must hold for the pass to have anything to do: it saves a walk over the tree.
    """

    run: PassFunction
    reason: str
    needs: str = ""


@dataclass(frozen=True, slots=True)
class ElementRule:
    """A rule for the elements of some tags, which are given with spaces between them."""

    tags: str
    apply: ElementFunction
    reason: str


@dataclass(frozen=True, slots=True)
class ParserOption:
    """An extension of the Markdown parser, by comrak's name, or an option of its renderer."""

    name: str
    reason: str


def index_rules(rules: Iterable[ElementRule]) -> dict[str, tuple[ElementFunction, ...]]:
    """Return the rules for each tag, in the order of the table."""
    index: dict[str, tuple[ElementFunction, ...]] = {}
    for rule in rules:
        for tag in rule.tags.split():
            index[tag] = (*index.get(tag, ()), rule.apply)
    return index
