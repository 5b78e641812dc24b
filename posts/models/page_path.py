"""Base class of posts, which may be pages: at a path made of their slug and those of the pages above."""

from collections.abc import Collection, Iterable
from typing import Any, ClassVar, Self
from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from posts.models.kind import PostKind
from posts.models.redirect import HasRedirects
from posts.models.reserved_paths import is_reserved_path
from posts.models.slugs import make_unique_slug
from posts.models.urls import reverse_cached

MAX_PAGE_DEPTH = 4  # so that a path fits in a redirect's
MAX_PAGE_PATH = 450  # characters


class HasPagePath(HasRedirects):
    """A post or a page. The address of a page is its `path`, which follows its slug and its parent's path."""

    ADDRESS_FIELDS: ClassVar = frozenset({"slug", "kind", "parent", "path"})

    kind = models.CharField(_("kind"), max_length=10, choices=PostKind, default=PostKind.POST, editable=False)
    parent = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="subpages",
        limit_choices_to={"kind": PostKind.PAGE},
        verbose_name=pgettext_lazy("of a page", "parent"),
        help_text=_("The page above this one. Its address begins with that of its parent."),
    )
    # Without slashes at its ends; null for a post.
    path = models.CharField(max_length=MAX_PAGE_PATH, null=True, editable=False)  # noqa: DJ001

    parent_id: Any
    _stored_path: str | None = None

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any]) -> Self:  # type: ignore[override]
        row = super().from_db(db, field_names, values)
        row._stored_path = row.__dict__.get("path")
        return row

    def refresh_from_db(
        self, using: str | None = None, fields: Iterable[str] | None = None, from_queryset: Any = None
    ) -> None:
        fields = None if fields is None else list(fields)
        super().refresh_from_db(using, fields, from_queryset)
        if fields is None:
            self._stored_slug, self._stored_path = self.slug, self.path

    @property
    def is_page(self) -> bool:
        return self.kind == PostKind.PAGE

    def get_absolute_url(self) -> str:
        return get_page_url(self.path) if self.path else super().get_absolute_url()

    def get_url_for_slug(self, slug: str) -> str:
        return get_page_url(self.build_path(slug)) if self.is_page else super().get_url_for_slug(slug)

    def get_stored_url(self) -> str:
        return get_page_url(self._stored_path) if self._stored_path else super().get_stored_url()

    def forget_stored_slug(self) -> None:
        super().forget_stored_slug()
        self._stored_path = None

    def is_slug_taken(self, slug: str) -> bool:
        return (self.is_page and is_reserved_path(self.build_path(slug))) or super().is_slug_taken(slug)

    def get_slug_rivals(self) -> Any:
        """Return the posts, or the pages with the same parent."""
        rivals = super().get_slug_rivals().filter(kind=self.kind)
        return rivals.filter(parent=self.parent_id) if self.is_page else rivals

    def build_path(self, slug: str) -> str:
        """Return the path of this page if its slug were `slug`."""
        return f"{self.parent.path}/{slug}" if self.parent else slug

    def fill_path(self) -> None:
        """Set the path of a page; a post has none, and no parent."""
        if not self.is_page:
            self.parent = self.path = None
            return
        pages: Any = type(self)._default_manager
        # The parent that is held may have been moved meanwhile.
        above = (
            pages.filter(pk=self.parent_id).values_list("path", flat=True).first() if self.parent_id else None
        )
        self.path = f"{above}/{self.slug}" if above else self.slug

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Leave out the path, which is set by `save()`: `clean()` checks the slug that it is made of."""
        super().validate_constraints({*(exclude or ()), "path"})

    def get_page_ancestors(self) -> Any:
        """Return the pages above this one, the highest first, found by the parts of its path."""
        parts = (self.path or "").split("/")
        paths = ["/".join(parts[:depth]) for depth in range(1, len(parts))]
        pages: Any = type(self)._default_manager
        return pages.filter(kind=PostKind.PAGE, path__in=paths).order_by("path") if paths else pages.none()

    def clean(self) -> None:
        """Raise ValidationError for an address that this cannot have."""
        self.validate_place()
        self._validate_slug_is_unique()
        super().clean()

    def validate_place(self) -> None:
        """Raise ValidationError for a page where none can stand: at an address of the site, or too deep."""
        if self.is_page:
            self._validate_parent()
            self._validate_path()

    def _validate_parent(self) -> None:
        if self.parent is None:
            return
        if not self.parent.is_page:
            raise ValidationError({"parent": _("Only a page can be the parent of a page.")})
        if self.pk and self.pk in {
            self.parent.pk,
            *self.parent.get_page_ancestors().values_list("pk", flat=True),
        }:
            raise ValidationError({"parent": _("A page cannot be below itself.")})
        depth = len(self.build_path(self.slug).split("/")) + self._get_height()
        if depth > MAX_PAGE_DEPTH:
            text = _("Pages can be at most %(depth)d levels deep.") % {"depth": MAX_PAGE_DEPTH}
            raise ValidationError({"parent": text})

    def _validate_path(self) -> None:
        if is_reserved_path(self.build_path(self.slug)):
            text = _("The site itself uses addresses that begin with /%(slug)s/. Choose another slug.")
            raise ValidationError({"slug": ValidationError(text % {"slug": self.slug}, code="reserved")})

    def _validate_slug_is_unique(self) -> None:
        if self.get_slug_rivals().filter(slug=self.slug).exclude(pk=self.pk).exists():
            text = (
                _("Another page with this parent already uses this slug.")
                if self.is_page
                else _("Another post already uses this slug.")
            )
            raise ValidationError({"slug": ValidationError(text, code="unique")})

    def _get_height(self) -> int:
        """Return how many levels of pages are below this one."""
        below = self.list_subpages(self._stored_path) if self.pk and self._stored_path else []
        return (
            max((page.path.count("/") for page in below), default=0) - str(self._stored_path).count("/")
            if below
            else 0
        )

    def list_subpages(self, path: str) -> list[Any]:
        """Return the pages below `path`, each after its parent."""
        pages: Any = type(self)._default_manager
        rows = pages.filter(kind=PostKind.PAGE, path__startswith=f"{path}/").order_by("path")
        # Databases differ in whether they tell capitals there.
        return [page for page in rows.only("path", "slug", "kind") if page.path.startswith(f"{path}/")]

    def _move_subpages(self) -> None:
        """Give the pages below this one the paths that follow from its own; each leaves a redirect."""
        pages: Any = type(self)._default_manager
        for page in pages.filter(parent=self.pk).only("path", "slug", "kind"):
            path = f"{self.path}/{page.slug}"
            if page.path != path:
                old_url, page.path = get_page_url(page.path), path
                pages.filter(pk=page.pk).update(path=path)
                page.leave_redirect(old_url)
                page._move_subpages()

    def _redirect_old_address(self, update_fields: Iterable[str] | None = None) -> None:
        super()._redirect_old_address(update_fields)
        if update_fields is not None and "path" not in update_fields:
            return
        if self.path and self._stored_path and self.path != self._stored_path:
            self._move_subpages()
        self._stored_path = self.path


def get_page_url(path: str | None) -> str:
    """Return the address of the page with `path`: also of one that no URL has, which is refused for it."""
    return f"{reverse_cached('posts:home')}{quote(path or '')}/"


def move_subpages_up(pages: Iterable[Any]) -> None:
    """Give the pages below each of `pages`, which are about to be deleted, the parent that these have."""
    going = {page.pk: page for page in pages if page.is_page}
    for page in going.values():
        parent = page.parent
        while parent is not None and parent.pk in going:
            parent = parent.parent
        for subpage in page.subpages.exclude(pk__in=going):
            subpage.parent = parent
            subpage.slug = make_unique_slug(subpage.slug, subpage.is_slug_taken)
            subpage.save(update_fields=["parent", "slug"])
