"""Attribute lists: what of them is kept, and what only looks like one."""

import pytest

from posts.exchange.importing.dialects import rewrite_rules

RULES = (*rewrite_rules.ATTRIBUTE_RULES, *rewrite_rules.IMAGE_RULES)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("## Head {#own}", "## Head {#own}"),
        ("## Head{: #own .big}", "## Head {#own}"),
        ("## Head {.big}", "## Head"),
        ("## Head\n{: #own}", "## Head {#own}"),
        ("## Head {-}", "## Head"),
        ("![a](b.png){: width='50%' .c}", "![a](b.png){width=50%}"),
        ("![a](b.png){.full}", "![a](b.png)"),
        ("![a](b.png =300x200)", "![a](b.png){width=300 height=200}"),
        ('![a](b.png =300x "t")', '![a](b.png "t"){width=300}'),
        ("![a](b.png =x200)", "![a](b.png){height=200}"),
        ("![a](b.png){#fig-a width=50%}", "![a](b.png){#fig-a width=50%}"),
        ("[a](b){:target='_blank'} c", "[a](b) c"),
        ("[text]{.smallcaps} and [m]{.mark}", "text and ==m=="),
        ("*em*{: .red} b", "*em* b"),
        ("text\n{: .lead}", "text\n"),
    ],
)
def test_ids_and_sizes_are_kept_and_classes_go(written, expected):
    assert rewrite_rules.apply_rules(written, RULES) == expected


@pytest.mark.parametrize(
    "text",
    [
        r"\sum _{n=1}^N a_{n=1}",
        "x_{.5} y*{a=b}",
        r"\prod_{i=1}",
        "f(x){return x<y?x:y;}",
        "a[1]{3}",
        "{a: 1}",
    ],
)
def test_what_only_looks_like_attributes_stays(text):
    assert rewrite_rules.apply_rules(text, RULES) == text


def test_a_picture_by_itself_in_a_cell_of_html_is_a_picture(import_post):
    body = '<table>\n<tr>\n  <td width="3">\n\xa0 ![luo](https://a.test/1.png)\n  </td>\n</tr>\n</table>\n'
    post = import_post({"config.toml": "", "content/post/a.md": f"+++\ntitle = 'A'\n+++\n{body}"})

    assert 'src="https://a.test/1.png"' in post.html
