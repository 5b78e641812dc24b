"""Links between posts, as they are stored with a post: by name, and by address."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from posts.models import Post, PostLink, Redirect


def list_links(post):
    return [(link.kind, link.typed, link.to_post) for link in post.outgoing_links.all()]


@pytest.mark.parametrize("typed", ["Rope & Tide", "rope & tide", "ROPE & TIDE", "rope-tide", "Rope-Tide"])
def test_a_wiki_link_names_a_post_by_title_or_slug(make_post, typed):
    rope = make_post("Rope & Tide", slug="rope-tide")
    post = make_post(source=f"See [[{typed}]].")
    assert post.html == '<p>See <a href="/posts/rope-tide/">Rope &amp; Tide</a>.</p>'
    assert list_links(post) == [("wiki", typed, rope)]


@pytest.mark.parametrize(
    "title", ["绳与潮", "On $x^2$", "a_b *c*", "C++ & \\TeX", "“Quoted”", "it's 50%", "a*b"]
)
def test_any_title_can_be_named(make_post, title):
    named = make_post(title)
    assert list_links(make_post("other", source=f"[[{title}]]")) == [("wiki", title, named)]


def test_a_page_is_named_by_its_path(make_post):
    page = make_post("About us", kind="page", slug="about")
    below = make_post("Team", kind="page", slug="team", parent=page)
    post = make_post("other", source="[[about]] [[about/team]] [[Team]]")
    assert [to for _, _, to in list_links(post)] == [page, below, below]
    assert 'href="/about/team/"' in post.html


def test_a_slug_goes_before_a_title_and_a_live_post_before_a_draft(make_post):
    make_post("same", slug="one", published_at=None)
    live = make_post("same", slug="two")
    by_slug = make_post("third", slug="four")
    make_post("four", slug="five")
    post = make_post("other", source="[[same]] [[four]]")
    assert [to for _, _, to in list_links(post)] == [live, by_slug]


def test_a_draft_that_is_named_is_not_shown(make_post):
    draft = make_post("Secret plan", slug="plan-b", published_at=None)
    post = make_post("other", source="On [[plan-b]] and [[Secret plan|this]].")
    assert post.html == "<p>On plan-b and this.</p>"
    assert [to for _, _, to in list_links(post)] == [draft, draft]
    assert {warning["kind"] for warning in post.warnings} == {"unpublished-post"}


def test_a_slug_of_earlier_times_still_names_the_post(make_post):
    rope = make_post("Rope", slug="rope")
    rope.slug = "tide"
    rope.save()
    rope.title = "Tide"
    rope.save()
    assert list_links(make_post("other", source="[[rope]]")) == [("wiki", "rope", rope)]


def test_addresses_lead_to_posts_and_pages_in_any_spelling(make_post, settings):
    settings.SITE_URL = "https://blog.example"
    rope, page = make_post("绳", slug="绳"), make_post("About", kind="page", slug="about")
    source = "[a](/posts/绳/) [b](https://blog.example/posts/%E7%BB%B3/#x) [c](../绳/)"
    others = " [d](/about/) [e](/posts/none/) [f](https://other.example/posts/绳/)"
    no_posts = " [g](/tags/) [h](/media/x.pdf) [i](/) [j](/posts/)"
    post = make_post("other", source=source + others + no_posts)
    assert [(typed, to) for _, typed, to in list_links(post)] == [
        ("/posts/绳/", rope),
        ("https://blog.example/posts/绳/#x", rope),
        ("../绳/", rope),
        ("/about/", page),
        ("/posts/none/", None),
    ]


def test_an_address_of_earlier_times_leads_to_the_post(make_post):
    rope = make_post("Rope", slug="rope")
    rope.slug = "tide"
    rope.save()
    Redirect.add_redirect("/2020/01/rope.html", rope)
    post = make_post("other", source="[a](/posts/rope/) [b](/2020/01/rope.html)")
    assert {to for _, _, to in list_links(post)} == {rope}


def test_an_address_that_led_nowhere_leads_to_the_post_that_gets_it(make_post):
    post = make_post("other", source="[a](/posts/later/) [b](/posts/later)")
    assert {to for _, _, to in list_links(post)} == {None}
    later = make_post("Later", slug="later")
    assert {to for _, _, to in list_links(post)} == {later}


def test_links_are_written_only_if_they_changed(make_post):
    make_post("Rope")
    post = Post.objects.get(pk=make_post("other", source="[[Rope]] [a](/posts/x/)").pk)
    keys = list(PostLink.objects.values_list("pk", flat=True))
    post.save()
    assert list(PostLink.objects.values_list("pk", flat=True)) == keys
    post.source = "[[Rope]]"
    post.save()
    assert [typed for _, typed, _ in list_links(post)] == ["Rope"]
    post.source = "nothing"
    post.save()
    assert list_links(post) == []


def test_links_of_other_kinds_are_left_alone(make_post):
    post = make_post("other", source="[[Rope]]")
    PostLink.objects.create(from_post=post, kind="reference", typed="rope#thm-x", label="thm-x")
    post.source = "nothing"
    post.save()
    assert [link.kind for link in post.outgoing_links.all()] == ["reference"]


def count_link_queries(post):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        post.save(update_fields=["source"])
    return sum("posts_postlink" in query["sql"] or "FROM posts_titles" in query["sql"] for query in queries)


def test_a_post_without_links_costs_no_query_and_one_with_many_as_few_as_one_with_one(make_post):
    plain = Post.objects.get(pk=make_post("plain", source="Words, *marked*: `[[code`.").pk)
    plain.source = "Other words."
    # It held a bracket: there may be links to delete.
    assert count_link_queries(plain) == 1
    plain.source = "More."
    assert count_link_queries(plain) == 0
    counts = set()
    for number in (1, 30):
        for index in range(number):
            make_post(f"Target {number} {index}")
        post = make_post(f"From {number}", source="x")
        post.source = "".join(f"[[Target {number} {index}]] [a](/posts/a{index}/)" for index in range(number))
        counts.add(count_link_queries(post))
    assert len(counts) == 1


def test_a_deleted_post_leaves_its_links_dangling(make_post):
    rope = make_post("Rope")
    post = make_post("other", source="[[Rope]]")
    Post.objects.filter(pk=rope.pk).delete()
    assert list_links(post) == [("wiki", "Rope", None)]
    post.delete()
    assert not PostLink.objects.exists()
