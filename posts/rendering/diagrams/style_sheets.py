"""Style sheets and `style` attributes of an SVG as presentation attributes, which the page's policy allows.

Cascade by importance, specificity and order (CSS Cascading 4, section 6); what is none of
PRESENTATION_ATTRIBUTES is left out.
"""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Any
from xml.etree.ElementTree import Element

from posts.rendering.diagrams.errors import DiagramError

SVG_TAG_PREFIX = "{http://www.w3.org/2000/svg}"
PRESENTATION_ATTRIBUTES = frozenset(
    """
    alignment-baseline clip-path display dominant-baseline fill fill-opacity font-size font-style font-weight
    letter-spacing marker-end marker-start opacity overflow stop-color stop-opacity stroke stroke-dasharray
    stroke-linecap stroke-linejoin stroke-opacity stroke-width text-anchor text-decoration visibility
    """.split()  # noqa: SIM905  (a list would take a line for each)
)
# A declaration with its place in the cascade; the greatest wins.
Cascaded = tuple[tuple[Any, ...], str]


def resolve_styles(root: Element) -> dict[Element, dict[str, str]]:
    """Return the presentation attributes that the style sheets and `style` of each element give it."""
    if not any(
        "style" in element.attrib or element.tag == f"{SVG_TAG_PREFIX}style" for element in root.iter()
    ):
        return {}
    if not (find_spec("tinycss2") and find_spec("cssselect2")):
        raise DiagramError("no-diagrams", "tinycss2")
    tinycss2, cssselect2 = import_module("tinycss2"), import_module("cssselect2")
    matcher = build_matcher(root, tinycss2, cssselect2)
    styles = {}
    for wrapper in cssselect2.ElementWrapper.from_xml_root(root).iter_subtree():
        found: dict[str, Cascaded] = {}
        for specificity, order, pseudo, declarations in matcher.match(wrapper):
            if pseudo is None:
                for declaration in declarations:
                    cascade(found, declaration, (declaration.important, False, specificity, order), tinycss2)
        element = wrapper.etree_element
        for declaration in iter_declarations(element.get("style", ""), tinycss2):
            cascade(found, declaration, (declaration.important, True, (0, 0, 0), 0), tinycss2)
        styles[element] = {name: value for name, (_, value) in found.items()}
    return styles


def build_matcher(root: Element, tinycss2: Any, cssselect2: Any) -> Any:
    """Return what finds the declarations for an element in the style sheets of `root`."""
    matcher = cssselect2.Matcher()
    for sheet in root.iter(f"{SVG_TAG_PREFIX}style"):
        rules = tinycss2.parse_stylesheet(sheet.text or "", skip_comments=True, skip_whitespace=True)
        for rule in rules:
            if rule.type != "qualified-rule":
                continue
            try:
                selectors = cssselect2.compile_selector_list(rule.prelude)
            except cssselect2.SelectorError:
                continue
            declarations = list(iter_declarations(rule.content, tinycss2))
            for selector in selectors if declarations else ():
                matcher.add_selector(selector, declarations)
    return matcher


def iter_declarations(content: Any, tinycss2: Any) -> Iterator[Any]:
    """Give the declarations in `content` that are presentation attributes."""
    for declaration in tinycss2.parse_declaration_list(content, skip_comments=True, skip_whitespace=True):
        if declaration.type == "declaration" and declaration.lower_name in PRESENTATION_ATTRIBUTES:
            yield declaration


def cascade(found: dict[str, Cascaded], declaration: Any, rank: tuple[Any, ...], tinycss2: Any) -> None:
    """Note a declaration in `found`, unless there is a stronger one."""
    name = declaration.lower_name
    if name not in found or found[name][0] <= rank:
        found[name] = (rank, tinycss2.serialize(declaration.value).strip())
