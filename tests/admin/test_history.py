"""The history of a post: the list, comparing, viewing and restoring revisions."""

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from posts.indexing.index import text_matches
from posts.indexing.query import parse_query
from posts.models import Category, Draft, Post, Redirect, Revision, RevisionKind, Series, Tag
from posts.models.tag import Synonym
from posts.revisions import recording
from tests.support.admin_forms import change_url, fill_form
from tests.support.image_files import make_upload


def address(name, post, *args):
    return reverse(f"admin:posts_post_{name}", args=[post.pk, *args])


@pytest.fixture
def post(make_post):
    """A post with three revisions."""
    category = Category.objects.create(name="优化")
    post = make_post(
        "旧标题",
        source="我们用梯度下降训练模型。",
        summary="旧",
        tags=["甲"],
        category=category,
        published_at=None,
    )
    recording.record_revision(post, RevisionKind.CREATED, post.author)
    return post


@pytest.fixture
def saved(editor_client, post):
    """The same post after it was changed."""
    fields = {"title": "新标题", "source": "我们用随机梯度下降训练模型。", "summary": "新", "tags": "乙"}
    editor_client.post(change_url(post), fill_form(post, **fields, category="", slug="xin"))
    return Post.objects.get(pk=post.pk)


def restore(editor_client, post, version=1):
    data = {"version": Post.objects.get(pk=post.pk).version}
    response = editor_client.post(address("restore", post, version), data, follow=True)
    return response, Post.objects.get(pk=post.pk)


class TestList:
    def test_the_history_names_kind_editor_and_time_newest_first(self, editor_client, saved):
        page = editor_client.get(address("history", saved)).content.decode()
        assert page.index(">saved</span>") < page.index(">created</span>")
        for text in ("editor", "林默", "+2", "current"):
            assert text in page

    def test_the_time_is_that_of_the_site(self, editor_client, post):
        Revision.objects.update(created_at="2026-01-11T20:30:00Z")
        assert ">2026-01-12 04:30</time>" in editor_client.get(address("history", post)).content.decode()

    def test_it_asks_the_same_few_questions_however_long_it_is(
        self, editor_client, post, django_assert_max_num_queries, django_assert_num_queries
    ):
        with django_assert_max_num_queries(14) as few:
            editor_client.get(address("history", post))
        for number in range(30):
            post.title = f"标题 {number}"
            post.save()
            recording.record_revision(post, RevisionKind.SAVED, post.author)
        with django_assert_num_queries(len(few)) as many:
            page = editor_client.get(address("history", post)).content.decode()
        assert page.count('name="old"') == 25
        assert "31 versions" in page
        lists = [query["sql"] for query in many.captured_queries if "LIMIT 25" in query["sql"]]
        assert lists
        assert not any('"snapshot"' in sql for sql in lists)

    def test_the_current_revision_is_the_last_one(self, editor_client, saved):
        response = editor_client.get(address("history", saved))
        assert response.context["current_revision"].pk == saved.revisions.first().pk
        assert "without a revision" not in response.content.decode()

    def test_a_change_without_a_revision_is_mentioned(self, editor_client, saved):
        Post.objects.update(byline="别人")
        assert "without a revision" in editor_client.get(address("history", saved)).content.decode()

    def test_a_post_that_was_never_recorded_says_so(self, editor_client, make_post):
        page = editor_client.get(address("history", make_post())).content.decode()
        assert "No revisions yet" in page


