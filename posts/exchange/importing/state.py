"""What earlier imports left in the database: moved files, deleted posts, the rest of a site."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any

from posts.exchange.importing import reader
from posts.exchange.importing.records.record import ImportFileError, PostRecord, SkipImport
from posts.exchange.importing.sites.base import SourceSite
from posts.exchange.importing.sites.post_files import get_bare_name
from posts.exchange.importing.summary import MOVED_NOTE, ImportSummary
from posts.models import ImportRecord


def update_moved_origins(records: Iterable[PostRecord], site: SourceSite) -> None:
    """Update the stored origin of posts whose files were moved or renamed since they were imported.

    A new file counts as moved where exactly one imported post has its title and
    its date (its file name, without a date) and that post's own file is gone.
    """
    present = {record.origin for record in records}
    known = ImportRecord.objects.exclude(post=None).values("pk", "origin", "post__title", "post__created_at")
    gone = [
        entry for entry in known if entry["origin"] not in present and is_file_gone(entry["origin"], site)
    ]
    new = present - {entry["origin"] for entry in known}
    for record in (record for record in records if gone and record.origin in new):
        same = [entry for entry in gone if is_same_post(entry, record)]
        same = [
            entry for entry in same if strip_root_folder(entry["origin"]) == strip_root_folder(record.origin)
        ] or same
        if len(same) == 1:
            gone.remove(same[0])
            record.add_note(MOVED_NOTE, f"it was {same[0]['origin']}")
            ImportRecord.objects.filter(pk=same[0]["pk"]).update(origin=record.origin)


def is_file_gone(origin: str, site: SourceSite) -> bool:
    """Whether the imported file no longer exists below the folder that holds the site's."""
    try:
        return not (site.root.parent / origin).exists()
    except OSError:
        return True


def is_same_post(known: Mapping[str, Any], record: PostRecord) -> bool:
    """Whether `record` is the post `known`: same title and date; without a date, same title and file name."""
    if known["post__title"] != record.title:
        return False
    if record.created_at:
        return bool(known["post__created_at"] == record.created_at)
    return PurePosixPath(known["origin"]).name == PurePosixPath(record.origin).name


def strip_root_folder(origin: str) -> str:
    """Return `origin` without its first folder, the name of the site's root."""
    return origin.partition("/")[2]


def exclude_doubles(records: Iterable[PostRecord], summary: ImportSummary) -> list[PostRecord]:
    """Return `records` without those that have the `uid` of another, which are told as failed.

    The one stays whose file is called as its slug is; a copy of it is called otherwise.
    """
    by_uid: dict[object, list[PostRecord]] = defaultdict(list)
    for number, record in enumerate(records):
        by_uid[record.uid or number].append(record)
    kept = []
    for same in by_uid.values():
        first, *others = sorted(same, key=lambda record: get_bare_name(record.path) != record.slug)
        kept.append(first)
        place = summary.format_place(first.path, None)
        for record in others:
            reason = f"{place} has the same uid: {record.uid}; without that line this is a post of its own"
            summary.add_exclusion("failed", record.path, reason, record.find_line(str(record.uid)))
    return kept


def exclude_deleted(
    records: Iterable[PostRecord], site: SourceSite, summary: ImportSummary
) -> list[PostRecord]:
    """Return `records` without those whose post was deleted here.

    Importing such a file by itself brings its post back.
    """
    ImportRecord.objects.filter(post=None, origin=site.get_origin(site.selection)).delete()
    deleted = set(ImportRecord.objects.filter(post=None).values_list("origin", flat=True))
    for record in records:
        if record.origin in deleted:
            summary.add_exclusion(
                "skipped",
                record.path,
                "the post was deleted here; import this file by itself to bring it back",
            )
    return [record for record in records if record.origin not in deleted]


def read_other_records(records: Iterable[PostRecord], site: SourceSite) -> list[PostRecord]:
    """Return records of the site's other imported posts, which links of `records` may lead to."""
    if site.selection == site.root:
        return []
    slugs = dict(ImportRecord.objects.exclude(post=None).values_list("origin", "post__slug"))
    for record in records:
        slugs.pop(record.origin, None)
    found = []
    for path in (path for path in site.iter_post_files() if site.get_origin(path) in slugs):
        try:
            found.append(reader.read_post_file(path, site))
        except (ImportFileError, SkipImport):
            continue
        found[-1].slug = slugs[found[-1].origin]
    return found
