"""Social cards, icons and the manifest, as they are served."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.contrib.staticfiles import finders
from PIL import Image

from posts.models import Post
from tests.support.page_heads import find_links, get_head, read_open_graph


def static_file(address):
    return finders.find(address.removeprefix("/static/"))


def test_the_card_that_a_page_names_never_changes(client, make_post):
    make_post()
    address = read_open_graph(get_head(client, "/posts/a-post/"))["og:image"].removeprefix(
        "http://testserver"
    )
    response = client.get(address)
    assert Image.open(BytesIO(response.content)).size == (1200, 630)
    assert response["Content-Type"] == "image/png"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    Post.objects.update(title="Another")
    assert client.get(address)["Cache-Control"] == "public, max-age=300"


@pytest.mark.parametrize("path", ["/posts/a-post/card.png", "/posts/a-post/card.png?v=old", "/card.png"])
def test_a_card_without_its_version_is_kept_shortly(client, make_post, path):
    make_post()
    assert client.get(path)["Cache-Control"] == "public, max-age=300"


@pytest.mark.parametrize("published_at", [None, datetime(2100, 1, 1, tzinfo=UTC)])
def test_the_card_of_a_post_that_is_not_live_is_for_editors(client, editor, make_post, published_at):
    make_post(published_at=published_at)
    assert client.get("/posts/a-post/card.png").status_code == 404
    client.force_login(editor)
    response = client.get("/posts/a-post/card.png")
    assert response.status_code == 200
    assert "private" in response["Cache-Control"]
    assert "no-store" in response["Cache-Control"]


def test_there_is_no_card_of_nothing(client, db):
    assert client.get("/posts/missing/card.png").status_code == 404


def test_the_site_card_shows_the_site(client, db, settings):
    before = client.get("/card.png").content
    settings.SITE_NAME = "另一个站"
    assert client.get("/card.png").content != before


def test_the_icon_is_where_browsers_look_for_it(client):
    response = client.get("/favicon.ico")
    assert response["Content-Type"] == "image/x-icon"
    assert response["Cache-Control"] == "public, max-age=86400"
    assert Image.open(BytesIO(response.content)).info["sizes"] == {(16, 16), (32, 32), (48, 48)}


def test_the_manifest_names_the_site_and_its_icons(client, settings):
    settings.SITE_NAME = "电台"
    response = client.get("/manifest.webmanifest")
    assert response["Content-Type"] == "application/manifest+json"
    manifest = response.json()
    assert (manifest["name"], manifest["lang"], manifest["start_url"]) == ("电台", "en", "/")
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    for icon in manifest["icons"]:
        with Image.open(static_file(icon["src"])) as image:
            assert "{}x{}".format(*image.size) == icon["sizes"]


def test_every_page_names_its_icons_and_manifest(client, db):
    head = get_head(client, "/")
    icons = [*find_links(head, "icon"), *find_links(head, "apple-touch-icon")]
    assert len(icons) == 3
    assert all(static_file(icon["href"]) for icon in icons)
    assert [link["href"] for link in find_links(head, "manifest")] == ["/manifest.webmanifest"]
