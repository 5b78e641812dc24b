"""Saving in place, the server's side: what Django would redirect to, as JSON; 422 for all else."""

from http import HTTPStatus

import pytest

from posts.models import Post, PostState
from tests.support.admin_forms import ADD_URL, LIST_URL, change_url, fill_form

IN_PLACE = {"headers": {"X-Requested-With": "fetch"}}


@pytest.fixture
def draft(make_post):
    return make_post("标题", source="一", published_at=None)


@pytest.fixture
def send(editor_client):
    """Return a function that sends a form in place, by the button `button`."""

    def send(url, form, button="_continue"):
        return editor_client.post(url, {**form, button: "1"}, **IN_PLACE)

    return send


def test_a_new_post_is_answered_with_its_form(send, editor, editor_client):
    form = fill_form(author=editor.pk, source="正文很长 $\\frac{1$")
    answer = send(f"{ADD_URL}?_changelist_filters=state%3Ddraft", form).json()
    post = Post.objects.get()
    assert answer["url"] == f"{change_url(post)}?_changelist_filters=state%3Ddraft"
    kept = {name: answer[name] for name in ("post", "version", "slug", "state")}
    assert kept == {"post": post.pk, "version": 1, "slug": post.slug, "state": "draft"}
    assert [message["level"] for message in answer["messages"]] == ["warning"]
    assert 'name="version" value="1"' in answer["html"]
    assert "正文很长" not in answer["html"].replace(answer["messages"][0]["text"], "")
    # Told once: the next page does not say it again.
    assert b"messagelist" not in editor_client.get(change_url(post)).content


def test_a_transition_tells_the_new_state_and_its_message_as_text(send, draft):
    draft.title = "a < b & c"
    draft.save()
    answer = send(change_url(draft), fill_form(draft, version=draft.version), "_publish").json()
    assert (answer["state"], answer["messages"]) == (
        "live",
        [{"level": "success", "text": "“a < b & c” was published."}],
    )
    assert 'name="_archive"' in answer["html"]
    assert 'name="_publish"' not in answer["html"]


def test_what_is_not_saved_is_answered_with_422(send, draft, make_post):
    make_post("别的", slug="taken")
    for typed in ({"slug": "taken"}, {"title": ""}, {"version": draft.version - 1, "source": "他"}):
        response = send(change_url(draft), fill_form(draft, **{"version": draft.version, **typed}))
        assert (response.status_code, response.content) == (HTTPStatus.UNPROCESSABLE_ENTITY, b"")
    assert Post.objects.get(pk=draft.pk).version == draft.version


def test_a_save_that_leads_elsewhere_names_the_place_whose_page_says_it(send, draft, editor_client):
    for button, state in (("_save", PostState.DRAFT), ("_bin", PostState.TRASHED)):
        draft.refresh_from_db()
        answer = send(change_url(draft), fill_form(draft, version=draft.version), button).json()
        assert answer == {"url": LIST_URL}
        assert "messagelist" in editor_client.get(LIST_URL).content.decode()
        assert Post.objects.get().state is state


def test_a_post_that_is_gone_goes_on_as_the_new_one_that_its_text_becomes(send, draft):
    url, form = change_url(draft), fill_form(draft, version=draft.version)
    draft.delete()
    answer = send(url, form).json()
    assert answer["post"] == Post.objects.get().pk != int(url.split("/")[-3])
    assert "has been deleted" in answer["messages"][0]["text"]


def test_the_plain_form_and_popups_are_answered_as_ever(editor_client, editor, draft):
    form = fill_form(draft, version=draft.version)
    response = editor_client.post(change_url(draft), {**form, "_continue": "1"}, follow=True)
    assert "You may edit it again below" in response.content.decode()
    popup = editor_client.post(ADD_URL, {**fill_form(author=editor.pk), "_popup": "1"}, **IN_PLACE)
    assert b"data-popup-response" in popup.content
