"""The index in each database, and the only file that knows full-text SQL: SQLite's FTS5 and PostgreSQL's GIN.

It has a row for each post, with the tokens of its title, of its body and of its
title's pinyin, parted by spaces. On SQLite a phrase is a quoted string of FTS5.
On PostgreSQL an array of tokens, and of pairs of Han characters, finds the
candidates; that the tokens stand one behind the other is seen in the row's text.

Titles have an index of their own beside it: who looks for one, a letter at a time,
does not wait for what all the texts say.

What posts are about is an index of its own: few words a post, so that the posts
that share one are few, and found without reading how often all others say it.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, ClassVar

from posts.search.query import SearchTerm
from posts.search.tokens import is_han_token, is_word_token

SqlCondition = tuple[str, list[Any]]


class Backend(ABC):
    """One database's way: SQL to make, drop, fill and ask the index."""

    create: ClassVar[Sequence[str]]
    drop: ClassVar[Sequence[str]]
    key_column: ClassVar[str]
    upsert_post: ClassVar[str]
    # Around filling it with many posts.
    before_bulk: ClassVar[Sequence[str]] = ()
    after_bulk: ClassVar[Sequence[str]] = ()

    # The same of titles, which stand in the index of all the text too.
    create_titles: ClassVar[Sequence[str]]
    drop_titles: ClassVar[Sequence[str]] = ("DROP TABLE posts_titles",)
    upsert_title: ClassVar[str]
    fill_titles: ClassVar[str]

    # The same of what posts are about. Lists go in and come out as JSON: `select_by_keyword` gives for each of
    # the subjects it is asked for the keys of the posts about it, up to a limit.
    create_subjects: ClassVar[Sequence[str]]
    drop_subjects: ClassVar[Sequence[str]] = ("DROP TABLE posts_subjects",)
    upsert_keywords: ClassVar[str]
    select_by_keyword: ClassVar[str]

    @abstractmethod
    def post_row(self, key: int, title: Sequence[str], body: Sequence[str], pinyin: str) -> Sequence[Any]:
        """Return the parameters of `upsert_post`."""

    @abstractmethod
    def title_row(self, key: int, title: Sequence[str], pinyin: str) -> Sequence[Any]:
        """Return the parameters of `upsert_title`."""

    @abstractmethod
    def match_text(self, term: SearchTerm) -> SqlCondition:
        """Return the condition for a post to hold `term`."""

    @abstractmethod
    def match_title(self, term: SearchTerm, *, is_prefix: bool) -> SqlCondition:
        """Return the condition for a title to hold `term`; of one that is begun, the last word may go on."""

    @abstractmethod
    def match_pinyin(self, spelling: str) -> SqlCondition:
        """Return the condition for a title to sound like `spelling` somewhere."""


