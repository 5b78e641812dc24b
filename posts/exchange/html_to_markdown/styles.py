"""What the style of an element says of its text: style attributes, and rules for classes in `<style>`."""

import re
from collections.abc import Mapping
from functools import lru_cache

STYLE_ELEMENT = re.compile(r"<style\b[^<>]*>(?P<css>.*?)</style\s*>", re.DOTALL | re.IGNORECASE)
CLASS_RULE = re.compile(
    r"\.(?P<name>[A-Za-z][\w-]*)(?P<others>[^{}]{0,500})\{(?P<declarations>[^{}]{0,5000})\}"
)
DECLARATION = re.compile(r"(?P<name>[a-z-]+)\s*:\s*(?P<value>[^;]+)")
MONOSPACE = re.compile(
    r"monospace|courier|consolas|menlo|monaco|source code|fira code|jetbrains mono|cascadia|roboto mono"
    r"|sfmono|sf mono|ubuntu mono|dejavu sans mono|inconsolata|lucida console"
)
BOLD = re.compile(r"bold(?:er)?|[6-9]00|1000")
WHITE = re.compile(
    r"transparent|white|inherit|initial|unset|none|#fff(?:fff)?(?![0-9a-f])|rgba?\(255,\s*255,\s*255|rgba\(.*,\s*0\)"
)
HIDDEN = (
    ("display", "none"),
    ("visibility", "hidden"),
    ("mso-hide", "all"),
    ("font-size", "0"),
    ("font-size", "0px"),
    ("font-size", "0pt"),
)


@lru_cache(4096)
def parse_style(style: str) -> Mapping[str, str]:
    """Return the declarations of a style attribute, in lower case."""
    text = style.replace("\n", " ").replace("&quot;", '"').lower()
    return {match["name"]: match["value"].strip() for match in DECLARATION.finditer(text)}


def read_class_rules(html: str) -> dict[str, str]:
    """Return the declarations that the style elements of `html` have for single classes."""
    rules: dict[str, str] = {}
    for element in STYLE_ELEMENT.finditer(html):
        for rule in CLASS_RULE.finditer(element["css"]):
            if not rule["others"].strip() or rule["others"].lstrip().startswith(","):
                rules[rule["name"]] = f"{rules.get(rule['name'], '')};{rule['declarations']}"
    return rules


@lru_cache(4096)
def read_marks(style: str) -> Mapping[str, bool]:
    """Return which marks a style sets (True) or takes away (False)."""
    declarations = parse_style(style)
    marks: dict[str, bool] = {}
    if weight := declarations.get("font-weight"):
        marks["strong"] = bool(BOLD.match(weight))
    if slant := declarations.get("font-style"):
        marks["em"] = slant.startswith(("italic", "oblique"))
    decoration = declarations.get("text-decoration", "") + declarations.get("text-decoration-line", "")
    if decoration:
        marks["del"] = "line-through" in decoration
        marks["u"] = "underline" in decoration
    if align := declarations.get("vertical-align"):
        marks["sup"], marks["sub"] = align == "super", align == "sub"
    if MONOSPACE.search(declarations.get("font-family", "")):
        marks["mono"] = True
    highlight = declarations.get("mso-highlight", "")
    if highlight:
        marks["mark"] = highlight not in {"none", "white"}
    return marks


@lru_cache(4096)
def is_hidden_style(style: str) -> bool:
    """Whether a style hides what it is for."""
    declarations = parse_style(style)
    return any(declarations.get(name) == value for name, value in HIDDEN)


@lru_cache(4096)
def keeps_line_ends(style: str) -> bool | None:
    """Whether line ends in the text are shown; None where the style does not say."""
    value = parse_style(style).get("white-space")
    return None if value is None or value == "inherit" else value.startswith(("pre", "break-spaces"))


@lru_cache(4096)
def is_highlighted(style: str) -> bool:
    """Whether a style sets a background that is not white."""
    declarations = parse_style(style)
    background = declarations.get("background-color", "") or declarations.get("background", "")
    return bool(background) and not WHITE.match(background)
