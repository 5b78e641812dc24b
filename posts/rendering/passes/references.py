r"""References to what has a number: `\ref`, `\cref`, `\autoref`, `\eqref`, `@fig-x` and `[@fig-x; @tbl-y]`.

What is not in the post is looked up in the mapping that the render was given; what is nowhere stays as typed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape

from posts.rendering.context import RenderContext
from posts.rendering.mention_marks import mark_mention
from posts.rendering.numbered.kinds import KEY_PREFIXES, KINDS_BY_NAME
from posts.rendering.passes.headings import HEADING_LEVELS
from posts.rendering.passes.own_references import (
    OWN_REFERENCE,
    OWN_REFERENCE_SIGN,
    find_own_references,
)
from posts.rendering.passes.text_marks import UNMARKED_TAGS
from posts.rendering.result import Label
from posts.rendering.tree import Element, Node, OpaqueNode

AT_KEY = rf"-?@(?:{KEY_PREFIXES})[-:][\w:.-]{{0,200}}?\w(?![\w:.-]*\w)"
COMMAND_REFERENCE = re.compile(r"\\(?P<command>[cC]ref|autoref|eqref|ref)\*?\{(?P<keys>[^{}\n]{1,500})\}")
TYPED_REFERENCE = re.compile(
    rf"{COMMAND_REFERENCE.pattern}"
    rf"|\[(?P<group>{AT_KEY}(?:[ \t]*[;,；，][ \t]*{AT_KEY}){{0,50}})\]"
    rf"|(?<![A-Za-z0-9_@/.\\])(?P<single>{AT_KEY})"
    rf"|(?P<own>{OWN_REFERENCE.pattern})",
    re.IGNORECASE,
)
GROUPED_KEY = re.compile(AT_KEY, re.IGNORECASE)
REFERENCE_SIGNS = ("ref{", "@", OWN_REFERENCE_SIGN)
# As the engine writes it.
EQUATION_NUMBER = re.compile(r' id="(eq:\d+)"><mtext>\(?([^<]*?)\)?</mtext>')
NUMBER_COMMANDS = frozenset({"ref", "eqref"})


@dataclass(slots=True)
class ReferencePlace:
    """Where a reference stands: its line, and whether a link may begin there."""

    line: int | None
    # All that are typed as `[[#label]]`, which no backslash escapes.
    own_references: frozenset[str]
    is_linkable: bool = True


def exclude_references(root: Element, context: RenderContext) -> None:
    r"""Take out of the formulas what is only a `\ref{…}` to something that is no equation."""
    if not any("ref{" in node.text for node in context.formulas):
        return
    equations = {key for node in context.formulas for key in iter_defined_labels(node)}
    context.formulas = [
        node for node in context.formulas if not is_foreign_reference(node, equations, context)
    ]


def iter_defined_labels(node: OpaqueNode) -> Iterator[str]:
    if node.kind == "display" and r"\label" in node.text:
        yield from (match[1].strip() for match in re.finditer(r"\\label\{([^{}]*)\}", node.text))


def is_foreign_reference(node: OpaqueNode, equations: set[str], context: RenderContext) -> bool:
    """Whether a formula is only a reference, and leads to none of `equations`."""
    match = COMMAND_REFERENCE.fullmatch(node.text.strip())
    return node.kind == "formula" and match is not None and match["keys"].strip() not in equations


def resolve_references(root: Element, context: RenderContext) -> None:
    """Make links of all references in text, once everything has its number."""
    add_equation_labels(context)
    own_references = find_own_references(context)
    if context.has_numbered or own_references:
        resolve_references_below(root, ReferencePlace(None, own_references), context)


def add_equation_labels(context: RenderContext) -> None:
    """Note the equations that can be referred to."""
    labels = context.equation_numbers.labels_by_id
    for node in context.formulas if labels else ():
        for name, number in EQUATION_NUMBER.findall(node.html):
            if key := labels.get(name):
                context.add_label(Label(key, "equation", unescape(number), "", name), node.line)


def resolve_references_below(element: Element, place: ReferencePlace, context: RenderContext) -> None:
    """Replace the references in the text of `element` and of all below it."""
    children: list[Node] = []
    for child in element.children:
        if isinstance(child, Element):
            if child.tag not in UNMARKED_TAGS:
                resolve_references_below(child, find_place(child, place, context), context)
            children.append(child)
        elif isinstance(child, OpaqueNode):
            children.extend(resolve_formula(child, place, context))
        elif any(sign in child for sign in REFERENCE_SIGNS):
            children.extend(resolve_text(child, place, context))
        else:
            children.append(child)
    element.children = children


def find_place(element: Element, outer: ReferencePlace, context: RenderContext) -> ReferencePlace:
    """Return where the text of `element` stands, which is in `outer`."""
    is_linkable = outer.is_linkable and element.tag != "a" and element.tag not in HEADING_LEVELS
    return ReferencePlace(context.line_of(element) or outer.line, outer.own_references, is_linkable)


def resolve_formula(node: OpaqueNode, place: ReferencePlace, context: RenderContext) -> Sequence[Node]:
    """Return what stands for a formula that is only a reference; any other as it is."""
    if node.kind != "formula" or node.html or not COMMAND_REFERENCE.fullmatch(node.text.strip()):
        return [node]
    line = node.line or place.line
    return resolve_text(node.text.strip(), ReferencePlace(line, frozenset(), place.is_linkable), context)


def resolve_text(text: str, place: ReferencePlace, context: RenderContext) -> list[Node]:
    """Return `text` with links in place of its references."""
    nodes: list[Node] = []
    end = 0
    for match in TYPED_REFERENCE.finditer(text):
        start, (stop, found) = match.start(), resolve_match(match, place, context)
        if found:
            nodes += [text[end:start], *found]
            end = stop
    return [node for node in [*nodes, text[end:]] if node != ""]


def resolve_match(
    match: re.Match[str], place: ReferencePlace, context: RenderContext
) -> tuple[int, list[Node]]:
    """Return where a reference ends, and what stands for it; nothing where one of its keys is unknown."""
    if match["own"]:
        return match.end(), resolve_own_reference(match, place, context)
    if match["single"]:
        key = trim_key(match["single"].lstrip("-@"), context)
        typed = match["single"][: match["single"].index("@") + 1] + key
        command = "ref" if match["single"][0] == "-" else "cref"
        return match.start() + len(typed), resolve_keys([(key, command)], typed, place, context)
    if match["group"]:
        keys = [
            (each.lstrip("-@"), "ref" if each[0] == "-" else "cref")
            for each in GROUPED_KEY.findall(match["group"])
        ]
    else:
        keys = [(key.strip(), match["command"]) for key in match["keys"].split(",")]
    return match.end(), resolve_keys(keys, match[0], place, context)


def resolve_own_reference(match: re.Match[str], place: ReferencePlace, context: RenderContext) -> list[Node]:
    """Return what stands for `[[#label]]` or `[[#label|words]]`; nothing where no label is meant."""
    label = context.labels_by_key.get(match["own_label"].strip())
    if label is None or match["own"] not in place.own_references:
        return []
    text = (match["own_words"] or "").strip() or format_reference(label, "cref", context.language)
    attributes = {"class": "reference", "href": f"#{label.anchor}"}
    return [Element("a", attributes, [text]) if place.is_linkable else text]


def trim_key(key: str, context: RenderContext) -> str:
    """Return the key without the words that follow it where no space stands between, as in Chinese."""
    if key.isascii() or is_known(key, context):
        return key
    for end in range(len(key) - 1, 0, -1):
        if is_known(key[:end], context):
            return key[:end]
    ascii_part = re.match(r"[!-~]*", key)
    return ascii_part[0].rstrip(".:-") if ascii_part else key


def is_known(key: str, context: RenderContext) -> bool:
    return key in context.labels_by_key or key in context.references


def resolve_keys(
    keys: Sequence[tuple[str, str]], typed: str, place: ReferencePlace, context: RenderContext
) -> list[Node]:
    """Return links to `keys`, each with its command; what was `typed`, and warnings, where one is unknown."""
    links = [
        (key, build_reference(key, command, context, is_linkable=place.is_linkable)) for key, command in keys
    ]
    missing = [key for key, link in links if link is None]
    for key in missing:
        context.add_warning("missing-label", place.line, key)
    if missing:
        node: Node = typed
        for key, _ in links:
            node = mark_reference(key, node, context)
        return [node]
    comma = ", " if context.language == "en" else "、"
    nodes: list[Node] = []
    for key, link in links:
        if link is not None:
            nodes += [*([comma] if nodes else []), mark_reference(key, link, context)]
    return nodes


def mark_reference(key: str, node: Node, context: RenderContext) -> Node:
    """Return `node` with the marks of a mention, where `key` is not of the post itself."""
    return node if key in context.labels_by_key else mark_mention(node, key, context)


def build_reference(key: str, command: str, context: RenderContext, *, is_linkable: bool) -> Node | None:
    """Return what a reader sees of a reference to `key`; None where nothing has that key."""
    if label := context.labels_by_key.get(key):
        address, text = f"#{label.anchor}", format_reference(label, command, context.language)
    elif target := context.references.get(key):
        address, text = target["url"], target["label"]
        if command in NUMBER_COMMANDS and any(sign.isdigit() for sign in text):
            text = target.get("number") or text.rpartition(" ")[2]
    else:
        return None
    return Element("a", {"class": "reference", "href": address}, [text]) if is_linkable else text


def format_reference(label: Label, command: str, language: str) -> str:
    """Return the words for a label: its number only for LaTeX's older commands, else its kind too."""
    kind = KINDS_BY_NAME[label.kind]
    if not label.number:
        return label.name or kind.name_in(language)
    if command == "eqref" and label.kind == "equation":
        return f"({label.number})"
    return label.number if command in NUMBER_COMMANDS else kind.format_number(label.number, language)
