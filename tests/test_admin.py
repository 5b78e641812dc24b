"""The admin: lists at a glance, forms that lose nothing, actions that say what they did."""

import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from PIL import Image

from posts.models import Category, Post, Profile, Redirect, Series, Tag
from posts.rendering import RenderError

LIST = reverse("admin:posts_post_changelist")
ADD = reverse("admin:posts_post_add")


def change_page(post):
    return reverse("admin:posts_post_change", args=[post.pk])


def typed(post=None, **fields):
    """Return what a browser sends for `post` as it stands, with `fields` typed over it."""
    moment = post and post.published_at and timezone.localtime(post.published_at)
    data = {
        "title": post.title if post else "标题",
        "source": post.source.replace("\n", "\r\n") if post else "",
        "summary": post.summary.replace("\n", "\r\n") if post else "",
        "slug": post.slug if post else "",
        "author": post.author_id if post else "",
        "language": post.language if post else "zh-Hans",
        "tags": ", ".join(tag.name for tag in post.tags.all()) if post else "",
        "published_at_0": f"{moment:%Y-%m-%d}" if moment else "",
        "published_at_1": f"{moment:%H:%M:%S}" if moment else "",
        "series_order": 0,
        "byline": "",
        "cover_alt": "",
    }
    return {**data, **fields}


def picture(name, image_format, **options):
    buffer = io.BytesIO()
    Image.effect_noise((60, 40), 90).convert("RGB").save(buffer, image_format, **options)
    return SimpleUploadedFile(name, buffer.getvalue())


def listed(response):
    return [post.title for post in response.context["cl"].result_list]


