"""Static files have the headers that Django would add, and plain http is led to https by Django."""

import pytest

from posts.page_cache.static_files import StaticFiles, get_security_headers


@pytest.fixture
def public(settings):
    """Have the site be one with https only, behind a proxy."""
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 60
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")


@pytest.mark.usefixtures("public")
class TestPublicSite:
    def test_says_so_with_each_file_that_is_sent_by_https(self):
        assert dict(get_security_headers("https"))["Strict-Transport-Security"] == "max-age=60"
        assert "Strict-Transport-Security" not in dict(get_security_headers("http"))

    @pytest.mark.parametrize(("proto", "is_ours"), [("https", True), ("http", False)])
    def test_leads_plain_http_to_https(self, ask, front, monkeypatch, proto, is_ours):
        front.redirects_to_https = True
        assert front.keys.scheme_header == "x-forwarded-proto"
        answers = []
        monkeypatch.setattr(
            "posts.page_cache.static_files.StaticFiles.get_response",
            lambda *args, is_secure: answers.append(is_secure),
        )
        ask(path="/static/page.css", headers=[("Host", "localhost"), ("X-Forwarded-Proto", proto)])
        assert answers == ([True] if is_ours else [])


def test_a_site_without_https_says_nothing_of_it():
    names = dict(get_security_headers("http"))
    assert names["X-Content-Type-Options"] == "nosniff"
    assert "Strict-Transport-Security" not in names


def test_what_a_reader_weighs_with_nothing_is_not_sent(tmp_path, settings):
    settings.STATIC_ROOT, settings.WHITENOISE_AUTOREFRESH, settings.DEBUG = tmp_path, False, False
    for suffix in ("", ".br", ".gz"):
        (tmp_path / f"page.css{suffix}").write_bytes(b"x" * (9 if suffix else 99))
    files = StaticFiles()
    found = {
        accepted: dict(
            files.get_response(
                "GET", "/static/page.css", {"accept-encoding": accepted}, is_secure=False
            ).headers
        ).get("Content-Encoding")
        for accepted in ("br, gzip", "br;q=0, gzip", "gzip;q=0", "zstd", "*", "")
    }
    assert found == {
        "br, gzip": "br", "br;q=0, gzip": "gzip", "gzip;q=0": None, "zstd": None, "*": "br", "": None,
    }  # fmt: skip
