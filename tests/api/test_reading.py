"""What readers see, as JSON."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from posts.models import Category, Series, Tag
from tests.support.dates import LONG_AGO


def list_titles(answer):
    return [item["title"] for item in answer["items"]]


def test_a_post_has_its_markdown_and_its_html(reader, make_post, profile):
    parent = Category.objects.create(name="模型")
    category = Category.objects.create(name="扩散", parent=parent)
    series = Series.objects.create(name="从零开始")
    post = make_post(
        "扩散 $x$", source="# 一\n\n[a](/b/)", category=category, series=series, series_order=2, tags=["噪声"]
    )
    found = reader.read(f"posts/{post.slug}/")
    assert found == reader.read(f"posts/{post.uid}/")
    assert (found["source"], found["text"]) == (post.source, post.text)
    assert 'href="http://testserver/b/"' in found["html"]
    assert [entry["html"] for entry in found["toc"]] == ["一"]
    assert found["author"] == {
        "name": "林默",
        "slug": profile.slug,
        "url": f"http://testserver/authors/{profile.slug}/",
    }
    assert (found["category"]["name"], found["series"]["position"]) == ("扩散", 2)
    assert [tag["name"] for tag in found["tags"]] == ["噪声"]
    assert "version" not in found
    assert "state" not in found


@pytest.mark.parametrize(
    "state", [{"published_at": None}, {"published_at": datetime(2100, 1, 1, tzinfo=UTC)}]
)
def test_what_readers_do_not_see_is_not_there(reader, make_post, state):
    post = make_post("Hidden", **state)
    assert reader.get(f"posts/{post.slug}/").status_code == 404
    assert reader.get(f"posts/{post.uid}/").status_code == 404
    assert reader.read("posts/")["items"] == []


def test_an_unlisted_post_is_reached_by_its_name_only(reader, make_post):
    post = make_post("Apart", source="apart", is_unlisted=True)
    assert reader.read(f"posts/{post.slug}/")["title"] == "Apart"
    assert reader.read("posts/")["items"] == reader.read("search/?q=apart")["items"] == []


def test_pages_are_listed_apart(reader, writer, make_post):
    make_post("One", slug="about")
    page = make_post("About", slug="about", kind="page")
    make_post("Hidden", slug="hidden", kind="page", published_at=None)
    assert list_titles(reader.read("posts/")) == ["One"]
    (found,) = reader.read("posts/?kind=page")["items"]
    assert (found["kind"], found["url"], found["markdown_url"]) == ("page", "http://testserver/about/", None)
    assert reader.read(f"posts/{page.uid}/")["title"] == "About"
    assert reader.read("posts/about/")["title"] == "One"
    assert writer.call("PATCH", "posts/about/", {"version": 1, "title": "Two"}).json()["title"] == "One"
    assert "- [About](http://testserver/about/)" in reader.client.get("/llms.txt").content.decode()


def test_pages_stay_right_when_posts_are_added(reader, make_post):
    dates = [LONG_AGO - timedelta(days=day // 2) for day in range(5)]  # two at each moment
    for number, date in enumerate(dates):
        make_post(f"Post {number}", published_at=date)
    first = reader.read("posts/?limit=2")
    make_post("Added", published_at=timezone.now())
    second = reader.read(first["next"].partition("/api/v1/")[2])
    third = reader.read(second["next"].partition("/api/v1/")[2])
    titles = [*list_titles(first), *list_titles(second), *list_titles(third)]
    assert sorted(titles) == [f"Post {number}" for number in range(5)]
    assert third["next"] is None


def test_posts_are_filtered(reader, make_post, profile):
    parent = Category.objects.create(name="Models")
    child = Category.objects.create(name="Diffusion", parent=parent)
    make_post("One", category=child, tags=["Noise"], language="en")
    make_post("Two", series=Series.objects.create(name="Basics"), language="ja")
    for query, titles in {
        "category=models": ["One"],
        "tag=noise": ["One"],
        "series=basics": ["Two"],
        "language=en": ["One"],
        f"author={profile.slug}": ["Two", "One"],
        "tag=noise&language=zh-Hans": [],
    }.items():
        assert list_titles(reader.read(f"posts/?{query}")) == titles


def test_long_fields_are_in_lists_where_they_are_asked_for(reader, make_post):
    make_post("One", source="Words")
    assert "source" not in reader.read("posts/")["items"][0]
    found = reader.read("posts/?include=source,html")["items"][0]
    assert (found["source"], found["html"]) == ("Words", "<p>Words</p>")
    assert "text" not in found


def test_terms_are_listed_with_their_posts(reader, make_post, profile):
    parent = Category.objects.create(name="Models")
    child = Category.objects.create(name="Diffusion", parent=parent)
    Tag.objects.create(name="Unused")
    make_post("One", category=child, tags=["Noise", "Data"], series=Series.objects.create(name="Basics"))
    make_post("Draft", published_at=None, tags=["Secret"])
    categories = reader.read("categories/")["items"]
    assert [(one["slug"], one["parent"], one["post_count"]) for one in categories] == [
        ("models", None, 1),
        ("diffusion", "models", 1),
    ]
    assert reader.read("categories/diffusion/") == categories[1]
    first = reader.read("tags/?limit=1")
    second = reader.read(first["next"].partition("/api/v1/")[2])
    assert [one["name"] for one in (*first["items"], *second["items"])] == ["Data", "Noise"]
    assert second["next"] is None
    assert reader.read("tags/noise/")["post_count"] == reader.read("series/basics/")["post_count"] == 1
    assert reader.read("series/")["items"][0]["name"] == "Basics"
    assert reader.read(f"authors/{profile.slug}/") == reader.read("authors/")["items"][0]
    for path in ("tags/secret/", "tags/unused/", "categories/none/", "series/none/", "authors/none/"):
        assert reader.get(path).status_code == 404


def test_a_search_goes_on_after_the_last_post(reader, make_post):
    for number in range(3):
        make_post(f"Noise {number}", source="noise", published_at=LONG_AGO - timedelta(days=number))
    first = reader.read("search/?q=noise&limit=2")
    assert "<mark>noise</mark>" in first["items"][0]["passage_html"]
    make_post("Noise new", source="noise", published_at=timezone.now())
    rest = reader.read(first["next"].partition("/api/v1/")[2])
    assert [*list_titles(first), *list_titles(rest)] == ["Noise 0", "Noise 1", "Noise 2"]


def test_the_root_says_where_all_is(reader, settings):
    settings.SITE_NAME = "Signal"
    site = reader.read("")
    assert (site["name"], site["openapi"]) == ("Signal", "http://testserver/api/v1/openapi.json")
    assert reader.client.get(site["feeds"]["atom"]).status_code == 200
