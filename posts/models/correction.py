"""Corrections: what was wrong in a post that readers had seen, as its editor noted it."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from posts.models.post import Post
from posts.rendering.characters import normalize_text
from posts.rendering.passes.title import render_title

MAX_CORRECTION_LENGTH = 1000  # characters


class Correction(models.Model):
    """One correction: plain text with formulas, as in a title. `version` is the first that has it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="corrections", verbose_name=_("post"))
    version = models.PositiveIntegerField(_("version"))
    text = models.TextField(_("correction"), max_length=MAX_CORRECTION_LENGTH)
    # Empty where the text holds no formula.
    html = models.TextField(blank=True, editable=False)
    plain_text = models.TextField(blank=True, editable=False)
    editor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(_("date"), default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]
        default_permissions: ClassVar[Any] = ()
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        indexes: ClassVar = [models.Index(fields=["-created_at", "-id"], name="correction_newest_first")]

    def __str__(self) -> str:
        return self.plain_words

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save it with its formulas typeset."""
        self.text = " ".join(normalize_text(self.text).split())[:MAX_CORRECTION_LENGTH]
        rendered = render_title(self.text, settings.MATH_MACROS)
        self.html, self.plain_text = rendered.html, rendered.text
        super().save(*args, **kwargs)

    @property
    def anchor(self) -> str:
        """The id of its place on the page of the post."""
        return f"correction-{self.pk}"

    @property
    def words(self) -> SafeString:
        """The correction as safe HTML, its formulas typeset."""
        return mark_safe(self.html) if self.html else escape(self.text)

    @property
    def plain_words(self) -> str:
        """The correction where only text may stand: its formulas in Unicode."""
        return self.plain_text or self.text
