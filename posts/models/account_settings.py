"""What an account chose for itself: the language of the interface, and which mails it gets."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from posts.models.site import get_site


class AccountSettings(models.Model):
    """The choices of one account; an account without a row has the defaults."""

    reader_visible = False  # changing it ends no stored page

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="account_settings", verbose_name=_("account")
    )
    # Of LANGUAGES, but not as `choices`: another language would need a migration. "" is the site's.
    language = models.CharField(_("language"), max_length=20, blank=True)
    mails_submissions = models.BooleanField(_("A post is submitted for review"), default=True)
    mails_reviews = models.BooleanField(_("My post is sent back, scheduled or published"), default=True)
    mails_notes = models.BooleanField(
        _("Somebody writes a note on my post, or on one that I wrote a note on"), default=True
    )

    class Meta:
        default_permissions: ClassVar[Any] = ()
        verbose_name = _("settings of an account")
        verbose_name_plural = _("settings of accounts")

    def __str__(self) -> str:
        return str(self.user)

    @property
    def effective_language(self) -> str:
        """The code of the language of the interface, one of LANGUAGES."""
        known = self.language in dict(settings.LANGUAGES)
        return self.language if known else str(get_site().language)


def get_account_settings(user: AbstractBaseUser) -> AccountSettings:
    """Return what `user` chose; the defaults, which are not saved, where nothing was chosen."""
    # Read from `user` if the query joined it.
    chosen = getattr(user, "account_settings", None)
    return chosen or AccountSettings(user_id=user.pk)
