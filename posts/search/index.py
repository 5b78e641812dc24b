"""The index, and the only file that knows full-text SQL: SQLite's FTS5 and PostgreSQL's GIN.

It has a row for each post, with the tokens of its title, of its body and of its
title's pinyin, parted by spaces. On SQLite a phrase is a quoted string of FTS5.
On PostgreSQL an array of tokens, and of pairs of Han characters, finds the
candidates; that the tokens stand one behind the other is seen in the row's text.

What posts are about is an index of its own: few words a post, so that the posts
that share one are few, and found without reading how often all others say it.
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import Any, ClassVar

from django.db import connection
from django.db.models.expressions import RawSQL

from posts.search.pinyin import spellings
from posts.search.query import Term
from posts.search.tokens import is_han, is_word, tokens

Condition = tuple[str, list[Any]]

TABLES = ("posts_search", "posts_subjects")


class Backend(ABC):
    """One database's way: SQL to make, drop, fill and ask the index."""

    create: ClassVar[Sequence[str]]
    drop: ClassVar[Sequence[str]]
    key: ClassVar[str]
    store: ClassVar[str]
    # Around filling it with many posts.
    before: ClassVar[Sequence[str]] = ()
    after: ClassVar[Sequence[str]] = ()

    # The same of what posts are about. Lists go in and come out as JSON: `sharing` gives for each of
    # the subjects it is asked for the keys of the posts about it, up to a limit.
    create_subjects: ClassVar[Sequence[str]]
    drop_subjects: ClassVar[Sequence[str]] = ("DROP TABLE posts_subjects",)
    describe: ClassVar[str]
    sharing: ClassVar[str]

    @abstractmethod
    def row(self, key: int, title: Sequence[str], body: Sequence[str], pinyin: str) -> Sequence[Any]:
        """Return the parameters of `store`."""

    @abstractmethod
    def holds(self, term: Term, *, in_title: bool, is_begun: bool) -> Condition:
        """Return the condition for a row to hold `term`; of one that is begun, the last word may go on."""

    @abstractmethod
    def sounds(self, spelling: str) -> Condition:
        """Return the condition for a title to sound like `spelling` somewhere."""


class Sqlite(Backend):
    create = ("CREATE VIRTUAL TABLE posts_search USING fts5(title, body, pinyin, tokenize = 'ascii')",)
    drop = ("DROP TABLE posts_search",)
    key = "rowid"
    store = "INSERT OR REPLACE INTO posts_search(rowid, title, body, pinyin) VALUES (%s, %s, %s, %s)"

    # All of JSON's own signs part tokens.
    create_subjects = (
        "CREATE VIRTUAL TABLE posts_subjects USING fts5(subjects, detail = none, tokenize = 'ascii')",
    )
    describe = "INSERT OR REPLACE INTO posts_subjects(rowid, subjects) VALUES (%s, %s)"
    sharing = (
        "SELECT one.value, (SELECT json_group_array(rowid) FROM (SELECT rowid FROM posts_subjects "
        "WHERE posts_subjects MATCH '\"' || one.value || '\"' LIMIT %(limit)s)) "
        "FROM json_each(%(subjects)s) AS one"
    )

    def row(self, key: int, title: Sequence[str], body: Sequence[str], pinyin: str) -> Sequence[Any]:
        return key, " ".join(title), " ".join(body), pinyin

    def holds(self, term: Term, *, in_title: bool, is_begun: bool) -> Condition:
        known = inner(term) if term.is_formula else term.tokens
        may_go_on = is_begun or (term.is_formula and is_word(known[-1]))
        match = f'{{{"title" if in_title else "title body"}}} : "{" ".join(known)}"{"*" * may_go_on}'
        if not term.is_formula:
            return "posts_search MATCH %s", [match]
        pattern = f"%{' '.join(term.tokens)}%"
        return "posts_search MATCH %s AND (title LIKE %s OR body LIKE %s)", [match, pattern, pattern]

    def sounds(self, spelling: str) -> Condition:
        return "posts_search MATCH %s", [f'pinyin : "{spelling}"*']


