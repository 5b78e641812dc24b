r"""Equation numbers: only formulas with a `\label` or a `\tag` have one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from posts.rendering.formulas.node_reader import NodeReader
from posts.rendering.formulas.tex import TexError, TexGroup, TexNode, make_braces, make_environment
from posts.rendering.numbered.counters import ThingCounters

# What an environment is inside another formula, and where none of its rows has a number.
UNNUMBERED_ENVIRONMENTS = {"align": "aligned", "gather": "gathered", "multline": "gathered"}
NUMBERED_ENVIRONMENTS = {"aligned": "align", "gathered": "gather"}
ROW_ENVIRONMENTS = frozenset({"align", "aligned", "gather", "gathered"})
TRAILING_PUNCTUATION = frozenset(".,;。，；")
# The engine takes nothing but ASCII in a tag; any other stands for itself after it.
PLAIN_TAG = re.compile(r"[A-Za-z0-9.,:;'+/ -]+")


@dataclass(slots=True)
class EquationNumbers:
    """The labels and tags of a post, and the ids and placeholders that stand for them."""

    # The id of the equation by its label. No heading's id holds a colon.
    ids_by_label: dict[str, str] = field(default_factory=dict)
    defined_labels: set[str] = field(default_factory=set)
    labels_by_id: dict[str, str] = field(default_factory=dict)
    referenced_ids: set[str] = field(default_factory=set)
    counters: ThingCounters = field(default_factory=ThingCounters)
    tags_by_placeholder: dict[str, str] = field(default_factory=dict)

    def id_for_label(self, label: str) -> str:
        """Return the id of the equation with `label`."""
        return self.ids_by_label.setdefault(label, f"eq:{len(self.ids_by_label) + 1}")

    def define_label(self, label: str) -> str:
        """Return the id of an equation that has `label`; one that is not the first gets an id of its own."""
        if label in self.defined_labels:
            # No label of an author holds a line end.
            return self.id_for_label(f"{label}\n{len(self.ids_by_label)}")
        self.defined_labels.add(label)
        self.labels_by_id[self.id_for_label(label)] = label
        return self.id_for_label(label)

    def number_marks(self, marks: list[TexNode]) -> list[TexNode]:
        """Return the tag and label of an equation, with a tag where the engine would count otherwise."""
        is_tagged = r"\tag" in marks or r"\tag*" in marks
        if r"\label" not in marks or is_tagged or self.counters.is_plain("equation"):
            return marks
        return [r"\tag", make_braces([self.counters.count_next("equation")]), *marks]

    def leads_to(self, name: str) -> bool:
        """Whether something leads to the equation with this id, or may from another post."""
        return name in self.labels_by_id or name in self.referenced_ids

    def add_reference(self, label: str) -> str:
        """Return the id of the equation with `label`, which keeps it: something leads there."""
        self.referenced_ids.add(self.id_for_label(label))
        return self.id_for_label(label)

    def engine_tag(self, tag: str) -> str:
        """Return `tag`, or a placeholder for one that the engine does not take."""
        if PLAIN_TAG.fullmatch(tag):
            return tag
        name = f"tag:{len(self.tags_by_placeholder) + 1}"
        self.tags_by_placeholder[name] = re.sub(r"\\[A-Za-z]+|[${}\\]", "", tag).strip()
        return name


def number_display_formula(nodes: Sequence[TexNode], numbers: EquationNumbers) -> list[TexNode]:
    """Return a display formula in an environment that numbers it, where it has a label or a tag."""
    nodes = trim_space(nodes)
    whole = nodes[0] if nodes else ""
    if not isinstance(whole, TexGroup) or not all(is_punctuation(node) for node in nodes[1:]):
        return number_equation(nodes, numbers)
    content = [*whole.nodes, *nodes[1:]]
    name = whole.environment_name.removesuffix("*")
    if name == "equation":
        return number_equation(content, numbers)
    if name == "multline":
        content, marks = extract_marks(content, numbers)
        return [make_environment("multline", [*content, *(numbers.number_marks(marks) or [r"\notag"])])]
    return (
        [number_rows(name, content, numbers)] if name in ROW_ENVIRONMENTS else number_equation(nodes, numbers)
    )


def number_inline_formula(nodes: Sequence[TexNode], numbers: EquationNumbers) -> list[TexNode]:
    """Return an inline formula without labels; raise TexError for a tag, for which a line has no room."""
    content, marks = extract_marks(nodes, numbers)
    if any(mark in {r"\tag", r"\tag*"} for mark in marks):
        raise TexError(r"“\tag” needs a display formula.")
    return content


def is_punctuation(node: TexNode) -> bool:
    return isinstance(node, str) and node.strip() in TRAILING_PUNCTUATION


def number_equation(nodes: Sequence[TexNode], numbers: EquationNumbers) -> list[TexNode]:
    """Return a formula with at most one number. Lines it has without an environment become rows."""
    content, marks = extract_marks(nodes, numbers)
    if r"\\" in content:
        content = [make_environment("aligned" if "&" in content else "gathered", content)]
    return [make_environment("equation", [*content, *numbers.number_marks(marks)])] if marks else content


def number_rows(name: str, nodes: Sequence[TexNode], numbers: EquationNumbers) -> TexGroup:
    """Return the rows of an environment with a number on those that have a label or a tag."""
    marked = [extract_marks(row, numbers) for row in split_rows(nodes)]
    has_numbers = any(marks for _, marks in marked)
    columns = max((row.count("&") for row, _ in marked), default=0)
    content: list[TexNode] = []
    for row, marks in marked:
        content += [r"\\"] if content else []
        content += row
        if has_numbers:
            # The engine puts a number right after the last cell that it finds.
            content += ["&"] * (columns - row.count("&"))
            content += numbers.number_marks(marks) or [r"\notag"]
    return make_environment(
        (NUMBERED_ENVIRONMENTS if has_numbers else UNNUMBERED_ENVIRONMENTS).get(name, name), content
    )


def split_rows(nodes: Sequence[TexNode]) -> list[list[TexNode]]:
    r"""Split at each `\\`; one at the end begins no row."""
    split: list[list[TexNode]] = [[]]
    for node in nodes:
        if node == r"\\":
            split.append([])
        else:
            split[-1].append(node)
    return split if trim_space(split[-1]) else split[:-1]


def trim_space(nodes: Sequence[TexNode]) -> list[TexNode]:
    """Return `nodes` without white space at either end."""
    kept = [number for number, node in enumerate(nodes) if isinstance(node, TexGroup) or node.strip()]
    return list(nodes[kept[0] : kept[-1] + 1]) if kept else []


def extract_marks(nodes: Sequence[TexNode], numbers: EquationNumbers) -> tuple[list[TexNode], list[TexNode]]:
    """Return `nodes` for use inside a formula, and the tag and label that were in them at any depth."""
    marks: dict[str, TexNode] = {}
    content = strip_marks(nodes, numbers, marks)
    return content, [part for command, argument in marks.items() for part in (command, argument)]


def strip_marks(
    nodes: Sequence[TexNode], numbers: EquationNumbers, marks: dict[str, TexNode]
) -> list[TexNode]:
    """Return `nodes` without tags and labels, which go into `marks`, by their commands."""
    reader = NodeReader(nodes)
    while reader.remaining:
        node = reader.remaining.pop()
        if isinstance(node, TexGroup):
            name = node.environment_name.removesuffix("*")
            content = strip_marks(node.nodes, numbers, marks)
            reader.output.append(inner_group(node, name, content))
        elif node in {r"\tag", r"\tag*"}:
            marks.setdefault(node, make_braces([numbers.engine_tag(reader.read_text())]))
        elif node == r"\label":
            marks.setdefault(node, make_braces([numbers.define_label(reader.read_text())]))
        elif node in {r"\ref", r"\eqref"}:
            reader.output += [r"\eqref", make_braces([numbers.add_reference(reader.read_text())])]
        else:
            reader.output.append(node)
    return reader.output


def inner_group(group: TexGroup, name: str, content: list[TexNode]) -> TexGroup:
    """Return `group` with `content`; an environment that displays becomes one for use inside a formula."""
    if name == "equation":
        return make_braces(content)
    if name in UNNUMBERED_ENVIRONMENTS:
        return make_environment(UNNUMBERED_ENVIRONMENTS[name], content)
    return TexGroup(group.opening, group.closing, content)
