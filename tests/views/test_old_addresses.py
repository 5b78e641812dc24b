"""Old addresses of other tools lead in one step to what they were; deleted posts are gone."""

import pytest

from posts.models import (
    Category,
    GoneAddress,
    MissedAddress,
    Post,
    Profile,
    Redirect,
    RedirectHits,
    Tag,
    address_counts,
)
from posts.models.address_counts import add_missed_requests, delete_old_missed_addresses
from posts.models.site_version import get_site_version
from posts.revisions.recording import record_revision
from posts.views import address_counters
from posts.views.address_counters import AddressCounters
from tests.support.dates import LONG_AGO

# Hexo, Hugo, Jekyll, WordPress, Ghost, Typecho, Halo, Quarto, Quartz, Docusaurus, Astro, VitePress.
ROUTES = {
    "/feeds/rss.xml": [
        "/feed.xml",
        "/index.xml",
        "/rss.xml",
        "/rss2.xml",
        "/feed/",
        "/feed",
        "/rss/",
        "/feed/rss/",
        "/Feed/",
        "/feed/rss2/",
        "/feed/rdf/",
        "/posts/index.xml",
        "/post/index.xml",
        "/blog/rss.xml",
        "/blog/index.xml",
        "/feed.rss",
        "/RSS.XML",
        "/index.rss",
        "/rss",
    ],
    "/feeds/atom.xml": [
        "/atom.xml",
        "/feed/atom/",
        "/blog/atom.xml",
        "/feed.atom",
        "/ATOM.xml",
        "/feed/atom",
    ],
    "/feeds/feed.json": ["/feed.json", "/blog/feed.json"],
    "/": ["/blog/", "/post/", "/page/1/", "/page1/", "/blog/page/1/", "/blog.html"],
    "/?page=2": [
        "/page/2/",
        "/page2/",
        "/page/2",
        "/blog/page/2/",
        "/posts/page/2/",
        "/page/99/",
        "/blog/page2/",
    ],
    "/archive/": ["/archives/", "/archives", "/archives.html", "/archives/page/2/", "/archives/index.html"],
    "/archive/2020/": [
        *("/archives/2020/", "/2020/", "/archives/2020"),
        *("/2020/page/2/", "/archives/2020/page/2/"),
    ],
    "/archive/2020/05/": ["/archive/2020/5/", "/archives/2020/05/", "/2020/05/", "/2020/5/"],
    "/archive/2020/05/17/": ["/2020/05/17/"],
    "/categories/": ["/category/", "/categories.html", "/categories/index.html", "/Categories/"],
    "/tags/": ["/tag/", "/tags.html", "/blog/tags/"],
    "/categories/ji-qi-xue-xi/": [
        "/category/机器学习/",
        "/categories/机器学习/",
        "/categories/机器学习",
        "/category/ji-qi-xue-xi/",
        "/categories/%E6%9C%BA%E5%99%A8%E5%AD%A6%E4%B9%A0/",
        "/categories/%e6%9c%ba%e5%99%a8%e5%ad%a6%e4%b9%a0/",
        "/categories/外/机器学习/",
        "/categories/Ji-Qi-Xue-Xi/",
        "/category/机器学习.html",
    ],
    "/categories/ji-qi-xue-xi/?page=2": ["/category/机器学习/page/2/", "/categories/机器学习/page/2/"],
    "/categories/ji-qi-xue-xi/feeds/rss.xml": [
        "/category/机器学习/feed/",
        "/categories/机器学习/index.xml",
        "/categories/机器学习/feed/rss2/",
        "/categories/机器学习/rss.xml",
    ],
    "/categories/ji-qi-xue-xi/feeds/atom.xml": [
        "/categories/机器学习/atom.xml",
        "/category/机器学习/feed/atom/",
    ],
    "/tags/deep-learning/": [
        "/tag/deep-learning/",
        "/tags/Deep-Learning/",
        "/tags/Deep%20Learning/",
        "/categories/Deep Learning/",
        "/blog/tags/deep-learning",
    ],
    "/tags/deep-learning/feeds/rss.xml": [
        "/tag/deep-learning/rss/",
        "/tag/deep-learning/feed/",
        "/tags/deep-learning/index.xml",
        "/categories/deep-learning/index.xml",
    ],
    "/authors/lin/": ["/author/lin/", "/author/Lin/"],
    "/posts/hedge/": [
        "/hedge/",
        "/hedge",
        "/hedge.html",
        "/post/hedge/",
        "/blog/hedge/",
        "/blog/hedge.html",
        "/posts/hedge.html",
        "/posts/Hedge/",
        "/2020/05/17/hedge/",
        "/2020/05/hedge.html",
        "/archives/hedge.html",
        "/archives/hedge",
        "/posts/hedge/index.html",
        "/articles/hedge/",
        "/p/hedge.html",
    ],
}


