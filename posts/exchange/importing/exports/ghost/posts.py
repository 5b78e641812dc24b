"""Rows of `posts` as `ConvertedPost`s."""

import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from posts.exchange.importing.exports.converted import ConvertedPost
from posts.exchange.importing.exports.ghost.body import BodyWriter, list_text_lines
from posts.exchange.importing.exports.ghost.card_html import restore_original_path
from posts.exchange.importing.exports.ghost.database import GhostDatabase, GhostRow
from posts.exchange.importing.exports.ghost.formulas import find_math_loader
from posts.exchange.importing.exports.ghost.texts import resolve_ghost_url, write_body
from posts.exchange.json_values import read_flag_value, read_text_value

WAS_DRAFT, WAS_MAILED = "it was a draft", "it was only mailed"
# More than these are no choice of a few that stand at the top.
MAX_PINNED = 5
UNSAFE_IN_NAME = re.compile(r"[^\w-]+")
LINK_VARIABLE = re.compile(r":(year|month|day|slug|id|author|primary_tag)")


def convert_row(row: GhostRow, database: GhostDatabase, *, pins_featured: bool) -> ConvertedPost:
    """Return the post or page in a row of `posts`."""
    meta = database.get_meta(row)
    body = BodyWriter(has_math=find_math_loader(*list_injected_code(row, database)))
    markdown = write_body(row, body)
    if not markdown.strip():
        body.add_note("without text", read_text_value(row, "title"))
    markdown += write_cover_caption(meta, body)
    is_page = read_text_value(row, "type") == "page" or read_flag_value(row, "page")
    reason = find_draft_reason(row, meta, body)
    if reason and reason != WAS_DRAFT:
        body.add_note("kept from readers", reason)
    fields = {
        "title": " ".join(read_text_value(row, "title").split()),
        "slug": read_text_value(row, "slug"),
        "kind": "page" if is_page else None,
        **build_dates(row),
        "draft": True if reason else None,
        "pinned": True if pins_featured and is_featured(row) and not is_page else None,
        "author": database.list_authors(row),
        "tags": [name for name in database.list_tags(row) if not name.startswith("#")],
        "lang": read_text_value(row, "locale"),
        "summary": find_summary(row, meta),
        "cover": find_cover_address(row),
        "cover_alt": read_text_value(meta, "feature_image_alt"),
        "aliases": list_ghost_addresses(row, database, is_page=is_page),
        "uid": read_uuid(row),
        "feed_id": read_text_value(row, "id"),
    }
    note_unplaced_fields(row, meta, database, body)
    name = make_file_name(row)
    return ConvertedPost(
        path=f"{'pages' if is_page else 'posts'}/{name}.md",
        front_matter={key: drop_surrogates(value) for key, value in fields.items() if value},
        body=drop_surrogates(markdown),
        notes=tuple(map(drop_surrogates, body.notes)),
        identity=read_text_value(row, "id") or name,
    )


def list_injected_code(row: GhostRow, database: GhostDatabase) -> list[str]:
    """Return the code that the post and the site add to the page, by which formulas may be typeset."""
    code = [read_text_value(row, f"codeinjection_{place}") for place in ("head", "foot")]
    code += [database.settings.get(f"codeinjection_{place}", "") for place in ("head", "foot")]
    return code + [database.settings.get(f"ghost_{place}", "") for place in ("head", "foot")]


def drop_surrogates(value: Any) -> Any:
    """Return a text, or a list of texts, without halves of characters, which no file can hold."""
    if isinstance(value, list):
        return [drop_surrogates(each) for each in value]
    return value.encode("utf-8", "ignore").decode() if isinstance(value, str) else value


def is_featured(row: GhostRow) -> bool:
    return read_flag_value(row, "featured")


def read_uuid(row: GhostRow) -> str:
    try:
        return str(UUID(read_text_value(row, "uuid")))
    except ValueError:
        return ""


