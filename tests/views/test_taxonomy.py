"""Categories, tags and series as readers see them."""

import re
from datetime import UTC, datetime

import pytest

from posts.models import Category, Series, Tag, TaggedPost

FORMATS = ["rss.xml", "atom.xml", "feed.json"]


@pytest.mark.parametrize("path", ["/categories/models/", "/tags/rust/"])
def test_a_taxonomy_page_shows_its_description_and_feeds(read_page, make_post, path):
    category = Category.objects.create(name="Models", description="What it holds.")
    Tag.objects.create(name="Rust", description="What it holds.")
    make_post(category=category, tags=["Rust"])
    page = read_page(path)
    head, body = page.split("</head>")
    assert '<meta name="description" content="What it holds.">' in head
    assert "What it holds." in body
    for name in FORMATS:
        assert f'href="{path}feeds/{name}"' in head
        assert f'href="{path}feeds/{name}"' in body


def test_the_parts_of_a_series_are_numbered_through_its_pages(read_page, make_post):
    series = Series.objects.create(name="From scratch", description="In small steps.")
    for number in range(1, 15):
        make_post(f"Part {number}", series=series, series_order=10 * number)
    assert "In small steps." in read_page("/series/from-scratch/")
    ordinals = re.findall(r'class="series-number">(\d+)<', read_page("/series/from-scratch/?page=2"))
    assert ordinals == ["13", "14"]


def test_posts_outside_a_series_page_have_no_number(read_page, make_post):
    make_post(series=Series.objects.create(name="From scratch"), series_order=1)
    assert "series-number" not in read_page("/")


def test_few_tags_are_one_table(read_page, make_post):
    make_post(tags=["Rust", "注意力"])
    Tag.objects.filter(name="Rust").update(description="A language.")
    page = read_page("/tags/")
    assert "A language." in page
    assert "alphabet-index" not in page


def test_many_tags_are_found_by_their_first_letter_in_pinyin(read_page, make_post):
    make_post(tags=["注意力", "Zig", *(f"tag {number}" for number in range(48))])
    other = make_post("Other")
    TaggedPost.objects.bulk_create(TaggedPost(content_object=other, tag=tag) for tag in Tag.objects.all())
    page = read_page("/tags/")
    index = page[page.index('<dl class="alphabet-index">') :]
    assert re.findall(r'<dt id="_(.)">', index) == ["T", "Z"]
    assert index.index("注意力") < index.index("Zig")
    assert page.count("tag-grid") == 1


def test_tags_with_one_post_are_behind_a_fold(read_page, make_post):
    for number in range(2):
        make_post(f"Post {number}", tags=["Rust", f"of {number}", "注意力" if number else "Zig"])
    index, fold = read_page("/tags/").split('<details class="rare-tags">')
    assert re.findall(r'href="/tags/(.*?)/"', index) == ["rust"]
    # In the order of pinyin.
    assert re.findall(r'href="/tags/(.*?)/"', fold) == ["of-0", "of-1", "zhu-yi-li", "zig"]


def test_without_other_tags_there_is_no_fold(read_page, make_post):
    make_post(tags=["Rust", "Zig"])
    page = read_page("/tags/")
    assert "rare-tags" not in page
    assert re.findall(r'<li><a href="/tags/(.*?)/"', page) == ["rust", "zig"]


def test_a_category_holds_the_posts_below_it(client, make_post):
    top = Category.objects.create(name="Models", description="What learns.")
    below = Category.objects.create(name="Attention", parent=top)
    make_post("Upper", category=top)
    make_post("Lower", category=below)
    make_post("Elsewhere")
    response = client.get("/categories/models/")
    assert {post.title for post in response.context["posts"]} == {"Upper", "Lower"}
    assert "What learns." in response.content.decode()
    assert {post.title for post in client.get("/categories/attention/").context["posts"]} == {"Lower"}


def test_a_category_names_those_right_below_it_with_their_posts(client, make_post):
    top = Category.objects.create(name="Top")
    second = Category.objects.create(name="Second", parent=top, order=2)
    first = Category.objects.create(name="First", parent=top, order=1)
    deep = Category.objects.create(name="Deep", parent=second)
    Category.objects.create(name="Empty", parent=top)
    for category in (first, second, deep, deep):
        make_post(category=category)
    make_post("A draft", category=first, published_at=None)
    response = client.get("/categories/top/")
    children = [(child.name, child.live_count) for child in response.context["children"]]
    assert children == [("First", 1), ("Second", 3)]
    assert '<a href="/categories/second/">Second</a> <small>3</small>' in response.content.decode()
    assert "subcategories" not in client.get("/categories/deep/").content.decode()


def test_the_categories_count_live_posts_with_those_below(client, make_post):
    top = Category.objects.create(name="Models")
    below = Category.objects.create(name="Attention", parent=top)
    Category.objects.create(name="Nothing here")
    make_post("Upper", category=top)
    make_post("Lower", category=below)
    make_post("A draft", category=below, published_at=None)
    response = client.get("/categories/")
    # When the newest of its posts came.
    assert response.text.count(">2026-01-11</time>") == 2
    categories = response.context["categories"]
    assert [(category.name, category.depth, category.live_count) for category in categories] == [
        ("Models", 0, 2),
        ("Attention", 1, 1),
    ]


def test_the_tags_count_live_posts_only(client, make_post):
    make_post("One", tags=["a", "b"])
    make_post("Two", tags=["a"])
    make_post("A draft", tags=["b", "secret"], published_at=None)
    context = client.get("/tags/").context
    tags = [*context["tags"], *context["rare_tags"]]
    assert [(tag.name, tag.live_count) for tag in tags] == [("a", 2), ("b", 1)]
    assert [post.title for post in client.get("/tags/b/").context["posts"]] == ["One"]


def test_a_series_is_listed_in_the_order_it_is_read(client, make_post):
    series = Series.objects.create(name="Attention", description="From the dictionary to the kernel.")
    second = make_post("Second", series=series, series_order=2)
    first = make_post("First", series=series, series_order=1, published_at=datetime(2026, 5, 1, tzinfo=UTC))
    make_post("Third", series=series, series_order=3, published_at=None)
    response = client.get("/series/attention/")
    assert list(response.context["posts"]) == [first, second]
    assert "From the dictionary to the kernel." in response.content.decode()
