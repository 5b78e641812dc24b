"""References to a post. The expected texts were written by hand, from the styles' own rules."""

from datetime import date

import pytest

from posts.social.citations import CitedPost, build_citations, format_apa, format_bibtex, split_name

CHINESE = CitedPost(
    title="缩放点积注意力：为什么要除以 √d",
    tex_title=r"缩放点积注意力：为什么要除以 $\sqrt{d}$",
    authors=["林默"],
    published=date(2026, 1, 11),
    site="Transmission",
    url="https://example.org/posts/attention/",
    slug="attention",
)
ENGLISH = CitedPost(
    title="Profiling 100% of it: C# & more?",
    tex_title="Profiling 100% of it: C# & more?",
    authors=["Ada M. Lovelace", "Laurens van der Maaten"],
    published=date(2025, 12, 3),
    site="The Long Wave",
    url="https://example.org/posts/profiling-tools/",
    slug="profiling-tools",
)


def cite(post: CitedPost, **changes) -> list[str]:
    fields = {name: getattr(post, name) for name in CitedPost.__slots__}
    return [str(citation) for citation in build_citations(CitedPost(**fields | changes))]


def test_a_chinese_post():
    assert cite(CHINESE) == [
        "@misc{2026attention,\n"
        "  author       = {{林默}},\n"
        "  title        = {{缩放点积注意力：为什么要除以 $\\sqrt{d}$}},\n"
        "  howpublished = {Transmission},\n"
        "  year         = {2026},\n"
        "  month        = jan,\n"
        "  url          = {https://example.org/posts/attention/},\n"
        "}",
        "林默. 缩放点积注意力：为什么要除以 √d[EB/OL]. (2026-01-11). https://example.org/posts/attention/.",
        "林默. (2026, January 11). 缩放点积注意力：为什么要除以 √d. Transmission."
        " https://example.org/posts/attention/",
    ]


def test_an_english_post_of_two():
    assert cite(ENGLISH) == [
        "@misc{lovelace2025profiling,\n"
        "  author       = {Lovelace, Ada M. and van der Maaten, Laurens},\n"
        "  title        = {{Profiling 100\\% of it: C\\# \\& more?}},\n"
        "  howpublished = {The Long Wave},\n"
        "  year         = {2025},\n"
        "  month        = dec,\n"
        "  url          = {https://example.org/posts/profiling-tools/},\n"
        "}",
        "LOVELACE A M, VAN DER MAATEN L. Profiling 100% of it: C# & more?[EB/OL]. (2025-12-03)."
        " https://example.org/posts/profiling-tools/.",
        "Lovelace, A. M., & van der Maaten, L. (2025, December 3). Profiling 100% of it: C# & more?"
        " The Long Wave. https://example.org/posts/profiling-tools/",
    ]


def test_the_day_of_citation_follows_that_of_publication():
    citation = build_citations(CHINESE)[1]
    assert f"{citation.start}[2026-11-30]{citation.end}".endswith(
        "[EB/OL]. (2026-01-11)[2026-11-30]. https://example.org/posts/attention/."
    )


def test_of_many_authors_gbt_names_three():
    names = ["张三", "李四", "王五", "赵六"]
    assert cite(CHINESE, authors=names)[1].startswith("张三, 李四, 王五, 等. 缩放")
    western = ["Ann Lee", "Bo Ek", "Cy Day", "Di Fox"]
    assert cite(ENGLISH, authors=western)[1].startswith("LEE A, EK B, DAY C, et al. Profiling")


def test_apa_names_twenty_and_of_more_the_last():
    names = [f"作者{chr(0x4E00 + number)}" for number in range(22)]
    text = cite(CHINESE, authors=names)[2]
    assert text.startswith("作者一, ")
    assert f"{names[18]}, … {names[21]}. (2026" in text
    assert names[19] not in text


def test_a_site_that_is_its_own_author_is_named_once():
    assert cite(ENGLISH, authors=["The Long Wave"])[2] == (
        "The Long Wave. (2025, December 3). Profiling 100% of it: C# & more?"
        " https://example.org/posts/profiling-tools/"
    )


def test_without_an_author_the_title_comes_first():
    assert cite(CHINESE, authors=[])[1:] == [
        "缩放点积注意力：为什么要除以 √d[EB/OL]. (2026-01-11). https://example.org/posts/attention/.",
        "缩放点积注意力：为什么要除以 √d. (2026, January 11). Transmission."
        " https://example.org/posts/attention/",
    ]


@pytest.mark.parametrize(
    ("name", "family", "given"),
    [
        ("林默", "林默", ""),
        ("司马 光", "司马 光", ""),
        ("Donald E. Knuth", "Knuth", "Donald E."),
        ("Martin Luther King Jr.", "King Jr.", "Martin Luther"),
        ("Vincent van Gogh", "van Gogh", "Vincent"),
        ("Van Morrison", "Morrison", "Van"),
        ("Plato", "Plato", ""),
        ("The Long Wave Team", "The Long Wave Team", ""),
        ("Lab 42", "Lab 42", ""),
    ],
)
def test_the_parts_of_a_name(name, family, given):
    parts = split_name(name)
    assert (parts.family, parts.given) == (family, given)


@pytest.mark.parametrize(
    ("title", "field"),
    [
        (
            r"a_b {c \d ~ ^",
            r"{{a\_b \textbraceleft{}c \textbackslash{}d \textasciitilde{} \textasciicircum{}}}",
        ),
        ("it costs $5 or 6 $", r"{{it costs \$5 or 6 \$}}"),
        (r"on $O(n^2)$ & more", r"{{on $O(n^2)$ \& more}}"),
        ("a } $b{$\nc", r"{{a \textbraceright{} \$b\textbraceleft{}\$ c}}"),
    ],
)
def test_what_tex_would_misread_is_escaped_but_in_formulas(title, field):
    fields = {name: getattr(CHINESE, name) for name in CitedPost.__slots__} | {"tex_title": title}
    assert f"title        = {field}," in format_bibtex(CitedPost(**fields))


def test_initials_keep_their_hyphen():
    fields = {name: getattr(ENGLISH, name) for name in CitedPost.__slots__}
    post = CitedPost(**fields | {"authors": ["Jean-Luc Picard"]})
    assert format_apa(post).startswith("Picard, J.-L. (2025")


@pytest.mark.parametrize(
    ("name", "author"),
    [
        ("Salt and Pepper", "{Salt and Pepper}"),
        ("Salt & Pepper", r"{Salt \& Pepper}"),
        ("Smith, John, Jr.", "{Smith, John, Jr.}"),
        ("a,b", "{a,b}"),
        ("others", "{others}"),
        ("x} and {y", r"{x\textbraceright{} and \textbraceleft{}y}"),
    ],
)
def test_a_name_is_one_author_of_bibtex(name, author):
    fields = {name: getattr(ENGLISH, name) for name in CitedPost.__slots__}
    text = format_bibtex(CitedPost(**fields | {"authors": [name, "Donald E. Knuth"]}))
    assert f"{{{author} and Knuth, Donald E.}}" in text
