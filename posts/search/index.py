"""The index: put into it, take out of it, ask it; in whichever way the database has it."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import RawSQL

from posts.search.backends import BACKENDS, Backend, SqlCondition
from posts.search.pinyin import title_to_pinyin
from posts.search.query import SearchTerm
from posts.search.tokens import tokenize_text

# A post's key, the tokens of its title and of its body, its title's pinyin.
IndexRow = tuple[int, Sequence[str], Sequence[str], str]

INDEX_TABLES = ("posts_search", "posts_titles", "posts_subjects")


def get_backend() -> Backend:
    return BACKENDS[connection.vendor]


def configure_connection(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Have a new connection's queries run as they are: to compile what looks dear takes longer than it does.

    And give a word's posts, up to a million, room in memory: in a list that has none each post is looked
    for from its beginning. These are no options of the connection, as a pooler may refuse such.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET jit = off; SET hash_mem_multiplier = 8")


def index_post(key: int, title: str, body: str) -> None:
    """Put the post with primary key `key` into the index, or renew it there."""
    index_posts([(key, tokenize_text(title), tokenize_text(body), title_to_pinyin(title))])


def index_posts(rows: Sequence[IndexRow]) -> None:
    """Put posts into the index whose texts are tokens already."""
    with connection.cursor() as cursor:
        cursor.executemany(get_backend().upsert_post, [get_backend().post_row(*row) for row in rows])
        cursor.executemany(
            get_backend().upsert_title,
            [get_backend().title_row(key, title, pinyin) for key, title, _, pinyin in rows],
        )


def remove_posts(keys: Iterable[int]) -> None:
    """Take the posts with these primary keys out of the index."""
    rows = [(key,) for key in keys]
    with connection.cursor() as cursor:
        for table in INDEX_TABLES:
            sql = f"DELETE FROM {table} WHERE {get_backend().key_column} = %s"  # noqa: S608  (the names are ours)
            cursor.executemany(sql, rows)


@contextmanager
def bulk_indexing() -> Iterator[None]:
    """Put many posts into the index: meanwhile nothing is found, and it must be in a transaction."""
    with connection.cursor() as cursor:
        for statement in get_backend().before_bulk:
            cursor.execute(statement)
        yield
        for statement in get_backend().after_bulk:
            cursor.execute(statement)


def clear_index() -> None:
    """Forget every post."""
    with connection.cursor() as cursor:
        for table in INDEX_TABLES:
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608  (the names are ours)


def text_matches(term: SearchTerm) -> RawSQL:
    """Return the keys of the posts that hold `term`, for use behind `pk__in`."""
    return as_subquery(select_keys("posts_search", get_backend().match_text(term)))


def has_more_matches(terms: Iterable[SearchTerm], limit: int) -> bool:
    """Whether more than `most` posts, of whatever state, hold all `terms`; beyond that nothing is read."""
    conditions = [get_backend().match_text(term) for term in terms]
    asked, parameters = select_keys("posts_search", join_selects(" AND ", conditions))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM ({asked} LIMIT {limit + 1}) AS held", parameters)  # noqa: S608
        return bool(cursor.fetchone()[0] > limit)


def title_matches(term: SearchTerm) -> RawSQL:
    """Return the keys of the posts whose title holds `term`."""
    return as_subquery(select_keys("posts_titles", get_backend().match_title(term, is_prefix=False)))


def pinyin_matches(spelling: str) -> RawSQL:
    """Return the keys of the posts whose title sounds like `spelling`, pinyin without tones or spaces."""
    return as_subquery(select_keys("posts_titles", get_backend().match_pinyin(spelling)))


def prefix_matches(terms: Sequence[SearchTerm], spelling: str) -> RawSQL:
    """Return the keys of the posts whose title holds `terms`, the last of which may go on, or sounds so.

    It is one question, not several: a database that has to look into two lists for each post looks at
    all posts.
    """
    conditions = [get_backend().match_title(term, is_prefix=term is terms[-1]) for term in terms]
    asked = join_selects(" INTERSECT ", [select_keys("posts_titles", condition) for condition in conditions])
    if spelling:
        asked = join_selects(
            " UNION ", [asked, select_keys("posts_titles", get_backend().match_pinyin(spelling))]
        )
    return as_subquery(asked)


def select_keys(table: str, condition: SqlCondition) -> SqlCondition:
    sql, parameters = condition
    return f"SELECT {get_backend().key_column} FROM {table} WHERE {sql}", parameters  # noqa: S608  (the names are ours)


def join_selects(operator: str, asked: Sequence[SqlCondition]) -> SqlCondition:
    parameters = chain.from_iterable(parameters for _, parameters in asked)
    return operator.join(sql for sql, _ in asked), list(parameters)


def as_subquery(selection: SqlCondition) -> RawSQL:
    return RawSQL(*selection)  # noqa: S611  (the conditions are those above)


# What posts are about -----------------------------------------------------------------


def index_keywords(posts: Mapping[int, Iterable[str]]) -> None:
    """Note what posts are about: their subjects, by primary key."""
    with connection.cursor() as cursor:
        cursor.executemany(
            get_backend().upsert_keywords, [(key, dump_list(found)) for key, found in posts.items()]
        )


def posts_by_keyword(keywords: Iterable[str], limit: int) -> dict[str, list[int]]:
    """Return the keys of the posts that are about each of `subjects`, where no more than `most` are."""
    with connection.cursor() as cursor:
        cursor.execute(get_backend().select_by_keyword, {"limit": limit + 1, "subjects": dump_list(keywords)})
        found = {subject: json.loads(keys) for subject, keys in cursor.fetchall()}
    return {subject: keys for subject, keys in found.items() if len(keys) <= limit}


def dump_list(found: Iterable[str]) -> str:
    return json.dumps(list(found), ensure_ascii=False)
