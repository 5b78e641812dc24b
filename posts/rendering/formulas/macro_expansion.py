r"""Macros of a site and of a post: definitions are read and uses expanded before a formula is parsed.

`\newcommand` and `\newenvironment` with their kin, `\def`, `\DeclareMathOperator` and `\let` hold from where
they stand to the end of the post, in whichever formula they stand. What a macro may cost is limited, for
each formula and for the whole post, so that one which calls itself or doubles is refused at once.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from posts.rendering.formulas.tex import MAX_FORMULA_CHARACTERS, TexError

# In tokens that are read as arguments or put in place of a use.
MAX_FORMULA_STEPS = 20_000
MAX_POST_STEPS = 500_000
# Tokens between the parameters of a `\def`.
MAX_DELIMITER_TOKENS = 8

MACRO_TOKEN = re.compile(r"\\[A-Za-z]+|\\(?:.|\n)|%.*\n?|#\d|\s+|[{}\[\]*]|[^\\%#\s{}\[\]*]+|.")
USED_COMMAND = re.compile(r"\\([A-Za-z]+|.)")
OPERATOR_COMMAND = "DeclareMathOperator"
DEF_COMMANDS = frozenset({"def", "gdef", "edef", "xdef"})
NEW_COMMANDS = frozenset({"newcommand", "renewcommand", "providecommand"})
ENVIRONMENT_COMMANDS = frozenset({"newenvironment", "renewenvironment"})
DEFINING_COMMANDS = (
    DEF_COMMANDS | NEW_COMMANDS | ENVIRONMENT_COMMANDS | {OPERATOR_COMMAND, "let", "global", "long"}
)
# What one of these commands looks like in a source.
DEFINITION_HINTS = (
    "def", "newcommand", "newenvironment", "renewenvironment", "providecommand", OPERATOR_COMMAND,
    r"\let", r"\global", r"\long",
)  # fmt: skip
# Braces that a macro may open without closing them.
BRACE_COMMANDS = {r"\bgroup": "{", r"\egroup": "}"}


@dataclass(frozen=True, slots=True)
class TexMacro:
    """A macro: the tokens of its body, how many arguments it takes, and what the first is by default."""

    body: tuple[str, ...]
    argument_count: int = 0
    default: tuple[str, ...] | None = None
    # What stands before the first parameter of a `\def`, and after each one.
    delimiters: tuple[tuple[str, ...], ...] = ()


class MacroExpander:
    """The macros of a post, and how many steps its formulas may still take."""

    def __init__(self, macros: Mapping[str, str] = {}) -> None:
        self.macros = {name.lstrip("\\"): parse_macro(body) for name, body in macros.items()}
        # What `\begin` and `\end` of an environment stand for.
        self.environments: dict[str, dict[str, TexMacro]] = {}
        self.remaining_steps = MAX_POST_STEPS

    def expand_macros(self, tex: str) -> str:
        """Return `tex` without definitions and uses of macros; raise TexError where that has no end."""
        defines = any(hint in tex for hint in DEFINITION_HINTS)
        uses_environment = self.environments and r"\begin" in tex
        if not (defines or uses_environment) and (
            not self.macros or self.macros.keys().isdisjoint(USED_COMMAND.findall(tex))
        ):
            return tex
        if len(tex) > MAX_FORMULA_CHARACTERS:
            return tex
        expansion = MacroExpansion(self, tex)
        try:
            return join_tokens(expansion.expand_tokens())
        finally:
            self.remaining_steps -= expansion.steps


class MacroExpansion:
    """The expansion of one formula: `pending` tokens, the next one last."""

    def __init__(self, expander: MacroExpander, tex: str) -> None:
        self.macros = expander.macros
        self.environments = expander.environments
        self.pending = MACRO_TOKEN.findall(tex)[::-1]
        self.steps = 0
        self.max_steps = min(MAX_FORMULA_STEPS, expander.remaining_steps)

    def expand_tokens(self) -> list[str]:
        """Return the tokens of the formula without definitions and uses of macros."""
        output = []
        while self.pending:
            token = self.pending.pop()
            name = token[1:] if token[0] == "\\" else ""
            if name in DEFINING_COMMANDS:
                self.read_definition(name)
            elif name in self.macros:
                self.replace_use(token, self.macros[name])
            elif name in {"begin", "end"} and self.environments:
                output += self.replace_environment(token)
            else:
                output.append(BRACE_COMMANDS.get(token, token))
        return output

    def replace_environment(self, token: str) -> list[str]:
        r"""Replace a `\begin` or `\end` of a defined environment; return the tokens of another one."""
        name = self.read_argument()
        environment = self.environments.get("".join(name).strip())
        if environment is None:
            return [token, "{", *name, "}"]
        self.replace_use(token, environment[token])
        return []

    def replace_use(self, token: str, macro: TexMacro) -> None:
        """Put the body of `macro`, with its arguments, before what is pending."""
        arguments = []
        if macro.default is not None:
            arguments.append(list(macro.default) if (option := self.read_option()) is None else option)
        if macro.delimiters:
            self.read_delimiter(macro.delimiters[0], token)
        while len(arguments) < macro.argument_count:
            delimiter = macro.delimiters[len(arguments) + 1] if macro.delimiters else ()
            arguments.append(self.read_delimited(delimiter, token) if delimiter else self.read_argument())
        replacement: list[str] = []
        for part in macro.body:
            is_parameter = part[0] == "#" and part[1:].isdigit()
            inserted = (arguments[int(part[1:]) - 1 :] or [[]])[0] if is_parameter else [part]
            self.count_steps(1 + len(inserted), token)
            replacement += inserted
        self.count_steps(1, token)
        self.pending += reversed(replacement)

    def count_steps(self, steps: int, token: str) -> None:
        """Count `steps`; raise TexError where they are too many."""
        self.steps += steps
        if self.steps > self.max_steps:
            raise TexError(f"“{token}” expands too often, or without end.")

    def read_definition(self, command: str) -> None:
        r"""Read what follows `\command`, and keep the macro that it defines."""
        if command in {"global", "long"}:
            return
        is_starred = self.skip_token("*")
        if command in ENVIRONMENT_COMMANDS:
            self.read_environment(command)
            return
        name = self.read_name(command)
        if command == "let":
            self.skip_token("=")
            target = self.read_name(command)
            macro = self.macros.get(target, TexMacro((f"\\{target}",)))
        elif command in DEF_COMMANDS:
            delimiters = self.read_parameters(command)
            macro = TexMacro(
                self.read_body(command), len(delimiters) - 1, delimiters=delimiters if any(delimiters) else ()
            )
        elif command == OPERATOR_COMMAND:
            operator = r"\operatorname*" if is_starred else r"\operatorname"
            macro = TexMacro((operator, "{", *self.read_body(command), "}"))
        else:
            count, default = self.read_option(), self.read_option()
            macro = TexMacro(
                self.read_body(command), parse_count(count), None if default is None else tuple(default)
            )
        if command != "providecommand" or name not in self.macros:
            self.macros[name] = macro

    def read_name(self, command: str) -> str:
        r"""Return the name of the command that comes next, in braces or not, without its backslash."""
        argument = [token for token in self.read_argument() if token.strip()]
        if len(argument) != 1 or argument[0][0] != "\\":
            raise unreadable_definition(command)
        return argument[0][1:]

    def read_environment(self, command: str) -> None:
        """Read the name of an environment, its parameters and what its beginning and end stand for."""
        name = "".join(self.read_argument()).strip()
        count, default = self.read_option(), self.read_option()
        begin, end = self.read_body(command), self.read_body(command)
        self.environments[name] = {
            r"\begin": TexMacro(begin, parse_count(count), None if default is None else tuple(default)),
            r"\end": TexMacro(end),
        }

    def read_parameters(self, command: str) -> tuple[tuple[str, ...], ...]:
        r"""Return what stands before the first parameter of a `\def` and after each one."""
        delimiters: list[list[str]] = [[]]
        while self.pending and self.pending[-1] != "{":
            token = self.pending.pop()
            if token[0] == "#":
                if token != f"#{len(delimiters)}":
                    raise unreadable_definition(command)
                delimiters.append([])
            elif token.strip():
                delimiters[-1] += [token] if token[0] == "\\" else token
                if len(delimiters[-1]) > MAX_DELIMITER_TOKENS:
                    raise unreadable_definition(command)
        return tuple(map(tuple, delimiters))

    def read_delimiter(self, delimiter: tuple[str, ...], use: str) -> None:
        """Skip `delimiter`, which has to come next."""
        if not all(self.skip_token(token) for token in delimiter):
            raise TexError(f"This use of “{use}” does not fit its definition.")

    def read_delimited(self, delimiter: tuple[str, ...], use: str) -> list[str]:
        """Take the tokens up to `delimiter`, which is dropped, outside braces."""
        taken: list[str] = []
        depth = 0
        while self.pending:
            token = self.pending.pop()
            if len(token) > 1 and token[0] not in "\\#%":
                self.pending += reversed(token)
                continue
            taken.append(token)
            self.count_steps(1, use)
            depth += {"{": 1, "}": -1}.get(token, 0)
            if depth == 0 and tuple(taken[-len(delimiter) :]) == delimiter:
                return taken[: -len(delimiter)]
        raise TexError(f"This use of “{use}” does not fit its definition.")

    def read_body(self, command: str) -> tuple[str, ...]:
        self.skip_space()
        if not self.pending:
            raise unreadable_definition(command)
        return tuple(self.read_argument())

    def read_argument(self) -> list[str]:
        """Take the next argument: the tokens in braces, a command or one character."""
        self.skip_space()
        if not self.pending:
            return []
        token = self.pending.pop()
        if token[0] == "{":
            return self.read_until("}")
        if token[0] != "\\" and len(token) > 1 and token[0] != "#":
            self.pending.append(token[1:])
            token = token[0]
        return [token]

    def read_option(self) -> list[str] | None:
        """Take an argument in brackets; None where none comes next."""
        return self.read_until("]") if self.skip_token("[") else None

    def read_until(self, closing: str) -> list[str]:
        """Take the tokens up to `closing`, which is dropped, outside braces."""
        taken: list[str] = []
        depth = 0
        while self.pending:
            token = self.pending.pop()
            if token == closing and depth == 0:
                break
            depth += {"{": 1, "}": -1}.get(token, 0)
            taken.append(token)
        self.count_steps(len(taken), closing)
        return taken

    def skip_token(self, token: str) -> bool:
        """Skip `token` and the white space before it, if it comes next; return whether it did."""
        self.skip_space()
        if self.pending and self.pending[-1] == token:
            self.pending.pop()
            return True
        if self.pending and len(token) == 1 and self.pending[-1].startswith(token):
            self.pending[-1] = self.pending[-1][1:]
            return True
        return False

    def skip_space(self) -> None:
        while self.pending and (self.pending[-1].isspace() or self.pending[-1][0] == "%"):
            self.pending.pop()


def parse_macro(body: str) -> TexMacro:
    """Return a macro of the site, which takes as many arguments as its body names."""
    tokens = tuple(MACRO_TOKEN.findall(body))
    numbers = [int(token[1:]) for token in tokens if token[0] == "#" and token[1:].isdigit()]
    return TexMacro(tokens, max(numbers, default=0))


def parse_count(option: list[str] | None) -> int:
    count = "".join(option or ["0"]).strip()
    return int(count) if count.isdecimal() and len(count) == 1 else 0


def unreadable_definition(command: str) -> TexError:
    return TexError(f"This “\\{command}” cannot be read.")


def join_tokens(tokens: Iterable[str]) -> str:
    """Return `tokens` as TeX; a command is kept apart from letters that come after it."""
    parts: list[str] = []
    after_command = False
    for token in tokens:
        if after_command and token[0].isalpha():
            parts.append(" ")
        parts.append(token)
        after_command = len(token) > 1 and token[0] == "\\" and token[1].isalpha()
    return "".join(parts)
