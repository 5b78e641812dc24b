"""Formulas as KaTeX, MathJax, Wikipedia, Zhihu, WordPress, GitHub … put them into a page: their TeX.

Each of these keeps the source somewhere: an annotation, an attribute, a script, an alternative text. MathML
that came alone is turned into TeX.
"""

import re
from typing import NamedTuple
from urllib.parse import unquote, unquote_plus

from posts.exchange.html_to_markdown.mathml import mathml_to_tex
from posts.exchange.html_to_markdown.office_math import office_math_to_tex
from posts.exchange.html_to_markdown.parsing import parse_fragment
from posts.exchange.html_to_markdown.trees import find_first, get_text
from posts.rendering.tree import Element

TEX_ATTRIBUTES = (
    "data-tex",
    "data-latex",
    "data-formula",
    "data-math",
    "data-equation",
    "data-katex",
    "data-expr",
)
KEEPERS = frozenset({*TEX_ATTRIBUTES, "data-mathml"})
FORMULA_CLASSES = frozenset(
    """
    katex katex-display katex-block MathJax MathJax_Display MathJax_SVG MathJax_SVG_Display MathJax_CHTML
    MathJax_Preview mjx-chtml mwe-math-element ztext-math notion-text-equation-token notion-equation-token
    notion-equation-block math-inline math-block math-display span-inline-equation block-equation latex
    math arithmatex katex-error ltx_Math ltx_equation-math
    """.split()  # noqa: SIM905  (a list would take a line for each)
)
FORMULA_TAGS = frozenset({"math", "mjx-container", "math-renderer"})
DISPLAY_CLASSES = frozenset(
    """
    katex-display katex-block MathJax_Display MathJax_SVG_Display block-equation math-display display
    math-block notion-equation-block mwe-math-fallback-image-display js-display-math
    """.split()  # noqa: SIM905  (a list would take a line for each)
)
# What MathJax 2 shows for a script.
SCRIPT_CLASSES = frozenset(
    "MathJax MathJax_Display MathJax_SVG MathJax_SVG_Display MathJax_CHTML mjx-chtml MJXc-display".split()  # noqa: SIM905
)
IMAGE_CLASSES = frozenset(
    {"latex", "tex", "math", "mwe-math-fallback-image-inline", "mwe-math-fallback-image-display"}
)
# Pictures whose address is their TeX; in the first group a space is written as a plus sign.
PLUS_ADDRESSES = r"www\.zhihu\.com/equation\?tex=|math\.jianshu\.com/math\?formula="
OTHER_ADDRESSES = (
    r"latex\.csdn\.net/eq\?|(?:latex|private)\.codecogs\.com/(?:gif|png|svg|eq)\.(?:latex|image)\?"
    r"|render\.githubusercontent\.com/render/math\?math="
    r"|chart\.(?:googleapis|apis\.google)\.com/chart\?cht=tx&(?:amp;)?chl="
)
FORMULA_ADDRESS = rf"(?:https?:)?//(?:(?P<plus>{PLUS_ADDRESSES})|{OTHER_ADDRESSES})"
FORMULA_SOURCE = re.compile(rf"{FORMULA_ADDRESS}(?P<tex>.+)", re.DOTALL)
RENDERING_OPTIONS = re.compile(r"\\(?:dpi\{\d+\}|inline|fn_\w+|bg_\w+)|\\(?:large|huge|small)(?![A-Za-z])")
DELIMITED = re.compile(
    r"\s*(?:(?P<display>\$\$(?P<a>.+)\$\$|\\\[(?P<b>.+)\\\])|\$(?P<c>[^$]+)\$|\\\((?P<d>.+)\\\))\s*",
    re.DOTALL,
)
DISPLAY_STYLE = re.compile(r"\{\s*\\(?:displaystyle|textstyle)\s+(?P<tex>.*)\}\s*", re.DOTALL)
WORDPRESS_TEX = re.compile(
    r"\$latex\s+(?P<tex>(?:\\.|[^$\\])+)\$|\[latex\](?P<tagged>.+?)\[/latex\]", re.DOTALL
)
TEX_LINE_END = re.compile(r"\s*\n\s*")


class FormulaMarkup(NamedTuple):
    """The TeX of a formula, and whether it stands on lines of its own."""

    tex: str
    is_display: bool


def read_formula_markup(element: Element, *, has_scripts: bool = False) -> FormulaMarkup | None:
    """Return the formula that `element` is, or None where it is none or its source cannot be found.

    An empty `tex` stands for what only shows a formula whose source stands beside it: with `has_scripts`,
    MathJax 2 left it in a script.
    """
    if element.tag == "img":
        return read_formula_image(element)
    classes = element.attributes.get("class", "").split()
    if "data-omml" in element.attributes:
        xml = element.attributes["data-omml"]
        return FormulaMarkup(office_math_to_tex(xml), is_display="omathpara" in xml.lower())
    is_formula = element.tag in FORMULA_TAGS or not FORMULA_CLASSES.isdisjoint(classes)
    tex = read_tex_attribute(element)
    if not is_formula and not tex:
        return None
    if "MathJax_Preview" in classes:
        return FormulaMarkup("", is_display=False)
    tex = tex or find_tex(element)
    if not tex:
        return (
            FormulaMarkup("", is_display=False)
            if has_scripts and not SCRIPT_CLASSES.isdisjoint(classes)
            else None
        )
    return FormulaMarkup(clean_tex(tex), is_display_element(element, classes, tex))


