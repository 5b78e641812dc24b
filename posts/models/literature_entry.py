"""The literature of the site: what posts can cite by a key."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from posts.literature.bibtex import VALID_KEY
from posts.literature.dates import get_year
from posts.literature.description import compute_fingerprint, format_authors, get_arxiv, get_doi
from posts.literature.entry import MAX_KEY_LENGTH

validate_literature_key = RegexValidator(
    rf"\A{VALID_KEY.pattern}\Z", _("A key has no spaces, commas, quotation marks or brackets.")
)
MAX_TITLE_CHARACTERS, MAX_AUTHORS_CHARACTERS = 1_000, 500
MAX_DOI_CHARACTERS, MAX_ARXIV_CHARACTERS = 320, 40
QUERIED_KEYS = 500  # at a time; databases limit the parameters of a query


class CitationStyle(models.TextChoices):
    """How posts cite. The values are what `rendering.render` takes."""

    GB7714_NUMERIC = "gb7714-numeric", _("GB/T 7714-2015, numbered")
    GB7714_AUTHOR_DATE = "gb7714-author-date", _("GB/T 7714-2015, author and year")
    APA = "apa", _("APA, 7th edition")
    IEEE = "ieee", "IEEE"


class LiteratureEntry(models.Model):
    """A work that posts cite as `[@key]`: `data` is an item of CSL-JSON, `bibtex` what its author wrote.

    The columns below `bibtex` follow from `data`, by which it is listed, found and compared.
    """

    reader_visible = False  # posts hold what they cite; changing it ends no stored page

    key = models.CharField(
        pgettext_lazy("of literature", "key"),
        max_length=MAX_KEY_LENGTH,
        unique=True,
        validators=[validate_literature_key],
        help_text=_("Posts cite it by this, for example [@turing1950]."),
    )
    data = models.JSONField(default=dict)
    bibtex = models.TextField("BibTeX", blank=True)

    title = models.CharField(_("title"), max_length=MAX_TITLE_CHARACTERS, blank=True, editable=False)
    authors = models.CharField(_("authors"), max_length=MAX_AUTHORS_CHARACTERS, blank=True, editable=False)
    year = models.SmallIntegerField(_("year"), null=True, editable=False)
    doi = models.CharField("DOI", max_length=MAX_DOI_CHARACTERS, blank=True, db_index=True, editable=False)
    arxiv = models.CharField(
        "arXiv", max_length=MAX_ARXIV_CHARACTERS, blank=True, db_index=True, editable=False
    )
    fingerprint = models.CharField(max_length=220, blank=True, db_index=True, editable=False)
    created_at = models.DateTimeField(_("added"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar = ["-updated_at", "-pk"]
        verbose_name = pgettext_lazy("of literature", "reference")
        verbose_name_plural = pgettext_lazy("of literature", "references")

    def __str__(self) -> str:
        return self.title or self.key

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.fill_from_data()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Raise ValidationError for a key by which another entry is cited, or was before it was merged."""
        super().clean()
        alias = (
            LiteratureAlias.objects.filter(key=self.key)
            .exclude(entry=self.pk)
            .select_related("entry")
            .first()
        )
        if alias:
            text = _("This key leads to “%(title)s”, with which another reference was merged.")
            raise ValidationError({"key": text % {"title": alias.entry}})

    def fill_from_data(self) -> None:
        """Set the columns that follow from `data`, and what of `data` follows from the key."""
        self.data = {**self.data, "id": self.key}
        year = get_year(self.data.get("issued"))
        self.title = str(self.data.get("title", ""))[:MAX_TITLE_CHARACTERS]
        self.authors = format_authors(self.data)[:MAX_AUTHORS_CHARACTERS]
        self.year = year if year is not None and -9999 <= year <= 9999 else None
        self.doi = get_doi(self.data)[:MAX_DOI_CHARACTERS]
        self.arxiv = get_arxiv(self.data)[:MAX_ARXIV_CHARACTERS]
        self.fingerprint = compute_fingerprint(self.data)

    def list_keys(self) -> list[str]:
        """Return all keys by which posts may cite it."""
        return [self.key, *self.aliases.values_list("key", flat=True)] if self.pk else [self.key]


class LiteratureAlias(models.Model):
    """A key that an entry had before it was merged with another: posts that cite it keep working."""

    reader_visible = False

    key = models.CharField(max_length=MAX_KEY_LENGTH, unique=True)
    entry = models.ForeignKey(LiteratureEntry, models.CASCADE, related_name="aliases")

    class Meta:
        default_permissions: ClassVar = ()

    def __str__(self) -> str:
        return self.key


def load_literature(keys: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return CSL-JSON of the library for those of `keys` that it has, aliases too: two queries for 500."""
    wanted = sorted(keys)
    found: dict[str, dict[str, Any]] = {}
    for start in range(0, len(wanted), QUERIED_KEYS):
        part = wanted[start : start + QUERIED_KEYS]
        found |= LiteratureEntry.objects.filter(key__in=part).values_list("key", "data")
        if missing := [key for key in part if key not in found]:
            found |= LiteratureAlias.objects.filter(key__in=missing).values_list("key", "entry__data")
    return found
