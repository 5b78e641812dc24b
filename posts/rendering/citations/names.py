"""Names of persons in lists of literature, each in the way of a style."""

import re
from collections.abc import Callable, Sequence

from posts.rendering.citations.items import CslWork, Person

GIVEN_NAME_PARTS = re.compile(r"[^\s.]+")
# How many authors a list names before "et al.".
MAX_GB_NAMES = 3
MAX_APA_NAMES, APA_NAMES_BEFORE_ELLIPSIS = 20, 19
MAX_IEEE_NAMES = 6

OTHERS_WORDS = {"zh": "等", "ja": "他", "en": "et al."}


def format_gb_name(person: Person) -> str:
    """Return `FAMILY G N, Jr` (GB/T 7714-2015, 8.1.1)."""
    if person.is_eastern or person.is_institution:
        return person.family + person.given
    family = f"{person.particle} {person.family}".strip().upper()
    initials = " ".join(letter for part in split_given(person.given) for letter in part)
    suffix = f", {person.suffix.rstrip('.')}" if person.suffix else ""
    return f"{family} {initials}{suffix}"


def format_apa_person(person: Person) -> str:
    """Return `Family, G. N., Jr.` (APA 7, section 9.8)."""
    if person.is_eastern or person.is_institution:
        return person.family + person.given
    suffix = f", {person.suffix}" if person.suffix else ""
    return f"{person.particle} {person.family}, {join_initials(person)}{suffix}".strip()


def format_name_by_given(person: Person) -> str:
    """Return `G. N. Family Jr.`, as IEEE writes authors and APA editors."""
    if person.is_eastern or person.is_institution:
        return person.family + person.given
    parts = (join_initials(person), person.particle, person.family, person.suffix)
    return " ".join(part for part in parts if part)


def split_given(given: str) -> list[list[str]]:
    """Return the initials of a given name, those of each word with hyphens together."""
    words = (GIVEN_NAME_PARTS.findall(given)) if given else []
    return [[part[0].upper() for part in re.split("[-‐]", word) if part] for word in words]


def join_initials(person: Person) -> str:
    """Return `J.-P. R.`."""
    return " ".join("-".join(f"{letter}." for letter in part) for part in split_given(person.given))


def drop_others(persons: Sequence[Person]) -> Sequence[Person]:
    """Return `persons` without those whose names nobody wrote down."""
    return persons[:-1] if persons and persons[-1].is_others else persons


def join_gb_names(persons: Sequence[Person], item: CslWork) -> str:
    """Return up to three names, then "et al." or its like in the language of the entry."""
    named = drop_others(persons)
    names = [format_gb_name(person) for person in named[:MAX_GB_NAMES]]
    if len(named) > MAX_GB_NAMES or named != persons:
        names.append(OTHERS_WORDS[item.language])
    return ", ".join(names)


def join_apa_names_of(persons: Sequence[Person], item: CslWork, *, by_given: bool = False) -> str:
    """Return the names with `&` before the last; of more than 20 the first 19 and the last (APA 7, 9.8)."""
    named = drop_others(persons)
    names = [(format_name_by_given if by_given else format_apa_person)(person) for person in named]
    if named != persons:
        return ", ".join([*names, OTHERS_WORDS[item.language]])
    if len(names) > MAX_APA_NAMES:
        return f"{', '.join(names[:APA_NAMES_BEFORE_ELLIPSIS])}, … {names[-1]}"
    if item.is_eastern or len(names) < 2:
        return ", ".join(names)
    # Of names that begin with the given name, two stand without a comma.
    comma = "" if by_given and len(names) == 2 else ","
    return f"{', '.join(names[:-1])}{comma} & {names[-1]}"


def join_ieee_names(persons: Sequence[Person], item: CslWork) -> str:
    """Return up to six names with `and` before the last, of more the first and "et al."."""
    named = drop_others(persons)
    names = [format_name_by_given(person) for person in named]
    if len(names) > MAX_IEEE_NAMES or named != persons:
        return f"{names[0]}{'' if item.is_eastern else ' '}{OTHERS_WORDS[item.language]}"
    return join_with_and(names, item)


def join_with_and(names: Sequence[str], item: CslWork) -> str:
    """Return `A`, `A and B` or `A, B, and C`; in Chinese and Japanese with commas alone."""
    if item.is_eastern or len(names) < 2:
        return ", ".join(names)
    comma = "" if len(names) == 2 else ","
    return f"{', '.join(names[:-1])}{comma} and {names[-1]}"


def mark_editors(item: CslWork, join: Callable[[Sequence[Person], CslWork], str], sign: str) -> str:
    """Return the editors of `item` with `sign`, `Ed.`, in the plural or in the language of the entry."""
    role = "編" if item.language == "ja" else "编"
    plural = sign.replace(".", "s.") if len(item.editors) > 1 else sign
    return f"{join(item.editors, item)}, {role if item.is_eastern else plural}"
