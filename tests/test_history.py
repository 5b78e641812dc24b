"""The history of a post: a list, what differs, how it looked, and bringing a revision back."""

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse
from django.utils.html import escape

from posts.indexing.index import text_matches
from posts.indexing.query import parse_query
from posts.models import Category, Post, Redirect, Revision, RevisionKind, Series, Tag
from posts.models.tag import Synonym
from posts.revisions import recording
from tests.test_admin import change_page, picture, typed


def address(name, post, *args):
    return reverse(f"admin:posts_post_{name}", args=[post.pk, *args])


@pytest.fixture
def post(make_post):
    """A post with three revisions."""
    shelf = Category.objects.create(name="优化")
    post = make_post("旧标题", source="我们用梯度下降训练模型。", summary="旧", tags=["甲"], category=shelf)
    recording.record_revision(post, RevisionKind.CREATED, post.author)
    return post


@pytest.fixture
def saved(desk, post):
    """The same post after it was changed."""
    fields = {"title": "新标题", "source": "我们用随机梯度下降训练模型。", "summary": "新", "tags": "乙"}
    desk.post(change_page(post), typed(post, **fields, category="", slug="xin"))
    return Post.objects.get(pk=post.pk)


def restored(desk, post, version=1):
    data = {"version": Post.objects.get(pk=post.pk).version}
    response = desk.post(address("restore", post, version), data, follow=True)
    return response, Post.objects.get(pk=post.pk)


class TestList:
    def test_it_tells_what_was_done_by_whom_and_when_newest_first(self, desk, saved):
        page = desk.get(address("history", saved)).content.decode()
        assert page.index(">saved</span>") < page.index(">created</span>")
        for text in ("editor", "林默", "+2", "current"):
            assert text in page

    def test_the_time_is_that_of_the_site(self, desk, post):
        Revision.objects.update(created_at="2026-01-11T20:30:00Z")
        assert ">2026-01-12 04:30</time>" in desk.get(address("history", post)).content.decode()

    def test_it_asks_the_same_few_questions_however_long_it_is(
        self, desk, post, django_assert_max_num_queries, django_assert_num_queries
    ):
        with django_assert_max_num_queries(10) as few:
            desk.get(address("history", post))
        for number in range(30):
            post.title = f"标题 {number}"
            post.save()
            recording.record_revision(post, RevisionKind.SAVED, post.author)
        with django_assert_num_queries(len(few)) as many:
            page = desk.get(address("history", post)).content.decode()
        assert page.count('name="old"') == 25
        assert "31 versions" in page
        lists = [query["sql"] for query in many.captured_queries if "LIMIT 25" in query["sql"]]
        assert lists
        assert not any('"snapshot"' in sql for sql in lists)

    def test_what_was_saved_last_is_what_the_post_is_now(self, desk, saved):
        response = desk.get(address("history", saved))
        assert response.context["current_revision"].pk == saved.revisions.first().pk
        assert "without a revision" not in response.content.decode()

    def test_what_was_saved_around_the_admin_is_said_to_be_there(self, desk, saved):
        Post.objects.update(byline="别人")
        assert "without a revision" in desk.get(address("history", saved)).content.decode()

    def test_a_post_that_was_never_recorded_says_so(self, desk, make_post):
        page = desk.get(address("history", make_post())).content.decode()
        assert "No revisions yet" in page


class TestCompare:
    def test_two_revisions_are_held_against_each_other(self, desk, saved):
        page = desk.get(address("compare", saved), {"old": 1, "new": 2}).content.decode()
        assert "我们用<ins>随机</ins>梯度下降训练模型。" in page
        for label, old, new in (
            ("Title", "旧标题", "新标题"),
            ("Tags", "甲", "乙"),
            ("Category", "优化", "—"),
        ):
            assert f'<th scope="row">{label}</th>' in page
            assert f"<td>{old}</td>" in page
            assert f"<td>{new}</td>" in page

    def test_the_older_one_always_comes_first(self, desk, saved):
        one, other = (
            desk.get(address("compare", saved), query).context["old"].version
            for query in ({"old": 1, "new": 2}, {"old": 2, "new": 1})
        )
        assert one == other == 1

    def test_where_one_is_named_it_is_held_against_the_post_now(self, desk, saved):
        saved.title = "又改了"
        saved.save()
        context = desk.get(address("compare", saved), {"old": 1}).context
        assert context["new"].snapshot["title"] == "又改了"
        assert context["new"].pk is None

    def test_html_in_a_post_stays_text(self, desk, post):
        desk.post(change_page(post), typed(post, source="<script>alert(1)</script>", title="<b>"))
        page = desk.get(address("compare", post), {"old": 1}).content.decode()
        assert "<script>alert" not in page
        assert escape("<script>alert(1)</script>") in page

    def test_a_category_that_is_gone_is_still_called_by_its_name(self, desk, saved):
        Category.objects.all().delete()
        assert "<td>优化</td>" in desk.get(address("compare", saved), {"old": 1}).content.decode()

    @pytest.mark.parametrize("query", [{"old": "9"}, {"old": "x"}, {"new": "1" * 40}])
    def test_a_version_that_never_was_is_not_found(self, query, desk, post):
        assert desk.get(address("compare", post), query).status_code == 404


