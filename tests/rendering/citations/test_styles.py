"""Entries of lists of literature, as the guides of the styles want them."""

import re

import pytest

from posts.rendering.citations.items import read_csl_item
from posts.rendering.citations.marked_text import build_nodes
from posts.rendering.citations.styles import CITATION_STYLES
from posts.rendering.tree import Element, serialize_html
from tests.support.literature import make_book, read_works

STYLES = list(CITATION_STYLES)


def format_entry(style: str, item: dict[str, object], year_suffix: str = "") -> str:
    """Return an entry as text, with stars around what is italic."""
    marked = CITATION_STYLES[style].format_entry(read_csl_item(item), year_suffix)
    html = serialize_html(Element("", {}, build_nodes(marked)))
    text = re.sub(r"</?em[^>]*>", "*", html)
    return re.sub(r"</?a\b[^>]*>", "", text).replace("&amp;", "&")


@pytest.mark.parametrize("style", STYLES)
def test_entries_are_those_of_the_guide(style):
    works = read_works()
    formatted = {key: format_entry(style, work["item"]) for key, work in works.items()}
    assert formatted == {key: work[style] for key, work in works.items()}


class TestNames:
    @pytest.mark.parametrize(
        ("style", "expected"),
        [
            ("gb7714-numeric", "DE GAULLE J P. T[M]. 2020."),
            ("apa", "de Gaulle, J.-P. (2020). *T*."),
            ("ieee", "J.-P. de Gaulle, *T*, 2020."),
        ],
    )
    def test_particles_and_hyphens(self, style, expected):
        author = {"family": "Gaulle", "given": "Jean-Paul", "non-dropping-particle": "de"}
        assert format_entry(style, make_book("T") | {"author": [author]}) == expected

    def test_apa_names_twenty_and_the_last_of_more(self):
        twenty = make_book("T", *[(f"A{number}", "B") for number in range(20)])
        more = make_book("T", *[(f"A{number}", "B") for number in range(25)])
        assert format_entry("apa", twenty).startswith("A0, B., A1, B.,")
        assert "A18, B., & A19, B. (2020)" in format_entry("apa", twenty)
        assert "A18, B., … A24, B. (2020)" in format_entry("apa", more)

    def test_the_language_of_the_entry_decides_how_the_others_are_called(self):
        chinese = [("张", "三")] * 7
        assert "张三, 张三, 张三, 等. " in format_entry("gb7714-numeric", make_book("书", *chinese))
        assert "张三, 张三, 张三, et al. " in format_entry(
            "gb7714-numeric", make_book("A book", *chinese, language="en-US")
        )
        assert "田中太郎, 田中太郎, 田中太郎, 他. " in format_entry(
            "gb7714-numeric", make_book("はじめての本", *[("田中", "太郎")] * 4)
        )

    @pytest.mark.parametrize(
        ("style", "expected"),
        [
            ("gb7714-numeric", "SMITH A, et al. T"),
            ("apa", "Smith, A., et al. (2020)"),
            ("ieee", "A. Smith et al., *T*"),
        ],
    )
    def test_others_without_names_are_no_name(self, style, expected):
        book = make_book("T", ("Smith", "Ann"))
        book["author"].append({"literal": "et al."})
        assert format_entry(style, book).startswith(expected)

    @pytest.mark.parametrize("style", STYLES)
    def test_one_name_is_a_whole_name(self, style):
        for author in ({"literal": "World Health Organization"}, {"family": "World Health Organization"}):
            assert "World Health Organization" in format_entry(style, make_book("T") | {"author": [author]})


class TestDetails:
    def test_a_letter_follows_the_year(self):
        book = make_book("T", ("Smith", "Ann"))
        assert format_entry("apa", book, "a") == "Smith, A. (2020a). *T*."
        assert format_entry("gb7714-author-date", book, "b") == "SMITH A, 2020b. T[M]."
        assert "(n.d.-a)" in format_entry("apa", make_book("T", ("Smith", "Ann"), year=0), "a")

    @pytest.mark.parametrize("edition", [2, "2", "2nd", "2nd ed.", "Second", "second edition", "第2版"])
    def test_editions_are_numbers_however_they_are_written(self, edition):
        assert "(2nd ed.)" in format_entry("apa", make_book("T", edition=edition))

    def test_a_title_that_ends_a_sentence_gets_no_stop(self):
        assert format_entry("apa", make_book("Why?", ("Smith", "Ann"))) == "Smith, A. (2020). *Why?*"

    def test_an_address_of_the_doi_is_not_said_twice(self):
        item = make_book("T", DOI="https://doi.org/10.1000/x", URL="https://doi.org/10.1000/X")
        assert format_entry("gb7714-numeric", item) == "T[M]. 2020. DOI: 10.1000/x."

    @pytest.mark.parametrize(
        "field", [{"number": "1706.03762", "archive": "arXiv"}, {"DOI": "10.48550/arXiv.1706.03762"}]
    )
    def test_preprints_of_arxiv_are_known_by_their_number(self, field):
        item = {"type": "article", "title": "T", "issued": {"date-parts": [["2017"]]}, **field}
        assert "*arXiv:1706.03762*" in format_entry("ieee", item)

    def test_titles_keep_subscripts_and_lose_other_tags(self):
        entry = format_entry("apa", make_book("H<sub>2</sub>O and <i>E. coli</i>"))
        assert entry == "*H<sub>2</sub>O and E. coli*. (2020)."

    def test_other_html_is_text(self):
        entry = format_entry("gb7714-numeric", make_book("<script>alert(1)</script><b onclick=x>"))
        assert "&lt;script&gt;alert(1)&lt;/script&gt;&lt;b onclick=x&gt;" in entry

    @pytest.mark.parametrize(
        "url", ["javascript:alert(1)", "data:text/html,x", "http://[x", "//evil", "x\x03\x04\x05"]
    )
    def test_only_addresses_of_the_web_are_links(self, url):
        for style in STYLES:
            marked = CITATION_STYLES[style].format_entry(
                read_csl_item({"type": "webpage", "title": "T", "URL": url}), ""
            )
            assert not any(isinstance(node, Element) and node.tag == "a" for node in build_nodes(marked))


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    "item",
    [
        {},
        {"type": None, "title": ["x"], "author": "Smith", "issued": 2020},
        {"author": [None, 3, {}, {"family": {}}], "issued": {"date-parts": [[]]}},
        {"title": "T", "issued": {"date-parts": [["x", None]]}, "accessed": {"date-parts": "2020"}},
        {"title": "T", "issued": {"raw": "spring 2020"}, "page": True, "volume": 3.5},
        {"type": "unknown", "title": "x" * 100_000, "URL": "http://a/" + "b" * 100_000},
        {"issued": {"date-parts": [[10**30, 99, 99]]}, "edition": "²", "number": -1},
    ],
)
def test_what_is_no_csl_json_breaks_nothing(style, item):
    assert len(format_entry(style, item)) < 10_000
