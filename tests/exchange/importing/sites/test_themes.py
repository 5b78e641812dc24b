"""Tools and themes beside the four formats: their fields, their pictures, their links, their tags."""

import os
import time
from itertools import product

import pytest

from posts.exchange.importing.importer import import_folder
from posts.models import Post
from tests.support.proofs import scale
from tests.support.source_sites import make_image_file

HEXO, HUGO, JEKYLL = "source/_posts/a.md", "content/post/a.md", "_posts/2026-01-11-a.md"
CONFIG = {HEXO: "_config.yml", HUGO: "hugo.toml", JEKYLL: "_config.yml"}


@pytest.fixture
def source_of(import_post):
    """Return a function that imports a text as the post at a path and returns what it became."""

    def run(path, text):
        return import_post({CONFIG[path]: "", path: text}).source.strip()

    return run


@pytest.mark.parametrize(
    ("path", "written", "expected"),
    [
        (
            HEXO,
            "{% tabs x %}\n<!-- tab pip @fab fa-python -->\none\n<!-- endtab -->\n{% endtabs %}",
            "**pip**\n\none",
        ),
        (HEXO, "{% note 'fas fa-bullhorn' simple %}x{% endnote %}", "> [!NOTE]\n> x"),
        (HEXO, "{% label 重点 blue %} x", "重点 x"),
        (
            HEXO,
            "{% timeline 2026 %}\n<!-- timeline 05-01 -->\nx\n<!-- endtimeline -->\n{% endtimeline %}",
            "**05-01**\n\nx",
        ),
        (HUGO, '{{< admonition note "标题" false >}}\nx\n{{< /admonition >}}', "> [!NOTE] 标题\n> x"),
        (HUGO, '{{< quote author="V" source="S" >}}\nx\n{{< /quote >}}', "> x\n>\n> —— V, S"),
        (HUGO, '{{ youtube(id="abc") }}', "https://www.youtube.com/watch?v=abc"),
        (HUGO, '{% note(title="T") %}x{% end %}', "> [!NOTE] T\n> x"),
        (JEKYLL, "> one\n> two\n{: .prompt-tip }", "> [!tip]\n> one\n> two"),
        (JEKYLL, "one\ntwo\n{: .notice--warning}", ":::warning\none\ntwo\n:::"),
        (JEKYLL, "x\n\none\n{: .notice}", "x\n\n:::note\none\n:::"),
    ],
)
def test_marks_of_a_theme_become_markdown(source_of, path, written, expected):
    assert source_of(path, written) == expected


def test_mdx_leaves_its_program_behind(import_post):
    body = (
        'import A from "./a.astro";\n\nexport const x = 1;\n\n'
        'Text\n\n{/* note */}\n\n```js\nimport a from "b";\n```\n'
    )

    assert import_post({"a.mdx": body}).source == 'Text\n\n```js\nimport a from "b";\n```\n'


@pytest.mark.parametrize(
    "key", ["heroImage", "ogImage", "cover-image", "top_img", "featuredImage", "thumbnail"]
)
def test_a_cover_is_found_under_the_key_of_any_theme(import_post, key):
    assert import_post({"a.md": f"---\n{key}: a.png\n---\nx", "a.png": make_image_file()}).cover


@pytest.mark.parametrize("key", ["pubDate", "pubDatetime", "published", "created", "date"])
def test_the_date_is_found_under_the_key_of_any_tool(import_post, key):
    assert import_post({"a.md": f"---\n{key}: 2026-01-11\n---\nx"}).state == "live"


@pytest.mark.parametrize(
    "front",
    [
        "---\nstatus: draft",
        "---\nis_draft: true",
        "---\npublish: false",
        "+++\npublished = false",
        "+++\ndraft = true",
    ],
)
def test_a_draft_is_told_in_every_way(import_post, front):
    fence, assign = front[:3], " = " if front.startswith("+") else ": "

    assert import_post({"a.md": f"{front}\ndate{assign}2026-01-11\n{fence}\nx"}).state == "draft"