class TestList:
    @pytest.fixture(autouse=True)
    def posts(self, make_post):
        make_post(
            "Live", category=Category.objects.create(name="数学"), tags=["C++"], source="softmax 的梯度"
        )
        make_post("Scheduled", published_at=timezone.now() + timedelta(days=1), summary="下周见")
        make_post("Draft", published_at=None, source="坏的 $\\frac{1$")

    def test_drafts_come_first_then_the_newest(self, desk):
        assert listed(desk.get(LIST)) == ["Draft", "Scheduled", "Live"]

    def test_the_state_is_shown_as_words_not_only_as_a_colour(self, desk):
        page = desk.get(LIST).content.decode()
        for state, label in (("draft", "draft"), ("scheduled", "scheduled"), ("live", "published")):
            assert f'<span class="badge badge-{state}">{label}</span>' in page

    def test_authors_go_by_the_name_that_readers_see(self, desk):
        assert desk.get(LIST).content.decode().count('<td class="field-signed_by">林默</td>') == 3

    def test_warnings_are_counted(self, desk):
        page = desk.get(LIST).content.decode()
        assert page.count('<span class="badge badge-warning">1</span>') == 1

    @pytest.mark.parametrize(
        ("query", "titles"),
        [
            ({"state": "draft"}, ["Draft"]),
            ({"state": "scheduled"}, ["Scheduled"]),
            ({"state": "live"}, ["Live"]),
            ({"state": "nonsense"}, ["Draft", "Scheduled", "Live"]),
            ({"q": "LIVE"}, ["Live"]),
            ({"q": "的梯度"}, ["Live"]),
            ({"q": "下周"}, ["Scheduled"]),
            ({"q": "数学"}, ["Live"]),
            ({"q": "c++"}, ["Live"]),
            ({"q": "林默"}, ["Draft", "Scheduled", "Live"]),
            ({"published_at__year": "2026", "published_at__month": "1"}, ["Live"]),
            ({"language__exact": "en"}, []),
        ],
    )
    def test_it_is_filtered_and_searched(self, query, titles, desk):
        assert listed(desk.get(LIST, query)) == titles

    @pytest.mark.parametrize("most", [1, 1000])
    @pytest.mark.parametrize("query", [{"q": "扩散"}, {"q": "散模"}, {"q": "oiseless"}, {"q": "tag:noise"}])
    def test_a_search_finds_all_however_many_there_are(self, query, most, desk, make_post, monkeypatch):
        for number in range(3):
            make_post(f"扩散模型 {number}", source="noiseless", tags=["noise"], published_at=None)
        monkeypatch.setattr("posts.search.finding.MAX_RESULTS", most)
        monkeypatch.setattr("posts.admin.changelist.MAX_RESULTS", most)
        response = desk.get(LIST, query)
        assert sorted(listed(response)) == ["扩散模型 0", "扩散模型 1", "扩散模型 2"]
        assert response.context["cl"].result_count == 3
        assert listed(desk.get(LIST, {**query, "state": "live"})) == []

    @pytest.mark.parametrize("most", [1, 1000])
    def test_an_action_on_all_that_was_found_means_all(self, most, desk, make_post, monkeypatch):
        for number in range(3):
            make_post(f"扩散 {number}")
        monkeypatch.setattr("posts.search.finding.MAX_RESULTS", most)
        chosen = {"action": "archive", "select_across": "1", "_selected_action": Post.objects.first().pk}
        desk.post(f"{LIST}?q=扩散", chosen)
        assert sorted(post.title for post in Post.objects.archived()) == ["扩散 0", "扩散 1", "扩散 2"]

    def test_the_filters_count_without_searching_again(self, desk, make_post):
        make_post("扩散")
        searches = []
        for query in ({"q": "扩散"}, {"q": "扩散", "_facets": "True"}):
            with CaptureQueriesContext(connection) as queries:
                desk.get(LIST, query)
            searches.append([query for query in queries if "posts_search" in query["sql"]])
        assert len(searches[0]) == len(searches[1]) == 2

    def test_it_is_filtered_by_category_tag_and_author(self, desk, author):
        for query in (
            {"category__id__exact": Category.objects.get().pk},
            {"tags__id__exact": Tag.objects.get().pk},
            {"author__id__exact": author.pk, "state": "live"},
        ):
            assert listed(desk.get(LIST, query)) == ["Live"]

    def test_only_categories_and_authors_with_posts_are_offered(self, desk):
        empty = Category.objects.create(name="物理")
        page = desk.get(LIST).content.decode()
        assert f"category__id__exact={Category.objects.get(name='数学').pk}" in page
        assert f"category__id__exact={empty.pk}" not in page
        assert "author__id__exact=" in page

    def test_the_most_used_tags_are_offered_and_the_one_that_is_chosen(self, desk, make_post, monkeypatch):
        monkeypatch.setattr("posts.admin.changelist.TagFilter.max_choices", 1)
        make_post(tags=["often", "seldom"])
        make_post(tags=["often"])
        make_post("Seldom", tags=["seldom", "often"])
        seldom = Tag.objects.get(name="seldom")
        names = [name for _key, name in desk.get(LIST).context["cl"].filter_specs[-1].lookup_choices]
        assert names == ["often"]
        response = desk.get(LIST, {"tags__id__exact": seldom.pk})
        names = [name for _key, name in response.context["cl"].filter_specs[-1].lookup_choices]
        assert names == ["often", "seldom"]
        assert response.context["cl"].result_count == 2

    @pytest.mark.parametrize("value", ["x", "9" * 30, ""])
    def test_a_tag_that_cannot_be_is_no_error(self, desk, value):
        assert desk.get(LIST, {"tags__id__exact": value}, follow=True).status_code == 200

    def test_posts_without_tags_can_be_chosen(self, desk, make_post):
        make_post("Untagged", tags=[])
        assert "Untagged" in listed(desk.get(LIST, {"tags__isnull": "True"}))
        assert "Live" not in listed(desk.get(LIST, {"tags__isnull": "True"}))

    def test_authors_are_offered_by_the_name_that_the_list_shows(self, desk, author, make_post):
        Profile.objects.create(user=User.objects.create_user("ada"), name="Ada Lin")
        make_post(author=User.objects.get(username="ada"))
        options = desk.get(LIST).context["cl"].filter_specs[3].lookup_choices
        assert [name for _key, name in options] == ["Ada Lin", "林默"]

    @pytest.mark.parametrize("state", ["archived_at", "binned_at"])
    def test_it_promises_no_more_posts_than_it_shows(self, desk, make_post, state):
        make_post("Put away", published_at=None, **{state: timezone.now()})
        assert "total" not in desk.get(LIST).content.decode()
        assert "3 total" in desk.get(LIST, {"q": "下周"}).content.decode()
        assert "3 total" in desk.get(LIST, {"state": "live"}).content.decode()

    def test_what_is_in_the_bin_can_be_chosen_where_all_else_is_gone(self, desk):
        Post.objects.update(published_at=None, binned_at=timezone.now())
        page = desk.get(LIST, {"state": "binned"}).content.decode()
        assert 'name="action"' in page
        assert "0 total" in page

    def test_the_filters_can_count(self, desk):
        page = desk.get(LIST, {"_facets": "True"}).content.decode()
        assert "scheduled (1)" in page

    def test_it_asks_the_same_few_questions_however_long_it_is(
        self, desk, make_post, django_assert_num_queries, django_assert_max_num_queries
    ):
        with django_assert_max_num_queries(20) as few:
            desk.get(LIST)
        for number in range(12):
            category = Category.objects.create(name=f"C{number}")
            make_post(f"Another {number}", category=category, tags=[f"t{number}"])
        with django_assert_num_queries(len(few)):
            desk.get(LIST)

    def test_it_reads_no_long_texts(self, desk, django_assert_max_num_queries):
        with django_assert_max_num_queries(20) as queries:
            desk.get(LIST)
        lists = [query["sql"] for query in queries.captured_queries if '"warnings"' in query["sql"]]
        assert lists
        assert not any('"posts_post"."html"' in sql or '"posts_post"."source",' in sql for sql in lists)


