"""What WordPress knows of a post: its state, dates, place, category, author, identity, comments, files."""

import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest

from posts.exchange.importing.exports import media_files
from posts.exchange.importing.exports.converted import ConversionOptions
from posts.media.remote import FetchError
from tests.support.wxr_files import AUTHOR, make_attachment, make_category, make_item


def get_fields(convert, **item):
    posts, _ = convert(make_item(**item))
    return {key: value for key, value in posts[0].front_matter.items() if value not in (None, "", [])}


def test_an_item_becomes_a_post_with_its_fields(convert):
    fields = get_fields(
        convert, excerpt="<p>A <b>word</b></p>", post_modified_gmt="2019-04-01 00:00:00", is_sticky=1
    )

    assert fields.pop("uid") == "32d21634-dc68-5554-baef-94edde13b317"
    assert fields == {
        "title": "Post 1",
        "feed_id": "https://old.example/?p=1",
        "slug": "post-1",
        "date": datetime(2019, 3, 1, 10, tzinfo=UTC),
        "updated": datetime(2019, 4, 1, tzinfo=UTC),
        "pinned": True,
        "author": "Ann Lee",
        "summary": "A **word**",
        "aliases": ["/2019/03/post-1/", "/?p=1"],
    }


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({"status": "draft", "link": "https://old.example/?p=1"}, {"draft": True, "aliases": ["/?p=1"]}),
        ({"status": "pending"}, {"draft": True}),
        ({"status": "private"}, {"private": True, "draft": None}),
        ({"status": "future"}, {"draft": None, "private": None}),
        ({"post_password": "secret"}, {"password": "set"}),
        ({"title": "Tom &amp; <em>Jerry</em>"}, {"title": "Tom & Jerry"}),
        ({"title": ""}, {"title": "#1"}),
        ({"post_name": "%e4%bd%a0%e5%a5%bd"}, {"slug": "你好"}),
        ({"author": "gone"}, {"author": "gone"}),
        ({"post_type": "page"}, {"kind": "page"}),
        ({"post_date_gmt": "0000-00-00 00:00:00", "post_date": ""}, {"date": None}),
    ],
)
def test_states_and_odd_values(convert, item, expected):
    fields = get_fields(convert, **item)

    assert {key: fields.get(key) for key in expected} == expected


def test_a_date_without_gmt_is_read_by_the_clock_of_the_site(convert):
    draft = make_item(2, post_date="2020-01-01 08:00:00", post_date_gmt="0000-00-00 00:00:00", status="draft")
    posts, _ = convert(make_item(), draft)

    assert posts[1].front_matter["date"] == datetime(2020, 1, 1, tzinfo=UTC)


def test_what_is_in_the_trash_or_no_post_is_left_out(convert):
    posts, report = convert(
        make_item(1, status="trash"), make_item(2, post_type="nav_menu_item"), make_item(3), make_item(3)
    )

    assert [post.path for post in posts] == ["posts/post-3.md"]
    assert report.skipped == [
        ("posts/post-1.md", "it was in the trash of the old site"),
        ("posts/post-3.md", "it stands in the export again"),
    ]
    assert +report.counts == {"items of other kinds: nav_menu_item": 1}


@pytest.mark.parametrize(
    ("terms", "meta", "category", "tags"),
    [
        (["uncategorized"], {}, [], []),
        (["a", "b"], {}, ["A", "B"], []),
        (["x", "b"], {}, ["X"], ["B"]),
        (["x", "b"], {"_yoast_wpseo_primary_category": "2"}, ["A", "B"], ["X"]),
        (["loop"], {}, ["Pool", "Loop"], []),
        (["unknown"], {}, ["unknown"], []),
    ],
)
def test_one_category_with_its_parents_is_chosen(convert, terms, meta, category, tags):
    channel = AUTHOR + "".join(
        make_category(*values)
        for values in [(1, "a", "A"), (2, "b", "B", "a"), (3, "x", "X"), (4, "loop", "Loop", "pool"),
                       (5, "pool", "Pool", "loop"), (6, "uncategorized", "Uncategorized")]
    )  # fmt: skip
    own = [("category", slug, slug) for slug in terms]
    posts, _ = convert(make_item(terms=[*own, ("post_tag", "t", "T &amp; t")], meta=meta), channel=channel)

    assert posts[0].front_matter["categories"] == category
    assert posts[0].front_matter["tags"] == ["T & t", *tags]


def test_pages_know_the_pages_above_them(convert):
    posts, _ = convert(
        make_item(1, post_type="page", post_name="about"),
        make_item(2, post_type="page", post_name="team", post_parent=1),
        make_item(3, post_type="page", post_name="ann", post_parent=2),
    )

    assert [post.front_matter["parent"] for post in posts] == ["", "about", "about/team"]


def test_two_items_with_one_guid_are_two_posts(convert):
    posts, _ = convert(make_item(1, guid="g"), make_item(2, guid="g"))

    assert len({post.front_matter["uid"] for post in posts}) == 2


def test_items_of_one_number_from_two_sites_are_two_posts(convert):
    posts, _ = convert(make_item(1), make_item(1, guid="https://else.example/?p=1"))

    assert [post.path for post in posts] == ["posts/post-1.md", "posts/post-1-2.md"]


