"""What the owner wrote stands on every surface, and nothing of what the environment says."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import OperationalError, connection
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from PIL import Image

from posts.accounts.notifications import send_account_mail
from posts.models import Category, Post, PostKind, Series, SiteSettings, site
from posts.models.site_locale import use_site_locale
from posts.page_cache.refusals import render_busy_page
from posts.social.cards import draw_card
from posts.social.images import build_post_card, build_site_card
from posts.views.service import server_error
from tests.page_cache.conftest import committing, reader, site_version  # noqa: F401  (fixtures)
from tests.support.static_sites import export_static_site

NAME, MASTHEAD, HEADING, WORDS = "长波电台", "呼叫所有电台", "新近来信", "夜里听见的数学"
OLD_NAME, OLD_WORDS = "Old Station", "Old words of the environment"
# That nothing of it is left: neither name nor words, nor the default ones of the site.
OLD = (OLD_NAME, OLD_WORDS, "INCOMING TRANSMISSION", "LATEST UPDATES", 'lang="en-us"')
PATHS = (
    *(
        "/",
        "/posts/noise/",
        "/posts/noise.md",
        "/about/",
        "/archive/",
        "/archive/2026/",
        "/archive/2026/03/05/",
    ),
    *("/categories/", "/categories/models/", "/tags/", "/tags/tea/", "/series/letters/", "/authors/lin-mo/"),
    *("/feeds/", "/feeds/rss.xml", "/feeds/atom.xml", "/feeds/feed.json", "/tags/tea/feeds/rss.xml"),
    *(
        "/search/?q=noise",
        "/llms.txt",
        "/manifest.webmanifest",
        "/api/v1/",
        "/accounts/login/",
        "/no-such-page/",
    ),
)
# On which the name need not be.
NAMELESS = {"/posts/noise.md"}


@pytest.fixture
def owned_site(settings, make_post, profile):
    """A site in English, by its environment, whose owner chose Chinese and another time zone."""
    settings.SITE_NAME, settings.SITE_DESCRIPTION = OLD_NAME, OLD_WORDS
    settings.SITE_URL = "http://testserver"
    category = Category.objects.create(name="Models", slug="models")
    series = Series.objects.create(name="Letters", slug="letters")
    moment = datetime(2026, 3, 5, 17, tzinfo=UTC)  # the sixth in Shanghai
    make_post(
        "Noise",
        slug="noise",
        category=category,
        series=series,
        tags=["tea"],
        published_at=moment,
        language="zh-Hans",
    )
    make_post("About", slug="about", kind=PostKind.PAGE, language="zh-Hans")
    SiteSettings.objects.create(
        name=NAME,
        masthead=MASTHEAD,
        list_heading=HEADING,
        description=WORDS,
        language="zh-hans",
        time_zone="UTC",
        copyright="© 林默",
        license_name="CC BY 4.0",
        license_url="https://creativecommons.org/licenses/by/4.0/",
        registration_number="京ICP备1号",
        police_number="京公网安备110号",
        footer_text="写信给我",
        social_links="Mastodon https://m.example/@lin",
        robots="User-agent: GPTBot\nDisallow: /",
        verification={"baidu": "codeva-1", "unknown": "x"},
        accent_light="#0a5fa6",
        accent_dark="#54c8ff",
    )
    # As after a commit: held in memory.
    connection.has_site_changes = False
    site.holder.held = site.load_stored_site(site.get_current_version())


def check_surface(text, *, has_name=True):
    assert [old for old in OLD if old in text] == []
    assert (NAME in text) or not has_name


def test_every_page_and_feed_follows(owned_site, client):
    for path in PATHS:
        response = client.get(path)
        text = response.json() if "json" in response["Content-Type"] else response.text
        check_surface(str(text), has_name=path not in NAMELESS)
        if "<html" in response.text:
            assert '<html lang="zh-Hans"' in response.text or '<html lang="zh-hans"' in response.text, path
    home = client.get("/").text
    assert re.search(f'<h1 dir="auto"[^>]*>{MASTHEAD}</h1>', home)
    assert HEADING in home
    for words in [
        *(
            "© 林默",
            'rel="license">CC BY 4.0</a>',
            'href="https://beian.miit.gov.cn/" rel="nofollow">京ICP备1号',
        ),
        *("webSearch?code=110", "写信给我", 'href="https://m.example/@lin" rel="me"'),
        '<meta name="baidu-site-verification" content="codeva-1">',
    ]:
        assert words in client.get("/tags/").text
    assert client.get("/api/v1/").json()["language"] == "zh-hans"
    assert "<language>zh-Hans</language>" in client.get("/feeds/rss.xml").text
    assert client.get("/robots.txt").text.index("Disallow: /admin/") < client.get("/robots.txt").text.index(
        "GPTBot"
    )
    # The fifth, as the owner's time zone has it.
    assert "2026-03-05" in client.get("/posts/noise/").text


def test_the_colours_are_a_style_sheet_of_their_own(owned_site, client):
    address = "/accent-0a5fa6-54c8ff.css"
    assert f'href="{address}"' in client.get("/").text
    sheet = client.get(address)
    assert sheet["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "--site-accent-light: #0a5fa6;" in sheet.text
    assert "--site-accent-dark: #54c8ff;" in sheet.text
    # What others still keep shows its own colours; nothing but colours can be asked for.
    assert "#123456" in client.get("/accent-0-123456.css").text
    assert (
        client.get("/accent-0a5fa6-}body{.css").status_code
        == client.get("/accent-red-0.css").status_code
        == 404
    )


def test_cards_errors_and_the_admin_follow(owned_site, client, editor_client, monkeypatch):
    cards = [build_post_card(Post.objects.get(slug="noise")), build_site_card()]
    check_surface(str(cards))
    assert (cards[1].title, cards[1].site) == (NAME, MASTHEAD)
    palette = Image.open(BytesIO(draw_card(cards[1]))).getpalette()
    assert bytes.fromhex("54c8ff") in bytes(palette)
    assert bytes.fromhex("ffb454") not in bytes(palette)
    # Those of a site without colours keep their addresses.
    plain, amber, blue = (replace(cards[1], accent=accent).version for accent in ("", "#ffb454", "#54c8ff"))
    assert len({plain, amber, blue}) == 3
    check_surface(editor_client.get("/admin/").text)
    check_surface(Client().get("/accounts/login/").text)
    with use_site_locale():
        check_surface(server_error(RequestFactory().get("/")).text)
        check_surface(render_to_string("500.html"))
    check_surface(render_busy_page())


def test_an_error_page_needs_no_database(owned_site, monkeypatch):
    def fail(*args):
        raise OperationalError("away")

    monkeypatch.setattr(site, "load_stored_site", fail)
    try:
        raise OperationalError("away")
    except OperationalError:
        response = server_error(RequestFactory().get("/"))
    assert response.status_code == 503
    check_surface(response.text)


def test_mails_follow(owned_site, author):
    call_command("send_test_mail", "somebody@example.org")
    author.email = "lin@example.org"
    author.save()
    send_account_mail("account/email/notice", author.email, {"user": author, "notice": "x", "request": None})
    for message in mail.outbox:
        check_surface(f"{message.subject}\n{message.body}")


def test_the_site_as_files_follows(owned_site, tmp_path, settings):
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    root = tmp_path / "site"
    export_static_site(root, "http://testserver")
    files = [path for path in root.rglob("*") if path.suffix in {".html", ".xml", ".json", ".md", ".txt"}]
    pages = [path for path in files if "http-equiv=" not in path.read_text()]
    for path in files:
        check_surface(path.read_text(), has_name=path.name == "index.html" and path in pages)
    assert (root / "accent-0a5fa6-54c8ff.css").exists()
    # A change of the row alone, which no page says that it read, makes all of them anew.
    SiteSettings.objects.update(name="第二电台")
    site.holder.held = None
    export_static_site(root, "http://testserver")
    assert all("第二电台" in path.read_text() for path in pages if path.name == "index.html")


def test_stored_pages_are_forgotten_at_once(reader, committing, monkeypatch, site_version):  # noqa: F811
    monkeypatch.setattr(site, "get_current_version", site_version.get_version)
    assert "INCOMING TRANSMISSION" in reader.get("/").body.decode()
    reader.get("/")
    assert reader.renders == 1
    with committing():
        SiteSettings.objects.create(masthead=MASTHEAD)
    assert MASTHEAD in reader.get("/").body.decode()


@pytest.mark.parametrize("masthead", ["长" * 300, "📡" * 100, "إرسال وارد " * 5, "W" * 300])
def test_a_masthead_may_be_long_and_of_any_script(db, client, masthead):
    SiteSettings.objects.create(masthead=masthead)
    page = client.get("/").text
    assert re.search(f'<h1 dir="auto"[^>]*>{masthead.strip()}', page)
