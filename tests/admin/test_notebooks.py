"""The notebook of a post on its form, and in the checks before publishing."""

import pytest
from django.contrib.auth.models import User
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from posts.exchange.importing.importer import import_folder
from posts.models import Post, PostNotebook
from posts.publishing import checks
from posts.publishing.bulk import publish_posts
from tests.support.admin_forms import change_url, fill_form
from tests.support.notebooks import code, make_notebook, make_study, markdown, stream
from tests.support.source_sites import empty_media, write_site

__all__ = ["empty_media", "write_site"]


@pytest.fixture
def study(write_site, empty_media):
    import_folder(write_site({"study.ipynb": make_study()}))
    return Post.objects.get()


def test_the_form_offers_the_notebook_and_says_which_code_is_not_what_ran(editor_client, study):
    page = editor_client.get(change_url(study)).content.decode()
    assert f'href="/posts/{study.slug}.ipynb" download' in page
    assert "study.ipynb" in page
    assert "out of date" not in page

    study.source = study.source.replace("fit()", "fit(1)")
    study.save()
    page = editor_client.get(change_url(study)).content.decode()
    assert "<code>In [1]</code> line 3" in " ".join(page.split())

    for sent, is_public in (
        ({"_notebook": "1"}, False),
        ({}, False),
        ({"_notebook": "1", "_notebook_public": "1"}, True),
    ):
        study.refresh_from_db()
        form = fill_form(study, version=study.version, _continue="1", **sent)
        assert editor_client.post(change_url(study), form).status_code == 302
        assert PostNotebook.objects.get().is_public == is_public


def test_only_who_may_change_a_post_offers_its_notebook(author_client, study):
    assert study.author != User.objects.get(username="lin")
    form = fill_form(study, version=study.version, _notebook="1")
    assert author_client.post(change_url(study), form).status_code in {302, 403}
    assert PostNotebook.objects.get().is_public


def test_the_checks_name_the_line_of_code_that_is_not_what_ran(write_site, empty_media):
    def find_stale(post):
        return [
            (one.line, one.detail) for one in checks.run_publish_checks(post) if one.kind == "stale-output"
        ]

    def import_study(source, shown="1"):
        cells = [markdown("# S", "Text."), code(source, stream(shown), count=1), code("b", count=2)]
        import_folder(write_site({"study.ipynb": make_notebook(*cells)}))
        return Post.objects.get()

    assert find_stale(import_study("a")) == []
    assert find_stale(import_study("a + 1")) == [(3, "In [1]")]
    post = import_study("a + 1", shown="2")
    assert find_stale(post) == []
    post.source = post.source.replace("\nb\n", "\nc\n")
    assert find_stale(post) == [(11, "In [2]")]


def test_readers_get_a_newer_notebook_with_the_text_that_is_made_of_it(editor_client, editor, study):
    def drop(printed):
        file = SimpleUploadedFile("study.ipynb", make_study(printed=printed).encode())
        window = {"_post": study.pk, "version": study.version, "source": study.source}
        editor_client.post(reverse("admin:posts_post_notebook"), {"notebook": file, **window})
        return PostNotebook.objects.get()

    def save(**fields):
        study.refresh_from_db()
        form = fill_form(study, version=study.version, **fields)
        assert editor_client.post(change_url(study), form).status_code == 302
        return PostNotebook.objects.get().media_name

    publish_posts([study.pk], editor)
    study.refresh_from_db()
    first = study.notebook.media_name
    # However many are dropped meanwhile, that of the text that readers see stays.
    for number in range(5):
        notebook = drop(str(number))
        assert notebook.media_name == first
    assert default_storage.exists(first)
    text = notebook.versions[0]["source"]
    assert save(source=text, _save="1") == first  # as a draft
    assert save(source=text) == notebook.versions[0]["media_name"]
