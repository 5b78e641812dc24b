"""What search engines, social networks and home screens see of the site."""

import json
from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from lxml import html
from PIL import Image

from posts.models import Category, Post, Series

HOSTILE = "</script><!--<script>\u2028“&amp;”"


def head_of(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return html.fromstring(response.content.decode()).find("head")


def properties(head):
    """Return Open Graph's properties: of those that come more than once, all."""
    found = {}
    for meta in head.iterfind("meta[@property]"):
        found.setdefault(meta.get("property"), []).append(meta.get("content"))
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def things(head):
    """Return the structured data of a page by type."""
    script = head.find("script[@type='application/ld+json']")
    if script is None:
        return {}
    data = json.loads(script.text)
    assert data["@context"] == "https://schema.org"
    return {thing["@type"]: thing for thing in data["@graph"]}


def links(head, rel):
    return [link.attrib for link in head.iterfind(f"link[@rel='{rel}']")]


def static_file(address):
    return finders.find(address.removeprefix("/static/"))


def cover(width, height):
    file = BytesIO()
    Image.new("RGB", (width, height)).save(file, "PNG")
    return ContentFile(file.getvalue(), "cover.png")


@pytest.fixture
def full_post(make_post):
    category = Category.objects.create(name="模型", parent=Category.objects.create(name="深度学习"))
    return make_post(
        "注意力",
        slug="attention",
        tags=["Transformer", "注意力"],
        category=category,
        series=Series.objects.create(name="从零读起"),
        byline="林默、Ada Wong",
        source="正文 $x^2$。",
        language="zh-Hans",
        updated_at=datetime(2026, 2, 1, tzinfo=UTC),
    )


def test_a_post_describes_itself_to_social_networks(client, full_post):
    found = properties(head_of(client, "/posts/attention/"))
    image = found.pop("og:image")
    assert image.startswith("http://testserver/posts/attention/card.png?v=")
    assert found == {
        "og:type": "article",
        "og:site_name": "Transmission",
        "og:title": "注意力",
        "og:description": "正文 x^2。",
        "og:url": "http://testserver/posts/attention/",
        "og:locale": "zh_CN",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": "注意力",
        "article:published_time": "2026-01-11T20:00:00+08:00",
        "article:modified_time": found["article:modified_time"],
        "article:author": ["林默", "Ada Wong"],
        "article:section": "模型",
        "article:tag": ["Transformer", "注意力"],
    }


def test_a_post_is_a_blog_posting(client, full_post):
    posting = things(head_of(client, "/posts/attention/"))["BlogPosting"]
    publisher, modified = posting.pop("publisher"), posting.pop("dateModified")
    assert (publisher["name"], publisher["url"]) == ("Transmission", "http://testserver/")
    assert datetime.fromisoformat(modified) == full_post.updated_at.replace(microsecond=0)
    assert posting.pop("image")[0].startswith("http://testserver/posts/attention/card.png")
    assert posting == {
        "@type": "BlogPosting",
        "headline": "注意力",
        "description": "正文 x^2。",
        "datePublished": "2026-01-11T20:00:00+08:00",
        "author": [{"@type": "Person", "name": "林默"}, {"@type": "Person", "name": "Ada Wong"}],
        "inLanguage": "zh-Hans",
        "url": "http://testserver/posts/attention/",
        "mainEntityOfPage": {"@type": "WebPage", "@id": "http://testserver/posts/attention/"},
        "articleSection": "模型",
        "keywords": ["Transformer", "注意力"],
        "isPartOf": {
            "@type": "CreativeWorkSeries",
            "name": "从零读起",
            "url": f"http://testserver{full_post.series.get_absolute_url()}",
        },
    }


def test_nothing_is_said_of_what_a_post_does_not_have(client, make_post):
    make_post()
    posting = things(head_of(client, "/posts/a-post/"))["BlogPosting"]
    assert not {"articleSection", "keywords", "isPartOf"} & posting.keys()


def test_a_long_title_is_cut_for_search_engines(client, make_post):
    make_post("题" * 150, slug="long")
    assert len(things(head_of(client, "/posts/long/"))["BlogPosting"]["headline"]) == 110


def test_what_was_written_before_publication_is_no_change(client, make_post):
    make_post(published_at=datetime(2026, 3, 1, tzinfo=UTC), updated_at=datetime(2026, 2, 1, tzinfo=UTC))
    posting = things(head_of(client, "/posts/a-post/"))["BlogPosting"]
    assert posting["dateModified"] == posting["datePublished"]


def test_the_way_to_a_page_is_the_one_that_is_seen(client, full_post):
    crumbs = things(head_of(client, "/posts/attention/"))["BreadcrumbList"]["itemListElement"]
    assert [(crumb["position"], crumb["name"]) for crumb in crumbs] == [
        (1, "Transmission"),
        (2, "深度学习"),
        (3, "模型"),
        (4, "注意力"),
    ]
    assert crumbs[1]["item"] == f"http://testserver{full_post.category.parent.get_absolute_url()}"
    assert crumbs[-1]["item"] == "http://testserver/posts/attention/"


def test_a_list_says_where_it_stands(client, make_post):
    make_post()
    crumbs = things(head_of(client, "/archive/2026/01/"))["BreadcrumbList"]["itemListElement"]
    assert [crumb["name"] for crumb in crumbs][:3] == ["Transmission", "Archive", "2026"]
    assert crumbs[-1]["item"] == "http://testserver/archive/2026/01/"


def test_the_home_page_is_the_site_and_can_be_searched(client, make_post, settings):
    settings.SITE_DESCRIPTION = "Notes"
    make_post()
    head = head_of(client, "/")
    site = things(head)["WebSite"]
    assert (site["name"], site["description"], site["url"]) == ("Transmission", "Notes", "http://testserver/")
    target = site["potentialAction"]["target"]["urlTemplate"]
    assert target == "http://testserver/search/?q={search_term_string}"
    assert properties(head)["og:type"] == "website"
    assert properties(head)["og:image"].startswith("http://testserver/card.png?v=")


def test_a_list_is_called_by_its_title(client, make_post):
    make_post(category=Category.objects.create(name="R & D", slug="rd"))
    found = properties(head_of(client, "/categories/rd/"))
    assert (found["og:title"], found["og:type"]) == ("R & D", "website")


def test_a_hostile_title_stays_text(client, make_post):
    make_post(HOSTILE, slug="hostile", category=Category.objects.create(name=HOSTILE))
    title = Post.objects.get(slug="hostile").title
    head = head_of(client, "/posts/hostile/")
    assert properties(head)["og:title"] == title
    found = things(head)
    assert found["BlogPosting"]["headline"] == title
    assert found["BreadcrumbList"]["itemListElement"][-1]["name"] == title
    script = head.find("script[@type='application/ld+json']").text
    assert not set("<>&\u2028") & set(script)


# Covers --------------------------------------------------------------------------


def test_a_wide_cover_is_the_picture_of_its_post(client, make_post):
    post = make_post(cover=cover(800, 400), cover_alt="A wave")
    found = properties(head_of(client, "/posts/a-post/"))
    assert found["og:image"] == f"http://testserver{post.cover.url}"
    size_and_alt = [found[f"og:image:{name}"] for name in ("width", "height", "alt")]
    assert size_and_alt == ["800", "400", "A wave"]


def test_a_narrow_cover_leaves_the_place_to_the_card(client, make_post):
    make_post(cover=cover(300, 300))
    assert "/card.png?v=" in properties(head_of(client, "/posts/a-post/"))["og:image"]


# Addresses and languages -----------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "canonical"),
    [
        ("/", "/"),
        ("/?utm_source=x", "/"),
        ("/?page=2&utm_source=x", "/?page=2"),
        ("/posts/第一/", "/posts/%E7%AC%AC%E4%B8%80/"),
    ],
)
def test_a_page_has_one_address(client, make_post, settings, path, canonical):
    make_post("第一", slug="第一")
    for number in range(12):
        make_post(f"Post {number}")
    for settings.SITE_URL, site in (
        ("", "http://testserver"),
        ("https://example.org", "https://example.org"),
    ):
        head = head_of(client, path)
        assert [link["href"] for link in links(head, "canonical")] == [site + canonical]
        assert properties(head)["og:url"] == site + canonical


