"""Marks that nothing reads are listed with their lines."""

import pytest

from posts.exchange.importing.dialects.leftovers import note_leftovers
from posts.exchange.markdown.masking import Mask


def list_notes(record, text):
    mask = Mask()
    note_leftovers(mask.hide_code(text), mask, record)
    return [(note.line, note.text) for note in record.notes]


pytestmark = pytest.mark.django_db

BIBTEX = "@book{known, title = {A}, year = {2020}}"


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("a\n{{< x >}}\nb {{< x >}}", [(2, "a shortcode, {{< x >}}"), (3, "a shortcode, {{< x >}}")]),
        ("a {% if x %}", [(1, "a tag, {% if x %}")]),
        ("a {{ page.x }}", [(1, "a variable, {{ page.x }}")]),
        ("a\n\n::: tip\nx", [(3, "a directive that is never closed, ::: tip")]),
        ("![[a]] [[b]] x[[1]] [[2]]", [(1, "an embed, ![[a]]"), (1, "a link by name, [[b]]")]),
        ('=== "Tab"\n\n    x', [(1, 'a tab, === "Tab"')]),
        ("see @fig-a, [@k; @l]", [(1, "@fig-a"), (1, "[@k; @l]")]),
        ("见@fig-a和 @eq-b\n\n$$x$$ {#eq-b} and [@known; @k]", [(1, "@fig-a和"), (3, "[@known; @k]")]),
    ],
)
def test_a_mark_is_said_as_often_as_it_stands(make_record, text, notes):
    record = make_record(text)
    record.bibliography = BIBTEX
    assert list_notes(record, text) == notes


@pytest.mark.parametrize(
    "text",
    [
        "`{{< x >}}` and `{% x %}`",
        "{% note info %}\nx\n{% endnote %}",
        "::: tip\nx\n:::",
        "## Head {#own}",
        "<!-- {{< x >}} -->",
        "//a[@class='x'] me@example.org @someone",
        "![C](a.png){#fig-a} 见@fig-a，@fig-a说 [-@fig-a; @fig-a]",
        "> [!theorem] Name {#main .x}\n> text\n\n\\begin{lemma}\\label{lem-a}\n\\end{lemma}\n@lem-a",
        "| a |\n|---|\n| b |\n\n: Rows {#tbl-a}\n\n## Head {.unnumbered}\n\n@tbl-a",
        "```mermaid {#fig-a}\nx\n```\n```{dot}\n//| label: fig-b\n```\n[@fig-a; @fig-b]",
        "cited [@known, p. 3] and @known",
    ],
)
def test_what_is_read_or_means_nothing_is_not_said(make_record, text):
    record = make_record(text)
    record.bibliography = BIBTEX
    assert list_notes(record, text) == []
