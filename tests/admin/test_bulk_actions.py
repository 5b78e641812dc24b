"""Bulk actions on posts: with permission only, all or nothing, and reported afterwards."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from posts.models import Category, Post, RelatedPost, RevisionKind, Synonym, Tag
from posts.publishing import bulk
from tests.support.admin_forms import LIST_URL
from tests.support.bulk_actions import get_text, run_bulk_action


def sign_in(client, group, name="someone"):
    user = User.objects.create_user(name, is_staff=True)
    user.groups.set(Group.objects.filter(name=group))
    client.force_login(user)
    return user


# What is typed on the page of each action, and what its posts' history calls it.
ANSWERS = {
    "publish": {},
    "withdraw": {},
    "archive": {},
    "schedule": {"moment": "2099-01-01T09:00", "every": 0, "unit": "days", "order": "oldest"},
    "set_category": {"category": ""},
    "add_tags": {"tags": "new"},
    "remove_tags": {"tags": []},
    "pin": {},
    "unlist": {},
}

KINDS = {
    "publish": RevisionKind.PUBLISHED,
    "withdraw": RevisionKind.WITHDRAWN,
    "archive": RevisionKind.ARCHIVED,
    "schedule": RevisionKind.SCHEDULED,
    "set_category": RevisionKind.CHANGED,
    "add_tags": RevisionKind.CHANGED,
    "remove_tags": RevisionKind.CHANGED,
    "pin": RevisionKind.CHANGED,
    "unlist": RevisionKind.CHANGED,
}


@pytest.fixture
def without_related_posts(monkeypatch):
    """Related posts take queries for each tag, and publish checks for each post: leave both out."""
    monkeypatch.setattr(bulk, "update_related_posts", lambda *posts: None)
    monkeypatch.setattr("posts.publishing.checks.find_publish_errors", lambda post: [])


# Those that change nothing but fields of the post, as others do, are variations of them.
ALIKE = {"archive", "set_category", "remove_tags", "unlist"}
SAMPLE = [pytest.param(name, marks=[pytest.mark.variation] * (name in ALIKE)) for name in ANSWERS]
# What the list does for all actions alike is tried with one that asks for nothing, and one with a form.
PAIR = [
    pytest.param(name, marks=[pytest.mark.variation] * (name not in {"publish", "schedule"}))
    for name in ANSWERS
]


class TestEveryAction:
    """Every action, with the values of its form."""

    @pytest.fixture(params=SAMPLE)
    def action(self, request):
        return request.param

    @pytest.fixture
    def posts(self, make_post, action, db):
        """Three posts that the action changes."""
        fields = {"published_at": timezone.now() - timedelta(days=9) if action == "withdraw" else None}
        category = Category.objects.create(name="Models")
        fields |= {"category": category, "source": "text"}
        return [make_post(f"Post {n}", tags=["old"], **fields) for n in range(3)]

    @pytest.fixture
    def answers(self, action, posts):
        answers = ANSWERS[action]
        return {"tags": [Tag.objects.get().pk]} if action == "remove_tags" else answers

    @pytest.mark.parametrize("action", ANSWERS)
    def test_it_is_recorded_with_every_post(self, editor_client, editor, action, posts, answers):
        versions = dict(Post.objects.values_list("pk", "version"))
        run_bulk_action(editor_client, action, *posts[:2], **answers)
        for post in Post.objects.filter(pk__in=[post.pk for post in posts[:2]]):
            revision = post.revisions.first()
            assert post.version > versions[post.pk]
            assert (revision.kind, revision.version, revision.editor) == (
                KINDS[action],
                post.version,
                editor,
            )
            assert post.revisions.last().kind == RevisionKind.EARLIER
        assert LogEntry.objects.filter(object_id__in=[post.pk for post in posts[:2]]).count() == 2
        assert Post.objects.get(pk=posts[2].pk).version == versions[posts[2].pk]

    def test_doing_it_again_changes_nothing(self, editor_client, action, posts, answers):
        run_bulk_action(editor_client, action, *posts, **answers)
        versions = dict(Post.objects.values_list("pk", "version"))
        run_bulk_action(editor_client, action, *posts, **answers)
        assert dict(Post.objects.values_list("pk", "version")) == versions

    @pytest.mark.parametrize("action", PAIR)
    def test_all_pages_can_be_meant(self, editor_client, action, posts, answers):
        editor_client.post(LIST_URL, {**request_of(action, posts[:1], answers), "select_across": "1"})
        changed = {post.pk for post in Post.objects.all() if post.revisions.exists()}
        assert changed == {post.pk for post in posts}

    @pytest.mark.parametrize("action", PAIR)
    def test_it_keeps_the_lists_filters(self, editor_client, action, posts, answers):
        address = f"{LIST_URL}?language__exact=zh-Hans&o=1"
        response = run_bulk_action(editor_client, action, *posts, address=address, **answers)
        assert response.redirect_chain[-1][0] == address

    def test_authors_touch_neither_what_is_live_nor_posts_of_others(self, client, action, posts, answers):
        author = sign_in(client, "Author")
        own_draft, own_live, _ = posts
        now = timezone.now()
        Post.objects.filter(pk=own_draft.pk).update(author=author, published_at=None)
        Post.objects.filter(pk=own_live.pk).update(author=author, published_at=now)
        before = states()
        run_bulk_action(client, action, *posts, **answers)
        changed = {pk for pk, state in states().items() if state != before[pk]}
        allowed = action not in {"publish", "schedule", "withdraw", "pin"}
        assert changed == ({own_draft.pk} if allowed else set())

    def test_with_nothing_to_change_nothing_is_asked(self, client, action, posts, answers):
        sign_in(client, "Author")
        Post.objects.update(author=User.objects.get(username="someone"), published_at=timezone.now())
        page = get_text(run_bulk_action(client, action, *posts))
        assert 'name="answered"' not in page

    @pytest.mark.parametrize("action", PAIR)
    def test_trashed_posts_are_skipped(self, editor_client, action, posts, answers):
        Post.objects.update(published_at=None, binned_at=timezone.now())
        before = states()
        run_bulk_action(editor_client, action, *posts, address=f"{LIST_URL}?state=binned", **answers)
        run_bulk_action(editor_client, action, *posts, **answers)
        assert states() == before

    @pytest.mark.parametrize("who", ["anonymous", "staff"])
    def test_it_is_for_those_who_write(self, client, who, action, posts, answers):
        if who == "staff":
            sign_in(client, None)
        before = states()
        assert run_bulk_action(client, action, *posts, **answers).status_code in {200, 403}
        assert states() == before

    @pytest.mark.usefixtures("without_related_posts")
    def test_it_asks_the_same_few_questions_however_many_posts_there_are(
        self, editor_client, action, posts, answers, make_post
    ):
        with CaptureQueriesContext(connection) as few:
            editor_client.post(LIST_URL, request_of(action, posts[:2], answers))
        category = Category.objects.get()
        fields = {"published_at": timezone.now() - timedelta(days=9) if action == "withdraw" else None}
        more = [make_post(f"More {n}", category=category, tags=["old", f"t{n}"], **fields) for n in range(8)]
        answers = {"tags": [Tag.objects.get(name="old").pk]} if action == "remove_tags" else answers
        with CaptureQueriesContext(connection) as many:
            editor_client.post(LIST_URL, request_of(action, more, {**answers, **fresh(action)}))
        # Tags that were made already are not made again.
        assert len(many) <= len(few)


def request_of(action, posts, answers):
    data = {"action": action, "_selected_action": [post.pk for post in posts], **answers}
    return {**data, "answered": "1"} if answers or action in {"withdraw", "archive"} else data


def fresh(action):
    return {"tags": "another"} if action == "add_tags" else {}


def states():
    """Return the fields of each post that the actions change."""
    return {
        post.pk: (
            *(post.state, post.published_at, post.category_id, post.is_pinned, post.is_unlisted),
            *sorted(post.tags.names()),
        )
        for post in Post.objects.all()
    }


def test_a_place_in_lists_is_given_and_taken_back(editor_client, make_post):
    post = make_post(tags=["old"])
    for action in ("pin", "unlist"):
        run_bulk_action(editor_client, action, post)
    assert states()[post.pk][3:5] == (True, True)
    assert "1 post unpinned." in get_text(run_bulk_action(editor_client, "unpin", post))
    assert "1 post is in lists again." in get_text(run_bulk_action(editor_client, "relist", post))
    assert states()[post.pk][3:5] == (False, False)


class TestCategory:
    def test_posts_move_to_it(self, editor_client, drafts):
        category = Category.objects.create(name="数学")
        page = get_text(run_bulk_action(editor_client, "set_category", *drafts, category=category.pk))
        assert "The category of 3 posts changed." in page
        assert category.posts.count() == 3

    def test_a_category_that_is_gone_is_refused(self, editor_client, drafts):
        response = run_bulk_action(editor_client, "set_category", *drafts, category=99)
        assert response.context["form"].errors


class TestTags:
    def test_added_ones_join_those_that_are_there(self, editor_client, make_post):
        Synonym.add_synonym("DDPM", Tag.objects.create(name="扩散模型"))
        post = make_post(tags=["C++"])
        run_bulk_action(editor_client, "add_tags", post, tags="ddpm，c++、新的 标签")
        assert sorted(post.tags.names()) == ["C++", "扩散模型", "新的 标签"]
        assert Tag.objects.count() == 3

    @pytest.mark.parametrize("typed", ["", "，", "x" * 101])
    def test_what_is_no_tag_is_refused(self, editor_client, drafts, typed):
        response = run_bulk_action(editor_client, "add_tags", *drafts, tags=typed)
        assert response.context["form"].errors
        assert not Tag.objects.exists()

    def test_only_tags_of_the_posts_are_offered_to_go(self, editor_client, make_post):
        one, two = make_post(tags=["a", "b"]), make_post("Two", tags=["a"])
        make_post("Three", tags=["c"])
        choices = (
            run_bulk_action(editor_client, "remove_tags", one, two).context["form"].fields["tags"].queryset
        )
        assert [(tag.name, tag.selected_count) for tag in choices] == [("a", 2), ("b", 1)]

    def test_what_is_related_is_found_anew(self, editor_client, make_post):
        one, two = make_post("One"), make_post("Two")
        make_post("Rest", tags=["other"])
        run_bulk_action(editor_client, "add_tags", one, two, tags="rare")
        assert RelatedPost.objects.filter(post=one, other=two).exists()

    def test_the_search_knows_it_at_once(self, editor_client, client, make_post):
        run_bulk_action(editor_client, "add_tags", make_post(), tags="rare")
        assert "A post" in get_text(client.get("/search/", {"q": "tag:rare"}))


def test_the_titles_of_posts_do_no_harm(editor_client, make_post):
    post = make_post("<script>alert(1)</script>", published_at=None, source="text")
    assert "<script>alert" not in get_text(run_bulk_action(editor_client, "schedule", post))


def test_nothing_is_done_where_it_fails(editor_client, drafts, monkeypatch):
    monkeypatch.setattr("posts.revisions.recording.record_revisions", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run_bulk_action(editor_client, "publish", *drafts)
    assert Post.objects.drafts().count() == 3
