"""Hexo: `_config.yml`, `source/_posts`, tags such as `{% note %}`."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from posts.exchange.importing.dialects import hexo_fences, rewrite_rules
from posts.exchange.importing.dialects.formula_repair import FormulaStyle
from posts.exchange.importing.records.fields import FrontMatterFields, iter_texts
from posts.exchange.importing.records.record import PostRecord
from posts.exchange.importing.shortcodes.parser import LIQUID_TAG
from posts.exchange.importing.sites import permalinks
from posts.exchange.importing.sites.base import SourceSite
from posts.exchange.importing.sites.post_files import get_bare_name, read_settings_file, walk_pages

HEXO_DEFAULT_PERMALINK = ":year/:month/:day/:title/"


class HexoSite(SourceSite):
    name = "hexo"
    formula_style = FormulaStyle(in_code=True)
    shortcode_syntax = LIQUID_TAG
    shortcode_rules = rewrite_rules.COMMENT_TAG_RULES
    code_rules = rewrite_rules.UNRAW_RULES
    code_steps = (hexo_fences.split_fences,)
    text_rules = (
        *rewrite_rules.CONTENTS_RULES,
        *rewrite_rules.ATTRIBUTE_RULES,
        *rewrite_rules.IMAGE_RULES,
        *rewrite_rules.OLD_ENGINE_RULES,
    )
    html_rules = rewrite_rules.BELOW_HTML_RULES
    static_folders = ("source", "")

    @classmethod
    def is_site_root(cls, folder: Path) -> bool:
        return (folder / "source" / "_posts").is_dir()

    def read_settings(self) -> Mapping[str, Any]:
        return read_settings_file(self.root / "_config.yml")

    def post_folders(self) -> list[Path]:
        folders = [self.root / "source" / "_posts", self.root / "source" / "_drafts"]
        return [folder for folder in folders if folder.is_dir()] or [self.root]

    def iter_page_files(self) -> Iterator[Path]:
        return walk_pages(self.root / "source") if self.is_site_root(self.root) else iter(())

    def is_page(self, path: Path, fields: FrontMatterFields) -> bool:
        """Whether it lies beside the posts: Hexo makes such a file a page, whatever it says."""
        below = path.relative_to(self.root).parts
        return below[0] == "source" and not {"_posts", "_drafts"}.intersection(below)

    def get_page_place(self, path: Path) -> str:
        return path.relative_to(self.root / "source").with_suffix("").as_posix()

    def is_draft(self, path: Path) -> bool:
        return "_drafts" in path.relative_to(self.root).parts

    def asset_folders(self, path: Path) -> list[Path]:
        """Return the post's folder, and the folder with its name."""
        return [path.parent, path.with_suffix("")]

    def get_categories(self, fields: FrontMatterFields) -> list[tuple[str, ...]]:
        """Return one path for a plain list, several for a list of lists."""
        value = fields.get_value("categories")
        if isinstance(value, list) and any(isinstance(item, list) for item in value):
            return [tuple(iter_texts(item)) for item in value]
        return [tuple(fields.get_names("categories"))]

    @property
    def base_path(self) -> str:
        root = str(self.settings.get("root") or "/").rstrip("/")
        return root or super().base_path

    def get_old_paths(self, record: PostRecord, fields: FrontMatterFields) -> list[str]:
        if record.is_page:
            place = self.get_page_place(record.path)
            return [f"/{place.removesuffix('index')}" if place.endswith("index") else f"/{place}.html"]
        values = self.get_permalink_values(record, fields)
        pattern = str(self.settings.get("permalink") or HEXO_DEFAULT_PERMALINK)
        found = permalinks.expand_permalink(pattern, values)
        return [found] if found else []

    def get_feed_path(self, path: str, record: PostRecord, fields: FrontMatterFields) -> str:
        """Return the path without what the site's settings leave out of addresses."""
        pretty = self.settings.get("pretty_urls")
        switches = pretty if isinstance(pretty, dict) else {}
        for switch, ending in (("trailing_index", "index.html"), ("trailing_html", ".html")):
            if str(switches.get(switch)).lower() == "false":
                path = path.removesuffix(ending)
        return path

    def get_permalink_values(self, record: PostRecord, fields: FrontMatterFields) -> dict[str, str]:
        """Return the values of the variables in Hexo's permalinks."""
        below = self.get_name_below(record.path)
        defaults = self.settings.get("permalink_defaults")
        own = {key: str(value) for key, value in fields.raw.items() if isinstance(value, str) and value}
        category = record.category or (str(self.settings.get("default_category") or "uncategorized"),)
        return {
            **(defaults if isinstance(defaults, dict) else {}),
            **own,
            **permalinks.get_date_values(record.created_at),
            "title": fields.get_text("slug") if "slug" in fields.raw else below,
            "name": below.rpartition("/")[2],
            "post_title": permalinks.hyphenate_title(record.title),
            "category": "/".join(permalinks.hyphenate_title(name) for name in category),
        }

    def get_name_below(self, path: Path) -> str:
        """Return the post's path below its folder of posts, without suffix: Hexo's own name for it."""
        for folder in self.post_folders():
            if path.is_relative_to(folder):
                return path.relative_to(folder).with_suffix("").as_posix()
        return get_bare_name(path)
