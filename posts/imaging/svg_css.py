"""Cleaning of the CSS in a drawing: nothing in it loads anything.

Only functions that compute are kept, which leaves out `url()` to elsewhere, `src()`, `image-set()` and what
is to come; of the at-rules only those that hold rules. https://www.w3.org/TR/css-syntax-3/
"""

import re

MAX_CSS_LENGTH = 500_000  # characters
SVG_CSS_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
# A string, an address without quotes, or a sign that ends something.
CSS_TOKEN = re.compile(
    r"\"[^\"\n]*\"?|'[^'\n]*'?|(?i:url)\(\s*[^\s\"'()][^\"'()]*\)?|[{};]|[^\"'{};u]+|u", re.IGNORECASE
)
CSS_STRING = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'")
SVG_CSS_DECLARATION = re.compile(r"\s*(?P<name>-{0,2}[A-Za-z][\w-]*)\s*:(?P<value>.*)", re.DOTALL)
CSS_FUNCTION = re.compile(r"(?<![\w-])([\w-]*+)\(")
LOCAL_URL = re.compile(r"url\(\s*(?P<quote>[\"']?)#[\w.:\-\u0080-\U0010ffff]+(?P=quote)\s*\)", re.IGNORECASE)
FUNCTION_NAMES = """
    rgb rgba hsl hsla hwb lab lch oklab oklch color color-mix light-dark
    calc min max clamp round sin cos tan sqrt abs var
    matrix matrix3d translate translatex translatey translate3d scale scalex scaley scale3d
    rotate rotatex rotatey rotatez rotate3d skew skewx skewy perspective cubic-bezier steps linear
    blur brightness contrast drop-shadow grayscale hue-rotate invert opacity saturate sepia
    circle ellipse inset polygon path rect
"""
COMPUTING_FUNCTIONS = frozenset(FUNCTION_NAMES.split())
# Properties by which old browsers ran or loaded something, whatever their value.
REFUSED_PROPERTIES = frozenset({"behavior", "-moz-binding", "-ms-behavior"})
NESTING_RULES = re.compile(r"@(?:media|supports|(?:-webkit-)?keyframes)\b[^@]*", re.IGNORECASE)
# A backslash hides letters; markup and at-rules in a value are meant for another parser.
HIDING_SIGNS = ("\\", "<", "&", "@")


def is_safe_value(value: str) -> bool:
    """Whether `value`, of a property or an attribute, computes and refers only within the drawing."""
    rest = LOCAL_URL.sub("", SVG_CSS_COMMENT.sub(" ", value))
    if any(sign in rest for sign in HIDING_SIGNS):
        return False
    return all(name.lower() in COMPUTING_FUNCTIONS | {""} for name in CSS_FUNCTION.findall(rest))


def is_safe_declaration(text: str) -> bool:
    """Whether `text` is a declaration, such as `fill: red`, that loads nothing."""
    match = SVG_CSS_DECLARATION.fullmatch(text)
    if not match or re.search(r"[\"']", CSS_STRING.sub("", match["value"])):
        return False
    return match["name"].lower() not in REFUSED_PROPERTIES and is_safe_value(match["value"])


def clean_declarations(css: str) -> str:
    """Return the safe declarations of a style attribute, separated by semicolons."""
    css = SVG_CSS_COMMENT.sub(" ", css[:MAX_CSS_LENGTH])
    parts = [""]
    for part in CSS_TOKEN.findall(css):
        if part in {"{", "}"}:
            break  # no style attribute has blocks
        if part == ";":
            parts.append("")
        else:
            parts[-1] += part
    return ";".join(text.strip() for text in parts if is_safe_declaration(text))


def clean_style_sheet(css: str) -> str:
    """Return a style sheet with its safe rules and declarations."""
    cleaner = _StyleSheetCleaner()
    for part in CSS_TOKEN.findall(SVG_CSS_COMMENT.sub(" ", css[:MAX_CSS_LENGTH])):
        cleaner.read(part)
    return cleaner.finish()


class _StyleSheetCleaner:
    """Reads a style sheet part by part; what is not safe is left out, with its block."""

    def __init__(self) -> None:
        self.kept: list[str] = []
        self.statement: list[str] = []
        self.depth = 0
        # The depth of the block that is left out; None outside of one.
        self.skipped: int | None = None

    def read(self, part: str) -> None:
        if part == "{":
            self.open_block()
        elif part == "}":
            self.close_block()
        elif part == ";":
            self.end_declaration()
        else:
            self.statement.append(part)

    def open_block(self) -> None:
        prelude = self.take_statement()
        self.depth += 1
        is_rule = NESTING_RULES.fullmatch(prelude) if prelude.startswith("@") else True
        if self.skipped is None:
            if is_rule and not any(sign in prelude.removeprefix("@") for sign in HIDING_SIGNS):
                self.kept.append(f"{prelude}{{")
            else:
                self.skipped = self.depth

    def close_block(self) -> None:
        self.end_declaration()
        if not self.depth:
            return
        if self.skipped is None:
            self.kept.append("}")
        elif self.skipped == self.depth:
            self.skipped = None
        self.depth -= 1

    def end_declaration(self) -> None:
        text = self.take_statement()
        if self.depth and self.skipped is None and is_safe_declaration(text):
            self.kept.append(f"{text};")

    def take_statement(self) -> str:
        text = "".join(self.statement).strip()
        self.statement.clear()
        return text

    def finish(self) -> str:
        """Return what was kept, with every block closed, as CSS closes it at the end."""
        while self.depth:
            self.close_block()
        return "".join(self.kept)
