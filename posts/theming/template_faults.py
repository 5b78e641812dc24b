"""What a template names and the site does not have: templates, static files, URLs, blocks."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.contrib.staticfiles import finders
from django.template import Node, Template, TemplateDoesNotExist
from django.template.defaulttags import URLNode
from django.template.loader_tags import BlockNode, ExtendsNode, IncludeNode
from django.templatetags.static import StaticNode
from django.urls import NoReverseMatch, reverse

MAX_ANCESTORS = 20


class TemplateFault(NamedTuple):
    """The line that a fault stands on, and a sentence."""

    line: int
    text: str


def find_template_faults(template: Template) -> Iterator[TemplateFault]:
    """Yield what is wrong with `template`, which could be compiled."""
    # As it is written: what a loader made ready names less.
    template = Template(template.source, template.origin, template.name, template.engine)
    for node in list_nodes(template, Node):
        for kind, find_fault in NODE_CHECKS.items():
            if isinstance(node, kind) and (text := find_fault(node, template)):
                yield TemplateFault(get_line(node), text)
    yield from find_unknown_blocks(template)


def list_nodes(template: Template, kind: type[Node]) -> list[Any]:
    """Return the nodes of a class in `template`, without those of templates that it includes."""
    return template.nodelist.get_nodes_by_type(kind)


def get_line(node: Any) -> int:
    """Return the number of the line that `node` was made of."""
    line: int = node.token.lineno
    return line


def get_constant(expression: Any) -> str | None:
    """Return the text that `expression` of a tag is; None where it depends on a variable or a filter."""
    var = getattr(expression, "var", None)
    return str(var) if isinstance(var, str) and not expression.filters else None


def check_parent(node: Any, template: Template) -> str:
    name = get_constant(node.parent_name)
    if name is None or find_parent(name, template):
        return ""
    return f"It extends {name}, and there is no such template."


def check_include(node: Any, template: Template) -> str:
    name = get_constant(node.template)
    if name is None or has_template(name, template):
        return ""
    return f"It includes {name}, and there is no such template."


def check_static(node: Any, template: Template) -> str:
    path = get_constant(node.path)
    return "" if path is None or finders.find(path) else f"There is no static file {path}."


def check_url(node: Any, template: Template) -> str:
    """Return that the site has no URL of this name; which arguments it takes shows only when it is made."""
    name = get_constant(node.view_name)
    if name is None or node.asvar:
        return ""
    try:
        reverse(name)
    except NoReverseMatch as error:
        return "" if "tried" in str(error) else f"There is no URL with the name {name}."
    return ""


NODE_CHECKS: dict[type[Node], Callable[[Any, Template], str]] = {
    ExtendsNode: check_parent,
    IncludeNode: check_include,
    StaticNode: check_static,
    URLNode: check_url,
}


def has_template(name: str, template: Template) -> bool:
    try:
        template.engine.get_template(name)
    except TemplateDoesNotExist:
        return False
    return True


def find_parent(name: str, template: Template, skip: Any = ()) -> Template | None:
    """Return the template that `template` extends by `name`, which may be the next one of its own name."""
    try:
        parent: Template = template.engine.find_template(name, skip=[template.origin, *skip])[0]
    except TemplateDoesNotExist:
        return None
    return parent


def find_unknown_blocks(template: Template) -> Iterator[TemplateFault]:
    """Yield the blocks that no template above `template` has: what stands in them is not shown."""
    extends = next(iter(list_nodes(template, ExtendsNode)), None)
    if extends is None:
        return
    known = list_inherited_blocks(template)
    if known is None:
        return
    for node in extends.nodelist:
        if isinstance(node, BlockNode) and node.name not in known:
            text = f"No template above it has the block “{node.name}”: it is not shown."
            yield TemplateFault(get_line(node), text)


def list_inherited_blocks(template: Template) -> set[str] | None:
    """Return the names of the blocks of all templates above `template`; None where these are not known."""
    names: set[str] = set()
    seen = [template.origin]
    for _ in range(MAX_ANCESTORS):
        extends: Any = next(iter(list_nodes(template, ExtendsNode)), None)
        if extends is None:
            return names
        name = get_constant(extends.parent_name)
        parent = find_parent(name, template, seen) if name else None
        if parent is None:
            return None
        template = parent
        seen.append(template.origin)
        names.update(node.name for node in list_nodes(template, BlockNode))
    return None
