"""Quarto: `_quarto.yml`, `.qmd` files, callouts and tabsets as divs, shortcodes such as `{{< video … >}}`."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from posts.exchange.importing.dialects import grid_tables, quarto, quarto_references, rewrite_rules
from posts.exchange.importing.records.fields import FrontMatterFields
from posts.exchange.importing.records.record import PostRecord
from posts.exchange.importing.records.regular_files import read_regular_file
from posts.exchange.importing.shortcodes.parser import HUGO_SHORTCODE
from posts.exchange.importing.sites.base import SourceSite
from posts.exchange.importing.sites.post_files import NOT_POSTS, read_settings_file

FREEZE_FOLDER = "_freeze"
STALE_NOTE = "code without its outputs"
MAX_FROZEN_BYTES = 40_000_000
# Front matter with a list of other pages.
LISTING = re.compile(r"\A---\s*\n(?:(?!---\s*$).*\n)*?listing:", re.MULTILINE)
QUARTO_HEAD_BYTES = 20_000
# Quarto reads numbers as in the United States.
MONTH_FIRST = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4})(?=\D|$)")


class QuartoSite(SourceSite):
    name = "quarto"
    reads_notebooks = True
    shortcode_syntax = HUGO_SHORTCODE
    code_rules = rewrite_rules.QUARTO_ESCAPE_RULES
    code_steps = (
        quarto_references.number_references,
        grid_tables.convert_grid_tables,
        quarto.convert_quarto,
    )
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

    def iter_post_files(self) -> Iterator[Path]:
        """Yield the files that Quarto renders: none in folders that begin with an underscore."""
        for path in super().iter_post_files():
            folders = path.relative_to(self.root).parts[:-1]
            if not any(folder.startswith("_") for folder in folders):
                yield path

    def get_skip_reason(self, path: Path) -> str:
        if path.parent == self.root and path.stem.lower() in {*NOT_POSTS, "index"}:
            return "a page of the site, not a post"
        return "a list of pages, not a post" if LISTING.match(read_quarto_head(path)) else ""

    def get_default_fields(self, path: Path) -> Mapping[str, Any]:
        """Return what `_metadata.yml` of the folders of the post say, the innermost last."""
        fields: dict[str, Any] = {}
        folders = [folder for folder in path.parents if folder.is_relative_to(self.root)]
        for folder in reversed(folders):
            fields |= self.read_metadata(folder)
        return fields

    def read_metadata(self, folder: Path) -> Mapping[str, Any]:
        if folder not in self._metadata:
            names = (folder / "_metadata.yml", folder / "_metadata.yaml")
            self._metadata[folder] = next((read_settings_file(path) for path in names if path.is_file()), {})
        return self._metadata[folder]

    def __init__(self, root: Path, selection: Path) -> None:
        self._metadata: dict[Path, Mapping[str, Any]] = {}
        super().__init__(root, selection)

    def normalize_date(self, value: Any) -> Any:
        match = MONTH_FIRST.match(value.strip()) if isinstance(value, str) else None
        if match is None or int(match[1]) > 12:
            return value
        return f"{match[3]}-{match[1]}-{match[2]}{value.strip()[match.end() :]}"

    def resolve_alias(self, alias: str, path: Path) -> str:
        if alias.startswith("/") or "://" in alias:
            return alias
        place = PurePosixPath("/", path.relative_to(self.root).parent.as_posix())
        return str(place / alias.removeprefix("./")) + ("/" if alias.endswith("/") else "")

    def is_page(self, path: Path, fields: FrontMatterFields) -> bool:
        is_about = path.parent == self.root and path.stem.lower() == "about"
        return is_about or super().is_page(path, fields)

    def get_old_paths(self, record: PostRecord, fields: FrontMatterFields) -> list[str]:
        place = record.path.relative_to(self.root).with_suffix("")
        return [f"/{place.parent.as_posix()}/"] if place.name == "index" else [f"/{place.as_posix()}.html"]

    def get_finished_text(self, text: str, record: PostRecord) -> str:
        """Return the text with the outputs of its code from `_freeze`, if they are of the file as it is."""
        place = record.path.relative_to(self.root).with_suffix("").as_posix()
        kept = self.root / FREEZE_FOLDER / place / "execute-results" / "html.json"
        if not kept.is_file():
            return text
        try:
            found = json.loads(read_regular_file(kept, MAX_FROZEN_BYTES))
            finished = str(found["result"]["markdown"])
            is_current = found["hash"] == hashlib.md5(read_regular_file(record.path)).hexdigest()  # noqa: S324
        except (OSError, ValueError, KeyError, TypeError):
            is_current, finished = False, ""
        if not is_current:
            record.add_note(STALE_NOTE, "the file was changed since Quarto ran its code")
            return text
        # Pictures that the code made are kept there, too.
        return finished.replace(f"{record.path.stem}_files/", f"/{FREEZE_FOLDER}/{place}/")


def read_quarto_head(path: Path) -> str:
    """Return the first characters of a file; none of one that cannot be read."""
    try:
        return read_regular_file(path, QUARTO_HEAD_BYTES).decode("utf-8-sig", "ignore").replace("\r\n", "\n")
    except OSError:
        return ""
