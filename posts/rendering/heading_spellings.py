"""How other programs spell the id of a heading, so that links written for them still find it.

GitHub, Jekyll and Hugo: TableOfContentsFilter of html-pipeline, WithAutoHeadingID of Goldmark; Blackfriday:
SanitizedAnchorName; kramdown: auto_ids; Hexo: slugize of hexo-util; VitePress: slugify of mdit-vue.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

HEXO_SEPARATORS = re.compile(r"[\s~`!@#$%^&*()\-_+=\[\]{}|\\;:\"'<>,.?/]+")
VITEPRESS_SEPARATORS = re.compile(r"[\s~`!@#$%^&*()\-_+=\[\]{}|\\;:\"'“”‘’<>,.?/]+")


def spell_as_github(text: str) -> str:
    """Lower case, without punctuation, a hyphen for each space."""
    return re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", text.lower()))


def spell_as_blackfriday(text: str) -> str:
    """Lower case, a hyphen for each run of anything else: of Hugo before 0.60."""
    return re.sub(r"[\W_]+", "-", text.lower()).strip("-")


def spell_as_kramdown(text: str) -> str:
    """ASCII alone, from its first letter on."""
    kept = re.sub(r"[^a-z0-9 -]", "", re.sub(r"^[^a-z]+", "", text.lower()))
    return kept.replace(" ", "-") or "section"


def spell_as_hexo(text: str) -> str:
    """Punctuation of Han stays, and so does case."""
    return HEXO_SEPARATORS.sub("-", remove_accents(text)).strip("-")


def spell_as_vitepress(text: str) -> str:
    """Without accents, and with a line before a digit at its beginning."""
    return re.sub(r"^(\d)", r"_\1", VITEPRESS_SEPARATORS.sub("-", remove_accents(text)).strip("-").lower())


def spell_as_typed(text: str) -> str:
    """With hyphens for spaces alone: of markdown-it-anchor."""
    return re.sub(r"\s+", "-", text.strip().lower())


SPELLINGS: tuple[Callable[[str], str], ...] = (
    spell_as_github,
    spell_as_blackfriday,
    spell_as_kramdown,
    spell_as_hexo,
    spell_as_vitepress,
    spell_as_typed,
)


class HeadingSpellings:
    """The ids of headings by their other spellings, where only one heading has that spelling.

    `headings` are the id and the text of each, in the order of the post: a text that comes again is numbered.
    """

    def __init__(self, headings: Iterable[tuple[str, str]]) -> None:
        self.names: defaultdict[str, set[str]] = defaultdict(set)
        self.folded_names: defaultdict[str, set[str]] = defaultdict(set)
        seen: Counter[tuple[int, str]] = Counter()
        for name, text in headings:
            self.folded_names[fold_fragment(name)].add(name)
            for number, spell in enumerate(SPELLINGS):
                base = spell(text).casefold()
                count = seen[number, base]
                seen[number, base] += 1
                self.names[f"{base}-{count}" if count else base].add(name)

    def find_id(self, fragment: str) -> str | None:
        """Return the id that `fragment` means: by a spelling, else by letters and digits."""
        folded = fold_fragment(fragment)
        for names in (self.names.get(fragment.casefold()), self.folded_names.get(folded)):
            if names and len(names) == 1 and folded:
                return min(names)
        return None


def fold_fragment(fragment: str) -> str:
    """Return the letters and digits of `fragment`, without case and accents."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", fragment).casefold()))


def remove_accents(text: str) -> str:
    """Return `text` without combining marks, but with the characters that are made of them otherwise."""
    return "".join(character for character in unicodedata.normalize("NFKD", text) if not is_mark(character))


def is_mark(character: str) -> bool:
    """Whether `character` is one of U+0300 to U+036F."""
    return "\u0300" <= character <= "\u036f"
