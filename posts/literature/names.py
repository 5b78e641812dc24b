"""Names of authors and editors, from BibTeX and from what people type, as CSL-JSON has them."""

import re
from collections.abc import Iterable

from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names

from posts.literature.tex_text import tex_to_text

CslName = dict[str, str]

HAN_IDEOGRAPH = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
MAX_NAMES = 2_000
MAX_NAMES_CHARACTERS = 100_000
SEPARATORS = re.compile(r"\s*[;；\n]\s*")
HAN_SEPARATORS = re.compile(r"\s*[,，、;；]\s*")
# What stands for authors who are not named; in a list of Chinese names as there.
OTHERS, HAN_OTHERS = {"literal": "et al."}, {"literal": "等"}


def parse_bibtex_names(value: str) -> list[CslName]:
    """Return the names in a field of BibTeX; "and others" is one more name, "et al." or "等"."""
    if len(value) > MAX_NAMES_CHARACTERS:
        return [{"literal": tex_to_text(value[:1000])}]
    typed = split_multiple_persons_names(" ".join(value.split()))
    names = (name for part in typed[:MAX_NAMES] for name in split_han_names(part))
    return [parsed for parsed in map(parse_bibtex_name, names) if parsed]


def split_han_names(typed: str) -> list[str]:
    """Return several Chinese names that stand in one as "王小明, 李华, 张三"; else `typed` alone."""
    parts = HAN_SEPARATORS.split(typed)
    is_list = len(parts) > 1 and all(
        HAN_IDEOGRAPH.match(part) and len(part) > 1 for part in parts if part not in {"等"}
    )
    return parts if is_list else [typed]


def parse_bibtex_name(typed: str) -> CslName:
    """Return one name; in braces, or of Chinese characters without a comma, it is not divided."""
    typed = typed.strip().strip(",")
    plain = tex_to_text(typed)
    if plain.lower() in {"others", "et al", "et al."}:
        return dict(OTHERS)
    is_grouped = typed.startswith("{") and typed.endswith("}") and is_one_group(typed)
    if is_grouped or (HAN_IDEOGRAPH.match(plain) and not re.search("[,，]", plain)):
        return {"literal": plain} if plain else {}
    if typed.count(",") > 2:
        return {"literal": plain} if plain else {}
    if HAN_IDEOGRAPH.match(plain):
        family, given = (part.strip() for part in re.split("[,，]", plain, maxsplit=1))
        return {"family": family, "given": given} if given else {"literal": family}
    parts = parse_single_name_into_parts(typed, strict=False)
    named = {
        "given": parts.first,
        "non-dropping-particle": parts.von,
        "family": parts.last,
        "suffix": parts.jr,
    }
    name = {part: tex_to_text(" ".join(words)) for part, words in named.items() if words}
    if name.keys() == {"family"}:
        return {"literal": name["family"]} if " " in name["family"] else name
    return {part: text for part, text in name.items() if text}


def is_one_group(typed: str) -> bool:
    """Whether the brace that opens `typed` is closed at its end."""
    depth = 0
    for position, character in enumerate(typed):
        depth += (character == "{") - (character == "}")
        if depth == 0:
            return position == len(typed) - 1
    return False


def parse_typed_names(text: str) -> list[CslName]:
    """Return names as people type them, one a line: "Family, Given", "Given Family" or "王小明"."""
    lines = [line for line in SEPARATORS.split(text) if line.strip()]
    return [name for line in lines[:MAX_NAMES] for name in parse_bibtex_names(line)]


def format_typed_names(names: Iterable[CslName]) -> str:
    """Return `names` as the form shows them; read again they are the same."""
    return "\n".join(filter(None, map(format_typed_name, names)))


def format_typed_name(name: CslName) -> str:
    literal = name.get("literal", "")
    if literal:
        return literal if name == OTHERS or HAN_IDEOGRAPH.match(literal) else f"{{{literal}}}"
    particle = name.get("non-dropping-particle") or name.get("dropping-particle", "")
    family = " ".join(filter(None, (particle, name.get("family", ""))))
    return ", ".join(filter(None, (family, name.get("suffix", ""), name.get("given", ""))))


def format_name(name: CslName) -> str:
    """Return `name` as a list shows it: "Jörg Müller", "王小明"."""
    if name.get("literal"):
        return name["literal"]
    parts = (name.get("given", ""), name.get("non-dropping-particle", ""), name.get("family", ""))
    if HAN_IDEOGRAPH.match(name.get("family", "")):
        return f"{name['family']}{name.get('given', '')}"
    return " ".join(filter(None, (*parts, name.get("suffix", ""))))
