"""Where posts used to be: on this site, and on the site they were imported from."""

from collections.abc import Collection, Iterable
from functools import reduce
from operator import or_
from typing import Any, ClassVar, Self
from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from posts.addresses import reverse_cached

REDIRECT_TARGETS = ("post", "category", "tag", "series")


def exactly_one_set(names: Iterable[str]) -> Q:
    """Return the condition that one of the columns `names` is set and the others are not."""
    names = list(names)
    return reduce(or_, (Q(**{f"{other}__isnull": other != name for other in names}) for name in names))


class Redirect(models.Model):
    """An address that a post, category, tag or series once had, here or on the site it was imported from."""

    TARGET_FIELDS: ClassVar = REDIRECT_TARGETS

    # Decoded, without query; compared with and without its last slash.
    path = models.CharField(_("old address"), max_length=500, unique=True)
    post = models.ForeignKey(
        "posts.Post", models.CASCADE, null=True, related_name="redirects", verbose_name=_("post")
    )
    category = models.ForeignKey(
        "posts.Category", models.CASCADE, null=True, related_name="redirects", verbose_name=_("category")
    )
    tag = models.ForeignKey(
        "posts.Tag", models.CASCADE, null=True, related_name="redirects", verbose_name=_("tag")
    )
    series = models.ForeignKey(
        "posts.Series", models.CASCADE, null=True, related_name="redirects", verbose_name=_("series")
    )

    class Meta:
        ordering = ("path",)
        verbose_name = _("redirect")
        verbose_name_plural = _("redirects")
        constraints: ClassVar = [
            models.CheckConstraint(name="redirect_leads_to_one", condition=exactly_one_set(REDIRECT_TARGETS)),
        ]

    def __str__(self) -> str:
        return self.path

    @property
    def target(self) -> Any:
        """Return what the address leads to now."""
        return next(filter(None, (getattr(self, name) for name in self.TARGET_FIELDS)))

    @staticmethod
    def normalise_path(path: str) -> str:
        """Return the one form under which `path` is kept: decoded, no index file, one last slash."""
        path = unquote(path).removesuffix("index.html").strip("/")
        return f"/{path}/"

    @classmethod
    def add_redirect(cls, path: str, target: models.Model) -> None:
        """Send `path` to `target` from now on."""
        field = str(target._meta.model_name)
        leads = {**dict.fromkeys(cls.TARGET_FIELDS), field: target}
        cls.objects.update_or_create(path=cls.normalise_path(path), defaults=leads)


class HasRedirects(models.Model):
    """What has a page of its own, found by its slug. Where the page once was leads to where it is."""

    slug: Any
    # As the database has it.
    _stored_slug: str | None = None

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        return self.url_for_slug(self.slug)

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any]) -> Self:  # type: ignore[override]
        row = super().from_db(db, field_names, values)
        row._stored_slug = row.__dict__.get("slug")
        return row

    @classmethod
    def url_for_slug(cls, slug: str) -> str:
        """Return the path of the page that is found by `slug`."""
        return reverse_cached(f"posts:{cls._meta.model_name}", slug)

    def clean(self) -> None:
        """Refuse a slug under which readers are led to another page."""
        super().clean()
        if (
            self.slug
            and self.slug != self._stored_slug
            and (other := self._find_redirect_of_other(self.slug))
        ):
            text = _("This was the address of “%(name)s” and leads there. Delete that redirect first.")
            raise ValidationError({"slug": ValidationError(text % {"name": other.target}, code="moved")})

    def find_slug_holder(self, slug: str) -> Any:
        """Return what else of its kind is found by `slug`, or whatever else once was; None if it is free."""
        kind: Any = type(self)
        other = kind._default_manager.only("slug").filter(slug=slug).exclude(pk=self.pk).first()
        former = None if other else self._find_redirect_of_other(slug)
        return former.target if former else other

    def is_slug_taken(self, slug: str) -> bool:
        return self.find_slug_holder(slug) is not None

    def _find_redirect_of_other(self, slug: str) -> "Redirect | None":
        """Return the redirect to something else that lies where `slug` would put this."""
        found = Redirect.objects.filter(path=Redirect.normalise_path(self.url_for_slug(slug)))
        own = found.filter(**{str(self._meta.model_name): self.pk}) if self.pk else found.none()
        return found.exclude(pk__in=own.values("pk")).select_related(*REDIRECT_TARGETS).first()

    def _redirect_old_slug(self, saved: Iterable[str] | None = None) -> None:
        """Leave a redirect where the page used to be, and none where it is, once the fields `saved` were."""
        if self.slug == self._stored_slug or (saved is not None and "slug" not in saved):
            return
        Redirect.objects.filter(path=Redirect.normalise_path(self.get_absolute_url())).delete()
        if self._stored_slug:
            Redirect.add_redirect(self.url_for_slug(self._stored_slug), self)
        self._stored_slug = self.slug
