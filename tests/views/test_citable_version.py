"""A citable version has an address of its own: as readers saw it, revocable, and leading to the newest."""

import pytest
from django.utils.timezone import localdate
from lxml import html as lxml_html

from posts.publishing.versions import add_correction, mark_citable, revoke_version
from posts.revisions.recording import record_revision

SOURCE = "The first paragraph.\n\nLet $x^2$ be it.\n\nThe last.\n"


@pytest.fixture
def post(make_post):
    return make_post("Old & first", source=SOURCE, slug="x", byline="Ada")


@pytest.fixture
def version(post, editor):
    version = mark_citable(post, editor)
    post.title, post.source, post.byline = "New", SOURCE.replace("x^2", "x^3"), "Bob"
    post.save()
    record_revision(post, "saved")
    return version


def get_page(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status, path
    return lxml_html.fromstring(response.content), response


def test_a_version_shows_what_was_and_leads_to_what_is(client, version, post, settings):
    settings.SITE_URL = "https://example.org"
    add_correction(post, "The exponent $2$ was wrong.")
    page, response = get_page(client, "/posts/x/v1/")
    assert response["X-Robots-Tag"] == "noindex"
    assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert page.xpath("//link[@rel='canonical']/@href") == ["https://example.org/posts/x/"]
    assert page.find(".//h1").text_content() == "Old & first"
    assert "Ada" in page.find(".//header[@class='post-header article-header container']").text_content()
    assert page.xpath("//div[@class='prose']//annotation/text()") == ["x^2"]
    notice = " ".join(page.find_class("version-notice")[0].text_content().split())
    assert "Version 1, of" in notice
    assert "5 characters were added and 5 removed" in notice
    assert "The exponent" in notice
    links = page.xpath("//div[contains(@class,'version-notice')]//a/@href")
    assert links == ["/posts/x/", "/posts/x/v1/changes/"]


def test_its_citations_name_the_version(client, version):
    page, _ = get_page(client, "/posts/x/v1/")
    bibtex, gbt, apa = (text.text_content() for text in page.xpath("//dd/pre"))
    assert "note         = {Version 1, " in bibtex
    assert "/posts/x/v1/}" in bibtex
    assert "Old & first[EB/OL]. V1. (" in gbt
    assert "Old & first (Version 1)." in apa


def test_the_post_names_its_versions_and_corrections(client, post, version, editor):
    correction = add_correction(post, "The exponent $2$ was wrong.")
    mark_citable(post, editor)
    page, _ = get_page(client, "/posts/x/")
    links = page.xpath("//details[@class='citations']//a/@href")
    assert links == ["/posts/x/v2/", "/posts/x/v1/"]
    noted = page.get_element_by_id(correction.anchor)
    assert noted.find(".//math") is not None
    assert page.xpath("//p[@class='meta']/a[@href='#_corrections']")
    day = localdate(correction.created_at)
    bibtex, gbt, apa = (text.text_content() for text in page.xpath("//dd/pre"))
    assert "note         = {Corrected 20" in bibtex
    assert f"({day.isoformat()})" in gbt
    assert f"New [Corrected {day:%B} {day.day}, {day.year}]. " in apa
    assert '"@type":"CorrectionComment"' in page.xpath("string(//script[@type='application/ld+json'])")


def test_a_difference_shows_formulas_as_formulas(client, version):
    page, response = get_page(client, "/posts/x/v1/changes/")
    assert response["X-Robots-Tag"] == "noindex"
    marks = {
        mark.tag: mark.xpath(".//annotation/text()")
        for mark in page.xpath("//div[@class='prose']//*[contains(@class,'diff-')]")
    }
    assert marks == {"del": ["x^2"], "ins": ["x^3"]}


def test_what_is_no_version_is_missing_and_what_was_revoked_is_gone(client, post, version, editor):
    for path in ("/posts/x/v2/", "/posts/y/v1/", "/posts/x/v01/", "/posts/x/v0/", "/posts/x/v9999999999/"):
        get_page(client, path, 404)
    revoke_version(version, editor)
    for path in ("/posts/x/v1/", "/posts/x/v1/changes/"):
        page, _ = get_page(client, path, 410)
        assert "/posts/x/" in page.xpath("//main//a/@href")
    assert "v1/" not in client.get("/posts/x/").content.decode()


def test_a_withdrawn_post_takes_its_versions_along(client, editor_client, post, version):
    post.set_state()
    post.save()
    get_page(client, "/posts/x/v1/", 404)


def test_the_address_of_a_version_outlives_the_slug_and_is_gone_with_the_post(client, post, version):
    record_revision(post, "saved")
    post.slug = "y"
    post.save()
    response = client.get("/posts/x/v1/", follow=True)
    assert response.redirect_chain == [("/posts/y/v1/", 301)]
    assert response.status_code == 200
    post.delete()
    get_page(client, "/posts/y/v1/", 410)
    get_page(client, "/posts/x/v1/", 410)


def test_a_post_with_neither_asks_nothing_more(client, make_post, django_assert_num_queries):
    make_post(slug="plain")
    with django_assert_num_queries(5):
        client.get("/posts/plain/")


def test_formulas_of_a_correction_have_their_style_sheet(client, make_post):
    post = make_post(slug="plain")
    add_correction(post, "It is $x$.")
    assert "css/math" in client.get("/posts/plain/").content.decode()


def test_times_of_corrections_are_valid_html(client, post, version):
    """HTML has at most three digits of a second: https://html.spec.whatwg.org/#valid-time-string."""
    add_correction(post, "It was wrong.")

    for path in (post.get_absolute_url(), version.get_absolute_url()):
        page, _ = get_page(client, path)
        times = page.xpath("//*[@href='#_corrections' or @id or self::li]/time[1]/@datetime")
        written = [time for time in times if "T" in time]
        assert written, path
        assert not any("." in time for time in written), path
