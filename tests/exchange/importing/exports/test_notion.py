"""Exports of Notion, as Markdown and as HTML: pages, databases, links, files, and mangled Markdown."""

import io
import zipfile
from uuid import UUID

import pytest

from posts.exchange.importing.exports.converted import ExportError
from posts.exchange.importing.exports.notion.markdown_pages import repair_page_text
from posts.exchange.importing.exports.notion.page_names import find_linked_id, split_page_name
from posts.exchange.importing.exports.notion.properties import read_properties, split_property_lines
from posts.exchange.importing.importer import import_folder
from posts.models import Post
from tests.support.source_sites import make_image_file
from tests.support.zip_files import make_zip

BLOG, ONE, TWO, ABOUT, EMPTY, ROOT = (digit * 32 for digit in "123456")
FIFTH = "2023-01-05T00:00:00+08:00"
CSV = "\ufeffName,Date,Status,Tags,Category,Slug,Type,Rating\n"
ROWS = (
    '第一篇,"January 5, 2023 10:00 AM",Published,"机器学习, 数学",笔记,first-one,Post,5\n'
    "Two,2023年1月6日,草稿,,,,Post,\nAbout,,已发布,,,about,Page,\nNothing,,,,,,,\n"
)
ONE_TEXT = f"""# 第一篇

Date: January 5, 2023 10:00 AM
Status: Published
Tags: 机器学习, 数学
Category: 笔记
Slug: first-one
Type: Post
Rating: 5

<aside>
💡 See [Two](Two%20{TWO}.md) and **[bold ](https://www.notion.so/me/Two-{TWO}?pvs=4)**or
[none](Nothing%20{EMPTY}.md).

</aside>

![A caption](%E7%AC%AC%E4%B8%80%E7%AF%87%20{ONE}/a%20b.png)

A caption

[paper.pdf](%E7%AC%AC%E4%B8%80%E7%AF%87%20{ONE}/paper.pdf)
"""


def make_markdown_export():
    return {
        f"Root {ROOT}.md": f"# Root\n\nWhy: not?\n\n[Blog](Root%20{ROOT}/Blog%20{BLOG}.csv)\n",
        f"Root {ROOT}/Blog {BLOG}.csv": CSV + ROWS,
        f"Root {ROOT}/Blog {BLOG}_all.csv": CSV + ROWS,
        f"Root {ROOT}/Blog {BLOG}/第一篇 {ONE}.md": ONE_TEXT,
        f"Root {ROOT}/Blog {BLOG}/第一篇 {ONE}/a b.png": make_image_file(),
        f"Root {ROOT}/Blog {BLOG}/第一篇 {ONE}/paper.pdf": "%PDF-1.4",
        f"Root {ROOT}/Blog {BLOG}/Two {TWO}.md": "# Two\n\nStatus: 草稿\nDate: 2023年1月6日\n\nText.\n",
        f"Root {ROOT}/Blog {BLOG}/About {ABOUT}.md": "# About\n\nSlug: about\n\nWho I am.\n",
        f"Root {ROOT}/Blog {BLOG}/Nothing {EMPTY}.md": "# Nothing\n\n",
    }


