"""MyST: directives and roles."""

import pytest

from posts.exchange.importing.dialects.myst import DIRECTIVE_NOTE, convert_myst


def convert(make_record, text):
    return convert_myst(text, make_record(text)).strip()


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("```{note} T\n:class: x\nbody\n```", "> [!NOTE] T\n> body"),
        (":::{note}\nbody\n:::", "> [!NOTE]\n> body"),
        (":::{admonition} 标题\n:class: tip\nb\n:::", "> [!TIP] 标题\n> b"),
        ("````{warning}\n```python\nq\n```\n````", "> [!WARNING]\n> ```python\n> q\n> ```"),
        (":::{dropdown} More\nx\n:::", "> [!NOTE]- More\n> x"),
        (
            "````{tab-set}\n```{tab-item} One\na\n```\n```{tab-item} Two\nb\n```\n````",
            "**One**\n\na\n\n\n**Two**\n\nb",
        ),
        (
            "```{figure} a.png\n:alt: A\n:width: 300px\n\nThe caption\n```",
            '![A](a.png "The caption"){width=300}',
        ),
        ("```{image} a.png\n:alt: A\n```", "![A](a.png)"),
        (
            "```{code-block} python\n:emphasize-lines: 2\n:linenos:\na\nb\n```",
            "```python {2} linenos=true\na\nb\n```",
        ),
        ("```{math}\n:label: e1\nx=1\n```", "$$\nx=1\n\\label{e1}\n$$"),
        ("```{prf:theorem} Euler\nx\n```", "**Theorem Euler**\n\nx"),
        ("(here)=\n## Head", "## Head {#here}"),
        ("{math}`x^2` {eq}`e` {kbd}`A` {sub}`2`", r"$x^2$ $\eqref{e}$ <kbd>A</kbd> <sub>2</sub>"),
        ("{ref}`text <t>` {doc}`guide/a` {term}`word`", "[text](#t) [a](post:guide/a) word"),
        ("{abbr}`HTML (Hyper Text)` {cite}`key`", '<abbr title="Hyper Text">HTML</abbr> [@key]'),
        ("```{toctree}\na\nb\n```", ""),
    ],
)
def test_directives_and_roles_become_markdown(make_record, written, expected):
    assert convert(make_record, written) == expected


@pytest.mark.parametrize(
    "text",
    [
        "```{r}\n1\n```",
        "```{python}\n#| label: a\n1\n```",
        "````\n```{note}\nx\n```\n````",
        "`{math}` `x`",
        "{a: `b`}",
    ],
)
def test_code_that_is_run_and_code_about_directives_stays(make_record, text):
    assert convert(make_record, text) == text


def test_a_directive_that_is_not_known_stays_and_is_named(make_record):
    text = "a\n\n```{weather-map}\nx\n```"
    record = make_record(text)

    assert convert_myst(text, record) == text
    assert [(note.kind, note.line, note.text) for note in record.notes] == [
        (DIRECTIVE_NOTE, 3, "```{weather-map}")
    ]


def test_a_role_that_is_not_known_is_named(import_files):
    assert import_files({"a.md": "x\n\na {foo}`b` c"}).reasons["marks kept as they are"] == [
        "a.md:3: a role, {foo}"
    ]


def test_a_page_of_myst_is_a_page(import_post):
    html = import_post({"a.md": ":::{note}\nbody $x$\n:::\n\n{math}`y`\n\n```{.python}\nz\n```"}).html

    assert 'class="callout callout-note"' in html
    assert html.count("<math") == 2
    assert 'data-language="Python"' in html
