"""Notebooks that are dropped on the editor."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from posts.editor import notebook_uploads
from posts.models import Picture, Post, PostNotebook
from posts.models.media_files import read_media_file
from posts.rendering.merge_markers import has_merge_markers
from tests.support.notebooks import code, make_notebook, make_study, markdown, result, stream

NOTEBOOK_URL = reverse("admin:posts_post_notebook")
pytestmark = pytest.mark.usefixtures("empty_media_storage")


@pytest.fixture
def empty_media_storage(settings):
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = {**settings.STORAGES, "default": memory}


def send(client, text, name="study.ipynb", post=None, **fields):
    window = {"_post": post.pk, "version": post.version} if post else {}
    file = SimpleUploadedFile(name, text.encode())
    return client.post(NOTEBOOK_URL, {"notebook": file, **window, **fields})


def test_a_notebook_becomes_a_draft_of_who_dropped_it(author_client, author):
    front = "---\ntitle: 笔记\ndate: 2020-01-01\nauthor: somebody\nslug: taken\ntags: [a]\n---"
    answer = send(author_client, make_notebook(markdown(front, "Text."), code("x", stream("1")))).json()
    post = Post.objects.get()
    assert answer == {"url": reverse("admin:posts_post_change", args=[post.pk])}
    # What its author may not do by the form is not done by a file.
    assert (post.title, post.author, post.published_at) == ("笔记", author, None)
    assert list(post.tags.names()) == ["a"]
    assert post.revisions.count() == 1
    assert post.notebook.file_name == "study.ipynb"


def test_what_is_typed_is_merged_with_a_newer_notebook(editor_client, editor):
    send(editor_client, make_study())
    post = Post.objects.get()
    assert Picture.objects.get().sent_by == editor
    typed = post.source.replace("![](", "![Curve](").replace("Last", "Very last")

    answer = send(editor_client, make_study(printed="0.75", plot="red"), post=post, source=typed).json()

    assert "0.75" in answer["text"]
    assert "Very last words." in answer["text"]
    assert "![Curve](/media/imported/" in answer["text"]
    assert (answer["conflicts"], answer["is_fragment"]) == (0, False)
    assert Post.objects.get().source == post.source
    assert len(PostNotebook.objects.get().versions) == 2
    send(editor_client, make_study(printed="0.75", plot="red"), post=post, source=answer["text"])
    assert len(PostNotebook.objects.get().versions) == 2

    conflict = send(
        editor_client, make_study(intro="Third."), post=post, source=typed.replace("First", "2nd")
    )
    assert conflict.json()["conflicts"] == 1
    assert has_merge_markers(conflict.json()["text"])
    assert "1 place" in conflict.json()["message"]


def test_into_a_text_of_its_own_a_notebook_is_inserted(editor_client, make_post):
    post = make_post(source="Mine.")
    answer = send(editor_client, make_study(), post=post, source="Mine.", title="Mine").json()
    assert answer["is_fragment"]
    assert post.notebook.file_name == "study.ipynb"
    merged = send(
        editor_client, make_study(printed="9"), post=post, source=f"Mine.\n\n{answer['text']}\nEnd."
    )
    assert merged.json()["text"].startswith("Mine.\n\nFirst words.")
    assert merged.json()["text"].endswith("\nEnd.")
    assert "```text\n9\n```" in merged.json()["text"]


def test_nothing_in_a_notebook_runs(editor_client):
    evil = '<script>alert(1)</script><img src=x onerror="alert(2)"><a href="javascript:alert(3)">a</a>'
    outputs = [result(text_html=evil), result(application_javascript="alert(4)", text_plain="js")]
    svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(5)"><script>alert(6)</script><rect/></svg>'
    outputs.append(result(**{"image_svg+xml": svg}))
    send(editor_client, make_notebook(markdown("# T", evil), code("x", *outputs)))
    html = Post.objects.get().html
    for trace in ("<script", "onerror", "javascript:", "onload"):
        assert trace not in html
    assert all(b"alert" not in read_media_file(picture.name) for picture in Picture.objects.all())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("{", "damaged"),
        ("[1]", "no notebook"),
        (json.dumps({"nbformat": 4, "cells": []}), "empty"),
    ],
)
def test_what_is_no_notebook_is_refused_and_nothing_is_made(editor_client, text, said):
    answer = send(editor_client, text)
    assert answer.status_code == 422
    assert said in answer.json()["error"]
    assert not Post.objects.exists()


def test_a_notebook_of_200_mb_is_refused(editor_client, monkeypatch):
    monkeypatch.setattr(notebook_uploads, "MAX_DROPPED_BYTES", 1000)
    answer = send(editor_client, make_notebook(code("x", stream("y" * 2000))))
    assert answer.status_code == 413
    assert "Imports" in answer.json()["error"]


def test_nobody_puts_a_notebook_into_what_they_may_not_write(author_client, client, make_post, editor):
    theirs = make_post("Theirs", author=editor, published_at=None)
    assert send(author_client, make_study(), post=theirs).status_code == 403
    assert not PostNotebook.objects.exists()
    client.logout()
    assert send(client, make_study()).status_code == 403
