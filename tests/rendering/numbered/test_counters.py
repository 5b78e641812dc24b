"""Counting by post, by section, and on from the posts before."""

from posts.rendering.numbered.counters import ThingCounters


def test_kinds_are_counted_on_their_own():
    counters = ThingCounters({})
    assert [counters.count_next(kind) for kind in ("theorem", "figure", "theorem")] == ["1", "1", "2"]


def test_a_series_goes_on_from_the_posts_before():
    counters = ThingCounters({"by": "series", "start": {"theorem": 4}})
    assert (counters.count_next("theorem"), counters.count_next("figure")) == ("5", "1")


def test_each_section_begins_anew_and_shows_its_number():
    counters = ThingCounters({"by": "section", "start": {"theorem": 4}})
    before = counters.count_next("theorem")
    counters.enter_section(1)
    first = [counters.count_next("theorem"), counters.count_next("theorem")]
    counters.enter_section(1)
    counters.enter_section(2)
    assert (before, first, counters.count_next("theorem")) == ("1", ["1.1", "1.2"], "2.1")


def test_a_typed_number_is_gone_on_from_and_never_back():
    counters = ThingCounters({})
    for typed in ("3", "2", "9" * 20, "A"):
        counters.note_typed("figure", typed)
    assert counters.count_next("figure") == "4"
