"""A post as Markdown with front matter, readable by Hugo, Hexo and our own import."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote, unquote

import yaml
from django.conf import settings
from django.utils import timezone

from posts.exchange.exporting.version_fields import LongText, iter_version_fields
from posts.exchange.markdown.addresses import WrittenAddress, rewrite_addresses
from posts.exchange.markdown.masking import Mask
from posts.models import Category, Post, PostState, get_site

# The addresses of media files in exported texts begin with this.
EXPORT_MEDIA_PREFIX = "/media/"
# What Hexo would read as a tag, and Hugo as a shortcode.
NUNJUCKS_TAG = re.compile(r"\{\{|\{%|\{#")
SHORTCODE_IN_TEXT = re.compile(r"\{\{([<%])\s*(.*?)\s*([>%])\}\}", re.DOTALL)
ADDRESS_CHARACTERS = r"[^\s()<>\"'\\]"

# What stands for a restored address; noncharacters, as those of `Mask`.
RESTORED_OPEN, RESTORED_CLOSE = "\ufdd2", "\ufdd3"
RESTORED_TOKEN = re.compile(f"{RESTORED_OPEN}(\\d+){RESTORED_CLOSE}")

# Paths as an author wrote them, by the name of the file in media.
WrittenPaths = Mapping[str, Sequence[str]]
# Takes a name in media and a path as written; returns whether the file can be where it leads to.
PlaceAsWritten = Callable[[str, WrittenAddress], bool]
# Takes a name in media, returns the address of its copy; None where there is no such file.
AddCopy = Callable[[str], str | None]


class FrontMatterDumper(yaml.SafeDumper):
    """Writes equal values twice instead of as an alias, which not every reader follows."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def represent_long_text(self, data: LongText) -> yaml.ScalarNode:
        """Write it on lines of its own, as people do."""
        return self.represent_scalar("tag:yaml.org,2002:str", str(data), style="|")


FrontMatterDumper.add_representer(LongText, FrontMatterDumper.represent_long_text)


def build_document(post: Post, parents: Mapping[int, Category], add_copy: AddCopy) -> str:
    """Return the text of the file for `post`; `add_copy` is called for every media file it shows."""
    fields = dict(build_front_matter(post, parents, add_copy))
    return format_document(fields, rewrite_media_links(post.source, add_copy))


def format_document(fields: Mapping[str, Any], body: str) -> str:
    """Return a file with those of `fields` that are not empty as YAML, and `body` below."""
    filled = {key: value for key, value in fields.items() if value not in ("", [], None)}
    head = yaml.dump(
        filled, Dumper=FrontMatterDumper, allow_unicode=True, sort_keys=False, width=float("inf")
    )
    return f"---\n{head}---\n\n{body}"


def build_front_matter(
    post: Post, parents: Mapping[int, Category], add_copy: AddCopy
) -> list[tuple[str, Any]]:
    """Return the fields of `post`; those that Hugo and Hexo name differently under both names."""
    is_public = post.published_at is not None
    updated = to_site_time(post.updated_at)
    authors = post.author_name.split("、")
    cover = add_copy(post.cover.name) if post.cover.name else None
    return [
        ("title", post.title),
        ("slug", post.slug),
        ("kind", "page" if post.is_page else None),
        ("parent", post.parent.path if post.parent else None),
        ("date", to_site_time(post.published_at or post.created_at)),
        ("lastmod", updated),
        ("updated", updated),
        ("draft", None if is_public else True),
        ("published", None if is_public else False),
        ("archived", True if post.state is PostState.ARCHIVED else None),
        ("pinned", post.is_pinned or None),
        ("sticky", 1 if post.is_pinned else None),
        ("unlisted", post.is_unlisted or None),
        ("build", {"list": "never"} if post.is_unlisted else None),
        ("author", authors[0] if len(authors) == 1 else authors),
        ("categories", get_category_names(post.category_id, parents)),
        ("tags", [tag.name for tag in post.tags.all()]),
        ("series", post.series.name if post.series else ""),
        ("series_order", post.series_order or None if post.series else None),
        ("lang", post.language),
        ("translationKey", get_export_translation_key(post)),
        ("summary", rewrite_media_links(post.summary, add_copy)),
        ("cover", cover),
        ("cover_alt", post.cover_alt),
        ("bibtex", post.bibliography),
        ("aliases", [redirect.path for redirect in post.redirects.all()]),
        *iter_version_fields(post, to_site_time, lambda text: rewrite_media_links(text, add_copy)),
        ("disableNunjucks", True if NUNJUCKS_TAG.search(post.source) else None),
        *list_identity_fields(post),
    ]


