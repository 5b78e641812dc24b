"""What the database holds posts to, and the indexes by which lists of them are read.

`tests/models/test_query_plans.py` says which query needs which index.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from posts.models.kind import PostKind

POST_CONSTRAINTS = [
    models.CheckConstraint(name="post_has_title", condition=~Q(title="")),
    models.CheckConstraint(name="post_has_slug", condition=~Q(slug="")),
    # Those of pages are told apart by their paths.
    models.UniqueConstraint(
        fields=["slug"],
        condition=Q(kind=PostKind.POST),
        name="post_slug_once",
        violation_error_code="unique",
        violation_error_message=_("Another post already uses this slug."),
    ),
    models.UniqueConstraint(fields=["path"], condition=Q(kind=PostKind.PAGE), name="page_path_once"),
    models.CheckConstraint(
        name="page_has_path",
        condition=Q(kind=PostKind.PAGE, path__isnull=False) | Q(kind=PostKind.POST, path=None, parent=None),
    ),
]

POST_INDEXES = [
    # Partial: few texts depend on other posts.
    models.Index(
        fields=["references_digest"], condition=~Q(references_digest=""), name="post_with_references"
    ),
    models.Index(
        fields=["-published_at", "-id", "category", "kind", "is_unlisted"], name="post_newest_first"
    ),
    models.Index(
        fields=["-is_pinned", "-published_at", "-id", "kind", "is_unlisted"],
        name="post_pinned_first",
    ),
    models.Index(
        fields=[
            "category",
            "-published_at",
            "-id",
            "archived_at",
            "binned_at",
            "kind",
            "is_unlisted",
        ],
        name="post_newest_in_category",
    ),
    models.Index(
        fields=["author", "-published_at", "-id", "archived_at", "binned_at", "kind", "is_unlisted"],
        name="post_newest_of_author",
    ),
    models.Index(fields=["-updated_at", "published_at", "kind", "is_unlisted"], name="post_last_changed"),
    models.Index(
        fields=["archived_at", "binned_at", "-published_at", "-id", "submitted_at", "kind"],
        name="post_at_hand",
    ),
    # Partial: these are few, and without it every post would be read to find them.
    models.Index(
        fields=["-published_at", "-id", "submitted_at", "archived_at", "binned_at", "kind"],
        condition=Q(submitted_at__isnull=False) | Q(archived_at__isnull=False) | Q(binned_at__isnull=False),
        name="post_aside",
    ),
    models.Index(
        fields=["archived_at", "binned_at", "-published_at", "-id", "kind"],
        condition=~Q(warnings=[]),
        name="post_with_warnings",
    ),
    models.Index(fields=["renderer_version"], name="post_renderer_version"),
    # Partial: these are few too.
    models.Index(
        fields=["-published_at", "-id", "kind", "is_unlisted"],
        condition=Q(is_unlisted=True),
        name="post_unlisted",
    ),
    models.Index(
        fields=["-published_at", "-id", "is_unlisted", "kind"],
        condition=Q(kind=PostKind.PAGE),
        name="post_pages",
    ),
]
