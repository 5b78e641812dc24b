"""Posts: their Markdown, and everything rendered from it."""

import uuid
from collections.abc import Iterable
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from markdownx.models import MarkdownxField

from posts import rendering
from posts.indexing.index import index_post, remove_posts
from posts.models.address_counts import add_gone_addresses
from posts.models.dependent_posts import REFERENCES, ask_for_renders
from posts.models.has_author import HasAuthor
from posts.models.has_bibliography import HasBibliography
from posts.models.has_images import HasImages
from posts.models.has_links import HasLinks
from posts.models.has_render import HasRender
from posts.models.has_title import HasTitle
from posts.models.has_translations import HasTranslations
from posts.models.language import Language
from posts.models.notebook import delete_notebook_files
from posts.models.page_path import HasPagePath, move_subpages_up
from posts.models.post_indexes import POST_CONSTRAINTS, POST_INDEXES
from posts.models.post_link import mark_posts_linking_to, save_links, store_references
from posts.models.post_tags import PostTagsField
from posts.models.querysets import PostQuerySet
from posts.models.render_messages import format_render_error
from posts.models.slugs import MAX_SLUG_LENGTH, make_unique_slug, slugify
from posts.models.state import HasState
from posts.models.tag import TaggedPost
from posts.rendering.characters import normalize_text


