"""Diagrams as files below their posts."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from lxml import etree

from posts.models import Post, PostKind, PreviewLink

SOURCE = "```mermaid\nflowchart TD\n  A[甲] --> B[乙]\n```\n"


def find_digest(post):
    return re.search(r'data-diagram="(\w+)"', post.html)[1]


def test_a_diagram_of_a_live_post_is_a_file_that_feeds_lead_to(client, make_post):
    post = make_post("Flow", source=SOURCE)
    url = f"/posts/{post.slug}/diagrams/{find_digest(post)}.svg"
    answer = client.get(url)
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer["X-Robots-Tag"] == "noindex"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "must-revalidate" in answer["Cache-Control"]
    etree.fromstring(answer.content)
    assert f"http://testserver{url}" in client.get("/feeds/atom.xml").content.decode()
    assert client.get(f"/posts/{post.slug}/diagrams/{'0' * 12}.svg").status_code == 404


def test_it_follows_its_post_to_a_new_slug_and_is_hidden_with_it(client, make_post):
    post = make_post("Flow", source=SOURCE)
    digest, old = find_digest(post), post.slug
    post.slug = "moved"
    post.save()
    answer = client.get(f"/posts/{old}/diagrams/{digest}.svg")
    assert answer["Location"] == f"/posts/moved/diagrams/{digest}.svg"
    Post.objects.filter(pk=post.pk).update(published_at=None)
    assert client.get(f"/posts/moved/diagrams/{digest}.svg").status_code == 404


@pytest.mark.parametrize("path", ["/posts/none/diagrams/{}.svg", "/none/diagrams/{}.svg", "/diagrams/{}.svg"])
def test_what_is_not_there_is_not_found(client, db, path):
    assert client.get(path.format("a" * 12)).status_code == 404


def test_a_page_has_its_diagrams_too(client, make_post):
    page = make_post("Page", slug="flow", source=SOURCE, kind=PostKind.PAGE)
    assert client.get(f"{page.get_absolute_url()}diagrams/{find_digest(page)}.svg").status_code == 200


def test_a_preview_link_shows_the_diagrams_of_its_draft(client, hidden_draft, preview_link):
    PreviewLink.objects.update(expires_at=timezone.now() + timedelta(days=1))
    hidden_draft.source = SOURCE
    hidden_draft.save()
    url = f"{preview_link.get_absolute_url()}diagrams/{{}}.svg"
    answer = client.get(url.format(find_digest(hidden_draft)))
    assert answer["Content-Type"] == "image/svg+xml"
    assert "no-store" in answer["Cache-Control"]
    assert client.get(url.format("0" * 12)).status_code == 404
