"""Hexo's folders, fields and addresses."""

import pytest

from posts.models import Category, Post, Redirect
from tests.support.source_sites import make_image_file

CONFIG = "title: Blog\nurl: https://blog.example.org\ntimezone: Asia/Tokyo\nauthor: 林默\n"
POST = "---\ntitle: 注意力\ndate: 2026-01-11 21:30:00\n{fields}\n---\n{body}\n"


def hexo(fields="", body="Text.", name="attention.md", config=CONFIG, **more):
    return {"_config.yml": config, f"source/_posts/{name}": POST.format(fields=fields, body=body), **more}


def test_a_post_keeps_its_fields(import_post):
    post = import_post(
        hexo(
            "tags: [Transformer, 注意力]\ncategories: 模型\n"
            "updated: 2026-02-01\nexcerpt: 一句话\nauthor: 周可"
        )
    )

    assert (post.title, post.slug, post.source) == ("注意力", "attention", "Text.\n")
    assert post.published_at.isoformat() == "2026-01-11T12:30:00+00:00"
    assert post.updated_at.isoformat() == "2026-01-31T15:00:00+00:00"
    assert sorted(post.tags.names()) == ["Transformer", "注意力"]
    assert (post.category.name, post.summary, post.author_name) == ("模型", "一句话", "周可")
    assert not post.author.has_usable_password()


def test_dates_without_a_zone_are_in_the_site_s_zone_and_said(import_files):
    summary = import_files(hexo())

    assert summary.counts["dates without a zone, read as Asia/Tokyo"] == 1


def test_a_plain_list_of_categories_is_one_path(import_post):
    post = import_post(hexo("categories: [模型, 结构]"))

    assert post.category.name == "结构"
    assert post.category.parent.name == "模型"


def test_of_several_paths_the_first_is_the_category_and_the_others_are_tags(import_post):
    post = import_post(hexo("categories:\n- [模型, 结构]\n- [推理]\ntags: KV"))

    assert str(post.category) == "结构"
    assert sorted(post.tags.names()) == ["KV", "推理"]
    assert Category.objects.count() == 2


@pytest.mark.parametrize(
    ("pattern", "old"),
    [
        ("", "/2026/01/11/attention/"),
        (":category/:year-:month-:day-:urlname.html", "/uncategorized/2026-01-11-att.html/"),
        ("p/:abbrlink/", "/p/4f2a/"),
        (":year/:title", "/2026/attention/"),
        ("posts/:unknown/", None),
    ],
)
def test_the_old_address_becomes_a_redirect(import_post, pattern, old):
    config = CONFIG + (f"permalink: {pattern}\n" if pattern else "")
    post = import_post(hexo("urlname: att\nabbrlink: 4f2a", config=config))

    assert list(post.redirects.values_list("path", flat=True)) == ([old] if old else [])


def test_the_old_site_s_root_belongs_to_the_address(import_post):
    post = import_post(hexo(config=CONFIG + "root: /blog/\n"))

    assert set(post.redirects.values_list("path", flat=True)) == {
        "/blog/2026/01/11/attention/",
        "/2026/01/11/attention/",
    }


def test_drafts_and_protected_posts_are_not_published(import_files):
    summary = import_files(
        hexo(
            "password: secret",
            name="a.md",
            **{"source/_drafts/b.md": "---\ntitle: b\ndate: 2026-01-01\n---\nx"},
        )
    )

    assert [post.state for post in Post.objects.all()] == ["draft", "draft"]
    assert len(summary.reasons["draft"]) == 2
    assert "password" in summary.reasons["draft"][1] + summary.reasons["draft"][0]


def test_an_empty_password_protects_nothing(import_post):
    assert import_post(hexo("password:")).is_live


def test_pictures_in_the_asset_folder_are_found(import_post):
    post = import_post(
        hexo(
            body="{% asset_img a.png 图 %}\n\n![](a.png)\n\n![](attention/a.png)\n\n![](/img/b.png)",
            **{
                "source/_posts/attention/a.png": make_image_file(),
                "source/img/b.png": make_image_file("red"),
            },
        )
    )

    assert post.source.count("/media/imported/") == 4
    assert post.source.count("-a.png") == 3


def test_links_between_posts_lead_to_the_new_addresses(import_files):
    import_files(
        hexo(
            body="{% post_link other %} [b](/2026/01/12/other/) [c](https://blog.example.org/2026/01/12/other/#x)"
            ' <a href="{% post_path other %}">d</a> [e](https://elsewhere.example.org/2026/01/12/other/)',
            **{"source/_posts/other.md": "---\ntitle: 另一篇\ndate: 2026-01-12\n---\nx"},
        )
    )

    assert Post.objects.get(slug="attention").source == (
        "[另一篇](/posts/other/) [b](/posts/other/) [c](/posts/other/#x)"
        ' <a href="/posts/other/">d</a> [e](https://elsewhere.example.org/2026/01/12/other/)\n'
    )


def test_a_chinese_file_name_becomes_a_slug_in_pinyin(import_post):
    assert import_post(hexo(name="重庆银行.md")).slug == "chong-qing-yin-hang"


def test_more_marks_the_excerpt(import_post):
    assert import_post(hexo(body="One\n<!--more-->\nTwo")).source == "One\n\n<!-- more -->\n\nTwo\n"


def test_posts_in_folders_are_found(import_post):
    assert import_post(hexo(name="2026/deep/attention.md")).redirects.get().path == (
        "/2026/01/11/2026/deep/attention/"
    )


def test_pages_are_not_posts(import_files):
    import_files(hexo(**{"source/about/index.md": "---\ntitle: about\n---\nx"}))

    assert Post.objects.live().count() == Redirect.objects.count() == 1
    assert Post.objects.live_pages().get().get_absolute_url() == "/about/"
