r"""Formulas as other tools wanted them written, made formulas that can be set.

Authors escaped `_`, `*`, `\\` and braces for the Markdown engine they had,
doubled the backslashes of `\(…\)`, put spaces inside `$ x $`, or wrapped
formulas in code. What a formula means is found by trying: it is put right
where it shows the marks of such escapes, or cannot be set as it stands, and
can be set once they are undone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape, unescape

from posts.exchange.importing.dialects import macros, rewrite_rules
from posts.exchange.importing.dialects.masking import MASK_CLOSE, MASK_OPEN, Mask
from posts.exchange.importing.records.record import PostRecord
from posts.rendering.formulas import Formula, typeset

REPAIRED = "formulas repaired"

ENVIRONMENTS = "equation|align|alignat|gather|multline|eqnarray|flalign|aligned|gathered|cases|split"
# Longer ones are no formulas, but a delimiter that was never closed.
LONG, BLOCK = f"[^{MASK_OPEN}]{{1,8000}}?", rf"(?:(?!\n[ \t>]*\n)[^{MASK_OPEN}]){{1,8000}}?"
SHORT = rf"(?:(?!\n[ \t>]*\n)[^{MASK_OPEN}$]){{1,1500}}?"
INLINE = rf"(?:(?!\n[ \t>]*\n)(?:\\.|[^{MASK_OPEN}$\\])){{1,1500}}?"
FORMULA = re.compile(
    rf"""
    (?<!\\)(?P<o1>\$\$)(?P<t1>{LONG})(?P<c1>\$\$)
    |(?<!\\)(?P<o2>\\{{1,2}}\[)(?P<t2>{BLOCK})(?P<c2>\\{{1,2}}\])
    |(?<!\\)(?P<o3>\\{{1,2}}\()(?P<t3>{SHORT})(?P<c3>\\{{1,2}}\))
    |(?P<o4>)(?P<t4>\\begin\{{(?P<name>(?:{ENVIRONMENTS})\*?)\}}{LONG}\\end\{{(?P=name)\}})(?P<c4>)
    |(?<![\\$])(?P<o5>\$)(?P<t5>{INLINE})(?P<c5>\$)(?!\$)
    """,
    re.VERBOSE,
)
WRAPPED = (
    (re.compile(r'<span class="math inline">(.*?)</span>', re.DOTALL), "{}"),
    (re.compile(r'<span class="math display">(.*?)</span>', re.DOTALL), "{}"),
    # An amount of dollars as a formula, its sign escaped twice.
    (re.compile(r"(?<!\\)\$\\\\\$(\d[\d,.]*)\$"), r"$\${}$"),
    (re.compile(r'<script type="math/tex">(.*?)</script>', re.DOTALL), "${}$"),
    (re.compile(r'<script type="math/tex; mode=display">(.*?)</script>', re.DOTALL), "$${}$$"),
)
IN_CODE = re.compile(
    r"\s*(?:\$\$[^$]+\$\$|\$[^$\n]+\$|\\\(.+\\\)|\\\[.+\\\]|\\begin\{(\w+\*?)\}.+\\end\{\1\})\s*", re.DOTALL
)
# `$ 5 or $` is money; `$ x_1 $` and `$ n $` are formulas.
MATHEMATICAL = re.compile(
    r"[\\^_=<>+{}]|[A-Za-z]\s*\([^)]*\)|^\s*(?:[A-Za-z]\d?'?|\d+(?:\.\d+)?|[A-Za-z](?:\s*,\s*[A-Za-z])+)\s*$"
)
# A display formula that was never closed, and the text up to the next one.
ACROSS_TEXT = re.compile(r"\n[ \t]*\n.*[。！？]", re.DOTALL)
# `法\[J\]`, `\[4\]`: brackets that were escaped so as to make no link. Most of what is short and alike is.
BRACKETS = re.compile(r"(?<!\\)\\\[([^\\\[\]^_=\n]{1,60})\\\](?=(.?))")
HAN = re.compile("[\u4e00-\u9fff]")
TEXT_GROUP = re.compile(
    r"(\\(?:text\w*|mbox|mathrm|mathtt|mathsf|mathit|operatorname\*?|url|label|tag)\s*\{[^{}]*\})"
)
MARKS = re.compile(r"\\[_*]|\\{4}|\\{3}(?=[ \t]*(?:\n|&))|\\\\[{}]|\\(?:left|right|[bB]igg?[lr]?)\\[\[\](]")
# Escapes that no formula means, and what they stand for.
UNDO = (
    (re.compile(r"(?<!\\)\\([_*<>`\[\]()])"), r"\1"),
    (re.compile(r"(?<!\\)\\~"), r"\\sim "),
    (re.compile(r"\\{4}|\\{3}(?=[ \t]*(?:\n|&))"), r"\\\\"),
    (re.compile(r"\\\\([{}])"), r"\\\1"),
)
NUMBERING = re.compile(r"\\(?:label|tag\*?)\s*\{[^{}]*\}")
# `\\frac`: a command whose backslash was doubled, unless lines are broken there.
DOUBLED = re.compile(r"\\\\(?=[A-Za-z]{2})")
BREAKS_LINES = re.compile(r"\\(?:begin|substack|stackrel)|&")
EMPTY_LINE = re.compile(r"\n[ \t]*\n")
HTML_BLOCK = re.compile(
    r"^ {0,3}</?(?:article|blockquote|center|details|dd|div|dl|dt|figcaption|figure|h[1-6]|li|ol|p|"
    r"section|summary|table|tbody|td|tfoot|th|thead|tr|ul)\b",
    re.MULTILINE | re.IGNORECASE,
)
QUOTE_MARK = re.compile(r"\n[ \t]*>[ \t>]?")


@dataclass(frozen=True, slots=True)
class Style:
    """How a tool's engine treats formulas.

    `in_code`: a code span such as `` `$x$` `` is a formula.
    `double_is_inline`: `$$x$$` within a sentence is an inline formula.
    `pipes_escaped`: `\\|` stands for `|`, which would have made a table.
    """

    in_code: bool = False
    double_is_inline: bool = False
    pipes_escaped: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A formula with its delimiters, from `start` to `end` of the text.

    `verbatim`: the engine it was written for did not read it as Markdown.
    """

    start: int
    end: int
    opener: str
    tex: str
    closer: str
    verbatim: bool = False

    @property
    def display(self) -> bool:
        return self.opener in {"$$", "\\[", ""}

    def written(self) -> str:
        return f"{self.opener}{self.tex}{self.closer}"

    def as_element(self) -> str:
        """Return the formula as HTML, for places where no Markdown is read."""
        style = "display" if self.display else "inline"
        tex = escape(re.sub(r"\n\s*\n", "\n", self.tex), quote=False)
        return f'<span data-math-style="{style}">{tex}</span>'

    def formula(self, tex: str) -> Formula:
        """Return `tex` as the renderer would set it, without what belongs to the whole page."""
        return Formula(NUMBERING.sub("", QUOTE_MARK.sub("\n", tex)).strip(), self.display)


