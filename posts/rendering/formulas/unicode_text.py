r"""Formulas in plain text: `\sqrt{\bar\alpha_t}` is √ᾱ_t, `x^2` is x².

For windows' titles, descriptions and addresses, where no formula can be set. Nothing is left out but what a
reader does not see either: what Unicode has no form for is written in a line, as `a/(b+c)` or `x_(i+1)`.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence

from posts.rendering.formulas.complexity import check_complexity
from posts.rendering.formulas.node_reader import NodeReader
from posts.rendering.formulas.tex import TexError, TexGroup, TexNode, parse_tex
from posts.rendering.formulas.unicode_layout import (
    NAME_END,
    NAME_MARKS,
    NAME_START,
    format_binomial,
    format_fraction,
    format_script,
    format_term,
    resolve_marks,
)
from posts.rendering.formulas.unicode_symbols import (
    ACCENTS,
    ALPHABETS,
    LETTER_COMMANDS,
    LINE_ACCENTS,
    RELATION_COMMANDS,
    SPACE_COMMANDS,
    SYMBOLS,
    TRANSPARENT_COMMANDS,
    UNSEEN_ARGUMENT_COMMANDS,
    change_alphabet,
)

FRACTION_COMMANDS = ("cfrac", "dfrac", "frac", "nicefrac", "sfrac", "tfrac")
BINOMIAL_COMMANDS = ("binom", "dbinom", "tbinom")
ARROW_COMMANDS = {
    "xleftarrow": "←",
    "xleftrightarrow": "↔",
    "xmapsto": "↦",
    "xrightarrow": "→",
    "xRightarrow": "⇒",
}
STACKING_COMMANDS = {"overset": "^", "stackrel": "^", "underset": "_"}
ROOT_SIGNS = {"": "√", "2": "√", "3": "∛", "4": "∜"}
# Sizes, styles and hints to the typesetter.
UNSEEN_COMMANDS = re.compile(
    r"[bB]ig{1,2}[lrm]?|(?:display|text|script|scriptscript)style|(?:no)?limits|middle|left|right|no(?:number|tag|break)"
    r"|rm|bf|it|sf|tt|cal|frak|allowbreak|mathstrut|strut|hline|[!/()\[\]]|protect|relax|displaylimits"
)
TABLE_DELIMITERS = {
    **dict.fromkeys(["array", "matrix", "smallmatrix"], ("", "")),
    **dict.fromkeys(["cases", "dcases"], ("{ ", "")),
    "rcases": ("", " }"),
    "Bmatrix": ("{", "}"),
    "Vmatrix": ("‖", "‖"),
    "bmatrix": ("[", "]"),
    "pmatrix": ("(", ")"),
    "vmatrix": ("|", "|"),
}
ENVIRONMENTS_WITH_ARGUMENT = frozenset({"alignat", "alignat*", "alignedat", "array", "subarray"})


def tex_to_unicode(tex: str) -> str:
    """Return `tex` on one line of Unicode text; a formula that cannot be read, or is too deep, as typed."""
    try:
        nodes = parse_tex(tex)
        check_complexity(nodes)
    except TexError:
        return " ".join(tex.split())
    return resolve_marks(convert_nodes(nodes))


def convert_nodes(nodes: Sequence[TexNode]) -> str:
    """Return `nodes` as text, in which names of functions are marked."""
    for command, join in INFIX_COMMANDS.items():
        # TeX allows one in each group.
        if nodes.count(command) == 1:
            position = nodes.index(command)
            parts = (convert_nodes(nodes[:position]), convert_nodes(nodes[position + 1 :]))
            return join(*(part.translate(NAME_MARKS).strip() for part in parts))
    reader = NodeReader(nodes)
    while reader.remaining:
        reader.output.append(convert_node(reader.remaining.pop(), reader))
    return "".join(map(str, reader.output))


def convert_node(node: TexNode, reader: NodeReader) -> str:
    """Return one node as text, with the arguments that it takes from `reader`."""
    if isinstance(node, TexGroup):
        return convert_group(node)
    if node in {"^", "_"}:
        return format_script(node, convert_argument(reader))
    if node.startswith("\\") and len(node) > 1:
        return convert_command(node[1:], reader)
    return node.replace("~", " ").replace("'", "′").replace("&", " ").replace("$", "")


def convert_argument(reader: NodeReader) -> str:
    """Return the next argument as text: a group's content, a command with its own, or one character."""
    reader.skip_space()
    following = reader.remaining[-1] if reader.remaining else ""
    if isinstance(following, str) and following.startswith("\\"):
        reader.remaining.pop()
        text = convert_node(following, reader)
    else:
        text = convert_nodes(reader.read_argument())
    return text.translate(NAME_MARKS).strip()


def convert_group(group: TexGroup) -> str:
    r"""Return what is in braces, between `\left` and `\right`, or in an environment."""
    if group.environment_name:
        return convert_environment(group.environment_name, group.nodes)
    inside = convert_nodes(group.nodes)
    if group.opening == "{":
        return inside
    opening, closing = (
        convert_delimiter(group.opening.removeprefix(r"\left")),
        convert_delimiter(group.closing.removeprefix(r"\right")),
    )
    return f"{opening}{inside.strip()}{closing}"


def convert_delimiter(tex: str) -> str:
    r"""Return the delimiter behind `\left` or `\right`; "" for the one that is not seen."""
    name = tex.strip().removeprefix("\\")
    return "" if name == "." else SYMBOLS.get(name, name) if tex.strip().startswith("\\") else name