def list_identity_fields(post: Post) -> list[tuple[str, Any]]:
    """Return what an import knows the post again by, and whether it was edited here since."""
    return [("uid", str(post.uid)), ("feed_id", post.feed_id), ("version", post.version)]


def build_path_fields(post: Post) -> dict[str, Any]:
    """Return those fields of `post` that the path of its file is made of."""
    return {
        "kind": "page" if post.is_page else None,
        "date": to_site_time(post.published_at or post.created_at),
        "published": None if post.published_at is not None else False,
    }


def to_site_time(when: datetime) -> datetime:
    """Return `when` in the site's time zone, to the second."""
    return timezone.localtime(when, get_site().zone).replace(microsecond=0)


def get_category_names(key: int | None, parents: Mapping[int, Category]) -> list[str]:
    """Return the names from the outermost category to the one with the primary key `key`."""
    names: list[str] = []
    seen: set[int] = set()
    while key is not None and key not in seen:
        seen.add(key)
        names.insert(0, parents[key].name)
        key = parents[key].parent_id
    return names


def get_export_translation_key(post: Post) -> str:
    """Return a key that all translations of a post share; "" for a post without any."""
    if post.translation_of:
        return post.translation_of.slug
    return post.slug if post.translated_as.all() else ""


def rewrite_media_links(text: str, add_copy: AddCopy) -> str:
    """Return `text` with every address of a media file replaced by that of its copy."""
    start = re.escape(settings.MEDIA_URL)
    in_brackets = rf"(?<=<){start}(?P<spaced>[^<>\n]+)(?=>)"
    address = re.compile(
        rf"{in_brackets}|{start}(?P<name>(?:{ADDRESS_CHARACTERS}|\({ADDRESS_CHARACTERS}*\))+)"
    )

    def replace_address(match: re.Match[str]) -> str:
        written = match["spaced"] or match["name"]
        path = re.split("[?#]", written)[0]
        new = add_copy(unquote(path))
        if new is None or new == unquote(f"{settings.MEDIA_URL}{path}"):
            return match[0]
        return f"{quote(new)}{written[len(path) :]}"

    return address.sub(replace_address, text)


def restore_written_paths(
    text: str, written_paths: WrittenPaths, place: PlaceAsWritten, rewrite_rest: Callable[[str], str]
) -> str:
    """Return `text` with addresses of media files as their author wrote them, where `place` says they can be.

    `written_paths` has them by name in media, in the order of the text. Code stays as it is; `rewrite_rest`
    gets the text while what was restored is hidden.
    """
    restored: list[str] = []
    seen: Counter[str] = Counter()

    def replace_address(found: WrittenAddress) -> str | None:
        path, mark, fragment = found.address.partition("#")
        name = unquote(path.removeprefix(settings.MEDIA_URL)) if path.startswith(settings.MEDIA_URL) else ""
        if not (paths := written_paths.get(name, ())):
            return None
        written = WrittenAddress(paths[min(seen[name], len(paths) - 1)], in_html=found.in_html)
        seen[name] += 1
        if not place(name, written):
            return None
        restored.append(written.with_fragment(f"{mark}{fragment}"))
        return f"{RESTORED_OPEN}{len(restored) - 1}{RESTORED_CLOSE}"

    mask = Mask()
    found = rewrite_addresses(mask.hide_code(text), replace_address) if written_paths else text
    rest = rewrite_rest(mask.restore_text(found))
    return RESTORED_TOKEN.sub(lambda match: restored[int(match[1])], rest)


def escape_hugo_shortcodes(text: str) -> str:
    """Return `text` with shortcodes escaped, so that Hugo shows them as text."""
    return SHORTCODE_IN_TEXT.sub(r"{{\1/* \2 */\3}}", text)