def make_file_name(row: GhostRow) -> str:
    """Return a name for the file of a post: its slug, and its id, because two posts may have one slug."""
    parts = (read_text_value(row, "slug")[:80], read_text_value(row, "id")[:40])
    name = "-".join(filter(None, (UNSAFE_IN_NAME.sub("-", part).strip("-") for part in parts)))
    return name or read_uuid(row) or "post"


def find_draft_reason(row: GhostRow, meta: GhostRow, body: BodyWriter) -> str:
    """Return why not everyone could read a post on the site; "" where everyone could.

    What was for members only never becomes public by an import.
    """
    status = read_text_value(row, "status")
    if status not in {"published", "scheduled"}:
        return WAS_MAILED if status == "sent" else WAS_DRAFT
    if read_flag_value(meta, "email_only"):
        return WAS_MAILED
    visibility = read_text_value(row, "visibility") or "public"
    if visibility != "public":
        return f"it was for members only ({visibility}); publish it if everyone may read it"
    return "a part of it was for members only" if body.is_restricted else ""


def build_dates(row: GhostRow) -> dict[str, str]:
    """Return the dates of a post: of publication, else of creation, and of the last change."""
    published = read_moment(row, "published_at") or read_moment(row, "created_at")
    return {"date": published, "updated": read_moment(row, "updated_at") or published}


def read_moment(row: GhostRow, key: str) -> str:
    """Return a date as text: ISO 8601 in UTC; the first versions wrote milliseconds since 1970."""
    text = read_text_value(row, key).strip()
    if re.fullmatch(r"\d{12,14}", text, re.ASCII):
        return f"{datetime.fromtimestamp(int(text) // 1000, UTC):%Y-%m-%dT%H:%M:%SZ}"
    if re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", text, re.ASCII):
        return f"{text.replace(' ', 'T')}Z"
    return text


def find_summary(row: GhostRow, meta: GhostRow) -> str:
    written = read_text_value(row, "custom_excerpt").strip()
    return written or " ".join(read_text_value(meta, "meta_description").split())


def find_cover_address(row: GhostRow) -> str:
    address = read_text_value(row, "feature_image") or read_text_value(row, "image")
    return restore_original_path(resolve_ghost_url(address.strip()))


def write_cover_caption(meta: GhostRow, body: BodyWriter) -> str:
    """Return the caption of the cover as the last paragraph: it mostly names who made the picture."""
    caption = resolve_ghost_url(read_text_value(meta, "feature_image_caption"))
    if not list_text_lines(caption):
        return ""
    writer = BodyWriter(has_math=False)
    writer.add_html(f"<p>{caption}</p>")
    body.add_note("caption of the cover put below the text", " ".join(list_text_lines(caption)))
    return f"\n{writer.build_markdown()}"


def list_ghost_addresses(row: GhostRow, database: GhostDatabase, *, is_page: bool) -> list[str]:
    """Return the paths of a post on the site: `/slug/`, and the pattern in the settings of Ghost 0 and 1."""
    slug = read_text_value(row, "slug").strip("/")
    if not slug:
        return []
    pattern = database.settings.get("permalinks", "")
    paths = [f"/{slug}/"]
    if not is_page and pattern.startswith("/") and pattern != "/:slug/":
        day = read_moment(row, "published_at")[:10].split("-")
        values = dict(zip(("year", "month", "day"), day, strict=False)) | {"slug": slug}
        path = LINK_VARIABLE.sub(lambda match: values.get(match[1], match[0]), pattern)
        paths += [path] if ":" not in path else []
    return paths


def note_unplaced_fields(row: GhostRow, meta: GhostRow, database: GhostDatabase, body: BodyWriter) -> None:
    """Tell what a post has that has no place here."""
    internal = [name for name in database.list_tags(row) if name.startswith("#")]
    if internal:
        body.add_note("internal tags left out", ", ".join(internal))
    for key in ("canonical_url", "codeinjection_head", "codeinjection_foot", "custom_template"):
        if value := read_text_value(meta, key).strip():
            body.add_note(f"{key} has no place here", value)
