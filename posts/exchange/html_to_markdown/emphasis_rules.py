"""Emphasis that works where it stands.

Marks that Markdown cannot set where they stand, as between letters and quotation marks, are HTML of the same
meaning (CommonMark 0.31.2, section 6.2, left- and right-flanking delimiter runs).
"""

import re
import unicodedata

DELIMITERS = {"strong": "**", "em": "*", "del": "~~", "mark": "=="}
HAN = re.compile(r"[\u2e80-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")


def wrap_mark(inner: str, mark: str, before: str, after: str) -> str:
    """Return `inner` in the delimiters of `mark`, or in its HTML element where they would not be read."""
    if not inner:
        return ""
    delimiter = DELIMITERS.get(mark)
    if delimiter and can_delimit(inner, delimiter[0], before, after):
        return f"{delimiter}{inner}{delimiter}"
    if mark == "em" and can_underscore(inner, before, after):
        return f"_{inner}_"
    return f"<{mark}>{inner}</{mark}>"


def can_delimit(inner: str, sign: str, before: str, after: str) -> bool:
    """Whether delimiters of `sign` around `inner` open and close emphasis between its neighbours.

    This is stricter than the parser: a delimiter between punctuation could be read either way.
    """
    if (
        "\n" in inner
        or sign in {before, after, inner[0], inner[-1]}
        or not {inner[0], inner[-1]}.isdisjoint("~=")
    ):
        return False
    if sign in "~=":
        is_apart = (is_space_or_end(before) or HAN.match(before)) and (
            is_space_or_end(after) or HAN.match(after) or after in ".,;:!?"
        )
        return bool(is_apart) and sign not in inner and not is_latin_edged(inner)
    opens = not is_punctuation_mark(inner[0]) or allows_punctuation(before)
    closes = not is_punctuation_mark(inner[-1]) or allows_punctuation(after)
    return opens and closes


def is_latin_edged(text: str) -> bool:
    """Whether punctuation other than Chinese stands at either end of `text`."""
    return any(is_punctuation_mark(each) and not HAN.match(each) for each in (text[0], text[-1]))


def can_underscore(inner: str, before: str, after: str) -> bool:
    """Whether underscores around `inner` are emphasis, as at the ends of what asterisks mark."""
    is_apart = all(is_space_or_end(each) or each == "*" for each in (before, after))
    is_edged = is_punctuation_mark(inner[0]) or is_punctuation_mark(inner[-1])
    return is_apart and not is_edged and "\n" not in inner


def is_space_or_end(character: str) -> bool:
    return not character or character.isspace()


def allows_punctuation(neighbour: str) -> bool:
    """Whether a delimiter between `neighbour` and punctuation is read, and can be read in one way only."""
    return is_space_or_end(neighbour) or bool(HAN.match(neighbour))


def is_punctuation_mark(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"