class TestCompare:
    def test_two_revisions_are_compared(self, editor_client, saved):
        page = editor_client.get(address("compare", saved), {"old": 1, "new": 2}).content.decode()
        assert "我们用<ins>随机</ins>梯度下降训练模型。" in page
        for label, old, new in (
            ("Title", "旧标题", "新标题"),
            ("Tags", "甲", "乙"),
            ("Category", "优化", "—"),
        ):
            assert f'<th scope="row">{label}</th>' in page
            assert f"<td>{old}</td>" in page
            assert f"<td>{new}</td>" in page

    def test_the_older_one_always_comes_first(self, editor_client, saved):
        one, other = (
            editor_client.get(address("compare", saved), query).context["old"].version
            for query in ({"old": 1, "new": 2}, {"old": 2, "new": 1})
        )
        assert one == other == 1

    def test_one_revision_is_compared_with_the_current_post(self, editor_client, saved):
        saved.title = "又改了"
        saved.save()
        context = editor_client.get(address("compare", saved), {"old": 1}).context
        assert context["new"].snapshot["title"] == "又改了"
        assert context["new"].pk is None

    def test_html_in_a_post_stays_text(self, editor_client, post):
        editor_client.post(change_url(post), fill_form(post, source="<script>alert(1)</script>", title="<b>"))
        page = editor_client.get(address("compare", post), {"old": 1}).content.decode()
        assert "<script>alert" not in page
        assert escape("<script>alert(1)</script>") in page

    def test_a_deleted_category_is_still_shown_by_name(self, editor_client, saved):
        Category.objects.all().delete()
        assert "<td>优化</td>" in editor_client.get(address("compare", saved), {"old": 1}).content.decode()

    @pytest.mark.parametrize("query", [{"old": "9"}, {"old": "x"}, {"new": "1" * 40}])
    def test_an_unknown_version_is_not_found(self, query, editor_client, post):
        assert editor_client.get(address("compare", post), query).status_code == 404


class TestRestore:
    def test_restoring_makes_a_new_revision_with_texts_tags_and_category(self, editor_client, saved, editor):
        _, post = restore(editor_client, saved)
        assert (post.title, post.source, post.summary) == ("旧标题", "我们用梯度下降训练模型。", "旧")
        assert [*post.tags.names()] == ["甲"]
        assert post.category.name == "优化"
        last = post.revisions.first()
        assert (last.kind, last.editor, last.version) == (RevisionKind.RESTORED, editor, post.version)
        assert post.revisions.count() == 3

    def test_restoring_renders_and_indexes_anew(self, editor_client, saved):
        _, post = restore(editor_client, saved)
        assert "随机" not in post.html
        assert Post.objects.filter(pk__in=text_matches(parse_query("旧标题").terms[0])).get() == post

    def test_restoring_keeps_slug_state_and_author(self, editor_client, saved):
        saved.set_state("archived_at")
        saved.save()
        _, post = restore(editor_client, saved)
        assert (post.slug, post.author) == ("xin", saved.author)
        assert post.archived_at == saved.archived_at
        assert Redirect.objects.get().target == post

    def test_missing_objects_are_named_and_left_as_they_are(self, editor_client, saved):
        Category.objects.all().delete()
        Tag.objects.filter(name="甲").delete()
        series = Series.objects.create(name="系列")
        Post.objects.update(series=series)
        Revision.objects.filter(version=1).update(
            snapshot={**Revision.objects.get(version=1).snapshot, "cover": "covers/gone.png", "series": 99}
        )
        response, post = restore(editor_client, saved)
        page = response.content.decode()
        for text in (
            "Category: “优化”",
            "Tags that no longer exist: 甲",
            "Cover: “gone.png”",
            "Series: “99”",
        ):
            assert text in page
        assert post.title == "旧标题"
        assert post.series == series

    def test_a_merged_tag_is_restored_as_its_target(self, editor_client, saved):
        Tag.objects.filter(name="甲").delete()
        Synonym.add_synonym("甲", Tag.objects.create(name="甲乙"))
        assert [*restore(editor_client, saved)[1].tags.names()] == ["甲乙"]

    def test_a_recreated_category_is_found_by_its_name(self, editor_client, saved):
        Category.objects.all().delete()
        Category.objects.create(name="别的")
        again = Category.objects.create(name="优化")
        assert restore(editor_client, saved)[1].category == again

    def test_a_cover_is_restored(self, editor_client, post):
        editor_client.post(
            change_url(post), fill_form(post, cover=make_upload("a.png", "PNG"), cover_alt="图")
        )
        first = Post.objects.get()
        editor_client.post(change_url(post), fill_form(first, **{"cover-clear": "on"}))
        _, post = restore(editor_client, post, version=first.version)
        assert post.cover.name == first.cover.name
        assert (post.cover_width, post.cover_alt) == (first.cover_width, "图")

    def test_an_unrecorded_state_is_recorded_before_restoring(self, editor_client, saved):
        Post.objects.update(source="绕过后台")
        _, post = restore(editor_client, saved)
        kinds = [(one.kind, one.snapshot["source"]) for one in post.revisions.all()[:2]]
        assert kinds[1] == (RevisionKind.EARLIER, "绕过后台")

    def test_restoring_is_refused_if_the_post_was_saved_meanwhile(self, editor_client, saved):
        data = {"version": saved.version - 1}
        response = editor_client.post(address("restore", saved, 1), data, follow=True)
        assert "Compare the versions again." in response.content.decode()
        assert Post.objects.get().title == "新标题"

    def test_restoring_requires_a_post_request(self, editor_client, saved):
        assert editor_client.get(address("restore", saved, 1)).status_code == 405

    def test_restoring_is_confirmed_by_a_message(self, editor_client, saved):
        response, _ = restore(editor_client, saved)
        assert "Version 1 was restored" in response.content.decode()


