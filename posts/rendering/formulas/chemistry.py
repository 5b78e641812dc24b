r"""Chemical equations as mhchem has them: `\ce{SO4^2- + Ba^2+ -> BaSO4 v}`.

After the public manual of mhchem's syntax: formulas, charges, isotopes, states, bonds, addition compounds,
arrows with labels. An equation is read from left to right; whether a sign is a charge, a bond or a plus
depends on what stands before and behind it.
"""

import re
from collections.abc import Callable

from posts.rendering.formulas.chemistry_output import ChemistryOutput
from posts.rendering.formulas.chemistry_scripts import (
    SCRIPT,
    is_isotope,
    read_balanced,
    translate_script,
    translate_text,
)
from posts.rendering.formulas.chemistry_signs import ARROWS, BONDS, UNEVEN_ARROWS, UNICODE_ARROWS
from posts.rendering.formulas.tex import TexError

# Labels of arrows may hold arrows with labels.
MAX_LABEL_DEPTH = 4

# Commands with arguments that are chemistry too.
CHEMICAL_ARGUMENTS = {
    **dict.fromkeys(("frac", "dfrac", "tfrac", "overset", "underset", "stackrel"), 2),
    **dict.fromkeys(("overbrace", "underbrace", "overline", "underline", "cancel", "boxed"), 1),
}
CHEMICAL_TOKEN = re.compile(
    r"(?P<space>\s+)"
    r"|(?P<arrow><-->|<->|<=>>|<<=>|<=>|->|<-|[→⟶←⟵↔⇄⇌])"
    r"|(?P<dots>\.\.\.|…)"
    r"|(?P<break>\\\\(?:\[[^\]]*\])?|&)"
    r"|\\(?P<command>[A-Za-z]+)|(?P<escaped>\\.)"
    r"|(?P<group>\{)|(?P<math>\$)|(?P<script>[\^_])|(?P<primes>'+)"
    r"|(?P<letters>[A-Za-z]+)|(?P<digits>\d+)"
    r"|(?P<sign>[+\-−]+)|(?P<bond>[=#≡])|(?P<dot>[*.·•])"
    r"|(?P<open>[(\[])|(?P<close>[)\]])|(?P<punctuation>[,;:])|(?P<words>[^\x00-\x7f]+)|(?P<other>.)",
    re.DOTALL,
)
# At the beginning of a word.
AMOUNT = re.compile(
    r"(?P<numerator>\d+|[a-z])/(?P<denominator>\d+)|\(\d+/\d+\)(?=\s)|\d+(?:[.,]\d+)?|[kmnxy](?=[A-Z(\[])"
)
OPERATOR = re.compile(r"(?:[+\-−=<>≈±]|<<|>>|\\(?:pm|approx|neq|leq|geq|ll|gg))(?=\s|$)")
VARIABLE_WORD = re.compile(r"[a-z](?=\s|$)")
LONE_ARROW = re.compile(r"(?:v|\^|\([v^]\))(?=\s|$)")
STATE = re.compile(r"\((?:aq|s|l|g|ads|am|cr|sln)\b")
ELEMENT = re.compile(r"[A-Z][a-z]*|[a-z]+")
# Right behind an amount, what it counts.
COUNTED = re.compile(r"[A-Z$\[(\\]")
# After a sign that is a bond, and no charge.
BONDED = re.compile(r"[A-Za-z0-9$\[({\\]")


def translate_chemistry(source: str, depth: int = 0) -> str:
    """Return an equation as TeX; raise TexError where it cannot be read."""
    if depth > MAX_LABEL_DEPTH:
        raise TexError(r"The arrows in “\ce” are nested too deep.")
    return ChemistryReader(source, depth).translate()


