r"""Rewrites that let the engine read what MathJax and KaTeX read.

Each works on the tree of one formula. What they cannot help they leave as it
is, and the engine says what is wrong with it.
"""

from collections.abc import Callable, Sequence

from posts.rendering.formulas.tex import Group, Node, TexError, braces, commands, environment, to_tex

# A macro lives as long as its site, not as long as a formula.
DEFINITIONS = commands(
    "catcode csname DeclareMathOperator DeclareMathOperator* def edef expandafter futurelet gdef global let"
    " long newcommand newcommand* newenvironment providecommand renewcommand renewenvironment xdef"
)
ENVIRONMENTS = {
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
# These take a number of columns, which needs no saying.
COUNTED = frozenset({"alignat", "alignat*", "alignedat"})
TEXT = commands("emph hbox mbox text textbf textit textmd textnormal textrm textsf texttt textup")
FONTS = {rf"\{font}": rf"\text{font}" for font in ("bf", "it", "rm", "sf", "tt")}
SIZES = commands("tiny scriptsize footnotesize small normalsize large Large LARGE huge Huge")
# What authors move the stroke of `\not` with, and how many arguments it takes.
BEFORE_NEGATED = {r"\hspace": 1, r"\mspace": 1} | dict.fromkeys(
    commands("! , : ; > mathrel negthinspace thinspace"), 0
)
# How many arguments disappear with the command.
DROPPED = {r"\nonumber": 0, r"\notag": 0, r"\require": 1, r"\rule": 2} | dict.fromkeys(SIZES, 0)
# Their optional argument disappears.
WITHOUT_OPTION = commands(r"\ bbox cfrac smash")
DELIMITERS = {"<": r"\langle ", ">": r"\rangle ", r"\lt": r"\langle ", r"\gt": r"\rangle "}
WIDE_FENCES = frozenset("()[]") | {*commands("{ } langle rangle"), *DELIMITERS.values()}
TALL = commands(
    "above atop bigcap bigcup bigodot bigoplus bigotimes bigsqcup biguplus bigvee bigwedge binom boxed brace"
    " brack cfrac choose coprod dbinom dfrac displaystyle frac genfrac iiint iint inf int lim liminf limits"
    " limsup max middle min oint over overbrace overline overset prod raisebox rule smallint sqrt stackrel"
    " substack sum sup tbinom tfrac underbrace underline underset widehat widetilde"
)
# The colours of CSS, which MathJax and KaTeX show under these names.
COLOURS = {
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


class Reader:
    """Reads a list of nodes from left to right; what is done is in `written`."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self.left = list(reversed(nodes))
        self.written: list[Node] = []

    def skip_space(self) -> None:
        while self.left and isinstance(self.left[-1], str) and not self.left[-1].strip():
            self.left.pop()

    def argument(self) -> list[Node]:
        """Take the next argument: a group's content, a command or one character."""
        self.skip_space()
        if not self.left:
            return []
        node = self.left.pop()
        if isinstance(node, Group):
            return node.nodes if node.opening == "{" else [node]
        text = node.lstrip()
        if text[0] != "\\" and len(text) > 1:
            self.left.append(text[1:])
            return [text[0]]
        return [text]

    def text(self) -> str:
        """Take the next argument as it is written."""
        return to_tex(self.argument()).strip()

    def option(self) -> str:
        """Take an optional argument without groups, if there is one, and return it with its brackets."""
        following = self.left[-1] if self.left else ""
        if not isinstance(following, str) or not following.lstrip().startswith("[") or "]" not in following:
            return ""
        option, _, rest = self.left.pop().partition("]")  # type: ignore[union-attr]  # it is a string
        if rest:
            self.left.append(rest)
        return f"{option}]"


def prepare(nodes: Sequence[Node]) -> list[Node]:
    """Return `nodes` in terms the engine knows; raise TexError where the formula defines commands."""
    reader = Reader(nodes)
    while reader.left:
        node = reader.left.pop()
        if isinstance(node, Group):
            reader.written.append(prepare_group(node))
        elif node in DEFINITIONS:
            raise TexError(f"“{node}” is not allowed in a formula: commands are defined for the whole site.")
        elif node in WITHOUT_OPTION:
            reader.option()
            reader.written.append(node)
        elif node in DROPPED:
            for _ in range(DROPPED[node]):
                reader.argument()
        elif rewrite := REWRITES.get(node):
            reader.written += rewrite(reader, node)
        else:
            reader.written.append(node.replace("\u00a0", " "))
    return reader.written


def prepare_group(group: Group) -> Group:
    """Return `group` with a content and, for an environment or a fence, a name that the engine knows."""
    nodes = prepare(group.nodes)
    if group.opening.startswith(r"\left"):
        return fence(delimiter(group.opening, r"\left"), delimiter(group.closing, r"\right"), nodes)
    name = group.environment
    if not name:
        return Group(group.opening, group.closing, nodes)
    nodes = drop_position(nodes)
    if name.startswith("eqnarray"):
        nodes = join_columns(nodes)
    if name in COUNTED and nodes and isinstance(nodes[0], Group):
        nodes = nodes[1:]
    if name in {"smallmatrix", "smallmatrix*"}:
        return braces([r"\scriptstyle ", environment("matrix", nodes)])
    return environment(ENVIRONMENTS.get(name, name), nodes)


def delimiter(text: str, command: str) -> str:
    sign = text.removeprefix(command).strip()
    return DELIMITERS.get(sign, sign)


def fence(opening: str, closing: str, nodes: list[Node]) -> Group:
    """Return fences that grow, or around what is no higher than a line, fences that do not.

    A fence that can grow is as wide in Chromium as its tallest form, even where it is small.
    """
    if {opening, closing} <= WIDE_FENCES and not is_tall(nodes):
        return braces([opening, *nodes, closing])
    return Group(rf"\left{opening}", rf"\right{closing}", nodes)


def is_tall(nodes: Sequence[Node]) -> bool:
    """Whether something in `nodes` is higher than a line; scripts are not."""
    return any(
        is_tall(node.nodes) or bool(node.environment) or node.opening.startswith(r"\left")
        if isinstance(node, Group)
        else node in TALL
        for node in nodes
    )


def drop_position(nodes: list[Node]) -> list[Node]:
    r"""Return the content of an environment without the `[t]` in `\begin{aligned}[t]`."""
    reader = Reader(nodes)
    option = reader.option()
    is_position = option.strip(" \n") in {"[t]", "[b]", "[c]"}
    return list(reversed(reader.left)) if is_position else nodes


def join_columns(nodes: list[Node]) -> list[Node]:
    """Return the content of an eqnarray with one `&` in each row, before the relation."""
    kept: list[Node] = []
    has_column = False
    for node in nodes:
        if node != "&" or not has_column:
            kept.append(node)
        has_column = node == "&" or (has_column and node != r"\\")
    return kept


# Rewrites of single commands: each takes its arguments from the reader. -------------


def text_with_formulas(reader: Reader, command: str) -> list[Node]:
    r"""`\text{a $x$ b}` as `\text{a }x\text{ b}`: the engine knows no formulas in text."""
    content = reader.argument()
    # As it was written before LaTeX: `\text{\bf a}`.
    if content and (styled := FONTS.get(str(content[0]))):
        command, content = styled, content[1:]
    parts: list[list[Node]] = [[]]
    for node in content:
        if node == "$":
            parts.append([])
        else:
            parts[-1].append(r"\quad\quad" if node == r"\qquad" else node)
    if len(parts) == 1:
        return [command, braces(parts[0])]
    return [
        braces([braces(prepare(part))] if number % 2 else [command, braces(part)])
        for number, part in enumerate(parts)
        if part
    ]


def negation(reader: Reader, command: str) -> list[Node]:
    r"""`\not` before what its stroke goes through: of several signs, the first."""
    reader.skip_space()
    while reader.left and (moved := str(reader.left[-1])) in BEFORE_NEGATED:
        reader.left.pop()
        for _ in range(BEFORE_NEGATED[moved]):
            reader.argument()
        reader.skip_space()
    following = reader.left[-1] if reader.left else ""
    if isinstance(following, Group) and following.opening == "{":
        reader.left += reversed(reader.argument())
        return negation(reader, command)
    return [f"{command} "]


def substack(reader: Reader, command: str) -> list[Node]:
    return [environment("subarray", [braces(["c"]), *prepare(reader.argument())])]


def color(reader: Reader, command: str) -> list[Node]:
    r"""`\color` with a name of CSS or `#rgb` by its value; what follows in the group is coloured."""
    if option := reader.option():
        return [command, option, braces(reader.argument())]
    name = reader.text()
    value = COLOURS.get(name.lower() if name.isupper() else name, name.removeprefix("#"))
    if len(value) == 3 and name.startswith("#"):
        value = "".join(2 * digit for digit in value)
    is_named = value == name
    return [command, "" if is_named else "[HTML]", braces([value])]


def textcolor(reader: Reader, command: str) -> list[Node]:
    start = color(reader, r"\color")
    return [braces([*start, *prepare(reader.argument())])]


def operator_name(reader: Reader, command: str) -> list[Node]:
    """An operator's name, as upright letters where it is more than letters."""
    content = reader.argument()
    is_plain = not any(isinstance(node, Group) or node in {"_", "^"} for node in content)
    return [command, braces(content)] if is_plain else [braces([r"\mathrm", braces(prepare(content))])]


def operator(reader: Reader, command: str) -> list[Node]:
    r"""`\mathop{x}\limits_a^b`, which the engine sets beside, as `\underset` and `\overset`."""
    base: list[Node] = [braces(prepare(reader.argument()))]
    reader.skip_space()
    if not reader.left or reader.left[-1] not in {r"\limits", "_", "^"}:
        return [command, *base]
    if reader.left[-1] == r"\limits":
        reader.left.pop()
    while reader.left and reader.left[-1] in {"_", "^"}:
        over = {"_": r"\underset", "^": r"\overset"}[str(reader.left.pop())]
        base = [braces([over, braces(prepare(reader.argument())), *base])]
        reader.skip_space()
    return base


def limits(reader: Reader, command: str) -> list[Node]:
    r"""`\limits`, left out after a group such as a brace's, where it says what is so anyway."""
    written = [node for node in reader.written if not isinstance(node, str) or node.strip()]
    after_group = bool(written) and isinstance(written[-1], Group)
    after_name = len(written) > 1 and str(written[-2]).startswith(r"\operatorname")
    return [] if after_group and not after_name else [command]


REWRITES: dict[str, Callable[[Reader, str], list[Node]]] = {
    **dict.fromkeys(TEXT, text_with_formulas),
    "\\\n": lambda reader, command: [r"\ "],
    r"\color": color,
    r"\limits": limits,
    r"\not": negation,
    r"\mathop": operator,
    r"\operatorname": operator_name,
    r"\operatorname*": operator_name,
    r"\substack": substack,
    r"\textcolor": textcolor,
}
