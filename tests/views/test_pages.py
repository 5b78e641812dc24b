"""Pages: at addresses of their own, and on no list of posts."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import URLPattern, get_resolver
from django.utils import timezone

from posts.models import Category, Post, Redirect, Series, Tag
from posts.models.reserved_paths import get_reserved_segments
from posts.search.related import update_related_posts
from tests.views.test_unlisted import DATE, SURFACES, hidden_post

__all__ = ["hidden_post"]  # a fixture


@pytest.fixture
def make_page(make_post):
    def make(title, **fields):
        return make_post(title, kind="page", **fields)

    return make


@pytest.fixture
def tree(make_page):
    """About, About / Team, and About / Team / Lin."""
    about = make_page("About", source="We are **here**.")
    team = make_page("Team", parent=about)
    return about, team, make_page("Lin", parent=team)


def find_shown(client, slug):
    """Return the lists that show the post; those of everything have pages too, in a part of their own."""
    pages = {path: client.get(path) for paths in SURFACES.values() for path in paths}
    of_posts = {path for path in pages if not path.startswith(("/sitemap", "/llms.txt"))}
    return {path for path in of_posts if slug in pages[path].text}


def test_a_page_is_on_no_list_of_posts(client, hidden_post):
    """As a post it is on every list; as a page, with all that lists are made of, on none of them."""
    Post.objects.filter(pk=hidden_post.pk).update(kind="page", path="hidden-word")
    assert find_shown(client, "hidden-word") == set()
    assert client.get("/posts/hidden-word/").status_code == 404
    assert client.get("/posts/hidden-word/card.png").status_code == 404
    counts = (Post.objects.count_listed(), Post.objects.live().count(), Post.objects.listed().count())
    assert counts == (3, 3, 3)
    assert client.get("/").context["paginator"].count == 3
    assert client.get("/archive/").context["total"] == 3
    assert [tag.live_count for tag in client.get("/tags/").context["tags"]] == [3]
    assert [category.live_count for category in client.get("/categories/").context["categories"]] == [3]
    assert client.get("/hidden-word/").status_code == 200


def test_what_only_a_page_has_is_no_public_name(client, make_page):
    make_page(
        "About",
        category=Category.objects.create(name="Only"),
        series=Series.objects.create(name="Only"),
        tags=[Tag.objects.create(name="Only")],
    )
    paths = ("/categories/only/", "/tags/only/", "/series/only/")
    assert [client.get(path).status_code for path in paths] == [404, 404, 404]
    assert [client.get(path).text.count("Only") for path in ("/categories/", "/tags/")] == [0, 0]


def test_a_page_has_an_address_breadcrumbs_and_no_date(client, tree):
    page = client.get("/about/team/lin/")
    assert page.status_code == 200
    assert [crumb.url for crumb in page.context["breadcrumbs"]] == ["/about/", "/about/team/"]
    assert '<link rel="canonical" href="http://testserver/about/team/lin/">' in page.text
    assert '"BreadcrumbList"' in page.text
    assert '"@type":"WebPage"' in page.text
    assert "<time" not in page.text
    assert "post-header" not in page.text
    assert "BlogPosting" not in page.text
    assert client.get("/about/team/lin").headers["Location"] == "/about/team/lin/"
    assert client.get("/team/").status_code == 404
    assert "/about/team/lin/</loc>" in client.get("/sitemap.xml").text


def test_a_page_lists_the_pages_right_below_it(client, make_page, tree):
    about, _team, _lin = tree
    make_page("Hidden", parent=about, is_unlisted=True)
    make_page("Draft", parent=about, published_at=None)
    assert [page.title for page in client.get("/about/").context["subpages"]] == ["Team"]
    assert '<a href="/about/team/">Team</a>' in client.get("/about/").text
    assert client.get("/about/team/lin/").context["subpages"] == []


@pytest.mark.parametrize(
    "fields",
    [
        {"published_at": None},
        {"published_at": timezone.now() + timedelta(days=9)},
        {"published_at": None, "archived_at": timezone.now()},
        {"published_at": None, "binned_at": timezone.now()},
    ],
)
def test_only_live_pages_are_shown(client, tree, fields):
    about, _team, _lin = tree
    Post.objects.filter(pk=about.pk).update(**fields)
    assert client.get("/about/").status_code == client.get("/about").status_code == 404
    # Those below keep their address, and don't tell its title.
    below = client.get("/about/team/")
    assert [crumb.url for crumb in below.context["breadcrumbs"]] == []
    assert "/about/</loc>" not in client.get("/sitemap.xml").text


def test_an_unlisted_page_is_in_no_sitemap_and_no_index(client, make_page):
    make_page("Secret", is_unlisted=True)
    assert '<meta name="robots" content="noindex">' in client.get("/secret/").text
    assert "/secret/" not in client.get("/sitemap.xml").text


def test_a_page_and_its_translation_link_to_each_other(client, make_page):
    about = make_page("关于", slug="guanyu", language="zh-Hans")
    make_page("About", language="en", translation_of=about)
    assert 'hreflang="en"' in client.get("/guanyu/").text
    assert 'href="/guanyu/"' in client.get("/about/").text


def test_a_moved_page_and_those_below_leave_redirects(client, tree):
    about, team, lin = tree
    about.slug = "us"
    about.save()
    lin.refresh_from_db()
    assert lin.path == "us/team/lin"
    for old, new in (
        ("/about/", "/us/"),
        ("/about/team/lin/", "/us/team/lin/"),
        ("/about/team", "/us/team/"),
    ):
        response = client.get(old)
        assert (response.status_code, response.headers["Location"]) == (301, new)
    team.refresh_from_db()
    team.parent = None
    team.save(update_fields=["parent"])
    for old in ("/about/team/lin/", "/us/team/lin/"):
        assert client.get(old).headers["Location"] == "/team/lin/"
    assert client.get("/team/lin/").status_code == 200


def test_pages_below_a_deleted_one_go_up(client, make_page, tree):
    about, _team, _lin = tree
    make_page("Team")
    Post.objects.filter(pk=about.pk).delete()
    assert sorted(Post.objects.pages().values_list("path", flat=True)) == ["team", "team-2", "team-2/lin"]
    assert client.get("/about/team/lin/").headers["Location"] == "/team-2/lin/"


def test_every_first_segment_of_the_site_is_refused(make_page, author):
    patterns = get_resolver().url_patterns[-1].url_patterns + get_resolver().url_patterns[:-1]
    firsts = {
        str(pattern.pattern).partition("/")[0] for pattern in patterns if isinstance(pattern, URLPattern)
    }
    firsts = {first for first in firsts if first and "<" not in first}
    assert firsts | {"admin", "accounts", "static", "media", "api", "feed", "page"} <= get_reserved_segments()
    for slug in ("posts", "Archive", "feeds", "static", "page"):
        with pytest.raises(ValidationError) as refused:
            Post(title="x", slug=slug, kind="page", author=author).full_clean()
        assert list(refused.value.message_dict) == ["slug"]
    make_page("Feeds", slug="", parent=make_page("About"))
    assert make_page("Feeds").path == "feeds-2"


def test_cycles_depth_and_doubles_are_refused(make_page, make_post, author, tree):
    about, team, lin = tree
    deep = make_page("Deep", parent=lin)
    for page, parent in (
        (about, lin),
        (about, about),
        (Post(title="Deeper", kind="page", author=author), deep),
        (make_page("Other", slug="other"), make_post("A post")),
        (team, deep),
    ):
        page.parent = parent
        with pytest.raises(ValidationError) as refused:
            page.full_clean()
        assert list(refused.value.message_dict) == ["parent"]
    about.refresh_from_db()
    root = make_page("Root")
    about.parent = root  # of which four levels would be five
    with pytest.raises(ValidationError, match="deep"):
        about.full_clean()
    for double in (
        Post(title="x", slug="team", kind="page", parent=tree[0], author=author),
        Post(title="x", slug="a-post", author=author),
    ):
        with pytest.raises(ValidationError) as refused:
            double.full_clean()
        assert list(refused.value.message_dict) == ["slug"]
    # A post and a page may have one slug, and so may pages with different parents.
    make_page("A post").full_clean()
    make_page("Team").full_clean()


def test_a_page_is_refused_where_another_address_redirects(make_page, make_post, author):
    Redirect.add_redirect("/links/", make_post("Old links"))
    page = Post(title="Links", slug="links", kind="page", author=author)
    with pytest.raises(ValidationError, match="Old links"):
        page.full_clean()
    assert make_page("Links").path == "links-2"


def test_a_post_has_no_related_pages(make_post, make_page):
    texts = {"source": "## Diffusion attention\n\nDiffusion attention transformer.", "published_at": DATE}
    posts = [make_post("One", **texts), make_page("Two", **texts), make_post("Three", **texts)]
    update_related_posts(*posts)
    assert [near.other.title for near in posts[0].near.all()] == ["Three"]
