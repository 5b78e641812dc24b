r"""Repair of formulas that were written for another tool's Markdown engine.

Authors escaped `_`, `*`, `\\` and braces for the Markdown engine they had,
doubled the backslashes of `\(…\)`, put spaces inside `$ x $`, or wrapped
formulas in code. The meaning is found by trying: a formula is repaired where
it shows such escapes or cannot be typeset as written, and can be typeset once
they are undone.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from html import escape, unescape

from posts.exchange.importing.dialects import macros
from posts.exchange.importing.dialects.formula_readings import TEXT_GROUP, iter_readings
from posts.exchange.importing.records.record import PostRecord
from posts.exchange.markdown.masking import MASK_CLOSE, MASK_OPEN, Mask
from posts.rendering.formulas import Formula, typeset_formulas

REPAIRED_COUNT = "formulas repaired"

SOURCE_ENVIRONMENTS = "equation|align|alignat|gather|multline|eqnarray|flalign|aligned|gathered|cases|split"
# Longer matches are no formulas: a delimiter was never closed.
LONG_BODY, BLOCK_BODY = f"[^{MASK_OPEN}]{{1,8000}}?", rf"(?:(?!\n[ \t>]*\n)[^{MASK_OPEN}]){{1,8000}}?"
SHORT_BODY = rf"(?:(?!\n[ \t>]*\n)[^{MASK_OPEN}$]){{1,1500}}?"
INLINE_BODY = rf"(?:(?!\n[ \t>]*\n)(?:\\.|[^{MASK_OPEN}$\\])){{1,1500}}?"
DELIMITED_FORMULA = re.compile(
    rf"""
    (?<!\\)(?P<o1>\$\$)(?P<t1>{LONG_BODY})(?P<c1>\$\$)
    |(?<!\\)(?P<o2>\\{{1,2}}\[)(?P<t2>{BLOCK_BODY})(?P<c2>\\{{1,2}}\])
    |(?<!\\)(?P<o3>\\{{1,2}}\()(?P<t3>{SHORT_BODY})(?P<c3>\\{{1,2}}\))
    |(?P<o4>)(?P<t4>\\begin\{{(?P<name>(?:{SOURCE_ENVIRONMENTS})(?:\\?\*)?)\}}{LONG_BODY}\\end\{{(?P=name)\}})(?P<c4>)
    |(?<![\\$])(?P<o5>\$)(?P<t5>{INLINE_BODY})(?P<c5>\$)(?!\$)
    """,
    re.VERBOSE,
)
WRAPPED_FORMULAS = (
    (re.compile(r'<span class="math inline">(.*?)</span>', re.DOTALL), "{}"),
    (re.compile(r'<span class="math display">(.*?)</span>', re.DOTALL), "{}"),
    # An amount of dollars as a formula, its sign escaped twice.
    (re.compile(r"(?<!\\)\$\\\\\$(\d[\d,.]*)\$"), r"$\${}$"),
    (re.compile(r'<script type="math/tex">(.*?)</script>', re.DOTALL), "${}$"),
    (re.compile(r'<script type="math/tex; mode=display">(.*?)</script>', re.DOTALL), "$${}$$"),
)
CODE_SPAN_FORMULA = re.compile(
    r"\s*(?:\$\$[^$]+\$\$|\$[^$\n]+\$|\\\(.+\\\)|\\\[.+\\\]|\\begin\{(\w+\*?)\}.+\\end\{\1\})\s*", re.DOTALL
)
# `$ 5 or $` is money; `$ x_1 $` and `$ n $` are formulas.
MATHEMATICAL_TEXT = re.compile(
    r"[\\^_=<>+{}]|[A-Za-z]\s*\([^)]*\)|^\s*(?:[A-Za-z]\d?'?|\d+(?:\.\d+)?|[A-Za-z](?:\s*,\s*[A-Za-z])+)\s*$"
)
# Text between a display formula that was never closed and the next one: Chinese sentences, a heading, or a
# paragraph that begins with several plain words.
SENTENCE_ACROSS_LINES = re.compile(r"\n[ \t]*\n.*[。！？]", re.DOTALL)
PROSE_PARAGRAPH = re.compile(
    r"\n[ \t]*\n[ \t>]*(?:#{1,6} \S|(?:[-*+] |\d+[.)] )?(?:[A-Za-z][A-Za-z'’-]*[,;:]? +){3}[A-Za-z])"
)
# `法\[J\]`, `\[4\]`: brackets escaped so that they make no link, not formulas.
ESCAPED_BRACKETS = re.compile(r"(?<!\\)\\\[([^\\\[\]^_=\n]{1,60})\\\](?=(.?))")
HAN_LETTER = re.compile("[\u4e00-\u9fff]")
FORMULA_NUMBERING = re.compile(r"\\(?:label|tag\*?)\s*\{[^{}]*\}")
EMPTY_LINE = re.compile(r"\n[ \t]*\n")
HTML_BLOCK_START = re.compile(
    r"^ {0,3}</?(?:article|blockquote|center|details|dd|div|dl|dt|figcaption|figure|h[1-6]|li|ol|p|"
    r"section|summary|table|tbody|td|tfoot|th|thead|tr|ul)\b",
    re.MULTILINE | re.IGNORECASE,
)
QUOTE_MARK = re.compile(r"\n[ \t]*>[ \t>]?")


@dataclass(frozen=True, slots=True)
class FormulaStyle:
    """How a tool's Markdown engine reads formulas.

    `in_code`: a code span such as `` `$x$` `` is a formula.
    `double_is_inline`: `$$x$$` within a sentence is an inline formula.
    `pipes_escaped`: `\\|` stands for `|`, which would have made a table.
    """

    in_code: bool = False
    double_is_inline: bool = False
    pipes_escaped: bool = False


@dataclass(frozen=True, slots=True)
class FoundFormula:
    """A formula with its delimiters, from `start` to `end` of the text.

    `verbatim`: the engine did not read it as Markdown, so nothing in it is escaped.
    """

    start: int
    end: int
    opener: str
    tex: str
    closer: str
    verbatim: bool = False

    @property
    def is_display(self) -> bool:
        """Whether it is a display formula."""
        return self.opener in {"$$", "\\[", ""}

    def format_source(self) -> str:
        """Return the formula with its delimiters."""
        return f"{self.opener}{self.tex}{self.closer}"

    def format_element(self) -> str:
        """Return the formula as HTML, for places where Markdown is not read."""
        style = "display" if self.is_display else "inline"
        tex = escape(re.sub(r"\n\s*\n", "\n", self.tex), quote=False)
        return f'<span data-math-style="{style}">{tex}</span>'

    def build_formula(self, tex: str) -> Formula:
        """Return `tex` as the renderer's formula, without labels and tags, which need the whole page."""
        return Formula(FORMULA_NUMBERING.sub("", QUOTE_MARK.sub("\n", tex)).strip(), self.is_display)


