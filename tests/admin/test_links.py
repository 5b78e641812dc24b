"""The list of all mentions in the admin, and posts that no other mentions."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

LIST, POSTS = reverse("admin:posts_postlink_changelist"), reverse("admin:posts_post_changelist")


@pytest.fixture
def linked(make_post):
    """A post that mentions one that is live, one that is not, and two that are nowhere."""
    make_post("Rope", slug="rope")
    make_post("Secret", slug="secret", published_at=None)
    source = "A [[Rope|cord]] holds.\n\nA [[Secret]] too; [[Nowhere]]. [dead](/posts/dead/)"
    return make_post("Knots", source=source)


def list_targets(client, query=""):
    rows = client.get(f"{LIST}{query}").context["cl"].result_list
    return [(link.typed, link.sentence) for link in rows]


def test_all_mentions_are_listed_with_their_sentences(editor_client, linked):
    page = editor_client.get(LIST).text
    assert "A cord holds." in page
    assert list_targets(editor_client) == [
        ("Rope", "A cord holds."),
        ("Secret", "A Secret too; [[Nowhere]]."),
        ("Nowhere", "A Secret too; [[Nowhere]]."),
        ("/posts/dead/", "dead"),
    ]


@pytest.mark.parametrize(
    ("query", "typed"),
    [
        ("?target=none", ["Nowhere", "/posts/dead/"]),
        ("?target=unpublished", ["Secret"]),
        ("?target=live", ["Rope"]),
        ("?kind=link", ["/posts/dead/"]),
        ("?q=holds", ["Rope"]),
        ("?q=Nowhere&target=none", ["Nowhere"]),
    ],
)
def test_they_are_filtered_and_searched(editor_client, linked, query, typed):
    assert [one for one, _ in list_targets(editor_client, query)] == typed


def test_authors_see_those_in_their_own_posts(client, sign_in, make_post, linked):
    user = sign_in("ada", "Author")
    make_post("Mine", source="To [[Knots]] and [[secret]].", author=user, published_at=None)
    assert [typed for typed, _ in list_targets(client)] == ["Knots", "secret"]
    assert "Secret" not in client.get(LIST).text
    assert client.post(f"{LIST}add/").status_code == 403


def test_readers_see_nothing(client, linked):
    assert client.get(LIST).status_code == 302


def test_what_no_other_mentions_is_a_filter_of_the_list_of_posts(editor_client, make_post, linked):
    make_post("Alone", source="[[Alone]]")

    def list_titles(value):
        rows = editor_client.get(f"{POSTS}?mentions={value}&state=live").context["cl"].result_list
        return sorted(post.title for post in rows)

    assert list_titles("none") == ["Alone", "Knots"]
    assert list_titles("some") == ["Rope"]
    assert "mentions=none&amp;state=live" in editor_client.get(LIST).text


def test_the_number_of_queries_does_not_grow(editor_client, make_post, linked):
    counts = set()
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            editor_client.get(LIST)
        counts.add(len(queries))
        for number in range(5):
            make_post(f"More {number}", source="[[Rope]] [[Secret]]")
    assert len(counts) == 1
