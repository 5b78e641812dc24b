r"""Numbers of equations: only those with a `\label` or a `\tag` have one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from posts.rendering.formulas.prepare import Reader
from posts.rendering.formulas.tex import Group, Node, TexError, braces, environment

# What an environment is inside another formula, and where none of its rows has a number.
UNNUMBERED = {"align": "aligned", "gather": "gathered", "multline": "gathered"}
NUMBERED = {"aligned": "align", "gathered": "gather"}
ROWS = frozenset({"align", "aligned", "gather", "gathered"})
PUNCTUATION = frozenset(".,;。，；")
# The engine takes nothing but ASCII in a tag; any other stands for itself after it.
PLAIN_TAG = re.compile(r"[A-Za-z0-9.,:;'+/ -]+")


@dataclass(slots=True)
class Numbers:
    """The labels and tags of a post, and how they are called in between."""

    # The id of the equation by its label. No heading's id holds a colon.
    ids: dict[str, str] = field(default_factory=dict)
    referenced: set[str] = field(default_factory=set)
    tags: dict[str, str] = field(default_factory=dict)

    def label(self, label: str) -> str:
        return self.ids.setdefault(label, f"eq:{len(self.ids) + 1}")

    def reference(self, label: str) -> str:
        self.referenced.add(self.label(label))
        return self.label(label)

    def tag(self, tag: str) -> str:
        if PLAIN_TAG.fullmatch(tag):
            return tag
        name = f"tag:{len(self.tags) + 1}"
        self.tags[name] = re.sub(r"\\[A-Za-z]+|[${}\\]", "", tag).strip()
        return name


def number(nodes: Sequence[Node], numbers: Numbers) -> list[Node]:
    """Return a display formula in an environment that numbers it, where it has a label or a tag."""
    nodes = trim(nodes)
    whole = nodes[0] if nodes else ""
    if not isinstance(whole, Group) or not all(is_punctuation(node) for node in nodes[1:]):
        return equation(nodes, numbers)
    content = [*whole.nodes, *nodes[1:]]
    name = whole.environment.removesuffix("*")
    if name == "equation":
        return equation(content, numbers)
    if name == "multline":
        content, marks = take_marks(content, numbers)
        return [environment("multline", [*content, *(marks or [r"\notag"])])]
    return [rows(name, content, numbers)] if name in ROWS else equation(nodes, numbers)


def number_inline(nodes: Sequence[Node], numbers: Numbers) -> list[Node]:
    """Return a formula that stands in a line, where there is no room for a number."""
    content, marks = take_marks(nodes, numbers)
    if any(mark in {r"\tag", r"\tag*"} for mark in marks):
        raise TexError(r"“\tag” needs a display formula.")
    return content


def is_punctuation(node: Node) -> bool:
    return isinstance(node, str) and node.strip() in PUNCTUATION


def equation(nodes: Sequence[Node], numbers: Numbers) -> list[Node]:
    """Return a formula with at most one number. Lines it has without an environment become rows."""
    content, marks = take_marks(nodes, numbers)
    if r"\\" in content:
        content = [environment("aligned" if "&" in content else "gathered", content)]
    return [environment("equation", [*content, *marks])] if marks else content


def rows(name: str, nodes: Sequence[Node], numbers: Numbers) -> Group:
    """Return the rows of an environment with a number on those that have a label or a tag."""
    marked = [take_marks(row, numbers) for row in split_rows(nodes)]
    has_numbers = any(marks for _, marks in marked)
    columns = max((row.count("&") for row, _ in marked), default=0)
    content: list[Node] = []
    for row, marks in marked:
        content += [r"\\"] if content else []
        content += row
        if has_numbers:
            # The engine puts a number right after the last cell that it finds.
            content += ["&"] * (columns - row.count("&"))
            content += marks or [r"\notag"]
    return environment((NUMBERED if has_numbers else UNNUMBERED).get(name, name), content)


def split_rows(nodes: Sequence[Node]) -> list[list[Node]]:
    r"""Split at each `\\`; one at the end begins no row."""
    split: list[list[Node]] = [[]]
    for node in nodes:
        if node == r"\\":
            split.append([])
        else:
            split[-1].append(node)
    return split if trim(split[-1]) else split[:-1]


def trim(nodes: Sequence[Node]) -> list[Node]:
    """Return `nodes` without white space at either end."""
    kept = [number for number, node in enumerate(nodes) if isinstance(node, Group) or node.strip()]
    return list(nodes[kept[0] : kept[-1] + 1]) if kept else []


def take_marks(nodes: Sequence[Node], numbers: Numbers) -> tuple[list[Node], list[Node]]:
    """Return `nodes` for use inside a formula, and the tag and label that were in them at any depth."""
    marks: dict[str, Node] = {}
    content = strip_marks(nodes, numbers, marks)
    return content, [part for command, argument in marks.items() for part in (command, argument)]


def strip_marks(nodes: Sequence[Node], numbers: Numbers, marks: dict[str, Node]) -> list[Node]:
    reader = Reader(nodes)
    while reader.left:
        node = reader.left.pop()
        if isinstance(node, Group):
            name = node.environment.removesuffix("*")
            content = strip_marks(node.nodes, numbers, marks)
            reader.written.append(inner_group(node, name, content))
        elif node in {r"\tag", r"\tag*"}:
            marks.setdefault(node, braces([numbers.tag(reader.text())]))
        elif node == r"\label":
            marks.setdefault(node, braces([numbers.label(reader.text())]))
        elif node in {r"\ref", r"\eqref"}:
            reader.written += [r"\eqref", braces([numbers.reference(reader.text())])]
        else:
            reader.written.append(node)
    return reader.written


def inner_group(group: Group, name: str, content: list[Node]) -> Group:
    """Return `group` with `content`; an environment for display becomes one for inside."""
    if name == "equation":
        return braces(content)
    if name in UNNUMBERED:
        return environment(UNNUMBERED[name], content)
    return Group(group.opening, group.closing, content)
