"""Jekyll's file names, kramdown and Liquid."""

import pytest

from posts.models import Post
from tests.support.source_sites import make_image_file

POST = "---\ntitle: Attention\n{fields}\n---\n{body}\n"


def jekyll(fields="", body="Text.", name="2026-01-11-attention.md", config="title: Blog\n", **more):
    return {"_config.yml": config, f"_posts/{name}": POST.format(fields=fields, body=body), **more}


def test_the_file_name_dates_and_names_the_post(import_post):
    post = import_post(jekyll())

    assert (post.slug, post.published_at.date().isoformat()) == ("attention", "2026-01-10")
    assert post.state == "live"


@pytest.mark.parametrize(
    ("config", "fields", "old"),
    [
        ("", "", "/2026/01/11/attention.html/"),
        ("permalink: pretty\n", "", "/2026/01/11/attention/"),
        ("permalink: none\n", "categories: journal", "/journal/attention.html/"),
        ("permalink: /:year/:title/\n", "", "/2026/attention/"),
        ("", "permalink: /about-attention/", "/about-attention/"),
        ("", "redirect_from: [/one/, /two]", "/two/"),
    ],
)
def test_the_old_address_becomes_a_redirect(import_post, config, fields, old):
    assert old in import_post(jekyll(fields, config=config or "title: x\n")).redirects.values_list(
        "path", flat=True
    )


def test_names_are_parted_by_spaces(import_post):
    post = import_post(jekyll("tags: one two\ncategories: first second"))

    assert sorted(post.tags.names()) == ["one", "second", "two"]
    assert post.category.name == "first"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("* TOC\n{:toc}\n\nText", "Text"),
        ("**目录**\n* TOC\n{:toc}\n\nText", "Text"),
        ("Text\n{: .lead}\n\n## Head {#head}\n", "Text\n\n## Head {#head}"),
        ('![a](https://example.org/a.png){: width="50%"}', "![a](https://example.org/a.png){width=50%}"),
        ('[a](https://example.org){:target="_blank"} b', "[a](https://example.org) b"),
        ("so $$x$$ is\n\n$$y$$", "so $x$ is\n\n$$y$$"),
        ("[a]({{ site.baseurl }}/b)", "[a](/b)"),
        ("![a]({{ '/b.png' | relative_url }})", "![a](/b.png)"),
        ("{% include video.html x=1 %}", "<!-- {% include video.html x=1 %} -->"),
        ("```\n{% raw %}{{ x }}{% endraw %}\n```", "```\n{{ x }}\n```"),
        ("$a_{:,j}$ and `{: .x}`", "$a_{:,j}$ and `{: .x}`"),
        ("##No space", "## No space"),
        ('<div markdown="1">\n**a** $$x$$ b\n</div>\nText $c$', "<div>\n\n**a** $x$ b\n</div>\n\nText $c$"),
        (
            "\n<img src='https://example.org/a.png'>\n$$\nx\n$$",
            "<img src='https://example.org/a.png'>\n\n$$\nx\n$$",
        ),
        ("**Input:**121", "**Input:** 121"),
    ],
)
def test_kramdown_and_liquid_become_markdown(import_post, body, expected):
    assert import_post(jekyll(body=body)).source.strip() == expected


def test_the_excerpt_separator_becomes_ours(import_post):
    post = import_post(jekyll("excerpt_separator: '<!--cut-->'", "One\n<!--cut-->\nTwo"))

    assert post.source == "One\n\n<!-- more -->\n\nTwo\n"


def test_post_url_and_old_addresses_lead_to_posts(import_files):
    import_files(
        jekyll(
            body="[a]({% post_url 2026-01-12-other %}) [b](/2026/01/12/other.html) [c](/2026/01/12/other)",
            **{"_posts/2026-01-12-other.md": POST.format(fields="", body="x")},
        )
    )

    assert (
        Post.objects.get(slug="attention").source
        == "[a](/posts/other/) [b](/posts/other/) [c](/posts/other/)\n"
    )


def test_assets_and_nested_covers_are_found(import_post):
    post = import_post(
        jekyll(
            "header:\n  teaser: /assets/a.png", "![](/assets/a.png)", **{"assets/a.png": make_image_file()}
        )
    )

    assert post.cover.name in post.source


def test_posts_of_a_folder_below_are_found(import_files):
    files = jekyll()
    files["notes/_posts/2026-01-12-b.md"] = POST.format(fields="", body="x")

    assert import_files(files).outcomes == {"created": 2}


def test_unpublished_posts_are_drafts(import_post):
    assert import_post(jekyll("published: false")).state == "draft"


def test_the_defaults_of_the_settings_hold_for_their_scope(import_files):
    config = (
        "defaults:\n"
        "  - {scope: {path: '', type: posts}, values: {author: 林默, layout: post}}\n"
        "  - {scope: {path: _posts/ml}, values: {categories: [ML]}}\n"
        "  - {scope: {path: '', type: pages}, values: {author: 周可}}\n"
        "  - nonsense\n"
    )
    import_files(
        {
            "_config.yml": config,
            "_posts/2026-01-11-a.md": "x",
            "_posts/ml/2026-01-11-b.md": "---\nauthor: 王五\n---\nx",
        }
    )

    posts = {post.slug: (post.author_name, str(post.category)) for post in Post.objects.all()}
    assert posts == {"a": ("林默", "None"), "b": ("王五", "ML")}
