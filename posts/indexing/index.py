"""The search index: write, delete and query it, on whichever database the site has."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import RawSQL

from posts.indexing.backends import SEARCH_BACKENDS, Backend, SqlCondition
from posts.indexing.pinyin import title_to_pinyin
from posts.indexing.query import SearchTerm
from posts.indexing.tokens import tokenize_text

# A post's primary key, the tokens of its title and of its body, and its title's pinyin.
IndexRow = tuple[int, Sequence[str], Sequence[str], str]

# SQLite joins 500 at most.
MAX_UNITED_SELECTS = 100

INDEX_TABLES = ("posts_search", "posts_titles", "posts_subjects")


def get_backend() -> Backend:
    return SEARCH_BACKENDS[connection.vendor]


def configure_connection(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Set up a new PostgreSQL connection for search: no JIT, and enough memory for the posts of a word.

    Compiling a query that looks expensive takes longer than running it. A list of posts, up to a million,
    that does not fit into memory is scanned from its beginning for each post. These are statements rather
    than options of the connection, as a connection pooler may refuse options.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET jit = off; SET hash_mem_multiplier = 8")


def index_post(key: int, title: str, body: str) -> None:
    """Add the post with the primary key `key` to the index, or update it there."""
    index_posts([(key, tokenize_text(title), tokenize_text(body), title_to_pinyin(title))])


def index_posts(rows: Sequence[IndexRow]) -> None:
    """Add posts to the index, or update them; their texts are given as tokens."""
    with connection.cursor() as cursor:
        cursor.executemany(get_backend().upsert_post, [get_backend().post_row(*row) for row in rows])
        cursor.executemany(
            get_backend().upsert_title,
            [get_backend().title_row(key, title, pinyin) for key, title, _, pinyin in rows],
        )


def remove_posts(keys: Iterable[int]) -> None:
    """Remove the posts with these primary keys from the index."""
    rows = [(key,) for key in keys]
    with connection.cursor() as cursor:
        for table in INDEX_TABLES:
            sql = f"DELETE FROM {table} WHERE {get_backend().key_column} = %s"  # noqa: S608  (the names are ours)
            cursor.executemany(sql, rows)


@contextmanager
def bulk_indexing() -> Iterator[None]:
    """Speed up adding many posts to the index.

    Must run in a transaction: until the end PostgreSQL has no index to search with.
    """
    with connection.cursor() as cursor:
        for statement in get_backend().before_bulk:
            cursor.execute(statement)
        yield
        for statement in get_backend().after_bulk:
            cursor.execute(statement)


def clear_index() -> None:
    """Remove every post from the index."""
    with connection.cursor() as cursor:
        for table in INDEX_TABLES:
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608  (the names are ours)


def text_matches(term: SearchTerm) -> RawSQL:
    """Return a subquery of the keys of the posts that contain `term`, for use with `pk__in`."""
    return as_subquery(select_keys("posts_search", get_backend().match_text(term)))


def has_more_matches(terms: Iterable[SearchTerm], limit: int) -> bool:
    """Whether more than `limit` posts, of whatever state, contain all `terms`; counting stops there."""
    conditions = [get_backend().match_text(term) for term in terms]
    select, parameters = select_keys("posts_search", join_sql(" AND ", conditions))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM ({select} LIMIT {limit + 1}) AS matches", parameters)  # noqa: S608
        return bool(cursor.fetchone()[0] > limit)


def title_matches(term: SearchTerm) -> RawSQL:
    """Return a subquery of the keys of the posts whose title contains `term`."""
    return as_subquery(select_keys("posts_titles", get_backend().match_title(term, is_prefix=False)))


def find_keys_by_titles(titles: Iterable[str]) -> list[int]:
    """Return the keys of the posts whose title has the same words as one of `titles`."""
    keys: list[int] = []
    tokens = [found for title in titles if (found := tuple(tokenize_text(title)))]
    with connection.cursor() as cursor:
        for some in batched_list(list(dict.fromkeys(tokens)), MAX_UNITED_SELECTS):
            selects = [select_keys("posts_titles", get_backend().match_whole_title(words)) for words in some]
            cursor.execute(*join_sql(" UNION ALL ", selects))
            keys += [key for (key,) in cursor.fetchall()]
    return keys


def batched_list(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    """Yield `items` in pieces of `size`."""
    return (items[start : start + size] for start in range(0, len(items), size))


def pinyin_matches(spelling: str) -> RawSQL:
    """Return a subquery of the keys of the posts whose title has the pinyin `spelling`, without tones."""
    return as_subquery(select_keys("posts_titles", get_backend().match_pinyin(spelling)))


def prefix_matches(terms: Sequence[SearchTerm], spelling: str) -> RawSQL:
    """Return a subquery of the keys of the posts whose title contains `terms`, or `spelling` in pinyin.

    The last word may be the beginning of a longer one. It is one subquery, not several joined by OR: with
    two lists to look into for each post a database scans all posts.
    """
    conditions = [get_backend().match_title(term, is_prefix=term is terms[-1]) for term in terms]
    select = join_sql(" INTERSECT ", [select_keys("posts_titles", condition) for condition in conditions])
    if spelling:
        by_sound = select_keys("posts_titles", get_backend().match_pinyin(spelling))
        select = join_sql(" UNION ", [select, by_sound])
    return as_subquery(select)


def select_keys(table: str, condition: SqlCondition) -> SqlCondition:
    sql, parameters = condition
    return f"SELECT {get_backend().key_column} FROM {table} WHERE {sql}", parameters  # noqa: S608  (the names are ours)


def join_sql(operator: str, parts: Sequence[SqlCondition]) -> SqlCondition:
    parameters = chain.from_iterable(parameters for _, parameters in parts)
    return operator.join(sql for sql, _ in parts), list(parameters)


def as_subquery(select: SqlCondition) -> RawSQL:
    return RawSQL(*select)  # noqa: S611  (the conditions are those above)


# Keywords -----------------------------------------------------------------------------


def index_keywords(keywords_by_post: Mapping[int, Iterable[str]]) -> None:
    """Store the keywords of posts, given by primary key."""
    rows = [(key, dump_list(keywords)) for key, keywords in keywords_by_post.items()]
    with connection.cursor() as cursor:
        cursor.executemany(get_backend().upsert_keywords, rows)


def posts_by_keyword(keywords: Iterable[str], limit: int) -> dict[str, list[int]]:
    """Return the keys of the posts with each of `keywords`, for keywords that at most `limit` posts have."""
    posts = read_posts_by_keyword(keywords, limit)
    return {keyword: keys for keyword, keys in posts.items() if len(keys) <= limit}


def read_posts_by_keyword(keywords: Iterable[str], limit: int) -> dict[str, list[int]]:
    """Return keys of the posts with each of `keywords`: all of them, or `limit` and one more."""
    with connection.cursor() as cursor:
        cursor.execute(get_backend().select_by_keyword, {"limit": limit + 1, "subjects": dump_list(keywords)})
        return {keyword: json.loads(keys) for keyword, keys in cursor.fetchall()}


def dump_list(items: Iterable[str]) -> str:
    return json.dumps(list(items), ensure_ascii=False)