class ChemistryReader(ChemistryOutput):
    """Reads one equation from left to right."""

    def __init__(self, source: str, depth: int) -> None:
        super().__init__()
        self.source = source.strip()
        self.depth = depth
        self.position = 0

    def translate(self) -> str:
        while self.position < len(self.source):
            if not (self.at_start and self.read_word_start()):
                self.read_token()
        return "".join(self.output)

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Return what matches here, and go on behind it."""
        if match := pattern.match(self.source, self.position):
            self.position = match.end()
        return match

    def read_word_start(self) -> bool:
        """Read what means something at the beginning of a word only; return whether there was any."""
        is_apart = not self.position or self.source[self.position - 1].isspace()
        if is_apart and (match := self.match(LONE_ARROW)):
            self.add_sign(r"\uparrow" if "^" in match[0] else r"\downarrow")
        elif is_apart and (match := self.match(OPERATOR)):
            self.add_sign(match[0] if self.output else f"{{{match[0]}}}")
        elif match := self.match(AMOUNT):
            is_fraction = match["denominator"]
            amount = rf"\tfrac{{{match['numerator']}}}{{{match['denominator']}}}" if is_fraction else match[0]
            self.add_part(amount.replace(",", "{,}"), is_start=True)
            self.gap = r"\," if COUNTED.match(self.source, self.position) else ""
        elif is_apart and (match := self.match(VARIABLE_WORD)):
            self.add_part(match[0], is_start=True)
        else:
            return False
        return True

    def read_token(self) -> None:
        match = self.match(CHEMICAL_TOKEN)
        assert match  # noqa: S101  (the last alternative takes any character)
        kind = match.lastgroup or ""
        READERS[kind](self, match["command"] or match[0])

    def read_space(self, text: str) -> None:
        self.gap = "" if self.after_sign or not self.output else r"\," if self.at_start else r"\ "
        self.at_start, self.has_base, self.scripts = True, False, ""

    def read_arrow(self, text: str) -> None:
        arrow = UNICODE_ARROWS.get(text, text)
        above, below = self.read_label(), self.read_label()
        if arrow in UNEVEN_ARROWS:
            long, short = UNEVEN_ARROWS[arrow]
            label = above or r"\quad"
            stacked = rf"\underset{{{short}}}{{{long}{{{label}}}}}"
            self.add_sign(rf"\underset{{{below}}}{{{stacked}}}" if below else stacked)
        elif above or below:
            option = f"[{{{below}}}]" if below else ""
            self.add_sign(f"{ARROWS[arrow][0]}{option}{{{above}}}")
        else:
            self.add_sign(ARROWS[arrow][1])

    def read_label(self) -> str:
        """Take a label in brackets behind an arrow, if there is one."""
        if not self.source.startswith("[", self.position):
            return ""
        label = read_balanced(self.source, self.position, "[", "]")
        self.position += len(label) + 2
        return translate_chemistry(label, self.depth + 1)

    def read_dots(self, text: str) -> None:
        self.add_part(r"{\cdots}")

    def read_break(self, text: str) -> None:
        self.add_sign(text)

    def read_command(self, name: str) -> None:
        if name == "bond":
            kind = self.read_group()
            if kind not in BONDS:
                raise TexError(rf"“\bond{{{kind}}}” is not known.")
            self.add_part(BONDS[kind])
        elif name == "ca":
            self.add_part(r"{\sim}", is_start=True)
        elif count := CHEMICAL_ARGUMENTS.get(name):
            arguments = [translate_chemistry(self.read_group(), self.depth) for _ in range(count)]
            self.add_part(rf"\{name}" + "".join(f"{{{argument}}}" for argument in arguments))
        else:
            self.add_part(rf"\{name}" + "".join(f"{{{group}}}" for group in self.read_groups()) + " ")

    def read_group(self) -> str:
        """Take the next argument in braces."""
        self.match(re.compile(r"\s*"))
        if not self.source.startswith("{", self.position):
            return ""
        content = read_balanced(self.source, self.position, "{", "}")
        self.position += len(content) + 2
        return content

    def read_groups(self) -> list[str]:
        groups = []
        while self.source.startswith("{", self.position):
            groups.append(self.read_group())
        return groups

    def read_escaped(self, text: str) -> None:
        if text == r"\{":
            self.read_open(text)
        else:
            self.add_part(text)

    def read_words_in_braces(self, brace: str) -> None:
        self.position -= 1
        content = self.read_group()
        if content.strip():
            self.add_part(translate_text(content))
        else:
            self.has_base = False

    def read_math(self, text: str) -> None:
        """Read a formula between dollars, which stays as it is."""
        end = self.find_math_end()
        content = self.source[self.position : end]
        self.position = end + 1
        is_amount = self.at_start and self.source[end + 1 : end + 2].isspace()
        self.add_part(f"{{{content}}}", is_start=is_amount)

    def find_math_end(self) -> int:
        depth = 0
        for match in re.compile(r"\\.|[{}$]", re.DOTALL).finditer(self.source, self.position):
            depth += {"{": 1, "}": -1}.get(match[0], 0)
            if match[0] == "$" and not depth:
                return match.start()
        raise TexError(r"A “$” in “\ce” is never closed.")

    def read_script(self, mark: str) -> None:
        if self.source.startswith("{", self.position):
            content = self.read_group()
        elif self.source.startswith("$", self.position):
            self.position += 1
            end = self.find_math_end()
            content = self.source[self.position - 1 : end + 1]
            self.position = end + 1
        else:
            match = self.match(SCRIPT)
            content = match[0] if match else ""
            if mark == "^" and self.has_base and is_isotope(content, self.source[self.position :][:1]):
                self.has_base = False
        self.add_script(mark, translate_script(content))

    def read_primes(self, text: str) -> None:
        self.add_script("^", r"\prime" * len(text))

    def read_letters(self, text: str) -> None:
        """Read elements; the last is a part of its own, to which an index belongs."""
        elements = ELEMENT.findall(text)
        if len(elements) > 1:
            self.add_part(rf"\mathrm{{{''.join(elements[:-1])}}}")
        self.add_part(rf"\mathrm{{{elements[-1]}}}")

    def read_digits(self, text: str) -> None:
        if self.has_base:
            self.add_script("_", text, is_index=True)
        else:
            self.add_part(text)

    def read_sign(self, text: str) -> None:
        """Read a charge, a bond or a plus."""
        following = self.source[self.position : self.position + 1]
        is_bonded = BONDED.match(following) and not STATE.match(self.source, self.position)
        if self.has_base and not is_bonded:
            self.add_script("^", text.replace("−", "-"))
        else:
            is_bond = self.has_base and "+" not in text
            self.add_part(f"{{{text}}}", is_start=not is_bond)

    def read_bond(self, text: str) -> None:
        self.add_part(r"{\equiv}" if text in "#≡" else "{=}")

    def read_dot(self, text: str) -> None:
        """Read the dot of an addition compound, or one at the end of a sentence."""
        is_inside = bool(BONDED.match(self.source, self.position)) or text in "*·"
        is_radical = text == "•"
        self.add_part(
            r"{\bullet}" if is_radical else r"{\cdot}" if is_inside else text, is_start=not is_radical
        )
        self.gap = ""

    def read_open(self, text: str) -> None:
        self.add_part(rf"\,{text}" if self.has_base and STATE.match(self.source, self.position - 1) else text)
        self.at_start, self.has_base = True, False

    def read_close(self, text: str) -> None:
        self.gap = ""
        self.add_part(text)

    def read_punctuation(self, text: str) -> None:
        self.add_part(text, is_start=True)

    def read_words(self, text: str) -> None:
        self.add_part(rf"\text{{{text}}}")

    def read_other(self, text: str) -> None:
        self.add_part({"%": r"\%", "~": r"\ "}.get(text, text), is_start=True)


READERS: dict[str, Callable[[ChemistryReader, str], None]] = {
    "space": ChemistryReader.read_space,
    "arrow": ChemistryReader.read_arrow,
    "dots": ChemistryReader.read_dots,
    "break": ChemistryReader.read_break,
    "command": ChemistryReader.read_command,
    "escaped": ChemistryReader.read_escaped,
    "group": ChemistryReader.read_words_in_braces,
    "math": ChemistryReader.read_math,
    "script": ChemistryReader.read_script,
    "primes": ChemistryReader.read_primes,
    "letters": ChemistryReader.read_letters,
    "digits": ChemistryReader.read_digits,
    "sign": ChemistryReader.read_sign,
    "bond": ChemistryReader.read_bond,
    "dot": ChemistryReader.read_dot,
    "open": ChemistryReader.read_open,
    "close": ChemistryReader.read_close,
    "punctuation": ChemistryReader.read_punctuation,
    "words": ChemistryReader.read_words,
    "other": ChemistryReader.read_other,
}