def unwrap(text: str) -> str:
    """Return `text` with the HTML that R Markdown and MathJax put around formulas taken off."""
    for pattern, form in WRAPPED:
        text = pattern.sub(lambda match, form=form: form.format(unescape(match[1])), text)  # type: ignore[misc]
    return text


def free_brackets(text: str) -> str:
    """Return `text` with escaped brackets around words and numbers, which are no formulas, as brackets."""

    def free(match: re.Match[str]) -> str:
        is_alone = (
            not text[text.rfind("\n", 0, match.start()) + 1 : match.start()].strip() and not match[2].strip()
        )
        if is_alone:
            return match[0]
        # Before these a bare bracket would make a link.
        return f"&#91;{match[1]}&#93;" if match[2] in {"(", "[", ":"} else f"[{match[1]}]"

    return BRACKETS.sub(free, text)


def read_span(code: str) -> str | None:
    """Return the formula that a code span holds; None where it holds code."""
    if not IN_CODE.fullmatch(code):
        return None
    tex = code.strip()
    if tex.startswith("$$"):
        return tex
    return f"${tex[1:-1].strip()}$" if tex.startswith("$") else tex


def repair(text: str, style: Style, mask: Mask, record: PostRecord) -> str:
    """Return `text` with every formula put right and hidden in `mask`."""
    found = [tidy(formula, text, style) for formula in find(text)]
    defined: dict[str, macros.Macro] = {}
    texs = []
    for formula in found:
        tex, more = macros.extract_macros(formula.tex)
        defined |= more
        texs.append(tex)
    meant = settle(
        [
            replace(formula, tex=macros.expand_macros(tex, defined))
            for formula, tex in zip(found, texs, strict=True)
        ]
    )
    blocks, pieces, end = html_blocks(text), [], 0
    for before, after in zip(found, meant, strict=True):
        within_html = any(before.start in block for block in blocks)
        written = after.as_element() if within_html else after.written()
        pieces += [text[end : before.start], mask.hide_text(written) if after.tex.strip() else ""]
        end = before.end
    record.counts["formulas"] += len(found)
    record.counts[REPAIRED] += sum(
        before.tex != after.tex for before, after in zip(found, meant, strict=True)
    )
    return "".join([*pieces, text[end:]])


