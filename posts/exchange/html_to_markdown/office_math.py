"""Equations of Word as TeX: the OMML (ECMA-376 part 1, 22.1) that it leaves in comments of its HTML."""

from collections.abc import Callable, Sequence

from posts.exchange.html_to_markdown.document import ConversionError
from posts.exchange.html_to_markdown.mathml import COMMANDS, FUNCTIONS, MATHML_ACCENTS
from posts.exchange.html_to_markdown.trees import get_text
from posts.rendering.html_tokens import HTML_TAG, parse_attributes
from posts.rendering.tree import Element, Node

MAX_OFFICE_LEVELS = 60
MAX_OFFICE_CHARACTERS = 100_000


def office_math_to_tex(xml: str) -> str:
    """Return the TeX of an equation of Word, "" where it is too long or nested too deep."""
    try:
        return " ".join(write_all(parse_office_math(xml[:MAX_OFFICE_CHARACTERS]).children, 0).split())
    except ConversionError:
        return ""


def parse_office_math(xml: str) -> Element:
    """Return the elements of `xml` by their names without prefix; Word mixes them with elements of HTML."""
    root = Element("")
    open_elements = [root]
    position = 0
    for match in HTML_TAG.finditer(xml):
        open_elements[-1].children.append(unescape_text(xml[position : match.start()]))
        position = match.end()
        name = match["name"].lower().removeprefix("m:")
        if match["end"]:
            names = [element.tag for element in open_elements]
            if name in names[1:]:
                del open_elements[len(names) - 1 - names[::-1].index(name) :]
            continue
        element = Element(name, parse_attributes(match["attributes"]))
        open_elements[-1].children.append(element)
        if not match[0].endswith("/>"):
            open_elements.append(element)
    open_elements[-1].children.append(unescape_text(xml[position:]))
    return root


def unescape_text(text: str) -> str:
    """Return the text between tags; line ends in Word's HTML are white space."""
    for reference, sign in (("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", " "), ("&amp;", "&")):
        text = text.replace(reference, sign)
    return text


def write_all(nodes: Sequence[Node], level: int) -> str:
    if level > MAX_OFFICE_LEVELS:
        raise ConversionError("too-deep")
    return "".join([write_part(node, level) for node in nodes])


def write_part(node: Node, level: int) -> str:
    if isinstance(node, str):
        return "".join([COMMANDS.get(sign, sign) for sign in node.strip("\n\r\t")])
    if not isinstance(node, Element) or node.tag.endswith("pr"):
        return ""
    writer = OFFICE_WRITERS.get(node.tag)
    return writer(node, level + 1) if writer else write_all(node.children, level + 1)


def write_child(element: Element, name: str, level: int) -> str:
    """Return the TeX of the child `name`."""
    found = [child for child in element.children if isinstance(child, Element) and child.tag == name]
    return write_all(found[0].children, level).strip() if found else ""


def read_property(element: Element, name: str) -> str:
    """Return the value of a property of an element, such as the sign of a sum."""
    for child in element.children:
        if isinstance(child, Element) and child.tag.endswith("pr"):
            for each in child.iter_elements():
                if each.tag == name:
                    return each.attributes.get("m:val", "")
    return ""


def write_fraction_part(element: Element, level: int) -> str:
    return f"\\frac{{{write_child(element, 'num', level)}}}{{{write_child(element, 'den', level)}}}"


def write_radical(element: Element, level: int) -> str:
    degree = write_child(element, "deg", level)
    return f"\\sqrt{f'[{degree}]' if degree else ''}{{{write_child(element, 'e', level)}}}"


def write_script_part(element: Element, level: int) -> str:
    base = write_child(element, "e", level)
    low, high = write_child(element, "sub", level), write_child(element, "sup", level)
    base = base if len(base) == 1 else f"{{{base}}}"
    return base + (f"_{{{low}}}" if low else "") + (f"^{{{high}}}" if high else "")


def write_sum(element: Element, level: int) -> str:
    sign = COMMANDS.get(read_property(element, "chr") or "∫", r"\int ").strip()
    low, high = write_child(element, "sub", level), write_child(element, "sup", level)
    limits = (f"_{{{low}}}" if low else "") + (f"^{{{high}}}" if high else "")
    return f"{sign}{limits} {write_child(element, 'e', level)}"


def write_brackets(element: Element, level: int) -> str:
    opening, closing = read_property(element, "begchr") or "(", read_property(element, "endchr") or ")"
    inside = [
        write_all(each.children, level)
        for each in element.children
        if isinstance(each, Element) and each.tag == "e"
    ]
    return f"\\left{COMMANDS.get(opening, opening)}{','.join(inside)}\\right{COMMANDS.get(closing, closing)}"


def write_function(element: Element, level: int) -> str:
    name = write_child(element, "fname", level)
    return f"{name} {write_child(element, 'e', level)}"


def write_accent(element: Element, level: int) -> str:
    name = MATHML_ACCENTS.get(
        (read_property(element, "chr") or "^").replace("\u0302", "^").replace("\u0304", "¯"), "hat"
    )
    return f"\\{name}{{{write_child(element, 'e', level)}}}"


def write_office_matrix(element: Element, level: int) -> str:
    rows = [
        " & ".join(
            [
                write_all(cell.children, level).strip()
                for cell in row.children
                if isinstance(cell, Element) and cell.tag == "e"
            ]
        )
        for row in element.children
        if isinstance(row, Element) and row.tag == "mr"
    ]
    body = r" \\ ".join(rows)
    return f"\\begin{{matrix}}{body}\\end{{matrix}}"


def write_limit(element: Element, level: int) -> str:
    sign = "_" if element.tag == "limlow" else "^"
    return f"{write_child(element, 'e', level)}{sign}{{{write_child(element, 'lim', level)}}}"


def write_run(element: Element, level: int) -> str:
    text = get_text(element)
    return f"\\{text.strip()} " if text.strip() in FUNCTIONS else write_all(element.children, level)


OFFICE_WRITERS: dict[str, Callable[[Element, int], str]] = {
    "acc": write_accent,
    "d": write_brackets,
    "f": write_fraction_part,
    "func": write_function,
    "limlow": write_limit,
    "limupp": write_limit,
    "m": write_office_matrix,
    "nary": write_sum,
    "r": write_run,
    "rad": write_radical,
    "ssub": write_script_part,
    "ssubsup": write_script_part,
    "ssup": write_script_part,
}
