"""The site settings in a browser: what is told while one types, and links that are put in order."""

from datetime import UTC, datetime

from playwright.sync_api import expect

from posts.models import NavigationItem, SiteSettings, get_site

URL = "/admin/posts/sitesettings/"


def test_an_owner_sets_the_site_up(open_editor, live_server, make_post):
    make_post(published_at=datetime(2026, 3, 4, 17, tzinfo=UTC))
    page = open_editor(URL)
    page.get_by_label("Name:").fill("Long Wave")
    # A colour that cannot be read is told, with one that can.
    page.locator("#id_accent_light").fill("#ffcc00")
    note = page.locator(".field-accent_light .contrast")
    expect(note).to_contain_text("hard to read")
    note.get_by_role("button").click()
    expect(note).to_contain_text("easy to read")
    # So is a time zone that moves posts.
    page.locator("#id_time_zone").select_option("Europe/Paris")
    page.get_by_label("Change the time zone to Europe/Paris").check()
    # The default links are put in order, one is removed, one is added.
    rows = page.locator(".link-rows tbody tr:visible")
    expect(rows).to_have_count(5)
    rows.nth(4).get_by_role("button", name="Move up").click()
    rows.nth(0).get_by_role("button", name="Remove").click()
    page.get_by_role("button", name="Add a link").click()
    rows.nth(4).get_by_label("Address").fill("https://example.org/")
    rows.nth(4).get_by_label("Label").fill("Elsewhere")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".messagelist")).to_contain_text("The site settings were saved")
    site = get_site()
    assert (site.name, site.time_zone) == ("Long Wave", "Europe/Paris")
    assert [link.label for link in site.navigation] == ["Categories", "Tags", "Search", "Feed", "Elsewhere"]
    page.goto("/")
    accent = page.evaluate(
        "getComputedStyle(document.querySelector('main a')).getPropertyValue('--site-accent-light')"
    )
    assert accent == site.accent_light


def test_a_long_masthead_and_forty_links_leave_the_page_calm(open_page, live_server, make_post):
    make_post()
    SiteSettings.objects.create(masthead="W" * 150 + "إرسال" * 20 + "📡" * 50, name="x" * 100)
    NavigationItem.objects.bulk_create(
        NavigationItem(order=n, label=f"Link number {n}", url=f"/{n}/") for n in range(40)
    )
    for width in (320, 1280):
        page = open_page("/", width=width)
        assert page.evaluate("document.documentElement.scrollWidth") == width
        header = page.locator(".site-header").bounding_box()
        assert header["height"] < 260
        page.locator(".more-links summary").click()
        last = page.get_by_role("link", name="Link number 39")
        last.scroll_into_view_if_needed()
        box = last.bounding_box()
        assert 0 <= box["x"] <= box["x"] + box["width"] <= width
        assert page.evaluate("document.documentElement.scrollWidth") == width
