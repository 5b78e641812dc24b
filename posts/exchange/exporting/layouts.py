"""Forms that an export can be written in: where a tool keeps files, its front matter, its Markdown."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from posts.exchange.exporting.document import EXPORT_MEDIA_PREFIX, escape_hugo_shortcodes
from posts.exchange.exporting.text_facts import TextFacts
from posts.exchange.exporting.tool_markdown import (
    HEXO_DIALECT,
    HUGO_DIALECT,
    JEKYLL_DIALECT,
    QUARTO_DIALECT,
    adapt_markdown,
    rewrite_fence_attributes,
)

# A file in the root of an export, by which an import recognises it.
EXPORT_MARKER = "transmission.json"
QUARTO_SHORTCODE = re.compile(r"\{\{<(.*?)>\}\}")

# Of no use to an import of ours.
TOOL_FIELDS = frozenset({"has_math", "has_numbered_sections", "references"})

Fields = Mapping[str, Any]


def select_own_fields(fields: Fields) -> dict[str, Any]:
    """Return the fields of our own exports."""
    return {name: value for name, value in fields.items() if name not in TOOL_FIELDS}


@dataclass(frozen=True, slots=True)
class ExportLayout:
    """Where a tool keeps posts and media files, below the folder of the export, and how it writes a post.

    `marker`: the name of a marker file to write, "" for none. `media_address`: what the addresses of media
    files begin with, "" where they are relative to the post. `post_path`: the file of a post below
    `posts_folder`, by its name and fields; `bundle_path`: that of one which has its pictures beside it.
    `static_folder`: where a path such as `/a.png` leads to, None where nothing is read there;
    `keeps_relative_paths`: whether the tool finds files by their paths from the post. `hidden_marks`: no
    part of the path of a file that the tool reads begins with one. `select_fields`: its front matter, made
    of that of our own exports, `has_math`, `has_numbered_sections`, and `references`: what the post cites, as
    CSL-JSON; empty fields are left out later.
    """

    posts_folder: str
    media_folder: str
    marker: str = ""
    media_address: str = EXPORT_MEDIA_PREFIX
    post_path: Callable[[str, Fields], str] = lambda name, fields: f"{name}.md"
    bundle_path: Callable[[str, Fields], str] = lambda name, fields: f"{name}/index.md"
    static_folder: str | None = None
    keeps_relative_paths: bool = False
    hidden_marks: tuple[str, ...] = (".", "_")
    pages_folder: str = ""  # where it is not that of the posts
    select_fields: Callable[[Fields], dict[str, Any]] = select_own_fields
    adapt_text: Callable[[str, TextFacts], str] | None = None  # it stays as it is
    is_html: bool = False  # each post is a page that stands alone

    def get_post_path(self, name: str, fields: Fields, *, is_bundle: bool = False) -> str:
        """Return the path of the file of a post called `name`, or of a page."""
        folder = (
            self.pages_folder if fields.get("kind") == "page" and self.pages_folder else self.posts_folder
        )
        path = (self.bundle_path if is_bundle else self.post_path)(name, fields)
        return f"{folder}/{path}" if folder != "." else path


def select_hugo_fields(fields: Fields) -> dict[str, Any]:
    """Return our own fields, in which Hugo's are; and what themes load scripts and cards by.

    Without `published`, which is a date for Hugo: it has `draft`.
    """
    images = [fields["cover"]] if fields.get("cover") else None
    return {
        **select_own_fields(fields),
        "published": None,
        "math": fields["has_math"] or None,
        "images": images,
    }


def select_hexo_fields(fields: Fields) -> dict[str, Any]:
    """Return our own fields, in which Hexo's are; and what themes load a script for formulas by."""
    return {**select_own_fields(fields), "mathjax": fields["has_math"] or None}


def select_jekyll_fields(fields: Fields) -> dict[str, Any]:
    """Return the keys of Jekyll and of its plugins for feeds, SEO and redirects.

    A draft is one by its folder, and shown by `--drafts`; a page has no folder for that.
    """
    return {
        "layout": "page" if fields.get("kind") == "page" else "post",
        **pick_fields(fields, "title", "slug", "kind", "parent", "date"),
        "last_modified_at": fields.get("lastmod"),
        "published": fields.get("published") if fields.get("kind") == "page" else None,
        **pick_fields(fields, "author", "categories", "tags", "series", "series_order", "lang"),
        "description": fields.get("summary"),
        "image": fields.get("cover"),
        "image_alt": fields.get("cover_alt"),
        "redirect_from": fields.get("aliases"),
        "math": fields.get("has_math") or None,
        "render_with_liquid": False if fields.get("disableNunjucks") else None,
        **pick_fields(fields, "pinned", "bibtex", "uid", "version"),
    }


