r"""Algorithms as LaTeX's packages algorithmic and algpseudocode have them: lines with depth and keywords.

`\State`, `\If{…}`, `\ElsIf`, `\Else`, `\For`, `\ForAll`, `\While`, `\Repeat`, `\Until`, `\Loop`, `\Function`,
`\Procedure`, their ends, `\Require`, `\Ensure`, `\Input`, `\Output`, `\Return`, `\Comment`; in capitals too.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

COMMAND = re.compile(r"\\(?P<name>[A-Za-z]+)\*?")
BEGIN_OR_END = re.compile(r"\s*\\(?:begin|end)\{[a-z0-9]+\*?\}(?:\[[^\]]*\])?\s*")
TEX_COMMENT = re.compile(r"(?<!\\)%.*")
# What opens a block: its keyword, and what stands behind its argument.
OPENERS = {"if": ("if", "then"), "for": ("for", "do"), "forall": ("for all", "do"), "while": ("while", "do"),
           "repeat": ("repeat", ""), "loop": ("loop", ""), "function": ("function", ""),
           "procedure": ("procedure", "")}  # fmt: skip
MIDDLES = {"else": ("else", ""), "elsif": ("else if", "then"), "elseif": ("else if", "then")}
ENDS = {f"end{name}": f"end {keyword}" for name, (keyword, _) in OPENERS.items()} | {"endforall": "end for"}
BLOCK_KEYWORDS = (
    OPENERS | MIDDLES | {name: (keyword, "") for name, keyword in ENDS.items()} | {"until": ("until", "")}
)
WITHOUT_ARGUMENT = frozenset({"else", "loop", "repeat", *ENDS})
HEADS = {"ensure": "ensure", "input": "require", "output": "ensure", "require": "require"}
SKIPPED = frozenset({"centering", "small", "footnotesize", "algrenewcommand", "linenumbers"})
STATEMENTS = HEADS.keys() | BLOCK_KEYWORDS.keys() | {
    "caption", "comment", "label", "print", "return", "state", "statex",
}  # fmt: skip
MAX_ALGORITHM_DEPTH = 12


@dataclass(frozen=True, slots=True)
class AlgorithmLine:
    """A line: `keyword` stands before `text`, `ending` behind it; `head` is "require" or "ensure"."""

    depth: int
    keyword: str = ""
    text: str = ""
    ending: str = ""
    comment: str = ""
    head: str = ""
    is_numbered: bool = True


@dataclass(slots=True)
class Algorithm:
    """An algorithm with its caption and label."""

    lines: list[AlgorithmLine] = field(default_factory=list)
    caption: str = ""
    label: str = ""


def read_algorithm(source: str) -> Algorithm | None:
    """Return the algorithm in `source`; None where nothing in it is known."""
    algorithm = Algorithm()
    depth = 0
    for name, text in split_statements(source):
        argument, rest = read_argument(text)
        if name in {"caption", "label"}:
            setattr(algorithm, name, argument)
        elif name == "comment":
            add_comment(algorithm, argument or text)
        elif name in BLOCK_KEYWORDS:
            line, rest = read_block_line(name, text)
            depth = max(0, depth - (name not in OPENERS))
            algorithm.lines.append(replace(line, depth=depth))
            depth = min(MAX_ALGORITHM_DEPTH, depth + (name in OPENERS or name in MIDDLES))
            if rest:
                algorithm.lines.append(AlgorithmLine(depth, text=rest))
        elif name in HEADS:
            algorithm.lines.append(AlgorithmLine(0, text=text, head=HEADS[name], is_numbered=False))
        else:
            keyword = name if name in {"print", "return"} else ""
            merge_statement(algorithm, AlgorithmLine(depth, keyword, text, is_numbered=name != "statex"))
    return algorithm if any(line.is_numbered for line in algorithm.lines) else None


def read_block_line(name: str, text: str) -> tuple[AlgorithmLine, str]:
    """Return the line of a keyword that begins, divides or ends a block, and what else stands behind it."""
    keyword, ending = BLOCK_KEYWORDS[name]
    if name in WITHOUT_ARGUMENT:
        return AlgorithmLine(0, keyword, ending=ending), text
    argument, rest = read_argument(text)
    if name in {"function", "procedure"}:
        inner, rest = read_argument(rest)
        argument = f"{argument}({inner})"
    return AlgorithmLine(0, keyword, argument, ending), rest


def split_statements(source: str) -> Iterator[tuple[str, str]]:
    """Give each statement: its name in lower case, and what stands behind it up to the next."""
    name, text = "", ""
    for typed in source.split("\n"):
        line = TEX_COMMENT.sub("", BEGIN_OR_END.sub("", typed))
        position = 0
        for match in COMMAND.finditer(line):
            command = match["name"].lower()
            if command not in STATEMENTS and command not in SKIPPED:
                continue
            text += line[position : match.start()]
            if name:
                yield name, text.strip()
            name, text, position = ("" if command in SKIPPED else command), "", match.end()
        text += line[position:] + " "
    if name:
        yield name, text.strip()


def read_argument(text: str) -> tuple[str, str]:
    """Return what is in the braces that begin `text`, and the rest; "" and `text` where there are none."""
    if not text.startswith("{"):
        return "", text
    depth = 0
    for position, character in enumerate(text):
        depth += {"{": 1, "}": -1}.get(character, 0)
        if depth == 0:
            return text[1:position].strip(), text[position + 1 :].strip()
    return "", text


def add_comment(algorithm: Algorithm, text: str) -> None:
    """Put a comment behind the last line."""
    if algorithm.lines:
        algorithm.lines[-1] = replace(algorithm.lines[-1], comment=text)


def merge_statement(algorithm: Algorithm, line: AlgorithmLine) -> None:
    r"""Add a line; `\State \Return x` is one."""
    last = algorithm.lines[-1] if algorithm.lines else None
    if last and line.keyword and last.depth == line.depth and not (last.keyword or last.text or last.head):
        algorithm.lines[-1] = line
    else:
        algorithm.lines.append(line)