class Sqlite(Backend):
    create = ("CREATE VIRTUAL TABLE posts_search USING fts5(title, body, pinyin, tokenize = 'ascii')",)
    drop = ("DROP TABLE posts_search",)
    key_column = "rowid"
    upsert_post = "INSERT OR REPLACE INTO posts_search(rowid, title, body, pinyin) VALUES (%s, %s, %s, %s)"

    create_titles = ("CREATE VIRTUAL TABLE posts_titles USING fts5(title, pinyin, tokenize = 'ascii')",)
    upsert_title = "INSERT OR REPLACE INTO posts_titles(rowid, title, pinyin) VALUES (%s, %s, %s)"
    fill_titles = (
        "INSERT INTO posts_titles(rowid, title, pinyin) SELECT rowid, title, pinyin FROM posts_search"
    )

    # All of JSON's own signs part tokens.
    create_subjects = (
        "CREATE VIRTUAL TABLE posts_subjects USING fts5(subjects, detail = none, tokenize = 'ascii')",
    )
    upsert_keywords = "INSERT OR REPLACE INTO posts_subjects(rowid, subjects) VALUES (%s, %s)"
    select_by_keyword = (
        "SELECT one.value, (SELECT json_group_array(rowid) FROM (SELECT rowid FROM posts_subjects "
        "WHERE posts_subjects MATCH '\"' || one.value || '\"' LIMIT %(limit)s)) "
        "FROM json_each(%(subjects)s) AS one"
    )

    def post_row(self, key: int, title: Sequence[str], body: Sequence[str], pinyin: str) -> Sequence[Any]:
        return key, " ".join(title), " ".join(body), pinyin

    def title_row(self, key: int, title: Sequence[str], pinyin: str) -> Sequence[Any]:
        return key, " ".join(title), pinyin

    def match_text(self, term: SearchTerm) -> SqlCondition:
        match = self.format_phrase("title body", term)
        if not term.is_formula:
            return "posts_search MATCH %s", [match]
        pattern = f"%{' '.join(term.tokens)}%"
        return "posts_search MATCH %s AND (title LIKE %s OR body LIKE %s)", [match, pattern, pattern]

    def match_title(self, term: SearchTerm, *, is_prefix: bool) -> SqlCondition:
        match = self.format_phrase("title", term, is_prefix=is_prefix)
        if not term.is_formula:
            return "posts_titles MATCH %s", [match]
        return "posts_titles MATCH %s AND title LIKE %s", [match, f"%{' '.join(term.tokens)}%"]

    def format_phrase(self, columns: str, term: SearchTerm, *, is_prefix: bool = False) -> str:
        return f'{{{columns}}} : "{" ".join(get_indexed_tokens(term))}"{"*" * ends_in_prefix(term, is_prefix=is_prefix)}'

    def match_pinyin(self, spelling: str) -> SqlCondition:
        return "posts_titles MATCH %s", [f'pinyin : "{spelling}"*']


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
    before_bulk = ("DROP INDEX IF EXISTS posts_search_tokens",)
    after_bulk = plan
    create = (
        "CREATE TABLE posts_search (post_id bigint PRIMARY KEY, title text NOT NULL, "
        "body text NOT NULL, pinyin text NOT NULL, tokens text[] NOT NULL)",
        *plan,
    )
    drop = ("DROP TABLE posts_search", "DROP FUNCTION posts_search_known")
    key_column = "post_id"
    upsert_post = (
        "INSERT INTO posts_search (post_id, title, body, pinyin, tokens) VALUES (%s, %s, %s, %s, %s) "
        "ON CONFLICT (post_id) DO UPDATE SET title = excluded.title, body = excluded.body, "
        "pinyin = excluded.pinyin, tokens = excluded.tokens"
    )

    # An index of arrays knows no beginnings of words; one of lexemes does. Both columns are in it.
    create_titles = (
        "CREATE TABLE posts_titles (post_id bigint PRIMARY KEY, title text NOT NULL, pinyin text NOT NULL, "
        + ", ".join(
            f"{lexemes} tsvector NOT NULL GENERATED ALWAYS AS "
            f"(array_to_tsvector(array_remove(string_to_array({column}, ' '), ''))) STORED"
            for lexemes, column in (("words", "title"), ("sounds", "pinyin"))
        )
        + ")",
        "CREATE INDEX posts_titles_lexemes ON posts_titles USING gin (words, sounds) WITH (fastupdate = off)",
    )
    upsert_title = (
        "INSERT INTO posts_titles (post_id, title, pinyin) VALUES (%s, %s, %s) "
        "ON CONFLICT (post_id) DO UPDATE SET title = excluded.title, pinyin = excluded.pinyin"
    )
    fill_titles = (
        "INSERT INTO posts_titles (post_id, title, pinyin) SELECT post_id, title, pinyin FROM posts_search"
    )

    create_subjects = (
        "CREATE TABLE posts_subjects (post_id bigint PRIMARY KEY, subjects text[] NOT NULL)",
        "CREATE INDEX posts_subjects_shared ON posts_subjects USING gin (subjects) WITH (fastupdate = off)",
    )
    upsert_keywords = (
        "INSERT INTO posts_subjects (post_id, subjects) "
        "VALUES (%s, ARRAY(SELECT jsonb_array_elements_text(%s))) "
        "ON CONFLICT (post_id) DO UPDATE SET subjects = excluded.subjects"
    )
    # An index of arrays reads all of a long list, however few of it are wanted. Which lists are too
    # long the planner's statistics know, for the thousand longest.
    select_by_keyword = (
        "SELECT one, to_json(ARRAY(SELECT post_id FROM posts_subjects WHERE subjects @> ARRAY[one] "
        "LIMIT %(limit)s))::text FROM jsonb_array_elements_text(%(subjects)s) AS one WHERE one NOT IN ("
        "SELECT subject FROM (SELECT unnest(most_common_elems::text::text[]) AS subject, "
        "unnest(most_common_elem_freqs) AS share FROM pg_stats WHERE schemaname = current_schema() "
        "AND tablename = 'posts_subjects' AND attname = 'subjects') AS known "
        "WHERE subject IS NOT NULL AND share * (SELECT reltuples FROM pg_class "
        "WHERE oid = 'posts_subjects'::regclass) > %(limit)s)"
    )

    def post_row(self, key: int, title: Sequence[str], body: Sequence[str], pinyin: str) -> Sequence[Any]:
        known = list({*title, *body, *han_pairs(title), *han_pairs(body)})
        return key, pad_tokens(title), pad_tokens(body), f" {pinyin}", known

    def title_row(self, key: int, title: Sequence[str], pinyin: str) -> Sequence[Any]:
        return key, pad_tokens(title), pinyin

    def match_text(self, term: SearchTerm) -> SqlCondition:
        known = get_indexed_tokens(term)[:-1] if ends_in_prefix(term) else get_indexed_tokens(term)
        lexemes = get_rarest_lexemes(known)
        condition = "posts_search_known(tokens) @> %s::text[]"
        if len(lexemes) == 1 and known == term.tokens:
            return condition, [lexemes]
        text = get_phrase_text(term)
        return f"{condition} AND (strpos(title, %s) > 0 OR strpos(body, %s) > 0)", [lexemes, text, text]

    def match_title(self, term: SearchTerm, *, is_prefix: bool) -> SqlCondition:
        *whole, last = (f"'{token}'" for token in get_indexed_tokens(term))
        lexemes = " & ".join([*whole, f"{last}{':*' * ends_in_prefix(term, is_prefix=is_prefix)}"])
        return "words @@ %s::tsquery AND strpos(title, %s) > 0", [
            lexemes,
            get_phrase_text(term, is_prefix=is_prefix),
        ]

    def match_pinyin(self, spelling: str) -> SqlCondition:
        return "sounds @@ %s::tsquery", [f"'{spelling}':*"]


