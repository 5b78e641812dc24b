"""Pages as records: what comes out is what went in, or nothing."""

import random
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from uuid import uuid4

import pytest
from django.db.models import IntegerChoices
from django.utils.safestring import SafeString
from psycopg.types.numeric import Float8, Int4, Int8

from posts.models import PostKind
from posts.models.current_time import CurrentTimeText, CurrentTimeValue, is_current_time
from posts.page_cache.dependencies import Dependencies, Statement
from posts.page_cache.keys import PageKey
from posts.page_cache.page_records import RecordError, pack_page, unpack_page
from posts.page_cache.pages import StoredPage

KEY = PageKey("/posts/文/\udcff", "example.org", True, (("page", 2),), "br", (True, False))  # noqa: FBT003
NOON = datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC)
PARAMETERS = (
    *(
        "text",
        "\ud800",
        7,
        2**70,
        0.1,
        True,
        None,
        b"\0\xff",
        NOON,
        NOON.date(),
        time(1, 2, 3),
        Decimal("1.50"),
    ),
    *(timedelta(-1, 2, 3), uuid4(), [1, [b"a"]], (1, ("b", date(2026, 1, 1)))),
    *(Int4(7), Int8(2**40), Float8(0.5)),
    *(CurrentTimeText("2026-01-02 03:04:05"), CurrentTimeValue(2026, 1, 2, tzinfo=UTC)),
)


def make_page(parameters=(), body=b"<p>A page</p>", encoding="br"):
    page = StoredPage([("Content-Type", "text/html"), ("Vary", "Accept")], body, encoding)
    page.dependencies = Dependencies((Statement("SELECT %s", tuple(parameters)),), b"digest")
    return page


def read_attributes(page):
    return {name: getattr(page, name) for name in ("body", "etag", "headers", "not_modified_headers")}


def test_a_page_comes_back_as_it_was_with_its_parameters_and_their_types():
    page = make_page(PARAMETERS)
    found = unpack_page(KEY, pack_page(KEY, page))
    assert read_attributes(found) == read_attributes(page)
    assert found.proved is None
    assert found.dependencies == page.dependencies
    [statement] = found.dependencies.statements
    assert [type(one) for one in statement.parameters] == [type(one) for one in PARAMETERS]
    assert [is_current_time(one) for one in statement.parameters][-2:] == [True, True]


def test_pages_share_the_text_of_their_statements():
    record = pack_page(KEY, make_page())
    first, second = (unpack_page(KEY, record).dependencies.statements[0].sql for _ in range(2))
    assert first is second


class Word(str):
    """A text that a driver might send in a way of its own."""

    __slots__ = ()


def test_choices_and_safe_texts_come_back_as_what_is_sent():
    page = make_page([PostKind.POST, SafeString("<b>"), IntegerChoices("Rank", "FIRST")["FIRST"]])
    [statement] = unpack_page(KEY, pack_page(KEY, page)).dependencies.statements
    assert statement.parameters == ("post", "<b>", 1)
    assert [type(one) for one in statement.parameters] == [str, str, int]


@pytest.mark.parametrize("parameter", [Word("a"), object(), {"a": 1}, [Word("a")], Enum("Pure", "A").A])
def test_a_parameter_of_another_type_makes_no_record(parameter):
    with pytest.raises(RecordError):
        pack_page(KEY, make_page([parameter]))


def test_a_page_of_which_nothing_is_known_makes_no_record():
    page = make_page()
    page.dependencies = None
    with pytest.raises(RecordError):
        pack_page(KEY, page)


def test_the_record_of_another_key_is_refused():
    record = pack_page(KEY, make_page())
    for changed in (KEY._replace(path="/"), KEY._replace(is_secure=False), KEY._replace(encoding="gzip")):
        with pytest.raises(RecordError):
            unpack_page(changed, record)


def test_the_record_of_another_site_is_refused(settings):
    record = pack_page(KEY, make_page())
    settings.SECRET_KEY = "another" * 10
    with pytest.raises(RecordError):
        unpack_page(KEY, record)


def test_no_damaged_record_is_read():
    record, chance = pack_page(KEY, make_page()), random.Random(7)
    damaged = [record[:length] for length in range(0, len(record), 7)] + [
        record + b"x",
        b"",
        b"\x80\x04K\x01.",
    ]
    for _ in range(100):
        position = chance.randrange(len(record))
        damaged.append(
            record[:position] + bytes([record[position] ^ 1 << chance.randrange(8)]) + record[position + 1 :]
        )
    for one in damaged:
        with pytest.raises(RecordError):
            unpack_page(KEY, one)
