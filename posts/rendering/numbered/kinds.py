"""The table of what can have a number: theorems and the like, figures, tables, listings, equations, sections.

Prefixes of keys are Quarto's (https://quarto.org/docs/authoring/cross-references.html), styles those of the
LaTeX package amsthm.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain

FALLBACK_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class NumberedKind:
    """A kind, by the `name` that a label has it under; its keys begin with `prefix`, as in `{#thm-x}`.

    `style` is that of a theorem ("plain", "definition", "remark", "proof"), empty for all that is none. What
    `needs_mark` has a number with a label or `.numbered` only: its name means something else without. `names`
    are what readers see, by language; `aliases` what authors write beside `name`; `form` is around a number.
    """

    name: str
    prefix: str
    style: str
    names: Mapping[str, str]
    aliases: tuple[str, ...] = ()
    needs_mark: bool = False
    forms: Mapping[str, str] | None = None

    @property
    def is_counted(self) -> bool:
        """Whether one without a label has a number."""
        return bool(self.style) and self.style != "proof"

    def name_in(self, language: str) -> str:
        """Return the name in `language` (a BCP 47 tag), or in English."""
        return self.names.get(language, self.names[FALLBACK_LANGUAGE])

    def format_number(self, number: str, language: str) -> str:
        """Return how readers see a thing of this kind named: "定理 3", "Equation (2)", "第 1 节"."""
        forms = self.forms or {}
        form = forms.get(language) or forms.get("") or "{name} {number}"
        return form.format(name=self.name_in(language), number=number) if number else self.name_in(language)


def name_kind(en: str, hans: str, hant: str, ja: str) -> dict[str, str]:
    """Return the names of a kind by language."""
    return {"en": en, "zh-Hans": hans, "zh-Hant": hant, "ja": ja}


NUMBERED_KINDS = (
    NumberedKind("theorem", "thm", "plain", name_kind("Theorem", "定理", "定理", "定理"), ("thm",)),
    NumberedKind("lemma", "lem", "plain", name_kind("Lemma", "引理", "引理", "補題"), ("lem",)),
    NumberedKind("proposition", "prp", "plain", name_kind("Proposition", "命题", "命題", "命題"), ("prop",)),
    NumberedKind("corollary", "cor", "plain", name_kind("Corollary", "推论", "推論", "系"), ("cor", "coro")),
    NumberedKind("conjecture", "cnj", "plain", name_kind("Conjecture", "猜想", "猜想", "予想"), ("conj",)),
    NumberedKind(
        "definition", "def", "definition", name_kind("Definition", "定义", "定義", "定義"), ("defn", "dfn")
    ),
    NumberedKind(
        "assumption", "asm", "definition", name_kind("Assumption", "假设", "假設", "仮定"), ("assum",)
    ),
    NumberedKind("example", "exm", "definition", name_kind("Example", "例", "例", "例"), needs_mark=True),
    NumberedKind("exercise", "exr", "definition", name_kind("Exercise", "练习", "練習", "演習"), ("exer",)),
    NumberedKind(
        "algorithm", "alg", "definition", name_kind("Algorithm", "算法", "演算法", "アルゴリズム"), ("algo",)
    ),
    NumberedKind("remark", "rem", "remark", name_kind("Remark", "注", "註", "注"), ("rem", "rmk")),
    NumberedKind("proof", "prf", "proof", name_kind("Proof", "证明", "證明", "証明"), ("prf", "pf")),
    NumberedKind("solution", "sol", "proof", name_kind("Solution", "解", "解", "解"), ("sol",)),
    NumberedKind("figure", "fig", "", name_kind("Figure", "图", "圖", "図"), needs_mark=True),
    NumberedKind("table", "tbl", "", name_kind("Table", "表", "表", "表"), needs_mark=True),
    NumberedKind("listing", "lst", "", name_kind("Listing", "代码", "程式碼", "リスト"), needs_mark=True),
    NumberedKind(
        "equation",
        "eq",
        "",
        name_kind("Equation", "式", "式", "式"),
        needs_mark=True,
        forms={"": "{name} ({number})"},
    ),
    NumberedKind(
        "section",
        "sec",
        "",
        name_kind("Section", "节", "節", "節"),
        needs_mark=True,
        forms={"zh-Hans": "第 {number} 节", "zh-Hant": "第 {number} 節", "ja": "第 {number} 節"},
    ),
)

KINDS_BY_NAME = {kind.name: kind for kind in NUMBERED_KINDS}
KINDS_BY_PREFIX = {kind.prefix: kind for kind in NUMBERED_KINDS} | {"tab": KINDS_BY_NAME["table"]}
# What stands in `[!…]`, as a class of `:::`, or in `\begin{…}`.
THEOREM_NAMES = {
    name.casefold(): kind
    for kind in reversed(NUMBERED_KINDS)
    if kind.style
    for name in chain((kind.name, *kind.aliases), kind.names.values())
}
# LaTeX's `algorithm` holds commands of a package of its own.
THEOREM_ENVIRONMENTS = sorted(
    (name for name, kind in THEOREM_NAMES.items() if name.isascii() and kind.name != "algorithm"),
    key=len,
    reverse=True,
)
KEY_PREFIXES = "|".join(sorted(KINDS_BY_PREFIX, key=len, reverse=True))
KEY_PREFIX = re.compile(rf"(?P<prefix>{KEY_PREFIXES})[-:]", re.IGNORECASE)


def find_kind_of_key(key: str) -> NumberedKind | None:
    """Return the kind that `key` tells by its prefix, or None."""
    match = KEY_PREFIX.match(key)
    return KINDS_BY_PREFIX[match["prefix"].lower()] if match else None


def format_label(kind: str, number: str, name: str, language: str) -> str:
    """Return what a reference from another post shows of a label; its `name` where it has no number."""
    known = KINDS_BY_NAME[kind]
    return known.format_number(number, language) if number else name or known.name_in(language)
