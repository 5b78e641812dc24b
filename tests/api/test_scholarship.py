"""Literature, corrections and citable versions, read and written by programs."""

import pytest
from django.utils import timezone

from posts.models import CitableVersion, Correction
from posts.publishing.versions import add_correction, mark_citable, revoke_version

BIBTEX = "@book{zhou2016, author = {周志华}, title = {机器学习}, year = {2016}}"


def test_a_post_says_what_it_cites_and_what_was_corrected(reader, writer, make_post):
    post = make_post("Entropy", source="见 [@zhou2016]。", bibliography=BIBTEX)
    add_correction(post, "$x$ 写成了 y")
    version = mark_citable(post)
    found = reader.read("posts/entropy/")
    assert [(item["id"], item["title"]) for item in found["references"]] == [("zhou2016", "机器学习")]
    (correction,) = found["corrections"]
    assert correction["text"] == "$x$ 写成了 y"
    assert correction["url"].startswith(f"{found['url']}#correction-")
    (citable,) = found["citable_versions"]
    assert citable["url"] == f"{found['url']}v{version.number}/"
    assert found["notable_at"]
    assert "bibliography" not in found
    assert writer.read("posts/entropy/")["bibliography"] == BIBTEX
    assert "references" not in reader.read("posts/")["items"][0]

    revoke_version(version)
    assert reader.read("posts/entropy/")["citable_versions"] == []


def test_an_update_takes_a_correction_and_makes_a_version_citable(writer, make_post):
    post = make_post("Entropy", source="见 [@zhou2016]。")
    change = {"version": post.version, "bibliography": BIBTEX, "publish": True}
    answer = writer.call(
        "PATCH", f"posts/{post.uid}/", change | {"correction": "漏了出处", "is_citable": True}
    )
    assert answer.status_code == 200, answer.content
    found = answer.json()
    assert [item["text"] for item in found["corrections"]] == ["漏了出处"]
    assert [item["number"] for item in found["citable_versions"]] == [found["version"]]
    assert found["references"]
    assert CitableVersion.objects.get().html == type(post).objects.get().html


@pytest.mark.parametrize(
    ("state", "sent", "field"),
    [
        ({}, {"correction": "x"}, "correction"),
        ({}, {"is_notable": True}, "is_notable"),
        ({"published_at": None}, {"publish": True, "correction": "x"}, "correction"),
        ({"published_at": None}, {"publish": True, "is_notable": True}, "is_notable"),
        (
            {"published_at": None},
            {"publish": True, "is_citable": True, "published_at": "2100-01-01T00:00:00Z"},
            "is_citable",
        ),
        ({}, {"bibliography": "no entry"}, "bibliography"),
        ({}, {"bibliography": "@book{" * 100_000}, "bibliography"),
    ],
)
def test_what_readers_cannot_be_told_is_refused(writer, make_post, state, sent, field):
    post = make_post("Plain", source="x", **state)
    answer = writer.call("PATCH", f"posts/{post.uid}/", {"version": post.version, **sent})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field
    assert not Correction.objects.exists()
    assert not CitableVersion.objects.exists()


def test_a_bibliography_of_a_public_post_waits_in_the_draft(writer, make_post):
    post = make_post("Plain", source="x", published_at=timezone.now())
    answer = writer.call("PATCH", f"posts/{post.uid}/", {"version": post.version, "bibliography": BIBTEX})
    assert answer.status_code == 202
    assert type(post).objects.get().bibliography == ""


def test_an_author_makes_nothing_citable(author_writer, make_post):
    post = make_post("Plain", source="x")
    for sent in ({"correction": "x"}, {"is_citable": True}, {"is_notable": True}):
        answer = author_writer.call(
            "PATCH", f"posts/{post.uid}/", {"version": post.version, "publish": True, **sent}
        )
        assert answer.status_code == 403