@pytest.fixture
def site(make_post, author):
    outer = Category.objects.create(name="外")
    category = Category.objects.create(name="机器学习", parent=outer)
    tag = Tag.objects.create(name="Deep Learning")
    Profile.objects.create(user=author, name="Lin")
    may = LONG_AGO.replace(year=2020, month=5, day=17, hour=12)
    rows = [{"title": f"No {number}", "slug": f"no-{number}"} for number in range(12)]
    for row in [*rows, {"title": "Hedge"}]:
        post = make_post(category=category, published_at=may, **row)
    post.tags.add(tag)
    return post


def test_old_addresses_lead_to_what_they_were_in_one_step(client, site):
    found = {}
    for new, old_addresses in ROUTES.items():
        for old in old_addresses:
            response = client.get(old)
            assert response.status_code == 301, old
            found[old] = response["Location"]
            assert found[old] == new, old
        assert client.get(new).status_code == 200, new


# In other case, with other characters encoded or encoded twice, without the last slash, decomposed.
SPELLINGS = {
    "/posts/hedge/": ["/Posts/HEDGE", "/posts/h%65dge", "/posts/hedge%20/", "/posts/HEDGE.MD"],
    "/posts/%E6%B3%A8%E6%84%8F/": [
        "/posts/注意",
        "/POSTS/注意",
        "/posts/%25E6%25B3%25A8%25E6%2584%258F/",
        "/Posts/%e6%b3%a8%e6%84%8f",
    ],
    "/posts/CamelCase/": ["/posts/camelcase/", "/posts/CAMELCASE", "/Posts/camelCase"],
    "/posts/caf%C3%A9/": ["/posts/cafe%CC%81/", "/posts/CAFÉ/"],
    "/about/": ["/About/", "/ABOUT", "/about"],
    "/about/team/": ["/About/Team/", "/about/TEAM"],
    "/tags/deep-learning/": ["/Tags/DEEP-LEARNING", "/tags/deep%2Dlearning"],
    "/categories/ji-qi-xue-xi/": ["/Categories/JI-QI-XUE-XI"],
    "/authors/lin/": ["/Authors/LIN", "/authors/Lin/"],
    "/archive/": ["/Archive/", "/ARCHIVE"],
    "/feeds/rss.xml": ["/Feeds/RSS.xml", "/feeds/rss.xml/"],
    "/sitemap.xml": ["/Sitemap.XML"],
    "/robots.txt": ["/Robots.txt"],
    "/search/": ["/Search/", "/SEARCH"],
}


def test_every_spelling_of_an_address_leads_to_it_in_one_step(client, site, make_post):
    for slug in ("注意", "CamelCase", "café"):
        make_post(slug=slug)
    about = make_post("About", slug="about", kind="page")
    make_post("Team", slug="team", kind="page", parent=about)
    for address, spellings in SPELLINGS.items():
        for spelling in spellings:
            response = client.get(spelling)
            assert (response.status_code, response.get("Location")) == (301, address), spelling
        assert client.get(address).status_code == 200, address


def test_parameters_are_kept(client, site):
    assert client.get("/page/2/?utm_source=x&page=7")["Location"] == "/?page=2&utm_source=x"
    assert client.get("/hedge.html?utm_medium=%E5%BE%AE")["Location"] == "/posts/hedge/?utm_medium=%E5%BE%AE"


def test_what_is_not_public_is_not_led_to(client, make_post):
    make_post("Draft", published_at=None, category=Category.objects.create(name="Secret"), tags=["Hidden"])
    paths = (
        "/draft/",
        "/post/draft/",
        "/category/secret/",
        "/tag/hidden/",
        "/2031/",
        "/author/nobody/",
        "/x/y/z/",
    )
    assert [client.get(path).status_code for path in paths] == [404] * len(paths)


@pytest.mark.parametrize(
    "asked",
    [
        "/2020/My（一）[新].html",
        "/2020/my(一)[新].html",
        "/2020/MY（一）[新]",
        "/2020/my%EF%BC%88%E4%B8%80%ef%bc%89%5b%E6%96%B0%5D/",
    ],
)
def test_imported_addresses_answer_in_every_spelling(client, make_post, asked):
    Redirect.add_redirect("/2020/My（一）[新].html", make_post())
    assert client.get(asked)["Location"] == "/posts/a-post/"


