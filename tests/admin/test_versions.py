"""Editors say at "Update" what it was for readers, and keep citable versions and corrections."""

import pytest
from django.urls import reverse

from posts.models import CitableVersion, Correction, PostState
from posts.publishing.versions import mark_citable
from tests.support.admin_forms import change_url, fill_form


@pytest.fixture
def post(make_post, editor):
    return make_post("T", source="One.", slug="t", author=editor)


def update(client, post, source, **answers):
    """Send the form of `post` with "Update" pressed; return the answer."""
    return client.post(change_url(post), fill_form(post, source=source, _update="1", **answers))


def send(client, name, post, *args, **data):
    response = client.post(reverse(f"admin:posts_post_{name}", args=[post.pk, *args]), data)
    post.refresh_from_db()
    return response


def test_an_update_is_notable_only_if_its_editor_says_so(editor_client, post):
    assert update(editor_client, post, "Two.").status_code == 302
    post.refresh_from_db()
    assert (post.source, post.notable_at) == ("Two.", None)
    assert update(editor_client, post, "Three.", _notable="1").status_code == 302
    post.refresh_from_db()
    assert post.notable_at >= post.updated_at
    assert not Correction.objects.exists()


def test_an_update_notes_a_correction_and_makes_its_version_citable(editor_client, editor, post):
    update(editor_client, post, "Two.", _correction="  It was $1$. ", _citable="1")
    post.refresh_from_db()
    correction, version = Correction.objects.get(), CitableVersion.objects.get()
    assert (correction.text, correction.editor) == ("It was $1$.", editor)
    assert correction.version == version.number == post.version == post.latest_citable
    assert version.source == "Two."
    assert post.notable_at == correction.created_at
    page = editor_client.get(reverse("admin:posts_post_history", args=[post.pk])).content.decode()
    assert f"/posts/t/v{version.number}/" in page
    assert "It was $1$." in page


def test_answers_without_an_update_change_nothing_and_a_refused_form_keeps_them(editor_client, post):
    data = fill_form(post, source="Two.", _continue="1", _correction="Wrong", _citable="1")
    editor_client.post(change_url(post), data)
    assert not Correction.objects.exists()
    assert not CitableVersion.objects.exists()
    answer = update(editor_client, post, "$\\frac{$", title="", _correction="Wrong & so")
    assert answer.status_code == 200
    assert 'name="_correction" value="Wrong &amp; so"' in answer.content.decode()
    assert not Correction.objects.exists()


def test_the_history_marks_revokes_and_corrects(editor_client, post):
    update(editor_client, post, "Two.")
    page = editor_client.get(reverse("admin:posts_post_history", args=[post.pk])).content.decode()
    assert page.count("Make citable") == 2
    assert send(editor_client, "cite", post, 1).status_code == 302
    assert post.latest_citable == 1
    assert send(editor_client, "cite", post, 99).status_code == 404
    send(editor_client, "uncite", post, 1)
    assert post.latest_citable is None
    assert editor_client.get("/posts/t/v1/").status_code == 410
    send(editor_client, "corrections", post, text="First")
    key = Correction.objects.get().pk
    send(editor_client, "corrections", post, text="Second $x$", correction=key)
    assert "<math" in Correction.objects.get().html
    assert send(editor_client, "corrections", post, text="", correction=key + 1).status_code == 404
    send(editor_client, "corrections", post, text="Second", correction=key, delete="1")
    assert not Correction.objects.exists()


def test_only_who_decides_what_readers_see_marks(sign_in, client, make_post, editor):
    writer = sign_in("mo", "Author")
    post = make_post("T", author=writer)
    version = mark_citable(post, editor)
    for name, args in (("cite", [1]), ("uncite", [1]), ("corrections", [])):
        assert send(client, name, post, *args, text="x").status_code == 403
        assert client.get(reverse(f"admin:posts_post_{name}", args=[post.pk, *args])).status_code in {
            403,
            405,
        }
    version.refresh_from_db()
    assert version.revoked_at is None
    page = client.get(reverse("admin:posts_post_history", args=[post.pk])).content.decode()
    assert "Make citable" not in page
    assert "uncite" not in page
    sign_in("ed", "Editor")
    assert send(client, "uncite", post, 1).status_code == 302


def test_the_panel_asks_of_an_update_and_of_a_publication(editor_client, post):
    url = reverse("admin:posts_post_transition")
    data = fill_form(post, _post=post.pk, _update="1", _correction="Typed", _citable="1")
    page = editor_client.post(url, data).content.decode()
    assert ">Typed</textarea>" in page
    assert 'name="_citable" value="1" checked' in page
    assert 'name="_notable" value="1">' in page
    post.set_state()
    post.save()
    assert post.state is PostState.DRAFT
    data = fill_form(post, _post=post.pk, _publish="1")
    page = editor_client.post(url, data).content.decode()
    assert 'name="_citable"' in page
    assert 'name="_correction"' not in page
