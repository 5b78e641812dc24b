"""Quick edit: a few fields, by way of the whole form."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from posts.models import Category, Post, PostState, Series
from posts.revisions.snapshots import take_snapshot
from tests.support.admin_forms import LIST_URL, change_url
from tests.support.source_sites import make_image_file

FIELDS = ("title", "slug", "category", "tags", "published_at", "is_pinned", "is_unlisted")


def quick_url(post):
    return f"{reverse('admin:posts_post_quick_edit', args=[post.pk])}?_changelist_filters=q%3Dx"


def fill_quick_form(post, **typed):
    """Return what a browser sends for `post` as it stands, with `typed` over it."""
    moment = post.published_at and timezone.localtime(post.published_at)
    stored = {
        "title": post.title,
        "slug": post.slug,
        "category": post.category_id or "",
        "tags": ", ".join(post.tags.names()),
        "published_at_0": f"{moment:%Y-%m-%d}" if moment else "",
        "published_at_1": f"{moment:%H:%M:%S}" if moment else "",
        "version": post.version,
        **({"is_unlisted": "on"} if post.is_unlisted else {}),
        "_save": "Save",
    }
    return {**stored, **typed}


@pytest.fixture
def full_post(make_post, author):
    """A post that has something in every field."""
    now = timezone.now().replace(microsecond=0)
    post = make_post(
        "Full",
        published_at=now,
        source="Text\n\n    code\n",
        summary="An excerpt",
        byline="甲、乙",
        series=Series.objects.create(name="One"),
        series_order=3,
        language="en",
        translation_of=make_post("原文", language="zh-Hans"),
        cover_alt="a",
        is_unlisted=True,
        tags=["b", "a, c"],
    )
    post.cover.save("a.png", ContentFile(make_image_file()))
    return Post.objects.get(pk=post.pk)


def test_what_is_not_in_it_stays_as_it_is(editor_client, full_post):
    category = Category.objects.create(name="Models")
    before = take_snapshot(full_post)
    typed = {"title": "New", "tags": '"a, c", d', "category": category.pk}
    response = editor_client.post(quick_url(full_post), fill_quick_form(full_post, **typed))
    assert response.url == f"{LIST_URL}?q=x"
    after = take_snapshot(Post.objects.get(pk=full_post.pk))
    assert after.pop("names") != before.pop("names")
    assert after == {**before, "title": "New", "tags": ["a, c", "d"], "category": category.pk}


def test_it_shows_what_the_user_may_change(editor_client, sign_in, client, draft):
    assert [field.name for field, _input in editor_client.get(quick_url(draft)).context["fields"]] == [
        *FIELDS
    ]
    author = sign_in("someone", "Author")
    Post.objects.update(author=author)
    page = client.get(quick_url(draft))
    assert {field.name for field, _input in page.context["fields"]} == {*FIELDS} - {
        "published_at",
        "is_pinned",
    }
    assert [one.name for one in page.context["transitions"]] == ["_submit", "_archive"]
    typed = {"title": "Mine", "version": page.context["post_version"], "is_pinned": "on"}
    client.post(quick_url(draft), typed)
    draft.refresh_from_db()
    assert (draft.title, draft.is_pinned) == ("Mine", False)


def test_who_edits_an_old_version_is_shown_the_merge(editor_client, draft):
    sent = fill_quick_form(draft, title="Mine")
    draft.title = "Theirs"
    draft.save()
    page = editor_client.post(quick_url(draft), sent)
    assert page.status_code == 200
    assert page.context["conflict"]
    assert f'action="{change_url(draft)}?' in page.text
    assert Post.objects.get().title == "Theirs"


@pytest.mark.parametrize("button", ["_publish", "_schedule", "_save"])
def test_no_button_publishes_what_the_checks_refuse(editor_client, make_post, button):
    post = make_post(published_at=None, source="$\\frac{1$")
    typed = {"published_at_0": "2099-01-01", "published_at_1": "12:00"}
    sent = fill_quick_form(post, **typed)
    del sent["_save"]
    response = editor_client.post(quick_url(post), {**sent, button: "1"})
    assert response.url.startswith(change_url(post))
    assert Post.objects.get().state is PostState.DRAFT


def test_a_title_that_cannot_be_comes_back_in_the_form(editor_client, draft):
    page = editor_client.post(quick_url(draft), fill_quick_form(draft, title=""))
    assert page.context["errors"]
    assert Post.objects.get().title == "草稿"


def test_a_button_changes_the_state_and_leads_back_to_the_list(editor_client, draft):
    response = editor_client.post(quick_url(draft), fill_quick_form(draft, _archive="1"), follow=True)
    assert response.redirect_chain == [(f"{LIST_URL}?q=x", 302)]
    assert "was archived" in response.text
    assert Post.objects.get().state is PostState.ARCHIVED
