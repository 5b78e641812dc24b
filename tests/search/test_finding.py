"""Posts found, and their order."""

from datetime import timedelta
from importlib import import_module
from itertools import product

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone

from posts.indexing.index import INDEX_TABLES
from posts.indexing.query import parse_query
from posts.models import Category, Post, Tag
from posts.search.finding import find_best_posts, find_nearest_titles, find_titles, search_posts
from posts.search.related import update_related_posts


def found(text, posts=None):
    return [post.title for post in search_posts(parse_query(text), posts or Post.objects.live())]


def dated(days):
    return {"published_at": timezone.now() - timedelta(days=days)}


@pytest.fixture
def library(make_post):
    """A few posts, each with something to be found by."""
    maths = Category.objects.create(name="数学基础")
    make_post(
        "扩散模型",
        source=r"得分函数 $\nabla_\theta \log p(x)$，见图 ![噪声](a.png)。",
        tags=["Rust", "生成模型"],
    )
    make_post("KL 散度", source="前向与反向，SD模型，C++ 与 .NET。", category=maths, byline="周可")
    make_post(
        "Attention",
        source=r"Queries, keys; $\operatorname{softmax}(QK^\top)$ and gpt-4o.",
        summary="A *dictionary*.",
    )
    make_post("草稿里的扩散", published_at=None)


FOUND = [
    ("扩散", ["扩散模型"]),
    ("散", ["KL 散度", "扩散模型"]),
    ("擴散", ["扩散模型"]),
    ("散扩", []),
    ("SD模型", ["KL 散度"]),
    ("KL散度", ["KL 散度"]),
    ("ＫＬ", ["KL 散度"]),
    ("C++", ["KL 散度"]),
    ("c", []),
    (".NET", ["KL 散度"]),
    ("gpt-4o", ["Attention"]),
    ("query", ["Attention"]),
    ("dictionary", ["Attention"]),
    ("softmax", ["Attention"]),
    (r"\nabla", ["扩散模型"]),
    (r"\nab", []),
    (r"\nabla_\theta\log p(x)", ["扩散模型"]),
    (r"QK^\top", ["Attention"]),
    (r"K^\top", ["Attention"]),
    ("噪声", ["扩散模型"]),
    ("rust", ["扩散模型"]),
    ("数学", ["KL 散度"]),
    ("模型 前向", ["KL 散度"]),
    ('"前向与反向"', ["KL 散度"]),
    ('"前向反向"', []),
    ("模型 -扩散", ["KL 散度"]),
    ("模型 -rust", ["KL 散度"]),
    ("tag:生成模型", ["扩散模型"]),
    ("tag:生成", []),
    ("category:数学基础 模型", ["KL 散度"]),
    ("category:shu-xue-ji-chu", ["KL 散度"]),
    ("author:周可", ["KL 散度"]),
    ("year:2026 -模型", ["Attention"]),
    ("year:2026 softmax", ["Attention"]),
    ("year:1999", []),
    ("-模型", []),
]


# One test for all, for to make the posts takes longer than to search.
def test_a_query_finds(library, subtests):
    for text, expected in FOUND:
        with subtests.test(text):
            assert sorted(found(text)) == sorted(expected)


def test_a_post_is_found_the_moment_it_is_saved_and_no_more_once_changed(make_post):
    post = make_post("Title", source="alpha")
    assert found("alpha") == ["Title"]
    post.source = "beta"
    post.save(update_fields=["source"])
    assert (found("alpha"), found("beta")) == ([], ["Title"])


def test_what_was_rolled_back_is_not_found(make_post):
    with transaction.atomic():
        make_post("Alpha")
        transaction.set_rollback(True)
    assert found("alpha", Post.objects.all()) == []


def rows_of(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {table}")  # noqa: S608
        return cursor.fetchone()[0]


@pytest.mark.parametrize("delete", [lambda: Post.objects.get().delete(), lambda: Post.objects.all().delete()])
def test_the_index_keeps_nothing_of_a_post_that_was_deleted(make_post, delete):
    update_related_posts(make_post("Alpha"))
    assert [rows_of(table) for table in INDEX_TABLES] == [1, 1, 1]
    delete()
    assert [rows_of(table) for table in INDEX_TABLES] == [0, 0, 0]


def test_a_renamed_tag_is_found_by_its_new_name(make_post):
    make_post("Post", tags=["Rust"])
    Tag.objects.update(name="Zig")
    assert (found("rust"), found("zig")) == ([], ["Post"])


def test_title_before_tag_before_text_and_then_the_newest(make_post):
    make_post("In the text", source="扩散", **dated(1))
    make_post("Tagged", tags=["扩散"], **dated(2))
    make_post("题为扩散", **dated(4))
    make_post("也题为扩散", **dated(3))
    make_post("In the text, older", source="扩散", **dated(5))
    assert found("扩散") == ["也题为扩散", "题为扩散", "Tagged", "In the text", "In the text, older"]


def test_a_category_stands_for_those_below_it(make_post):
    models = Category.objects.create(name="Models")
    make_post("Below", category=Category.objects.create(name="Attention", parent=models))
    assert found("category:models") == ["Below"]


HOSTILE = [
    *('"', "'", '"" OR 1=1 --', "NEAR(a b)", "title:x", "*", "a* b*", "^a", "AND OR NOT", "(", ")", "{a}: b"),
    *(
        "-",
        "--",
        "+",
        ":",
        "tag:",
        "year:99999",
        "year:0000",
        "year:0001",
        "year:9999",
        "%",
        "_",
        "\\",
        "\\\\",
        "a\tb\nc",
        "_a",
        "a_",
        "__",
    ),
    *("\x00", "\x1b", "\ud800", "\u202eabc", "👩🏽\u200d🚀", "; DROP TABLE posts_search;"),
    *("x" * 10_000, "扩" * 10_000, " ".join("abcdefghij" * 100), '"' * 1000, "-" * 1000),
]


def test_any_text_is_answered(client, make_post, subtests):
    make_post("Post", source="a b c")
    for text in HOSTILE:
        with subtests.test(ascii(text[:20])):
            response = client.get("/search/", {"q": text.encode("utf-8", "replace").decode()})
            assert response.status_code == 200
            assert list(find_titles(text, Post.objects.all())) is not None
            assert list(find_nearest_titles(text, Post.objects.all())) is not None


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("扩", ["扩散模型"]),
        ("att", ["Attention"]),
        ("kuo", ["扩散模型"]),
        ("kuo san mo", ["扩散模型"]),
        ("sanmo", ["扩散模型"]),
        ("前向", []),
        ("", []),
    ],
)
def test_titles_as_one_types(library, typed, expected):
    assert [post.title for post in find_titles(typed, Post.objects.live())] == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("kuosan", "扩散模型"), ("扩展模型", "扩散模型"), ("attention heads", "Attention")]
)
def test_what_is_not_found_leads_to_the_nearest_titles(library, text, expected):
    assert found(text) == []
    assert find_nearest_titles(text, Post.objects.live())[0].title == expected


