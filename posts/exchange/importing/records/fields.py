"""The fields of front matter, whatever each tool and theme calls them."""

import re
from collections.abc import Iterator
from typing import Any

from posts.tags import parse_tags

# What a record needs, and the keys it is found under, the best first. Keys are
# compared in lower case with `-` as `_`.
KEYS: dict[str, tuple[str, ...]] = {
    "title": ("title",),
    "date": ("publishdate", "pubdate", "pub_date", "pubdatetime", "date", "published_at", "publish_date",
             "date_published", "created", "created_at", "createdat", "date_created", "create_time",
             "published"),
    "updated": ("lastmod", "updated", "modified", "last_modified_at", "updated_at", "last_modified",
                "updateddate", "updated_date", "updatedat", "date_updated", "update_time", "moddatetime",
                "last_updated", "lastupdated"),
    "expires": ("expirydate", "unpublishdate"),
    "slug": ("slug", "urlname"),
    "permalink": ("permalink", "url"),
    "aliases": ("aliases", "alias", "redirect_from"),
    "draft": ("draft", "is_draft", "isdraft"),
    "private": ("private",),
    "published": ("published", "publish"),
    "status": ("status",),
    "password": ("password",),
    "summary": ("summary", "description", "excerpt", "abstract", "blurb", "desc"),
    "cover": ("cover", "thumbnail", "featured_image", "featuredimage", "feature_image", "image",
              "cover_image", "coverimage", "cover_img", "hero_image", "heroimage", "hero", "banner_image",
              "thumbnailimage", "thumbnail_image", "featuredimagepreview", "og_image", "ogimage",
              "top_img", "banner", "banner_img", "index_img", "header", "header_img", "header_image",
              "thumb", "teaser", "photo", "photos", "img", "images", "resources"),
    "cover_alt": ("cover_alt", "image_alt", "thumbnail_alt", "coveralt", "hero_image_alt", "coverimagealt"),
    "authors": ("author", "authors"),
    "categories": ("categories", "category"),
    "tags": ("tags", "tag", "keywords"),
    "series": ("series",),
    "series_order": ("series_order", "series_weight", "seriesorder", "part", "weight", "order"),
    "language": ("lang", "language", "locale"),
    # What a text is called in all its languages.
    "text_name": ("translationkey", "translation_key", "page_id", "ref"),
    "excerpt_separator": ("excerpt_separator",),
    # Where the post's pictures lie.
    "pictures": ("media_subpath", "img_path", "typora_root_url"),
}  # fmt: skip
# Mappings whose entries count as if they stood beside them: Zola's, Hugo's, and those of themes.
NESTED = ("taxonomies", "params", "extra")
NOT_LIVE = {"draft", "private", "hidden", "pending", "unlisted"}  # as a `status`

# Switches of themes and tools, which say nothing about the post itself.
SILENT = re.compile(
    r"layout|type|comments?|toc\w*|show_?toc|math\w*|katex|latex|markup|output|sticky|top|pin|gitalk|"
    r"(?:disable|enable|show|hide|no)_?\w*|isc\w*|body|id|abbrlink|typora_\w+|cssclass(?:es)?|ctype|linktitle|hidden|nav_order|copyright|reward"
)
# Where a mapping keeps the one thing that is meant.
INNER = ("name", "image", "teaser", "src", "path", "url", "title")
PICTURE = re.compile(r"\.(?:png|jpe?g|gif|webp|avif|svg|bmp)(?:[?#].*)?$|^https?://|^/\S+/", re.IGNORECASE)
TRUE = {"true", "yes", "on", "1", "y"}
NOTHING = {"null", "~"}
FALSE = {"false", "no", "off", "0", "n"}


class Fields:
    """Front matter, asked by meaning."""

    def __init__(self, raw: dict[str, Any]) -> None:
        own = spelled_alike(raw)
        nested = (spelled_alike(own.pop(key)) for key in NESTED if isinstance(own.get(key), dict))
        self.raw = {**{key: value for inner in nested for key, value in inner.items()}, **own}

    def values(self, meaning: str) -> Iterator[Any]:
        """Yield what stands under each key of `meaning`, the best first, without the empty ones."""
        for key in KEYS[meaning]:
            value = self.raw.get(key)
            if value not in (None, "", [], {}) and str(value).lower() not in NOTHING:
                yield value

    def value(self, meaning: str) -> Any:
        return next(self.values(meaning), None)

    def text(self, meaning: str) -> str:
        return next(iter(texts(self.value(meaning))), "")

    def date(self, meaning: str) -> Any:
        """Return what stands under a date's keys; `published: true` is none."""
        found = (value for value in self.values(meaning) if str(value).lower() not in TRUE | FALSE)
        return next(found, None)

    def texts(self, meaning: str) -> list[str]:
        return list(texts(self.value(meaning)))

    def is_true(self, meaning: str) -> bool:
        return self.text(meaning).lower() in TRUE

    def is_false(self, meaning: str) -> bool:
        return self.text(meaning).lower() in FALSE

    def tags(self) -> list[str]:
        return self.names("tags")

    def names(self, meaning: str) -> list[str]:
        """Return tags or names; one text may hold several, parted by commas."""
        value = self.value(meaning)
        return parse_tags(value) if isinstance(value, str) else self.texts(meaning)

    def cover(self) -> str:
        """Return the first value under a cover's keys that can be a picture's address (`true` cannot)."""
        found = (text for value in self.values("cover") for text in list(texts(value))[:1])
        return next((text for text in found if PICTURE.search(text)), "")

    def cover_alt(self) -> str:
        mapping = self.value("cover")
        return self.text("cover_alt") or (str(mapping.get("alt", "")) if isinstance(mapping, dict) else "")

    def number(self, meaning: str) -> int:
        """Return the first number under the keys of `meaning`; 0 where there is none."""
        numbers = (re.fullmatch(r"\d{1,4}", text) for text in self.texts(meaning)[:1])
        return next((int(match[0]) for match in numbers if match), 0)

    def unknown(self) -> list[str]:
        """Return the keys that hold something and mean nothing here."""
        known = {key for keys in KEYS.values() for key in keys}
        return [
            key
            for key, value in self.raw.items()
            if key not in known
            and key.isidentifier()
            and not SILENT.fullmatch(key)
            and value not in (None, "", [], {})
        ]


def spelled_alike(raw: dict[Any, Any]) -> dict[str, Any]:
    """Return `raw` with its keys in lower case, `-` as `_`."""
    return {str(key).strip().lower().replace("-", "_"): value for key, value in raw.items()}


def texts(value: Any) -> Iterator[str]:
    """Yield the texts in a text, a list, or a mapping's telling entry."""
    if isinstance(value, dict):
        value = next((value[key] for key in INNER if value.get(key)), None)
    if isinstance(value, list):
        for item in value:
            yield from texts(item)
    elif value is not None and (text := str(value).strip()) and text not in NOTHING:
        yield {"True": "true", "False": "false"}.get(text, text)
