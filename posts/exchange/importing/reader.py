"""One Markdown file read into a `PostRecord`."""

import re
from datetime import datetime
from pathlib import Path, PurePosixPath

from django.core.validators import slug_unicode_re
from django.utils import timezone

from posts.exchange.importing.bibliographies import read_bibliography
from posts.exchange.importing.notebook_files import is_notebook, read_notebook_text
from posts.exchange.importing.records import dates, front_matter, language_names
from posts.exchange.importing.records.fields import HIDDEN_STATUSES, OWN_KEYS, FrontMatterFields
from posts.exchange.importing.records.file_types import UNREAD_TEXTS
from posts.exchange.importing.records.other_formats import describe_other_text
from posts.exchange.importing.records.record import ImportFileError, PostRecord, SkipImport
from posts.exchange.importing.records.text_files import read_text_file
from posts.exchange.importing.sites import permalinks
from posts.exchange.importing.sites.base import SourceSite
from posts.exchange.importing.sites.feed_ids import find_feed_id
from posts.exchange.importing.sites.post_files import get_bare_name, get_date_in_name
from posts.exchange.markdown.masking import NONCHARACTERS, Mask
from posts.models.page_path import MAX_PAGE_DEPTH
from posts.models.slugs import MAX_SLUG_LENGTH, slugify
from posts.models.tag_parsing import clean_tag_name, remove_duplicates
from posts.rendering.language_detection import guess_language

MAX_TITLE_LENGTH, MAX_NAME_LENGTH = 200, 100  # as the models have them
FIRST_HEADING = re.compile(
    r"\A\s*(?:#[ \t]+(?P<marked>[^\n]+?)[ \t]*#*|(?P<ruled>[^\n]+)\n=+)[ \t]*(?:\n|\Z)"
)
DRAFT_NOTE = "draft"
ASSUMED_ZONE_COUNT = "dates without a zone"


def read_post_file(path: Path, site: SourceSite) -> PostRecord:
    """Return the post in the file at `path`.

    Raises SkipImport for a file that is no post, ImportFileError for one that cannot be read.
    """
    if reason := site.get_skip_reason(path):
        raise SkipImport(reason)
    is_markdown = not is_notebook(path, site)
    if is_markdown and (reason := UNREAD_TEXTS.get(path.suffix.lower(), "")):
        raise ImportFileError(reason)
    if path.is_fifo() or path.is_socket() or path.is_char_device() or path.is_block_device():
        raise ImportFileError("a pipe, a socket or a device, no file")
    if not site.contains_file(path):
        raise ImportFileError("a link that leads out of the folder, or to nothing")
    record = PostRecord(site.get_origin(path), path)
    read_text = read_markdown_text if is_markdown else read_notebook_text
    record.file_text = NONCHARACTERS.sub("", read_text(path, record, site))
    if not record.file_text.strip():
        raise SkipImport("the file is empty")
    parsed = front_matter.split_front_matter(record.file_text)
    if not is_markdown:
        # Its lines are in no file that anybody has.
        record.file_text = ""
    record.notes += [*parsed.notes, *site.get_conversion_notes(path)]
    fields = FrontMatterFields({**site.get_default_fields(path), **parsed.fields})
    record.source, record.excerpt_separator = parsed.body, fields.get_text("excerpt_separator")
    if site.is_own_export:
        set_own_title(record, fields)
        set_identity(record, fields)
    else:
        set_title(record, fields)
    record.is_page = site.is_page(path, fields)
    set_dates(record, fields, site)
    set_taxonomy(record, fields, site)
    set_details(record, fields, site)
    set_addresses(record, fields, site)
    set_page_place(record, fields, site)
    unknown = fields.list_unknown_keys(used=OWN_KEYS if site.is_own_export else ())
    record.counts.update(f"fields without a place here: {key}" for key in unknown)
    return record


def read_markdown_text(path: Path, record: PostRecord, site: SourceSite) -> str:
    """Return the Markdown in a file, with what its tool makes of it by running its code.

    Raises ImportFileError, also for what only looks like Markdown.
    """
    text = read_text_file(path, record)
    if reason := describe_other_text(text):
        raise ImportFileError(reason)
    return site.get_finished_text(text, record)


# Fields ---------------------------------------------------------------------------