def test_redirects_to_redirects_make_one_step_and_circles_none(client, make_post):
    post = make_post(slug="one")
    Redirect.objects.create(path="/a/", url="/b/")
    Redirect.objects.create(path="/b/", url="/posts/one/")
    post.slug = "two"
    post.save()
    assert client.get("/a/")["Location"] == client.get("/b/")["Location"] == "/posts/two/"
    Redirect.objects.create(path="/c/", url="/d/")
    Redirect.objects.create(path="/d/", url="/c/")
    assert client.get("/c/").status_code == 404
    Redirect.objects.create(path="/out/", url="https://example.com/x")
    assert client.get("/out/?ref=1")["Location"] == "https://example.com/x?ref=1"


def test_no_path_below_a_redirect_leads_to_another_site(client, db):
    Redirect.objects.create(path="/old/blog/", url="/")
    for path in ("/old/blog//evil.example", "/old/blog/%2f/evil.example/", "/old/blog/%2fevil.example"):
        assert client.get(path)["Location"].rstrip("/") == "/evil.example"
    assert client.get("/old/blog/%5Cevil.example")["Location"] == "/%5Cevil.example"


def test_no_address_asks_the_database_for_what_it_cannot_hold(client, db, monkeypatch):
    asked = []
    monkeypatch.setattr("posts.views.old_addresses.find_legacy_url", asked.append)
    monkeypatch.setattr("posts.views.old_addresses.follow_redirects", asked.append)
    for address in ("/a%2500b/", "/%25%30%30", "/?name=a%00b", f"/?tag={'x' * 900}"):
        client.get(address)
    assert asked == []


def test_a_changed_slug_of_an_author_redirects(client, make_post, author):
    profile = Profile.objects.create(user=author, name="Lin")
    make_post()
    profile.slug = "mo"
    profile.save()
    assert client.get("/authors/lin/")["Location"] == "/authors/mo/"
    Post.objects.all().delete()
    assert client.get("/authors/lin/").status_code == 404


def test_a_deleted_post_is_gone_until_there_is_one_again(client, make_post, author):
    post = make_post("Deleted")
    record_revision(post, "published", author)
    Redirect.add_redirect("/2020/deleted.html", post)
    post.set_state("binned_at")
    post.save()
    assert client.get("/posts/deleted/").status_code == 404
    post.delete()
    for path in ("/posts/deleted/", "/posts/deleted", "/2020/deleted.html"):
        assert client.get(path).status_code == 410
    again = make_post("Deleted", published_at=None)
    assert client.get("/posts/deleted/").status_code == 404
    again.published_at = LONG_AGO
    again.save()
    assert client.get("/posts/deleted/").status_code == 200


def test_what_is_taken_back_may_return_and_what_is_deleted_will_not(client, make_post, author):
    names = ("withdrawn", "archived", "deleted", "kept")
    posts = {name: make_post(name, slug=name, tags=["x"]) for name in names}
    for post in posts.values():
        record_revision(post, "published", author)
    posts["withdrawn"].set_state("")
    posts["archived"].set_state("archived_at")
    for name in ("withdrawn", "archived"):
        posts[name].save()
    posts["deleted"].delete()
    statuses = {name: client.get(f"/posts/{name}/").status_code for name in posts}
    assert statuses == {"withdrawn": 404, "archived": 404, "deleted": 410, "kept": 200}
    assert [client.get(f"/posts/{name}.md").status_code for name in posts] == [404, 404, 410, 200]
    assert client.head("/posts/deleted/").status_code == 410
    lists = ("/sitemap.xml", "/feeds/rss.xml", "/feeds/feed.json", "/tags/x/", "/llms.txt", "/archive/2026/")
    for address in lists:
        page = client.get(address).text
        assert "/posts/kept" in page
        assert not [name for name in ("withdrawn", "archived", "deleted") if f"/posts/{name}" in page]
    # Nobody saw it while it was a draft again.
    posts["withdrawn"].delete()
    assert client.get("/posts/withdrawn/").status_code == 410


def test_a_draft_that_is_deleted_was_never_there(client, make_post):
    make_post("Draft", published_at=None).delete()
    Post.objects.filter(pk=make_post("Page", kind="page").pk).delete()
    assert client.get("/posts/draft/").status_code == 404
    assert client.get("/page-2/").status_code == 410
    assert set(GoneAddress.objects.values_list("path", flat=True)) == {"/page-2/"}