def test_fields_in_a_mapping_of_the_tool_count_as_well(import_post):
    post = import_post(
        {"a.md": '+++\n[taxonomies]\ntags = ["a"]\ncategories = ["C"]\n[extra]\nseries = "S"\n+++\nx'}
    )

    assert (list(post.tags.names()), post.category.name, post.series.name) == (["a"], "C", "S")


def test_null_in_a_list_is_nothing(import_post):
    assert list(import_post({"a.md": "---\ntags: [null, ~, true, 1]\n---\nx"}).tags.names()) == ["true", "1"]


@pytest.mark.parametrize(
    ("link", "place"),
    [
        ("![x](IMG/A.PNG)", "img/a.png"),
        ("![x](caf\u00e9.png)", "cafe\u0301.png"),
        ("![x](/images/a.png)", "docs/public/images/a.png"),
        ("![x](C:\\Users\\me\\a.png)", "post.assets/a.png"),
        ("![x](/Users/me/notes/post.assets/a.png)", "docs/post.assets/a.png"),
    ],
)
def test_a_picture_is_found_as_the_author_s_own_computer_found_it(import_post, link, place):
    assert "/media/imported/" in import_post({"docs/a.md": link, place: make_image_file()}).source


@pytest.mark.parametrize(
    "key", ["media_subpath: /assets/one/", "img_path: assets/one", "typora-root-url: ../assets/one"]
)
def test_the_folder_of_pictures_may_be_named_by_the_post(import_post, key):
    files = {"_config.yml": "", "_posts/2026-01-11-a.md": f"---\n{key}\n---\n![x](a.png)"}

    assert "/media/imported/" in import_post({**files, "assets/one/a.png": make_image_file()}).source


@pytest.mark.parametrize("link", ["./b", "b.html", "/docs/b", "/docs/b.html", "../docs/b/", "b.md"])
def test_a_link_needs_no_suffix(import_files, link):
    import_files({"docs/a.md": f"[b]({link})", "docs/b.md": "x"})

    assert Post.objects.get(slug="a").source == "[b](/posts/b/)\n"


def test_only_the_main_language_of_hugo_lies_at_the_root(import_files):
    import_files(
        {
            "hugo.toml": 'defaultContentLanguage = "zh-cn"',
            "content/p/a/index.zh-cn.md": "x",
            "content/p/a/index.en.md": "x",
        }
    )

    assert {tuple(post.redirects.values_list("path", flat=True)) for post in Post.objects.all()} == {
        ("/p/a/",),
        ("/en/p/a/",),
    }


@pytest.mark.parametrize(
    ("name", "title"),
    [("注意力".encode("gb18030") + b".md", "注意力"), (b"a\nb.md", "a b"), (b"\xff\xfe.md", None)],
)
def test_a_file_of_any_name_comes_in(write_site, name, title):
    root = write_site({})
    (root / os.fsdecode(name)).write_text("text")

    lines = "\n".join(import_folder(root).format_lines())

    assert lines.startswith("created        1")
    assert lines.encode()
    assert title is None or Post.objects.get().title == title


HOSTILE = [
    "![" * 15_000,
    "![[" * 15_000,
    "![a](" + "a b " * 15_000,
    "[x](" + " " * 30_000 + "a",
    "<!-- toc " * 10_000,
    "<!-- toc -->" * 4_500,
    "{% a(" * 10_000,
    "%%" * 20_001,
    "{/*" * 15_000,
    "#a " * 15_000,
    "> a\n" * 10_000,
    "a\n" * 20_000,
]
# The suite tries nearly each text with one tool.
PAIRS = list(product(HOSTILE, ["a.mdx", HEXO, HUGO, JEKYLL]))


@pytest.mark.proof
@pytest.mark.parametrize(("text", "path"), scale(PAIRS[::5], PAIRS), ids=lambda text: text[:8])
def test_a_hostile_text_does_not_keep_the_others_waiting(import_files, path, text):
    begun = time.process_time()
    import_files({CONFIG.get(path, "x.txt"): "", path: text})

    # A quarter, for half of the text: what takes the square of its length would be found as well.
    assert time.process_time() - begun < 1.25