class TestForm:
    def test_a_new_post_is_by_whoever_writes_it(self, desk, editor):
        form = desk.get(ADD).context["adminform"].form
        assert form["author"].value() == editor.pk

    @pytest.mark.parametrize(("code", "language"), [("en", "en"), ("zh-hans", "zh-Hans")])
    def test_a_new_post_is_in_the_language_of_the_site(self, code, language, desk, settings):
        settings.LANGUAGE_CODE = code
        assert desk.get(ADD).context["adminform"].form.initial["language"] == language

    def test_a_post_in_another_language_than_its_text_is_saved_as_it_was_set_and_that_is_told(
        self, desk, editor
    ):
        text = "The quick brown fox jumps over the lazy dog. " * 6
        page = desk.post(ADD, typed(author=editor.pk, source=text), follow=True).content.decode()
        assert Post.objects.get().language == "zh-Hans"
        assert "The text appears to be in English" in page

    def test_the_slug_is_made_in_pinyin_where_none_is_typed(self, desk, editor):
        desk.post(ADD, typed(title="重庆的注意力", author=editor.pk))
        assert Post.objects.get().slug == "chong-qing-de-zhu-yi-li"

    def test_a_slug_that_is_taken_is_refused_and_everything_typed_stays(self, desk, editor, make_post):
        make_post(slug="taken")
        response = desk.post(ADD, typed(slug="taken", source="# 长长的正文", author=editor.pk))
        assert response.status_code == 200
        assert "长长的正文" in response.content.decode()
        assert response.context["adminform"].form.errors.keys() == {"slug"}

    def test_errors_are_named_above_the_form_and_lead_to_their_fields(self, desk, editor, make_post):
        make_post(slug="taken")
        page = desk.post(ADD, typed(slug="taken", author=editor.pk, _schedule="1")).content.decode()
        assert '<li><a href="#id_slug">Slug: Another post already uses this slug.</a></li>' in page
        assert '<li><a href="#id_published_at_0">' in page
        assert "Choose the time.</a>" in page
        assert page.count('id="id_slug"') == page.count('id="id_published_at_0"') == 1

    def test_tags_come_back_as_they_went_in(self, desk, editor):
        names = ["C++", "a,b", "flash attention", "注意力"]
        desk.post(ADD, typed(author=editor.pk, tags='注意力，flash attention、"a,b"；C++'))
        post = Post.objects.get()
        assert sorted(tag.name for tag in post.tags.all()) == names
        shown = desk.get(change_page(post)).context["adminform"].form["tags"]
        desk.post(change_page(post), typed(post, tags=shown.field.widget.format_value(shown.value())))
        assert sorted(tag.name for tag in post.tags.all()) == names
        assert Tag.objects.count() == len(names)

    def test_the_spaces_that_begin_a_code_block_are_kept(self, desk, editor):
        desk.post(ADD, typed(author=editor.pk, source="    code\r\n\r\ntext\r\n"))
        assert Post.objects.get().source == "    code\n\ntext\n"

    def test_saving_without_a_change_is_no_update(self, desk, make_post):
        post = make_post(source="一\n二", summary="甲\n乙", updated_at=datetime(2026, 1, 12, tzinfo=UTC))
        desk.post(change_page(post), typed(post, byline="别人"))
        fresh = Post.objects.get()
        assert fresh.byline == "别人"
        assert fresh.updated_at == post.updated_at

    @pytest.mark.parametrize("field", ["title", "source", "summary"])
    def test_saving_a_change_of_content_is_an_update(self, field, desk, make_post):
        post = make_post(updated_at=datetime(2026, 1, 12, tzinfo=UTC))
        desk.post(change_page(post), typed(post, **{field: "新的"}))
        assert Post.objects.get().updated_at > post.updated_at

    def test_a_moved_post_leaves_a_redirect(self, desk, make_post):
        post = make_post(slug="old")
        desk.post(change_page(post), typed(post, slug="new"))
        assert Redirect.objects.get().path == "/posts/old/"

    def test_warnings_are_told_after_saving_and_stay_on_the_form(self, desk, editor):
        data = typed(author=editor.pk, source="好\n\n$\\frac{1$", _continue="1")
        page = desk.post(ADD, data, follow=True).content.decode()
        assert page.count("Line 3: ") == 2

    def test_many_warnings_are_told_in_part_and_stay_whole_on_the_form(self, desk, editor):
        data = typed(author=editor.pk, source="$\\frac{1$\n\n" * 12, _continue="1")
        page = desk.post(ADD, data, follow=True).content.decode()
        assert page.count("Line 23: ") == 1
        assert "2 more warnings are shown in the form." in page

    def test_whoever_may_only_look_sees_the_text_without_an_editor(self, client, make_post):
        reader = User.objects.create_user("reader", is_staff=True)
        looking = Permission.objects.filter(codename__in=["view_post", "change_every_post"])
        reader.user_permissions.set(looking)
        client.force_login(reader)
        page = client.get(change_page(make_post(source="只读的正文"))).content.decode()
        assert "只读的正文" in page
        assert 'class="editor"' not in page

    def test_a_text_that_cannot_be_rendered_is_a_form_error(self, desk, editor, monkeypatch):
        def refuse(*args, **kwargs):
            raise RenderError("too-deep", "It is nested too deeply.")

        monkeypatch.setattr("posts.rendering.render", refuse)
        response = desk.post(ADD, typed(author=editor.pk, source="> > > 深", title="留下"))
        page = response.content.decode()
        assert response.context["adminform"].form.errors.keys() == {"source"}
        assert "nested too deeply to be rendered. (It is nested too deeply.) Nothing was saved." in page
        assert escape("> > > 深") in page
        assert "留下" in page
        assert not Post.objects.exists()

    def test_a_draft_can_be_seen_at_its_address(self, desk, make_post, client):
        post = make_post(published_at=None)
        page = desk.get(change_page(post)).content.decode()
        assert f'href="{post.get_absolute_url()}"' in page
        assert desk.get(post.get_absolute_url()).status_code == 200
        client.logout()
        assert client.get(post.get_absolute_url()).status_code == 404


