"""Quarto: its folder, tabsets, callouts, shortcodes, and what stays for its references."""

import hashlib
import json

import pytest

from posts.models import Post
from tests.support.notebooks import make_notebook, markdown, raw
from tests.support.source_sites import make_image_file

HEAD = "---\ntitle: A\ndate: 2026-01-11\ncategories: [r, maths]\n---\n"


def quarto(body="Text.", **more):
    return {
        "_quarto.yml": "project:\n  type: website\nwebsite:\n  site-url: https://q.example.org/blog/\n",
        "index.qmd": "---\nlisting: posts\n---\n",
        "posts/a/index.qmd": HEAD + body,
        **more,
    }


def source_of(import_post, body):
    return import_post(quarto(body)).source.strip()


def test_the_folder_is_known_and_the_old_address_redirects(import_post):
    post = import_post(quarto())

    assert (post.title, post.slug) == ("A", "a")
    # Without its base path it is where the post is now.
    assert set(post.redirects.values_list("path", flat=True)) == {"/blog/posts/a/"}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "::: {.callout-tip}\n## Read this\n\nBody\n:::",
            '::: {.callout-tip title="Read this"}\n\nBody\n:::',
        ),
        (
            "::: {.panel-tabset}\n## R\n\nx\n\n## Python\n\ny\n:::",
            "::: {.panel-tabset}\n**R**\n\nx\n\n**Python**\n\ny\n:::",
        ),
        ("```{r}\n#| label: fig-a\n#| eval: true\nx\n```", "```{r}\nx\n```"),
        ("::: {#tbl-a .cell}\nx\n:::\n\n@tbl-a", "::: {.cell}\nx\n:::\n\nTable\u00a01"),
        ("{{< video https://www.youtube.com/watch?v=x >}}", "https://www.youtube.com/watch?v=x"),
        ("a {{< kbd Ctrl-C >}} {{< fa github >}} b", "a <kbd>Ctrl-C</kbd>  b"),
        ("a^[A note with [b](c).] d", "a[^inline-1] d\n\n[^inline-1]: A note with [b](c)."),
        ("[small]{.smallcaps} x", "small x"),
        ("```\n{{{< video x >}}}\n```", "```\n{{< video x >}}\n```"),
    ],
)
def test_its_notations_become_markdown(import_post, body, expected):
    assert source_of(import_post, body) == expected


def test_references_are_numbered_as_quarto_numbers_them(import_files):
    picture = "![C](https://e.org/a.png){#fig-a width=50%}"
    table = "| a |\n| --- |\n| b |\n\n: Rows {#tbl-a}"
    named = "See @fig-a, @eq-a, @tbl-a, [@sec-p], @fig-none and `@fig-a`."
    body = f"$$\na\n$$ {{#eq-a}}\n\n## Part {{#sec-p}}\n\n{named}"
    summary = import_files(quarto(f"{body}\n\n{picture}\n\n{table}\n\n[@key] and [[page]]"))

    assert Post.objects.get().source.strip() == (
        "$$\na\n\\label{eq-a}$$\n\n## Part {#sec-p}\n\n"
        "See Figure\u00a01, $\\eqref{eq-a}$, Table\u00a01, [Part](#sec-p), @fig-none and `@fig-a`.\n\n"
        '![C](https://e.org/a.png "Figure\u00a01: C"){width=50%}\n\n'
        "| a |\n| --- |\n| b |\n\n: Table\u00a01: Rows\n\n[@key] and [[page]]"
    )
    assert [line.rpartition(": ")[2] for line in summary.reasons["references kept as they are"]] == [
        "@fig-none",
        "[@key]",
    ]
    assert summary.reasons["marks kept as they are"] == ["posts/a/index.qmd:22: a link by name, [[page]]"]


def test_outputs_of_code_come_from_where_quarto_keeps_them(import_files):
    text = HEAD + "```{r}\nplot(1)\n```\n"
    ran = (
        HEAD + "::: {.cell}\n\n```{.r .cell-code}\nplot(1)\n```\n\n::: {.cell-output-display}\n"
        "![](index_files/figure-html/p-1.png){width=672}\n:::\n:::\n"
    )
    frozen = {"hash": hashlib.md5(text.encode()).hexdigest(), "result": {"markdown": ran}}  # noqa: S324
    files = {
        "_freeze/posts/a/index/execute-results/html.json": json.dumps(frozen),
        "_freeze/posts/a/index/figure-html/p-1.png": make_image_file(),
        "_site/posts/b.md": "# b\n\nx",
    }
    files = {**quarto(**files), "posts/a/index.qmd": text}

    assert import_files(files).outcomes == {"created": 1, "skipped": 1}
    source = Post.objects.get().source
    assert "plot(1)" in source
    assert "![](/media/imported/" in source
    summary = import_files({**files, "posts/a/index.qmd": f"{text}\nMore.\n"})
    assert summary.reasons["code without its outputs"]
    assert "More." in Post.objects.get().source


@pytest.mark.parametrize(
    ("head", "date"),
    [
        ("date: 5/6/2021", "2021-05-06"),
        ('date: "08-01-2024"', "2024-08-01"),
        ("date: 2024-02-03", "2024-02-03"),
    ],
)
def test_dates_are_read_as_quarto_reads_them(import_files, head, date):
    import_files({**quarto(), "posts/a/index.qmd": f"---\ntitle: A\n{head}\n---\nx"})

    assert f"{Post.objects.get().created_at.astimezone():%Y-%m-%d}" == date


def test_folders_give_fields_and_lists_are_no_posts(import_files):
    summary = import_files(
        {
            **quarto(),
            "posts/_metadata.yml": "author: 林默\ndraft: true\n",
            "posts/a/_metadata.yml": "draft: false\n",
            "posts/a/index.qmd": HEAD.replace("date:", "aliases: [old.html, /older/]\ndate:") + "x",
            "posts/index.qmd": "---\ntitle: All\nlisting:\n  contents: .\n---\n",
        }
    )

    post = Post.objects.get()
    assert (post.author_name, post.published_at is None) == ("林默", False)
    paths = set(post.redirects.values_list("path", flat=True))
    assert {"/posts/a/old.html/", "/older/"} & paths or {"/posts/a/old.html", "/older/"} <= paths
    assert "posts/index.qmd: a list of pages, not a post" in summary.reasons["skipped"]


def test_a_shortcode_that_is_not_known_is_said(import_files):
    summary = import_files(quarto("{{< meta title >}}"))

    assert summary.reasons["tag unknown"] == ["posts/a/index.qmd:6: {{< meta title >}}"]


def test_notebooks_are_posts(import_files):
    import_files(quarto(**{"posts/b/index.ipynb": make_notebook(raw("---\ntitle: B\n---"), markdown("x"))}))

    assert Post.objects.get(title="B").slug == "b"
