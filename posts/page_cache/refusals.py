"""Responses to requests that are not let in."""

import json
from functools import lru_cache
from http import HTTPStatus

from django.template.loader import render_to_string
from django.utils.translation import override

from posts.models import get_known_site
from posts.page_cache.file_responses import WSGIResponse
from posts.page_cache.keys import API_PATH
from posts.page_cache.request_body import BUSY_RETRY_SECONDS, RequestError


def build_refusal(refused: RequestError, path: str = "") -> WSGIResponse:
    """Return the response: a page where it helps to try again (503), else a line of text; JSON to the API.

    It ends the connection: what the client goes on sending is not read.
    """
    headers = [
        ("Cache-Control", "no-store"),
        ("Connection", "close"),
        ("X-Content-Type-Options", "nosniff"),
        *refused.headers.items(),
    ]
    if refused.status == 503:
        headers.append(("Retry-After", str(BUSY_RETRY_SECONDS)))
    if path.startswith(API_PATH):
        problem = {
            "title": HTTPStatus(refused.status).phrase,
            "status": refused.status,
            "detail": str(refused),
            "type": "about:blank",
        }
        headers.append(("Content-Type", "application/problem+json"))
        return WSGIResponse(refused.status, headers, json.dumps(problem).encode())
    if refused.status != 503:
        text = f"{refused}\n"
        return WSGIResponse(refused.status, [*headers, ("Content-Type", "text/plain")], text.encode())
    headers.append(("Content-Type", "text/html; charset=utf-8"))
    return WSGIResponse(503, headers, render_busy_page().encode())


def render_busy_page() -> str:
    """Return the page that asks to try again, in the site's language.

    In the event loop, where nobody may wait for the database.
    """
    site = get_known_site()
    return render_cached_busy_page(site.name, site.language)


@lru_cache(maxsize=2)
def render_cached_busy_page(site_name: str, language: str) -> str:
    with override(language):
        return render_to_string("busy.html", {"site_name": site_name})
