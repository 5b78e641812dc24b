"""Redirects from old addresses, and the base class of models whose pages leave them behind."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import reduce
from operator import or_
from typing import Any, ClassVar, Self
from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from posts.models.plain_permalinks import find_plain_permalink
from posts.models.urls import reverse_cached

REDIRECT_TARGETS = ("post", "category", "tag", "series", "profile")
REDIRECT_COLUMNS = (*REDIRECT_TARGETS, "url")


PAGE_SUFFIX = re.compile(r"(?:/index)?\.html?$")


def exactly_one_set(names: Iterable[str]) -> Q:
    """Return the condition that exactly one of the columns `names` is not null."""
    names = list(names)
    return reduce(or_, (Q(**{f"{other}__isnull": other != name for other in names}) for name in names))


def fold_path(path: str) -> str:
    """Return what all spellings of `path` share: without case, width of signs, suffix, and last slash."""
    folded = unicodedata.normalize("NFKC", path).casefold().strip("/")
    return f"/{PAGE_SUFFIX.sub('', folded)}/"[:500]


class Redirect(models.Model):
    """An address that leads to something else: a former one of a post, a tag …, or one that an Editor typed.

    `url` is where it leads if that is none of the others: a path of this site, or the URL of another.
    """

    TARGET_FIELDS: ClassVar = REDIRECT_TARGETS

    # As `normalise_path` returns it.
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

    profile = models.ForeignKey(
        "posts.Profile", models.CASCADE, null=True, related_name="redirects", verbose_name=_("profile")
    )
    url = models.CharField(_("leads to"), max_length=500, null=True)  # noqa: DJ001  (null, as the others)
    # `path` without case, width of signs and suffix: it answers for all ways to write it.
    folded_path = models.CharField(max_length=500, default="", db_index=True, editable=False)

    class Meta:
        ordering = ("path",)
        verbose_name = _("redirect")
        verbose_name_plural = _("redirects")
        constraints: ClassVar = [
            models.CheckConstraint(name="redirect_leads_to_one", condition=exactly_one_set(REDIRECT_COLUMNS)),
        ]

    def __str__(self) -> str:
        return self.path

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded_path = fold_path(self.path)
        super().save(*args, **kwargs)

    @property
    def target(self) -> Any:
        """The object that the address redirects to; `url` where it is none."""
        return next(filter(None, (getattr(self, name) for name in self.TARGET_FIELDS)), self.url)

    @property
    def target_url(self) -> str:
        """Where the address leads now; "" if what it leads to is not public."""
        if self.url:
            return self.url
        return self.target.get_absolute_url() if self.target.is_live else ""

    @staticmethod
    def normalise_path(path: str) -> str:
        """Return the form in which `path` is stored: decoded, no index file, one slash at each end.

        That of a plain permalink ends with its number.
        """
        if permalink := find_plain_permalink(path):
            return unquote(permalink)
        path = unquote(path).removesuffix("index.html").strip("/")
        return f"/{path}/"

    @classmethod
    def add_redirect(cls, path: str, target: models.Model) -> None:
        """Redirect `path` to `target`, whatever it redirected to before."""
        field = str(target._meta.model_name)
        cls.objects.update_or_create(
            path=cls.normalise_path(path), defaults={**dict.fromkeys(REDIRECT_COLUMNS), field: target}
        )


class HasRedirects(models.Model):
    """Base class of models with a page at their slug. A changed slug leaves a redirect behind."""

    # A change of these may change the address.
    ADDRESS_FIELDS: ClassVar = frozenset({"slug"})

    slug: Any
    # As it was read from or last written to the database.
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
        """Return the path of the page of the object with `slug`."""
        return reverse_cached(f"posts:{cls._meta.model_name}", slug)

    def get_url_for_slug(self, slug: str) -> str:
        """Return the path of this object's page if its slug were `slug`."""
        return self.url_for_slug(slug)

    def get_stored_url(self) -> str:
        """Return the path of the page as the database has it; "" where there is none."""
        return self.url_for_slug(self._stored_slug) if self._stored_slug else ""

    def get_slug_rivals(self) -> Any:
        """Return the rows of which no two can have one slug."""
        model: Any = type(self)
        return model._default_manager.all()

    def clean(self) -> None:
        """Raise ValidationError for a slug whose address redirects to something else."""
        super().clean()
        if (
            self.slug
            and self.get_url_for_slug(self.slug) != self.get_stored_url()
            and (other := self._find_redirect_of_other(self.slug))
        ):
            text = _(
                "“%(name)s” used this slug, which still redirects to it. Choose another, or delete that "
                "redirect first."
            )
            raise ValidationError({"slug": ValidationError(text % {"name": other.target}, code="moved")})

    def forget_stored_slug(self) -> None:
        """Leave no redirect behind when the slug is changed, because nobody knows the old address."""
        self._stored_slug = None

    def find_slug_holder(self, slug: str) -> Any:
        """Return the other object that has `slug`, or to which its address redirects; None if it is free."""
        other = self.get_slug_rivals().only("slug").filter(slug=slug).exclude(pk=self.pk).first()
        redirect = None if other else self._find_redirect_of_other(slug)
        return redirect.target if redirect else other

    def is_slug_taken(self, slug: str) -> bool:
        return self.find_slug_holder(slug) is not None

    def _find_redirect_of_other(self, slug: str) -> "Redirect | None":
        """Return the redirect to another object at the address that `slug` would give this one."""
        redirects = Redirect.objects.filter(path=Redirect.normalise_path(self.get_url_for_slug(slug)))
        own = redirects.filter(**{str(self._meta.model_name): self.pk}) if self.pk else redirects.none()
        return redirects.exclude(pk__in=own.values("pk")).select_related(*REDIRECT_TARGETS).first()

    def _redirect_old_address(self, update_fields: Iterable[str] | None = None) -> None:
        """Redirect the old address once `update_fields` are saved; delete any redirect at the new one."""
        if update_fields is not None and self.ADDRESS_FIELDS.isdisjoint(update_fields):
            return
        old_url = self.get_stored_url()
        if self.get_absolute_url() != old_url:
            self.leave_redirect(old_url)
        self._stored_slug = self.slug

    def leave_redirect(self, old_url: str) -> None:
        """Redirect `old_url`, unless it is empty, to this object; what is at its new address is deleted."""
        Redirect.objects.filter(path=Redirect.normalise_path(self.get_absolute_url())).delete()
        if old_url:
            Redirect.add_redirect(old_url, self)
