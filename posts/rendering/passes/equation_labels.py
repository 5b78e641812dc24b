r"""Labels of equations: one that two formulas have, and a `\ref` or `\eqref` to a label that none has."""

import re
from collections.abc import Iterator
from html import escape

from posts.rendering.context import RenderContext
from posts.rendering.passes.formulas import add_formula
from posts.rendering.tree import Element, Node, OpaqueNode

LABEL_COMMAND = re.compile(r"\\(?P<command>label|eqref|ref)\{(?P<label>[^{}]*)\}")
LONE_REFERENCE = re.compile(r"\s*\\(?:eq)?ref\{[^{}]*\}\s*")
TEXT_REFERENCE = re.compile(r"\\(?:eq)?ref\{[^{}\s]+\}")


def collect_text_references(text: str, line: int | None, context: RenderContext) -> Iterator[Node]:
    r"""Collect each `\eqref{…}` that stands in `text`, as in a heading or a table, as a formula."""
    end = 0
    for match in TEXT_REFERENCE.finditer(text):
        yield text[end : match.start()]
        yield add_formula("inline", match[0], line, context)
        end = match.end()
    yield text[end:]


def warn_of_labels(root: Element, context: RenderContext) -> None:
    """Warn of labels that are given twice or never; a reference to none is shown as it was typed."""
    labels: set[str] = set()
    for node, command, label in iter_labels(context):
        if command == "label" and node.kind == "display":
            if label in labels:
                context.add_warning("duplicate-label", node.line, label)
            labels.add(label)
    for node, command, label in iter_labels(context):
        if command != "label" and label not in labels:
            context.add_warning("missing-label", node.line, label)
            if LONE_REFERENCE.fullmatch(node.text):
                node.html = escape(node.text, quote=False)


def iter_labels(context: RenderContext) -> Iterator[tuple[OpaqueNode, str, str]]:
    """Give each label, and each reference to one, with its formula and the name of the command."""
    for node in context.formulas:
        if "{" in node.text:
            for match in LABEL_COMMAND.finditer(node.text):
                yield node, match["command"], match["label"].strip()
