"""Quarto: `_quarto.yml`, `.qmd` files, callouts and tabsets as divs, shortcodes such as `{{< video … >}}`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from posts.exchange.importing.dialects import grid_tables, quarto, rewrite_rules
from posts.exchange.importing.records.fields import FrontMatterFields
from posts.exchange.importing.records.record import PostRecord
from posts.exchange.importing.shortcodes.parser import HUGO_SHORTCODE
from posts.exchange.importing.sites.base import NOT_POSTS, SourceSite, read_settings_file


class QuartoSite(SourceSite):
    name = "quarto"
    shortcode_syntax = HUGO_SHORTCODE
    code_rules = rewrite_rules.QUARTO_ESCAPE_RULES
    code_steps = (grid_tables.convert_grid_tables, quarto.convert_quarto)
    text_rules = (
        *rewrite_rules.CONTENTS_RULES,
        *rewrite_rules.ATTRIBUTE_RULES,
        *rewrite_rules.IMAGE_RULES,
    )
    html_rules = rewrite_rules.BELOW_HTML_RULES
    static_folders = ("",)

    @classmethod
    def is_site_root(cls, folder: Path) -> bool:
        return (folder / "_quarto.yml").is_file() or (folder / "_quarto.yaml").is_file()

    def read_settings(self) -> Mapping[str, Any]:
        path = next(filter(Path.is_file, (self.root / "_quarto.yml", self.root / "_quarto.yaml")), None)
        found = read_settings_file(path) if path else {}
        website = found.get("website")
        return {**found, **({"url": website.get("site-url")} if isinstance(website, dict) else {})}

    def get_skip_reason(self, path: Path) -> str:
        if path.parent == self.root and path.stem.lower() in {*NOT_POSTS, "index"}:
            return "a page of the site, not a post"
        return ""

    def is_page(self, path: Path, fields: FrontMatterFields) -> bool:
        is_about = path.parent == self.root and path.stem.lower() == "about"
        return is_about or super().is_page(path, fields)

    def get_old_paths(self, record: PostRecord, fields: FrontMatterFields) -> list[str]:
        place = record.path.relative_to(self.root).with_suffix("")
        return [f"/{place.parent.as_posix()}/"] if place.name == "index" else [f"/{place.as_posix()}.html"]
