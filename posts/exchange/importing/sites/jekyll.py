"""Jekyll: `_posts` anywhere, kramdown, Liquid tags."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from posts.exchange.importing.dialects import rewrite_rules
from posts.exchange.importing.dialects.formula_repair import Style
from posts.exchange.importing.records.fields import FrontMatterFields
from posts.exchange.importing.records.record import PostRecord
from posts.exchange.importing.shortcodes.parser import LIQUID
from posts.exchange.importing.sites import permalinks
from posts.exchange.importing.sites.base import Site, bare_name, read_settings, walk

STYLES = {
    "date": "/:categories/:year/:month/:day/:title.html",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title.html",
    "none": "/:categories/:title.html",
}
# What Liquid prints: the site's own address, or a path made absolute.
OUTPUT: tuple[rewrite_rules.RewriteRule, ...] = (
    (re.compile(r"\{\{-?\s*site\.(?:baseurl|url)\s*-?\}\}"), ""),
    (
        re.compile(
            r"\{\{-?\s*[\"']([^\"'{}]*)[\"']\s*(?:\|\s*(?:relative_url|absolute_url|prepend:[^|{}]*)\s*)+-?\}\}"
        ),
        r"\1",
    ),
    (re.compile(r"\{\{-?\s*(?:page|site)\.[\w.]+\s*(?:\|[^{}]*)?-?\}\}"), ""),
)


class Jekyll(Site):
    name = "jekyll"
    style = Style(double_is_inline=True, pipes_escaped=True)
    syntax = LIQUID
    code_rules = rewrite_rules.UNRAW_RULES
    rules = (
        *OUTPUT,
        *rewrite_rules.CONTENTS_RULES,
        *rewrite_rules.NOTICE_RULES,
        *rewrite_rules.ATTRIBUTE_RULES,
        *rewrite_rules.IMAGE_RULES,
        *rewrite_rules.OLD_ENGINE_RULES,
    )
    html_rules = rewrite_rules.BELOW_HTML_RULES
    static_folders = ("", "assets")

    @classmethod
    def claims(cls, folder: Path) -> bool:
        # Hexo keeps its posts in source/_posts.
        is_hexo_source = folder.name == "source" and not (folder / "_config.yml").is_file()
        return (folder / "_posts").is_dir() and not is_hexo_source

    def read_config(self) -> Mapping[str, Any]:
        return read_settings(self.root / "_config.yml")

    def post_folders(self) -> list[Path]:
        folders = {
            parent
            for path in walk(self.root)
            for parent in path.parents
            if parent.name in {"_posts", "_drafts"}
        }
        return sorted(folders) or [self.root]

    def defaults(self, path: Path) -> dict[str, Any]:
        """Return the `values` of each entry of the settings' `defaults` whose `scope` has the post."""
        found = {}
        entries = self.config.get("defaults")
        for entry in entries if isinstance(entries, list) else []:
            scope, values = (
                entry.get(key) if isinstance(entry, dict) else None for key in ("scope", "values")
            )
            if isinstance(scope, dict) and isinstance(values, dict) and self.is_in(scope, path):
                found.update(values)
        return found

    def is_in(self, scope: Mapping[str, Any], path: Path) -> bool:
        """Whether the post at `path` is in a scope of the settings' `defaults`."""
        below = str(scope.get("path") or "").strip("/")
        kind = "drafts" if self.is_draft(path) else "posts"
        return scope.get("type") in {None, "", kind} and path.is_relative_to(self.root / below)

    def is_draft(self, path: Path) -> bool:
        return "_drafts" in path.relative_to(self.root).parts

    def categories(self, fields: FrontMatterFields) -> list[tuple[str, ...]]:
        return [(name,) for name in parted_by_spaces(fields, "categories")]

    def tags(self, fields: FrontMatterFields) -> list[str]:
        return parted_by_spaces(fields, "tags")

    @property
    def url(self) -> str:
        return f"{self.config.get('url') or ''}{self.config.get('baseurl') or ''}".rstrip("/")

    def addresses(self, record: PostRecord, fields: FrontMatterFields) -> list[str]:
        pattern = str(self.config.get("permalink") or "date")
        categories = "/".join(name.lower() for name in parted_by_spaces(fields, "categories"))
        values = {
            **permalinks.date_values(record.created_at),
            "categories": categories,
            "title": fields.get_text("slug") or bare_name(record.path),
            "slug": fields.get_text("slug") or bare_name(record.path).lower(),
            "output_ext": ".html",
        }
        found = permalinks.expand(STYLES.get(pattern, pattern), values)
        return [found] if found else []


def parted_by_spaces(fields: FrontMatterFields, meaning: str) -> list[str]:
    """Return names as Jekyll reads them: a text without commas is parted by its spaces."""
    value = fields.get_value(meaning)
    if isinstance(value, str) and not re.search(r"[,，、;]", value):
        return value.split()
    return fields.get_names(meaning)
