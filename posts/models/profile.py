"""Authors' public profiles."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from posts.models.slugs import MAX_SLUG_LENGTH, make_unique_slug, slugify


class Profile(models.Model):
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
        self.clean()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("posts:author", args=[self.slug])

    def clean(self) -> None:
        if not self.slug:
            self.slug = make_unique_slug(slugify(self.name) or "author", self._slug_is_taken)

    def _slug_is_taken(self, slug: str) -> bool:
        return Profile.objects.filter(slug=slug).exclude(pk=self.pk).exists()


def get_display_name(user: AbstractBaseUser) -> str:
    """Return the name of `user` for readers: that of the profile, else the full name or username."""
    profile = getattr(user, "profile", None)
    return str(profile.name if profile else getattr(user, "get_full_name", str)() or user.get_username())
