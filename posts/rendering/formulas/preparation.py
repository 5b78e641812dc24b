r"""Rewrites that let the engine read what MathJax and KaTeX read.

Each works on the tree of one formula. What they cannot help they leave as it
is, and the engine says what is wrong with it.
"""

from collections.abc import Callable, Sequence

from posts.rendering.formulas.node_reader import NodeReader
from posts.rendering.formulas.tex import (
    TexError,
    TexGroup,
    TexNode,
    command_names,
    make_braces,
    make_environment,
)
from posts.rendering.formulas.text_mode import TEXT_COMMANDS, escape_text, split_fonts, split_text

# What else TeX has to define commands by; what `macro_expansion` reads does not come here.
REFUSED_COMMANDS = command_names(
    "catcode csname DeclarePairedDelimiter expandafter futurelet newenvironment renewenvironment"
)
ENVIRONMENT_NAMES = {
    "alignedat": "aligned",
    "alignat": "align",
    "alignat*": "align*",
    "displaymath": "equation*",
    "eqnarray": "align",
    "eqnarray*": "align*",
    "flalign": "align",
    "flalign*": "align*",
    "math": "equation*",
    "split": "aligned",
    "subequations": "equation*",
}
# These take a number of columns, which is dropped.
COLUMN_COUNT_ENVIRONMENTS = frozenset({"alignat", "alignat*", "alignedat"})
SIZE_COMMANDS = command_names("tiny scriptsize footnotesize small normalsize large Large LARGE huge Huge")
# By what authors move the stroke of `\not`, and how many arguments it takes.
BEFORE_NEGATED = {r"\hspace": 1, r"\mspace": 1} | dict.fromkeys(
    command_names("! , : ; > mathrel negthinspace thinspace"), 0
)
# Commands that are dropped, with how many arguments.
DROPPED_COMMANDS = {r"\nonumber": 0, r"\notag": 0, r"\require": 1} | dict.fromkeys(SIZE_COMMANDS, 0)
# Commands whose optional argument is dropped.
OPTION_DROPPED_COMMANDS = command_names("bbox cfrac smash")
DELIMITER_COMMANDS = {"<": r"\langle ", ">": r"\rangle ", r"\lt": r"\langle ", r"\gt": r"\rangle "}
WIDE_FENCES = frozenset("()[]") | {*command_names("{ } langle rangle"), *DELIMITER_COMMANDS.values()}
TALL_COMMANDS = command_names(
    "above atop bigcap bigcup bigodot bigoplus bigotimes bigsqcup biguplus bigvee bigwedge binom boxed brace"
    " brack cfrac choose coprod dbinom dfrac displaystyle frac genfrac iiint iint inf int lim liminf limits"
    " limsup max middle min oint over overbrace overline overset prod raisebox rule smallint sqrt stackrel"
    " substack sum sup tbinom tfrac underbrace underline underset widehat widetilde"
)
# The colours of CSS, which MathJax and KaTeX show under these names.
CSS_COLORS = {
    "blue": "0000FF",
    "brown": "A52A2A",
    "cyan": "00FFFF",
    "gray": "808080",
    "grey": "808080",
    "green": "008000",
    "lime": "00FF00",
    "magenta": "FF00FF",
    "maroon": "800000",
    "navy": "000080",
    "olive": "808000",
    "orange": "FFA500",
    "pink": "FFC0CB",
    "purple": "800080",
    "red": "FF0000",
    "teal": "008080",
    "violet": "EE82EE",
    "yellow": "FFFF00",
}


def prepare_nodes(nodes: Sequence[TexNode]) -> list[TexNode]:
    """Return `nodes` in commands that the engine knows; raise TexError at a command that is refused."""
    reader = NodeReader(nodes)
    while reader.remaining:
        node = reader.remaining.pop()
        if isinstance(node, TexGroup):
            reader.output.append(prepare_group(node))
        elif node in REFUSED_COMMANDS:
            raise TexError(f"“{node}” is not allowed in a formula.")
        elif node in OPTION_DROPPED_COMMANDS:
            reader.read_option()
            reader.output.append(node)
        elif node in DROPPED_COMMANDS:
            for _ in range(DROPPED_COMMANDS[node]):
                reader.read_argument()
        elif rewrite := COMMAND_REWRITES.get(node):
            reader.output += rewrite(reader, node)
        else:
            reader.output.append(node.replace("\u00a0", " "))
    return reader.output