def read_tex_attribute(element: Element) -> str:
    """Return the TeX that an attribute of `element` holds, or ""."""
    if KEEPERS.isdisjoint(element.attributes):
        return ""
    for name in TEX_ATTRIBUTES:
        if value := element.attributes.get(name, "").strip():
            return value
    if mathml := element.attributes.get("data-mathml"):
        return f"\0{mathml}"
    return ""


def find_tex(element: Element) -> str:
    """Return the TeX of a formula: an annotation, an attribute inside it, delimiters, or MathML."""
    annotation = find_first(element, lambda each: each.tag == "annotation" and is_tex_annotation(each))
    if annotation:
        return get_text(annotation)
    inside = find_first(element, lambda each: bool(read_tex_attribute(each)))
    if inside:
        return read_tex_attribute(inside)
    math = element if element.tag == "math" else find_first(element, lambda each: each.tag == "math")
    if math:
        return math.attributes.get("alttext", "") or mathml_to_tex(math)
    if image := find_first(element, lambda each: each.tag == "img"):
        formula = read_formula_image(image)
        return formula.tex if formula else ""
    text = get_text(element)
    is_error = element.has_class("katex-error")
    return text if is_error or DELIMITED.fullmatch(text) else ""


def is_tex_annotation(element: Element) -> bool:
    return "tex" in element.attributes.get("encoding", "").lower()


def read_formula_image(image: Element) -> FormulaMarkup | None:
    """Return the formula that a picture shows, or None where it shows anything else."""
    attributes = image.attributes
    if tex := read_tex_attribute(image):
        return FormulaMarkup(
            clean_tex(tex), is_display_element(image, attributes.get("class", "").split(), tex)
        )
    tex = ""
    if match := FORMULA_SOURCE.fullmatch(attributes.get("src", "")):
        written = match["tex"].replace("&space;", " ")
        tex = (unquote_plus if match["plus"] else unquote)(written)
        tex = RENDERING_OPTIONS.sub("", tex.removesuffix("#pic_center"))
    is_formula = "eeimg" in attributes or not IMAGE_CLASSES.isdisjoint(attributes.get("class", "").split())
    alt = attributes.get("alt", "").strip()
    if is_formula and alt and alt != "[公式]":
        tex = alt
    if not tex.strip():
        return None
    is_display = tex.rstrip().endswith("\\\\") or attributes.get("eeimg") == "2"
    is_display |= is_display_element(image, attributes.get("class", "").split(), tex)
    return FormulaMarkup(clean_tex(tex.rstrip().removesuffix("\\\\")), is_display)


def is_display_element(element: Element, classes: list[str], tex: str) -> bool:
    """Whether a formula stands on lines of its own."""
    attributes = element.attributes
    is_marked = attributes.get("display") in {"block", "true"} or attributes.get("data-eeimg") == "2"
    if is_marked or not DISPLAY_CLASSES.isdisjoint(classes):
        return True
    delimited = DELIMITED.fullmatch(tex)
    if delimited:
        return bool(delimited["display"])
    if element.tag in {"math", "img"}:
        return False
    return bool(
        find_first(
            element,
            lambda each: (
                (each.tag == "math" and each.attributes.get("display") == "block")
                or not DISPLAY_CLASSES.isdisjoint(each.attributes.get("class", "").split())
            ),
        )
    )


def clean_tex(tex: str) -> str:
    """Return `tex` without delimiters and what a platform wraps around it, on lines that are not empty."""
    if tex.startswith("\0"):
        from_mathml = parse_mathml(tex[1:])
        return mathml_to_tex(from_mathml) if from_mathml else ""
    if match := DELIMITED.fullmatch(tex):
        tex = match["a"] or match["b"] or match["c"] or match["d"]
    if (match := DISPLAY_STYLE.fullmatch(tex.strip())) and is_balanced(match["tex"]):
        tex = match["tex"]
    tex = (
        tex.rstrip()
        .removesuffix("\\\\")
        .replace("\xa0", " ")
        .replace("\u200b", "")
        .replace("$$", " ")
        .strip()
    )
    return re.sub(r"\n\s*\n", "\n", tex)


def is_balanced(tex: str) -> bool:
    """Whether no brace in `tex` closes one before it."""
    depth = 0
    for sign in re.findall(r"(?<!\\)[{}]", tex):
        depth += 1 if sign == "{" else -1
        if depth < 0:
            return False
    return depth == 0


def parse_mathml(mathml: str) -> Element | None:
    """Return the `math` element in `mathml`, which is the value of an attribute."""
    return find_first(parse_fragment(mathml), lambda each: each.tag == "math")
