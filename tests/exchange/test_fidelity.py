"""What the benchmark of fidelity counts: raw marks, links, and words that an import has lost."""

import re

import pytest

from tests.benchmarks.fidelity import AddressBook, examine_blog, hide_markup
from tests.support.raw_marks import find_addresses, find_ids, find_raw_marks


@pytest.mark.parametrize(
    "mark",
    [
        "{% note %}",
        "{{< figure >}}",
        "{{ x }}",
        "{:toc}",
        "{: .left}",
        "{.python}",
        "::: tip",
        "!!! note",
        "[[page]]",
        "![[a.png]]",
        "%%hidden%%",
        "$$x",
        "\\begin{align}",
        "##heading",
        "[a](https://example.org)",
        "![a](a b.png)",
        "[^1]",
        "[!NOTE]",
        "[TOC]",
        "```python",
        "**bold**",
        "==marked==",
    ],
)
def test_marks_left_raw_are_found_in_prose_and_not_in_code(mark):
    assert len(find_raw_marks(f"<p>{mark}</p>")) == 1
    assert not find_raw_marks(f"<p><code>{mark}</code></p><pre><code><span>{mark}</span></code></pre>")


@pytest.mark.parametrize(
    "text",
    ["a % b %% c", "#1", "# 1", "[[1, 2], [3]]", "x == y == z", "====", "[1](第一)", "f(**kwargs)", "[^a-z]"],
)
def test_prose_that_only_looks_like_marks_is_none(text):
    assert not find_raw_marks(f"<p>{text}</p>")


def test_addresses_and_the_places_they_lead_to_are_read():
    html = '<a href="#a&amp;b" id="x">x</a><img src="y.png"><a name="z"></a>'
    assert list(find_addresses(html)) == ["#a&b", "y.png"]
    assert find_ids(html) == {"x", "z"}


def test_links_answer_where_there_is_a_page_and_the_place_on_it(make_post):
    post = make_post("One", source="## 标题")
    own = post.get_absolute_url()
    places = AddressBook({own: post.html})
    links = ["#标题", "#%E6%A0%87%E9%A2%98", own, "/archive/", "#none", "/none/", "none.md"]
    assert [places.answers(link, own) for link in links] == [True] * 4 + [False] * 3
    assert [places.is_local(link, own) for link in ("x", "//other/", "mailto:a@b", "http://[")] == [
        True,
        False,
        False,
        False,
    ]


def test_markup_of_other_tools_is_no_text():
    text = 'a {{< card\n title="b" >}} {% c %}\n* d\n{:toc}\n```{r, echo=FALSE}\ne\n```\n\\f g'
    assert re.sub(r"\s+", " ", hide_markup(text)) == "a g"
    assert hide_markup(text).count("\n") == text.count("\n")


def test_a_blog_is_imported_and_counted(write_site):
    site = write_site(
        {
            "_config.yml": "permalink: :year/:title/\n",
            "source/_posts/one.md": "---\ntitle: One\ndate: 2026-01-02\n---\n$x$ $\\nope$ {:.raw}\n"
            "[a](/2026/one/) [b](/none/) ![c](missing.png)\n",
            "source/_posts/empty.md": "",
        }
    )
    found = examine_blog(site)
    assert (found.outcomes["created"], found.outcomes["skipped"]) == (1, 1)
    assert found.formulas == [("x", False, True), (r"\nope", False, False)]
    assert {name: found.counts[name] for name in ("words lost", "raw marks", "old addresses", "silent")} == {
        "words lost": 0,
        "raw marks": 1,
        "old addresses": 1,
        "silent": 0,
    }
    assert (found.counts["links"], found.counts["broken"]) == (3, 2)
    assert [line.rpartition(": ")[2] for line in found.details["untold"]] == ["/none/"]
