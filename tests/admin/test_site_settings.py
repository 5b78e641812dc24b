"""The screen "Site settings": who may, what it refuses, what it asks, what becomes of it."""

import re

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from posts.admin import site_settings
from posts.admin.scheme_colours import get_backgrounds
from posts.imaging.colours import find_readable_colour, measure_least_contrast
from posts.models import AuditEntry, NavigationItem, PostKind, SiteSettings, get_site
from posts.publishing import time_zones
from tests.support.image_files import make_graphic

URL = "/admin/posts/sitesettings/"
EMPTY = {
    "list_form": "cosy",
    "citation_style": "gb7714-numeric",
    "links-TOTAL_FORMS": "0",
    "links-INITIAL_FORMS": "0",
}


@pytest.fixture
def save(editor_client):
    """Return a function that sends the form with some fields, the others empty."""

    def save(**fields):
        return editor_client.post(URL, {**EMPTY, **fields})

    return save


def list_errors(response):
    return [message for messages in response.context["form"].errors.values() for message in messages]


def make_links(*rows):
    """Return the fields of new links, each a dict of its own fields."""
    fields = {
        f"links-{number}-{name}": value for number, row in enumerate(rows) for name, value in row.items()
    }
    return {**fields, "links-TOTAL_FORMS": len(rows)}


def test_owners_and_superusers_alone_may_change_them(sign_in, client, editor_client):
    assert editor_client.get(URL).status_code == 200
    for group, status in [("Author", 403), ("Editor", 403), ("Owners", 200)]:
        sign_in(f"one of {group}", group)
        assert client.get(URL).status_code == status
        assert (URL in client.get("/admin/").text) is (status == 200)
        assert client.get(f"{URL}contrast/").status_code == client.get(f"{URL}days/").status_code == status
    assert client.get(f"{URL}1/change/").url == URL


