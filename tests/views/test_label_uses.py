"""A post's page names the posts that refer to its theorems, figures …"""

from datetime import timedelta

import pytest
from django.utils import timezone

from posts.models import Post

THEOREM = {"key": "thm-x", "kind": "theorem", "number": "2", "name": "", "anchor": "thm-x"}


@pytest.fixture
def target(make_post):
    target = make_post("Target", slug="target", source="::: {#thm-x}\n:::")
    Post.objects.filter(pk=target.pk).update(labels=[THEOREM])
    return target


def get_uses(client):
    html = client.get("/posts/target/").content.decode()
    return html.partition('<aside class="label-uses')[2].partition("</aside>")[0]


def test_what_is_referred_to_says_where(target, make_post, client, django_assert_num_queries):
    assert get_uses(client) == ""
    assert "math.css" not in client.get("/posts/target/").content.decode()
    make_post("First & last", slug="first", source="By [[target#thm-x]] and again [[target#thm-x]].")
    html = get_uses(client)
    assert '<dt><a href="#thm-x" lang="en">Theorem 2</a></dt>' in html
    make_post("On $x^2$", source="[[target#thm-x]]")
    assert "math.css" in client.get("/posts/target/").content.decode()
    assert html.count('<a href="/posts/first/" lang="en">First &amp; last</a>') == 1


def test_only_what_readers_find_is_named(target, make_post, client):
    source = "[[target#thm-x]]"
    make_post("Draft", source=source, published_at=None)
    make_post("Scheduled", source=source, published_at=timezone.now() + timedelta(days=1))
    make_post("Unlisted", source=source, is_unlisted=True)
    make_post("Another heading", source="[[target]]")
    assert get_uses(client) == ""