def set_title(record: PostRecord, fields: FrontMatterFields) -> None:
    """Set title and slug: from the fields, else from the first heading, else from the file's name."""
    title = " ".join(fields.get_text("title").split())
    # Only a heading is text; a line of code that begins with # is none.
    heading = FIRST_HEADING.match(record.source)
    heading = heading and FIRST_HEADING.match(Mask().hide_code(record.source))
    text = (heading["marked"] or heading["ruled"]).strip() if heading else ""
    if heading and text and text in {title, title or text} and "\ufdd0" not in text:
        record.source = record.source[len(heading[0]) :].lstrip("\n")
        title = text
    if not title:
        title = get_bare_name(record.path).replace("_", " ")
        record.add_note("without a title", f"titled by the file: {title}")
    if len(title) > MAX_TITLE_LENGTH:
        record.add_note("title shortened", f"to {MAX_TITLE_LENGTH} characters: {title}")
    record.title = title[:MAX_TITLE_LENGTH]
    candidates = [
        fields.get_text("slug"),
        *map(get_last_path_part, fields.get_texts("permalink")),
        get_bare_name(record.path),
    ]
    record.slug = next((slug for slug in map(clean_old_slug, candidates) if slug), slugify(title))


def set_own_title(record: PostRecord, fields: FrontMatterFields) -> None:
    """Set title, slug and text as an export of this site has them: nothing is guessed."""
    record.source = record.source.removeprefix("\n")
    record.title = fields.get_text("title")[:MAX_TITLE_LENGTH] or get_bare_name(record.path)
    slug = fields.get_text("slug")
    is_slug = len(slug) <= MAX_SLUG_LENGTH and slug_unicode_re.match(slug)
    record.slug = slug if is_slug else clean_old_slug(slug) or slugify(record.title)


def set_identity(record: PostRecord, fields: FrontMatterFields) -> None:
    """Set what an export says of the post itself: which one it is, in which version, and whether archived."""
    record.is_own_export = True
    record.uid, record.version = fields.get_uid(), fields.get_version()
    record.is_archived = str(fields.raw.get("archived", "")).lower() == "true"
    record.notable_at = dates.parse_own_date(fields.raw.get("notable"))
    record.corrections, record.citable_versions = map(fields.get_list, ("corrections", "citable_versions"))


def set_page_place(record: PostRecord, fields: FrontMatterFields, site: SourceSite) -> None:
    """Set slug and parent of a page, so that it stands where it stood; an old address leads to it else.

    Raises SkipImport for what only shows a list on the old site: such a page has no text of its own.
    """
    if not record.is_page:
        return
    if site.is_own_export:
        record.parent = str(fields.raw.get("parent") or "").strip("/")
        return
    if not record.source.strip():
        raise SkipImport("a page without a text of its own, which the old site filled with a list")
    address = permalinks.get_address_path(next(iter(fields.get_texts("permalink")), "")).strip("/")
    place = address or site.get_page_place(record.path)
    parts = [
        clean_old_slug(part.removesuffix(".html"))
        for part in PurePosixPath(place.strip("/")).parts
        if part not in {"index", "index.html"}
    ]
    parts = list(filter(None, parts))[-MAX_PAGE_DEPTH:]
    record.parent, record.slug = "/".join(parts[:-1]), parts[-1] if parts else record.slug


def get_last_path_part(address: str) -> str:
    """Return the last part of an address's path, without suffix; "" where variables stand in it."""
    return (
        "" if ":" in permalinks.get_address_path(address) else Path(permalinks.get_address_path(address)).stem
    )


def clean_old_slug(old: str) -> str:
    """Return an old slug in our spelling; "" where it says nothing, such as `index` or `42`."""
    slug = slugify(old.rstrip("/").rpartition("/")[2])
    return "" if slug in {"index", "untitled"} or slug.isdigit() else slug


def set_dates(record: PostRecord, fields: FrontMatterFields, site: SourceSite) -> None:
    """Set the record's dates; `published_at` stays empty for drafts and private posts."""
    published = read_date(record, fields, "date", site) or read_date(record, fields, "file name", site)
    updated = read_date(record, fields, "updated", site)
    record.created_at = published
    # A post that is scheduled here was written before its date.
    dates_of_change = (updated or published,) if site.is_own_export else (published, updated)
    record.updated_at = max(filter(None, dates_of_change), default=None)
    reason = get_draft_reason(record, fields, site)
    record.is_undated = record.is_page and published is None and not reason
    if not (reason or published or record.is_page):
        reason = "it has no date that can be used"
    if reason:
        record.add_note(DRAFT_NOTE, reason)
    record.published_at = None if reason else published


