"""The index: put into it, take out of it, ask it; in whichever way the database has it."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import RawSQL

from posts.search.backends import BACKENDS, Backend, Condition
from posts.search.pinyin import spellings
from posts.search.query import Term
from posts.search.tokens import tokens

# A post's key, the tokens of its title and of its body, its title's pinyin.
Row = tuple[int, Sequence[str], Sequence[str], str]

TABLES = ("posts_search", "posts_titles", "posts_subjects")


def backend() -> Backend:
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
    index_posts([(key, tokens(title), tokens(body), spellings(title))])


def index_posts(rows: Sequence[Row]) -> None:
    """Put posts into the index whose texts are tokens already."""
    with connection.cursor() as cursor:
        cursor.executemany(backend().store, [backend().row(*row) for row in rows])
        cursor.executemany(
            backend().store_title, [backend().title_row(key, title, pinyin) for key, title, _, pinyin in rows]
        )


def remove_posts(keys: Iterable[int]) -> None:
    """Take the posts with these primary keys out of the index."""
    rows = [(key,) for key in keys]
    with connection.cursor() as cursor:
        for table in TABLES:
            sql = f"DELETE FROM {table} WHERE {backend().key} = %s"  # noqa: S608  (the names are ours)
            cursor.executemany(sql, rows)


@contextmanager
def bulk_indexing() -> Iterator[None]:
    """Put many posts into the index: meanwhile nothing is found, and it must be in a transaction."""
    with connection.cursor() as cursor:
        for statement in backend().before:
            cursor.execute(statement)
        yield
        for statement in backend().after:
            cursor.execute(statement)


def clear_index() -> None:
    """Forget every post."""
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608  (the names are ours)


def text_matches(term: Term) -> RawSQL:
    """Return the keys of the posts that hold `term`, for use behind `pk__in`."""
    return keys(select("posts_search", backend().holds(term)))


def has_more_matches(terms: Iterable[Term], most: int) -> bool:
    """Whether more than `most` posts, of whatever state, hold all `terms`; beyond that nothing is read."""
    conditions = [backend().holds(term) for term in terms]
    asked, parameters = select("posts_search", joined(" AND ", conditions))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM ({asked} LIMIT {most + 1}) AS held", parameters)  # noqa: S608
        return bool(cursor.fetchone()[0] > most)


def title_matches(term: Term) -> RawSQL:
    """Return the keys of the posts whose title holds `term`."""
    return keys(select("posts_titles", backend().entitles(term, is_begun=False)))


def pinyin_matches(spelling: str) -> RawSQL:
    """Return the keys of the posts whose title sounds like `spelling`, pinyin without tones or spaces."""
    return keys(select("posts_titles", backend().sounds(spelling)))


def prefix_matches(terms: Sequence[Term], spelling: str) -> RawSQL:
    """Return the keys of the posts whose title holds `terms`, the last of which may go on, or sounds so.

    It is one question, not several: a database that has to look into two lists for each post looks at
    all posts.
    """
    conditions = [backend().entitles(term, is_begun=term is terms[-1]) for term in terms]
    asked = joined(" INTERSECT ", [select("posts_titles", condition) for condition in conditions])
    if spelling:
        asked = joined(" UNION ", [asked, select("posts_titles", backend().sounds(spelling))])
    return keys(asked)


def select(table: str, condition: Condition) -> Condition:
    sql, parameters = condition
    return f"SELECT {backend().key} FROM {table} WHERE {sql}", parameters  # noqa: S608  (the names are ours)


def joined(operator: str, asked: Sequence[Condition]) -> Condition:
    parameters = chain.from_iterable(parameters for _, parameters in asked)
    return operator.join(sql for sql, _ in asked), list(parameters)


def keys(selection: Condition) -> RawSQL:
    return RawSQL(*selection)  # noqa: S611  (the conditions are those above)


# What posts are about -----------------------------------------------------------------


def index_keywords(posts: Mapping[int, Iterable[str]]) -> None:
    """Note what posts are about: their subjects, by primary key."""
    with connection.cursor() as cursor:
        cursor.executemany(backend().describe, [(key, as_json(found)) for key, found in posts.items()])


def posts_by_keyword(subjects: Iterable[str], most: int) -> dict[str, list[int]]:
    """Return the keys of the posts that are about each of `subjects`, where no more than `most` are."""
    with connection.cursor() as cursor:
        cursor.execute(backend().sharing, {"limit": most + 1, "subjects": as_json(subjects)})
        found = {subject: json.loads(keys) for subject, keys in cursor.fetchall()}
    return {subject: keys for subject, keys in found.items() if len(keys) <= most}


def as_json(found: Iterable[str]) -> str:
    return json.dumps(list(found), ensure_ascii=False)
