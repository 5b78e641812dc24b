"""robots.txt and the health check."""

from unittest.mock import Mock

from django.db import OperationalError

from posts.page_cache import health


def test_robots_name_the_sitemap(client):
    assert "Sitemap: http://testserver/sitemap.xml" in client.get("/robots.txt").content.decode()


def test_robots_name_the_sitemap_at_the_public_address(client, settings):
    settings.SITE_URL = "https://example.org"
    assert "Sitemap: https://example.org/sitemap.xml" in client.get("/robots.txt").content.decode()


def test_health_says_when_the_database_is_gone(client, monkeypatch):
    monkeypatch.setattr(health, "connection", Mock(cursor=Mock(side_effect=OperationalError)))
    assert client.get("/healthz").status_code == 503