@pytest.mark.usefixtures("empty_media", "db")
def test_a_zip_of_a_zip_becomes_posts_known_by_their_page(tmp_path):
    part = make_zip(make_markdown_export())
    archive = tmp_path / "c1_ExportBlock-1.zip"
    archive.write_bytes(make_zip({"ExportBlock-1-Part-1.zip": part}))

    first, again = import_folder(archive), import_folder(archive)

    assert first.outcomes == {"created": 4, "skipped": 1}
    assert first.reasons["skipped"] == [f"Root {ROOT}/Blog {BLOG}/Nothing {EMPTY}.md: the page has no text"]
    assert (again.outcomes["unchanged"], again.outcomes["updated"]) == (4, 0)
    one, two = Post.objects.get(uid=UUID(ONE)), Post.objects.get(uid=UUID(TWO))
    assert (one.title, one.slug, one.category.name) == ("第一篇", "first-one", "笔记")
    assert list(one.tags.names()) == ["机器学习", "数学"]
    assert one.published_at.isoformat() == "2023-01-05T02:00:00+00:00"
    assert two.published_at is None
    assert two.created_at.date().isoformat() in {"2023-01-05", "2023-01-06"}
    media = one.source.partition("![A caption](")[2].partition(" ")[0]
    assert media.startswith("/media/imported/")
    assert media.endswith("a-b.png")
    assert one.source == (
        "> [!TIP]\n> See [Two](/posts/two/) and [**bold**](/posts/two/) or\n> none.\n\n"
        f'![A caption]({media} "A caption")\n\n[paper.pdf](/media/imported/{one.source.rpartition("/")[2]}'
    )
    root = Post.objects.get(uid=UUID(ROOT))
    assert root.published_at is None
    assert root.source.startswith("Why: not?\n\n| Name | Date |")
    assert "| [第一篇](/posts/first-one/) | January 5, 2023 10:00 AM | Published |" in root.source
    assert "\n| Nothing |" in root.source


HTML = f"""<html><head><style>p {{}}</style></head><body><article id="{UUID(ONE)}" class="page sans"><header>
<img class="page-cover-image" src="One%20{ONE}/a.png"/><h1 class="page-title">One</h1>
<table class="properties"><tbody>
<tr class="property-row property-row-multi_select"><th><span class="icon"><svg></svg></span>Tags</th>
<td><span class="selected-value">x</span><span class="selected-value">y z</span></td></tr>
<tr class="property-row property-row-date"><th>日期</th>
<td><time>@January 5, 2023 → January 7, 2023</time></td></tr>
<tr class="property-row property-row-checkbox"><th>Published</th>
<td><div class="checkbox checkbox-on"></div></td></tr>
<tr class="property-row property-row-text"><th>Source</th>
<td>seen in <a href="https://e.com/">a paper</a> of Ann</td></tr></tbody></table>
</header><div class="page-body">
<nav class="table_of_contents"><div><a href="#h">Head</a></div></nav><h1 id="h">Head</h1>
<figure class="callout"><div><img class="icon" src="https://www.notion.so/icons/x.svg"/></div>
<div><p>Plain.</p></div></figure>
<figure class="callout"><div><span class="icon">⚠️</span></div><div><p>Careful.</p></div></figure>
<figure class="callout"><div><span class="icon">🐧</span></div><div><p>Bird.</p></div></figure>
<ul class="toggle"><li><details open=""><summary>More</summary><p>inside</p></details></li></ul>
<figure><a href="https://example.com/a" class="bookmark source"><div class="bookmark-info">
<div class="bookmark-text"><div class="bookmark-title">Site</div>
<div class="bookmark-description">Long</div></div>
<div class="bookmark-href"><img class="icon bookmark-icon" src="https://e.com/i.png"/>https://example.com/a</div>
</div></a></figure>
<figure class="image"><a href="One%20{ONE}/a.png"><img src="One%20{ONE}/a.png"/></a>
<figcaption><strong>Seen</strong></figcaption></figure>
<figure><div class="source"><a href="One%20{ONE}/film.mp4">film.mp4</a></div></figure>
<p><mark class="highlight-red">red</mark> <mark class="highlight-teal_background">hi</mark>
<time>@March 3, 2023</time> <a href="Two%20{TWO}.html">Two</a> <a href="Table%20{BLOG}.html">Table</a></p>
<pre class="code"><code class="language-Plain Text">a  b</code></pre>
<pre class="code"><code class="language-C++">int a;</code></pre></div></article></body></html>"""
HTML_TWO = (
    f'<article id="{UUID(TWO)}" class="page sans"><h1 class="page-title">Two</h1><p>Body.</p></article>'
)
TABLE = (
    '<article class="page sans"><h1 class="page-title">Table</h1><div class="page-body">'
    '<table class="collection-content"><tr><td>One</td></tr></table></div></article>'
)


