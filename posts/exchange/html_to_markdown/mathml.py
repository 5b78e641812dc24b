"""MathML as TeX, for formulas that came without their source. MathML Core, W3C, 2024."""

from collections.abc import Callable, Sequence

from posts.exchange.html_to_markdown.document import ConversionError
from posts.rendering.formulas.unicode_symbols import LETTER_COMMANDS, RELATION_COMMANDS, SIGN_COMMANDS
from posts.rendering.tree import Element, Node

MAX_MATHML_LEVELS = 60
MATHML_ACCENTS = {
    "^": "hat",
    "ˆ": "hat",
    "~": "tilde",
    "˜": "tilde",
    "¯": "bar",
    "‾": "overline",
    "―": "overline",
    "_": "underline",
    "→": "vec",
    "⃗": "vec",
    "˙": "dot",
    ".": "dot",
    "¨": "ddot",
    "ˇ": "check",
    "˘": "breve",
    "´": "acute",
    "`": "grave",
    "⏞": "overbrace",
    "⏟": "underbrace",
}
VARIANTS = {
    "bold": "mathbf",
    "bold-italic": "boldsymbol",
    "double-struck": "mathbb",
    "script": "mathcal",
    "fraktur": "mathfrak",
    "sans-serif": "mathsf",
    "monospace": "mathtt",
    "normal": "mathrm",
}
FUNCTIONS = frozenset(
    """
    arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd hom inf ker lg lim liminf limsup ln log
    max min Pr sec sin sinh sup tan tanh
    """.split()  # noqa: SIM905  (a list would take a line for each)
)
# Signs that TeX reads as something else, and those that have no name in the tables below.
SIGNS = {
    "−": "-",
    "∗": "*",
    "⋅": r"\cdot ",
    "′": "'",
    "″": "''",
    "…": r"\dots ",
    "\u2061": "",
    "\u2062": "",
    "\u2063": "",
    "\u2064": "",
    "\u200b": "",
    "\xa0": "~",
    "{": r"\{",
    "}": r"\}",
    "%": r"\%",
    "#": r"\#",
    "&": r"\&",
    "$": r"\$",
    "_": r"\_",
    "~": r"\sim ",
    "\\": r"\backslash ",
    "‖": r"\|",
    "∥": r"\|",
}


def invert_commands() -> dict[str, str]:
    """Return the command of each character that has one, with the space that ends its name."""
    commands: dict[str, str] = {}
    for table in (LETTER_COMMANDS, RELATION_COMMANDS, SIGN_COMMANDS):
        for name, character in table.items():
            if len(character) == 1 and not character.isascii() and name.isalpha():
                commands.setdefault(character, f"\\{name} ")
    return commands | SIGNS


COMMANDS = invert_commands()


def mathml_to_tex(math: Element) -> str:
    """Return the TeX of a `math` element, "" where it is nested too deep or says nothing."""
    try:
        return " ".join(write_row(math.children, 0).split())
    except ConversionError:
        return ""


def write_row(nodes: Sequence[Node], level: int) -> str:
    """Return the TeX of elements that follow one another."""
    if level > MAX_MATHML_LEVELS:
        raise ConversionError("too-deep")
    return "".join([write_node(node, level) for node in nodes])


def write_node(node: Node, level: int) -> str:
    if not isinstance(node, Element):
        return write_signs(node.strip()) if isinstance(node, str) else ""
    if writer := MATHML_WRITERS.get(node.tag):
        return writer(node, level + 1)
    return write_row(node.children, level + 1)


def write_signs(text: str) -> str:
    return "".join([COMMANDS.get(character, character) for character in text])


def read_token_text(element: Element) -> str:
    """Return the text of an element such as `mi`."""
    return " ".join("".join([node for node in element.children if isinstance(node, str)]).split())


def write_identifier(element: Element, level: int) -> str:
    text = read_token_text(element)
    variant = VARIANTS.get(element.attributes.get("mathvariant", ""))
    if text in FUNCTIONS and variant in {None, "mathrm"}:
        return f"\\{text} "
    if variant and text.isascii() and not (variant == "mathrm" and len(text) == 1 and not text.isalpha()):
        return f"\\{variant}{{{text}}}"
    if len(text) > 1 and text.isascii() and text.isalpha():
        return f"\\operatorname{{{text}}}" if not variant else f"\\{variant}{{{text}}}"
    return write_signs(text)


def write_operator(element: Element, level: int) -> str:
    text = read_token_text(element)
    if text in FUNCTIONS:
        return f"\\{text} "
    if len(text) > 1 and text.isascii() and text.isalpha():
        return f"\\operatorname{{{text}}}"
    return write_signs(text)


def write_text(element: Element, level: int) -> str:
    text = "".join([node for node in element.children if isinstance(node, str)])
    return f"\\text{{{text.translate(MATHML_TEXT_SIGNS)}}}" if text.strip() else "~" * bool(text)


MATHML_TEXT_SIGNS = str.maketrans(
    {"\\": "", "{": r"\{", "}": r"\}", "$": r"\$", "\xa0": " ", "%": r"\%", "#": r"\#"}
)


def braced(node: Node | None, level: int) -> str:
    """Return `node` as an argument of a command."""
    return f"{{{write_node(node, level).strip()}}}" if node is not None else "{}"


def script(node: Node | None, level: int) -> str:
    """Return `node` as an index or exponent, without braces where it is one sign."""
    text = write_node(node, level).strip() if node is not None else ""
    return text if len(text) == 1 and text.isalnum() else f"{{{text}}}"


