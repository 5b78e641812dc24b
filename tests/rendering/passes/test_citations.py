"""Citations in a post: their marks, the list at the end, and what is none."""

import re
from time import process_time
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posts.rendering.citations.styles import CITATION_STYLES
from posts.rendering.pipeline import render_in_process
from tests.support.literature import make_book, read_marks, render_citing

SMITH = make_book("One", ("Smith", "Ann"), year=2019)
JONES = make_book("Two", ("Jones", "Bo"), ("Kim", "Di"), year=2020)
MORE = make_book("Three", ("Li", "Al"), ("Wu", "Cy"), ("Xu", "Ed"), year=2021)
HAN = make_book("四", ("张", "三"), ("李", "四"), year=2022)
WORKS = {"smith": SMITH, "jones2020": JONES, "more": MORE, "han": HAN}
ALL = "[@smith; @jones2020; @more; @han]"


class TestMarks:
    @pytest.mark.parametrize(
        ("style", "source", "expected"),
        [
            ("gb7714-numeric", "So [@smith].", "So<sup>[1]</sup>."),
            ("gb7714-numeric", f"{ALL} [@han; @smith]", "<sup>[1-4]</sup><sup>[1,4]</sup>"),
            ("gb7714-numeric", "a\n[@smith;\n@more]", "a<sup>[1-2]</sup>"),
            ("gb7714-numeric", "a [@smith, pp. 3-5]", "a<sup>[1]3-5</sup>"),
            ("gb7714-numeric", "@han and @smith [p. 3]", "张三 等<sup>[1]</sup> and Smith<sup>[2]3</sup>"),
            ("ieee", "So [@smith].", "So [1]."),
            ("ieee", f"a {ALL} [@han; @smith]", "a [1]–[4] [1], [4]"),
            ("ieee", "a [@smith, p. 3; see @more, ch. 2]", "a [1, p. 3], [see 2, ch. 2]"),
            ("ieee", "@jones2020 says", "Jones and Kim [1] says"),
            (
                "apa",
                "a [@smith; see @jones2020, pp. 3--5]",
                "a (Smith, 2019; see Jones &amp; Kim, 2020, pp. 3–5)",
            ),
            ("apa", "@more and @jones2020 [p. 3]", "Li et al. (2021) and Jones and Kim (2020, p. 3)"),
            ("apa", "Smith [-@smith, p. 3], -@smith", "Smith (2019, p. 3), (2019)"),
            ("gb7714-author-date", "a [@han; @more]", "a (张三 等, 2022; Li et al., 2021)"),
            ("gb7714-author-date", "a [@han, 3-5]", "a (张三 等, 2022)<sup>3-5</sup>"),
            ("apa", r"a \citep[see][p.~3]{smith,more}", "a (see Smith, 2019; Li et al., 2021, p. 3)"),
            (
                "apa",
                r"\Citet{smith}, \footcite{smith}, [@smith{p. 4}]",
                "Smith (2019), (Smith, 2019), (Smith, 2019, p. 4)",
            ),
            ("apa", r"\citet{smith}, \cite[3]{smith}", "Smith (2019), (Smith, 2019, p. 3)"),
            ("apa", r"\citeauthor{smith} in \citeyear{smith}", "Smith in (2019)"),
            ("unknown", "So [@smith].", "So<sup>[1]</sup>."),
        ],
    )
    def test_the_style_decides(self, style, source, expected):
        assert read_marks(source, style, **WORKS) == expected

    @pytest.mark.parametrize(
        ("source", "expected"),
        [
            ("见[@han，第 3 页；@smith]。", "见（张三, 李四，2022，p. 3；Smith，2019）。"),
            ("@han指出，如@smith所说", "张三, 李四（2022）指出，如Smith（2019）所说"),
        ],
    )
    def test_chinese_posts_have_wide_punctuation(self, source, expected):
        assert read_marks(source, "apa", language="zh-Hans", **WORKS) == expected

    def test_works_of_one_author_and_year_are_told_apart(self):
        works = {"b": make_book("Beta", ("Smith", "Ann")), "a": make_book("Alpha", ("Smith", "Ann"))}
        result = render_citing("[@b; @a]", "apa", **works)
        assert '>Smith, 2020b</a>, <a href="#ref-a" role="doc-biblioref">2020a</a>)' in result.html
        assert result.text.endswith("Smith, A. (2020a). Alpha.\nSmith, A. (2020b). Beta.")

    def test_two_keys_of_one_work_are_one_entry(self):
        result = render_citing("[@old] [@new]", old=SMITH, new=dict(SMITH))
        assert result.html.count("<li") == 1
        assert result.html.count(">1</a>") == 2

    def test_a_title_stands_for_the_author_of_none(self):
        assert read_marks("[@a]", "apa", a=make_book("Alpha")) == "(“Alpha”, 2020)"


