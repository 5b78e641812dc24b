"""Numbers by post, by section and through a series."""

import re

import pytest

from posts.rendering.pipeline import render_in_process

POST = r"""
$$z$$ {#eq-z}

## 一

> [!theorem] {#thm-a}
> 文

$$a$$ {#eq-a}

$$a$$

## 二 {#sec-b}

### 二甲 {#sec-c}

\begin{align} a \label{eq-b} \\ b \\ c \label{eq-c} \end{align}

> [!theorem] {#thm-b}
> 文

## 附 {-}

$$d \tag{A}\label{eq-d}$$
"""


def numbers_of(result):
    return {label.key: label.number for label in result.labels}


def test_a_post_counts_through():
    numbers = numbers_of(render_in_process(POST))
    assert [numbers[key] for key in ("thm-a", "thm-b", "sec-b", "sec-c")] == ["1", "2", "2", "2.1"]
    assert [numbers[f"eq-{key}"] for key in "zabcd"] == ["1", "2", "3", "4", "A"]


def test_sections_count_anew():
    result = render_in_process(POST, numbering={"by": "section"})
    numbers = numbers_of(result)
    assert [numbers[key] for key in ("thm-a", "thm-b", "sec-b", "sec-c")] == ["1.1", "2.1", "2", "2.1"]
    assert [numbers[f"eq-{key}"] for key in "zabcd"] == ["1", "1.1", "2.1", "2.2", "A"]
    assert "<mtext>(2.2)</mtext>" in result.html
    assert [re.sub("<[^>]*>", "", entry.html) for entry in result.toc] == ["1 一", "2 二", "2.1 二甲", "附"]


def test_a_series_goes_on():
    numbering = {"by": "series", "start": {"theorem": 4, "equation": 7}}
    result = render_in_process(POST, numbering=numbering)
    numbers = numbers_of(result)
    assert [numbers[key] for key in ("thm-a", "thm-b", "eq-z", "eq-c", "sec-b")] == ["5", "6", "8", "11", "2"]
    assert "<mtext>(8)</mtext>" in result.html


def test_a_heading_shows_its_number_where_it_has_a_label_only():
    html = render_in_process(POST).html
    assert html.count("heading-number") == 2
    assert '<h2 id="一">' in html


@pytest.mark.parametrize("by", ["post", "section", "series"])
def test_a_post_without_anything_numbered_is_the_same_however_it_is_numbered(by):
    source = "## 一\n\n文\n\n## 二\n\n```python\nx\n```\n\n> [!note]\n> 文"
    assert render_in_process(source, numbering={"by": by, "start": {"theorem": 3}}) == render_in_process(
        source
    )


@pytest.mark.parametrize("typed", ["1. 引言", "第二章 引言", "一、引言", "3.2 引言"])
def test_a_heading_that_its_author_numbered_gets_no_second_number(typed):
    html = render_in_process(f"## {typed} {{#sec-a}}").html
    assert "heading-number" not in html


def test_ids_of_headings_do_not_depend_on_their_numbers():
    source = "## 引言\n\n> [!theorem]\n> 文"
    numbered = render_in_process(source, numbering={"by": "section"})
    assert [entry.id for entry in numbered.toc] == ["引言"]


def test_of_two_things_with_one_label_the_first_counts():
    result = render_in_process("> [!theorem] {#thm-a}\n> 一\n\n![x](a.png){#thm-a .numbered}\n\n@thm-a")
    assert [(label.key, label.kind) for label in result.labels] == [("thm-a", "theorem")]
    assert [(warning.kind, warning.detail) for warning in result.warnings] == [("duplicate-label", "thm-a")]
    assert result.html.count('id="thm-a"') == 1


def test_a_formula_that_fails_takes_no_number():
    result = render_in_process("$$a\\label{x}$$\n\n$$\\frac{ \\label{y}$$\n\n$$c\\label{z}$$")
    assert numbers_of(result) == {"x": "1", "z": "2"}


def test_diagrams_and_algorithms_are_numbered_by_their_labels():
    diagram = '```mermaid {#fig-a title="流程"}\nflowchart LR\n a --> b\n```'
    algorithm = (
        "\\begin{algorithm}\n\\caption{合并}\\label{alg-b}\n\\begin{algorithmic}\n\\State $x$\n"
        "\\end{algorithmic}\n\\end{algorithm}"
    )
    result = render_in_process(
        f"![图](a.png){{#fig-first}}\n\n{diagram}\n\n{algorithm}\n\n见 @fig-a 与 @alg-b。"
    )
    assert [(label.key, label.number) for label in result.labels] == [
        ("fig-first", "1"), ("fig-a", "2"), ("alg-b", "1"),
    ]  # fmt: skip
    assert "图 2：</span>流程" in result.html
    assert "算法 1：</span>合并" in result.html
    assert result.text.rstrip().endswith("见 图 2 与 算法 1。")