def select_quarto_fields(fields: Fields) -> dict[str, Any]:
    """Return the keys of Quarto's websites: its categories are what tags are elsewhere."""
    return {
        **pick_fields(fields, "title", "slug", "kind", "parent", "date"),
        "date-modified": fields.get("lastmod"),
        **pick_fields(fields, "draft", "author"),
        "categories": [*(fields.get("categories") or []), *(fields.get("tags") or [])],
        "description": fields.get("summary"),
        "image": fields.get("cover"),
        "image-alt": fields.get("cover_alt"),
        # Without it Quarto knows no references to sections.
        "number-sections": fields.get("has_numbered_sections") or None,
        **pick_fields(fields, "aliases", "lang", "series", "series_order", "references", "bibtex"),
        **pick_fields(fields, "uid", "version"),
    }


def select_plain_fields(fields: Fields) -> dict[str, Any]:
    """Return the fields once each, under their plainest names."""
    names = (
        "title slug kind parent date updated draft author categories tags series series_order lang summary"
    )
    kept = ("cover", "cover_alt", "bibtex", "aliases", "corrections", "citable_versions", "uid", "version")
    return pick_fields(fields, *names.split(), *kept)


def pick_fields(fields: Fields, *names: str) -> dict[str, Any]:
    return {name: fields.get(name) for name in names}


def get_jekyll_path(name: str, fields: Fields) -> str:
    """Return the path of a post, which has its date in front, of a draft or of a page."""
    if fields.get("kind") == "page":
        return f"{name}.md"
    if fields.get("published") is False:
        return f"_drafts/{name}.md"
    return f"_posts/{fields['date']:%Y-%m-%d}-{name}.md"


def adapt_to_hugo(text: str, facts: TextFacts) -> str:
    return escape_hugo_shortcodes(rewrite_fence_attributes(adapt_markdown(text, HUGO_DIALECT, facts)))


def adapt_to_quarto(text: str, facts: TextFacts) -> str:
    return QUARTO_SHORTCODE.sub(r"{{{<\1>}}}", adapt_markdown(text, QUARTO_DIALECT, facts))


COMMENTS_FOLDER = "comments"


def get_comments_name(post_path: str) -> str:
    """Return the path of the file of comments on the post in the file `post_path` of an export."""
    return f"{COMMENTS_FOLDER}/{PurePosixPath(post_path).with_suffix('.json')}"


EXPORT_LAYOUTS = {
    "any": ExportLayout(
        "posts",
        "media",
        EXPORT_MARKER,
        static_folder="",
        keeps_relative_paths=True,
        hidden_marks=(".",),
        pages_folder="pages",
    ),
    "hugo": ExportLayout(
        "content/posts",
        "static/media",
        static_folder="static",
        keeps_relative_paths=True,
        pages_folder="content",
        select_fields=select_hugo_fields,
        adapt_text=adapt_to_hugo,
    ),
    "hexo": ExportLayout(
        "source/_posts",
        "source/media",
        static_folder="source",
        pages_folder="source",
        select_fields=select_hexo_fields,
        adapt_text=lambda text, facts: adapt_markdown(text, HEXO_DIALECT, facts),
    ),
    "jekyll": ExportLayout(
        ".",
        "assets/media",
        media_address="/assets/media/",
        post_path=get_jekyll_path,
        static_folder="",
        select_fields=select_jekyll_fields,
        adapt_text=lambda text, facts: adapt_markdown(text, JEKYLL_DIALECT, facts),
    ),
    "quarto": ExportLayout(
        "posts",
        "media",
        pages_folder=".",
        post_path=lambda name, fields: f"{name}/index.qmd",
        bundle_path=lambda name, fields: f"{name}/index.qmd",
        static_folder="",
        keeps_relative_paths=True,
        select_fields=select_quarto_fields,
        adapt_text=adapt_to_quarto,
    ),
    "html": ExportLayout(
        "posts", "media", post_path=lambda name, fields: f"{name}.html", pages_folder="pages", is_html=True
    ),
    "plain": ExportLayout(
        "posts",
        "media",
        media_address="",
        keeps_relative_paths=True,
        pages_folder="pages",
        select_fields=select_plain_fields,
    ),
}
