"""The list of posts: order, columns, filters, search."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from posts.models import Category, Post, Profile, Tag
from tests.support.admin_forms import LIST_URL


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

    def test_drafts_come_first_then_the_newest(self, editor_client):
        assert listed(editor_client.get(LIST_URL)) == ["Draft", "Scheduled", "Live"]

    def test_the_state_is_shown_as_words_not_only_as_a_colour(self, editor_client):
        page = editor_client.get(LIST_URL).content.decode()
        for state, label in (("draft", "draft"), ("scheduled", "scheduled"), ("live", "published")):
            assert f'<span class="badge badge-{state}">{label}</span>' in page

    def test_authors_go_by_the_name_that_readers_see(self, editor_client):
        assert (
            editor_client.get(LIST_URL).content.decode().count('<td class="field-signed_by">林默</td>') == 3
        )

    def test_covers_are_small_and_titles_marked(self, editor_client, make_post):
        make_post("Marked", is_pinned=True, is_unlisted=True)
        cover = {"cover": "covers/a.png", "cover_width": 2000, "cover_height": 1000}
        Post.objects.filter(title="Marked").update(cover_widths=[480, 960], **cover)
        page = editor_client.get(LIST_URL).content.decode()
        assert 'src="/media/covers/a.480.webp" alt="" width="72" height="45" loading="lazy"' in page
        assert 'Marked</span> <span class="badge badge-is_pinned">pinned</span>' in page
        assert page.count("badge-is_unlisted") == 1
        for listing, titles in (("pinned", ["Marked"]), ("unlisted", ["Marked"])):
            assert listed(editor_client.get(LIST_URL, {"listing": listing})) == titles
        assert "Marked" not in listed(editor_client.get(LIST_URL, {"listing": "listed"}))

    def test_warnings_are_counted(self, editor_client):
        page = editor_client.get(LIST_URL).content.decode()
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
            ({"language__exact": "ja"}, []),
        ],
    )
    def test_it_is_filtered_and_searched(self, query, titles, editor_client):
        assert listed(editor_client.get(LIST_URL, query)) == titles

    @pytest.mark.parametrize("most", [1, 1000])
    @pytest.mark.parametrize("query", [{"q": "扩散"}, {"q": "散模"}, {"q": "oiseless"}, {"q": "tag:noise"}])
    def test_a_search_finds_all_however_many_there_are(
        self, query, most, editor_client, make_post, monkeypatch
    ):
        for number in range(3):
            make_post(f"扩散模型 {number}", source="noiseless", tags=["noise"], published_at=None)
        monkeypatch.setattr("posts.search.finding.MAX_RESULTS", most)
        monkeypatch.setattr("posts.admin.changelist.MAX_RESULTS", most)
        response = editor_client.get(LIST_URL, query)
        assert sorted(listed(response)) == ["扩散模型 0", "扩散模型 1", "扩散模型 2"]
        assert response.context["cl"].result_count == 3
        assert listed(editor_client.get(LIST_URL, {**query, "state": "live"})) == []

    @pytest.mark.parametrize("most", [1, 1000])
    def test_an_action_on_all_that_was_found_means_all(self, most, editor_client, make_post, monkeypatch):
        for number in range(3):
            make_post(f"扩散 {number}")
        monkeypatch.setattr("posts.search.finding.MAX_RESULTS", most)
        chosen = {
            "action": "archive",
            "select_across": "1",
            "answered": "1",
            "_selected_action": Post.objects.first().pk,
        }
        editor_client.post(f"{LIST_URL}?q=扩散", chosen)
        assert sorted(post.title for post in Post.objects.archived()) == ["扩散 0", "扩散 1", "扩散 2"]

    def test_the_filters_count_without_searching_again(self, editor_client, make_post):
        make_post("扩散")
        searches = []
        for query in ({"q": "扩散"}, {"q": "扩散", "_facets": "True"}):
            with CaptureQueriesContext(connection) as queries:
                editor_client.get(LIST_URL, query)
            searches.append([query for query in queries if "posts_search" in query["sql"]])
        assert len(searches[0]) == len(searches[1]) == 2

    def test_it_is_filtered_by_category_tag_and_author(self, editor_client, author):
        for query in (
            {"category__id__exact": Category.objects.get().pk},
            {"tags__id__exact": Tag.objects.get().pk},
            {"author__id__exact": author.pk, "state": "live"},
        ):
            assert listed(editor_client.get(LIST_URL, query)) == ["Live"]

    def test_only_categories_and_authors_with_posts_are_offered(self, editor_client):
        empty = Category.objects.create(name="物理")
        page = editor_client.get(LIST_URL).content.decode()
        assert f"category__id__exact={Category.objects.get(name='数学').pk}" in page
        assert f"category__id__exact={empty.pk}" not in page
        assert "author__id__exact=" in page

    def test_the_most_used_tags_are_offered_and_the_one_that_is_chosen(
        self, editor_client, make_post, monkeypatch
    ):
        monkeypatch.setattr("posts.admin.changelist.TagFilter.max_choices", 1)
        make_post(tags=["often", "seldom"])
        make_post(tags=["often"])
        make_post("Seldom", tags=["seldom", "often"])
        seldom = Tag.objects.get(name="seldom")
        names = [
            name for _key, name in editor_client.get(LIST_URL).context["cl"].filter_specs[-1].lookup_choices
        ]
        assert names == ["often"]
        response = editor_client.get(LIST_URL, {"tags__id__exact": seldom.pk})
        names = [name for _key, name in response.context["cl"].filter_specs[-1].lookup_choices]
        assert names == ["often", "seldom"]
        assert response.context["cl"].result_count == 2

    @pytest.mark.parametrize("value", ["x", "9" * 30, ""])
    def test_a_tag_that_cannot_be_is_no_error(self, editor_client, value):
        assert editor_client.get(LIST_URL, {"tags__id__exact": value}, follow=True).status_code == 200

    def test_posts_without_tags_can_be_chosen(self, editor_client, make_post):
        make_post("Untagged", tags=[])
        assert "Untagged" in listed(editor_client.get(LIST_URL, {"tags__isnull": "True"}))
        assert "Live" not in listed(editor_client.get(LIST_URL, {"tags__isnull": "True"}))

    def test_authors_are_offered_by_the_name_that_the_list_shows(self, editor_client, author, make_post):
        Profile.objects.create(user=User.objects.create_user("ada"), name="Ada Lin")
        make_post(author=User.objects.get(username="ada"))
        options = editor_client.get(LIST_URL).context["cl"].filter_specs[4].lookup_choices
        assert [name for _key, name in options] == ["Ada Lin", "林默"]

    @pytest.mark.parametrize("state", ["archived_at", "binned_at"])
    def test_it_promises_no_more_posts_than_it_shows(self, editor_client, make_post, state):
        make_post("Put away", published_at=None, **{state: timezone.now()})
        assert "total" not in editor_client.get(LIST_URL).content.decode()
        assert "3 total" in editor_client.get(LIST_URL, {"q": "下周"}).content.decode()
        assert "3 total" in editor_client.get(LIST_URL, {"state": "live"}).content.decode()

    def test_trashed_posts_can_be_selected_where_no_others_are_left(self, editor_client):
        Post.objects.update(published_at=None, binned_at=timezone.now())
        page = editor_client.get(LIST_URL, {"state": "binned"}).content.decode()
        assert 'name="action"' in page
        assert "0 total" in page

    def test_the_filters_can_count(self, editor_client):
        page = editor_client.get(LIST_URL, {"_facets": "True"}).content.decode()
        assert "scheduled (1)" in page

    def test_it_asks_the_same_few_questions_however_long_it_is(
        self, editor_client, make_post, django_assert_num_queries, django_assert_max_num_queries
    ):
        with django_assert_max_num_queries(20) as few:
            editor_client.get(LIST_URL)
        for number in range(12):
            category = Category.objects.create(name=f"C{number}")
            make_post(f"Another {number}", category=category, tags=[f"t{number}"])
        with django_assert_num_queries(len(few)):
            editor_client.get(LIST_URL)

    def test_it_reads_no_long_texts(self, editor_client, django_assert_max_num_queries):
        with django_assert_max_num_queries(20) as queries:
            editor_client.get(LIST_URL)
        lists = [query["sql"] for query in queries.captured_queries if '"warnings"' in query["sql"]]
        assert lists
        assert not any('"posts_post"."html"' in sql or '"posts_post"."source",' in sql for sql in lists)


START = datetime(2026, 1, 11, 12, tzinfo=UTC)


def test_the_changelist_offers_the_years_of_posts(editor_client, make_post):
    for year in (2019, 2024):
        make_post(f"Of {year}", published_at=START.replace(year=year))
    page = editor_client.get("/admin/posts/post/").content.decode()
    assert "published_at__year=2019" in page
    assert "published_at__year=2021" not in page
