"""The report before publishing: what stands between a post and its readers.

Errors hold back publishing, never saving. What the renderer warned of is
stored with the post; the rest is asked of the database, in a few queries
however long the text is.
"""

from collections.abc import Iterator

from posts.models import Post
from posts.rendering import RENDERER_VERSION, RenderError
from posts.report.addresses import check_addresses
from posts.report.findings import ERRORS, Finding
from posts.warnings import refusal

__all__ = ["ERRORS", "Finding", "errors", "findings"]


def findings(post: Post) -> list[Finding]:
    """Return all there is to say of `post`, saved or not, errors first."""
    found = [*rendered(post), *essentials(post)]
    found += [*check_addresses(post), *niceties(post)]
    return sorted(found, key=lambda finding: finding.order)


def errors(post: Post) -> list[Finding]:
    """Return what holds `post` back from its readers."""
    return [finding for finding in findings(post) if finding.is_error]


def rendered(post: Post) -> Iterator[Finding]:
    """Give what the renderer warned of, rendering only where that was not done."""
    if post.renderer_version != RENDERER_VERSION:
        try:
            post.render()
        except RenderError as error:
            yield Finding("refused", detail=refusal(error))
            return
    for warning in post.warnings:
        yield Finding(**warning)


def essentials(post: Post) -> Iterator[Finding]:
    """Give what a post cannot be without."""
    if not post.title.strip():
        yield Finding("no-title")
    if not post.source.strip():
        yield Finding("no-text")
    if post.slug and not any(map(str.isalnum, post.slug)):
        yield Finding("slug-empty")
    elif post.slug and post.find_slug_holder(post.slug):
        yield Finding("slug-taken", detail=post.slug)


def niceties(post: Post) -> Iterator[Finding]:
    """Give what readers and search engines would miss."""
    if not post.summary.strip():
        yield Finding("no-summary")
    if not post.category_id:
        yield Finding("no-category")
    if post.pk and not post.tags.all():
        yield Finding("no-tags")