def prepare_group(group: TexGroup) -> TexGroup:
    """Return `group` with a content and, for an environment or a delimiter, a name that the engine knows."""
    nodes = prepare_nodes(group.nodes)
    if group.opening.startswith(r"\left"):
        return fence_group(
            delimiter_command(group.opening, r"\left"), delimiter_command(group.closing, r"\right"), nodes
        )
    name = group.environment_name
    if not name and r"\\" in nodes:
        return make_braces([make_environment("aligned" if "&" in nodes else "gathered", nodes)])
    if not name:
        return TexGroup(group.opening, group.closing, nodes)
    nodes = drop_position(nodes)
    if name.startswith("eqnarray"):
        nodes = join_columns(nodes)
    if name in COLUMN_COUNT_ENVIRONMENTS and nodes and isinstance(nodes[0], TexGroup):
        nodes = nodes[1:]
    if name in {"smallmatrix", "smallmatrix*"}:
        return make_braces([r"\scriptstyle ", make_environment("matrix", nodes)])
    return make_environment(ENVIRONMENT_NAMES.get(name, name), nodes)


def is_escaped_set(reader: NodeReader) -> bool:
    r"""Whether `\\` begins `\\{…\\}`, a set whose braces were escaped once more, as Jekyll wanted it."""
    following = reader.remaining[-1] if reader.remaining else ""
    is_group = isinstance(following, TexGroup) and following.opening == "{"
    return is_group and following.nodes[-1:] == [r"\\"]  # type: ignore[union-attr]  # it is a group


def delimiter_command(text: str, command: str) -> str:
    """Return the delimiter behind `command`, in a form that the engine knows."""
    sign = text.removeprefix(command).strip()
    return DELIMITER_COMMANDS.get(sign, sign)


def fence_group(opening: str, closing: str, nodes: list[TexNode]) -> TexGroup:
    """Return delimiters that grow, or around what is no higher than a line, delimiters that do not.

    A delimiter that can grow is as wide in Chromium as its tallest form, even where it is small.
    """
    if {opening, closing} <= WIDE_FENCES and not is_tall(nodes):
        return make_braces([opening, *nodes, closing])
    return TexGroup(rf"\left{opening}", rf"\right{closing}", nodes)


def is_tall(nodes: Sequence[TexNode]) -> bool:
    """Whether something in `nodes` is higher than a line; scripts are not."""
    return any(
        is_tall(node.nodes) or bool(node.environment_name) or node.opening.startswith(r"\left")
        if isinstance(node, TexGroup)
        else node in TALL_COMMANDS
        for node in nodes
    )


def drop_position(nodes: list[TexNode]) -> list[TexNode]:
    r"""Return the content of an environment without the `[t]` in `\begin{aligned}[t]`."""
    reader = NodeReader(nodes)
    option = reader.read_option()
    is_position = option.strip(" \n") in {"[t]", "[b]", "[c]"}
    return list(reversed(reader.remaining)) if is_position else nodes


def join_columns(nodes: list[TexNode]) -> list[TexNode]:
    """Return the content of an eqnarray with one `&` in each row, before the relation."""
    kept: list[TexNode] = []
    has_column = False
    for node in nodes:
        if node != "&" or not has_column:
            kept.append(node)
        has_column = node == "&" or (has_column and node != r"\\")
    return kept


# Rewrites of single commands: each takes its arguments from the reader. -------------


def rewrite_text(reader: NodeReader, command: str) -> list[TexNode]:
    r"""`\text{a $x$ b}` as `\text{a }x\text{ b}`: the engine knows no formulas in text."""
    fonts = split_fonts(reader.read_argument(), command)
    parts = [(font, part) for font, nodes in fonts for part in enumerate(split_text(nodes))]
    if len(parts) == 1:
        return [fonts[0][0], make_braces(escape_text(parts[0][1][1]))]
    return [
        make_braces(
            [make_braces(prepare_nodes(part))] if number % 2 else [font, make_braces(escape_text(part))]
        )
        for font, (number, part) in parts
        if part
    ]


def rewrite_negation(reader: NodeReader, command: str) -> list[TexNode]:
    r"""`\not` right before the sign that its stroke goes through: of several, the first."""
    reader.skip_space()
    while reader.remaining and (moved := str(reader.remaining[-1])) in BEFORE_NEGATED:
        reader.remaining.pop()
        for _ in range(BEFORE_NEGATED[moved]):
            reader.read_argument()
        reader.skip_space()
    following = reader.remaining[-1] if reader.remaining else ""
    if isinstance(following, TexGroup) and following.opening == "{":
        reader.remaining += reversed(reader.read_argument())
        return rewrite_negation(reader, command)
    return [f"{command} "]