def unwrap_formulas(text: str) -> str:
    """Return `text` with formulas taken out of the HTML that R Markdown and MathJax put around them."""
    for pattern, form in WRAPPED_FORMULAS:
        text = pattern.sub(lambda match, form=form: form.format(unescape(match[1])), text)  # type: ignore[misc]
    return text


def unescape_brackets(text: str) -> str:
    """Return `text` with escaped brackets around words and numbers as plain brackets, not formulas."""

    def unescape_match(match: re.Match[str]) -> str:
        is_alone = (
            not text[text.rfind("\n", 0, match.start()) + 1 : match.start()].strip() and not match[2].strip()
        )
        if is_alone:
            return match[0]
        # Before these a bare bracket would make a link.
        return f"&#91;{match[1]}&#93;" if match[2] in {"(", "[", ":"} else f"[{match[1]}]"

    return ESCAPED_BRACKETS.sub(unescape_match, text)


def read_code_span(code: str) -> str | None:
    """Return the formula that a code span holds; None where it holds code."""
    if not CODE_SPAN_FORMULA.fullmatch(code):
        return None
    tex = code.strip()
    if tex.startswith("$$"):
        return tex
    return f"${tex[1:-1].strip()}$" if tex.startswith("$") else tex


def repair_formulas(
    text: str,
    style: FormulaStyle,
    mask: Mask,
    record: PostRecord,
    site_macros: Mapping[str, macros.Macro] = {},
) -> str:
    """Return `text` with every formula repaired, macros written out, and hidden in `mask`."""
    formulas = [normalize_formula(formula, text, style) for formula in find_formulas(text)]
    defined = dict(site_macros)
    texs = []
    for formula in formulas:
        tex, more = macros.extract_macros(formula.tex)
        defined |= more
        texs.append(tex)
    repaired = choose_readings(
        [
            replace(formula, tex=macros.expand_macros(tex, defined))
            for formula, tex in zip(formulas, texs, strict=True)
        ]
    )
    blocks, pieces, end = find_html_blocks(text), [], 0
    for before, after in zip(formulas, repaired, strict=True):
        within_html = any(before.start in block for block in blocks)
        written = after.format_element() if within_html else after.format_source()
        pieces += [text[end : before.start], mask.hide_text(written) if after.tex.strip() else ""]
        end = before.end
    record.counts["formulas"] += len(formulas)
    record.counts[REPAIRED_COUNT] += sum(
        before.tex != after.tex for before, after in zip(formulas, repaired, strict=True)
    )
    return "".join([*pieces, text[end:]])


