"""The notebook of a post, downloaded."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from posts.models import Post, PostNotebook
from tests.support.dates import LONG_AGO


@pytest.fixture
def make_notebook_post(make_post, settings):
    """Return a function that saves a post with a notebook."""
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = {**settings.STORAGES, "default": memory}

    def make(slug="study", *, is_public=True, **fields):
        post = make_post("Study", slug=slug, **fields)
        name = default_storage.save(f"notebooks/{slug}.ipynb", ContentFile(b"{}"))
        version = {"file_name": "笔记 1.ipynb", "media_name": name, "size": 2, "source": "", "fields": {}}
        version |= {
            "cells": [],
            "codes": [],
            "import": "",
            "hides_parts": False,
            "uploaded": LONG_AGO.isoformat(),
        }
        notebook = PostNotebook(post=post, is_public=is_public)
        notebook.add_version(version, is_shown=True)
        notebook.save()
        return post

    return make


def test_readers_of_a_live_post_get_its_notebook(client, make_notebook_post):
    post = make_notebook_post()
    page = client.get(post.get_absolute_url()).content.decode()
    assert 'href="/posts/study.ipynb" download' in page
    answer = client.get("/posts/study.ipynb")
    assert b"".join(answer) == b"{}"
    assert answer["Content-Type"] == "application/x-ipynb+json"
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''%E7%AC%94%E8%AE%B0%201.ipynb"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" not in answer.get("Cache-Control", "")

    post.slug = "new"
    post.save()
    assert client.get("/posts/study.ipynb")["Location"] == "/posts/new.ipynb"
    Post.objects.all().delete()
    assert client.get("/posts/new.ipynb").status_code == 410


@pytest.mark.parametrize("fields", [{"published_at": None}, {"is_public": False}])
def test_others_get_none_and_who_may_change_the_post_does(client, editor, make_notebook_post, fields):
    post = make_notebook_post(**fields)
    assert client.get("/posts/study.ipynb").status_code == 404
    client.force_login(editor)
    answer = client.get("/posts/study.ipynb")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert "/posts/study.ipynb" not in client.get(post.get_absolute_url()).content.decode()


def test_what_is_not_there_is_not_found(client, make_notebook_post, make_post):
    make_notebook_post()
    make_post("Other", slug="other")
    default_storage.delete("notebooks/study.ipynb")
    for address in ("/posts/study.ipynb", "/posts/other.ipynb", "/posts/none.ipynb", "/posts/a%00.ipynb"):
        assert client.get(address).status_code == 404