class PostgreSQL(Backend):
    # The arrays lie beside the table, compressed: reading all of them takes seconds, and the planner,
    # who counts the table's own pages, believes it cheap. A function that says it is dear leads him to
    # the index. New rows go there at once (fastupdate): a list of waiting ones is read by every search.
    plan = (
        "CREATE OR REPLACE FUNCTION posts_search_known(tokens text[]) RETURNS text[] LANGUAGE plpgsql "
        "IMMUTABLE PARALLEL SAFE COST 10000 AS 'BEGIN RETURN tokens; END'",
        "DROP INDEX IF EXISTS posts_search_tokens",
        "CREATE INDEX posts_search_tokens ON posts_search USING gin (posts_search_known(tokens)) "
        "WITH (fastupdate = off)",
    )
    # To sort all tokens once is many times quicker than to find a place for each.
    before = ("DROP INDEX IF EXISTS posts_search_tokens",)
    after = plan
    create = (
        "CREATE TABLE posts_search (post_id bigint PRIMARY KEY, title text NOT NULL, "
        "body text NOT NULL, pinyin text NOT NULL, tokens text[] NOT NULL)",
        *plan,
    )
    drop = ("DROP TABLE posts_search", "DROP FUNCTION posts_search_known")
    key = "post_id"
    store = (
        "INSERT INTO posts_search (post_id, title, body, pinyin, tokens) VALUES (%s, %s, %s, %s, %s) "
        "ON CONFLICT (post_id) DO UPDATE SET title = excluded.title, body = excluded.body, "
        "pinyin = excluded.pinyin, tokens = excluded.tokens"
    )

    create_subjects = (
        "CREATE TABLE posts_subjects (post_id bigint PRIMARY KEY, subjects text[] NOT NULL)",
        "CREATE INDEX posts_subjects_shared ON posts_subjects USING gin (subjects) WITH (fastupdate = off)",
    )
    describe = (
        "INSERT INTO posts_subjects (post_id, subjects) "
        "VALUES (%s, ARRAY(SELECT jsonb_array_elements_text(%s))) "
        "ON CONFLICT (post_id) DO UPDATE SET subjects = excluded.subjects"
    )
    # An index of arrays reads all of a long list, however few of it are wanted. Which lists are too
    # long the planner's statistics know, for the thousand longest.
    sharing = (
        "SELECT one, to_json(ARRAY(SELECT post_id FROM posts_subjects WHERE subjects @> ARRAY[one] "
        "LIMIT %(limit)s))::text FROM jsonb_array_elements_text(%(subjects)s) AS one WHERE one NOT IN ("
        "SELECT subject FROM (SELECT unnest(most_common_elems::text::text[]) AS subject, "
        "unnest(most_common_elem_freqs) AS share FROM pg_stats WHERE schemaname = current_schema() "
        "AND tablename = 'posts_subjects' AND attname = 'subjects') AS known "
        "WHERE subject IS NOT NULL AND share * (SELECT reltuples FROM pg_class "
        "WHERE oid = 'posts_subjects'::regclass) > %(limit)s)"
    )

    def row(self, key: int, title: Sequence[str], body: Sequence[str], pinyin: str) -> Sequence[Any]:
        known = list({*title, *body, *pairs(title), *pairs(body)})
        return key, f" {' '.join(title)} ", f" {' '.join(body)} ", f" {pinyin}", known

    def holds(self, term: Term, *, in_title: bool, is_begun: bool) -> Condition:
        known = list(inner(term)) if term.is_formula else list(term.tokens)
        may_go_on = (is_begun or term.is_formula) and is_word(term.tokens[-1])
        if may_go_on:
            known = known[:-1]
        conditions = ["posts_search_known(tokens) @> %s::text[]"]
        parameters: list[Any] = [narrowest(known)]
        if in_title or may_go_on or term.is_formula or len(narrowest(known)) > 1:
            begin = "" if term.is_formula and is_word(term.tokens[0]) else " "
            end = "" if may_go_on else " "
            conditions.append("title LIKE %s" if in_title else "title || body LIKE %s")
            parameters.append(f"%{begin}{' '.join(term.tokens)}{end}%")
        return " AND ".join(conditions), parameters

    def sounds(self, spelling: str) -> Condition:
        return "pinyin LIKE %s", [f"% {spelling}%"]


