"""Macros that an old site gave MathJax or KaTeX."""

import pytest

from posts.exchange.importing.sites.math_macros import find_site_macros

MATHJAX_3 = r"""
window.MathJax = {
  tex: {
    inlineMath: [['$', '$']],
    macros: {
      // Number sets
      R: "\\mathbb{R}",
      bold: ['\\mathbf{#1}', 1],
      "set": ["\\{#1\\}", 1]
    },
    other: { S: "no" }
  }
};
"""
MATHJAX_2 = (
    r'<script>MathJax.Hub.Config({ TeX: { Macros: { R: "\\mathbb{R}" }, equationNumbers: {} } });</script>'
)
KATEX = r'renderMathInElement(document.body, { macros: { "\\R": "\\mathbb{R}", "\\f": "f_{#1}" } });'
TYPESCRIPT = r"""
export const macros: Record<string, string> = {
  R: String.raw`\mathbb{R}`,
  f: '\\mathcal{F}',
};
"""


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        (
            "js/mathjax-config.js",
            MATHJAX_3,
            {"R": (r"\mathbb{R}", 0), "bold": (r"\mathbf{#1}", 1), "set": (r"\{#1\}", 1)},
        ),
        ("layouts/partials/head.html", MATHJAX_2, {"R": (r"\mathbb{R}", 0)}),
        ("_includes/katex.html", KATEX, {"R": (r"\mathbb{R}", 0), "f": ("f_{#1}", 1)}),
        ("src/mathjax.macros.ts", TYPESCRIPT, {"R": (r"\mathbb{R}", 0), "f": (r"\mathcal{F}", 0)}),
        ("src/mathjax.macros.ts", r'export default { R: "\\mathbb{R}" }', {"R": (r"\mathbb{R}", 0)}),
        ("js/mathjax.js", "macros: {", {}),
        ("js/other.js", MATHJAX_3, {}),
        ("node_modules/mathjax.js", MATHJAX_3, {}),
    ],
)
def test_macros_in_a_script(tmp_path, name, text, expected):
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    assert {
        name: (macro.body, macro.count) for name, macro in find_site_macros(tmp_path, {}).items()
    } == expected


def test_macros_in_the_settings(tmp_path):
    settings = {"mathjax": {"tex": {"macros": {"R": r"\mathbb{R}", "f": ["f_{#1}", 1], "n": 3}}}}
    macros = find_site_macros(tmp_path, settings)
    assert {name: macro.body for name, macro in macros.items()} == {"R": r"\mathbb{R}", "f": "f_{#1}"}


def test_formulas_of_a_post_are_written_without_the_macros_of_its_site(import_post):
    post = import_post(
        {
            "_config.yml": "title: Blog\n",
            "_includes/mathjax.html": MATHJAX_3,
            "_posts/2026-01-11-a.md": "---\ntitle: A\n---\nLet $x \\in \\R$ and `\\R`.\n",
        }
    )
    assert post.source == "Let $x \\in \\mathbb{R}$ and `\\R`.\n"
