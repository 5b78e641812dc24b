"""The full-text SQL of each database: SQLite's FTS5 and PostgreSQL's GIN. No other module knows it.

The index has a row for each post, with the tokens of its title, of its body and
of its title's pinyin, separated by spaces. On SQLite a phrase is a quoted string
of FTS5. On PostgreSQL an array of tokens, and of pairs of Han characters, finds
the candidates; whether the tokens follow each other is checked in the row's text.

Titles have a second index of their own, so that titles are suggested at each key
press without searching all the texts.

Keywords have a third one: few of them for each post, so that the posts that share
one are few, and found without reading how often all others contain it.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, ClassVar

from posts.indexing.query import SearchTerm
from posts.indexing.tokens import is_han_token, is_word_token

SqlCondition = tuple[str, list[Any]]


class Backend(ABC):
    """One database's SQL to fill and query the index; migrations create its tables."""

    key_column: ClassVar[str]
    upsert_post: ClassVar[str]
    # Run before and after many posts are added.
    before_bulk: ClassVar[Sequence[str]] = ()
    after_bulk: ClassVar[Sequence[str]] = ()

    # The same for titles, which are in the index of all the text too.
    upsert_title: ClassVar[str]

    # The same for keywords. Lists are passed and returned as JSON: `select_by_keyword` returns, for each
    # keyword that it is given, the keys of the posts that have it, up to a limit.
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
        """Return the condition for a post to contain `term`."""

    @abstractmethod
    def match_title(self, term: SearchTerm, *, is_prefix: bool) -> SqlCondition:
        """Return the condition for a title to contain `term`; its last word may be longer if `is_prefix`."""

    def match_whole_title(self, tokens: Sequence[str]) -> SqlCondition:
        """Return the condition for a title to have these tokens and no others."""
        condition, parameters = self.match_title(SearchTerm(tuple(tokens)), is_prefix=False)
        _, title, _ = self.title_row(0, tokens, "")
        return f"{condition} AND title = %s", [*parameters, title]

    @abstractmethod
    def match_pinyin(self, spelling: str) -> SqlCondition:
        """Return the condition for a title to contain the pinyin `spelling`."""


class Sqlite(Backend):
    key_column = "rowid"
    upsert_post = "INSERT OR REPLACE INTO posts_search(rowid, title, body, pinyin) VALUES (%s, %s, %s, %s)"

    upsert_title = "INSERT OR REPLACE INTO posts_titles(rowid, title, pinyin) VALUES (%s, %s, %s)"

    # The tokenizer takes JSON's own signs for separators.
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
        wildcard = "*" * ends_in_prefix(term, is_prefix=is_prefix)
        return f'{{{columns}}} : "{" ".join(get_indexed_tokens(term))}"{wildcard}'

    def match_pinyin(self, spelling: str) -> SqlCondition:
        return "posts_titles MATCH %s", [f'pinyin : "{spelling}"*']


