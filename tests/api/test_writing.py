"""Writing with a token: as the form of the admin does, and nothing is public by accident."""

from datetime import timedelta
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.utils import timezone

from posts.models import AuditAction, AuditEntry, Category, Draft, DraftRevision, Picture, Post, PostState
from posts.revisions.drafts import save_draft
from posts.revisions.editor_window import EditorWindow
from tests.support.api import ApiClient, make_token, make_user
from tests.support.image_files import make_graphic

BROKEN = "$$\n\\frac{1}{"


def test_a_new_post_is_a_draft_of_the_tokens_user(writer):
    Category.objects.create(name="Models")
    sent = {
        "title": "扩散",
        "source": "# 一\n",
        "summary": "短",
        "tags": ["噪声", "数据"],
        "category": "models",
        "language": "zh-Hans",
        "is_unlisted": True,
    }
    answer = writer.call("POST", "posts/", sent)
    assert answer.status_code == 201, answer.content
    post = Post.objects.get()
    assert (answer.status_code, answer["Location"]) == (201, f"http://testserver/api/v1/posts/{post.uid}/")
    assert (post.state, post.author.username, post.slug) == (PostState.DRAFT, "mei", "kuo-san")
    assert (post.category.name, [*post.tags.names()]) == ("Models", ["噪声", "数据"])
    assert answer.json()["version"] == post.version
    assert [(one.kind, one.editor.username) for one in post.revisions.all()] == [("created", "mei")]
    assert AuditEntry.objects.filter(action=AuditAction.TOKEN_WROTE, target_id=post.pk).exists()


def test_a_post_that_is_sent_twice_is_there_once(writer):
    sent = {"title": "One", "uid": str(uuid4())}
    assert [writer.call("POST", "posts/", sent).status_code for _ in range(2)] == [201, 409]
    assert Post.objects.count() == 1


WRONG_FIELDS = [
    ({"title": "x" * 201}, "title"),
    ({"title": "a", "category": "none"}, "category"),
    ({"title": "a", "language": "xx"}, "language"),
    ({"title": "a", "cover": "none.png"}, "cover"),
    ({"title": "a", "slug": "—"}, "slug"),
    ({"title": "a", "slug": "taken"}, "slug"),
    ({"title": "a", "series": "\0"}, "series"),
    ({"title": "a", "series_position": -1}, "series_position"),
    ({"title": "a", "translation_of": str(uuid4())}, "translation_of"),
    ({"title": "a", "published_at": "2026-01-01T00:00:00Z"}, "published_at"),
]


def test_what_is_wrong_is_named(writer, make_post):
    make_post("Other", slug="taken")
    for sent, field in WRONG_FIELDS:
        answer = writer.call("POST", "posts/", sent)
        assert answer.status_code == 422
        assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert Post.objects.count() == 1


def test_a_draft_is_changed_at_its_version(writer, make_post):
    post = make_post("One", source="Words", published_at=None, tags=["Kept"])
    answer = writer.call("PATCH", f"posts/{post.uid}/", {"version": 1, "source": "More words"})
    assert (answer.status_code, answer.json()["version"]) == (200, 2)
    post.refresh_from_db()
    assert (post.title, post.source, [*post.tags.names()]) == ("One", "More words", ["Kept"])
    assert [(one.kind, one.version) for one in post.revisions.all()] == [("saved", 2), ("earlier", 1)]


def test_a_change_of_an_older_version_is_answered_with_both_texts(writer, make_post):
    post = make_post("One", source="a\n\nb\n\nc", published_at=None)
    writer.call("PATCH", f"posts/{post.uid}/", {"version": 1, "source": "A\n\nb\n\nc"})
    answer = writer.call("PATCH", f"posts/{post.uid}/", {"version": 1, "source": "a\n\nb\n\nC"})
    conflict = answer.json()["conflict"]
    assert (answer.status_code, conflict["version"]) == (409, 2)
    texts = {name: conflict[name]["source"] for name in ("base", "yours", "theirs", "merged")}
    assert texts == {
        "base": "a\n\nb\n\nc",
        "yours": "a\n\nb\n\nC",
        "theirs": "A\n\nb\n\nc",
        "merged": "A\n\nb\n\nC",
    }
    clash = writer.call("PATCH", f"posts/{post.uid}/", {"version": 1, "source": "X\n\nb\n\nc"})
    assert clash.json()["conflict"]["merged"] is None
    assert writer.call("PATCH", f"posts/{post.uid}/", {"version": 9, "source": "x"}).status_code == 409
    assert Post.objects.get().source == "A\n\nb\n\nc"


def test_a_change_of_a_live_post_is_a_draft(writer, make_post):
    post = make_post("One", source="Words", tags=["Noise"])
    answer = writer.call("PATCH", f"posts/{post.uid}/", {"version": 1, "source": "New", "tags": ["Data"]})
    found = answer.json()
    assert (answer.status_code, found["source"], found["version"]) == (202, "Words", 1)
    assert not found["draft"]["is_unmerged"]
    again = writer.call("PATCH", f"posts/{post.uid}/", {"version": 1, "title": "Two"})
    assert again.status_code == 202
    draft = Draft.objects.get()
    assert [draft.fields[name] for name in ("title", "source", "tags")] == ["Two", "New", "Data"]
    post.refresh_from_db()
    assert (post.source, post.version) == ("Words", 1)
    live = writer.call("PATCH", f"posts/{post.uid}/", {"version": 1, "source": "New", "publish": True})
    assert (live.status_code, live.json()["source"], Draft.objects.count()) == (200, "New", 0)


