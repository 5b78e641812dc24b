"""A post as Markdown with front matter, as Hugo, Hexo and our own import read it."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote, unquote

import yaml
from django.conf import settings
from django.utils import timezone

from posts.models import Category, Post, PostState

# Where pictures lie in an export, as its texts name them.
EXPORT_MEDIA_PREFIX = "/media/"
# What Hexo would take for a tag of its own, and Hugo for a shortcode.
NUNJUCKS_TAG = re.compile(r"\{\{|\{%|\{#")
SHORTCODE_IN_TEXT = re.compile(r"\{\{([<%])\s*(.*?)\s*([>%])\}\}", re.DOTALL)
ADDRESS_CHARACTERS = r"[^\s()<>\"'\\]"

# From a name in media to the address of its copy; None where there is nothing by that name.
AddCopy = Callable[[str], str | None]


class FrontMatterDumper(yaml.SafeDumper):
    """Writes a value that stands under two names twice: not every reader follows YAML's references."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def build_document(post: Post, parents: Mapping[int, Category], add_copy: AddCopy) -> str:
    """Return the file that `post` becomes; `copy` is told every picture and file that it shows."""
    fields = {
        key: value
        for key, value in build_front_matter(post, parents, add_copy)
        if value not in ("", [], None)
    }
    head = yaml.dump(
        fields, Dumper=FrontMatterDumper, allow_unicode=True, sort_keys=False, width=float("inf")
    )
    return f"---\n{head}---\n\n{rewrite_media_links(post.source, add_copy)}"


def build_front_matter(
    post: Post, parents: Mapping[int, Category], add_copy: AddCopy
) -> list[tuple[str, Any]]:
    """Return the fields of `post`; what means the same to Hugo and Hexo by two names stands under both."""
    is_public = post.published_at is not None
    updated = to_site_time(post.updated_at)
    authors = post.author_name.split("、")
    cover = add_copy(post.cover.name) if post.cover.name else None
    return [
        ("title", post.title),
        ("slug", post.slug),
        ("date", to_site_time(post.published_at or post.created_at)),
        ("lastmod", updated),
        ("updated", updated),
        ("draft", None if is_public else True),
        ("published", None if is_public else False),
        ("archived", True if post.state is PostState.ARCHIVED else None),
        ("author", authors[0] if len(authors) == 1 else authors),
        ("categories", get_category_path(post.category_id, parents)),
        ("tags", sorted(tag.name for tag in post.tags.all())),
        ("series", post.series.name if post.series else ""),
        ("series_order", post.series_order or None if post.series else None),
        ("lang", post.language),
        ("translationKey", get_export_translation_key(post)),
        ("summary", rewrite_media_links(post.summary, add_copy)),
        ("cover", cover),
        ("cover_alt", post.cover_alt),
        ("aliases", [redirect.path for redirect in post.redirects.all()]),
        ("disableNunjucks", True if NUNJUCKS_TAG.search(post.source) else None),
    ]


def to_site_time(when: datetime) -> datetime:
    """Return `when` by the site's clock, to the second."""
    return timezone.localtime(when, timezone.get_default_timezone()).replace(microsecond=0)


def get_category_path(key: int | None, parents: Mapping[int, Category]) -> list[str]:
    """Return the names from the outermost category to the post's own."""
    names: list[str] = []
    seen: set[int] = set()
    while key is not None and key not in seen:
        seen.add(key)
        names.insert(0, parents[key].name)
        key = parents[key].parent_id
    return names


def get_export_translation_key(post: Post) -> str:
    """Return what all translations of one text have in common; "" for a post that has none."""
    if post.translation_of:
        return post.translation_of.slug
    return post.slug if post.translated_as.all() else ""


def rewrite_media_links(text: str, add_copy: AddCopy) -> str:
    """Return `text` with every address in media led to its copy; the others stay as they are."""
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


def escape_hugo_shortcodes(text: str) -> str:
    """Return a document in which no text is taken for a shortcode."""
    return SHORTCODE_IN_TEXT.sub(r"{{\1/* \2 */\3}}", text)
