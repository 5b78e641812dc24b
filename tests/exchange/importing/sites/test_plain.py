"""A folder of Markdown by itself."""

import pytest

from posts.models import Post
from tests.support.source_sites import make_image_file


def test_the_first_heading_is_the_title(import_post):
    post = import_post({"2026-01-11-notes.md": "# 注意力 *是* 什么\n\nText.\n\n# Another\n"})

    assert (post.title, post.source, post.slug) == ("注意力 *是* 什么", "Text.\n\n# Another\n", "notes")
    assert post.state == "live"


def test_without_a_heading_the_file_names_the_post(import_post):
    assert import_post({"my_first_note.md": "Text."}).title == "my first note"


def test_without_a_date_it_is_a_draft_and_said(import_files):
    summary = import_files({"note.md": "# Note\n\nText."})

    assert Post.objects.get().state == "draft"
    assert summary.reasons["draft"] == ["note.md: it has no date that can be used"]


def test_a_heading_that_repeats_the_title_goes(import_post):
    assert import_post({"a.md": "---\ntitle: Note\n---\n# Note\n\nText."}).source == "Text.\n"


def test_the_folder_s_own_files_are_left_out(import_files):
    summary = import_files(
        {"README.md": "# About", "note.md": "# Note\n\nx", ".git/x.md": "# x", "x.txt": "x"}
    )

    assert summary.outcomes == {"created": 1, "skipped": 1}


def test_markdown_of_ours_comes_in_as_it_is(import_post):
    body = (
        "> [!NOTE] 标题\n> Text\n\n$$\n\\begin{aligned} a &= b \\\\ c &= d \\end{aligned}\n$$\n\n"
        "<aside>\n💡 Text $x$\n</aside>\n\n"
        "{% note info %}\nText\n{% endnote %}\n\n`$x$` and $\\{1\\}$\n"
    )

    assert import_post({"a.md": body}).source == body


def test_empty_lines_in_code_are_kept(import_post):
    body = "```python\na\n\n\nb\n```\n\n- x\n\n  ```\n  a\n\n\n  b\n  ```\n"

    assert import_post({"a.md": body + "\nText"}).source == body + "\nText\n"


def test_relative_links_lead_to_the_other_posts(import_files):
    import_files(
        {"a/one.md": "[b](../b/two.md#x) [c](nowhere.md)\n\n[d]: ../b/two.md", "b/two.md": "# Two\n\nx"}
    )

    assert Post.objects.get(slug="one").source == "[b](/posts/two/#x) [c](nowhere.md)\n\n[d]: /posts/two/\n"


@pytest.mark.parametrize(
    "link",
    [
        "![x](images/图 一.png)",
        "![x](<images/图 一.png>)",
        "![x](images/%E5%9B%BE%20%E4%B8%80.png)",
        "![x](./images/../images/图%20一.png)",
        '![x](images/图%20一.png "标题")',
        "![x][p]\n\n[p]: <images/图 一.png>",
        '<img src="images/图 一.png">',
        "<img alt='x' src='images/图%20一.png'>",
        "![x](images\\图%20一.png)",
        "![x](images/图%20一.png =300x200)",
        "[![x](images/图%20一.png)](https://example.org)",
    ],
)
def test_a_picture_is_found_however_it_is_written(import_post, link):
    post = import_post({"note.md": f"# Note\n\n{link}", "images/图 一.png": make_image_file()})

    assert "/media/imported/" in post.source
    assert "图" not in post.source
    assert post.html.count("<img") == 1


def test_addresses_in_code_are_left_alone(import_post):
    body = "`![x](a.png)`\n\n```\n![x](a.png)\n```\n"

    assert import_post({"note.md": body, "a.png": make_image_file()}).source == body


def test_remote_pictures_are_counted(import_files):
    summary = import_files({"note.md": '![a](https://example.org/a.png) <img src="//example.org/b.png">'})

    assert summary.counts["pictures on other sites, left there"] == 2


def test_the_language_is_told_by_the_text(import_files):
    import_files(
        {"a.md": "# One\n\nThis is written in plain English.", "b.md": "# 二\n\n這個時候我們來說學問。"}
    )

    assert dict(Post.objects.values_list("slug", "language")) == {"a": "en", "b": "zh-Hant"}
