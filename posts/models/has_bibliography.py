"""What only one post cites: a bibliography of its own."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class HasBibliography(models.Model):
    """Base class of posts with a bibliography: BibTeX or CSL-JSON, as its author gave it."""

    bibliography = models.TextField(
        _("bibliography of the post"),
        blank=True,
        default="",
        help_text=_("BibTeX or CSL-JSON for this post alone. Its entries come before those of the library."),
    )

    class Meta:
        abstract = True