def test_what_is_saved_is_there_at_once_and_in_the_audit_log(save, client):
    response = save(name="长\r\n波", masthead="呼叫所有电台", list_form="compact", posts_per_page="5")
    assert response.url == URL
    site = get_site()
    assert (site.name, site.masthead, site.list_form, site.posts_per_page) == (
        "长 波",
        "呼叫所有电台",
        "compact",
        5,
    )
    entry = AuditEntry.objects.get(action="site_changed")
    assert entry.details == {"fields": ["name", "masthead", "posts_per_page", "list_form"]}
    save(name="长 波", masthead="呼叫所有电台", list_form="compact", posts_per_page="5")
    assert AuditEntry.objects.filter(action="site_changed").count() == 1
    page = client.get("/admin/posts/auditentry/").text
    assert "Site settings changed" in page
    assert "name, masthead, posts per page, form of lists" in page
    assert 'href="/admin/posts/sitesettings/1/change/"' in page


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"masthead": "x" * 301}, "at most 300 characters"),
        ({"accent_light": "#fc0"}, r"Contrast 1\.\d : 1, hard to read; 4\.5 : 1 are needed\. .* is #\w{6}\."),
        ({"accent_dark": "223344"}, "hard to read"),
        ({"accent_light": "red; } body { display: none"}, "at most 7 characters"),
        ({"time_zone": "Mars/Olympus"}, "Select a valid choice"),
        ({"language": "xx"}, "Select a valid choice"),
        ({"posts_per_page": "0"}, "greater than or equal to 1"),
        ({"license_url": "https://example.org/"}, "Give the licence a name"),
        ({"license_url": "javascript:alert(1)", "license_name": "x"}, "Enter a valid URL"),
        (
            {"social_links": "https://a.example\nx javascript:alert(1)"},
            r"Not a valid address: x javascript:alert\(1\)",
        ),
        ({"robots": "Disallow: /a\n<script>"}, "Not a line of robots.txt: <script>"),
        ({"home_page": "4711"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_saved(save, fields, message):
    response = save(name="New", **fields)
    assert re.search(message, " ".join(list_errors(response)))
    assert not SiteSettings.objects.exists()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "colour", ["#ffcc00", "#0000ff", "#ffffff", "#000000", "#00ff00", "#808080", "#ff69b4"]
)
def test_the_nearest_colour_that_is_offered_has_the_contrast(scheme, colour):
    backgrounds = get_backgrounds(scheme)
    nearest = find_readable_colour(colour, backgrounds)
    assert measure_least_contrast(nearest, backgrounds) >= 4.5
    assert (nearest == colour) is (measure_least_contrast(colour, backgrounds) >= 4.5)
    assert find_readable_colour(nearest, backgrounds) == nearest


def test_contrast_is_told_while_a_colour_is_typed(editor_client):
    def ask(scheme, colour):
        return editor_client.get(f"{URL}contrast/", {"scheme": scheme, "colour": colour}).json()

    assert ask("light", "#A63F0A")["passes"] is True
    told = ask("dark", "#222222")
    assert (told["passes"], ask("dark", told["nearest"])["passes"]) == (False, True)
    assert ask("dark", "#12") == ask("sepia", "#a63f0a") == {"text": "", "passes": True, "nearest": ""}


def test_a_time_zone_that_moves_posts_is_asked_about_first(save, editor_client, make_post):
    late = timezone.datetime(2026, 3, 4, 17, tzinfo=timezone.get_fixed_timezone(0))  # 01:00 in Shanghai
    post = make_post("Nightly", published_at=late)
    make_post("Noon", published_at=late.replace(hour=4))
    assert "1 of 2 posts moves" in editor_client.get(f"{URL}days/", {"zone": "Europe/Paris"}).text
    assert editor_client.get(f"{URL}days/", {"zone": "Asia/Hong_Kong"}).text == ""
    response = save(name="New", time_zone="Europe/Paris")
    assert "1 of 2 posts moves" in response.text
    assert "2026-03-05 → 2026-03-04" in response.text
    assert 'Nothing was saved yet. <a href="#id_confirmed_zone">' in response.text
    assert not SiteSettings.objects.exists()
    # To confirm another zone than the one that is sent is not to confirm it.
    assert save(time_zone="Europe/Paris", confirmed_zone="America/Lima").status_code == 200
    assert save(time_zone="Europe/Paris", confirmed_zone="Europe/Paris").status_code == 302
    for day, count in [(4, 2), (5, 0)]:
        assert (post.title in editor_client.get(f"/archive/2026/03/{day:02}/").text) is bool(count)
    # What moves nothing is not asked about.
    assert save(time_zone="Europe/Berlin").status_code == 302


def test_how_many_posts_move_takes_one_query(make_post, django_assert_num_queries):
    make_post()
    with django_assert_num_queries(1):
        time_zones.find_moved_posts(get_site().zone, get_site().zone)


class TestLinks:
    def test_they_are_saved_in_the_order_of_their_numbers(self, save, make_post):
        page = make_post("About", kind=PostKind.PAGE)
        rows = [
            {"target": "", "url": "https://example.org/x", "label": "Elsewhere", "ORDER": "3"},
            {"target": f"page:{page.pk}", "url": "", "label": "", "ORDER": "1"},
            {"target": "list:archive", "url": "https://dropped.example/", "label": "All", "ORDER": "2"},
            {"target": "", "url": "", "label": "", "ORDER": ""},
        ]
        assert save(**make_links(*rows)).status_code == 302
        assert [tuple(link) for link in get_site().navigation] == [
            ("About", "/about/"),
            ("All", "/archive/"),
            ("Elsewhere", "https://example.org/x"),
        ]
        assert AuditEntry.objects.get(action="site_changed").details == {"fields": ["navigation"]}

    def test_to_change_one_of_the_default_ones_stores_them_all(self, save, editor_client):
        assert [form.initial["target"] for form in editor_client.get(URL).context["links"].forms[:2]] == [
            *("list:archive", "list:category_list")
        ]
        defaults = [
            {"target": f"list:{name}", "label": "", "url": "", "ORDER": number}
            for number, name in enumerate(["archive", "category_list", "tag_list", "feeds"], 1)
        ]
        assert save(**make_links(*defaults)).status_code == 302
        assert not NavigationItem.objects.exists()
        defaults[0]["label"], defaults[3]["DELETE"] = "Everything", "on"
        assert save(**make_links(*defaults)).status_code == 302
        assert [link.label for link in get_site().navigation] == [
            "Everything",
            "Categories",
            "Tags",
        ]

    @pytest.mark.parametrize(
        ("row", "message"),
        [
            ({"url": "javascript:alert(1)", "label": "x"}, "Not a valid address"),
            ({"url": "//evil.example/", "label": "x"}, "Not a valid address"),
            ({"url": "/\\evil.example/", "label": "x"}, "Not a valid address"),
            ({"url": "/\t/evil.example/", "label": "x"}, "Not a valid address"),
            ({"url": "/about/"}, "An address needs a label"),
            ({"label": "x"}, "Enter an address"),
            ({"target": "page:1"}, "Select a valid choice"),
        ],
    )
    def test_what_leads_nowhere_is_told(self, save, row, message):
        response = save(name="New", **make_links({"target": "", "url": "", "label": "", "ORDER": "1", **row}))
        assert message in response.text
        assert not SiteSettings.objects.exists()

    def test_what_is_sent_twice_is_saved_once_and_what_somebody_deleted_comes_back(self, save):
        rows = make_links({"target": "list:tag_list", "ORDER": 1}, {"url": "/x/", "label": "X", "ORDER": 2})
        for _ in range(2):
            assert save(**rows).status_code == 302
            assert [link.url for link in get_site().navigation] == ["/tags/", "/x/"]
        stale = {"links-0-id": NavigationItem.objects.first().pk, "links-INITIAL_FORMS": "1"}
        NavigationItem.objects.all().delete()
        assert save(**rows, **stale).status_code == 302
        assert [link.url for link in get_site().navigation] == ["/tags/", "/x/"]

    def test_forty_of_them_fold_into_a_menu(self, save, client):
        rows = [{"target": "", "url": f"/{n}/", "label": f"链接{n}", "ORDER": n} for n in range(1, 41)]
        save(**make_links(*rows))
        page = client.get("/tags/").text
        header = page[page.index("<header") : page.index("</header>")]
        assert (
            header.index("链接5<")
            < header.index("<details")
            < header.index("链接6<")
            < header.index("链接40<")
        )


def test_pictures_are_verified_and_icons_made_of_one(save, client):
    refused = [("icon", b"no picture", "x.png"), ("icon", make_graphic(size=(64, 64)), "small.png")]
    refused.append(("logo", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg", "x.svg"))
    refused.append(
        ("icon", b"<svg xmlns='http://www.w3.org/2000/svg' width='512' height='512'/>", "drawing.svg")
    )
    for field, data, name in refused:
        assert list_errors(save(**{field: SimpleUploadedFile(name, data)}))
    graphic = make_graphic(size=(400, 300))
    assert (
        save(
            icon=SimpleUploadedFile("图标.png", graphic), logo=SimpleUploadedFile("l.png", graphic)
        ).status_code
        == 302
    )
    site = get_site()
    assert site.logo_size == (400, 300)
    page = client.get("/").text
    assert f'href="{site.get_icon_url(180)}"' in page
    assert f'src="{site.logo_url}"' in page
    icons = {icon["src"] for icon in client.get("/manifest.webmanifest").json()["icons"]}
    assert icons == {site.get_icon_url(192), site.get_icon_url(512), site.get_icon_url(512, "maskable")}
    assert all(default_storage.exists(url.removeprefix("/media/")) for url in icons)
    assert client.get("/favicon.ico").content.startswith(b"\0\0\1\0")
    drawing = b"<svg xmlns='http://www.w3.org/2000/svg' width='30' height='20'><path d='M0 0h9v9z'/></svg>"
    assert save(logo=SimpleUploadedFile("wave.svg", drawing)).status_code == 302
    assert (get_site().logo_url[-4:], get_site().logo_size) == (".svg", (30, 20))
    # Saved again, they stay; the box that clears one takes it away.
    save(name="New")
    assert get_site().icon
    save(**{"icon-clear": "on", "logo-clear": "on"})
    assert (get_site().icon, get_site().logo_url, get_site().logo_size) == ("", "", (0, 0))


def test_a_page_that_readers_reach_can_be_the_home_page(save, make_post, client):
    page, draft = make_post("Welcome", kind="page"), make_post("Later", kind="page", published_at=None)
    post = make_post("Post")
    for other in (draft, post):
        assert "home_page" in save(home_page=other.pk).context["form"].errors
    assert save(home_page=page.pk).status_code == 302
    assert client.get("/").context["post"] == page


def test_another_style_of_citations_renders_the_posts_that_cite(save, monkeypatch):
    queued = []
    monkeypatch.setattr(site_settings, "queue_citing_posts", queued.append)
    save(citation_style="apa")
    save(citation_style="apa", masthead="…")
    assert (get_site().citation_style, queued) == ("apa", [None])