class TestLook:
    def test_a_revision_is_shown_as_a_page_and_nothing_is_saved(self, editor_client, saved):
        response = editor_client.get(address("revision", saved, 1))
        page = response.content.decode()
        assert "我们用梯度下降训练模型。" in page
        assert "Version 1" in page
        assert response["X-Robots-Tag"] == "noindex"
        assert "no-store" in response["Cache-Control"]
        assert Post.objects.get().title == "新标题"
        assert Revision.objects.count() == 2

    def test_a_revision_of_a_trashed_post_has_no_page(self, editor_client, saved):
        saved.set_state("binned_at")
        saved.save()
        page = editor_client.get(address("revision", saved, 1), follow=True).content.decode()
        assert "A post in the trash cannot be previewed. Restore it first." in page


class TestPermissions:
    PAGES = ("history", "compare", "revision", "restore")

    def statuses(self, client, post):
        return [
            (client.post if name == "restore" else client.get)(
                address(name, post, *([1] if name in {"revision", "restore"} else []))
            ).status_code
            for name in self.PAGES
        ]

    @pytest.fixture
    def draft(self, post):
        post.set_state("")
        post.save()
        return post

    def member(self, client, group):
        user = User.objects.create_user("member", is_staff=True)
        user.groups.add(*Group.objects.filter(name=group))
        client.force_login(user)
        return user

    def test_anonymous_users_see_no_history(self, client, draft):
        assert self.statuses(client, draft) == [302] * 4
        assert Post.objects.get().version == draft.version

    def test_staff_without_permission_sees_no_history(self, client, draft):
        self.member(client, "")
        assert set(self.statuses(client, draft)) <= {403, 404}

    def test_an_author_sees_the_own_history_and_not_that_of_others(self, client, draft):
        user = self.member(client, "Author")
        assert self.statuses(client, draft) == [404] * 4
        Post.objects.update(author=user, title="别的")
        assert self.statuses(client, draft) == [200, 200, 200, 302]
        assert Post.objects.get().title == "旧标题"

    def test_an_author_restores_nothing_that_readers_see(self, client, saved):
        author = self.member(client, "Author")
        Post.objects.update(author=author, published_at=timezone.now())
        assert self.statuses(client, saved) == [200, 200, 200, 302]
        assert Post.objects.get().source == saved.source
        assert Draft.objects.get().editor == author

    def test_an_editor_restores_everything(self, client, post):
        self.member(client, "Editor")
        assert self.statuses(client, post) == [200, 200, 200, 302]
