"""What references lead to, and how many queries that takes."""

import pytest
from django.utils import timezone

from posts.models import Post, Series, SiteSettings
from posts.models.post_numbering import get_numbering
from posts.models.post_references import find_references

THEOREM = {"key": "thm-x", "kind": "theorem", "number": "2", "name": "Name", "anchor": "thm-x"}


@pytest.fixture
def target(make_post):
    """A post with a theorem and a heading."""
    target = make_post("The target", slug="target", source="## A “section”\n\nText.")
    Post.objects.filter(pk=target.pk).update(labels=[THEOREM])
    return target


@pytest.mark.parametrize(
    "source",
    ["Text with $x_1$, [a](/posts/b/), `[[a]]`.", "[[1, 2]] \\[[a]] [[page]]", "a@example.org, # not"],
)
def test_a_post_without_references_needs_no_query(source, make_post, django_assert_num_queries):
    series = Series.objects.create(name="Series")
    post = Post(source=source, series=series, pk=1)
    with django_assert_num_queries(0):
        assert find_references(post) == {}
        assert get_numbering(post) == {}


@pytest.mark.parametrize("name", ["target", "The target", "former"])
def test_posts_are_found_by_slug_title_and_former_slug(name, target):
    target.refresh_from_db()
    target.slug = "former"
    target.save(update_fields=["slug"])
    target.slug = "target"
    target.save(update_fields=["slug"])
    found = find_references(Post(source=f"[[{name}#thm-x]]", language="zh-Hans"))
    assert found[f"{name}#thm-x"]["url"] == "/posts/target/#thm-x"
    assert found[f"{name}#thm-x"]["label"] == "定理 2"


def test_headings_and_pages_are_found_too(target, make_post):
    page = make_post("Page", slug="page", kind="page", source="## Part one")
    found = find_references(Post(source="[[target#A “section”]] [[page#Part one]] [[page#part-one|x]]"))
    assert [one["label"] for one in found.values()] == ["A “section”", "Part one", "Part one"]
    assert found["page#Part one"]["url"] == f"{page.get_absolute_url()}#part-one"
    make_post("Numbered", slug="numbered", source="## Part {#sec-a}\n\nText.")
    found = find_references(Post(source="[[numbered#Part]] [[numbered#sec-a]]", language="zh-Hans"))
    assert [one["label"] for one in found.values()] == ["Part", "第 1 节"]


@pytest.mark.parametrize("state", ["archived_at", "binned_at"])
def test_what_is_archived_or_in_the_trash_is_not_found(state, target):
    Post.objects.filter(pk=target.pk).update(published_at=None, **{state: timezone.now()})
    assert find_references(Post(source="[[target#thm-x]]")) == {}


def test_labels_of_the_series_are_found_the_first_of_its_order(target, make_post, django_assert_num_queries):
    series = Series.objects.create(name="Series")
    other = make_post("Other", slug="other")
    Post.objects.filter(pk=target.pk).update(series=series, series_order=2)
    Post.objects.filter(pk=other.pk).update(
        series=series, series_order=1, labels=[{**THEOREM, "number": "7"}]
    )
    post = Post(source=r"\ref{thm-x}, \cref{thm-x,thm-y} and @thm-x.", series=series, language="en")
    with django_assert_num_queries(1):
        found = find_references(post)
    assert {key: target["label"] for key, target in found.items()} == {"thm-x": "Theorem 7"}
    assert find_references(Post(source="@thm-x")) == {}


def test_queries_do_not_grow_with_references(target, django_assert_num_queries):
    source = " ".join(f"[[target#thm-{number}]] [[p{number}#thm-x]]" for number in range(200))
    with django_assert_num_queries(3):
        find_references(Post(source=source))


def test_the_owner_decides_where_numbers_begin_again(db):
    series = Series.objects.create(name="Series")
    posts = [
        Post(source="::: {#thm-x .theorem}\n:::"),
        Post(source="::: {#thm-x .theorem}\n:::", series=series),
    ]
    assert [get_numbering(post) for post in posts] == [{"by": "post"}, {"by": "post"}]
    SiteSettings(numbering="section").save()
    assert [get_numbering(post) for post in posts] == [{"by": "section"}, {"by": "section"}]
    series.numbering = "series"
    assert [get_numbering(post) for post in posts] == [{"by": "section"}, {"by": "series", "start": {}}]