def read_date(
    record: PostRecord, fields: FrontMatterFields, field_name: str, site: SourceSite
) -> datetime | None:
    """Return the date in `field_name` (or in the file's name); add a note for one that cannot be read."""
    value = get_date_in_name(record.path) if field_name == "file name" else fields.get_date(field_name)
    value = site.normalize_date(value)
    try:
        when = dates.parse_date(value, site.time_zone)
    except ValueError as error:
        record.add_note("date", str(error), record.find_line(str(value)))
        return None
    if when and when.moment.year < 1970:
        record.add_note("date", f"before 1970: {when.moment:%Y-%m-%d}", record.find_line(str(value)))
    if when and when.zone_is_assumed and field_name != "file name":
        record.counts[f"{ASSUMED_ZONE_COUNT}, read as {site.time_zone}"] += 1
    return when.moment if when else None


def get_draft_reason(record: PostRecord, fields: FrontMatterFields, site: SourceSite) -> str:
    """Return why the old site did not show the post to everyone; "" where it did."""
    if fields.is_true("draft") or fields.is_false("published") or site.is_draft(record.path):
        return "it was a draft"
    if fields.is_true("private") or fields.get_text("status").lower() in HIDDEN_STATUSES:
        return "it was private"
    if fields.get_text("password"):
        return "it was protected by a password, which posts do not have here"
    expires = record.expires_at = read_date(record, fields, "expires", site)
    return "it has expired" if expires and expires <= timezone.now() else ""


def set_taxonomy(record: PostRecord, fields: FrontMatterFields, site: SourceSite) -> None:
    """Set category, tags and series. A post has one category: further ones become tags."""
    categories = [
        tuple(clean_taxonomy_name(name) for name in path if clean_taxonomy_name(name))
        for path in site.get_categories(fields)
    ]
    categories = [path for path in categories if path]
    record.category = categories[0] if categories else ()
    extra_categories = [path[-1] for path in categories[1:]]
    record.counts["further categories made tags"] += len(extra_categories)
    names = [clean_taxonomy_name(name) for name in (*site.get_tags(fields), *extra_categories)]
    record.tags = tuple(remove_duplicates(names))
    record.series = clean_taxonomy_name(fields.get_text("series"))
    record.series_order = fields.get_number("series_order") if record.series else 0


def clean_taxonomy_name(name: str) -> str:
    """Return the name of a category, tag or series as it is stored."""
    return clean_tag_name(name)[:MAX_NAME_LENGTH].strip()


def set_details(record: PostRecord, fields: FrontMatterFields, site: SourceSite) -> None:
    """Set authors, summary, language, translation key, cover and image folder."""
    record.authors = tuple(
        name for name in (" ".join(name.split()) for name in fields.get_names("authors")) if name
    )
    record.summary = fields.get_text("summary")
    named = language_names.find_language(fields.get_text("language")) or language_names.find_language(
        site.get_path_language(record.path)
    )
    record.language = named or guess_language(f"{record.title}\n{record.source}")
    record.translation_key = fields.get_text("translation_key") or site.get_translation_key(record.path)
    record.image_folder = fields.get_text("image_folder")
    record.cover, record.cover_alt = fields.find_cover(), fields.get_cover_alt()[:300]
    record.bibliography = read_bibliography(record, fields, site)
    record.is_pinned, record.is_unlisted = fields.is_pinned(), fields.is_unlisted()


def set_addresses(record: PostRecord, fields: FrontMatterFields, site: SourceSite) -> None:
    """Collect the paths under which the old site had the post, with and without its base path."""
    own = [
        address
        for address in fields.get_texts("permalink")
        if ":" not in permalinks.get_address_path(address)
    ]
    own = own or site.get_old_paths(record, fields)
    aliases = [site.resolve_alias(alias, record.path) for alias in fields.get_texts("aliases")]
    paths = [permalinks.get_address_path(address) for address in (*own, *aliases)]
    record.feed_id = find_feed_id(record, fields, site, paths)
    based = [f"{site.base_path}{path}" for path in paths] if site.base_path else []
    record.addresses = list(dict.fromkeys(path for path in (*based, *paths) if path.strip("/")))
