"""Jekyll: `_posts` anywhere, kramdown, Liquid tags."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from posts.exchange.importing.dialects import kramdown, rewrite_rules
from posts.exchange.importing.dialects.formula_repair import FormulaStyle
from posts.exchange.importing.records.fields import FrontMatterFields
from posts.exchange.importing.records.record import PostRecord
from posts.exchange.importing.records.regular_files import read_regular_text, walk_files
from posts.exchange.importing.shortcodes.parser import LIQUID_TAG
from posts.exchange.importing.sites import permalinks
from posts.exchange.importing.sites.base import SourceSite
from posts.exchange.importing.sites.post_files import get_bare_name, read_settings_file, walk_pages

JEKYLL_PERMALINK_STYLES = {
    "date": "/:categories/:year/:month/:day/:title.html",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title.html",
    "none": "/:categories/:title.html",
}
# What Liquid prints: the site's own address, or a path made absolute.
LIQUID_OUTPUT_RULES: tuple[rewrite_rules.RewriteRule, ...] = (
    (re.compile(r"\{\{-?\s*site\.(?:baseurl|url)\s*-?\}\}"), ""),
    (
        re.compile(
            r"\{\{-?\s*[\"']([^\"'{}]*)[\"']\s*(?:\|\s*(?:relative_url|absolute_url|prepend:[^|{}]*)\s*)+-?\}\}"
        ),
        r"\1",
    ),
    (re.compile(r"\{\{-?\s*(?:page|site)\.[\w.]+\s*(?:\|[^{}]*)?-?\}\}"), ""),
)


# Where themes keep pages, and Jekyll makes them as if they lay at the root.
PAGE_FOLDERS = ("_pages", "pages", "_tabs")


class JekyllSite(SourceSite):
    name = "jekyll"
    formula_style = FormulaStyle(double_is_inline=True, pipes_escaped=True)
    shortcode_syntax = LIQUID_TAG
    code_rules = rewrite_rules.UNRAW_RULES
    text_steps = (kramdown.complete_tables, kramdown.mark_abbreviations)
    text_rules = (
        *LIQUID_OUTPUT_RULES,
        *rewrite_rules.CONTENTS_RULES,
        *rewrite_rules.NOTICE_RULES,
        *rewrite_rules.ATTRIBUTE_RULES,
        *rewrite_rules.IMAGE_RULES,
        *rewrite_rules.OLD_ENGINE_RULES,
    )
    html_rules = rewrite_rules.BELOW_HTML_RULES
    static_folders = ("", "assets")

    @classmethod
    def is_site_root(cls, folder: Path) -> bool:
        # Hexo keeps its posts in source/_posts.
        is_hexo_source = folder.name == "source" and not (folder / "_config.yml").is_file()
        return (folder / "_posts").is_dir() and not is_hexo_source

    def read_settings(self) -> Mapping[str, Any]:
        return read_settings_file(self.root / "_config.yml")

    def post_folders(self) -> list[Path]:
        folders = {
            parent
            for path in walk_files(self.root)
            for parent in path.parents
            if parent.name in {"_posts", "_drafts"}
        }
        return sorted(folders) or [self.root]

    def get_default_fields(self, path: Path) -> dict[str, Any]:
        """Return the `values` of each entry of the settings' `defaults` whose `scope` has the post."""
        found = {}
        entries = self.settings.get("defaults")
        for entry in entries if isinstance(entries, list) else []:
            scope, values = (
                entry.get(key) if isinstance(entry, dict) else None for key in ("scope", "values")
            )
            if isinstance(scope, dict) and isinstance(values, dict) and self.is_in_scope(scope, path):
                found.update(values)
        return found

    def is_in_scope(self, scope: Mapping[str, Any], path: Path) -> bool:
        """Whether the post at `path` is in a scope of the settings' `defaults`."""
        below = str(scope.get("path") or "").strip("/")
        kind = "drafts" if self.is_draft(path) else "posts"
        return scope.get("type") in {None, "", kind} and path.is_relative_to(self.root / below)

    def iter_page_files(self) -> Iterator[Path]:
        """Yield what Jekyll makes pages of: files with front matter at the root and in folders of pages."""
        if not any(folder.name == "_posts" for folder in self.post_folders()):
            return
        folders = [self.root / name for name in PAGE_FOLDERS]
        yield from (
            path for path in walk_pages(self.root) if path.parent == self.root and has_front_matter(path)
        )
        for folder in filter(Path.is_dir, folders):
            yield from filter(has_front_matter, walk_pages(folder))

    def is_page(self, path: Path, fields: FrontMatterFields) -> bool:
        return not {"_posts", "_drafts"}.intersection(path.relative_to(self.root).parts) and (
            path.parent == self.root or path.relative_to(self.root).parts[0] in PAGE_FOLDERS
        )

    def get_page_place(self, path: Path) -> str:
        place = super().get_page_place(path)
        return next(
            (place.removeprefix(f"{name}/") for name in PAGE_FOLDERS if place.startswith(f"{name}/")), place
        )

    def is_draft(self, path: Path) -> bool:
        return "_drafts" in path.relative_to(self.root).parts

    def get_categories(self, fields: FrontMatterFields) -> list[tuple[str, ...]]:
        return [(name,) for name in split_names(fields, "categories")]

    def get_tags(self, fields: FrontMatterFields) -> list[str]:
        return split_names(fields, "tags")

    @property
    def base_url(self) -> str:
        return f"{self.settings.get('url') or ''}{self.settings.get('baseurl') or ''}".rstrip("/")

    def get_old_paths(self, record: PostRecord, fields: FrontMatterFields) -> list[str]:
        if record.is_page:
            place = self.get_page_place(record.path)
            return [f"/{place}.html", f"/{place}/"]
        pattern = str(self.settings.get("permalink") or "date")
        categories = "/".join(name.lower() for name in split_names(fields, "categories"))
        values = {
            **permalinks.get_date_values(record.created_at),
            "categories": categories,
            "title": fields.get_text("slug") or get_bare_name(record.path),
            "slug": fields.get_text("slug") or get_bare_name(record.path).lower(),
            "output_ext": ".html",
        }
        found = permalinks.expand_permalink(JEKYLL_PERMALINK_STYLES.get(pattern, pattern), values)
        return [found] if found else []

    def get_feed_path(self, path: str, record: PostRecord, fields: FrontMatterFields) -> str:
        """Return Jekyll's `id` of a post: the folder of its address, and its name."""
        name = fields.get_text("slug") or get_bare_name(record.path)
        return f"{path.rstrip('/').rpartition('/')[0]}/{name}"


def split_names(fields: FrontMatterFields, field_name: str) -> list[str]:
    """Return names as Jekyll reads them: a text without commas is split at its spaces."""
    value = fields.get_value(field_name)
    if isinstance(value, str) and not re.search(r"[,，、;]", value):
        return value.split()
    return fields.get_names(field_name)


def has_front_matter(path: Path) -> bool:
    """Whether the file begins as those do that Jekyll makes pages of."""
    try:
        return read_regular_text(path, "utf-8-sig", "replace", 4).startswith("---")
    except OSError:
        return False
