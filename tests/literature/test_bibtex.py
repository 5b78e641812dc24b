"""BibTeX becomes CSL-JSON: its TeX Unicode, its names divided; what is broken is told with its line."""

import pytest

from posts.literature import parse_literature

SAMPLE = r"""
@string{jt = "Journal of Tests"}
@comment{nothing}
@article{mueller2020,
  author={M{\"u}ller, J{\"o}rg and {The {\LaTeX} Team} and Ludwig van Beethoven and others},
  title={On the {Title} of $x^2$ and {\"o}}, journal=jt, year=2020, month=jan, pages={1--20}, number=3,
  doi={https://doi.org/10.1000/XYZ.1}}
@book{wang, author={王小明 and 李, 华}, title={数学分析},
  publisher={高等教育出版社}, address={北京}, year={2019}}
@inproceedings{paper, crossref={Proc}, title={A paper}, author={Ada B. King}}
@proceedings{proc, title={Proceedings of X}, year=2001, publisher={ACM}}
"""


def read(bibtex):
    (entry,) = parse_literature(bibtex).entries
    return entry.data


def test_an_article_becomes_an_item_of_csl_json():
    entry = parse_literature(SAMPLE).entries[0]
    assert entry.data == {
        "id": "mueller2020",
        "type": "article-journal",
        "title": "On the Title of $x^2$ and ö",
        "author": [
            {"family": "Müller", "given": "Jörg"},
            {"literal": "The LaTeX Team"},
            {"family": "Beethoven", "given": "Ludwig", "non-dropping-particle": "van"},
            {"literal": "et al."},
        ],
        "container-title": "Journal of Tests",
        "issue": "3",
        "page": "1-20",
        "issued": {"date-parts": [[2020, 1]]},
        "DOI": "10.1000/XYZ.1",
    }
    assert entry.bibtex.startswith('@article{mueller2020,\n  author={M{\\"u}ller')
    assert entry.line == 4


def test_chinese_names_and_what_is_inherited():
    items = parse_literature(SAMPLE).get_items()
    assert items["wang"]["author"] == [{"literal": "王小明"}, {"family": "李", "given": "华"}]
    assert (items["wang"]["language"], items["wang"]["publisher-place"]) == ("zh-CN", "北京")
    paper = items["paper"]
    assert (paper["container-title"], paper["publisher"]) == ("Proceedings of X", "ACM")
    assert paper["issued"] == {"date-parts": [[2001]]}


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"{\'E}cole Erd{\H{o}}s \v{s}\c c {\o}{\AA}{\ss}", "École Erdős šç øÅß"),
        (r"Na{\"{\i}}ve \"\i \^o \~n \'{}x", "Naïve ï ô ñ x"),
        (r"\emph{Homo} \textbf{sapiens} 50\% \& \_ a~b", "Homo sapiens 50% & _ a b"),
        (r"``Quoted'' -- and --- so", "“Quoted” – and — so"),
        (r"{\LaTeX} and $\alpha_{1}$", "LaTeX and $\\alpha_{1}$"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ],
)
def test_tex_becomes_unicode(tex, text):
    assert read(f"@misc{{k, title={{{tex}}}}}")["title"] == text


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("author={王小明, 李华 and others}, title={分析}", ["王小明", "李华", "等"]),
        ("author={王小明, 李华, 张三, 等}", ["王小明", "李华", "张三", "等"]),
        ("author={{World Health Organization}}", ["World Health Organization"]),
        ("author={A and B, C, D, E, F}", None),
    ],
)
def test_names_that_are_not_divided(field, expected):
    names = read(f"@misc{{k, {field}}}")["author"]
    assert expected is None or [name["literal"] for name in names] == expected


@pytest.mark.parametrize(
    ("fields", "number"),
    [
        ("eprint={1706.03762v5}, archivePrefix={arXiv}", "1706.03762"),
        ("journal={arXiv preprint arXiv:1412.6980}", "1412.6980"),
        ("url={https://arxiv.org/abs/hep-th/9901001}", "hep-th/9901001"),
        ("doi={10.48550/arXiv.2001.08361}", "2001.08361"),
    ],
)
def test_arxiv_numbers_are_found_wherever_they_are(fields, number):
    data = read(f"@article{{k, title={{T}}, {fields}}}")
    assert data["archive_location"] == number
    assert data["URL"] == f"https://arxiv.org/abs/{number}"


@pytest.mark.parametrize(
    ("fields", "issued"),
    [
        ("year={2020}, month={5}, day={17}", {"date-parts": [[2020, 5, 17]]}),
        ("date={2019-03/2020-01}", {"date-parts": [[2019, 3], [2020, 1]]}),
        ("year={in press}", {"literal": "in press"}),
        ("year={c. 1999}", {"date-parts": [[1999]]}),
        ("year={2020年}", {"date-parts": [[2020]]}),
    ],
)
def test_dates(fields, issued):
    assert read(f"@book{{k, title={{T}}, {fields}}}")["issued"] == issued


def test_broken_entries_are_told_and_those_behind_them_read():
    text = (
        "@article{a, title={Un{closed}, year=2020\n}\n"
        "@book{b, title={Good}}\n@book{b, title={Twice}}\n@misc{c title}"
    )
    found = parse_literature(text)
    assert [entry.key for entry in found.entries] == ["b"]
    assert [(problem.kind, problem.line) for problem in found.problems] == [
        ("broken", 1),
        ("repeated", 4),
        ("invalid-key", 5),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "@article{a, title=" + "{" * 50_000,
        "@article{a, title=" + "{" * 20_000 + "}" * 20_000 + "}",
        "@article{a, author=" + "{" * 9_000 + "}" * 9_000 + "}",
        "@article{a, author={" + "ab and }, " * 9_000 + "}}",
        '@article{a, title="' + '\\"{' * 6_000 + '"}',
        "@article{a, t={x}}\n" * 500,
        "@" * 100_000,
        "[" * 50_000,
        "10.1000/" + "(" * 100_000,
    ],
)
def test_hostile_texts_are_read_in_no_time(text):
    found = parse_literature(text)
    assert len(found.entries) <= 1
