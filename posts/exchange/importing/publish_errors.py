"""Publish checks of imported posts: an import is a way to readers like any other."""

from collections.abc import Callable, Collection
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from posts.exchange.importing.observer import ImportObserver
from posts.exchange.importing.records.record import PostRecord, SkipImport
from posts.models import Post
from posts.publishing.checks import CheckResult, find_publish_errors
from posts.publishing.transitions import PUBLIC_STATES

FindErrors = Callable[[Post], list[CheckResult]]
PUBLISHED_NOTE, DRAFT_NOTE = "published with errors", "draft because of errors"
MAX_NAMED_ERRORS = 3


def build_error_check(expected_slugs: Collection[str], *, is_dry_run: bool) -> FindErrors:
    """Return the check of one post of an import that brings posts with `expected_slugs`."""
    return partial(find_import_errors, expected_slugs=expected_slugs, is_dry_run=is_dry_run)


def find_import_errors(
    post: Post, *, expected_slugs: Collection[str] = (), is_dry_run: bool = False
) -> list[CheckResult]:
    """Return what keeps `post`, filled and not saved, from readers. A dry run copies no files to be found.

    Raises `rendering.RenderError`.
    """
    post.render()
    errors = find_publish_errors(post, expected_slugs)
    return [error for error in errors if not (is_dry_run and error.kind == "missing-file")]


def hold_back_errors(
    post: Post, record: PostRecord, observer: ImportObserver, find_errors: FindErrors
) -> None:
    """Make `post`, about to be saved, a draft if it is to be public and has errors; one that is stays.

    Where `observer` publishes such posts, it is only noted. Raises SkipImport for a post that is
    public already, whose published text stays as it is.
    """
    errors = find_errors(post) if post.state in PUBLIC_STATES else []
    if not errors:
        return
    if observer.publishes_errors:
        add_error_notes(record, PUBLISHED_NOTE, errors)
        return
    stored = Post.objects.filter(pk=post.pk).only("published_at").first() if post.pk else None
    if stored and stored.published_at:
        text = _("the published post stays as it is, because the new text has errors: %(errors)s")
        raise SkipImport(text % {"errors": describe_errors(errors)})
    post.set_state()
    add_error_notes(record, DRAFT_NOTE, errors)


def add_error_notes(record: PostRecord, kind: str, errors: list[CheckResult]) -> None:
    record.add_note(kind, describe_errors(errors))


def describe_errors(errors: list[CheckResult]) -> str:
    """Return the first of `errors` in one line, and how many more there are."""
    named = " ".join(error.message for error in errors[:MAX_NAMED_ERRORS])
    more = len(errors[MAX_NAMED_ERRORS:])
    text = ngettext("… and %(count)d more", "… and %(count)d more", more)
    return f"{named} {text % {'count': more}}" if more else named
