"""Checks of a post before readers see it, or see it changed: one list for new and for live posts.

Errors prevent publishing and updating, never saving a draft. Warnings of the renderer are stored
with the post; the other checks make a few queries, however long the text is.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from posts.models import Post
from posts.models.render_messages import format_render_error
from posts.publishing.checks.labels import check_labels
from posts.publishing.checks.links import check_links
from posts.publishing.checks.notebooks import check_notebook
from posts.publishing.checks.pictures import check_pictures
from posts.publishing.checks.results import ERROR_KINDS, CheckResult
from posts.rendering import RENDERER_VERSION, RenderError

__all__ = ["ERROR_KINDS", "CheckResult", "find_publish_errors", "run_publish_checks"]


def run_publish_checks(post: Post, expected_slugs: Collection[str] = ()) -> list[CheckResult]:
    """Return the results of all checks of `post`, saved or not, errors first.

    Links to posts with `expected_slugs` are taken for good: these come with the same import.
    """
    results = [*check_rendering(post, expected_slugs), *check_required_fields(post), *check_pictures(post)]
    results += [*check_labels(post), *check_links(post, expected_slugs)]
    results += [*check_notebook(post), *check_suggestions(post)]
    return sorted(results, key=lambda result: result.sort_key)


def find_publish_errors(post: Post, expected_slugs: Collection[str] = ()) -> list[CheckResult]:
    """Return the results of checks that keep `post`, as it is in memory, from readers."""
    return [result for result in run_publish_checks(post, expected_slugs) if result.is_error]


def check_rendering(post: Post, expected_slugs: Collection[str] = ()) -> Iterator[CheckResult]:
    """Yield the warnings of the renderer; render first if another renderer made them.

    References to what comes with the same import, posts with `expected_slugs`, are left out.
    """
    if post.renderer_version != RENDERER_VERSION:
        try:
            post.render()
        except RenderError as error:
            yield CheckResult("refused", detail=format_render_error(error))
            return
    for warning in post.warnings:
        if not is_expected(warning, post, expected_slugs):
            yield CheckResult(**warning)


def is_expected(warning: Mapping[str, Any], post: Post, slugs: Collection[str]) -> bool:
    """Whether what a reference of `post` leads to may come with an import that brings posts with `slugs`."""
    if warning["kind"] == "missing-label":
        return bool(slugs and post.series_id)
    name = str(warning["detail"]).removeprefix("[[").partition("#")[0].strip()
    return warning["kind"] == "missing-reference" and name in slugs


def check_required_fields(post: Post) -> Iterator[CheckResult]:
    """Check that title, text and slug are there and usable."""
    if not post.title.strip():
        yield CheckResult("no-title")
    if not post.source.strip():
        yield CheckResult("no-text")
    if post.slug and not any(map(str.isalnum, post.slug)):
        yield CheckResult("slug-empty")
    elif post.slug and post.find_slug_holder(post.slug):
        yield CheckResult("slug-taken", detail=post.slug)


def check_suggestions(post: Post) -> Iterator[CheckResult]:
    """Suggest what readers and search engines would miss: summary, category, tags. Pages have no tags."""
    if not post.summary.strip():
        yield CheckResult("no-summary")
    if post.is_page:
        return
    if not post.category_id:
        yield CheckResult("no-category")
    if post.pk and not post.tags.all():
        yield CheckResult("no-tags")
