"""Breadcrumbs."""

import pytest

from posts.models import Category


def names(trail):
    return [crumb.name for crumb in trail]


def test_the_breadcrumbs_of_a_post_are_its_categories(client, make_post):
    models = Category.objects.create(name="Models")
    attention = Category.objects.create(name="Attention", parent=models)
    post = make_post(category=attention)
    assert names(client.get(post.get_absolute_url()).context["breadcrumbs"]) == ["Models", "Attention"]


@pytest.mark.parametrize(
    ("path", "trail"),
    [
        ("/archive/2026/", ["Archive"]),
        ("/archive/2026/01/", ["Archive", "2026"]),
        ("/archive/2026/01/11/", ["Archive", "2026", "January"]),
        ("/categories/attention/", ["Categories", "Models"]),
        ("/tags/rust/", ["Tags"]),
        ("/", []),
    ],
)
def test_breadcrumbs_name_the_pages_above(client, make_post, path, trail):
    models = Category.objects.create(name="Models")
    make_post(category=Category.objects.create(name="Attention", parent=models), tags=["Rust"])
    assert names(client.get(path, headers={"accept-language": "en"}).context["breadcrumbs"]) == trail


def test_every_breadcrumb_links_to_a_page(client, make_post):
    models = Category.objects.create(name="Models")
    make_post(category=Category.objects.create(name="Attention", parent=models))
    for path in ("/archive/2026/01/11/", "/categories/attention/"):
        for crumb in client.get(path).context["breadcrumbs"]:
            assert client.get(crumb.url).status_code == 200
