"""The way of a post to its readers and back: buttons that save and then move it, by state and by role."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group, Permission, User
from django.urls import reverse
from django.utils import timezone

from posts.models import Category, ImportRecord, Post, PostState, Redirect, Revision, RevisionKind
from tests.test_admin import ADD, LIST, change_page, typed

NOW = datetime(2026, 3, 1, 4, tzinfo=UTC)  # noon in Shanghai
TOMORROW = {"published_at_0": "2026-03-02", "published_at_1": "08:30:00"}
YESTERDAY = {"published_at_0": "2026-02-28", "published_at_1": "08:30:00"}
EMPTY_BIN = reverse("admin:posts_post_empty_trash")


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def draft(make_post):
    return make_post("草稿", source="文", published_at=None)


@pytest.fixture
def writer(author, client):
    """The client of an Author."""
    author.is_staff = True
    author.save()
    author.groups.add(Group.objects.get(name="Author"))
    client.force_login(author)
    return client


def in_state(post, state):
    """Bring `post` there past the admin."""
    moments = {
        PostState.DRAFT: ("", None),
        PostState.REVIEW: ("submitted_at", None),
        PostState.SCHEDULED: ("published_at", NOW + timedelta(days=3)),
        PostState.LIVE: ("published_at", NOW - timedelta(days=3)),
        PostState.ARCHIVED: ("archived_at", None),
        PostState.TRASHED: ("binned_at", None),
    }
    post.set_state(*moments[state])
    post.save()
    return post


def press(client, post, button, **fields):
    data = typed(post, **{button: "1", **fields})
    return client.post(change_page(post) if post else ADD, data, follow=True)


def buttons(client, post=None):
    page = client.get(change_page(post) if post else ADD)
    return {step.name for step in page.context["transitions"]}


def kinds(post):
    revisions = Revision.objects.filter(post=post).exclude(kind=RevisionKind.EARLIER)
    return [revision.kind for revision in revisions.order_by("version")]


class TestButtons:
    @pytest.mark.parametrize(
        ("state", "names"),
        [
            (PostState.DRAFT, {"_publish", "_schedule", "_archive", "_bin"}),
            (PostState.REVIEW, {"_publish", "_schedule", "_withdraw", "_archive", "_bin"}),
            (PostState.SCHEDULED, {"_publish", "_schedule", "_withdraw", "_archive", "_bin"}),
            (PostState.LIVE, {"_withdraw", "_archive", "_bin"}),
            (PostState.ARCHIVED, {"_publish", "_schedule", "_restore", "_bin"}),
            (PostState.TRASHED, {"_restore"}),
        ],
    )
    def test_an_editor_is_offered_what_the_state_allows(self, state, names, desk, draft):
        assert buttons(desk, in_state(draft, state)) == names

    @pytest.mark.parametrize(
        ("state", "names"),
        [
            (PostState.DRAFT, {"_submit", "_archive", "_bin"}),
            (PostState.REVIEW, {"_withdraw", "_archive", "_bin"}),
            (PostState.ARCHIVED, {"_restore", "_bin"}),
            (PostState.TRASHED, {"_restore"}),
            (PostState.SCHEDULED, set()),
            (PostState.LIVE, set()),
        ],
    )
    def test_an_author_is_offered_what_is_no_publication(self, state, names, writer, draft):
        assert buttons(writer, in_state(draft, state)) == names

    def test_a_new_post_can_be_published_or_submitted(self, desk, writer, editor, client):
        assert buttons(writer) == {"_submit"}
        client.force_login(editor)
        assert buttons(client) == {"_publish", "_schedule"}

    def test_enter_saves_and_does_no_more(self, desk, draft):
        page = desk.get(change_page(draft)).content.decode()
        first = page[page.index('type="submit"', page.index('id="post_form"')) :]
        assert 'name="_continue"' in first[:200]

    def test_they_work_on_the_state_as_it_is_by_now(self, desk, draft):
        press(desk, in_state(draft, PostState.LIVE), "_restore")
        assert Post.objects.get().state is PostState.LIVE

    @pytest.mark.parametrize("button", ["_publish", "_schedule"])
    def test_an_author_publishes_nothing_by_a_made_up_button(self, button, writer, draft):
        response = press(writer, draft, button, **TOMORROW)
        assert response.status_code == 403
        assert Post.objects.get().state is PostState.DRAFT

    def test_an_author_moves_nobody_elses_post(self, writer, draft, editor):
        Post.objects.update(author=editor)
        for button in ("_submit", "_archive", "_bin"):
            press(writer, draft, button)
        assert Post.objects.get().state is PostState.DRAFT


class TestSteps:
    def test_publish_now_makes_it_live_from_this_moment(self, desk, draft):
        response = press(desk, draft, "_publish", title="新标题")
        post = Post.objects.get()
        assert (post.title, post.published_at) == ("新标题", NOW)
        assert kinds(post) == [RevisionKind.PUBLISHED]
        assert "“新标题” was published." in response.content.decode()
        assert response.redirect_chain[-1][0] == f"{change_page(post)}#content-start"

    def test_a_new_post_is_published_at_once(self, desk, editor):
        press(desk, None, "_publish", source="文", author=editor.pk)
        post = Post.objects.get()
        assert (post.published_at, kinds(post)) == (NOW, [RevisionKind.PUBLISHED])

    def test_publish_now_ends_a_schedule(self, desk, draft):
        press(desk, in_state(draft, PostState.SCHEDULED), "_publish")
        assert Post.objects.get().published_at == NOW

    def test_publish_now_keeps_a_date_in_the_past(self, desk, draft):
        press(desk, draft, "_publish", **YESTERDAY)
        assert Post.objects.get().published_at == datetime(2026, 2, 28, 0, 30, tzinfo=UTC)

    def test_a_live_post_keeps_its_date(self, desk, make_post):
        post = make_post(source="文")
        press(desk, post, "_publish")
        assert Post.objects.get().published_at == post.published_at

    def test_schedule_takes_the_typed_time_in_the_zone_of_the_site(self, desk, draft):
        response = press(desk, draft, "_schedule", **TOMORROW)
        post = Post.objects.get()
        assert (post.state, post.published_at) == (
            PostState.SCHEDULED,
            datetime(2026, 3, 2, 0, 30, tzinfo=UTC),
        )
        assert kinds(post) == [RevisionKind.SCHEDULED]
        assert "Will be published on 2026-03-02 08:30, in 20\xa0hours" in response.content.decode()

    def test_the_field_says_in_which_zone(self, desk, draft):
        assert "Publication (Asia/Shanghai, UTC+8)" in desk.get(change_page(draft)).content.decode()

    @pytest.mark.parametrize(
        ("time", "text"),
        [
            (YESTERDAY, "Choose a time in the future. In Asia/Shanghai it is now 2026-03-01 12:00."),
            ({}, "Choose the time."),
        ],
    )
    def test_a_schedule_in_the_past_or_without_a_time_is_refused_beside_the_field(
        self, time, text, desk, draft
    ):
        response = press(desk, draft, "_schedule", source="新的一段", **time)
        form = response.context["adminform"].form
        assert form.errors == {"published_at": [text]}
        assert "新的一段" in response.content.decode()
        assert (Post.objects.get().source, Post.objects.get().state) == ("文", PostState.DRAFT)

    def test_what_was_live_before_can_be_published_with_its_old_date(self, desk, make_post):
        post = make_post(source="文")
        press(desk, post, "_withdraw")
        draft = Post.objects.get()
        page = desk.get(change_page(draft)).content.decode()
        assert 'value="Publish again with date 2026-01-11 20:00"' in page
        press(desk, draft, "_again")
        assert Post.objects.get().published_at == post.published_at

    def test_the_old_date_is_offered_before_a_new_one(self, desk, make_post):
        post = make_post(source="文")
        press(desk, post, "_bin")
        press(desk, Post.objects.get(), "_restore")
        steps = desk.get(change_page(post)).context["transitions"]
        assert [step.name for step in steps][:3] == ["_again", "_publish", "_schedule"]

    def test_once_published_under_a_new_date_it_can_still_get_its_first_one(self, desk, make_post):
        post = make_post(source="文")
        for button in ("_withdraw", "_publish", "_withdraw"):
            press(desk, Post.objects.get(), button)
        page = desk.get(change_page(post)).content.decode()
        assert 'value="Publish again with date 2026-03-01 12:00"' in page
        assert 'value="Publish with original date 2026-01-11 20:00"' in page
        press(desk, Post.objects.get(), "_first")
        assert Post.objects.get().published_at == post.published_at

    def test_what_went_live_by_a_schedule_has_its_date(self, desk, draft):
        press(desk, draft, "_schedule", **TOMORROW)
        date = Post.objects.get().published_at
        with time_machine.travel(NOW + timedelta(days=2), tick=False):
            press(desk, Post.objects.get(), "_withdraw")
            press(desk, Post.objects.get(), "_again")
        assert Post.objects.get().published_at == date

    def test_what_was_only_scheduled_has_no_old_date(self, desk, draft):
        press(desk, draft, "_schedule", **TOMORROW)
        press(desk, Post.objects.get(), "_withdraw")
        assert "_again" not in buttons(desk, draft)

    def test_a_form_that_is_refused_says_where_the_post_stands_not_what_was_typed(self, desk, draft):
        page = press(desk, draft, "_save", title="", **TOMORROW).content.decode()
        assert "Only authors and editors can see it." in page
        assert 'value="2026-03-02"' in page

    @pytest.mark.parametrize("state", [PostState.LIVE, PostState.SCHEDULED, PostState.REVIEW])
    def test_back_to_draft_whatever_time_is_typed(self, state, desk, draft):
        press(desk, in_state(draft, state), "_withdraw", **TOMORROW)
        assert Post.objects.get().state is PostState.DRAFT
        assert kinds(draft)[-1] == RevisionKind.WITHDRAWN

    def test_an_author_submits_and_takes_it_back(self, writer, draft):
        press(writer, draft, "_submit")
        post = Post.objects.get()
        assert (post.state, post.submitted_at) == (PostState.REVIEW, NOW)
        press(writer, post, "_withdraw")
        assert Post.objects.get().state is PostState.DRAFT
        assert kinds(post) == [RevisionKind.SUBMITTED, RevisionKind.WITHDRAWN]

    def test_saving_a_post_in_review_leaves_it_there(self, desk, draft):
        press(desk, in_state(draft, PostState.REVIEW), "_continue", title="改过")
        post = Post.objects.get()
        assert (post.title, post.state, kinds(post)[-1]) == ("改过", PostState.REVIEW, RevisionKind.SAVED)

    def test_an_author_may_submit_what_has_errors(self, writer, draft):
        press(writer, draft, "_submit", source="$\\foo$")
        assert Post.objects.get().state is PostState.REVIEW

    def test_into_the_archive_and_out(self, desk, draft):
        press(desk, in_state(draft, PostState.LIVE), "_archive")
        post = Post.objects.get()
        assert (post.state, desk.get(post.get_absolute_url()).status_code) == (PostState.ARCHIVED, 200)
        press(desk, post, "_restore")
        assert Post.objects.get().state is PostState.DRAFT
        assert kinds(post) == [RevisionKind.ARCHIVED, RevisionKind.RESTORED]

    def test_into_the_bin_and_out_by_buttons(self, desk, draft):
        response = press(desk, in_state(draft, PostState.LIVE), "_bin")
        post = Post.objects.get()
        assert (post.state, post.published_at) == (PostState.TRASHED, None)
        assert response.redirect_chain[-1][0] == LIST
        press(desk, post, "_restore")
        assert Post.objects.get().state is PostState.DRAFT
        assert kinds(post) == [RevisionKind.TRASHED, RevisionKind.RESTORED]

    def test_saving_with_a_typed_time_works_as_it_always_did(self, desk, draft):
        press(desk, draft, "_save", **TOMORROW)
        assert Post.objects.get().state is PostState.SCHEDULED
        press(desk, Post.objects.get(), "_save", **YESTERDAY)
        assert Post.objects.get().state is PostState.LIVE
        press(desk, Post.objects.get(), "_save", published_at_0="", published_at_1="")
        assert Post.objects.get().state is PostState.DRAFT
        assert kinds(draft) == [RevisionKind.SCHEDULED, RevisionKind.PUBLISHED, RevisionKind.WITHDRAWN]

    @pytest.mark.parametrize("state", [PostState.REVIEW, PostState.ARCHIVED, PostState.TRASHED])
    def test_saving_with_a_typed_time_publishes_from_anywhere(self, state, desk, draft):
        press(desk, in_state(draft, state), "_save", **YESTERDAY)
        assert Post.objects.get().state is PostState.LIVE

    def test_a_scheduled_post_comes_by_itself(self, desk, draft, client):
        press(desk, draft, "_schedule", **TOMORROW)
        client.logout()
        assert client.get(draft.get_absolute_url()).status_code == 404
        with time_machine.travel(datetime(2026, 3, 2, 0, 29, 59, tzinfo=UTC), tick=False):
            assert client.get(draft.get_absolute_url()).status_code == 404
        with time_machine.travel(datetime(2026, 3, 2, 0, 30, tzinfo=UTC), tick=False):
            assert client.get(draft.get_absolute_url()).status_code == 200
            assert "草稿" in client.get("/").content.decode()
            assert "草稿" in client.get("/feeds/atom.xml").content.decode()
            assert draft.get_absolute_url() in client.get("/sitemap-posts.xml").content.decode()

    @pytest.mark.parametrize(
        ("state", "words"),
        [
            (PostState.DRAFT, "Only authors and editors can see it."),
            (PostState.REVIEW, "In review since 2026-03-01 12:00."),
            (PostState.SCHEDULED, "Will be published on 2026-03-04 12:00, in 3\xa0days."),
            (PostState.LIVE, "Published since 2026-02-26 12:00."),
            (PostState.ARCHIVED, "Archived since 2026-03-01 12:00;"),
            (PostState.TRASHED, "In the trash since 2026-03-01 12:00;"),
        ],
    )
    def test_a_line_says_where_it_stands(self, state, words, desk, draft):
        page = desk.get(change_page(in_state(draft, state))).content.decode()
        assert f'<strong class="badge badge-{state}">{state.label}</strong> {words}' in page


class TestReport:
    BAD = "好\n\n$\\frac{1$\n\n[去](/posts/nothing/)"

    @pytest.mark.parametrize(
        ("button", "time"),
        [("_publish", {}), ("_schedule", TOMORROW), ("_save", YESTERDAY), ("_continue", TOMORROW)],
    )
    def test_errors_hold_back_publishing_and_never_saving(self, button, time, desk, draft):
        response = press(desk, draft, button, source=self.BAD, **time)
        post = Post.objects.get()
        assert (post.source, post.state, kinds(post)) == (self.BAD, PostState.DRAFT, [RevisionKind.SAVED])
        page = response.content.decode()
        assert "Saved, but not published because of 2 errors." in page
        assert "Line 3: A formula cannot be set and is shown as source" in page
        assert "Line 5: /posts/nothing/ is a broken link: there is no such page on this site." in page
        assert "Publish anyway" in page

    def test_a_new_post_is_saved_as_a_draft(self, desk, editor):
        press(desk, None, "_publish", source=self.BAD, author=editor.pk)
        post = Post.objects.get()
        assert (post.state, kinds(post)) == (PostState.DRAFT, [RevisionKind.CREATED])

    def test_the_time_that_was_wished_for_is_typed_again(self, desk, draft):
        response = press(desk, draft, "_schedule", source=self.BAD, **TOMORROW)
        page = response.content.decode()
        assert 'value="2026-03-02"' in page
        assert 'value="08:30:00"' in page

    def test_whoever_insists_is_let_through_and_it_is_written_down(self, desk, draft):
        press(desk, draft, "_publish", source=self.BAD)
        data = typed(Post.objects.get(), _despite="_publish")
        desk.post(change_page(draft), data)
        post = Post.objects.get()
        assert (post.state, kinds(post)) == (
            PostState.LIVE,
            [RevisionKind.SAVED, RevisionKind.PUBLISHED_WITH_ERRORS],
        )

    def test_insisting_schedules_where_a_schedule_was_wished_for(self, desk, draft):
        draft.source = self.BAD
        draft.save()
        desk.post(change_page(draft), typed(draft, _despite="_schedule", **TOMORROW))
        assert Post.objects.get().state is PostState.SCHEDULED

    def test_nobody_is_asked_to_insist_before_it_was_held_back(self, desk, draft):
        assert "Publish anyway" not in desk.get(change_page(draft)).content.decode()

    def test_an_author_cannot_insist(self, writer, draft):
        writer.post(change_page(draft), typed(draft, _despite="_publish"))
        assert Post.objects.get().state is PostState.DRAFT

    def test_saving_a_live_post_is_never_held_back(self, desk, make_post):
        post = make_post(source="文")
        press(desk, post, "_save", source=self.BAD)
        fresh = Post.objects.get()
        assert (fresh.source, fresh.state) == (self.BAD, PostState.LIVE)

    def test_warnings_hold_nothing_back(self, desk, draft):
        press(desk, draft, "_publish", source="![](https://elsewhere.example/a.png)")
        assert Post.objects.get().state is PostState.LIVE


class TestBin:
    def delete(self, client, post, *, method="post"):
        return getattr(client, method)(reverse("admin:posts_post_delete", args=[post.pk]), {"post": "yes"})

    def test_deleting_asks_and_puts_into_the_bin(self, desk, draft):
        assert "can restore it from there" in self.delete(desk, draft, method="get").content.decode()
        assert Post.objects.get().state is PostState.DRAFT
        self.delete(desk, draft)
        assert Post.objects.get().state is PostState.TRASHED
        assert kinds(draft) == [RevisionKind.TRASHED]

    def test_what_lies_in_the_bin_is_deleted_for_ever(self, desk, draft):
        ImportRecord.objects.create(post=draft, origin="a.md", file_digest="1", post_digest="2")
        self.delete(desk, in_state(draft, PostState.TRASHED))
        assert not Post.objects.exists()
        assert ImportRecord.objects.get().post is None

    def test_it_is_nowhere_on_the_site_even_for_editors(self, desk, draft):
        in_state(draft, PostState.LIVE)
        self.delete(desk, draft)
        for address in (draft.get_absolute_url(), reverse("posts:card", args=[draft.slug])):
            assert desk.get(address).status_code == 404
        for address in ("/", "/feeds/atom.xml", "/search/?q=草稿", "/sitemap-posts.xml"):
            assert draft.get_absolute_url() not in desk.get(address).content.decode()

    def test_the_list_hides_it_and_the_filter_shows_it(self, desk, draft):
        in_state(draft, PostState.TRASHED)
        assert not desk.get(LIST).context["cl"].result_list
        assert len(desk.get(LIST, {"state": "binned"}).context["cl"].result_list) == 1

    def test_it_counts_for_no_category(self, desk, make_post):
        category = Category.objects.create(name="数学")
        in_state(make_post("B", category=category), PostState.TRASHED)
        make_post("C", category=category)
        page = desk.get(reverse("admin:posts_category_changelist"))
        assert [row.post_count for row in page.context["cl"].result_list] == [1]

    def test_it_is_offered_as_no_original_of_a_translation(self, desk, draft, make_post):
        in_state(draft, PostState.TRASHED)
        make_post("草稿二")
        query = {"term": "草", "app_label": "posts", "model_name": "post", "field_name": "translation_of"}
        found = desk.get(reverse("admin:autocomplete"), query).json()["results"]
        assert [one["text"] for one in found] == ["草稿二"]

    def test_many_are_put_into_the_bin_at_once(self, desk, draft, make_post):
        make_post("B")
        data = {"action": "delete_selected", "_selected_action": [post.pk for post in Post.objects.all()]}
        page = desk.post(LIST, data, follow=True).content.decode()
        assert "2 posts moved to the trash." in page
        assert Post.objects.trashed().count() == 2
        assert kinds(draft) == [RevisionKind.TRASHED]

    def test_out_of_the_bin_many_at_once_and_for_ever(self, desk, draft, make_post):
        in_state(draft, PostState.TRASHED)
        gone = in_state(make_post("B"), PostState.TRASHED)
        shown = f"{LIST}?state=binned"
        desk.post(shown, {"action": "restore_selected", "_selected_action": [draft.pk]})
        assert Post.objects.get(pk=draft.pk).state is PostState.DRAFT
        desk.post(shown, {"action": "delete_selected", "_selected_action": [gone.pk], "post": "yes"})
        assert list(Post.objects.all()) == [draft]

    def test_it_is_emptied_on_purpose_and_only_what_is_in_it(self, desk, draft, make_post):
        make_post("bleibt")
        in_state(draft, PostState.TRASHED)
        assert f'href="{EMPTY_BIN}"' in desk.get(LIST, {"state": "binned"}).content.decode()
        assert f'href="{EMPTY_BIN}"' not in desk.get(LIST).content.decode()
        page = desk.get(EMPTY_BIN).content.decode()
        assert "1 post will be permanently deleted" in page
        assert "草稿" in page
        assert Post.objects.count() == 2
        desk.post(EMPTY_BIN)
        assert [post.title for post in Post.objects.all()] == ["bleibt"]

    def test_an_author_empties_only_the_own(self, writer, draft, editor, make_post):
        in_state(draft, PostState.TRASHED)
        Redirect.add_redirect("/posts/früher/", draft)
        other = in_state(make_post("B", author=editor), PostState.TRASHED)
        writer.post(EMPTY_BIN)
        assert list(Post.objects.all()) == [other]

    def test_an_author_deletes_nothing_live_and_nothing_of_others(self, writer, draft, editor, make_post):
        in_state(draft, PostState.LIVE)
        other = make_post("B", author=editor, published_at=None)
        for post in (draft, other):
            self.delete(writer, post)
            writer.post(LIST, {"action": "delete_selected", "_selected_action": [post.pk]})
        assert not Post.objects.trashed().exists()

    def test_an_author_deletes_the_own_for_ever_with_its_old_addresses(self, writer, draft):
        in_state(draft, PostState.TRASHED)
        Redirect.add_redirect("/posts/früher/", draft)
        self.delete(writer, draft)
        assert not Post.objects.exists()

    @pytest.mark.parametrize("codenames", [(), ("view_post",), ("change_post",)])
    def test_staff_without_the_right_empties_nothing(self, codenames, client, draft):
        user = User.objects.create_user("staff", is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
        client.force_login(user)
        in_state(draft, PostState.TRASHED)
        assert client.post(EMPTY_BIN).status_code == 403
        assert Post.objects.exists()

    def test_a_stranger_is_sent_to_the_login(self, client, draft):
        in_state(draft, PostState.TRASHED)
        assert client.post(EMPTY_BIN).status_code == 302
        assert self.delete(client, draft).status_code == 302
        assert Post.objects.exists()


def test_now_is_noon_in_shanghai():
    assert timezone.now() == NOW