class PostgreSQL(Backend):
    # The arrays are stored compressed outside the table's own pages (TOAST): reading all of them takes
    # seconds, but the planner counts only those pages and believes a scan cheap. A function that is
    # declared expensive makes it use the index. New rows are added to the index at once (fastupdate is
    # off), as every search would read the list of pending ones.
    plan = (
        "CREATE OR REPLACE FUNCTION posts_search_known(tokens text[]) RETURNS text[] LANGUAGE plpgsql "
        "IMMUTABLE PARALLEL SAFE COST 10000 AS 'BEGIN RETURN tokens; END'",
        "DROP INDEX IF EXISTS posts_search_tokens",
        "CREATE INDEX posts_search_tokens ON posts_search USING gin (posts_search_known(tokens)) "
        "WITH (fastupdate = off)",
    )
    # Building the index once from all tokens is many times faster than adding them one by one.
    before_bulk = ("DROP INDEX IF EXISTS posts_search_tokens",)
    after_bulk = plan
    key_column = "post_id"
    upsert_post = (
        "INSERT INTO posts_search (post_id, title, body, pinyin, tokens) VALUES (%s, %s, %s, %s, %s) "
        "ON CONFLICT (post_id) DO UPDATE SET title = excluded.title, body = excluded.body, "
        "pinyin = excluded.pinyin, tokens = excluded.tokens"
    )

    # An index of arrays finds no prefixes; one of lexemes does. It covers both columns.
    upsert_title = (
        "INSERT INTO posts_titles (post_id, title, pinyin) VALUES (%s, %s, %s) "
        "ON CONFLICT (post_id) DO UPDATE SET title = excluded.title, pinyin = excluded.pinyin"
    )

    upsert_keywords = (
        "INSERT INTO posts_subjects (post_id, subjects) "
        "VALUES (%s, ARRAY(SELECT jsonb_array_elements_text(%s))) "
        "ON CONFLICT (post_id) DO UPDATE SET subjects = excluded.subjects"
    )
    # An index of arrays reads the whole list of a keyword, whatever the LIMIT. The planner's statistics
    # tell which lists are too long, for the thousand longest.
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
        tokens = list({*title, *body, *han_pairs(title), *han_pairs(body)})
        return key, pad_tokens(title), pad_tokens(body), f" {pinyin}", tokens

    def title_row(self, key: int, title: Sequence[str], pinyin: str) -> Sequence[Any]:
        return key, pad_tokens(title), pinyin

    def match_text(self, term: SearchTerm) -> SqlCondition:
        whole_tokens = get_indexed_tokens(term)[:-1] if ends_in_prefix(term) else get_indexed_tokens(term)
        lexemes = get_rarest_lexemes(whole_tokens)
        condition = "posts_search_known(tokens) @> %s::text[]"
        if len(lexemes) == 1 and whole_tokens == term.tokens:
            return condition, [lexemes]
        text = get_phrase_text(term)
        return f"{condition} AND (strpos(title, %s) > 0 OR strpos(body, %s) > 0)", [lexemes, text, text]

    def match_title(self, term: SearchTerm, *, is_prefix: bool) -> SqlCondition:
        *whole, last = (f"'{token}'" for token in get_indexed_tokens(term))
        lexemes = " & ".join([*whole, f"{last}{':*' * ends_in_prefix(term, is_prefix=is_prefix)}"])
        phrase = get_phrase_text(term, is_prefix=is_prefix)
        return "words @@ %s::tsquery AND strpos(title, %s) > 0", [lexemes, phrase]

    def match_pinyin(self, spelling: str) -> SqlCondition:
        return "sounds @@ %s::tsquery", [f"'{spelling}':*"]


SEARCH_BACKENDS: Mapping[str, Backend] = {"sqlite": Sqlite(), "postgresql": PostgreSQL()}


def get_indexed_tokens(term: SearchTerm) -> tuple[str, ...]:
    """Return the tokens of `term`, of a formula without a first one that may be the end of a word."""
    starts_in_word = term.is_formula and len(term.tokens) > 1 and is_word_token(term.tokens[0])
    return term.tokens[1:] if starts_in_word else term.tokens


def ends_in_prefix(term: SearchTerm, *, is_prefix: bool = False) -> bool:
    """Whether the last token of `term` may be the beginning of a word."""
    return (is_prefix or term.is_formula) and is_word_token(term.tokens[-1])


def pad_tokens(tokens: Iterable[str]) -> str:
    """Return tokens as a text with a space on either side of each, so that a phrase is a part of the text."""
    return f" {' '.join(tokens)} "


def get_phrase_text(term: SearchTerm, *, is_prefix: bool = False) -> str:
    """Return the text to find in a text of `pad_tokens` that contains `term`."""
    text = pad_tokens(term.tokens)
    text = text.removeprefix(" ") if term.is_formula and is_word_token(term.tokens[0]) else text
    return text.removesuffix(" ") if ends_in_prefix(term, is_prefix=is_prefix) else text


def han_pairs(tokens: Sequence[str]) -> Iterator[str]:
    """Yield the pairs of adjacent Han characters in `tokens`."""
    return (
        first + second for first, second in pairwise(tokens) if is_han_token(first) and is_han_token(second)
    )


def get_rarest_lexemes(tokens: Sequence[str]) -> list[str]:
    """Return the lexemes of `tokens` that fewest posts have: pairs of Han characters where there are any."""
    paired = {index for index, pair in enumerate(pairwise(tokens)) if all(map(is_han_token, pair))}
    singles = [token for index, token in enumerate(tokens) if not {index, index - 1} & paired]
    return [*dict.fromkeys([*han_pairs(tokens), *singles])]
