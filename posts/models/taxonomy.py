"""Categories and series. They count listed posts and so import `Post`; it names them by string."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from posts.models.dependent_posts import REFERENCES, ask_for_renders
from posts.models.post import Post
from posts.models.redirect import HasRedirects
from posts.models.site_settings import Numbering
from posts.models.slugs import MAX_SLUG_LENGTH, make_unique_slug, slugify
from posts.models.taxonomy_querysets import TaxonomyQuerySet


class TaxonomyTerm(HasRedirects):
    """Base class of categories and series: a name and a slug, made from the name where left empty."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    slug = models.SlugField(
        _("slug"),
        max_length=MAX_SLUG_LENGTH,
        unique=True,
        allow_unicode=True,
        blank=True,
        help_text=_("Leave empty to make it from the name, in pinyin."),
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._fill_slug()
        with transaction.atomic():
            super().save(*args, **kwargs)
            self._redirect_old_address(kwargs.get("update_fields"))

    def clean(self) -> None:
        # Forms check the constraints before saving, and one of these requires a slug.
        self._fill_slug()
        super().clean()

    def _fill_slug(self) -> None:
        if not self.slug:
            self.slug = make_unique_slug(slugify(self.name) or str(self._meta.model_name), self.is_slug_taken)


class CategoryQuerySet(TaxonomyQuerySet):
    """Categories, as a tree, and with counts and dates of their listed posts."""

    def listed_posts(self) -> models.QuerySet[Any]:
        return Post.objects.listed().filter(category=OuterRef("pk"))

    def get_with_ancestors(self, slug: str) -> Any:
        """Return the category with `slug` and its ancestors in one query; None if there is none."""
        categories = {category.pk: category for category in self}
        parents = {key: category.parent_id for key, category in categories.items()}
        for category in categories.values():
            category.parent, category.parent_keys = categories.get(category.parent_id), parents
        return next((category for category in categories.values() if category.slug == slug), None)

    def get_tree(self) -> list[Any]:
        """Return the categories with listed posts in them or below, each before its children.

        Each has `depth` (0 at the top) and `newest`, when the newest of those posts was published.
        """
        children: dict[int | None, list[Any]] = {}
        for category in self.with_newest().order_by("order", "name"):
            children.setdefault(category.parent_id, []).append(category)
        return list(iter_branches_in_use(children, None, 0))

    def get_tree_with_counts(self) -> list[Any]:
        """As `get_tree()`; each also has `live_count`, the number of listed posts in it and below."""
        categories = self.with_live_counts().get_tree()
        by_key = {category.pk: category for category in categories}
        for category in reversed(categories):  # children before their parents
            if category.depth:
                by_key[category.parent_id].live_count += category.live_count
        return categories

    def get_children_with_counts(self, category: Any) -> list[Any]:
        """Return the categories right below `category` with listed posts, each with `live_count`.

        It counts the posts below them too. `category` is of `get_with_ancestors`.
        """
        keys = category.get_descendant_keys()
        if len(keys) == 1:
            return []
        below = {
            each.pk: each for each in self.filter(pk__in=keys).with_live_counts().order_by("order", "name")
        }
        below.pop(category.pk, None)
        for each in list(below.values()):
            for key in category.get_line_of_keys(category.parent_keys, each.parent_id):
                if key in below:
                    below[key].total = getattr(below[key], "total", 0) + each.live_count
        children = [each for each in below.values() if each.parent_id == category.pk]
        for child in children:
            child.live_count += getattr(child, "total", 0)
        return [child for child in children if child.live_count]


def iter_branches_in_use(
    children: dict[int | None, list[Any]], parent: int | None, depth: int
) -> Iterator[Any]:
    """Yield the categories below `parent`, each before its own children, without empty branches."""
    for category in children.get(parent, []):
        descendants = list(iter_branches_in_use(children, category.pk, depth + 1))
        dates = filter(None, (node.newest for node in (category, *descendants)))
        category.depth, category.newest = depth, max(dates, default=None)
        if category.newest:
            yield category
            yield from descendants


class Category(TaxonomyTerm):
    """A category, which may have a parent. A post is in one at most."""

    description = models.TextField(_("description"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0, help_text=_("Lower numbers come first."))
    parent = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="children", verbose_name=_("parent")
    )

    objects = CategoryQuerySet.as_manager()

    class Meta:
        ordering = ("order", "name")
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        constraints: ClassVar = [
            models.CheckConstraint(name="category_has_slug", condition=~Q(slug="")),
            models.CheckConstraint(name="category_not_its_own_parent", condition=~Q(parent=F("pk"))),
        ]

    @property
    def is_live(self) -> bool:
        return Post.objects.listed().filter(category__in=self.get_descendant_keys()).exists()

    def get_ancestors(self) -> "list[Category]":
        """Return the categories above this one, the root first."""
        ancestors: list[Category] = []
        parent = self.parent
        while parent is not None and parent not in ancestors:
            ancestors.insert(0, parent)
            parent = parent.parent
        return ancestors

    # The parent's key of every category by its own, where `get_with_ancestors` read them.
    parent_keys: dict[int, int | None] | None = None

    def get_descendant_keys(self) -> list[int]:
        """Return the primary keys of this category and of all below it."""
        parent_keys = self.parent_keys or dict(Category.objects.values_list("pk", "parent"))
        return [key for key in parent_keys if self.pk in self.get_line_of_keys(parent_keys, key)]

    @staticmethod
    def get_line_of_keys(parent_keys: dict[int, int | None], key: int | None) -> list[int]:
        """Return `key` and the keys of its ancestors, nearest first, by `parent_keys`."""
        line: list[int] = []
        while key is not None and key not in line:
            line.append(key)
            key = parent_keys.get(key)
        return line

    def clean(self) -> None:
        super().clean()
        parent_keys = dict(Category.objects.values_list("pk", "parent"))
        if self.pk and self.pk in self.get_line_of_keys(parent_keys, self.parent_id):
            raise ValidationError({"parent": _("A category cannot be below itself.")})


class SeriesQuerySet(models.QuerySet[Any]):
    """Series."""

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete the series; their posts stay, and are numbered on their own."""
        deleted = super().delete()
        ask_for_renders(REFERENCES)
        return deleted

    # As Django marks its own: templates may not call it, managers don't offer it.
    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


class Series(TaxonomyTerm):
    """A series: posts to be read one after another."""

    description = models.TextField(_("description"), blank=True)
    # Empty: as the site's.
    numbering = models.CharField(
        _("numbers of theorems, figures …"), max_length=10, blank=True, choices=Numbering
    )

    objects = SeriesQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        verbose_name = _("series")
        verbose_name_plural = _("series")
        constraints: ClassVar = [models.CheckConstraint(name="series_has_slug", condition=~Q(slug=""))]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; posts of the series may be numbered anew."""
        super().save(*args, **kwargs)
        ask_for_renders(REFERENCES)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete the series; its posts stay, and are numbered on their own."""
        deleted = super().delete(*args, **kwargs)
        ask_for_renders(REFERENCES)
        return deleted

    @property
    def is_live(self) -> bool:
        return Post.objects.listed().filter(series=self).exists()
