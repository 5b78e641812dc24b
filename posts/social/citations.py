r"""A post as a reference in three styles: BibTeX, GB/T 7714—2015 and APA (7th edition).

GB/T 7714—2015, 8.12 and table B.2: `names. title[EB/OL]. (date)[date of citation]. address.` The day on which
a reader cites is unknown here, so each text comes as two parts, between which it belongs in that style.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

MONTHS = [
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
]  # fmt: skip
BIBTEX_MONTHS = [name[:3].lower() for name in MONTHS]

# Han, kana and Hangul: a name is written as it is, the family first.
EAST_ASIAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]")
# Names of groups are not turned round.
GROUP_WORD = re.compile(
    r"\d|\b(?:the|team|group|lab|labs|laboratory|university|institute|department|blog|editors?|authors|inc|ltd"
    r"|foundation|project|community|company|staff|and)\b|&",
    re.IGNORECASE,
)
MAX_PERSON_WORDS = 4
# Words before a family name that belong to it.
PARTICLES = frozenset(
    {
        "al",
        "bin",
        "da",
        "de",
        "del",
        "della",
        "den",
        "der",
        "di",
        "du",
        "la",
        "le",
        "ten",
        "ter",
        "van",
        "von",
    }
)
SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"})
# GB/T 7714—2015, 8.1.2: of more than three the first three. APA 7, 9.8: of more than twenty the first
# nineteen and the last.
GBT_NAMES, APA_NAMES = 3, 20

MATH = re.compile(r"(\$\$?(?!\s)[^$]+?(?<!\s)\$\$?)")
# BibTeX counts `\{` as a brace as well: one without the other would end the entry elsewhere.
TEX_ESCAPES = str.maketrans(
    {
        "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
        "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#",
        "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    }
)  # fmt: skip
SENTENCE_ENDS = (".", "?", "!", "…", "。", "？", "！")


@dataclass(frozen=True, slots=True)
class CitedPost:
    """What a reference names. `tex_title` has formulas between dollar signs, `title` has them in Unicode.

    `version`: the number of the version that is cited, 0 for the post, whatever becomes of it; `changed` is
    when that version was made. `corrected`: the day of the last correction that it has.
    """

    title: str
    tex_title: str
    authors: Sequence[str]
    published: date
    site: str
    url: str
    slug: str
    version: int = 0
    changed: date | None = None
    corrected: date | None = None

    @property
    def modified(self) -> date:
        """When it was published, or changed for those who cite it."""
        return self.changed or self.corrected or self.published


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name in its parts; `given` is empty for names that are not turned round."""

    family: str
    given: str = ""

    @property
    def is_east_asian(self) -> bool:
        return bool(EAST_ASIAN.search(self.family))


@dataclass(frozen=True, slots=True)
class Citation:
    """A reference in one style. The day of citation may be put between `start` and `end`."""

    style: str
    start: str
    end: str = ""

    def __str__(self) -> str:
        return self.start + self.end


def build_citations(post: CitedPost) -> list[Citation]:
    """Return the references to `post`, in the order in which they are shown."""
    start, end = format_gbt_parts(post)
    return [
        Citation("BibTeX", format_bibtex(post)),
        Citation("GB/T 7714", start, end),
        Citation("APA", format_apa(post)),
    ]


def format_bibtex(post: CitedPost) -> str:
    """Return an entry for BibTeX and biblatex; its key is ASCII."""
    fields = {
        "author": " and ".join(format_bibtex_name(split_name(name)) for name in post.authors),
        "title": f"{{{escape_tex(post.tex_title)}}}",
        "howpublished": escape_tex(post.site),
        "year": str(post.published.year),
        "month": BIBTEX_MONTHS[post.published.month - 1],
        "url": post.url,
        "note": format_bibtex_note(post),
    }
    # A month is a macro, all else is text.
    texts = {name: value if name == "month" else f"{{{value}}}" for name, value in fields.items() if value}
    lines = [f"  {name:<12} = {text}," for name, text in texts.items()]
    return "\n".join([f"@misc{{{build_bibtex_key(post)},", *lines, "}"])


def format_bibtex_note(post: CitedPost) -> str:
    """Return which version it is, and when it was corrected: fields that every style of BibTeX prints."""
    version = f"version {post.version}, {post.modified.isoformat()}" if post.version else ""
    corrected = f"corrected {post.corrected.isoformat()}" if post.corrected else ""
    note = "; ".join(filter(None, (version, corrected)))
    return note[:1].upper() + note[1:]


def build_bibtex_key(post: CitedPost) -> str:
    """Return the first author's family name, the year and the slug's first word, as far as ASCII."""
    family = split_name(post.authors[0]).family if post.authors else ""
    words = [family.lower(), str(post.published.year), *post.slug.split("-")[:1]]
    return "".join(re.sub(r"[^a-z0-9]", "", word) for word in words)