class Post(  # type: ignore[django-manager-missing]  # taggit has no types
    HasPagePath,
    HasImages,
    HasLinks,
    HasTitle,
    HasRender,
    HasBibliography,
    HasTranslations,
    HasAuthor,
    HasState,
):
    """An article, or a page: its Markdown, and everything rendered from it, stored beside it."""

    SOURCE_FIELDS = frozenset({"source", "summary", "language", "bibliography"})
    RENDER_INPUTS = SOURCE_FIELDS | {"title"}
    INDEXED_FIELDS = frozenset({"title", "summary", "text"})
    RENDER_FIELDS = (
        "html", "excerpt", "toc", "text", "warnings", "reading_minutes", "has_math", "feed_html",
        "title_html", "title_text", "labels", "numbering", "references_digest", "renderer_version",
    )  # fmt: skip
    # Fields that may be stored again although nobody changed the post.
    DERIVED_FIELDS = frozenset({*RENDER_FIELDS, "cover_widths", "path", "notable_at", "latest_citable"})

    # Identifies the post in feeds, whatever its slug and the site's domain become.
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # What the feeds of the site that it was imported from called it: subscribers know it by that.
    feed_id = models.CharField(max_length=500, blank=True, default="", editable=False)
    title = models.CharField(_("title"), max_length=200)
    slug = models.SlugField(
        _("slug"),
        max_length=MAX_SLUG_LENGTH,
        allow_unicode=True,
        blank=True,
        help_text=_("The last part of the post's URL. Leave empty to make it from the title, in pinyin."),
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="posts", verbose_name=_("author")
    )
    byline = models.CharField(
        _("byline"),
        max_length=200,
        blank=True,
        help_text=_("Shown instead of the author's name, for guests and co-authors."),
    )
    category = models.ForeignKey(
        "posts.Category",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="posts",
        verbose_name=_("category"),
    )
    tags = PostTagsField(
        _("tags"),
        through=TaggedPost,
        blank=True,
        related_name="posts",
        help_text=_("Comma-separated."),
    )
    series = models.ForeignKey(
        "posts.Series", models.SET_NULL, null=True, blank=True, related_name="posts", verbose_name=_("series")
    )
    series_order = models.PositiveSmallIntegerField(_("position in the series"), default=0)
    language = models.CharField(
        _("language"), max_length=10, choices=Language, default=Language.CHINESE_SIMPLIFIED
    )
    translation_of = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="translated_as",
        verbose_name=_("translation of"),
        help_text=_("The post that this one translates. Both link to each other."),
    )
    is_pinned = models.BooleanField(
        _("pinned to the top"),
        default=False,
        help_text=_("First on the home page; lists, feeds and the archive keep their order."),
    )
    is_unlisted = models.BooleanField(
        _("unlisted"),
        default=False,
        help_text=_("Reached by its address only: in no list, feed, search or sitemap."),
    )

    # Raised by every change. A save names the version it read, so that nobody overwrites another.
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    # When it last changed in a way that its editor called notable: `updated` of feeds (RFC 4287, 4.2.15).
    notable_at = models.DateTimeField(null=True, editable=False)
    # The number of its newest citable version that is not revoked.
    latest_citable = models.PositiveIntegerField(null=True, editable=False)

    summary = models.TextField(
        _("excerpt"),
        blank=True,
        help_text=_("Markdown. Leave empty to use the beginning of the post."),
    )
    source = MarkdownxField(_("text"), blank=True)

    html = models.TextField(blank=True, editable=False)
    excerpt = models.TextField(blank=True, editable=False)
    toc = models.JSONField(default=list, editable=False)
    text = models.TextField(blank=True, editable=False)
    warnings = models.JSONField(default=list, editable=False)
    reading_minutes = models.PositiveIntegerField(default=1, editable=False)
    has_math = models.BooleanField(default=False, editable=False)
    feed_html = models.TextField(blank=True, editable=False)
    # What others can refer to, as `rendering.Label` has it.
    labels = models.JSONField(default=list, editable=False)
    renderer_version = models.PositiveIntegerField(default=0, editable=False)

    # Of a post that was just rendered, for the editor; not stored.
    words = formulas = 0
    lines: tuple[int | None, ...] = ()
    block_starts: tuple[int, ...] = ()
    mentions: tuple[dict[str, Any], ...] = ()
    counts: dict[str, int] = {}  # noqa: RUF012  (replaced, never changed)

    # The passage that a search found; declared, because a template takes long to miss it on each card.
    passage = ""

    objects = PostQuerySet.as_manager()

    # Its corrections, where a page read them.
    known_corrections: list[Any] | None = None

    class Meta(HasState.Meta):
        ordering = ("-published_at", "-pk")
        get_latest_by = "published_at"
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        permissions = (
            ("publish_post", "Can publish posts"),
            ("change_every_post", "Can see and change the posts of others"),
        )
        constraints: ClassVar = [*HasState.Meta.constraints, *POST_CONSTRAINTS]
        indexes: ClassVar = POST_INDEXES

    def __str__(self) -> str:
        return self.title

    def save(self, *, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Save, with all derived fields up to date: render, slug, version, redirects, search index."""
        update_fields = self.derive_fields(update_fields)
        with transaction.atomic():
            self.point_translations_at_original()
            if self._is_change(update_fields):
                update_fields = self._raise_version(update_fields)
            super().save(update_fields=update_fields, **kwargs)
            self._copy_date_to_tags(update_fields)
            if not isinstance(self.version, int):
                self.refresh_from_db(fields=["version"])
            self._redirect_old_address(update_fields)
            self.update_pictures(update_fields)
            if update_fields is None or "html" in update_fields:
                save_links(self)
            if update_fields is None or "references_digest" in update_fields:
                store_references(self)
            self.queue_dependent_posts(update_fields)
            self._update_links_to_it(update_fields)
            if update_fields is None or self.INDEXED_FIELDS.intersection(update_fields):
                self.update_search_index()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete the post, and its row in the search index."""
        key = self.pk
        with transaction.atomic():
            add_gone_addresses([self])
            mark_posts_linking_to([key])
            move_subpages_up([self])
            delete_notebook_files([key])
            deleted = super().delete(*args, **kwargs)
            remove_posts([key])
            ask_for_renders(REFERENCES)
        return deleted

    def clean(self) -> None:
        """Raise ValidationError for a text that cannot be rendered, while the form still holds it."""
        # Forms check the constraints before saving, and one of these requires a slug.
        self._fill_slug()
        super().clean()
        self.check_translation()
        try:
            self.render()
        except rendering.RenderError as error:
            raise ValidationError({"source": format_render_error(error)}, code=error.kind) from error

    @property
    def entry_id(self) -> str:
        """What feeds call it for ever: as those of its old site did, else by its uid."""
        return self.feed_id or self.uid.urn

    def update_search_index(self) -> None:
        """Store title, summary and text in the search index."""
        index_post(self.pk, self.title, f"{self.summary}\n{self.text}")

    def derive_fields(self, update_fields: Iterable[str] | None) -> Iterable[str] | None:
        """Set what follows from `update_fields`, None for all; return them with what was set."""
        for name in ("title", "summary", "source", "bibliography"):
            setattr(self, name, normalize_text(getattr(self, name)))
        if update_fields is None:
            self.render()
        elif self.SOURCE_FIELDS.intersection(update_fields):
            self.render()
            update_fields = {*update_fields, *self.RENDER_INPUTS, *self.RENDER_FIELDS}
        elif "title" in update_fields:
            self.render()
            update_fields = {*update_fields, *self.TITLE_RENDER_FIELDS}
        elif "published_at" in update_fields and self.references_digest:
            # A draft refers to what readers may not see.
            self.render()
            update_fields = {*update_fields, *self.RENDER_FIELDS}
        self._fill_slug()
        if update_fields is None:
            self.fill_path()
        elif self.ADDRESS_FIELDS.intersection(update_fields):
            self.fill_path()
            update_fields = {*update_fields, "path", "parent"}
        return update_fields

    def _is_change(self, update_fields: Iterable[str] | None) -> bool:
        """Whether saving `update_fields` changes more than derived fields of an existing post."""
        return not self._state.adding and (
            update_fields is None or not self.DERIVED_FIELDS.issuperset(update_fields)
        )

    def _raise_version(self, update_fields: Iterable[str] | None) -> Iterable[str] | None:
        # Counted in the database: the version read here may be outdated.
        self.version = F("version") + 1
        return None if update_fields is None else {*update_fields, "version"}

    def _copy_date_to_tags(self, update_fields: Iterable[str] | None) -> None:
        if update_fields is None or {"published_at", "is_unlisted", "kind"}.intersection(update_fields):
            TaggedPost.objects.copy_published_at([self.pk])

    def _fill_slug(self) -> None:
        if not self.slug:
            self.slug = make_unique_slug(
                slugify(self.title) or f"post-{str(self.uid)[:8]}", self.is_slug_taken
            )
