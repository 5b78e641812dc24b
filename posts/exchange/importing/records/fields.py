"""Fields of front matter, under the keys that each tool and theme uses for them."""

import re
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from posts.models.tag_parsing import parse_tags

# The fields of a record, and the keys they are found under, the best first. Keys are
# compared in lower case with `-` as `_`.
FIELD_KEYS: dict[str, tuple[str, ...]] = {
    "title": ("title",),
    "date": ("publishdate", "pubdate", "pub_date", "pubdatetime", "date", "published_at", "publish_date",
             "date_published", "created", "created_at", "createdat", "date_created", "create_time",
             "published"),
    "updated": ("lastmod", "updated", "modified", "last_modified_at", "updated_at", "last_modified",
                "updateddate", "updated_date", "updatedat", "date_updated", "update_time", "moddatetime",
                "last_updated", "lastupdated", "date_modified"),
    "expires": ("expirydate", "unpublishdate"),
    "slug": ("slug", "urlname"),
    "permalink": ("permalink", "url"),
    "aliases": ("aliases", "alias", "redirect_from"),
    "draft": ("draft", "is_draft", "isdraft"),
    "private": ("private",),
    "published": ("published", "publish", "dg_publish"),
    "status": ("status",),
    "password": ("password",),
    "pinned": ("pinned", "pin", "sticky", "top"),
    "unlisted": ("unlisted", "hidden"),
    # Hugo's options of a page; older versions write `_build`.
    "build": ("build", "_build"),
    "summary": ("summary", "description", "excerpt", "abstract", "blurb", "desc"),
    "cover": ("cover", "thumbnail", "featured_image", "featuredimage", "feature_image", "image",
              "cover_image", "coverimage", "cover_img", "hero_image", "heroimage", "hero", "banner_image",
              "thumbnailimage", "thumbnail_image", "featuredimagepreview", "og_image", "ogimage",
              "top_img", "banner", "banner_img", "index_img", "header", "header_img", "header_image",
              "thumb", "teaser", "photo", "photos", "img", "images", "resources"),
    "cover_alt": ("cover_alt", "image_alt", "thumbnail_alt", "coveralt", "hero_image_alt", "coverimagealt"),
    # Files of literature, or items of CSL-JSON; `bibtex` is that of our own exports.
    "bibliography": ("bibliography", "references"),
    "authors": ("author", "authors"),
    "categories": ("categories", "category"),
    "tags": ("tags", "tag", "keywords"),
    "series": ("series",),
    "series_order": ("series_order", "series_weight", "seriesorder", "part", "weight", "order"),
    "language": ("lang", "language", "locale"),
    # The same for all translations of one post.
    "translation_key": ("translationkey", "translation_key", "page_id", "ref"),
    "excerpt_separator": ("excerpt_separator",),
    # The folder of the post's images.
    "image_folder": ("media_subpath", "img_path", "typora_root_url"),
}  # fmt: skip
# Mappings whose entries count as if they stood beside them: Zola's, Hugo's, and those of themes.
NESTED_MAPPINGS = ("taxonomies", "params", "extra")
HIDDEN_STATUSES = {"draft", "private", "hidden", "pending", "unlisted"}  # as a `status`

# Keys that only exports of this software use; other tools may mean anything by them.
OWN_KEYS = {
    "uid",
    "feed_id",
    "version",
    "archived",
    "kind",
    "parent",
    "bibtex",
    "notable",
    "corrections",
    "citable_versions",
}

# Switches of themes and tools, which say nothing about the post itself.
IGNORED_KEYS = re.compile(
    r"layout|type|kind|comments?|toc\w*|show_?toc|math\w*|katex|latex|markup|output|gitalk|"
    r"(?:disable|enable|show|hide|no)_?\w*|isc\w*|body|id|abbrlink|typora_\w+|cssclass(?:es)?|ctype|linktitle|nav_order|copyright|reward|"
    r"theme|highlight"
)
# Keys under which a mapping holds its value.
VALUE_KEYS = ("name", "image", "teaser", "src", "path", "url", "title")
IMAGE_ADDRESS = re.compile(
    r"\.(?:png|jpe?g|gif|webp|avif|svg|bmp)(?:[?#].*)?$|^https?://|^/\S+/", re.IGNORECASE
)
TRUE_WORDS = {"true", "yes", "on", "1", "y"}
EMPTY_WORDS = {"null", "~"}
FALSE_WORDS = {"false", "no", "off", "0", "n"}