def escape_tex(text: str) -> str:
    """Return `text` for TeX, on one line; formulas in it stay, but for those that BibTeX could not read."""
    parts = enumerate(MATH.split(" ".join(text.split())))
    return "".join(
        part if index % 2 and has_pairs_of_braces(part) else part.translate(TEX_ESCAPES)
        for index, part in parts
    )


def has_pairs_of_braces(text: str) -> bool:
    """Whether each brace of `text` has its other, as BibTeX counts them."""
    depth = 0
    for sign in text:
        depth += (sign == "{") - (sign == "}")
        if depth < 0:
            return False
    return depth == 0


def format_gbt_parts(post: CitedPost) -> tuple[str, str]:
    """Return what stands before and after the date of citation in GB/T 7714—2015.

    The date in parentheses is that of publication or, of what was changed, of the change (8.12). The version
    stands where that of a book does (8.3).
    """
    names = [format_gbt_name(split_name(name)) for name in post.authors]
    if len(names) > GBT_NAMES:
        rest = "等" if EAST_ASIAN.search(names[0]) else "et al"
        names = [*names[:GBT_NAMES], rest]
    head = f"{', '.join(names)}. " if names else ""
    version = f". V{post.version}" if post.version else ""
    return f"{head}{post.title}[EB/OL]{version}. ({post.modified.isoformat()})", f". {post.url}."


def format_apa(post: CitedPost) -> str:
    """Return the reference of a page of a website in APA style."""
    names = join_apa_names([format_apa_name(split_name(name)) for name in post.authors])
    day = f"({format_apa_day((post.version and post.changed) or post.published)})."
    title = end_sentence(f"{post.title}{format_apa_post_details(post)}")
    # The site is left out where it is the author, and the title comes first where nobody is named.
    site = "" if [post.site] == list(post.authors) else end_sentence(post.site)
    parts = [end_sentence(names), day, title, site] if names else [title, day, site]
    return " ".join(part for part in [*parts, post.url] if part)


def format_apa_day(day: date) -> str:
    return f"{day.year}, {MONTHS[day.month - 1]} {day.day}"


def format_full_day(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


def format_apa_post_details(post: CitedPost) -> str:
    """Return what stands behind a title: a version in parentheses, a description in brackets (9.19, 9.21)."""
    if post.version:
        return f" (Version {post.version})"
    return f" [Corrected {format_full_day(post.corrected)}]" if post.corrected else ""


def join_apa_names(names: Sequence[str]) -> str:
    if len(names) > APA_NAMES:
        return f"{', '.join(names[: APA_NAMES - 1])}, … {names[-1]}"
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])}, & {names[-1]}"


def end_sentence(text: str) -> str:
    return text if not text or text.endswith(SENTENCE_ENDS) else f"{text}."


# Names ----------------------------------------------------------------------------


def split_name(name: str) -> PersonName:
    """Return `name` as family and given name, if it looks like a Western person's."""
    words = name.split()
    is_whole = EAST_ASIAN.search(name) or GROUP_WORD.search(name) or "," in name
    if is_whole or not 2 <= len(words) <= MAX_PERSON_WORDS:
        return PersonName(" ".join(words))
    suffix = [words.pop()] if len(words) > 2 and words[-1].lower() in SUFFIXES else []
    start = len(words) - 1
    while start > 1 and words[start - 1].lower() in PARTICLES:
        start -= 1
    return PersonName(" ".join([*words[start:], *suffix]), " ".join(words[:start]))


def list_initials(given: str) -> Iterator[str]:
    """Yield the initials of a given name; parts with a hyphen keep it."""
    for word in given.split():
        yield "-".join(part[0].upper() for part in word.split("-") if part)


def format_bibtex_name(name: PersonName) -> str:
    """Return `Family, Given`; braces hold together what BibTeX would split."""
    if name.given:
        return f"{escape_tex(name.family)}, {escape_tex(name.given)}"
    family = escape_tex(name.family)
    # "others" is "et al." of BibTeX.
    is_split = re.search(r"[\s,]", family) or name.family.lower() in {"and", "others"}
    return f"{{{family}}}" if name.is_east_asian or is_split else family


def format_gbt_name(name: PersonName) -> str:
    """Return the family name in capitals and the initials without points (8.1.1)."""
    if not name.given:
        return name.family
    return " ".join([name.family.upper(), *list_initials(name.given)])


def format_apa_name(name: PersonName) -> str:
    """Return `Family, G. N.` (APA 7, 9.8)."""
    if not name.given:
        return name.family
    initials = (initial.replace("-", ".-") + "." for initial in list_initials(name.given))
    return f"{name.family}, {' '.join(initials)}"