def rewrite_row_end(reader: NodeReader, command: str) -> list[TexNode]:
    r"""`\\` without the space after it, `\\[4pt]`; `\\{…\\}`, a set escaped once more, as braces."""
    if is_escaped_set(reader):
        return [r"\{", *prepare_nodes(reader.read_argument()[:-1]), r"\}"]
    reader.read_option()
    return [command]


def rewrite_rule(reader: NodeReader, command: str) -> list[TexNode]:
    r"""`\rule{a}{b}`, which is left out: only something that scripts may hang on stays."""
    reader.read_option()
    reader.read_argument(), reader.read_argument()
    following = str(reader.remaining[-1]) if reader.remaining else ""
    return [make_braces([])] if following in {"^", "_"} else []


def rewrite_substack(reader: NodeReader, command: str) -> list[TexNode]:
    return [make_environment("subarray", [make_braces(["c"]), *prepare_nodes(reader.read_argument())])]


def rewrite_color(reader: NodeReader, command: str) -> list[TexNode]:
    r"""`\color` with a name of CSS or `#rgb` by its value; it colours what follows in the group."""
    if option := reader.read_option():
        return [command, option, make_braces(reader.read_argument())]
    name = reader.read_text()
    value = CSS_COLORS.get(name.lower() if name.isupper() else name, name.removeprefix("#"))
    if len(value) == 3 and name.startswith("#"):
        value = "".join(2 * digit for digit in value)
    is_named = value == name
    return [command, "" if is_named else "[HTML]", make_braces([value])]


def rewrite_textcolor(reader: NodeReader, command: str) -> list[TexNode]:
    start = rewrite_color(reader, r"\color")
    return [make_braces([*start, *prepare_nodes(reader.read_argument())])]


def rewrite_operator_name(reader: NodeReader, command: str) -> list[TexNode]:
    """An operator's name, as upright letters where it is more than letters."""
    content = reader.read_argument()
    is_plain = not any(isinstance(node, TexGroup) or node in {"_", "^"} for node in content)
    return (
        [command, make_braces(content)]
        if is_plain
        else [make_braces([r"\mathrm", make_braces(prepare_nodes(content))])]
    )


def rewrite_operator(reader: NodeReader, command: str) -> list[TexNode]:
    r"""`\mathop{x}\limits_a^b`, which the engine sets beside, as `\underset` and `\overset`."""
    base: list[TexNode] = [make_braces(prepare_nodes(reader.read_argument()))]
    reader.skip_space()
    if not reader.remaining or reader.remaining[-1] not in {r"\limits", "_", "^"}:
        return [command, *base]
    if reader.remaining[-1] == r"\limits":
        reader.remaining.pop()
    while reader.remaining and reader.remaining[-1] in {"_", "^"}:
        over = {"_": r"\underset", "^": r"\overset"}[str(reader.remaining.pop())]
        base = [make_braces([over, make_braces(prepare_nodes(reader.read_argument())), *base])]
        reader.skip_space()
    return base


def rewrite_limits(reader: NodeReader, command: str) -> list[TexNode]:
    r"""`\limits`, left out after a group such as that of a brace, which has its limits there anyway."""
    written = [node for node in reader.output if not isinstance(node, str) or node.strip()]
    after_group = bool(written) and isinstance(written[-1], TexGroup)
    after_name = len(written) > 1 and str(written[-2]).startswith(r"\operatorname")
    return [] if after_group and not after_name else [command]


COMMAND_REWRITES: dict[str, Callable[[NodeReader, str], list[TexNode]]] = {
    **dict.fromkeys(TEXT_COMMANDS, rewrite_text),
    r"\\": rewrite_row_end,
    "\\\n": lambda reader, command: [r"\ "],
    r"\color": rewrite_color,
    r"\limits": rewrite_limits,
    r"\not": rewrite_negation,
    r"\mathop": rewrite_operator,
    r"\operatorname": rewrite_operator_name,
    r"\operatorname*": rewrite_operator_name,
    r"\rule": rewrite_rule,
    r"\substack": rewrite_substack,
    r"\textcolor": rewrite_textcolor,
}