def parts(element: Element, count: int) -> list[Node | None]:
    """Return the first `count` elements in `element`; None for those that are missing."""
    found: list[Node | None] = [child for child in element.children if isinstance(child, Element)]
    return (found + [None] * count)[:count]


def base(node: Node | None, level: int) -> str:
    """Return what a script stands at, in braces where it is more than one sign."""
    text = write_node(node, level).strip() if node is not None else ""
    is_one = len(text) <= 1 or (isinstance(node, Element) and node.tag in {"mi", "mn", "mo", "mtext"})
    return text if is_one else f"{{{text}}}"


def write_scripts(*signs: str) -> Callable[[Element, int], str]:
    """Return the writer of an element with a base and one script for each of `signs`."""

    def write(element: Element, level: int) -> str:
        first, *others = parts(element, len(signs) + 1)
        scripts = "".join(f"{sign}{script(node, level)}" for sign, node in zip(signs, others, strict=True))
        if scripts.replace("^{'}", "'") in {"'", "''"}:
            scripts = scripts[2:-1]
        return f"{base(first, level)}{scripts}"

    return write


def write_over(element: Element, level: int) -> str:
    first, sign = parts(element, 2)
    accent = (
        MATHML_ACCENTS.get(read_token_text(sign)) if isinstance(sign, Element) and sign.tag == "mo" else None
    )
    if accent and accent not in {"underline", "underbrace"}:
        return f"\\{accent}{braced(first, level)}"
    if is_limits(first):
        return f"{base(first, level)}^{script(sign, level)}"
    return f"\\overset{braced(sign, level)}{braced(first, level)}"


def write_under(element: Element, level: int) -> str:
    first, sign = parts(element, 2)
    accent = (
        MATHML_ACCENTS.get(read_token_text(sign)) if isinstance(sign, Element) and sign.tag == "mo" else None
    )
    if accent in {"underline", "underbrace", "overline"}:
        return f"\\{accent.replace('overline', 'underline')}{braced(first, level)}"
    if is_limits(first):
        return f"{base(first, level)}_{script(sign, level)}"
    return f"\\underset{braced(sign, level)}{braced(first, level)}"


def write_under_over(element: Element, level: int) -> str:
    first, low, high = parts(element, 3)
    if is_limits(first):
        return f"{base(first, level)}_{script(low, level)}^{script(high, level)}"
    return f"\\overset{braced(high, level)}{{\\underset{braced(low, level)}{braced(first, level)}}}"


def is_limits(node: Node | None) -> bool:
    """Whether scripts above and below `node` are limits, as at a sum."""
    while isinstance(node, Element) and node.tag in {"mrow", "mstyle", "mpadded"} and len(node.children) == 1:
        node = node.children[0]
    return isinstance(node, Element) and (
        node.tag in {"munder", "mover"}
        or (node.tag in {"mo", "mi"} and bool(read_token_text(node)) and is_operator(node))
    )


def is_operator(element: Element) -> bool:
    text = read_token_text(element)
    return text in FUNCTIONS or text in "∑∏∐∫∬∭∮⋃⋂⋁⋀⨁⨂⨀⨄⨆" or (text.isalpha() and len(text) > 1)


def write_fraction(element: Element, level: int) -> str:
    top, bottom = parts(element, 2)
    if element.attributes.get("linethickness", "").startswith("0"):
        return f"{{{braced(top, level)} \\atop {braced(bottom, level)}}}"
    return f"\\frac{braced(top, level)}{braced(bottom, level)}"


def write_root(element: Element, level: int) -> str:
    inside, degree = parts(element, 2)
    return f"\\sqrt[{write_node(degree, level).strip() if degree else ''}]{braced(inside, level)}"


def write_matrix(element: Element, level: int) -> str:
    rows = []
    for row in element.children:
        if isinstance(row, Element):
            cells = [write_node(cell, level).strip() for cell in row.children if isinstance(cell, Element)]
            rows.append(" & ".join(cells))
    aligned = "right" in element.attributes.get("columnalign", "")
    name = "aligned" if aligned else "matrix"
    body = r" \\ ".join(rows)
    return f"\\begin{{{name}}}{body}\\end{{{name}}}" if rows else ""


def write_fenced(element: Element, level: int) -> str:
    opening, closing = element.attributes.get("open", "("), element.attributes.get("close", ")")
    inside = ",".join(
        [write_node(node, level).strip() for node in element.children if isinstance(node, Element)]
    )
    return f"\\left{write_signs(opening) or '.'}{inside}\\right{write_signs(closing) or '.'}"


def write_nothing(element: Element, level: int) -> str:
    return ""


MATHML_WRITERS: dict[str, Callable[[Element, int], str]] = {
    "annotation": write_nothing,
    "annotation-xml": write_nothing,
    "mfenced": write_fenced,
    "mfrac": write_fraction,
    "mi": write_identifier,
    "mo": write_operator,
    "mover": write_over,
    "mphantom": lambda element, level: f"\\phantom{{{write_row(element.children, level)}}}",
    "mroot": write_root,
    "ms": write_text,
    "mspace": lambda element, level: "\\ ",
    "msqrt": lambda element, level: f"\\sqrt{{{write_row(element.children, level).strip()}}}",
    "msub": write_scripts("_"),
    "msubsup": write_scripts("_", "^"),
    "msup": write_scripts("^"),
    "mtable": write_matrix,
    "mtext": write_text,
    "munder": write_under,
    "munderover": write_under_over,
}