@pytest.mark.usefixtures("empty_media")
def test_an_export_as_html_becomes_the_same_posts(import_files, write_site):
    files = {
        f"One {ONE}.html": HTML,
        f"One {ONE}/a.png": make_image_file(),
        f"One {ONE}/film.mp4": "film",
        f"Two {TWO}.html": HTML_TWO,
        f"Table {BLOG}.html": TABLE,
        "index.html": "<html><body><ul></ul></body></html>",
    }
    summary = import_files(files)

    assert summary.outcomes == {"created": 2, "skipped": 1}
    assert summary.reasons["columns that are not shown"] == [
        "posts/one.md: 日期: January 5, 2023 → January 7, 2023; "
        "Source: seen in a paper (https://e.com/) of Ann"
    ]
    one = Post.objects.get(uid=UUID(ONE))
    assert (one.title, list(one.tags.names())) == ("One", ["x", "y z"])
    assert one.published_at.isoformat() == "2023-01-04T16:00:00+00:00"
    picture = one.cover.name
    film = one.source.partition('<video src="/media/imported/')[2].partition('"')[0]
    assert one.source.replace(f"/media/{picture}", "PICTURE").replace("/media/imported/", "MEDIA/") == (
        "# Head\n\n> [!NOTE]\n> Plain.\n\n> [!WARNING]\n> Careful.\n\n> [!NOTE]\n> 🐧 Bird.\n\n"
        "<details>\n<summary>More</summary>\n\ninside\n\n</details>\n\n🔖 [Site](https://example.com/a)\n\n"
        '![](PICTURE "Seen")\n\n'
        f'<video src="MEDIA/{film}" controls></video>\n\n'
        "red ==hi== March 3, 2023 [Two](/posts/two/) Table\n\n```\na  b\n```\n\n```cpp\nint a;\n```\n"
    )
    # The same page from the other kind of export.
    (write_site({}) / f"Two {TWO}.html").unlink()
    write_site({f"Two {TWO}.md": "# Two\n\nNew body.\n"})
    import_files({})
    assert Post.objects.get(uid=UUID(TWO)).source == "New body.\n"


def test_a_folder_of_databases_only_is_refused(import_files):
    with pytest.raises(ExportError, match="databases only"):
        import_files({f"Blog {BLOG}.csv": CSV + ROWS})


