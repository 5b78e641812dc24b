"""Changes of state with a token: the transitions of the editor, by those who may press their buttons."""

import pytest
from django.utils import timezone

from posts.models import Draft, Post, PostState
from tests.support.api import ApiClient, make_token, make_user


def change(client, post, **sent):
    post.refresh_from_db()
    return client.call("PATCH", f"posts/{post.uid}/", {"version": post.version, **sent})


def test_a_post_goes_through_all_states_and_each_is_a_revision(writer, reader, make_post):
    post = make_post("One", source="Words")
    steps = [
        ("withdraw", "draft"),
        ("archive", "archived"),
        ("restore", "draft"),
        ("trash", "trashed"),
        ("restore", "draft"),
    ]
    for transition, state in steps:
        answer = change(writer, post, transition=transition)
        assert (answer.status_code, answer.json()["state"]) == (200, state), transition
        assert reader.get(f"posts/{post.uid}/").status_code == 404
        listed = writer.read(f"posts/?state={state}")["items"]
        assert [item["uid"] for item in listed] == [str(post.uid)]
    assert change(writer, post, publish=True).json()["state"] == "live"
    kinds = [revision.kind for revision in post.revisions.order_by("version")]
    assert kinds == ["earlier", "withdrawn", "archived", "restored", "binned", "restored", "published"]


def test_a_transition_takes_what_is_sent_with_it(writer, make_post):
    post = make_post("One", source="Words")
    assert change(writer, post, transition="archive", source="Last words").status_code == 200
    post.refresh_from_db()
    assert (post.source, post.state, Draft.objects.count()) == ("Last words", PostState.ARCHIVED, 0)


@pytest.mark.parametrize(
    ("state", "transition"),
    [({"published_at": None}, "withdraw"), ({}, "restore"), ({}, "submit"), ({"binned_at": 1}, "archive")],
)
def test_what_starts_elsewhere_is_refused(writer, make_post, state, transition):
    if "binned_at" in state:
        state = {"published_at": None, "binned_at": timezone.now()}
    post = make_post("One", **state)
    before = post.state
    answer = change(writer, post, transition=transition)
    assert answer.status_code == (404 if before is PostState.TRASHED else 422)
    post.refresh_from_db()
    assert (post.state, post.version) == (before, 1)


def test_with_publish_or_an_unknown_name_nothing_happens(writer, make_post):
    post = make_post("One")
    for sent in ({"transition": "archive", "publish": True}, {"transition": "explode"}, {"transition": None}):
        answer = change(writer, post, **sent)
        assert answer.status_code == 422
        assert [error["field"] for error in answer.json()["errors"]] == ["transition"]
    assert Post.objects.get().state is PostState.LIVE


def test_who_may_not_publish_takes_nothing_from_readers(author_writer, make_post, author):
    own, others = make_post("Own"), make_post("Others", author=make_user("bo", "Author"))
    only_writes = ApiClient(make_token(make_user("mei", "Editor"), "read", "write"))
    for client, post in ((author_writer, own), (author_writer, others), (only_writes, own)):
        for transition in ("withdraw", "archive", "trash"):
            assert change(client, post, transition=transition).status_code in {403, 404}
    assert {post.state for post in Post.objects.all()} == {PostState.LIVE}
    draft = make_post("Draft", published_at=None)
    assert change(author_writer, draft, transition="submit").json()["state"] == "review"
    assert change(author_writer, draft, transition="withdraw").json()["state"] == "draft"
    assert change(only_writes, draft, transition="archive").json()["state"] == "archived"


class TestPages:
    def test_a_page_is_made_below_another_changed_and_moved(self, writer, reader, client):
        public = {"source": "We", "publish": True}
        about = writer.call("POST", "posts/", {"title": "About", "kind": "page", **public}).json()
        sent = {"title": "Team", "kind": "page", "parent": about["uid"], **public}
        answer = writer.call("POST", "posts/", sent)
        team = answer.json()
        assert (answer.status_code, team["kind"], team["url"]) == (
            201,
            "page",
            "http://testserver/about/team/",
        )
        assert client.get("/about/team/").status_code == 200
        assert reader.read("posts/")["items"] == []
        assert len(reader.read("posts/?kind=page")["items"]) == 2
        page = Post.objects.get(uid=team["uid"])
        moved = change(writer, page, parent=None, title="We", publish=True).json()
        assert (moved["title"], moved["url"]) == ("We", "http://testserver/team/")
        kept = change(writer, page, parent=about["uid"], source="All of us")
        assert kept.status_code == 202
        assert Draft.objects.get().fields["parent"] == str(Post.objects.get(slug="about").pk)
        assert change(writer, page, transition="archive").json()["state"] == "archived"

    def test_what_a_page_or_a_post_has_not_is_refused(self, writer, make_post):
        post = make_post("A post")
        page = {"title": "About", "kind": "page"}
        for sent, field in [
            ({**page, "tags": []}, "tags"),
            ({**page, "category": None}, "category"),
            ({**page, "is_pinned": True}, "is_pinned"),
            ({**page, "parent": str(post.uid)}, "parent"),
            ({**page, "slug": "admin"}, "slug"),
            ({**page, "kind": "series"}, "kind"),
            ({"title": "One", "parent": str(post.uid)}, "parent"),
        ]:
            answer = writer.call("POST", "posts/", sent)
            assert answer.status_code == 422
            assert {error["field"] for error in answer.json()["errors"]} == {field}
        assert Post.objects.count() == 1

    def test_who_may_not_change_the_posts_of_others_writes_no_page(self, author_writer, make_post, author):
        answer = author_writer.call("POST", "posts/", {"title": "About", "kind": "page"})
        assert answer.status_code == 403
        page = make_post("About", kind="page")
        assert change(author_writer, page, title="Mine").status_code == 403
