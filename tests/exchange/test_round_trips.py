"""What the benchmark of round trips counts, over a small site; `make prove` takes the samples."""

import pytest

from tests.support.generated_site import SAMPLES_FOLDER
from tests.support.proofs import IS_LONG
from tests.support.round_trips import blank_post_links, find_mended, make_round_trips
from tests.support.source_sites import make_image_file, make_note

TRIPS = ("same files again", "export into same site", "empty site and out")


def test_a_site_comes_out_as_it_went_in(write_site):
    folder = write_site(
        {
            "a.md": make_note("A", "Text.\r\n\r\n\r\n![](pics/a.png) and [b](b.md)."),
            "a.png": make_image_file(),
            "pics/a.png": make_image_file("red"),
            "b.md": make_note("B", "![[a.png|300]]"),
        }
    )
    trips = make_round_trips(folder)

    assert trips.posts == 2
    assert {trip: trips.same[trip] for trip in TRIPS} == dict.fromkeys(TRIPS, 2)
    assert trips.same["author's Markdown"] == 1
    assert [line.split(": ")[1] for line in trips.others.pop("author's Markdown")] == [
        "attributes and marks of a tool"
    ]
    assert trips.others == {}


def test_what_was_mended_is_named(db):
    assert find_mended("a\n[x](y)", "a\n[x](z)") == "other: '[x](y)' → '[x](z)'"
    assert find_mended("$ x $", "$x$").startswith("formulas: ")
    one, two = blank_post_links("[a](b.md 't')\r\n![](c.png)", "[a](/posts/b/ 't')\n![](c.png)")
    assert one == two == "[a](… 't')\n![](c.png)"


@pytest.mark.proof
@pytest.mark.skipif(not IS_LONG, reason="the samples take their time")
def test_the_samples_come_out_as_they_went_in(db):
    trips = make_round_trips(SAMPLES_FOLDER)
    assert trips.others == {}
    assert all(trips.same[trip] == trips.posts for trip in TRIPS)
