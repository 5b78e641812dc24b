"""The excerpt: what lists, feeds and previews show of a post. No formula and no code span is cut in it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from posts.rendering.context import RenderContext
from posts.rendering.labels import labels_for
from posts.rendering.passes.excerpt_nodes import copy_allowed
from posts.rendering.passes.excerpt_opening import drop_leftovers, opening_paragraphs
from posts.rendering.passes.flat_lists import is_list
from posts.rendering.passes.omissions import label_omissions
from posts.rendering.plain_text import extract_text
from posts.rendering.tree import Element, Node, OpaqueNode, serialize_html


def set_excerpt(root: Element, context: RenderContext) -> None:
    """Make the excerpt of the post: of its summary, or where it has none of its text.

    Warnings about the summary and its formulas are the post's too.
    """
    labels = labels_for(context.language)
    if context.summary is None:
        marked = nodes_before_marker(root.children) if context.has_excerpt_marker else None
        context.excerpt = make_excerpt(root, list(drop_leftovers(copy_allowed(marked or []))), labels)
        return
    summary = context.summary
    context.formulas += summary.context.formulas
    context.warnings += [replace(warning, field="summary") for warning in summary.context.warnings]
    context.excerpt = make_excerpt(summary.root, copy_allowed(summary.root.children), labels)


def make_excerpt(root: Element, marked: Sequence[Node], labels: Mapping[str, str]) -> str:
    """Return the excerpt of the post `root` as HTML, with `labels` for what it leaves out.

    It is what its author `marked`, by `<!-- more -->` or as a summary; where nothing is in that, the first
    paragraphs, up to the end of a sentence.
    """
    chosen = marked if extract_text(Element("", {}, [*marked])) else opening_paragraphs(root)
    return serialize_html(Element("", {}, label_omissions(chosen, labels))).strip()


def nodes_before_marker(nodes: Sequence[Node]) -> list[Node] | None:
    """Return what stands before the excerpt marker, or None where there is none; no part of a list."""
    for position, node in enumerate(nodes):
        if isinstance(node, OpaqueNode) and node.kind == "more":
            return list(nodes[:position])
        if isinstance(node, Element) and (inside := nodes_before_marker(node.children)) is not None:
            is_cut_list = is_list(node) and extract_text(Element("", {}, [*nodes[:position]]))
            part = [] if is_cut_list else [Element(node.tag, node.attributes, inside)]
            return [*nodes[:position], *part]
    return None
