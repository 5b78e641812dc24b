"""Addresses made absolute."""

import pytest

from posts.rendering.url_rewriting import make_urls_absolute

BASE = "https://example.org/posts/a/"


@pytest.mark.parametrize(
    ("html", "absolute"),
    [
        ('<a href="/b/">', '<a href="https://example.org/b/">'),
        ('<a class="x" href="#c">', '<a class="x" href="https://example.org/posts/a/#c">'),
        ('<a href="b">', '<a href="https://example.org/posts/a/b">'),
        ('<a href="?a=1&amp;b=2">', '<a href="https://example.org/posts/a/?a=1&amp;b=2">'),
        ('<a href="/it&#x27;s/">', '<a href="https://example.org/it&#x27;s/">'),
        ('<a href="mailto:a@b.c">', '<a href="mailto:a@b.c">'),
        ('<img src="data:image/png;base64,xx">', '<img src="data:image/png;base64,xx">'),
        ('<video poster="/p.png">', '<video poster="https://example.org/p.png">'),
        ('<a href="//[">', '<a href="//[">'),
        ('<code>&lt;a href="/b"&gt;</code>', '<code>&lt;a href="/b"&gt;</code>'),
        ('<p>href="/b" <em title="src=&quot;/c&quot;">', '<p>href="/b" <em title="src=&quot;/c&quot;">'),
        (
            '<source srcset="/a.webp 480w, /b.webp 960w">',
            '<source srcset="https://example.org/a.webp 480w, https://example.org/b.webp 960w">',
        ),
    ],
)
def test_only_addresses_in_tags_are_resolved(html, absolute):
    assert make_urls_absolute(html, BASE) == absolute