BACKENDS: Mapping[str, Backend] = {"sqlite": Sqlite(), "postgresql": PostgreSQL()}


def backend() -> Backend:
    return BACKENDS[connection.vendor]


def store(key: int, title: str, body: str) -> None:
    """Put the post with primary key `key` into the index, or renew it there."""
    with connection.cursor() as cursor:
        cursor.execute(backend().store, row(key, title, body))


def forget(keys: Iterable[int]) -> None:
    """Take the posts with these primary keys out of the index."""
    rows = [(key,) for key in keys]
    with connection.cursor() as cursor:
        for table in TABLES:
            sql = f"DELETE FROM {table} WHERE {backend().key} = %s"  # noqa: S608  (the names are ours)
            cursor.executemany(sql, rows)


@contextmanager
def filling() -> Iterator[None]:
    """Put many posts into the index: meanwhile nothing is found, and it must be in a transaction."""
    with connection.cursor() as cursor:
        for statement in backend().before:
            cursor.execute(statement)
        yield
        for statement in backend().after:
            cursor.execute(statement)


def clear() -> None:
    """Forget every post."""
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608  (the names are ours)


def row(key: int, title: str, body: str) -> Sequence[Any]:
    return backend().row(key, tokens(title), tokens(body), spellings(title))


def having(term: Term, *, in_title: bool = False, is_begun: bool = False) -> RawSQL:
    """Return the keys of the posts that hold `term`, for use behind `pk__in`."""
    return select(backend().holds(term, in_title=in_title, is_begun=is_begun))


def sounding(spelling: str) -> RawSQL:
    """Return the keys of the posts whose title sounds like `spelling`, pinyin without tones or spaces."""
    return select(backend().sounds(spelling))


def select(condition: Condition) -> RawSQL:
    sql, parameters = condition
    return RawSQL(selection(sql), parameters)  # noqa: S611  (the conditions are those above)


def selection(condition: str) -> str:
    return f"SELECT {backend().key} FROM posts_search WHERE {condition}"  # noqa: S608


# What posts are about -----------------------------------------------------------------


def describe(posts: Mapping[int, Iterable[str]]) -> None:
    """Note what posts are about: their subjects, by primary key."""
    with connection.cursor() as cursor:
        cursor.executemany(backend().describe, [(key, as_json(found)) for key, found in posts.items()])


def sharing(subjects: Iterable[str], most: int) -> dict[str, list[int]]:
    """Return the keys of the posts that are about each of `subjects`, where no more than `most` are."""
    with connection.cursor() as cursor:
        cursor.execute(backend().sharing, {"limit": most + 1, "subjects": as_json(subjects)})
        found = {subject: json.loads(keys) for subject, keys in cursor.fetchall()}
    return {subject: keys for subject, keys in found.items() if len(keys) <= most}


def as_json(found: Iterable[str]) -> str:
    return json.dumps(list(found), ensure_ascii=False)


# Tokens -------------------------------------------------------------------------------


def inner(term: Term) -> tuple[str, ...]:
    """Return the tokens of a formula without a first one that may be the end of a word."""
    return term.tokens[1:] if len(term.tokens) > 1 and is_word(term.tokens[0]) else term.tokens


def pairs(found: Sequence[str]) -> Iterator[str]:
    """Yield the pairs of neighbouring Han characters in `found`."""
    return (one + other for one, other in pairwise(found) if is_han(one) and is_han(other))


def narrowest(found: Sequence[str]) -> list[str]:
    """Return the lexemes of `found` that fewest posts have: pairs of Han characters where there are any."""
    paired = {index for index, pair in enumerate(pairwise(found)) if all(map(is_han, pair))}
    singles = [token for index, token in enumerate(found) if index not in paired and index - 1 not in paired]
    return [*dict.fromkeys([*pairs(found), *singles])]
