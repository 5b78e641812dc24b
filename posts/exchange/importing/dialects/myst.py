"""MyST's directives and roles, as Sphinx and Jupyter Book write them.

A directive is a fence of backticks or colons: ```` ```{note} Title ````, `:::{figure} a.png`. A role is a
name before a code span: `` {math}`x^2` ``.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from posts.exchange.importing.dialects.markdown import format_destination, format_image
from posts.exchange.importing.records.record import PostRecord
from posts.rendering.passes.callouts import CALLOUT_KINDS
from posts.rendering.scanner import find_fences

DIRECTIVE_NOTE = "directive unknown"
MAX_DIRECTIVE_DEPTH = 8
MAX_UNCLOSED = 100  # directives of a text that are never closed; then no further one is looked for
DIRECTIVE_OPENING = re.compile(
    r"^(?P<indent>[ \t]*)(?P<fence>`{3,}|~{3,}|:{3,})[ \t]*\{(?P<name>[A-Za-z][\w:+.-]*)\}[ \t]*"
    r"(?P<argument>.*?)[ \t]*$"
)
OPTION_LINE = re.compile(r"^[ \t]*:(?P<key>[\w-]+):[ \t]*(?P<value>.*?)[ \t]*$")
HEADING_TARGET = re.compile(r"^\(([\w:.-]+)\)=[ \t]*\n(?:[ \t]*\n)?(#{1,6}[ \t][^\n]*?)[ \t]*$", re.MULTILINE)
ROLE_SPAN = re.compile(r"(?<![\w$}`])\{(?P<name>[a-z][\w:-]*)\}(?P<mark>`+)(?P<text>[^`\n]+)(?P=mark)(?!`)")
TITLED_TARGET = re.compile(r"(?P<text>.*?)\s*<(?P<target>[^<>]+)>")


@dataclass(slots=True)
class Directive:
    """A directive: its name, the text behind it, its options, and the lines within."""

    name: str
    argument: str
    body: list[str]
    options: dict[str, str] = field(default_factory=dict)


def convert_callout_directive(directive: Directive) -> list[str]:
    """`{note}`, `{admonition} Title`: a callout."""
    classes = directive.options.get("class", "").replace(",", " ").split()
    name = next(iter(classes), "") if directive.name == "admonition" else directive.name
    is_folded = directive.name == "dropdown" or "dropdown" in classes
    kind = name.upper() if name in CALLOUT_KINDS else "NOTE"
    head = f"> [!{kind}]{'-' if is_folded else ''} {directive.argument}".rstrip()
    return ["", head, *(f"> {line}".rstrip() for line in directive.body), ""]


def convert_quote_directive(directive: Directive) -> list[str]:
    return ["", *(f"> {line}".rstrip() for line in directive.body), ""]


def convert_formula_directive(directive: Directive) -> list[str]:
    """`{math}` with `:label:`: a display formula."""
    label = directive.options.get("label") or directive.options.get("name")
    tex = [line for line in (directive.argument, *directive.body) if line.strip()]
    return ["", "$$", *tex, *([rf"\label{{{label}}}"] if label else []), "$$", ""]


def convert_code_directive(directive: Directive) -> list[str]:
    """`{code-block} python` with `:emphasize-lines:`, `:linenos:`, `:caption:`: a fence."""
    options = directive.options
    parts = [
        directive.argument.split(" ")[0].lower(),
        f"{{{options['emphasize-lines']}}}" if options.get("emphasize-lines") else "",
        "linenos=true" if "linenos" in options or "lineno-start" in options else "",
        f"linenostart={options['lineno-start']}" if options.get("lineno-start") else "",
        f'title="{options["caption"]}"' if options.get("caption") else "",
    ]
    longest = max((len(run) for line in directive.body for run in re.findall("`{3,}", line)), default=2)
    fence = "`" * (longest + 1)
    return ["", f"{fence}{' '.join(filter(None, parts))}", *directive.body, fence, ""]


def convert_diagram_directive(directive: Directive) -> list[str]:
    return ["", f"```{directive.name}", *directive.body, "```", ""]


def convert_figure_directive(directive: Directive) -> list[str]:
    """`{figure} a.png` with `:alt:`, `:width:` and its caption below: a picture."""
    caption = " ".join(line.strip() for line in directive.body if line.strip())
    width = re.sub(r"px$", "", directive.options.get("width", ""))
    size = f"{{width={width}}}" if re.fullmatch(r"\d+%?", width) else ""
    alt = directive.options.get("alt") or caption
    return ["", format_image(directive.argument, alt, caption) + size, ""]


def convert_labelled_directive(directive: Directive) -> list[str]:
    """`{tab-item} Title`, `{prf:theorem} Name`, `{table} Caption`: what is within, below its title."""
    name = directive.name.rpartition(":")[2]
    title = f"{name.title() if ':' in directive.name else ''} {directive.argument}".strip()
    return ["", f"**{title}**", "", *directive.body, ""] if title else ["", *directive.body, ""]


def keep_directive_body(directive: Directive) -> list[str]:
    return ["", *directive.body, ""]


def drop_directive(directive: Directive) -> list[str]:
    """Lists of contents and of sources, which the old site made: nothing."""
    return []


DIRECTIVE_NAMES: dict[Callable[[Directive], list[str]], str] = {
    convert_callout_directive: f"{' '.join(CALLOUT_KINDS)} admonition dropdown versionadded topic",
    convert_quote_directive: "epigraph pull-quote highlights blockquote margin sidebar aside",
    convert_formula_directive: "math",
    convert_code_directive: "code-block code code-cell sourcecode prompt",
    convert_diagram_directive: "mermaid",
    convert_figure_directive: "figure image",
    convert_labelled_directive: """
        tab-item tab table list-table card grid-item-card prf:theorem prf:proof prf:lemma prf:definition
        prf:corollary prf:proposition prf:remark prf:example prf:algorithm prf:axiom prf:criterion
        exercise solution
    """,
    keep_directive_body: "tab-set tabs grid grid-item card-carousel div container glossary",
    drop_directive: "toctree contents tableofcontents bibliography index only currentmodule",
}
DIRECTIVES = {name: convert for convert, names in DIRECTIVE_NAMES.items() for name in names.split()}
# Languages of code that is run, in braces as well: no directives.
CODE_ENGINES = {"r", "python", "julia", "bash", "sh", "sql", "ojs", "js", "css", "html", "stan", "rcpp",
                "cpp", "dot", "ruby", "perl"}  # fmt: skip
REFERENCE_ROLES = {
    "ref",
    "numref",
    "doc",
    "term",
    "any",
    "download",
    "py:func",
    "py:class",
    "py:meth",
    "py:mod",
}
ROLE_FORMS = {
    "math": "${}$",
    "eq": r"$\eqref{{{}}}$",
    "kbd": "<kbd>{}</kbd>",
    "sub": "<sub>{}</sub>",
    "subscript": "<sub>{}</sub>",
    "sup": "<sup>{}</sup>",
    "superscript": "<sup>{}</sup>",
    "guilabel": "**{}**",
    "menuselection": "**{}**",
    "command": "`{}`",
    "file": "`{}`",
    "code": "`{}`",
    "program": "`{}`",
    "del": "~~{}~~",
    "cite": "[@{}]",
    "cite:p": "[@{}]",
    "cite:t": "@{}",
}


def convert_myst(text: str, record: PostRecord) -> str:
    """Return `text` with the directives and roles outside its code as Markdown."""
    if "{" not in text and ")=" not in text:
        return text
    text = HEADING_TARGET.sub(r"\2 {#\1}", text)
    return "\n".join(convert_lines(text.split("\n"), record, MAX_DIRECTIVE_DEPTH))


def convert_lines(lines: list[str], record: PostRecord, depth: int) -> list[str]:
    """Return `lines` with directives converted, those within others first, and roles."""
    fences = find_fences(lines)
    done: list[str] = []
    position = unclosed = 0
    while position < len(lines):
        line = lines[position]
        if fences.in_fence[position] and position not in fences.prefixes:
            done.append(line)
            position += 1
            continue
        opening = DIRECTIVE_OPENING.match(line) if depth and unclosed < MAX_UNCLOSED else None
        end = find_end(lines, position, opening) if opening and is_converted(opening, record) else None
        if opening is None or end is None:
            unclosed += opening is not None
            done.append(line if fences.in_fence[position] else convert_roles(line))
            position += 1
            continue
        directive = read_directive(opening, lines[position + 1 : end])
        convert = DIRECTIVES[directive.name]
        if convert is drop_directive:
            record.add_note("directive left out", opening[0].strip()[:80], record.find_line(opening[0]))
        if convert not in {convert_code_directive, convert_formula_directive, convert_diagram_directive}:
            directive.body = convert_lines(directive.body, record, depth - 1)
        done += [f"{opening['indent']}{line}".rstrip() for line in convert(directive)]
        position = end + 1
    return done


def is_converted(opening: re.Match[str], record: PostRecord) -> bool:
    """Whether the directive is known and needs a change; one that is not known is noted."""
    name = opening["name"].lower()
    if name in DIRECTIVES:
        return True
    if name not in CODE_ENGINES:
        record.add_note(DIRECTIVE_NOTE, opening[0].strip()[:80], record.find_line(opening[0]))
    return False


def find_end(lines: list[str], start: int, opening: re.Match[str]) -> int | None:
    """Return the line that closes the directive opened on line `start`; None where none does."""
    mark = opening["fence"][0]
    fence = re.compile(rf"[ \t]*(?P<marks>{re.escape(mark)}{{3,}})(?P<rest>.*)")
    depth = 0
    for position in range(start + 1, len(lines)):
        match = fence.match(lines[position])
        if not match:
            continue
        is_bare = not match["rest"].strip()
        if mark == ":" and not is_bare and len(match["marks"]) == len(opening["fence"]):
            depth += 1
        elif is_bare and len(match["marks"]) >= len(opening["fence"]):
            if depth == 0:
                return position
            depth -= 1
    return None


def read_directive(opening: re.Match[str], lines: list[str]) -> Directive:
    """Return the directive with its options, which stand in its first lines, or in YAML between rules."""
    indent = opening["indent"]
    lines = [line.removeprefix(indent) for line in lines]
    options: dict[str, str] = {}
    if lines and lines[0].strip() == "---" and "---" in (rest := [line.strip() for line in lines[1:]]):
        end = rest.index("---") + 1
        pairs = (line.partition(":") for line in lines[1:end])
        options = {key.strip(): value.strip() for key, _, value in pairs}
        lines = lines[end + 1 :]
    while lines and (match := OPTION_LINE.match(lines[0])):
        options[match["key"]] = match["value"]
        lines = lines[1:]
    while lines and not lines[0].strip():
        lines = lines[1:]
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    return Directive(opening["name"].lower(), opening["argument"], lines, options)


def convert_roles(line: str) -> str:
    """Return a line with the roles that are known as Markdown."""
    return ROLE_SPAN.sub(convert_role, line) if "}`" in line else line


def convert_role(match: re.Match[str]) -> str:
    """Return a role as Markdown; one that is not known as it is written."""
    name, text = match["name"], match["text"].strip()
    if name in ROLE_FORMS:
        return ROLE_FORMS[name].format(text)
    if name == "abbr" and (titled := re.fullmatch(r"(.*?)\s*\(([^()]*)\)", text)):
        return f'<abbr title="{titled[2]}">{titled[1]}</abbr>'
    if name not in REFERENCE_ROLES:
        return match[0]
    titled = TITLED_TARGET.fullmatch(text)
    target = titled["target"] if titled else text
    shown = titled["text"] if titled else text.lstrip("~").rpartition("/")[2]
    if name == "doc":
        return f"[{shown}]({format_destination(f'post:{target}')})"
    return f"[{shown}](#{target})" if name in {"ref", "numref"} else f"`{shown}`" if ":" in name else shown