@pytest.mark.usefixtures("db")
def test_parts_that_are_hostile_are_refused_as_a_whole(tmp_path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(f"One {ONE}.md", "# One\n\ntext")
        archive.writestr("../out.md", "out")
    (tmp_path / "x.zip").write_bytes(make_zip({"Export-1-Part-1.zip": buffer.getvalue()}))
    with pytest.raises(Exception, match="leads out"):
        import_folder(tmp_path / "x.zip")
    assert not Post.objects.exists()


@pytest.mark.parametrize(
    ("stem", "parts"),
    [
        (f"My page {ONE}", ("My page", UUID(ONE))),
        (f"Blog {BLOG}_all", ("Blog", UUID(BLOG))),
        (ONE, ("", UUID(ONE))),
        ("notes 2023", ("notes 2023", None)),
    ],
)
def test_identities_are_read_off_names(stem, parts):
    assert split_page_name(stem) == parts


@pytest.mark.parametrize(
    ("address", "found"),
    [
        (f"A%20{ONE}/B%20{TWO}.md", TWO),
        (f"https://www.notion.so/team/Title-{TWO}?pvs=21#{ONE}", TWO),
        (f"https://me.notion.site/{UUID(TWO)}", TWO),
        (f"https://example.com/{TWO}", None),
        ("https://www.notion.so/help", None),
        (f"A%20{ONE}/picture.png", None),
    ],
)
def test_links_to_pages_are_known_by_the_identity_in_them(address, found):
    assert find_linked_id(address) == (UUID(found) if found else None)


@pytest.mark.parametrize(
    ("properties", "fields"),
    [
        ({"Status": "Published", "Date": "January 5, 2023"}, {"draft": None, "date": FIFTH}),
        ({"状态": "已发布", "发布日期": "2023年1月5日"}, {"draft": None, "date": FIFTH}),
        ({"Status": "Done"}, {"draft": True, "published": False}),
        ({}, {"draft": True}),
        ({"Published": "Yes", "Draft": "Yes"}, {"draft": True}),
        ({"Published": "April 10, 1925"}, {"draft": True, "date": "1925-04-10T00:00:00+08:00"}),
        ({"Status": "Published", "Password": "x"}, {"draft": True}),
        ({"Created time": "2023-01-05 10:00", "Last edited": "Jan 6, 2023 9:00 PM (GMT+9)"},
         {"date": "2023-01-05T10:00:00+08:00", "updated": "2023-01-06T21:00:00+09:00"}),
        ({"Category": "A, B", "标签": "x，y"}, {"categories": ["A"], "tags": ["x", "y", "B"]}),
        ({"Author": "甲, 乙", "Cover": "c.png (Page%201/c.png)"},
         {"author": ["甲", "乙"], "cover": "Page%201/c.png"}),
        ({"Type": "Page"}, {"kind": "page"}),
    ],
)  # fmt: skip
def test_columns_become_fields_by_their_names(properties, fields):
    read = read_properties(properties).front_matter
    assert {key: read.get(key) for key in fields} == fields


@pytest.mark.parametrize(
    ("properties", "kept"),
    [
        ({"Rating": "5", "Date": "someday", "Empty": "", "Tags": "a", "Name": "b", "Password": "c"},
         {"Rating": "5"}),
        ({"Status": "Want to read", "Published": "@April 10, 1925"},
         {"Status": "Want to read", "Published": "April 10, 1925"}),
        ({"Status": "Draft", "State": "Idea", "Type": "Post", "Pinned": "No", "Published": "No"},
         {"State": "Idea"}),
        ({"Date": "2023-01-05 → 2023-01-07", "Created": "2023-01-05", "Type": "Recipe"},
         {"Date": "2023-01-05 → 2023-01-07", "Type": "Recipe"}),
    ],
)  # fmt: skip
def test_values_that_no_field_says_are_kept(properties, kept):
    assert read_properties(properties).kept == kept


def test_bad_dates_are_told_and_menus_left_out():
    assert read_properties({"Date": "someday"}).notes == ["date: the date 'someday' cannot be read"]
    assert read_properties({"type": "Menu"}).skip_reason


BOOKS = (
    "Name,Status,Genre,Notes,Shelf,Link\n"
    f'1984,Read,"Classic, Sci-Fi",2 * 3 < 7 _or_ so,Upper (Upper%20{TWO}.md),https://e.com/a_b_c\n'
    "Dune,Published,Sci-Fi,Fee: 300,,\nEmpty,,Fantasy,,,\n"
)


def test_other_columns_stand_above_a_draft_and_are_told_of_what_is_public(import_files):
    summary = import_files(
        {
            f"Books {BLOG}_all.csv": BOOKS,
            f"Books/1984 {ONE}.md": "# 1984\n\nStatus: Read\n\nBig Brother.\n",
            f"Books/Dune {ABOUT}.md": "# Dune\n\nSand.\n",
            f"Books/Empty {EMPTY}.md": "# Empty\n",
            f"Upper {TWO}.md": "# Upper\n\nA shelf.\n",
        }
    )

    assert Post.objects.get(uid=UUID(ONE)).source == (
        "- **Status**: Read\n- **Genre**: Classic, Sci-Fi\n- **Notes**: 2 * 3 < 7 \\_or\\_ so\n"
        "- **Shelf**: [Upper](/posts/upper/)\n- **Link**: https://e.com/a_b_c\n\nBig Brother.\n"
    )
    assert Post.objects.get(uid=UUID(ABOUT)).source == "Sand.\n"
    assert summary.reasons["columns listed above the text"] == [
        "posts/1984.md: Status, Genre, Notes, Shelf, Link"
    ]
    assert summary.reasons["columns that are not shown"] == ["posts/dune.md: Genre: Sci-Fi; Notes: Fee: 300"]
    assert summary.reasons["skipped"] == [f"Books/Empty {EMPTY}.md: the page has no text; Genre: Fantasy"]


def test_only_lines_that_are_properties_are_taken_for_them():
    lines = ["Tags: a", "Note: b", "second line", "", "text"]
    assert split_property_lines(lines, ["Tags", "Note"]) == ({"Tags": "a", "Note": "b\nsecond line"}, 3)
    assert split_property_lines(lines, None) == ({}, 0)
    assert split_property_lines(["Created: x", "Mood: y", ""], None) == ({"Created": "x", "Mood": "y"}, 2)
    assert split_property_lines(["Remember: this", ""], None) == ({}, 0)


@pytest.mark.parametrize(
    ("mangled", "mended"),
    [
        ("# Toggle\n\n    inside\n\n    - item\n        \n        more",
         "# Toggle\n\ninside\n\n- item\n\n    more"),
        ("- item\n    \n    text\n    \n    ```python\n    if a:\n        b\n    ```", None),
        ("Text\n\n    ```js\n    a {\n      b\n    }\n    ```\n\nend",
         "Text\n\n```js\na {\n  b\n}\n```\n\nend"),
        ("1. a\n    1. b\n        \n        c", "1. a\n    1. b\n\n        c"),
        ("- [ ]  open\n- [x]  done", "- [ ] open\n- [x] done"),
        ("a $ x^2 $ b", "a $x^2$ b"),
        ("**bold **and** bold**, ~~gone ~~end, **a****b**", "**bold** and **bold**, ~~gone~~ end, **ab**"),
        ("`**a **` and\n\n```\n**a **b\n```", None),
        ("> quote\n> ", "> quote"),
        ("```plain text\na\n```\n\n```C++\nb\n```", "```\na\n```\n\n```cpp\nb\n```"),
        ("due @January 5, 2023, by @Ann", "due January 5, 2023, by @Ann"),
        ("![image.png](x/image.png) ![Untitled](x/Untitled%201.png)",
         "![](x/image.png) ![](x/Untitled%201.png)"),
        ("[https://a.b/c_d](https://a.b/c_d)", "<https://a.b/c_d>"),
        ("[Title](https://a.b/c)\n\nand [in text](https://a.b/c) too",
         "🔖 [Title](https://a.b/c)\n\nand [in text](https://a.b/c) too"),
        ("[a.mp3](x/a.mp3)", '<audio src="x/a.mp3" controls></audio>'),
        ("<aside>\n⚠️\n\nCareful.\n\n- a\n\n</aside>\nAfter", "> [!WARNING]\n> Careful.\n>\n> - a\n\nAfter"),
        ('<aside>\n<img src="https://www.notion.so/icons/s.svg" alt="s" width="40px" /> Text\n</aside>',
         "> [!NOTE]\n> Text"),
        ("- a\n    <aside>\n    🔖 Deep\n    \n    </aside>", "- a\n    > [!NOTE]\n    > 🔖 Deep"),
        ("<aside>\n💡 Outer\n\n<aside>\n❗ Inner\n</aside>\n</aside>",
         "> [!TIP]\n> Outer\n>\n> > [!CAUTION]\n> > Inner"),
        ("<aside>\nnever closed", None),
    ],
)  # fmt: skip
def test_what_the_markdown_mangles_is_mended(mangled, mended):
    wanted = "\n".join(line.rstrip() for line in (mended or mangled).split("\n"))
    assert repair_page_text(mangled, lambda address, kind: None) == f"{wanted}\n"
