"""Pages in the admin: their own list, and a form with a parent."""

import json
import re

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse

from posts.models import Draft, NavigationItem, Post, Revision, get_site
from posts.publishing.navigation import hide_from_navigation, show_in_navigation
from tests.support.admin_forms import ADD_URL, LIST_URL, change_url, fill_form

PAGES = reverse("admin:posts_page_changelist")
AUTOSAVE = reverse("admin:posts_post_autosave")


@pytest.fixture
def tree(make_post):
    about = make_post("About", kind="page", source="We are here")
    return (
        about,
        make_post("Team", kind="page", parent=about, source="We"),
        make_post("About-face", kind="page"),
    )


def list_titles(page):
    return [post.title for post in page.context["cl"].result_list]


def test_each_list_holds_its_kind_and_finds_it(editor_client, tree, make_post):
    make_post("Written about")
    assert list_titles(editor_client.get(PAGES)) == ["About", "Team", "About-face"]
    assert list_titles(editor_client.get(LIST_URL)) == ["Written about"]
    assert list_titles(editor_client.get(PAGES, {"q": "here"})) == ["About"]
    assert list_titles(editor_client.get(LIST_URL, {"q": "here"})) == []
    assert list_titles(editor_client.get(PAGES, {"state": "live"}))[:2] == ["About", "Team"]
    assert PAGES in editor_client.get(reverse("admin:index")).text
    found = editor_client.get(reverse("admin_palette"), {"q": "team"}).json()["groups"]
    assert [item["detail"] for item in found[0]["items"]] == ["page · published"]


def test_a_page_is_added_with_a_parent_and_moved_and_its_form_returns_to_the_pages(
    editor_client, editor, tree
):
    about, team, _other = tree
    assert editor_client.get(reverse("admin:posts_page_add"))["Location"] == f"{ADD_URL}?kind=page"
    form = editor_client.get(f"{ADD_URL}?kind=page")
    assert form.context["title"] == "Add page"
    assert {"parent", "kind"} <= form.context["adminform"].form.fields.keys()
    assert not {"category", "tags", "series", "is_pinned"} & form.context["adminform"].form.fields.keys()
    data = fill_form(title="Lin", author=editor.pk, kind="page", parent=team.pk)
    assert editor_client.post(f"{ADD_URL}?kind=page", data)["Location"] == PAGES
    page = Post.objects.get(title="Lin")
    assert (page.path, page.is_page, page.state) == ("about/team/lin", True, "draft")
    assert Revision.objects.get(post=page, kind="created").snapshot["parent"] == team.pk
    response = editor_client.post(change_url(page), {**data, "parent": about.pk, "version": page.version})
    assert response.status_code == 302
    assert Post.objects.get(pk=page.pk).path == "about/lin"
    assert Revision.objects.get(post=page, kind="saved").snapshot["names"]["parent"] == "About"
    for url in (reverse("admin:posts_page_change", args=[page.pk]), change_url(page)):
        assert editor_client.get(url, follow=True).status_code == 200


@pytest.mark.parametrize(
    ("fields", "field"), [({"slug": "posts"}, "slug"), ({"slug": "about"}, "slug"), ({"parent": 0}, "parent")]
)
def test_what_cannot_be_is_refused_beside_the_field(editor_client, editor, tree, fields, field):
    data = {**fill_form(title="New", author=editor.pk, kind="page"), **fields}
    response = editor_client.post(f"{ADD_URL}?kind=page", data)
    assert field in response.context["adminform"].form.errors
    own = editor_client.get(change_url(tree[0])).context["adminform"].form.fields["parent"].queryset
    assert [page.title for page in own] == ["About-face"]


def test_the_slug_is_checked_below_its_parent(editor_client, tree):
    about, _team, _other = tree
    check = reverse("admin:posts_post_slug")

    def ask(**query):
        return json.loads(editor_client.get(check, {"kind": "page", **query}).content)

    assert ask(slug="team")["free"]
    assert ask(slug="team", parent=about.pk)["offer"] == "team-2"
    assert not ask(slug="archive")["free"]
    assert ask(slug="archive", parent=about.pk)["free"]
    assert ask(title="Tags")["slug"] == "tags-2"


def test_a_page_that_is_autosaved_is_a_page_from_the_beginning(editor_client, editor, client, author):
    window = "11111111-1111-4111-8111-111111111111"
    data = {"kind": "page", "title": "New page", "source": "x", "_window": window, "_seq": 1}
    answer = editor_client.post(AUTOSAVE, {**data, "_editor": editor.pk})
    page = Post.objects.get(pk=answer.json()["post"])
    assert (page.is_page, page.title) == (True, "New page")
    assert editor_client.get(change_url(page)).context["adminform"].form["title"].value() == "New page"
    assert Draft.objects.get().fields["kind"] == "page"
    author.is_staff = True
    author.save()
    author.groups.add(Group.objects.get(name="Author"))
    client.force_login(author)
    other = client.post(AUTOSAVE, {**data, "_window": window.replace("1", "2"), "_editor": author.pk})
    assert not Post.objects.get(pk=other.json()["post"]).is_page


