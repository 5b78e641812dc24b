"""Quarto: its folder, tabsets, callouts, shortcodes, and what stays for its references."""

import pytest

from posts.models import Post
from tests.support.notebooks import make_notebook, markdown, raw

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
        ("{{< video https://www.youtube.com/watch?v=x >}}", "https://www.youtube.com/watch?v=x"),
        ("a {{< kbd Ctrl-C >}} {{< fa github >}} b", "a <kbd>Ctrl-C</kbd>  b"),
        ("a^[A note with [b](c).] d", "a[^inline-1] d\n\n[^inline-1]: A note with [b](c)."),
        ("[small]{.smallcaps} x", "small x"),
        ("```\n{{{< video x >}}}\n```", "```\n{{< video x >}}\n```"),
    ],
)
def test_its_notations_become_markdown(import_post, body, expected):
    assert source_of(import_post, body) == expected


def test_references_are_kept_as_they_are_and_said(import_files):
    picture = "![C](https://e.org/a.png){#fig-a width=50%}"
    body = f"$$\na\n$$ {{#eq-a}}\n\nSee @fig-a and [@key; @b] and [[page]].\n\n{picture}"
    summary = import_files(quarto(body))

    assert Post.objects.get().source.strip() == body
    assert summary.reasons["references kept as they are"] == [
        "posts/a/index.qmd:8: {#eq-a}",
        "posts/a/index.qmd:12: {#fig-a width=50%}",
        "posts/a/index.qmd:10: @fig-a",
        "posts/a/index.qmd:10: [@key; @b]",
    ]
    assert summary.reasons["marks kept as they are"] == ["posts/a/index.qmd:10: a link by name, [[page]]"]


def test_a_shortcode_that_is_not_known_is_said(import_files):
    summary = import_files(quarto("{{< meta title >}}"))

    assert summary.reasons["tag unknown"] == ["posts/a/index.qmd:6: {{< meta title >}}"]


def test_notebooks_are_posts(import_files):
    import_files(quarto(**{"posts/b/index.ipynb": make_notebook(raw("---\ntitle: B\n---"), markdown("x"))}))

    assert Post.objects.get(title="B").slug == "b"
