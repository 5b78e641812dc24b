"""Search: one tokenizer, one index, one reading of what a reader types, on SQLite and on PostgreSQL."""

from posts.search.index import (
    are_more,
    begun,
    clear,
    describe,
    filling,
    forget,
    having,
    put,
    set_up,
    sharing,
    sounding,
    store,
    titled,
)
from posts.search.passages import passage
from posts.search.query import MAX_LENGTH, Filter, Query, Term, parse
from posts.search.subjects import subjects_of

__all__ = [
    "MAX_LENGTH",
    "Filter",
    "Query",
    "Term",
    "are_more",
    "begun",
    "clear",
    "describe",
    "filling",
    "forget",
    "having",
    "parse",
    "passage",
    "put",
    "set_up",
    "sharing",
    "sounding",
    "store",
    "subjects_of",
    "titled",
]
