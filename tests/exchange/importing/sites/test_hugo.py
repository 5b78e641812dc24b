"""Hugo's bundles, sections, languages and addresses."""

import pytest

from posts.models import Post
from tests.support.source_sites import make_image_file

CONFIG = 'baseURL = "https://blog.example.org/"\n[permalinks]\npost = "/:year/:month/:slug/"\n'
POST = '+++\ntitle = "注意力"\ndate = 2026-01-11T21:30:00+08:00\n{fields}\n+++\n{body}\n'


def hugo(fields="", body="Text.", name="post/attention.md", config=CONFIG, **more):
    return {"hugo.toml": config, f"content/{name}": POST.format(fields=fields, body=body), **more}


def test_toml_fields_are_read(import_post):
    post = import_post(
        hugo(
            'tags = ["Rust", "CUDA"]\ncategories = ["训练", "工程"]\nslug = "att"\nauthors = ["林默", "周可"]'
        )
    )

    assert (post.slug, post.category.name, post.author_name) == ("att", "训练", "林默、周可")
    assert sorted(post.tags.names()) == ["CUDA", "Rust", "工程"]


@pytest.mark.parametrize(
    ("fields", "name", "config", "old"),
    [
        ('slug = "att"', "post/a.md", CONFIG, "/2026/01/att/"),
        ('slug = "att"', "notes/a.md", CONFIG, "/notes/att/"),
        ("", "notes/deep/My File.md", CONFIG, "/notes/deep/my-file/"),
        ("", "notes/a/index.md", CONFIG, "/notes/a/"),
        ('url = "/old/place.html"', "post/a.md", CONFIG, "/old/place.html/"),
        ('aliases = ["/older/"]', "notes/a.md", CONFIG, "/older/"),
        ("", "post/a.md", '[permalinks.page]\npost = "/:year/:filename"', "/2026/a/"),
        ("", "post/a.md", '[permalinks]\npost = "/p/:filename/"\npage = "/:slug/"', "/p/a/"),
        ("", "page/a.md", '[permalinks]\npost = "/p/:filename/"\npage = "/x/:filename/"', "/x/a/"),
        ("", "post/a.md", "[permalinks]\npost = 1\npage = 2", "/post/a/"),
    ],
)
def test_the_old_address_becomes_a_redirect(import_post, fields, name, config, old):
    post = import_post(hugo(fields, name=name, config=config))

    assert old in post.redirects.values_list("path", flat=True)


def test_a_bundle_brings_its_files_and_nothing_else_is_a_post(import_files):
    summary = import_files(
        hugo(
            'cover = "cover.png"',
            '![](img/a%20b.png "图")\n[数据](data.csv) ![](missing.png)',
            name="post/attention/index.md",
            **{
                "content/post/attention/img/a b.png": make_image_file(),
                "content/post/attention/cover.png": make_image_file("red"),
                "content/post/attention/data.csv": "a,b\n",
                "content/post/attention/notes.md": "more",
            },
        )
    )
    post = Post.objects.get()

    assert post.source.count("/media/imported/") == 2
    assert (post.cover_width, post.cover_height) == (8, 6)
    assert "missing.png" in post.source
    assert summary.reasons["picture or file missing"] == ["content/post/attention/index.md:7: missing.png"]
    assert summary.outcomes["skipped"] == 1


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("en/a.md", "en"),
        ("cn/a.md", "zh-Hans"),
        ("post/a.en.md", "en"),
        ("post/a.md", "zh-Hans"),
        ("zh-tw/a.md", "zh-Hant"),
    ],
)
def test_the_place_names_the_language(import_post, name, language):
    assert import_post(hugo(name=name, body="一些中文的字。")).language == language


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ("draft = true", "draft"),
        ("publishDate = 2090-01-01", "scheduled"),
        ("expiryDate = 2026-02-01", "draft"),
        ("draft = false", "live"),
    ],
)
def test_the_state_is_kept(import_post, fields, state):
    assert import_post(hugo(fields)).state == state


def test_what_lies_in_no_section_is_a_page(import_files):
    summary = import_files(
        hugo(
            **{
                "content/about.md": "---\ntitle: About\n---\nx",
                "content/search.md": "---\ntitle: Search\nlayout: search\n---\n",
                "content/_index.md": "x",
            }
        )
    )

    assert summary.outcomes == {"created": 2, "skipped": 1}
    page = Post.objects.live_pages().get()
    assert (page.get_absolute_url(), page.state) == ("/about/", "live")
    assert any("filled with a list" in reason for reason in summary.reasons["skipped"])


def test_references_lead_to_posts(import_files):
    import_files(
        hugo(
            body='[a]({{< ref "post/b.md#x" >}}) [b]({{< relref "b" >}}) [c](b.md) [d](../notes/c/)',
            **{"content/post/b.md": POST.format(fields="", body="x")},
        )
    )

    assert Post.objects.get(slug="attention").source == (
        "[a](/posts/b/#x) [b](/posts/b/) [c](/posts/b/) [d](../notes/c/)\n"
    )


def test_a_static_picture_is_found_by_its_absolute_address(import_post):
    post = import_post(
        hugo(
            body='{{< figure src="/images/a.png" title="图 1" >}}\n\n<img src="/images/a.png?v=2" alt="x">',
            **{"static/images/a.png": make_image_file()},
        )
    )

    assert post.source.count("/media/imported/") == 2
    assert '"图 1")' in post.source


def test_a_series_keeps_its_order(import_post):
    post = import_post(hugo('series = ["从零读懂"]\nseries_order = 3'))

    assert (post.series.name, post.series_order) == ("从零读懂", 3)


def test_formulas_in_code_become_formulas(import_post):
    assert import_post(hugo(body="个体`$i$`，\n\n`$$\na\n$$`")).source == "个体$i$，\n\n$$\na\n$$\n"


def test_notes_of_bookdown_become_callouts(import_post):
    post = import_post(hugo(body='<div class="rmdwarn">\n\nText $x$\n\n</div>'))

    assert "callout-warning" in post.html


def test_shortcodes_shown_in_code_lose_their_guards(import_post):
    post = import_post(hugo(body='```\n{{</* figure src="a" */>}}\n```'))

    assert post.source == '```\n{{< figure src="a" >}}\n```\n'


@pytest.mark.parametrize(
    "chunk",
    [
        "```{r setup, include=FALSE}\nlibrary(x)\n\ny <- 1\n```",
        "```{css, echo = F}\n.a { b: c }\n```",
        "````{r}\n#| echo: false\nplot(x)\n````",
    ],
)
def test_code_that_r_markdown_hid_stays_hidden_and_is_kept(import_post, chunk):
    post = import_post(hugo(body=f"前\n\n{chunk}\n\n后"))
    assert chunk in post.source
    assert post.text.split() == ["前", "后"]


def test_code_that_r_markdown_showed_is_shown(import_post):
    post = import_post(hugo(body="```{r, echo=TRUE}\nx --> y\n```\n\n```{r, echo=FALSE}\nx --> y\n```"))
    assert post.html.count("<pre") == 2


def test_options_of_highlighted_code_are_kept(import_post):
    body = (
        '{{< highlight go "linenos=table,hl_lines=2 4-5,linenostart=3" >}}\na\nb\n{{< /highlight >}}\n\n'
        "```go {hl_lines=[2],linenos=table}\na\nb\n```"
    )
    post = import_post(hugo(body=body))

    assert '```go {linenos="table", hl_lines="2 4-5", linenostart="3"}\na' in post.source
    assert post.html.count('class="hll"') == 2
    assert post.html.count("data-lines=") == 2
