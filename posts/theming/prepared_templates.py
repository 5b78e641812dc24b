"""Templates made ready when they are loaded, so that a page is made of few and large pieces.

What an `include` names is put in its place, and what depends on the language alone is joined and kept for
each language: text, translations, the addresses of static files and of routes without arguments. Templates
are written as ever, and themes replace each of them as ever.

What it leans on of Django are the attributes of the nodes of `include`, `static`, `url` and `translate`; its
test pins them.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.template import Context, Engine, Node, NodeList, TemplateDoesNotExist, TemplateSyntaxError
from django.template.base import FilterExpression, TextNode
from django.template.defaulttags import (
    CommentNode,
    CycleNode,
    IfChangedNode,
    IfNode,
    LoadNode,
    ResetCycleNode,
    URLNode,
)
from django.template.loader_tags import BlockNode, ExtendsNode, IncludeNode
from django.templatetags.i18n import TranslateNode
from django.templatetags.static import StaticNode
from django.utils.translation import get_language

from posts.theming.prepared_variables import PreparedVariableNode, is_plain_variable

# These keep what they know with the template that they stand in: an included one begins anew each time.
STATEFUL_NODES = (BlockNode, ExtendsNode, CycleNode, ResetCycleNode, IfChangedNode)
EMPTY_NODES = (LoadNode, CommentNode)


class ConstantNode(Node):
    """Adjacent nodes whose text depends on the language alone; each language is rendered once."""

    child_nodelists = ()

    def __init__(self, nodes: list[Node]) -> None:
        self.nodes = nodes
        self.texts: dict[str | None, str] = {}

    def render_annotated(self, context: Context) -> Any:
        text = self.texts.get(get_language())
        return super().render_annotated(context) if text is None else text

    def render(self, context: Context) -> Any:
        text = "".join([str(node.render_annotated(context)) for node in self.nodes])
        self.texts[get_language()] = text
        return text


class InlinedNode(Node):
    """The nodes of an included template, with the variables that it is given, in a scope of their own."""

    def __init__(self, nodelist: NodeList, variables: dict[str, FilterExpression]) -> None:
        self.nodelist, self.variables = nodelist, variables

    def render(self, context: Context) -> Any:
        values = {name: variable.resolve(context) for name, variable in self.variables.items()}
        with context.push(**values):
            return self.nodelist.render(context)


def prepare_nodelist(nodelist: NodeList, engine: Engine, loading: Iterable[str]) -> None:
    """Inline and join the nodes of a template and, within these, those of each tag.

    `loading` names the templates that are being loaded: one that includes itself cannot be inlined.
    """
    nodes: list[Node] = []
    for node in nodelist:
        for inner in iter_nodelists(node):
            prepare_nodelist(inner, engine, loading)
        nodes.append(prepare_node(node, engine, loading))
    nodelist[:] = join_constants(nodes)


def prepare_node(node: Any, engine: Engine, loading: Iterable[str]) -> Node:
    if isinstance(node, IncludeNode):
        return inline_include(node, engine, loading)
    return PreparedVariableNode(node) if is_plain_variable(node) else node


def iter_nodelists(node: Node) -> Iterator[NodeList]:
    if isinstance(node, IfNode):
        yield from (nodelist for _condition, nodelist in node.conditions_nodelists)
        return
    for name in node.child_nodelists:
        nodelist = getattr(node, name, None)
        if isinstance(nodelist, NodeList):
            yield nodelist


def inline_include(node: IncludeNode, engine: Engine, loading: Iterable[str]) -> Node:
    """Return what stands for `node`: itself where what it includes is not known yet, or is broken."""
    name = read_literal(node.template)
    if not name or name.startswith(".") or name in loading or node.isolated_context:
        return node
    try:
        nodelist = engine.get_template(name).nodelist
    except (TemplateDoesNotExist, TemplateSyntaxError, UnicodeDecodeError, OSError, RecursionError):
        return node
    if any(nodelist.get_nodes_by_type(kind) for kind in STATEFUL_NODES):
        return node
    if not node.extra_context and all(map(is_constant, nodelist)):
        return ConstantNode(list(nodelist))
    inlined = InlinedNode(nodelist, node.extra_context)
    inlined.token, inlined.origin = node.token, node.origin
    return inlined


def join_constants(nodes: Iterable[Node]) -> Iterator[Node]:
    """Yield `nodes`, those that are constant joined with their neighbours."""
    run: list[Node] = []
    for node in nodes:
        if is_constant(node):
            run += node.nodes if isinstance(node, ConstantNode) else [node]
            continue
        yield from join_run(run)
        run = []
        yield node
    yield from join_run(run)


def join_run(run: list[Node]) -> Iterator[Node]:
    """Yield a node for a run of constant ones; none for nothing."""
    shown = [node for node in run if not isinstance(node, EMPTY_NODES)]
    if shown and all(isinstance(node, TextNode) for node in shown):
        yield TextNode("".join(node.s for node in shown if isinstance(node, TextNode)))
    elif shown:
        yield ConstantNode(shown)


def is_constant(node: Node) -> bool:
    """Whether the text of `node` depends on the language alone."""
    if isinstance(node, StaticNode):
        return node.varname is None and read_literal(node.path) is not None
    if isinstance(node, URLNode):
        return not (node.args or node.kwargs or node.asvar) and read_literal(node.view_name) is not None
    if isinstance(node, TranslateNode):
        is_plain = not (node.asvar or node.message_context)
        return is_plain and read_literal(node.filter_expression) is not None
    return isinstance(node, (TextNode, ConstantNode, *EMPTY_NODES))


def read_literal(expression: FilterExpression) -> str | None:
    """Return the text that stands in a template as `expression`; None for a variable or a filter."""
    if expression.filters:
        return None
    value = getattr(expression.var, "literal", expression.var)
    return value if isinstance(value, str) else None