def test_translations_lead_to_each_other_in_the_head(client, make_post):
    original = make_post("注意力", slug="zh", language="zh-Hans")
    make_post("Attention", slug="en", language="en", translation_of=original)
    expected = {
        "zh-Hans": "http://testserver/posts/zh/",
        "en": "http://testserver/posts/en/",
        "x-default": "http://testserver/posts/zh/",
    }
    for path, other in (("/posts/zh/", "en_US"), ("/posts/en/", "zh_CN")):
        head = head_of(client, path)
        found = {link["hreflang"]: link["href"] for link in links(head, "alternate") if "hreflang" in link}
        assert found == expected
        assert properties(head)["og:locale:alternate"] == other


def test_a_post_in_one_language_names_no_others(client, make_post):
    make_post()
    assert not [link for link in links(head_of(client, "/posts/a-post/"), "alternate") if "hreflang" in link]


def test_a_draft_says_nothing_to_search_engines(desk, make_post):
    make_post("Draft", published_at=None)
    head = head_of(desk, "/posts/draft/")
    assert head.find("meta[@name='robots']").get("content") == "noindex"
    assert not properties(head)
    assert not things(head)


def test_a_page_that_is_not_there_has_no_card(client, db):
    assert b"og:" not in client.get("/nothing/").content