class TestList:
    def test_it_leads_back_to_each_mark(self):
        html = render_citing("[@smith] and [@smith; @more]", **WORKS).html
        targets = set(re.findall(r' href="#([^"]+)"', html))
        assert targets <= set(re.findall(r' id="([^"]+)"', html))
        assert {"ref-smith", "ref-more", "cite-1", "cite-2"} <= targets
        assert 'aria-label="Back to reference 1-2"' in html

    @pytest.mark.parametrize(
        ("language", "heading"), [("en", "References"), ("zh-Hans", "参考文献"), ("de", "References")]
    )
    def test_it_has_a_heading_in_the_language_of_the_post(self, language, heading):
        result = render_citing("# A\n\n[@smith]", language=language, **WORKS)
        assert [(entry.level, entry.html) for entry in result.toc] == [(2, "A"), (2, heading)]

    @pytest.mark.parametrize("heading", ["# References", "## 参考文献", "## 6. References"])
    def test_it_stands_below_the_heading_that_the_author_wrote(self, heading):
        result = render_citing(f"[@smith][^1]\n\n{heading}\n\n[^1]: A note [@more].", **WORKS)
        assert len(result.toc) == 1
        assert (
            result.html.index("<h2")
            < result.html.index('class="references"')
            < result.html.index("footnotes")
        )
        assert result.html.count('<li id="ref-') == 2

    def test_it_ends_the_section_of_its_heading(self):
        source = "# A [@smith]\n\n## References\n\nBy hand.\n\n### More\n\n## Appendix\n\nEnd."
        html = render_citing(source, **WORKS).html
        assert html.index("More") < html.index('class="references"') < html.index("Appendix")
        assert html.count("References") == 1

    @pytest.mark.parametrize("place", ['<div id="refs"></div>', "::: {#refs}\n:::"])
    def test_it_stands_where_the_author_wants_it(self, place):
        result = render_citing(f"[@smith]\n\n{place}\n\nThe end.", **WORKS)
        assert not result.toc
        assert result.html.index("references") < result.html.index("The end.")
        assert ":::" not in result.html

    def test_works_by_author_are_sorted_chinese_first(self):
        works = {**WORKS, "wang": make_book("五", ("王", "五")), "chen": make_book("六", ("陈", "六"))}
        result = render_citing(
            "[@smith; @more; @wang; @han; @chen; @jones2020]", "gb7714-author-date", **works
        )
        names = [line.split(",")[0].split()[0] for line in result.text.split("\n")[2:]]
        assert names == ["陈六", "王五", "张三", "JONES", "LI", "SMITH"]

    def test_entries_are_in_their_language_and_links_work(self):
        book = make_book("书", URL="https://example.com/a?b=1&c=文", DOI='10.1000/"><b>x')
        html = render_citing("[@a]", a=book).html
        assert '<li id="ref-a" lang="zh">' in html
        assert 'href="https://example.com/a?b=1&amp;c=%E6%96%87"' in html
        assert "<b>" not in html

    def test_titles_may_hold_formulas(self):
        result = render_citing("[@a]", a=make_book("On $x^2$"))
        assert "<msup>" in result.html
        assert result.has_math

    def test_a_work_may_be_listed_without_a_mark(self):
        result = render_citing(r"Text.\nocite{smith}", **WORKS)
        assert result.html.startswith("<p>Text.</p>")
        assert "SMITH A." in result.text


class TestUncited:
    @pytest.mark.parametrize(
        "source",
        [
            "mail me@smith or a@smith.org",
            "`[@smith]` and\n\n    @smith\n\n```\n[@smith]\n```",
            "[see @smith](https://example.com)",
            r"\@smith \[@smith]",
            "@someone, @smith2, https://example.com/@smith",
            "[@fig-x] @thm-y [@eq-1; @smith]",
            "$[@smith]$",
            "[^@smith]",
            "//form[@id='form'] and [default@DEMO]",
        ],
    )
    def test_what_is_no_citation_stays(self, source):
        result = render_citing(source, **WORKS)
        assert result.html == render_in_process(source, language="en").html
        assert not [warning for warning in result.warnings if warning.kind == "missing-citation"]

    def test_unknown_keys_are_shown_as_typed_with_a_warning(self):
        result = render_citing("# T\n\nA\n[@nobody, p. 3; @no] \\cite{none}\n[@smith; @nobody]", **WORKS)
        assert "[@nobody, p. 3; @no] \\cite{none}" in result.html
        assert ">1</a>],[@nobody]</sup>" in result.html
        missing = [(warning.line, warning.detail) for warning in result.warnings]
        assert missing == [(4, "nobody"), (4, "no"), (4, "none")]

    def test_keys_may_hold_any_signs(self):
        works = {"a:b/c.d_e-f": SMITH, "张三2020": HAN, "with space": MORE, "DBLP:conf/nips/V17": JONES}
        source = "[@a:b/c.d_e-f]. [@张三2020] @{with space}. 如@DBLP:conf/nips/V17。"
        assert render_citing(source, **works).html.count("<li") == 4

    def test_a_post_without_citations_is_as_before(self):
        source = "Text with me@example.com and `@x`, *em*."
        assert render_citing(source, **WORKS) == render_in_process(source, language="en")


