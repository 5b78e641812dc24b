"""What the text box completes: links to posts and tags, pictures."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone
from inline_snapshot import snapshot
from inline_snapshot_django import snapshot_queries

from posts.models import Tag

URL = reverse("admin:posts_post_complete")


def complete(client, text=""):
    answer = client.get(URL, {"q": text})
    assert answer.status_code == 200
    return answer.json()


def labels(entries):
    return [entry["label"] for entry in entries]


def test_posts_are_found_by_title_pinyin_and_slug(editor_client, make_post):
    make_post("注意力机制的由来", slug="attention-history")
    make_post("别的文章", slug="other")
    for text in ("注意", "zhuyi", "attention-hi", "Attention History"):
        (found,) = complete(editor_client, text)["posts"]
        assert found["markdown"] == "[[注意力机制的由来]]"
        assert (found["label"], found["detail"], found["state"]) == (
            "注意力机制的由来",
            "attention-history",
            "",
        )
    assert complete(editor_client, "没有这样的")["posts"] == []


def test_without_a_text_the_newest_live_posts_are_offered(editor_client, make_post):
    make_post("Draft", published_at=None)
    make_post("Live")
    assert complete(editor_client) == {
        "posts": complete(editor_client, "live")["posts"],
        "tags": [],
        "pictures": [],
    }


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("A [b](c) *d* `e` <f>", r"[[title|A &#91;b&#93;(c) \*d\* \`e\` \<f>]]"),
        ("和 $x_1$ 与 $[a,b)$", "[[title|和 $x_1$ 与 $[a,b)$]]"),
        ("US$5 and HK$6", "[[US$5 and HK$6]]"),
        ("a | b\\", r"[[title|a \| b\\]]"),
        ("A *d* `e` ~~f~~", "[[A *d* `e` ~~f~~]]"),
        ("ends with [b]", "[[title|ends with &#91;b&#93;]]"),
        ("see www.example.org", "[[title|see www.example.org]]"),
    ],
)
def test_a_link_shows_the_title_as_it_is(title, text, editor_client, make_post):
    post = make_post(title, slug="title")
    (found,) = complete(editor_client, "title")["posts"]
    assert found["markdown"] == text
    linked = make_post("from", source=f"{text} and {text}")
    assert {link.to_post for link in linked.outgoing_links.all()} == {post}
    assert linked.text == f"{post.title} and {post.title}".replace("$x_1$", "x_1").replace("$[a,b)$", "[a,b)")


def test_of_posts_with_one_title_each_is_linked_to(editor_client, make_post):
    for slug in ("first", "second"):
        make_post("Twins", slug=slug)
    make_post("first", slug="third")
    found = {entry["detail"]: entry["markdown"] for entry in complete(editor_client, "t")["posts"]}
    found |= {entry["detail"]: entry["markdown"] for entry in complete(editor_client, "first")["posts"]}
    assert found == {"first": "[[Twins]]", "second": "[[second|Twins]]", "third": "[[third|first]]"}


def test_posts_that_are_not_live_come_behind_with_their_state(editor_client, make_post):
    now = timezone.now()
    make_post("Word draft", published_at=None)
    make_post("Word later", published_at=now + timezone.timedelta(days=1))
    make_post("Word live")
    make_post("Word archived", published_at=None, archived_at=now)
    make_post("Word trashed", published_at=None, binned_at=now)
    found = complete(editor_client, "word")["posts"]
    assert {entry["label"]: entry["state"] for entry in found} == {
        "Word live": "",
        "Word draft": "Draft",
        "Word later": "Scheduled",
    }
    assert found[0]["label"] == "Word live"


def test_drafts_of_others_are_for_those_who_may_see_them(author_client, make_post):
    make_post("Word mine", published_at=None)
    make_post("Word theirs", published_at=None, author=User.objects.create(username="other"))
    assert labels(complete(author_client, "word")["posts"]) == ["Word mine"]


def test_who_may_not_write_gets_nothing(client, django_user_model):
    assert client.get(URL).status_code == 403
    client.force_login(django_user_model.objects.create(username="reader"))
    assert client.get(URL).status_code == 403


def test_tags_and_pictures_are_offered_with_their_markdown(editor_client, make_post, make_picture):
    make_post(tags=["Flash Attention", "其他"])
    Tag.objects.get(name="其他").synonyms.create(name="attention notes")
    picture = make_picture(name="attention map.png")
    answer = complete(editor_client, "attention")
    assert labels(answer["tags"]) == ["Flash Attention", "其他"]
    assert answer["tags"][0]["markdown"] == "[Flash Attention](/tags/flash-attention/)"
    (found,) = answer["pictures"]
    assert found["label"] == "attention map"
    assert found["markdown"].endswith(f"]({picture.url})")


@pytest.mark.parametrize("count", [1, 20])
def test_the_queries_do_not_grow(count, editor_client, make_post):
    for number in range(count):
        make_post(f"Word {number}", tags=[f"word {number}"])
    with snapshot_queries() as queries:
        complete(editor_client, "word")
    # The index is asked for all titles at once.
    assert [query.partition(" UNION ALL ")[0] for query in queries] == snapshot(
        [
            "SELECT ... FROM django_session WHERE ... LIMIT ...",
            "SELECT ... FROM auth_user WHERE ... LIMIT ...",
            "SELECT ... FROM posts_post WHERE ... LIMIT ...",
            "SELECT ... FROM posts_post WHERE ... ORDER BY ... DESC LIMIT ...",
            "SELECT ... FROM posts_post WHERE ... ORDER BY ... DESC LIMIT ...",
            "SELECT ... FROM posts_titles WHERE ...",
            "SELECT ... FROM posts_post WHERE ... ORDER BY ... ASC",
            "SELECT DISTINCT ... FROM posts_tag LEFT OUTER JOIN posts_synonym ON ... WHERE ... ORDER BY ... ASC LIMIT ...",  # noqa: E501
            "SELECT ... FROM posts_picture WHERE ... ORDER BY ... DESC LIMIT ...",
        ]
    )


@pytest.mark.parametrize("text", ["[[", "'", "%", "_", "\\", "x" * 5_000, "  ", "标签:", "-", "\0"])
def test_any_text_is_answered(text, editor_client, make_post):
    make_post("A post")
    complete(editor_client, text)


def test_behind_the_sign_it_offers_what_a_post_has_to_refer_to(author_client, make_post):
    source = "::: {#thm-a .theorem name=Ropes}\nx\n:::\n\n## Part\n\n## Other {#sec-o}"
    make_post("On ropes", slug="ropes", source=source, language="en")
    make_post(
        "Secret", slug="secret", source=source, published_at=None, author=User.objects.create(username="x")
    )

    def find(text):
        return [(each["label"], each["markdown"]) for each in complete(author_client, text)["labels"]]

    theorem, part, other = (
        ("Theorem 1 · Ropes", "[[On ropes#thm-a]]"),
        ("Part", "[[On ropes#part]]"),
        ("Section 2 · Other", "[[On ropes#sec-o]]"),
    )
    assert find("On ropes#") == [other, theorem, part]
    assert find("ropes#PAR") == [("Part", "[[ropes#part]]")]
    assert find("on ropes#ropes") == [("Theorem 1 · Ropes", "[[on ropes#thm-a]]")]
    assert find("secret#") == find("nobody#x") == find("#") == []
