"""Base class of models whose title may hold formulas."""

from typing import Any

from django.db import models
from django.utils.safestring import mark_safe


class HasTitle(models.Model):
    """Has a title as its author typed it, and two forms of it for readers."""

    # What rendering makes of a title.
    TITLE_RENDER_FIELDS = frozenset({"title_html", "title_text", "has_math", "warnings"})

    # Empty where the title holds no formula, and until it is rendered.
    title_html = models.TextField(blank=True, editable=False)
    title_text = models.TextField(blank=True, editable=False)

    # A field of each subclass.
    title: Any

    class Meta:
        abstract = True

    @property
    def formatted_title(self) -> str:
        """The title for a page: safe HTML where it holds formulas, else text."""
        return mark_safe(self.title_html) if self.title_html else str(self.title)

    @property
    def plain_title(self) -> str:
        """The title where only text may stand: its formulas in Unicode."""
        return str(self.title_text or self.title)