def test_pages_are_changed_in_bulk_trashed_and_emptied_apart_from_posts(editor_client, tree, make_post):
    post = make_post("A post", published_at=None, binned_at="2026-01-01T00:00Z")
    about, team, other = tree
    data = {"_selected_action": [about.pk, other.pk], "action": "unlist"}
    editor_client.post(PAGES, data)
    assert Post.objects.pages().filter(is_unlisted=True).count() == 2
    assert "set_category" not in dict(
        editor_client.get(PAGES).context["action_form"].fields["action"].choices
    )
    data = {"_selected_action": [other.pk], "action": "delete_selected", "answered": "1"}
    editor_client.post(PAGES, data)
    assert Post.objects.get(pk=other.pk).binned_at
    editor_client.post(f"{reverse('admin:posts_post_empty_trash')}?kind=page", {"post": "yes"})
    assert set(Post.objects.values_list("pk", flat=True)) == {about.pk, team.pk, post.pk}
    quick = reverse("admin:posts_post_quick_edit", args=[team.pk])
    assert "is_pinned" not in editor_client.get(quick).text
    editor_client.post(
        quick,
        {
            "title": "We",
            "slug": "we",
            "version": team.version,
            "_save": "1",
            "published_at_0": "2026-01-01",
            "published_at_1": "00:00:00",
            "is_unlisted": "False",
        },
    )
    assert Post.objects.get(pk=team.pk).path == "about/we"
    duplicate = reverse("admin:posts_post_duplicate", args=[team.pk])
    editor_client.post(duplicate)
    assert Post.objects.drafts().get().path.startswith("about/")


def test_only_who_may_change_all_posts_may_write_pages(db, client):
    user = User.objects.create_user("a", is_staff=True)
    user.groups.add(Group.objects.get(name="Author"))
    client.force_login(user)
    assert client.get(f"{ADD_URL}?kind=page").status_code == 403
    assert PAGES not in client.get(reverse("admin:index")).text


def list_navigation():
    return [link.label for link in get_site().navigation]


def test_a_switch_on_its_form_takes_a_page_into_the_navigation_and_out(editor_client, editor, tree, client):
    about, *_ = tree
    first = list_navigation()
    form = editor_client.get(change_url(about)).context["adminform"].form
    assert (form.fields["_in_navigation"].label, form["_in_navigation"].value()) == (
        "in the navigation",
        False,
    )

    def send(switch, **fields):
        data = fill_form(Post.objects.get(pk=about.pk), kind="page", _in_navigation=switch, **fields)
        version = Post.objects.values_list("version", flat=True).get(pk=about.pk)
        return editor_client.post(change_url(about), {**data, "version": version}, follow=True)

    # At once, also where the text is kept as a draft.
    answer = send("True", _save="1")
    assert list_navigation() == [*first, "About"]
    assert "The page is in the navigation now" in answer.text
    assert editor_client.get(change_url(about)).context["adminform"].form["_in_navigation"].value() is True
    send("True")
    assert NavigationItem.objects.filter(page=about).count() == 1
    # Whoever sends a form without the switch changes nothing.
    data = fill_form(
        Post.objects.get(pk=about.pk), kind="page", version=Post.objects.get(pk=about.pk).version
    )
    editor_client.post(change_url(about), data)
    assert list_navigation() == [*first, "About"]
    assert "no longer in the navigation" in send("False").text
    assert list_navigation() == first
    assert not NavigationItem.objects.exists()


def test_a_page_that_is_no_longer_public_is_not_in_the_navigation(tree, client):
    about, _team, other = tree
    show_in_navigation(about)
    NavigationItem.objects.filter(built_in="archive").delete()
    show_in_navigation(other)
    hide_from_navigation(other)
    assert NavigationItem.objects.count() == 4  # what was chosen stays
    Post.objects.filter(pk=about.pk).update(published_at=None)
    assert "About" not in list_navigation()


@pytest.mark.parametrize(("language", "words"), [("en", ("page", "post")), ("zh-hans", ("页面", "文章"))])
def test_messages_after_saving_speak_of_a_page(editor_client, editor, settings, language, words):
    settings.LANGUAGE_CODE, (page, post) = language, words
    for kind, word, other in (("page", page, post), ("post", post, page)):
        for button in ({}, {"_continue": "1"}):
            title = f"Qqq {kind}{len(button)}"
            data = fill_form(title=title, author=editor.pk, kind=kind, source="", **button)
            added = editor_client.post(f"{ADD_URL}?kind={kind}", data)
            saved = Post.objects.get(title=title)
            if button:
                assert added["Location"].partition("?")[0] == change_url(saved)
            change = {**data, "version": saved.version}
            changed = editor_client.post(change_url(saved), change, follow=True)
            told = [re.sub(r'href="[^"]*"|Qqq \w+', "", str(one)) for one in changed.context["messages"]]
            assert len(told) == 2
            assert all(word in message and other not in message for message in told), told
