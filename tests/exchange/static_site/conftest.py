"""A small site with one of each kind of thing, and exports of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from posts.models import Category, Redirect, Series
from posts.views import social_images
from posts.views.lists import PostListView
from tests.support.static_sites import export_static_site

HOST = "testserver"


@pytest.fixture
def site(settings, monkeypatch, tmp_path, make_post, make_picture, profile):  # noqa: PLR0917
    """A site with lists of several pages, drafts, an unlisted post, a picture and old addresses."""
    settings.SITE_URL = f"http://{HOST}"
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    monkeypatch.setattr(PostListView, "get_paginate_by", lambda *arguments: 2)
    monkeypatch.setattr(social_images, "draw_card", lambda card, *cohesion: card.title.encode())  # quickly
    picture = make_picture()
    series = Series.objects.create(name="系列", slug="xi-lie")
    category = Category.objects.create(name="生成模型", slug="models")
    text = f"扩散模型的正文。\n\n![图]({picture.url})\n\n## 小节\n\n[自己](#小节)，$\\nabla x$"
    first = make_post(
        "扩散模型", slug="扩散", source=text, category=category, tags=["扩散", "C++"], series=series
    )
    make_post(
        "Second", slug="second", source="[the first](/posts/扩散/) and [old](/posts/old/)", category=category
    )
    make_post(
        "Third",
        slug="third",
        source="Text.\n\n```dot\ngraph { a -- b }\n```\n",
        tags=["扩散"],
        published_at=timezone.now() - timedelta(days=1),
    )
    make_post("Unlisted one", slug="unlisted", source="Only by address.", is_unlisted=True)
    make_post("A secret draft", slug="secret", source="Nobody reads it.", published_at=None)
    about = make_post("About", slug="about", kind="page", source="A page.")
    make_post("Tools", slug="tools", kind="page", parent=about, is_unlisted=True, source="A page below.")
    Redirect.add_redirect("/posts/old/", first)
    Redirect.add_redirect("/2013/旧文.html", first)
    return first


@pytest.fixture
def export_site(tmp_path):
    """Return a function that exports the site into a folder, and returns the export."""

    def export(url=f"http://{HOST}", name="site", **options):
        return export_static_site(tmp_path / name, url, **options)

    return export