def find(text: str) -> Iterator[Found]:
    """Yield the formulas of `text`."""
    position = 0
    while match := FORMULA.search(text, position):
        kind = next(number for number in "12345" if match[f"t{number}"] is not None)
        opener, tex, closer = (match[f"{part}{kind}"] for part in "otc")
        if (kind == "5" and not is_formula(tex)) or (kind == "1" and ACROSS_TEXT.search(tex)):
            position = match.start() + len(opener)
            continue
        yield Found(
            match.start(), match.end(), opener.replace("\\\\", "\\"), tex, closer.replace("\\\\", "\\")
        )
        position = match.end()


def is_formula(tex: str) -> bool:
    """Whether what stands between two single dollar signs is meant as a formula."""
    if not tex.strip() or MASK_CLOSE in tex:
        return False
    if tex == tex.strip():
        return not re.match(r"[\d,.]+[万亿元]|[\d,.]+\s+[a-z]{3,}", tex)
    return bool(MATHEMATICAL.search(tex)) and not HAN.search(TEXT_GROUP.sub("", tex))


def tidy(formula: Found, text: str, style: Style) -> Found:
    """Return `formula` with the delimiters and spaces that ours have."""
    if formula.opener == "$":
        return replace(formula, tex=unpipe(formula.tex, style).strip())
    if formula.opener != "$$":
        return replace(formula, tex=unpipe(formula.tex, style))
    if style.double_is_inline and not stands_alone(formula, text):
        return replace(formula, opener="$", tex=" ".join(formula.tex.split()), closer="$", verbatim=True)
    return replace(formula, verbatim=style.double_is_inline)


def stands_alone(formula: Found, text: str) -> bool:
    """Whether nothing but marks of quotes and lists stands beside `formula` on its lines."""
    line_start = text.rfind("\n", 0, formula.start) + 1
    line_end = text.find("\n", formula.end)
    after = text[formula.end : line_end if line_end >= 0 else len(text)]
    before = re.fullmatch(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?", text[line_start : formula.start])
    return before is not None and not after.strip(" \t.,，。;；")


def html_blocks(text: str) -> list[range]:
    """Return the places of HTML blocks, each of which goes on to an empty line (CommonMark 4.6)."""
    blocks, end = [], 0
    for match in HTML_BLOCK.finditer(text):
        if match.start() >= end:
            blank = EMPTY_LINE.search(text, match.end())
            end = blank.start() if blank else len(text)
            blocks.append(range(match.start(), end))
    return blocks


def unpipe(tex: str, style: Style) -> str:
    r"""Return `tex` with `\|` as the bar it stands for, where the engine asked for that escape."""
    if not style.pipes_escaped:
        return tex
    return re.sub(r"(?<=\s)\\\|(?=\s)", r"\\mid", tex.replace("\\|\\|", "\\Vert "))


def settle(found: list[Found]) -> list[Found]:
    """Return `found` with each formula in the first of its readings that can be set."""
    readings = [list(readings_of(formula.tex, verbatim=formula.verbatim)) for formula in found]
    tried = list(
        dict.fromkeys(
            formula.formula(tex) for formula, texs in zip(found, readings, strict=True) for tex in texs
        )
    )
    fails = {formula: bool(result.error) for formula, result in zip(tried, typeset(tried), strict=True)}
    return [
        replace(formula, tex=next((tex for tex in texs if not fails[formula.formula(tex)]), formula.tex))
        for formula, texs in zip(found, readings, strict=True)
    ]


def readings_of(tex: str, *, verbatim: bool) -> Iterator[str]:
    """Yield what `tex` may mean, the likeliest first, each once."""
    if not verbatim and not BREAKS_LINES.search(tex):
        tex = DOUBLED.sub(r"\\", tex)
    marked = not verbatim and MARKS.search(TEXT_GROUP.sub("", tex))
    undone = undo_marks(tex)
    ungrouped = re.sub(r"\\([{}])", r"\1", undone)
    yield from dict.fromkeys((undone, tex, ungrouped) if marked else (tex, undone, ungrouped))


def undo_marks(tex: str) -> str:
    """Return `tex` without the escapes that no formula means, outside its texts."""
    parts = TEXT_GROUP.split(tex)
    return "".join(
        part if index % 2 else rewrite_rules.apply_rules(part, UNDO) for index, part in enumerate(parts)
    )
