"""CSL-JSON, and loose lines with a number, are read as well; and keys are found in the text of posts."""

import json

import pytest

from posts.literature import find_citation_keys, parse_literature
from posts.literature.names import format_typed_names, parse_typed_names


def test_csl_json_is_checked():
    items = [
        {
            "id": "http://zotero.org/users/1/items/AB12",
            "citation-key": "knuth",
            "type": "book",
            "title": "The <i>TeXbook</i>",
            "author": [{"family": "Knuth", "given": "Donald", "junk": 1}, 7],
            "issued": {"date-parts": [["1984", 1]]},
            "accessed": {"raw": "2024-05-06"},
            "volume": 3,
            "DOI": "https://doi.org/10.1/x" * 0,
            "custom": {"a": 1},
        },
        {"id": "knuth", "title": "Again"},
        {"title": "without an id"},
        "text",
    ]
    found = parse_literature(json.dumps(items))
    assert [entry.data for entry in found.entries] == [
        {
            "id": "knuth",
            "type": "book",
            "title": "The TeXbook",
            "author": [{"family": "Knuth", "given": "Donald"}],
            "issued": {"date-parts": [[1984, 1]]},
            "accessed": {"date-parts": [[2024, 5, 6]]},
            "volume": "3",
        }
    ]
    assert [problem.kind for problem in found.problems] == ["repeated", "invalid", "invalid"]


@pytest.mark.parametrize("text", ["[", '{"a":' * 5000, "[[[]]]", "[null, 3]", '{"items": 3}', "null", ""])
def test_json_that_is_no_literature(text):
    assert parse_literature(text).entries == []


def test_numbers_are_read_from_what_is_pasted():
    text = (
        "https://doi.org/10.1038/nature14539\n"
        "Vaswani A, et al. Attention is all you need. arXiv:1706.03762 [cs.CL], 2017.\n"
        "刘洋。神经网络（doi: 10.1000/182）。\n"
        "nothing"
    )
    found = parse_literature(text)
    first, second, third = (entry.data for entry in found.entries)
    assert first == {
        "id": "doi-10.1038-nature14539",
        "type": "article-journal",
        "DOI": "10.1038/nature14539",
        "URL": "https://doi.org/10.1038/nature14539",
    }
    assert (second["archive_location"], second["issued"]) == ("1706.03762", {"date-parts": [[2017]]})
    assert second["title"].startswith("Vaswani A, et al. Attention is all you need")
    assert third["DOI"] == "10.1000/182"
    assert [(problem.kind, problem.line) for problem in found.problems] == [("format", 4)]


def test_keys_are_found_in_the_text_of_posts():
    text = r"""[@mueller2020, p. 3; see @{wang:1}] a@b.c @fig-x [-@k.] \citep[see][p.~3]{a, b} \cite*{z}
    如@smith2020的结果 `@decorator` \\(x\\)"""
    assert find_citation_keys(text) == {
        *(
            "mueller2020",
            "wang:1",
            "k",
            "a",
            "b",
            "z",
            "smith2020",
            "smith2020的",
            "smith2020的结",
            "smith2020的结果",
            "decorator",
        ),
    }
    assert find_citation_keys("No key, a mail a@b.org, and \\cite without one.") == set()


@pytest.mark.parametrize("text", ["\\cite[" * 50_000, "@a" * 100_000, "@" + "a:" * 100_000, "@{" * 100_000])
def test_keys_are_looked_for_in_no_time(text):
    assert len(find_citation_keys(text)) <= 2


def test_typed_names_are_read_as_they_are_shown():
    names = parse_typed_names(
        "Müller, Jörg\n王小明; 李, 华\n{World Health Organization}\nJohn von Neumann\nothers"
    )
    assert names == [
        {"family": "Müller", "given": "Jörg"},
        {"literal": "王小明"},
        {"family": "李", "given": "华"},
        {"literal": "World Health Organization"},
        {"given": "John", "non-dropping-particle": "von", "family": "Neumann"},
        {"literal": "et al."},
    ]
    assert parse_typed_names(format_typed_names(names)) == names
