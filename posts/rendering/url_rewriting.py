"""Addresses in rendered HTML, made absolute for readers elsewhere."""

import re
from html import escape, unescape
from urllib.parse import urljoin

# What a render writes has no angle bracket but those of its tags: in texts, code and attributes they are
# escaped. So this matches tags only, whatever HTML an author shows.
LINKING_TAG = re.compile(r"<(?:a|audio|blockquote|del|img|ins|q|source|video)\s[^<>]*>")
URL_ATTRIBUTE = re.compile(r'(?<=\s)(cite|href|poster|src|srcset)="([^"]*)"')
ABSOLUTE_URL = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
SRCSET_URL = re.compile(r"(?:^|(?<=, ))[^\s,]+")


def make_urls_absolute(html: str, base: str) -> str:
    """Return rendered `html` with the addresses in its tags resolved against the page at `base`."""

    def rewrite_attribute(match: re.Match[str]) -> str:
        name, value = match[1], unescape(match[2])
        if name == "srcset":
            value = SRCSET_URL.sub(lambda url: resolve_url(url[0], base), value)
        else:
            value = resolve_url(value, base)
        return f'{name}="{escape(value)}"'

    return LINKING_TAG.sub(lambda tag: URL_ATTRIBUTE.sub(rewrite_attribute, tag[0]), html)


def resolve_url(url: str, base: str) -> str:
    """Return `url` resolved against `base`; as it is where it is absolute, or is none."""
    if ABSOLUTE_URL.match(url):
        return url
    try:
        return urljoin(base, url)
    except ValueError:
        return url