def convert_environment(name: str, nodes: Sequence[TexNode]) -> str:
    """Return an environment on one line, its rows parted by semicolons."""
    reader = NodeReader(nodes)
    if name in ENVIRONMENTS_WITH_ARGUMENT:
        reader.read_argument()
    rows: list[list[list[TexNode]]] = [[[]]]
    while reader.remaining:
        node = reader.remaining.pop()
        if node == "\\\\":
            reader.read_option()
            rows.append([[]])
        elif node == "&":
            rows[-1].append([])
        else:
            rows[-1][-1].append(node)
    delimiters = TABLE_DELIMITERS.get(name.rstrip("*"))
    texts = [(" " if delimiters else "").join(map(convert_nodes, row)).strip() for row in rows]
    opening, closing = delimiters or ("", "")
    return f"{opening}{'; '.join(filter(None, texts))}{closing}"


def convert_command(name: str, reader: NodeReader) -> str:
    """Return the command `name` as text."""
    convert = COMMAND_CONVERTERS.get(name)
    return convert(name, reader) if convert else convert_symbol(name, reader)


def convert_symbol(name: str, reader: NodeReader) -> str:
    """Return a command that takes no argument; one that is not known by its name."""
    if name in RELATION_COMMANDS:
        return f" {RELATION_COMMANDS[name]} "
    if name in LETTER_COMMANDS:
        drop_space(reader)
        return LETTER_COMMANDS[name]
    if name in SYMBOLS:
        if not any(str(text).endswith(" ") for text in reader.output[-1:]):
            drop_space(reader)
        return SYMBOLS[name]
    if name in SPACE_COMMANDS or name == "\\":
        return " "
    if UNSEEN_COMMANDS.fullmatch(name):
        drop_space(reader)
        return ""
    return f"{NAME_START}{name.removesuffix('*')}{NAME_END}"


def drop_space(reader: NodeReader) -> None:
    """Drop the space behind a command, which only ends its name."""
    if reader.remaining and isinstance(reader.remaining[-1], str):
        reader.remaining[-1] = reader.remaining[-1].lstrip()
        if not reader.remaining[-1]:
            reader.remaining.pop()


def convert_accent(name: str, reader: NodeReader) -> str:
    """Return the argument with an accent on each letter and digit."""
    text = convert_argument(reader)
    mark = "\u0304" if name == "overline" and len(text) == 1 else ACCENTS[name]
    is_line = name in LINE_ACCENTS
    accented = (
        f"{character}{mark}" if character.isalnum() or (is_line and not character.isspace()) else character
        for character in text
    )
    return unicodedata.normalize("NFC", "".join(accented))


def convert_fraction(name: str, reader: NodeReader) -> str:
    return format_fraction(convert_argument(reader), convert_argument(reader))


def convert_binomial(name: str, reader: NodeReader) -> str:
    return format_binomial(convert_argument(reader), convert_argument(reader))


def convert_alphabet(name: str, reader: NodeReader) -> str:
    return change_alphabet(convert_argument(reader), ALPHABETS[name])


def convert_transparent(name: str, reader: NodeReader) -> str:
    return convert_nodes(reader.read_argument())


def drop_argument(name: str, reader: NodeReader) -> str:
    reader.read_argument()
    return ""


def convert_stack(name: str, reader: NodeReader) -> str:
    """Return a sign with another over or under it."""
    script = convert_argument(reader)
    return convert_argument(reader) + format_script(STACKING_COMMANDS[name], script)


def convert_root(name: str, reader: NodeReader) -> str:
    """Return a root, of whichever degree."""
    degree = reader.read_option().strip()[1:-1].strip()
    sign = ROOT_SIGNS.get(degree) or f"{format_script('^', degree).translate(NAME_MARKS)}√"
    return f"{sign}{format_term(convert_argument(reader))}"


def convert_negation(name: str, reader: NodeReader) -> str:
    """Return the next sign, struck through."""
    negated = convert_argument(reader)
    return " " + unicodedata.normalize("NFC", f"{negated}\u0338") + " "


def convert_tag(name: str, reader: NodeReader) -> str:
    return f" ({convert_argument(reader)})"


def convert_modulus(name: str, reader: NodeReader) -> str:
    return f" (mod {convert_argument(reader)})"


def convert_arrow(name: str, reader: NodeReader) -> str:
    """Return an arrow with its labels."""
    below = reader.read_option().strip()[1:-1]
    scripts = format_script("_", below) + format_script("^", convert_argument(reader))
    return f" {ARROW_COMMANDS[name]}{scripts} "


COMMAND_CONVERTERS: dict[str, Callable[[str, NodeReader], str]] = {
    **dict.fromkeys(ACCENTS, convert_accent),
    **dict.fromkeys(ALPHABETS, convert_alphabet),
    **dict.fromkeys(ARROW_COMMANDS, convert_arrow),
    **dict.fromkeys(BINOMIAL_COMMANDS, convert_binomial),
    **dict.fromkeys(FRACTION_COMMANDS, convert_fraction),
    **dict.fromkeys(STACKING_COMMANDS, convert_stack),
    **dict.fromkeys(TRANSPARENT_COMMANDS, convert_transparent),
    **dict.fromkeys(UNSEEN_ARGUMENT_COMMANDS, drop_argument),
    "not": convert_negation,
    "pmod": convert_modulus,
    "sqrt": convert_root,
    "tag": convert_tag,
}
INFIX_COMMANDS: dict[str, Callable[[str, str], str]] = {
    r"\over": format_fraction,
    r"\choose": format_binomial,
}