def test_the_nearest_titles_hold_nothing_that_was_left_out(make_post):
    make_post("KL 散度")
    left = make_post("交叉散射")
    assert list(find_nearest_titles("散度 -KL", Post.objects.live())) == [left]


@pytest.fixture
def mixed_posts(make_post):
    """Posts that hold two words here and there: in title, tag, category and text."""
    maths = Category.objects.create(name="扩散")
    for number in range(24):
        make_post(
            ("题", "扩散", "模型", "扩散模型")[number % 4],
            source="扩散，模型。" if number % 3 else "扩散。",
            tags=["模型"] if number % 5 == 0 else [],
            category=maths if number % 7 == 0 else None,
            **dated(number),
        )


QUERIES = ["扩散", "模型", "tag:模型", "扩散 -模型", "模型 category:扩散", "扩散模型", ""]


def test_the_best_are_those_that_come_first_of_all(mixed_posts, monkeypatch, subtests):
    for text, most in product(QUERIES, [1, 2, 5, 13, 24]):
        monkeypatch.setattr("posts.search.finding.MAX_RESULTS", most)
        everything = list(search_posts(parse_query(text), Post.objects.live()).values_list("pk", flat=True))
        with subtests.test(text, most=most):
            assert find_best_posts(parse_query(text), Post.objects.live()) == (
                everything[:most],
                len(everything) > most,
            )


def test_of_several_words_in_very_many_titles_those_with_all_come_first(mixed_posts, monkeypatch):
    monkeypatch.setattr("posts.search.finding.MAX_RESULTS", 4)
    keys, has_more = find_best_posts(parse_query("扩散 模型"), Post.objects.live())
    posts = Post.objects.in_bulk(keys)
    assert has_more
    assert [posts[key].title for key in keys] == ["扩散模型"] * 4


def test_the_newest_titles_are_offered_however_many_there_are(mixed_posts, monkeypatch):
    few = list(find_titles("扩散", Post.objects.live(), 3))
    monkeypatch.setattr("posts.search.finding.MAX_TITLE_KEYS", 2)
    assert list(find_titles("扩散", Post.objects.live(), 3)) == few
    assert len(few) == 3


def test_of_very_many_results_it_says_that_there_are_more(client, mixed_posts, monkeypatch):
    monkeypatch.setattr("posts.search.finding.MAX_RESULTS", 13)
    page = client.get("/search/?q=扩散").content.decode()
    assert "13" in page
    assert len(client.get("/search/?q=扩散&page=2").context["posts"]) == 1
    monkeypatch.setattr("posts.search.finding.MAX_RESULTS", 24)
    assert client.get("/search/?q=扩散").context["paginator"].count == 24


def test_of_very_many_results_facets_are_named_without_numbers(client, make_post, monkeypatch):
    monkeypatch.setattr("posts.search.finding.MAX_RESULTS", 2)
    for number in range(3):
        make_post(f"扩散 {number}", tags=["maths"])
    page = client.get("/search/?q=扩散").content.decode()
    assert "maths</a>" in page
    monkeypatch.setattr("posts.search.finding.MAX_RESULTS", 3)
    assert "maths <small>3</small></a>" in client.get("/search/?q=扩散").content.decode()


def test_titles_from_before_they_had_an_index_are_in_it_once_it_is_there(library):
    migration = import_module("posts.migrations.0010_titles")
    # Not entered: on SQLite that is refused inside the transaction of a test.
    schema_editor = connection.schema_editor()
    migration.drop(apps, schema_editor)
    migration.create(apps, schema_editor)
    assert [post.title for post in find_titles("kuo", Post.objects.live())] == ["扩散模型"]
    assert [post.title for post in find_titles("att", Post.objects.live())] == ["Attention"]