BACKENDS: Mapping[str, Backend] = {"sqlite": Sqlite(), "postgresql": PostgreSQL()}


def get_indexed_tokens(term: SearchTerm) -> tuple[str, ...]:
    """Return the tokens of `term`, of a formula without a first one that may be the end of a word."""
    may_begin_before = term.is_formula and len(term.tokens) > 1 and is_word_token(term.tokens[0])
    return term.tokens[1:] if may_begin_before else term.tokens


def ends_in_prefix(term: SearchTerm, *, is_prefix: bool = False) -> bool:
    """Whether the last token of `term` may be the beginning of a word."""
    return (is_prefix or term.is_formula) and is_word_token(term.tokens[-1])


def pad_tokens(found: Iterable[str]) -> str:
    """Return tokens parted by spaces, with one on either side: what holds another one holds its tokens."""
    return f" {' '.join(found)} "


def get_phrase_text(term: SearchTerm, *, is_prefix: bool = False) -> str:
    """Return the part of a framed text that has `term`."""
    text = pad_tokens(term.tokens)
    text = text.removeprefix(" ") if term.is_formula and is_word_token(term.tokens[0]) else text
    return text.removesuffix(" ") if ends_in_prefix(term, is_prefix=is_prefix) else text


def han_pairs(found: Sequence[str]) -> Iterator[str]:
    """Yield the pairs of neighbouring Han characters in `found`."""
    return (one + other for one, other in pairwise(found) if is_han_token(one) and is_han_token(other))


def get_rarest_lexemes(found: Sequence[str]) -> list[str]:
    """Return the lexemes of `found` that fewest posts have: pairs of Han characters where there are any."""
    paired = {index for index, pair in enumerate(pairwise(found)) if all(map(is_han_token, pair))}
    singles = [token for index, token in enumerate(found) if index not in paired and index - 1 not in paired]
    return [*dict.fromkeys([*han_pairs(found), *singles])]