def test_what_was_typed_in_the_editor_stays(writer, make_post):
    post = make_post("One", source="Words")
    user = Post._meta.get_field("author").related_model.objects.get(username="mei")
    save_draft(user, EditorWindow(uuid4(), 1, user.pk, post.pk, 1, ""), {"source": "Typed"})
    answer = writer.call("PATCH", f"posts/{post.uid}/", {"version": 1, "source": "Sent"})
    assert answer.json()["draft"]["is_unmerged"]
    assert "?merge=" in answer.json()["draft"]["edit_url"]
    assert Draft.objects.get().fields["source"] == "Typed"
    assert DraftRevision.objects.get(is_unmerged=True).fields["source"] == "Sent"


def test_readers_get_no_post_with_errors(writer, make_post):
    post = make_post("One", source="Words")
    sent = {"version": 1, "source": BROKEN, "publish": True}
    answer = writer.call("PATCH", f"posts/{post.uid}/", sent)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "unclosed-formula"
    new = writer.call("POST", "posts/", {"title": "New", "source": BROKEN, "publish": True})
    assert new.status_code == 422
    assert [*Post.objects.values_list("source", flat=True)] == ["Words"]
    assert not AuditEntry.objects.filter(action=AuditAction.TOKEN_WROTE).exists()


def test_a_post_is_published_now_or_later(writer, make_post):
    now = writer.call("POST", "posts/", {"title": "Now", "source": "x", "publish": True})
    assert now.json()["state"] == "live"
    later = timezone.now() + timedelta(days=1)
    sent = {"title": "Later", "source": "x", "publish": True, "published_at": later.isoformat()}
    assert writer.call("POST", "posts/", sent).json()["state"] == "scheduled"
    submitted = make_post("In review", source="x", published_at=None, submitted_at=timezone.now())
    answer = writer.call("PATCH", f"posts/{submitted.uid}/", {"version": 1, "publish": True})
    assert answer.json()["state"] == "live"
    assert submitted.notes.get().kind == "published"
    assert AuditEntry.objects.filter(action=AuditAction.PUBLISHED).count() == 2


def test_a_token_never_may_more_than_its_user(author_writer, author, make_post, editor):
    own, others = make_post("Own", published_at=None), make_post("Others", published_at=None, author=editor)
    live = make_post("Live", source="Words")

    def call(post, **sent):
        return author_writer.call("PATCH", f"posts/{post.uid}/", {"version": 1, **sent}).status_code

    assert author_writer.call("POST", "posts/", {"title": "a", "publish": True}).status_code == 403
    assert author_writer.call("POST", "posts/", {"title": "a", "is_pinned": True}).status_code == 403
    assert call(own, publish=True) == call(live, publish=True, title="New") == 403
    assert call(others, title="New") == 404
    assert call(live, title="New") == 202
    assert call(own, title="New") == 200
    assert [post.pk for post in Post.objects.live()] == [live.pk]
    titles = {item["title"] for item in author_writer.read("posts/?state=all")["items"]}
    assert titles == {"New", "Live"}


def test_a_token_without_publish_changes_no_live_post(make_post):
    post = make_post("One", source="Words")
    client = ApiClient(make_token(make_user("mei", "Editor"), "write"))
    sent = {"version": 1, "source": "New"}
    assert client.call("PATCH", f"posts/{post.uid}/", {**sent, "publish": True}).status_code == 403
    assert client.call("PATCH", f"posts/{post.uid}/", sent).status_code == 202
    assert Post.objects.get().source == "Words"


def upload(client, data, name="图.png"):
    form = encode_multipart(BOUNDARY, {"image": SimpleUploadedFile(name, data), "alt": "一条线"})
    return client.call("POST", "pictures/", data=form, content_type=MULTIPART_CONTENT)


def test_a_picture_is_uploaded_once(writer):
    data = make_graphic()
    first, again = upload(writer, data), upload(writer, data)
    picture = Picture.objects.get()
    assert (first.status_code, first.json()) == (201, again.json())
    assert first.json()["markdown"] == f"![一条线]({picture.url})"
    sent = {"title": "One", "source": first.json()["markdown"], "cover": picture.name, "publish": True}
    made = writer.call("POST", "posts/", sent).json()
    assert made["cover"]["url"].endswith(picture.url)
    assert picture.sent_by.username == "mei"


def test_what_is_no_picture_is_refused(writer):
    assert upload(writer, b"no picture").status_code == 422
    assert upload(writer, b"x" * (20 * 1024 * 1024 + 1)).status_code == 413
    sent = {"data": "x", "content_type": "multipart/form-data; boundary=a"}
    assert writer.call("POST", "pictures/", **sent).status_code == 400
    assert writer.call("POST", "pictures/", {}).status_code == 415