def find_formulas(text: str) -> Iterator[FoundFormula]:
    """Yield the formulas of `text`."""
    position = 0
    while match := DELIMITED_FORMULA.search(text, position):
        kind = next(number for number in "12345" if match[f"t{number}"] is not None)
        opener, tex, closer = (match[f"{part}{kind}"] for part in "otc")
        if (kind == "5" and not is_inline_formula(tex)) or (kind == "1" and holds_prose(tex)):
            position = match.start() + len(opener)
            continue
        yield FoundFormula(
            match.start(), match.end(), opener.replace("\\\\", "\\"), tex, closer.replace("\\\\", "\\")
        )
        position = match.end()


def holds_prose(tex: str) -> bool:
    """Whether `tex`, found between two double dollar signs, holds paragraphs of text."""
    return bool(SENTENCE_ACROSS_LINES.search(tex) or PROSE_PARAGRAPH.search(tex))


def is_inline_formula(tex: str) -> bool:
    """Whether `tex`, found between two single dollar signs, is a formula and not an amount of money."""
    if not tex.strip() or MASK_CLOSE in tex:
        return False
    if tex == tex.strip():
        return not re.match(r"[\d,.]+[万亿元]|[\d,.]+\s+[a-z]{3,}", tex)
    return bool(MATHEMATICAL_TEXT.search(tex)) and not HAN_LETTER.search(TEXT_GROUP.sub("", tex))


def normalize_formula(formula: FoundFormula, text: str, style: FormulaStyle) -> FoundFormula:
    """Return `formula` with our delimiters and spaces."""
    if formula.opener == "$":
        return replace(formula, tex=unescape_pipes(formula.tex, style).strip())
    if formula.opener != "$$":
        return replace(formula, tex=unescape_pipes(formula.tex, style))
    if style.double_is_inline and not stands_alone(formula, text):
        return replace(formula, opener="$", tex=" ".join(formula.tex.split()), closer="$", verbatim=True)
    return replace(formula, verbatim=style.double_is_inline)


def stands_alone(formula: FoundFormula, text: str) -> bool:
    """Whether only quote and list marks stand beside `formula` on its lines."""
    line_start = text.rfind("\n", 0, formula.start) + 1
    line_end = text.find("\n", formula.end)
    after = text[formula.end : line_end if line_end >= 0 else len(text)]
    before = re.fullmatch(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?", text[line_start : formula.start])
    return before is not None and not after.strip(" \t.,，。;；")


def find_html_blocks(text: str) -> list[range]:
    """Return the ranges of HTML blocks, each up to an empty line (CommonMark 4.6)."""
    blocks, end = [], 0
    for match in HTML_BLOCK_START.finditer(text):
        if match.start() >= end:
            blank = EMPTY_LINE.search(text, match.end())
            end = blank.start() if blank else len(text)
            blocks.append(range(match.start(), end))
    return blocks


def unescape_pipes(tex: str, style: FormulaStyle) -> str:
    r"""Return `tex` with `\|` as a bar, where the engine required that escape."""
    if not style.pipes_escaped:
        return tex
    return re.sub(r"(?<=\s)\\\|(?=\s)", r"\\mid", tex.replace("\\|\\|", "\\Vert "))


def choose_readings(found: list[FoundFormula]) -> list[FoundFormula]:
    """Return `found` with each formula in its first reading that can be typeset, else unchanged."""
    readings = [list(iter_readings(formula.tex, verbatim=formula.verbatim)) for formula in found]
    tried = list(
        dict.fromkeys(
            formula.build_formula(tex) for formula, texs in zip(found, readings, strict=True) for tex in texs
        )
    )
    fails = {
        formula: bool(result.error) for formula, result in zip(tried, typeset_formulas(tried), strict=True)
    }
    return [
        replace(
            formula, tex=next((tex for tex in texs if not fails[formula.build_formula(tex)]), formula.tex)
        )
        for formula, texs in zip(found, readings, strict=True)
    ]
