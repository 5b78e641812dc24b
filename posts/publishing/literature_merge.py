"""Entries of literature that are one work, merged: the keys of all of them lead to the one that stays."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from posts.models import LiteratureAlias, LiteratureEntry
from posts.revisions.dependent_renders import queue_citing_posts

COMPARED_COLUMNS = ("doi", "arxiv", "fingerprint")


@transaction.atomic
def merge_literature(kept: LiteratureEntry, others: Sequence[LiteratureEntry]) -> None:
    """Merge `others` into `kept`: what it lacks it gets from them; posts that cite them cite it."""
    merged = [entry for entry in others if entry.pk != kept.pk]
    for entry in merged:
        kept.data = {**entry.data, **kept.data}
        kept.bibtex = kept.bibtex or entry.bibtex
    changed = [key for entry in (kept, *merged) for key in entry.list_keys()]
    LiteratureAlias.objects.filter(entry__in=merged).update(entry=kept)
    LiteratureEntry.objects.filter(pk__in=[entry.pk for entry in merged]).delete()
    LiteratureAlias.objects.bulk_create(LiteratureAlias(key=entry.key, entry=kept) for entry in merged)
    kept.updated_at = timezone.now()
    kept.save()
    queue_citing_posts(changed)


def rename_literature(entry: LiteratureEntry, former_key: str) -> None:
    """Let posts that cite `entry` by its former key go on citing it."""
    LiteratureAlias.objects.filter(key=entry.key, entry=entry).delete()
    LiteratureAlias.objects.get_or_create(key=former_key, defaults={"entry": entry})


def filter_possible_duplicates(entries: QuerySet[LiteratureEntry]) -> QuerySet[LiteratureEntry]:
    """Return those of `entries` that share DOI, arXiv number, or title, year and author with another."""
    condition = Q()
    for column in COMPARED_COLUMNS:
        shared = (
            LiteratureEntry.objects.exclude(**{column: ""})
            .order_by()
            .values(column)
            .annotate(count=Count("pk"))
            .filter(count__gt=1)
        )
        condition |= Q(**{f"{column}__in": shared.values(column)})
    return entries.filter(condition)


def list_same_works(entry: LiteratureEntry) -> list[LiteratureEntry]:
    """Return the other entries that may be the same work as `entry`."""
    condition = Q()
    for column in COMPARED_COLUMNS:
        if value := getattr(entry, column):
            condition |= Q(**{column: value})
    return list(LiteratureEntry.objects.filter(condition).exclude(pk=entry.pk)[:20]) if condition else []