def test_comments_are_kept_but_not_spam(convert):
    comment = {"id": 3, "author": "Bo", "author_email": "b@e.example", "date_gmt": "2019-05-01 00:00:00"}
    posts, _ = convert(
        make_item(
            comments=[
                {**comment, "content": "Hi <b>", "approved": "1", "parent": 0},
                {**comment, "id": 2, "content": "Buy", "approved": "spam"},
                {
                    **comment,
                    "id": 1,
                    "content": "Later",
                    "approved": "0",
                    "date_gmt": "2018-01-01 00:00:00",
                    "parent": 3,
                },
            ]
        )
    )

    assert [(each["id"], each["state"], each.get("parent")) for each in posts[0].comments] == [
        ("1", "waiting", "3"),
        ("3", "approved", None),
    ]


# Files ------------------------------------------------------------------------------

PICTURE = "https://old.example/wp-content/uploads/2019/03/a.jpg"


@pytest.mark.parametrize("place", ["wp-content/uploads", "uploads", "backup/wp-content/uploads", "."])
def test_files_of_an_uploads_folder_come_in_at_their_full_size(convert, tmp_path, place):
    content = f'<a href="{PICTURE}"><img src="{PICTURE[:-4]}-300x200.jpg" srcset="x 2x"></a>'
    posts, _ = convert(make_item(content=content), files={f"{place}/2019/03/a.jpg": b"picture"})

    assert posts[0].body == "![](/uploads/2019/03/a.jpg)\n"
    assert (tmp_path / "converted/uploads/2019/03/a.jpg").read_bytes() == b"picture"
    assert posts[0].notes == ()


def test_the_featured_image_is_the_cover(convert):
    picture = make_attachment(7, PICTURE, alt="Alt")
    posts, _ = convert(
        make_item(meta={"_thumbnail_id": "7"}), picture, files={"uploads/2019/03/a.jpg": b"picture"}
    )

    assert posts[0].front_matter["cover"] == "/uploads/2019/03/a.jpg"
    assert posts[0].front_matter["cover_alt"] == "Alt"


def test_an_original_that_is_named_like_a_smaller_size_is_no_other_picture(convert):
    small = f"{PICTURE[:-4]}-300x200.jpg"
    files = {"uploads/2019/03/a.jpg": b"other", "uploads/2019/03/a-300x200.jpg": b"own"}
    posts, _ = convert(make_item(content=f'<img src="{small}">'), make_attachment(7, small), files=files)

    assert posts[0].body == "![](/uploads/2019/03/a-300x200.jpg)\n"


def test_missing_files_are_listed(convert):
    posts, _ = convert(
        make_item(content=f'<img src="{PICTURE}">', meta={"_thumbnail_id": "7"}), make_attachment(7, PICTURE)
    )

    assert posts[0].notes == (f"picture or file missing: {PICTURE}",) * 2
    assert posts[0].body == f"![]({PICTURE})\n"


def test_links_by_number_and_to_pages_of_files_lead_there(convert):
    content = (
        '<a href="https://old.example/?p=2#x">a</a> <a href="/?page_id=3">b</a> '
        '<a href="https://old.example/pictures/7/">c</a> <a href="https://else.example/?p=2">d</a>'
    )
    posts, _ = convert(
        make_item(content=content), make_item(2), make_item(3, post_type="page"), make_attachment(7, PICTURE)
    )

    assert posts[0].body == (
        f"[a](post-2.md#x) [b](../pages/post-3.md) [c]({PICTURE}) [d](https://else.example/?p=2)\n"
    )


@pytest.mark.parametrize("fails", [False, True])
def test_files_are_fetched_where_that_is_asked_for(convert, tmp_path, monkeypatch, fails):
    asked = []

    def fetch(url, **limits):
        asked.append(url)
        if fails or "300x200" in url:
            raise FetchError("no")
        return b"picture"

    monkeypatch.setattr(media_files, "fetch_remote_file", fetch)
    content = f'<img src="{PICTURE[:-4]}-300x200.jpg?w=3"> <img src="https://else.example/b.jpg">'
    posts, report = convert(make_item(content=content), options=ConversionOptions(fetch_media=True))

    assert asked[0] == PICTURE
    assert all("else.example" not in url for url in asked)
    assert ("/uploads/2019/03/a.jpg" in posts[0].body) is not fails
    assert report.counts["files fetched"] == (not fails)
    assert bool(report.notes) is fails


def test_nothing_is_fetched_from_a_private_network(convert, monkeypatch):
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *arguments, **options: found)
    inside = "http://127.0.0.1/wp-content/uploads/2019/03/a.jpg"
    posts, report = convert(
        make_item(content=f'<img src="{inside}">'),
        make_attachment(7, inside),
        options=ConversionOptions(fetch_media=True),
    )

    assert report.notes == [("not fetched", f"{inside}: 127.0.0.1 is not on the public internet.")]
    assert posts[0].notes == (f"picture or file missing: {inside}",)


def test_no_link_leads_out_of_the_uploads(convert, tmp_path):
    (tmp_path / "secret.jpg").write_bytes(b"secret")
    (tmp_path / "export/uploads/2019").mkdir(parents=True)
    Path(tmp_path / "export/uploads/2019/l.jpg").symlink_to(tmp_path / "secret.jpg")
    content = '<img src="/wp-content/uploads/2019/l.jpg"><img src="/wp-content/uploads/../../../secret.jpg">'

    posts, _ = convert(make_item(content=content))

    assert not (tmp_path / "converted/uploads").exists()
    assert "secret" not in [path.name for path in tmp_path.rglob("converted/**/*")]
    assert len(posts) == 1
