"""Prepared queries: the same rows as the querysets they are made of, at each time and for each value."""

from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, connection
from django.db.models import SlugField
from django.db.models.query import ModelIterable
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone

from posts.models import Post
from posts.models.card_queries import (
    attach_tags,
    count_listed_posts,
    fetch_corrections,
    fetch_listed_cards,
    fetch_published_post,
)
from posts.models.current_time import CurrentTime
from posts.models.prepared_queries import Parameter, PreparedQuery
from posts.models.querysets import PostQuerySet

BY_SLUG = PreparedQuery(
    lambda: Post.objects.filter(slug=Parameter("slug", SlugField())).select_related("author")
)


class TestPreparedQuery:
    def test_each_fetch_has_its_own_values(self, make_post):
        first, second = make_post("One"), make_post("Two")
        assert BY_SLUG.fetch(slug="one") == [first]
        assert BY_SLUG.fetch(slug="two") == [second]
        assert BY_SLUG.fetch(slug="three") == []

    def test_a_missing_value_is_an_error(self, make_post):
        with pytest.raises(KeyError):
            BY_SLUG.fetch(path="one")
        assert BY_SLUG.fetch(slug="one") == []

    def test_values_are_parameters_and_never_sql(self, make_post):
        make_post("One")
        assert BY_SLUG.fetch(slug="' OR 1=1 --") == []

    def test_rows_are_read_anew(self, make_post):
        post = make_post("One")
        (before,) = BY_SLUG.fetch(slug="one")
        Post.objects.filter(pk=post.pk).update(title="Other")
        (after,) = BY_SLUG.fetch(slug="one")
        assert (before.title, after.title) == ("One", "Other")

    def test_the_current_time_is_that_of_the_fetch(self, make_post):
        published = PreparedQuery(lambda: Post.objects.filter(published_at__lte=CurrentTime()))
        post = make_post("Later", published_at=timezone.now() + timedelta(hours=1))
        assert published.fetch() == []
        with time_machine.travel(timezone.now() + timedelta(hours=2)):
            assert published.fetch() == [post]

    def test_related_rows_come_along(self, make_post, django_assert_num_queries):
        make_post("One")
        with django_assert_num_queries(1):
            (post,) = BY_SLUG.fetch(slug="one")
            assert post.author.username

    def test_statements_pass_the_wrappers_of_the_connection(self, make_post):
        make_post("One")
        seen = []

        def note(execute, sql, parameters, many, context):
            seen.append(parameters)
            return execute(sql, parameters, many, context)

        with connection.execute_wrapper(note):
            BY_SLUG.fetch(slug="one")
        assert seen == [("one",)]

    def test_an_error_leaves_nothing_behind(self, make_post):
        post = make_post("One")

        def fail(*_arguments):
            raise DatabaseError

        with connection.execute_wrapper(fail), pytest.raises(DatabaseError):
            BY_SLUG.fetch(slug="two")
        assert BY_SLUG.fetch(slug="one") == [post]

    def test_what_it_uses_of_django_is_there(self):
        """What is not documented: a new Django that does this otherwise must be looked at."""
        queryset = Post.objects.select_related("author")
        compiler = queryset.query.get_compiler(connection=connection)
        assert isinstance(compiler, SQLCompiler)
        assert queryset._iterable_class is ModelIterable
        sql, parameters = compiler.as_sql()
        assert sql.startswith("SELECT")
        assert list(parameters) == []
        assert len(compiler.select) == compiler.col_count
        columns = [column for column, *_ in compiler.select]
        assert set(compiler.get_converters(columns)) <= set(range(len(columns)))


class TestCards:
    """What prepared queries read is what Django's own queries of the same lists would."""

    def test_a_part_of_the_list_from_either_side(self, make_post):
        for number in range(5):
            make_post(f"Post {number}", tags=["甲"], is_pinned=number == 2)
        make_post("Draft", published_at=None)
        expected = list(Post.objects.listed().pinned_first())
        assert count_listed_posts() == len(expected) == 5
        order = PostQuerySet.pinned_first
        assert fetch_listed_cards(order, slice(0, 3), from_end=False) == expected[:3]
        assert fetch_listed_cards(order, slice(0, 2), from_end=True) == expected[3:]

    def test_no_post(self, db):
        assert count_listed_posts() == 0
        assert fetch_listed_cards(PostQuerySet.pinned_first, slice(0, 0), from_end=False) == []
        assert fetch_published_post("none") is None

    def test_tags_of_each_post_in_its_order(self, make_post, django_assert_num_queries):
        posts = [
            make_post("One", tags=["乙", "甲"]),
            make_post("Two", tags=["甲", "乙", "丙"]),
            make_post("Three"),
        ]
        found = list(Post.objects.order_by("pk"))
        with django_assert_num_queries(1):
            names = [[tag.name for tag in post.tags.all()] for post in attach_tags(found)]
        assert names == [["乙", "甲"], ["甲", "乙", "丙"], []]
        assert [list(post.tags.names()) for post in posts] == names

    def test_kept_tags_can_be_asked_further_and_changed(self, make_post):
        make_post("Other", tags=["丁"])
        make_post("One", tags=["乙", "甲"])
        post = fetch_published_post("one")
        assert [tag.name for tag in post.tags.filter(name__in=["甲", "丁"])] == ["甲"]
        assert [tag.name for tag in post.tags.all().reverse()] == ["甲", "乙"]
        post.tags.add("丙")
        assert [tag.name for tag in post.tags.all()] == ["乙", "甲", "丙"]

    def test_a_post_for_its_page(self, make_post, django_assert_num_queries):
        expected = make_post("One", tags=["甲"])
        name = expected.author_name
        make_post("Draft", published_at=None)
        with django_assert_num_queries(2):
            post = fetch_published_post("one")
            assert (post, post.author_name) == (expected, name)
            assert [tag.name for tag in post.tags.all()] == ["甲"]
        assert fetch_published_post("draft") is None

    def test_corrections_are_read_once(self, make_post, django_assert_num_queries):
        post = make_post("One")
        post.notable_at = timezone.now()
        with django_assert_num_queries(1):
            assert fetch_corrections(post) == fetch_corrections(post) == []