# Pictures ---------------------------------------------------------------------------


def test_the_card_that_a_page_names_never_changes(client, make_post):
    make_post()
    address = properties(head_of(client, "/posts/a-post/"))["og:image"].removeprefix("http://testserver")
    response = client.get(address)
    assert Image.open(BytesIO(response.content)).size == (1200, 630)
    assert response["Content-Type"] == "image/png"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    Post.objects.update(title="Another")
    assert client.get(address)["Cache-Control"] == "public, max-age=300"


@pytest.mark.parametrize("path", ["/posts/a-post/card.png", "/posts/a-post/card.png?v=old", "/card.png"])
def test_a_card_without_its_version_is_kept_shortly(client, make_post, path):
    make_post()
    assert client.get(path)["Cache-Control"] == "public, max-age=300"


@pytest.mark.parametrize("published_at", [None, datetime(2100, 1, 1, tzinfo=UTC)])
def test_the_card_of_a_post_that_is_not_live_is_for_editors(client, editor, make_post, published_at):
    make_post(published_at=published_at)
    assert client.get("/posts/a-post/card.png").status_code == 404
    client.force_login(editor)
    response = client.get("/posts/a-post/card.png")
    assert response.status_code == 200
    assert "private" in response["Cache-Control"]
    assert "no-store" in response["Cache-Control"]


def test_there_is_no_card_of_nothing(client, db):
    assert client.get("/posts/missing/card.png").status_code == 404


def test_the_site_card_shows_the_site(client, db, settings):
    before = client.get("/card.png").content
    settings.SITE_NAME = "另一个站"
    assert client.get("/card.png").content != before


# Icons ---------------------------------------------------------------------------------


def test_the_icon_is_where_browsers_look_for_it(client):
    response = client.get("/favicon.ico")
    assert response["Content-Type"] == "image/x-icon"
    assert response["Cache-Control"] == "public, max-age=86400"
    assert Image.open(BytesIO(response.content)).info["sizes"] == {(16, 16), (32, 32), (48, 48)}


def test_the_manifest_names_the_site_and_its_icons(client, settings):
    settings.SITE_NAME = "电台"
    response = client.get("/manifest.webmanifest")
    assert response["Content-Type"] == "application/manifest+json"
    manifest = response.json()
    assert (manifest["name"], manifest["lang"], manifest["start_url"]) == ("电台", "en", "/")
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    for icon in manifest["icons"]:
        with Image.open(static_file(icon["src"])) as image:
            assert "{}x{}".format(*image.size) == icon["sizes"]


def test_every_page_names_its_icons_and_manifest(client, db):
    head = head_of(client, "/")
    icons = [*links(head, "icon"), *links(head, "apple-touch-icon")]
    assert len(icons) == 3
    assert all(static_file(icon["href"]) for icon in icons)
    assert [link["href"] for link in links(head, "manifest")] == ["/manifest.webmanifest"]
