"""Hugo, with blogdown: `content/`, page bundles, shortcodes such as `{{< figure >}}`."""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from posts.exchange.importing.dialects import grid_tables, rewrite_rules
from posts.exchange.importing.dialects.formula_repair import FormulaStyle
from posts.exchange.importing.records import language_names
from posts.exchange.importing.records.fields import FrontMatterFields
from posts.exchange.importing.records.record import PostRecord
from posts.exchange.importing.records.regular_files import walk_files
from posts.exchange.importing.shortcodes.parser import HUGO_SHORTCODE
from posts.exchange.importing.sites import permalinks
from posts.exchange.importing.sites.base import SourceSite
from posts.exchange.importing.sites.post_files import LANGUAGE_SUFFIX, is_post_file, read_settings_file

HUGO_SETTINGS_FILES = (
    "hugo.toml",
    "hugo.yaml",
    "hugo.json",
    "config.toml",
    "config.yaml",
    "config.yml",
    "config.json",
)
HUGO_SETTINGS_FOLDER = Path("config", "_default")


class HugoSite(SourceSite):
    name = "hugo"
    formula_style = FormulaStyle(in_code=True)
    shortcode_syntax = HUGO_SHORTCODE
    shortcode_rules = rewrite_rules.ZOLA_CALL_RULES
    code_rules = rewrite_rules.UNCOMMENT_RULES
    code_steps = (grid_tables.convert_grid_tables,)
    text_rules = (
        *rewrite_rules.CONTENTS_RULES,
        *rewrite_rules.ATTRIBUTE_RULES,
        *rewrite_rules.IMAGE_RULES,
        *rewrite_rules.OLD_ENGINE_RULES,
    )
    html_rules = rewrite_rules.BELOW_HTML_RULES
    static_folders = ("static", "assets", "content", "")

    @classmethod
    def is_site_root(cls, folder: Path) -> bool:
        is_set_up = (
            any((folder / name).is_file() for name in HUGO_SETTINGS_FILES)
            or (folder / HUGO_SETTINGS_FOLDER).is_dir()
        )
        return is_set_up and (folder / "content").is_dir()

    def read_settings(self) -> Mapping[str, Any]:
        places = [self.root / name for name in HUGO_SETTINGS_FILES] + [
            self.root / HUGO_SETTINGS_FOLDER / name for name in HUGO_SETTINGS_FILES
        ]
        return next((read_settings_file(path) for path in places if path.is_file()), {})

    @property
    def content_folder(self) -> Path:
        folder = self.root / str(self.settings.get("contentdir") or "content")
        return folder if folder.is_dir() else self.root

    def post_folders(self) -> list[Path]:
        return [self.content_folder]

    @cached_property
    def bundle_folders(self) -> set[Path]:
        """The folders that are one post each: those with an index file (page bundles)."""
        return {
            path.parent
            for path in walk_files(self.content_folder)
            if is_post_file(path) and is_bundle_index(path)
        }

    @cached_property
    def has_sections(self) -> bool:
        return any(is_post_file(path) and self.get_section(path) for path in walk_files(self.content_folder))

    def get_section(self, path: Path) -> str:
        """Return the first folder below `content` that holds the post; not a bundle's own folder."""
        place = path.parent if is_bundle_index(path) else path
        parts = place.relative_to(self.content_folder).parts
        return parts[0] if len(parts) > 1 else ""

    def get_skip_reason(self, path: Path) -> str:
        if not path.is_relative_to(self.content_folder):
            return ""
        inside = path.parent.parents if is_bundle_index(path) else path.parents
        if any(folder in self.bundle_folders for folder in inside):
            return "belongs to another post's bundle"
        if path.parent == self.content_folder and path.stem.partition(".")[0] == "index":
            return "the home page"
        return ""

    def is_page(self, path: Path, fields: FrontMatterFields) -> bool:
        """Whether it lies in no section, where others do, or says that it is a page."""
        is_apart = (
            path.is_relative_to(self.content_folder) and not self.get_section(path) and self.has_sections
        )
        return is_apart or super().is_page(path, fields)

    def get_page_place(self, path: Path) -> str:
        place = LANGUAGE_SUFFIX.sub("", path.with_suffix("").as_posix())
        return Path(place).relative_to(self.content_folder).as_posix()

    def get_old_paths(self, record: PostRecord, fields: FrontMatterFields) -> list[str]:
        section = self.get_section(record.path)
        values = self.get_permalink_values(record, fields)
        pattern = self.permalink_patterns.get(section) or self.permalink_patterns.get("/")
        found = permalinks.expand_permalink(pattern or "/:sections/:slugorcontentbasename/", values)
        if not found:
            return []
        if suffix := LANGUAGE_SUFFIX.search(record.path.stem):
            default = language_names.find_language(self.settings.get("defaultcontentlanguage") or "en")
            found = found if language_names.find_language(suffix[1]) == default else f"/{suffix[1]}{found}"
        lower = str(self.settings.get("disablepathtolower", "")).lower() != "true"
        return [found.lower() if lower else found]

    @property
    def permalink_patterns(self) -> dict[str, str]:
        """The permalink patterns by section.

        Beside the sections stand, since Hugo 0.131, mappings for each kind of page, of which `page` is for
        posts; but `page` may as well be a section, with a pattern of its own.
        """
        found = self.settings.get("permalinks")
        patterns = found if isinstance(found, dict) else {}
        of_pages = patterns.get("page")
        patterns = {**patterns, **of_pages} if isinstance(of_pages, dict) else patterns
        return {key: value for key, value in patterns.items() if isinstance(value, str)}

    def get_permalink_values(self, record: PostRecord, fields: FrontMatterFields) -> dict[str, str]:
        """Return the values of the variables in Hugo's permalinks."""
        place = record.path.parent if is_bundle_index(record.path) else record.path.with_suffix("")
        folders = (
            place.relative_to(self.content_folder).parts[:-1]
            if place.is_relative_to(self.content_folder)
            else ()
        )
        name = LANGUAGE_SUFFIX.sub("", place.name)
        slug = fields.get_text("slug")
        title = permalinks.hyphenate_title(record.title)
        return {
            **permalinks.get_date_values(record.created_at),
            "section": folders[0] if folders else "",
            "sections": "/".join(folders),
            "title": title,
            "slug": slug or title,
            "filename": permalinks.hyphenate_title(name),
            "contentbasename": permalinks.hyphenate_title(name),
            "slugorfilename": slug or permalinks.hyphenate_title(name),
            "slugorcontentbasename": slug or permalinks.hyphenate_title(name),
        }


def is_bundle_index(path: Path) -> bool:
    """Whether `path` is the text of a bundle."""
    return path.stem.partition(".")[0] == "index"
