"""Search: one tokenizer, one index, one reading of what a reader types, on SQLite and on PostgreSQL."""

from posts.search.index import clear, forget, having, keys, sounding, store
from posts.search.passages import passage
from posts.search.query import MAX_LENGTH, Filter, Query, Term, parse

__all__ = [
    "MAX_LENGTH",
    "Filter",
    "Query",
    "Term",
    "clear",
    "forget",
    "having",
    "keys",
    "parse",
    "passage",
    "sounding",
    "store",
]
