r"""The common commands of the package physics: derivatives, brackets that grow, vectors."""

from collections.abc import Callable

from posts.rendering.formulas.node_reader import NodeReader
from posts.rendering.formulas.tex import TexGroup, command_names

GROWING_BRACKETS = {
    r"\abs": ("|", "|"),
    r"\absolutevalue": ("|", "|"),
    r"\norm": (r"\|", r"\|"),
    r"\pqty": ("(", ")"),
    r"\bqty": ("[", "]"),
    r"\Bqty": (r"\{", r"\}"),
    r"\vqty": ("|", "|"),
    r"\order": (r"\mathcal{O}\left(", ")"),
    r"\comm": ("[", "]"),
    r"\commutator": ("[", "]"),
    r"\acomm": (r"\{", r"\}"),
    r"\anticommutator": (r"\{", r"\}"),
    r"\expval": (r"\langle", r"\rangle"),
}
PAIRED_COMMANDS = command_names("comm commutator acomm anticommutator")
BRACKET_ENDS = {"(": ")", "[": "]", "|": "|"}
VECTORS = {
    r"\vb": r"\mathbf{%s}",
    r"\vectorbold": r"\mathbf{%s}",
    r"\va": r"\vec{\mathbf{%s}}",
    r"\vu": r"\hat{\mathbf{%s}}",
}
WORDS = {
    r"\grad": r"\boldsymbol{\nabla}",
    r"\gradient": r"\boldsymbol{\nabla}",
    r"\divergence": r"\boldsymbol{\nabla}\cdot",
    r"\curl": r"\boldsymbol{\nabla}\times",
    r"\laplacian": r"\nabla^{2}",
    r"\tr": r"\operatorname{tr}",
    r"\Tr": r"\operatorname{Tr}",
    r"\rank": r"\operatorname{rank}",
    r"\Res": r"\operatorname{Res}",
}


def read_bracketed(reader: NodeReader, command: str) -> str:
    r"""`\abs{x}`, `\comm{a}{b}`: brackets as high as what they hold; a star keeps them low."""
    is_low = skip_star(reader)
    content = reader.read_text()
    if command in PAIRED_COMMANDS:
        content = f"{content},{reader.read_text()}"
    opening, closing = GROWING_BRACKETS[command]
    if is_low:
        return rf"{{{opening.replace(chr(92) + 'left', '')}{content}{closing}}}"
    start = opening if r"\left" in opening else rf"\left{opening}"
    return rf"{start} {content}\right{closing}"


def read_quantity(reader: NodeReader) -> str:
    r"""`\qty(x)`, `\qty[x]`, `\qty|x|` and `\qty{x}`: brackets as high as what they hold."""
    reader.skip_space()
    following = reader.remaining[-1] if reader.remaining else ""
    if isinstance(following, TexGroup):
        return rf"\left\{{ {reader.read_text()}\right\}}"
    opening = following.lstrip()[:1]
    if opening not in BRACKET_ENDS:
        return ""
    reader.read_argument()
    content = read_to_bracket(reader, opening, BRACKET_ENDS[opening])
    return rf"\left{opening} {content}\right{BRACKET_ENDS[opening]}"


def read_derivative(reader: NodeReader, command: str) -> str:
    r"""`\dv{x}`, `\dv{f}{x}`, `\dv[n]{f}{x}`; `\pdv{f}{x}{y}` is mixed."""
    sign = r"\mathrm{d}" if command in DERIVATIVES else r"\partial "
    skip_star(reader)
    order = reader.read_option().strip()[1:-1]
    power = f"^{{{order}}}" if order else ""
    first = reader.read_text()
    if not (variables := read_groups(reader, 1 if command in DERIVATIVES else 2)):
        return rf"\frac{{{sign}{power}}}{{{sign}{first}{power}}}"
    if len(variables) == 1:
        return rf"\frac{{{sign}{power}{first}}}{{{sign}{variables[0]}{power}}}"
    mixed = r"\,".join(sign + variable for variable in variables)
    return rf"\frac{{{sign}^{{2}}{first}}}{{{mixed}}}"


def read_differential(reader: NodeReader, command: str) -> str:
    r"""`\dd{x}`, `\dd[3]{x}`, `\dd x`."""
    order = reader.read_option().strip()[1:-1]
    power = f"^{{{order}}}" if order else ""
    content = "".join(read_groups(reader, 1))
    return rf"\,\mathrm{{d}}{power}{content}" if content else rf"\mathrm{{d}}{power}"


def read_vector(reader: NodeReader, command: str) -> str:
    if skip_star(reader):
        return VECTORS[command].replace("mathbf", "boldsymbol") % reader.read_text()
    return VECTORS[command] % reader.read_text()


def read_evaluation(reader: NodeReader, command: str) -> str:
    r"""`\eval{x}_a^b`: a bar on the right."""
    return rf"\left. {reader.read_text()}\right|"


def read_groups(reader: NodeReader, most: int) -> list[str]:
    """Take up to `most` arguments in braces."""
    groups: list[str] = []
    while len(groups) < most and has_group(reader):
        groups.append(reader.read_text())
    return groups


def has_group(reader: NodeReader) -> bool:
    """Whether an argument in braces comes next, with nothing but white space before it."""
    following = next(
        (node for node in reversed(reader.remaining) if isinstance(node, TexGroup) or node.strip()), ""
    )
    return isinstance(following, TexGroup) and following.opening == "{"


def read_to_bracket(reader: NodeReader, opening: str, closing: str) -> str:
    """Take what stands before the bracket that closes, and the bracket."""
    taken: list[str] = []
    depth = 0
    while reader.remaining:
        is_group = isinstance(reader.remaining[-1], TexGroup)
        piece = "{" + reader.read_text() + "}" if is_group else "".join(map(str, reader.read_argument()))
        if piece == closing and not depth:
            break
        depth += {opening: 1, closing: -1}.get(piece, 0) if opening != closing else 0
        taken.append(f"{piece} " if piece[:1] == "\\" else piece)
    return "".join(taken)


def skip_star(reader: NodeReader) -> bool:
    """Skip a star after the command; return whether there was one."""
    following = reader.remaining[-1] if reader.remaining else ""
    is_starred = isinstance(following, str) and following.startswith("*")
    if is_starred:
        reader.read_argument()
    return is_starred


DERIVATIVES = command_names("dv derivative")
PARTIAL_DERIVATIVES = command_names("pdv pderivative partialderivative")
PHYSICS_COMMANDS: dict[str, Callable[[NodeReader, str], str]] = {
    **dict.fromkeys(GROWING_BRACKETS, read_bracketed),
    **dict.fromkeys(DERIVATIVES | PARTIAL_DERIVATIVES, read_derivative),
    **dict.fromkeys(VECTORS, read_vector),
    **dict.fromkeys(WORDS, lambda reader, command: f"{WORDS[command]} "),
    r"\dd": read_differential,
    r"\differential": read_differential,
    r"\eval": read_evaluation,
    r"\evaluated": read_evaluation,
}
