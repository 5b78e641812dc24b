"""What earlier imports left: posts whose files moved since, posts that were deleted, the rest of a site."""

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any

from posts.exchange.importing import reader
from posts.exchange.importing.records.record import ImportFileError, PostRecord, SkipImport
from posts.exchange.importing.sites.base import SourceSite
from posts.exchange.importing.summary import ImportSummary
from posts.models import Imported


def update_moved_origins(records: Iterable[PostRecord], site: SourceSite) -> None:
    """Find the posts of files that were moved or renamed since they were imported.

    A new file is taken for a moved one where one post has its title and its
    date, or without a date its name, and that post's own file is gone.
    """
    present = {record.origin for record in records}
    known = Imported.objects.exclude(post=None).values("pk", "origin", "post__title", "post__created_at")
    gone = [each for each in known if each["origin"] not in present and is_file_gone(each["origin"], site)]
    new = present - {each["origin"] for each in known}
    for record in (record for record in records if gone and record.origin in new):
        same = [each for each in gone if is_same_post(each, record)]
        same = [
            each for each in same if strip_root_folder(each["origin"]) == strip_root_folder(record.origin)
        ] or same
        if len(same) == 1:
            gone.remove(same[0])
            record.add_note("file moved", f"it was {same[0]['origin']}")
            Imported.objects.filter(pk=same[0]["pk"]).update(origin=record.origin)


def is_file_gone(origin: str, site: SourceSite) -> bool:
    """Whether the file that was imported is no longer where it was, as seen from the site's folder."""
    try:
        return not (site.root.parent / origin).exists()
    except OSError:
        return True


def is_same_post(known: Mapping[str, Any], record: PostRecord) -> bool:
    """Whether `record` is the post that is known, by title and date; without a date, by title and name."""
    if known["post__title"] != record.title:
        return False
    if record.created_at:
        return bool(known["post__created_at"] == record.created_at)
    return PurePosixPath(known["origin"]).name == PurePosixPath(record.origin).name


def strip_root_folder(origin: str) -> str:
    return origin.partition("/")[2]


def exclude_deleted(
    records: Iterable[PostRecord], site: SourceSite, report: ImportSummary
) -> list[PostRecord]:
    """Return `records` without those whose post was deleted here; a file named by itself brings it back."""
    Imported.objects.filter(post=None, origin=site.get_origin(site.selection)).delete()
    deleted = set(Imported.objects.filter(post=None).values_list("origin", flat=True))
    for record in records:
        if record.origin in deleted:
            report.add_exclusion(
                "skipped",
                record.path,
                "the post was deleted here; import this file by itself to bring it back",
            )
    return [record for record in records if record.origin not in deleted]


def read_other_records(records: Iterable[PostRecord], site: SourceSite) -> list[PostRecord]:
    """Return the site's other posts that are here already: links of `records` may lead to them."""
    if site.selection == site.root:
        return []
    slugs = dict(Imported.objects.exclude(post=None).values_list("origin", "post__slug"))
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
