"""The table of kinds: every name, prefix and form is there in all languages, and none twice."""

from collections import Counter

import pytest

from posts.rendering.labels import LABELS_BY_LANGUAGE
from posts.rendering.numbered.kinds import KINDS_BY_NAME, NUMBERED_KINDS, THEOREM_NAMES, find_kind_of_key


def test_every_kind_has_a_name_in_every_language():
    assert all(kind.names.keys() == LABELS_BY_LANGUAGE.keys() for kind in NUMBERED_KINDS)


def test_no_prefix_and_no_spelling_means_two_kinds():
    assert max(Counter(kind.prefix for kind in NUMBERED_KINDS).values()) == 1
    spellings = [(name, kind) for kind in NUMBERED_KINDS for name in (kind.name, *kind.aliases)]
    assert max(Counter(name for name, _ in spellings).values()) == 1
    assert all(THEOREM_NAMES[name] is kind for name, kind in spellings if kind.style)


@pytest.mark.parametrize(
    ("kind", "number", "language", "shown"),
    [
        ("theorem", "3", "zh-Hans", "定理 3"),
        ("theorem", "2.1", "en", "Theorem 2.1"),
        ("theorem", "3", "fr", "Theorem 3"),
        ("equation", "2", "zh-Hans", "式 (2)"),
        ("section", "1.2", "zh-Hans", "第 1.2 节"),
        ("section", "1.2", "en", "Section 1.2"),
        ("proof", "", "zh-Hant", "證明"),
    ],
)
def test_a_number_stands_with_the_name_as_the_language_has_it(kind, number, language, shown):
    assert KINDS_BY_NAME[kind].format_number(number, language) == shown


@pytest.mark.parametrize(
    ("key", "kind"),
    [("thm-a", "theorem"), ("fig:a", "figure"), ("TBL-a", "table"), ("thm", None), ("tble-a", None)],
)  # fmt: skip
def test_a_prefix_tells_the_kind(key, kind):
    found = find_kind_of_key(key)
    assert (found.name if found else None) == kind
