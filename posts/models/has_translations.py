"""Base class of posts, which may be translations of one another."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class HasTranslations(models.Model):
    """Keeps all translations of a text pointed at one original."""

    # Fields of the subclass, and how the original finds its translations.
    translation_of: Any
    translated_as: Any
    language: Any
    kind: Any

    class Meta:
        abstract = True

    def check_translation(self) -> None:
        """Raise ValidationError for a translation in the language of its original, or of another kind."""
        if self.translation_of and self.translation_of.language == self.language:
            raise ValidationError({"translation_of": _("A translation must be in another language.")})
        if self.translation_of and self.translation_of.kind != self.kind:
            text = _("A page can only be a translation of a page, a post of a post.")
            raise ValidationError({"translation_of": text})

    def point_translations_at_original(self) -> None:
        """Point all translations of a text at one original: none is the translation of a translation."""
        original = self.translation_of
        if original is None:
            return
        original = original.translation_of or original
        self.translation_of = None if original == self else original
        if self.pk and self.translation_of:
            self.translated_as.update(translation_of=self.translation_of)