class FrontMatterFields:
    """Front matter, read by field name: a key of FIELD_KEYS."""

    def __init__(self, raw: dict[str, Any]) -> None:
        own = normalize_keys(raw)
        nested = (normalize_keys(own.pop(key)) for key in NESTED_MAPPINGS if isinstance(own.get(key), dict))
        self.raw = {**{key: value for inner in nested for key, value in inner.items()}, **own}

    def iter_values(self, field_name: str) -> Iterator[Any]:
        """Yield the values under the keys of `field_name`, the best first, without the empty ones."""
        for key in FIELD_KEYS[field_name]:
            value = self.raw.get(key)
            if value not in (None, "", [], {}) and str(value).lower() not in EMPTY_WORDS:
                yield value

    def get_value(self, field_name: str) -> Any:
        return next(self.iter_values(field_name), None)

    def get_text(self, field_name: str) -> str:
        return next(iter(iter_texts(self.get_value(field_name))), "")

    def get_date(self, field_name: str) -> Any:
        """Return the value of a date field; `published: true` is no date."""
        found = (
            value
            for value in self.iter_values(field_name)
            if str(value).lower() not in TRUE_WORDS | FALSE_WORDS
        )
        return next(found, None)

    def get_texts(self, field_name: str) -> list[str]:
        return list(iter_texts(self.get_value(field_name)))

    def is_true(self, field_name: str) -> bool:
        return self.get_text(field_name).lower() in TRUE_WORDS

    def is_pinned(self) -> bool:
        """Whether the post stands before the others: in Hexo by a number, the higher the earlier."""
        return self.is_true("pinned") or self.get_number("pinned") > 0

    def is_unlisted(self) -> bool:
        """Whether the post is in no list: by its own field, or by Hugo's options of a page."""
        build = self.get_value("build")
        listed = str(build.get("list", "")).lower() if isinstance(build, dict) else ""
        return self.is_true("unlisted") or listed in {"never", *FALSE_WORDS}

    def is_false(self, field_name: str) -> bool:
        return self.get_text(field_name).lower() in FALSE_WORDS

    def get_tags(self) -> list[str]:
        return self.get_names("tags")

    def get_names(self, field_name: str) -> list[str]:
        """Return tags or names; one text may hold several, separated by commas."""
        value = self.get_value(field_name)
        return parse_tags(value) if isinstance(value, str) else self.get_texts(field_name)

    def find_cover(self) -> str:
        """Return the first value of the cover field that can be an image's address (`true` cannot)."""
        found = (text for value in self.iter_values("cover") for text in list(iter_texts(value))[:1])
        return next((text for text in found if IMAGE_ADDRESS.search(text)), "")

    def get_cover_alt(self) -> str:
        """Return the alternative text of the cover, its own field or an entry of the cover's mapping."""
        mapping = self.get_value("cover")
        return self.get_text("cover_alt") or (
            str(mapping.get("alt", "")) if isinstance(mapping, dict) else ""
        )

    def get_uid(self) -> UUID | None:
        """Return the `uid` of an export of this software; None where there is none that can be read."""
        try:
            return UUID(str(self.raw.get("uid", "")))
        except ValueError:
            return None

    def get_version(self) -> int:
        """Return the `version` of an export of this software; 0 where there is none."""
        value = str(self.raw.get("version", ""))
        return int(value) if re.fullmatch(r"\d{1,9}", value, re.ASCII) else 0

    def get_list(self, key: str) -> list[Any]:
        """Return the list that an export of this software has under `key`; an empty one for anything else."""
        value = self.raw.get(key)
        return value if isinstance(value, list) else []

    def get_kind(self) -> str:
        """Return what the file calls itself by `kind`, or by Hugo's and Jekyll's `type` and `layout`."""
        kinds = (str(self.raw.get(key) or "").strip().lower() for key in ("kind", "type", "layout"))
        return next(filter(None, kinds), "")

    def get_number(self, field_name: str) -> int:
        """Return the number in `field_name`; 0 where there is none."""
        numbers = (re.fullmatch(r"\d{1,4}", text) for text in self.get_texts(field_name)[:1])
        return next((int(match[0]) for match in numbers if match), 0)

    def list_unknown_keys(self, used: Iterable[str] = ()) -> list[str]:
        """Return the keys that hold a value, that no field uses and that are not `used` otherwise."""
        known = {*used, *(key for keys in FIELD_KEYS.values() for key in keys)}
        return [
            key
            for key, value in self.raw.items()
            if key not in known
            and key.isidentifier()
            and not IGNORED_KEYS.fullmatch(key)
            and value not in (None, "", [], {})
        ]


def normalize_keys(raw: dict[Any, Any]) -> dict[str, Any]:
    """Return `raw` with its keys in lower case, `-` and spaces as `_`."""
    return {re.sub(r"[-\s]+", "_", str(key).strip().lower()): value for key, value in raw.items()}


def iter_texts(value: Any) -> Iterator[str]:
    """Yield the texts in a text, a list, or under the first VALUE_KEYS of a mapping."""
    if isinstance(value, dict):
        value = next((value[key] for key in VALUE_KEYS if value.get(key)), None)
    if isinstance(value, list):
        for item in value:
            yield from iter_texts(item)
    elif value is not None and (text := str(value).strip()) and text not in EMPTY_WORDS:
        yield {"True": "true", "False": "false"}.get(text, text)
