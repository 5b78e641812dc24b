"""Folders that nobody thought of: batches write the same rows as single records."""

from random import Random

import pytest

from tests.exchange.importing.test_batches import collect_import, make_file

pytestmark = pytest.mark.variation

TAGS = ["AI", "ai", "Straße", "STRASSE", "Éa", "éa", "ﬁ", "FI", "C", "C++", "c"]
CATEGORIES = ["Eins", "eins", "Größe", "GRÖSSE"]
BODIES = [
    "Learning of learning rates",
    "学习率的学习",
    "See [it](/posts/p3/) and [old](/old/1/).",
    "[[P4]] and [[nobody]]",
    "::: {.theorem #thm-a}\nAll.\n:::",
    "Cited [@knuth] and @thm-a.",
]


def make_folder_files(chance, count=12):
    """Return files whose posts share tags, series, addresses and words, with and without dates."""
    files = {}
    for number in range(count):
        fields = {"title": f"P{number}", "tags": f"[{', '.join(chance.sample(TAGS, 4))}]"}
        optional = {
            "categories": f"[{chance.choice(CATEGORIES)}]",
            "series": chance.choice("ST"),
            "draft": "true",
            "author": chance.choice(["Lin", "lin", "Mei"]),
            "aliases": f"[/old/{chance.randrange(4)}/]",
            "unlisted": "true",
        }
        fields |= {name: value for name, value in optional.items() if chance.random() < 0.4}
        if "series" in fields and chance.random() < 0.5:
            fields["series_order"] = chance.randrange(3)
        files[f"p{number:02}.md"] = make_file("\n\n".join(chance.sample(BODIES, 2)), **fields)
    return files


@pytest.mark.parametrize("seed", range(12))
def test_batches_write_the_same_rows_as_single_records(seed, write_site, monkeypatch):
    folder = write_site(make_folder_files(Random(seed)))

    single = collect_import(folder, monkeypatch, in_batches=False)

    assert collect_import(folder, monkeypatch, in_batches=True) == single
    assert single[1]["created"] == 12