CITING_PIECES = st.sampled_from(
    [
        "[@smith]", "[@smith; @han, p. 3]", "@more", "[-@han]", "[see @jones2020, ch. 2; @nobody]", "@fig-x",
        "\\cite{smith,more}", "\\citet[3]{han}", "**", "*", "`", "$", "](#ref-smith)", "[", "[^1]", "> ", "@",
        "\n\n[^1]: ", "\n\n", "\n# ", "\n- ", "| a |", "文字", " words ", "<b>", "</b>", "\\", "{#ref-smith}",
        '<div id="refs"></div>', "\n## References\n",
    ]
)  # fmt: skip


@given(
    st.lists(CITING_PIECES, max_size=14),
    st.sampled_from(list(CITATION_STYLES)),
    st.sampled_from(["en", "zh-Hans"]),
)
def test_whatever_stands_around_citations_every_link_has_its_place(pieces, style, language):
    result = render_citing("".join(pieces), style, language=language, **WORKS)
    ids = re.findall(r' id="([^"]+)"', result.html)
    assert len(ids) == len(set(ids))
    targets = {unquote(target) for target in re.findall(r' href="#([^"]+)" (?:role|class="cit)', result.html)}
    assert targets <= set(ids)
    assert "<a" not in "".join(re.findall(r"<a [^>]*>(.*?)</a>", result.html))
    assert result.html.count('class="references"') <= 1
    assert "class=" not in result.feed_html.replace("<code class=", "")


class TestOtherForms:
    SOURCE = "Known [@smith] and @more [p. 3].\n\n## On [@han]"

    def test_numbers_are_no_text_of_excerpt_contents_and_search(self):
        result = render_citing(self.SOURCE, "ieee", **WORKS)
        assert result.excerpt == "<p>Known and Li et al..</p>"
        assert result.toc[0].html == "On"
        assert result.toc[0].id == "on"
        assert result.text.startswith("Known and Li et al..\nOn\n")
        assert "A. Smith, One, 2019." in result.text

    def test_authors_are(self):
        result = render_citing(self.SOURCE, "apa", **WORKS)
        assert 'Known <span class="citation">(Smith, 2019)</span>' in result.excerpt
        assert result.text.startswith("Known (Smith, 2019) and Li et al. (2021, p. 3).")

    def test_feeds_have_the_list_in_plain_html(self):
        feed = render_citing(self.SOURCE, **WORKS).feed_html
        assert '<sup id="cite-1">[<a href="#ref-smith">1</a>]</sup>' in feed
        assert '<li id="ref-smith">SMITH A. One[M]. 2019. <a href="#cite-1">' in feed
        assert "class=" not in feed
        assert "role=" not in feed

    def test_the_list_does_not_decide_language_and_length(self):
        chinese = "这个问题在时间里会说到学习，" * 20
        works = {
            f"w{number}": make_book(f"The long title of book {number} in English " * 5)
            for number in range(40)
        }
        source = f"{chinese}[@{'; @'.join(works)}]"
        result = render_citing(source, language="zh-Hans", **works)
        assert not [warning for warning in result.warnings if warning.kind == "language"]
        assert result.words == len(chinese) - 20 + len("参考文献")
        assert result.reading_minutes == 1

    def test_a_summary_cites_too(self):
        result = render_in_process(
            "Text.", summary="Short [@smith].", literature=WORKS, citation_style="apa", language="en"
        )
        assert result.excerpt == '<p>Short <span class="citation">(Smith, 2019)</span>.</p>'


@pytest.mark.parametrize(
    "source",
    [
        "[@" * 50_000,
        "@smith" * 5_000,
        "[@smith]" * 4_000,
        "[@a;" * 25_000,
        r"\cite{" * 17_000,
        "[" * 50_000 + "@smith" + "]" * 50_000,
        "@smith [" * 4_000,
        "[-@" * 30_000,
        "@" + "a." * 50_000,
    ],
    ids=lambda source: source[:6],
)
def test_hostile_sources_take_linear_time(source):
    started = process_time()
    render_citing(source, **WORKS)
    assert process_time() - started < 5