class TestCover:
    def test_it_is_turned_upright_stripped_and_named_safely(self, desk, make_post):
        post = make_post()
        tags = Image.Exif()
        tags[0x0112], tags[0x010F] = 6, "Secret Camera"
        desk.post(change_page(post), typed(post, cover=picture("封面.php.jpg", "JPEG", exif=tags)))
        post.refresh_from_db()
        assert (post.cover_width, post.cover_height) == (40, 60)
        assert post.cover.name.startswith("covers/")
        assert post.cover.name.isascii()
        assert post.cover.name.endswith(".jpg")
        assert b"Secret Camera" not in post.cover.read()

    @pytest.mark.parametrize("content", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a", b""])
    def test_what_is_no_picture_is_refused(self, content, desk, make_post):
        post = make_post()
        response = desk.post(change_page(post), typed(post, cover=SimpleUploadedFile("a.png", content)))
        assert response.context["adminform"].form.errors.keys() == {"cover"}

    def test_it_can_be_taken_away_again(self, desk, make_post):
        post = make_post()
        desk.post(change_page(post), typed(post, cover=picture("a.png", "PNG")))
        desk.post(change_page(post), typed(post, **{"cover-clear": "on"}))
        assert not Post.objects.get().cover


class TestActions:
    def run(self, client, action, *posts):
        data = {"action": action, "_selected_action": [post.pk for post in posts]}
        return client.post(LIST, data, follow=True).content.decode()

    def test_publish_makes_drafts_and_scheduled_posts_live_now(self, desk, make_post):
        later = timezone.now() + timedelta(days=9)
        live = make_post("L")
        draft = make_post("D", published_at=None, source="text")
        page = self.run(desk, "publish", live, draft, make_post("S", published_at=later, source="text"))
        assert "2 posts published." in page
        assert all(post.is_live for post in Post.objects.all())
        assert Post.objects.get(pk=live.pk).published_at == live.published_at

    def test_withdraw_makes_drafts(self, desk, make_post):
        assert "1 post reverted to draft." in self.run(desk, "withdraw", make_post())
        assert Post.objects.drafts().count() == 1

    def test_what_was_done_is_in_the_history(self, desk, make_post):
        post = make_post()
        self.run(desk, "withdraw", post)
        history = desk.get(reverse("admin:posts_post_history", args=[post.pk])).content.decode()
        assert "reverted to draft" in history

    def test_whoever_may_only_look_cannot_publish(self, client, make_post):
        reader = User.objects.create_user("reader", is_staff=True)
        reader.user_permissions.add(Permission.objects.get(codename="view_post"))
        client.force_login(reader)
        self.run(client, "publish", make_post(published_at=None))
        assert Post.objects.drafts().count() == 1


def test_the_site_is_named_and_the_unused_tags_of_taggit_are_gone(desk):
    page = desk.get(reverse("admin:index")).content.decode()
    assert "Transmission" in page
    assert "/admin/taggit/" not in page


@pytest.mark.parametrize("kind", ["category", "tag", "series"])
def test_what_sorts_posts_counts_those_that_its_list_holds(desk, make_post, kind):
    sorted_by = {
        "category": Category.objects.create(name="Signals"),
        "series": Series.objects.create(name="Signals"),
        "tags": ["Signals"],
    }
    make_post("Live", **sorted_by)
    make_post("A draft", published_at=None, **sorted_by)
    for moment in ("archived_at", "binned_at"):
        make_post(moment, published_at=None, **{moment: timezone.now()}, **sorted_by)
    make_post("Elsewhere")
    page = desk.get(reverse(f"admin:posts_{kind}_changelist")).content.decode()
    field = "tags" if kind == "tag" else kind
    assert re.findall(rf"{field}__id__exact=\d+\">(\d+)</a>", page) == ["2"]