class TestCounting:
    @pytest.fixture(autouse=True)
    def counting(self, monkeypatch):
        self.counters = AddressCounters()
        monkeypatch.setattr("posts.views.middleware.counters", self.counters)

    def test_requests_are_counted_in_memory_and_written_together(
        self, client, make_post, django_assert_num_queries, monkeypatch
    ):
        Redirect.add_redirect("/old/", make_post())
        # The version itself is that of all tests that run meanwhile.
        changes = []
        monkeypatch.setattr(type(get_site_version()), "invalidate", changes.append)
        for path in ("/nowhere/", "/nowhere", "/nowhere/?q=secret", "/old/", "/old/"):
            client.get(path)
        assert not MissedAddress.objects.exists()
        self.counters.write()
        assert list(MissedAddress.objects.values_list("path", "hits")) == [("/nowhere/", 3)]
        assert RedirectHits.objects.get().hits == 2
        client.get("/nowhere/")
        monkeypatch.setattr(address_counters, "WRITE_SECONDS", 0)
        client.get("/nowhere/")
        assert MissedAddress.objects.get().hits == 5
        assert changes == []

    def test_noise_is_not_counted_and_memory_is_bounded(self, client, db, monkeypatch):
        monkeypatch.setattr(address_counters, "MAX_COUNTED", 3)
        noise = (
            "/wp-login.php",
            "/wp-admin/setup",
            "/.env",
            "/.git/config",
            "/x.aspx",
            "/shared/token/",
            "/media/a.png",
            "/cgi-bin/luci",
            "/admin/nothing/",
            "/accounts/reset/secret/",
            "/a%00b",
            "/" + "a" * 600,
        )
        for path in (*noise, *(f"/bot-{number}/" for number in range(9))):
            client.get(path)
        assert list(self.counters.missed) == ["/bot-0/", "/bot-1/", "/bot-2/"]

    def test_the_table_is_bounded(self, db, monkeypatch):
        monkeypatch.setattr(address_counts, "MAX_MISSED", 3)
        add_missed_requests({"/often/": 9, "/first/": 1})
        add_missed_requests({"/second/": 1, "/third/": 2})
        assert set(MissedAddress.objects.values_list("path", flat=True)) == {"/often/", "/second/", "/third/"}
        MissedAddress.objects.filter(path="/often/").update(last_at=LONG_AGO)
        assert delete_old_missed_addresses() == 1


class TestPlainPermalinks:
    """Addresses of WordPress that a number or a name in the query tells."""

    @pytest.fixture(autouse=True)
    def old_numbers(self, site):
        Redirect.add_redirect("/?p=12", site)
        Redirect.add_redirect("/blog/?p=7", site)
        Redirect.add_redirect("/?cat=3", Category.objects.get(name="机器学习"))

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("/?p=12", "/posts/hedge/"),
            ("/index.php?p=12", "/posts/hedge/"),
            ("/?page_id=12", "/posts/hedge/"),
            ("/?attachment_id=12&utm_source=x", "/posts/hedge/?utm_source=x"),
            ("/?utm_source=x&p=12&preview=true", "/posts/hedge/?utm_source=x&preview=true"),
            ("/blog/?p=7", "/posts/hedge/"),
            ("/?cat=3", "/categories/ji-qi-xue-xi/"),
            ("/?tag=deep-learning", "/tags/deep-learning/"),
            ("/?category_name=%E6%9C%BA%E5%99%A8%E5%AD%A6%E4%B9%A0", "/categories/ji-qi-xue-xi/"),
            ("/?author_name=lin", "/authors/lin/"),
            ("/?feed=rss2", "/feeds/rss.xml"),
            ("/?feed=atom", "/feeds/atom.xml"),
            ("/?name=hedge", "/posts/hedge/"),
        ],
    )
    def test_they_lead_to_what_they_were_in_one_step(self, client, old, new):
        response = client.get(old)
        assert (response.status_code, response["Location"]) == (301, new)
        assert client.get(new).status_code == 200

    def test_a_number_that_nobody_had_is_no_address(self, client):
        addresses = (
            "/?p=13",
            "/?p=0",
            "/?p=x",
            "/?p=-12",
            "/?cat=12",
            "/?page=2&p=99",
            "/?tag=none",
            "/?p=12a",
        )
        assert [client.get(address).status_code for address in addresses] == [200] * len(addresses)
        assert client.get("/index.php?p=13").status_code == 404
        assert client.get("/sitemap.xml?p=1").status_code == 200

    def test_a_deleted_post_is_gone_by_its_number_too(self, client, site):
        site.delete()
        assert [client.get(f"/?{name}=12").status_code for name in ("p", "page_id")] == [410, 410]

    def test_they_can_be_typed_and_tried_in_the_admin(self, editor_client):
        form = {"path": "https://testserver/index.php?page_id=40", "leads_to": "/posts/hedge/"}
        editor_client.post("/admin/posts/redirect/add/", form)
        assert Redirect.objects.filter(path="/?p=40", post__slug="hedge").exists()
        tried = editor_client.get("/admin/posts/redirect/test/", {"address": "/?p=40"})
        assert (tried.context["answer"].status, tried.context["answer"].url) == (301, "/posts/hedge/")
