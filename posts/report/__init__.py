"""The report before publishing: what stands between a post and its readers.

Errors hold back publishing, never saving. What the renderer warned of is
stored with the post; the rest is asked of the database, in a few queries
however long the text is.
"""

from collections.abc import Iterator

from posts.models import Post
from posts.rendering import RENDERER_VERSION, RenderError
from posts.report.addresses import check_links
from posts.report.findings import ERROR_KINDS, CheckResult
from posts.warnings import format_render_error

__all__ = ["ERROR_KINDS", "CheckResult", "find_publish_errors", "run_publish_checks"]


def run_publish_checks(post: Post) -> list[CheckResult]:
    """Return all there is to say of `post`, saved or not, errors first."""
    found = [*check_rendering(post), *check_required_fields(post)]
    found += [*check_links(post), *check_suggestions(post)]
    return sorted(found, key=lambda finding: finding.sort_key)


def find_publish_errors(post: Post) -> list[CheckResult]:
    """Return what holds `post` back from its readers."""
    return [finding for finding in run_publish_checks(post) if finding.is_error]


def check_rendering(post: Post) -> Iterator[CheckResult]:
    """Give what the renderer warned of, rendering only where that was not done."""
    if post.renderer_version != RENDERER_VERSION:
        try:
            post.render()
        except RenderError as error:
            yield CheckResult("refused", detail=format_render_error(error))
            return
    for warning in post.warnings:
        yield CheckResult(**warning)


def check_required_fields(post: Post) -> Iterator[CheckResult]:
    """Give what a post cannot be without."""
    if not post.title.strip():
        yield CheckResult("no-title")
    if not post.source.strip():
        yield CheckResult("no-text")
    if post.slug and not any(map(str.isalnum, post.slug)):
        yield CheckResult("slug-empty")
    elif post.slug and post.find_slug_holder(post.slug):
        yield CheckResult("slug-taken", detail=post.slug)


def check_suggestions(post: Post) -> Iterator[CheckResult]:
    """Give what readers and search engines would miss."""
    if not post.summary.strip():
        yield CheckResult("no-summary")
    if not post.category_id:
        yield CheckResult("no-category")
    if post.pk and not post.tags.all():
        yield CheckResult("no-tags")
