"""Authors' public profiles."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from posts.models.redirect import HasRedirects
from posts.models.slugs import MAX_SLUG_LENGTH, make_unique_slug, slugify
from posts.models.urls import reverse_cached


class Profile(HasRedirects):
    """An author's page: name, picture and a few words about them, shown below their posts."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="profile", verbose_name=_("account")
    )
    name = models.CharField(_("name"), max_length=100, help_text=_("The name that readers see."))
    slug = models.SlugField(
        _("slug"),
        max_length=MAX_SLUG_LENGTH,
        unique=True,
        allow_unicode=True,
        blank=True,
        help_text=_("Leave empty to make it from the name, in pinyin."),
    )
    picture = models.ImageField(_("picture"), upload_to="people/", blank=True, max_length=300)
    text = models.TextField(
        _("bio"), max_length=500, blank=True, help_text=_("A short bio, shown below your posts.")
    )

    class Meta:
        ordering: ClassVar = ["name"]
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._fill_slug()
        with transaction.atomic():
            super().save(*args, **kwargs)
            self._redirect_old_address(kwargs.get("update_fields"))

    @classmethod
    def url_for_slug(cls, slug: str) -> str:
        return reverse_cached("posts:author", slug)

    @property
    def is_live(self) -> bool:
        """Whether the author has a page: with a listed post."""
        return bool(self.user.posts.listed().exists())

    def clean(self) -> None:
        self._fill_slug()
        super().clean()

    def _fill_slug(self) -> None:
        if not self.slug:
            self.slug = make_unique_slug(slugify(self.name) or "author", self.is_slug_taken)


def get_display_name(user: AbstractBaseUser) -> str:
    """Return the name of `user` for readers: that of the profile, else the full name or username."""
    profile = getattr(user, "profile", None)
    return str(profile.name if profile else getattr(user, "get_full_name", str)() or user.get_username())