class TestRestore:
    def test_it_brings_back_texts_tags_and_places_as_a_new_revision(self, desk, saved, editor):
        _, post = restored(desk, saved)
        assert (post.title, post.source, post.summary) == ("旧标题", "我们用梯度下降训练模型。", "旧")
        assert [*post.tags.names()] == ["甲"]
        assert post.category.name == "优化"
        last = post.revisions.first()
        assert (last.kind, last.editor, last.version) == (RevisionKind.RESTORED, editor, post.version)
        assert post.revisions.count() == 3

    def test_what_is_derived_from_the_text_follows(self, desk, saved):
        _, post = restored(desk, saved)
        assert "随机" not in post.html
        assert Post.objects.filter(pk__in=text_matches(parse_query("旧标题").terms[0])).get() == post

    def test_address_publication_and_author_stay(self, desk, saved):
        saved.set_state("archived_at")
        saved.save()
        _, post = restored(desk, saved)
        assert (post.slug, post.author) == ("xin", saved.author)
        assert post.archived_at == saved.archived_at
        assert Redirect.objects.get().target == post

    def test_what_is_gone_is_told_and_left_as_it_is(self, desk, saved):
        Category.objects.all().delete()
        Tag.objects.filter(name="甲").delete()
        series = Series.objects.create(name="系列")
        Post.objects.update(series=series)
        Revision.objects.filter(version=1).update(
            snapshot={**Revision.objects.get(version=1).snapshot, "cover": "covers/gone.png", "series": 99}
        )
        response, post = restored(desk, saved)
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

    def test_a_tag_that_was_merged_comes_back_under_its_new_name(self, desk, saved):
        Tag.objects.filter(name="甲").delete()
        Synonym.add_synonym("甲", Tag.objects.create(name="甲乙"))
        assert [*restored(desk, saved)[1].tags.names()] == ["甲乙"]

    def test_a_category_that_was_made_anew_is_found_by_its_name(self, desk, saved):
        Category.objects.all().delete()
        Category.objects.create(name="别的")
        again = Category.objects.create(name="优化")
        assert restored(desk, saved)[1].category == again

    def test_a_cover_comes_back(self, desk, post):
        desk.post(change_page(post), typed(post, cover=picture("a.png", "PNG"), cover_alt="图"))
        first = Post.objects.get()
        desk.post(change_page(post), typed(first, **{"cover-clear": "on"}))
        _, post = restored(desk, post, version=first.version)
        assert post.cover.name == first.cover.name
        assert (post.cover_width, post.cover_alt) == (first.cover_width, "图")

    def test_what_was_never_recorded_is_kept_before_it_is_written_over(self, desk, saved):
        Post.objects.update(source="绕过后台")
        _, post = restored(desk, saved)
        kinds = [(one.kind, one.snapshot["source"]) for one in post.revisions.all()[:2]]
        assert kinds[1] == (RevisionKind.EARLIER, "绕过后台")

    def test_whoever_looked_before_somebody_else_saved_is_asked_to_look_again(self, desk, saved):
        data = {"version": saved.version - 1}
        response = desk.post(address("restore", saved, 1), data, follow=True)
        assert "Compare the versions again." in response.content.decode()
        assert Post.objects.get().title == "新标题"

    def test_it_takes_a_post_request(self, desk, saved):
        assert desk.get(address("restore", saved, 1)).status_code == 405

    def test_the_admin_writes_it_down(self, desk, saved):
        response, _ = restored(desk, saved)
        assert "Version 1 was restored" in response.content.decode()


class TestLook:
    def test_it_is_the_page_of_the_site_and_leaves_no_trace(self, desk, saved):
        response = desk.get(address("revision", saved, 1))
        page = response.content.decode()
        assert "我们用梯度下降训练模型。" in page
        assert "Version 1" in page
        assert response["X-Robots-Tag"] == "noindex"
        assert "no-store" in response["Cache-Control"]
        assert Post.objects.get().title == "新标题"
        assert Revision.objects.count() == 2

    def test_what_is_in_the_bin_has_no_page_and_says_so(self, desk, saved):
        saved.set_state("binned_at")
        saved.save()
        page = desk.get(address("revision", saved, 1), follow=True).content.decode()
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

    def test_whoever_is_signed_out_sees_nothing(self, client, draft):
        assert self.statuses(client, draft) == [302] * 4
        assert Post.objects.get().version == draft.version

    def test_staff_without_rights_see_nothing(self, client, draft):
        self.member(client, "")
        assert set(self.statuses(client, draft)) <= {403, 404}

    def test_an_author_sees_the_own_history_and_not_that_of_others(self, client, draft):
        user = self.member(client, "Author")
        assert self.statuses(client, draft) == [404] * 4
        Post.objects.update(author=user, title="别的")
        assert self.statuses(client, draft) == [200, 200, 200, 302]
        assert Post.objects.get().title == "旧标题"

    def test_an_author_restores_nothing_that_readers_see(self, client, post):
        Post.objects.update(author=self.member(client, "Author"))
        assert self.statuses(client, post) == [200, 200, 200, 403]
        page = client.get(address("compare", post), {"old": 1}).content.decode()
        assert "Restore version" not in page

    def test_an_editor_restores_everything(self, client, post):
        self.member(client, "Editor")
        assert self.statuses(client, post) == [200, 200, 200, 302]
