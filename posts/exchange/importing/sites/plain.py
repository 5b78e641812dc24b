"""Plain Markdown: a folder of notes with or without front matter, an Obsidian vault, MDX."""

import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from posts.exchange.importing.dialects import grid_tables, myst, note_embeds, rewrite_rules, wikilinks
from posts.exchange.importing.records.fields import FrontMatterFields
from posts.exchange.importing.records.record import PostRecord, PostReferences
from posts.exchange.importing.shortcodes import components
from posts.exchange.importing.sites.base import SourceSite
from posts.exchange.importing.sites.obsidian import VaultSettings, publishes_by_note
from posts.exchange.importing.sites.post_files import NOT_POSTS
from posts.exchange.importing.sites.routes import RouteTable, find_route_table
from posts.exchange.markdown.masking import Mask

# A line of nothing but tags: at least two, or the last line.
HASHTAG_PATTERN = r"#(?!\d+(?:\s|$))[^\s#,.;:!?()\[\]{}<>'\"`，。；：！？]+"
HASHTAG_LINE = re.compile(
    rf"^[ \t]*({HASHTAG_PATTERN}(?:[ \t]+{HASHTAG_PATTERN})+|{HASHTAG_PATTERN}(?=\s*\Z))[ \t]*$", re.MULTILINE
)


# A tag within text, as Obsidian counts it: with a letter in it, behind a space or at the beginning of a line.
INLINE_TAG = re.compile(r"(?<![^\s，。、；：！？（])#(?![\d/_-]+(?![\w/-]))([\w/-]+)(?![\w/#{])")
VAULT_HINT = re.compile(r"!?\[\[[^\[\]\n]+\]\]")


class PlainSite(SourceSite):
    name = "plain"
    code_steps = (grid_tables.convert_grid_tables, myst.convert_myst)
    text_rules = (
        *rewrite_rules.CONTENTS_RULES,
        *rewrite_rules.ATTRIBUTE_RULES,
        *rewrite_rules.IMAGE_RULES,
        *rewrite_rules.HEADING_RULES,
    )
    finds_by_name = True
    reads_notebooks = True

    @classmethod
    def is_site_root(cls, folder: Path) -> bool:
        return True

    def read_settings(self) -> Mapping[str, Any]:
        return {"baseurl": self.route_table.base_path} if self.route_table else {}

    @cached_property
    def route_table(self) -> RouteTable | None:
        """How VitePress, Docusaurus or Astro made addresses of the folder's files."""
        return find_route_table(self.root)

    def get_old_paths(self, record: PostRecord, fields: FrontMatterFields) -> list[str]:
        return self.route_table.list_routes(record.path, fields) if self.route_table else []

    def get_skip_reason(self, path: Path) -> str:
        if path.stem.lower() in NOT_POSTS and path.parent == self.root:
            return "tells about the folder, not a post"
        if self.vault.is_template(path):
            return "a template of the vault"
        return "a drawing of Excalidraw" if path.name.endswith(".excalidraw.md") else ""

    def get_default_fields(self, path: Path) -> Mapping[str, Any]:
        """Return that a note is not published, where others of the vault say that they are."""
        return {"dg_publish": "false"} if self.publishes_by_note else {}

    def asset_folders(self, path: Path) -> list[Path]:
        return [path.parent, *self.vault.find_attachment_folders(path)]

    def rewrite_components(
        self, text: str, record: PostRecord, references: PostReferences, mask: Mask
    ) -> str:
        """Return `text` with the notes it embeds, and components as Markdown; code is hidden in `mask`."""
        text = note_embeds.expand_note_embeds(text, record, references.find_by_name)
        is_mdx = record.path.suffix.lower() == ".mdx"
        if not is_mdx and not components.COMPONENT_HINT.search(text):
            return text
        text = components.PAGE_SCRIPT.sub("", mask.hide_fences(text))
        text = mask.hide_code(text, keep_indented=True)
        return components.convert_components(text, record, references, mask)

    def rewrite_text(self, text: str, record: PostRecord, references: PostReferences) -> str:
        is_note = self.vault.is_vault or VAULT_HINT.search(text)
        text = extract_hashtags(text, record)
        if is_note:
            collect_inline_tags(text, record)
        return wikilinks.replace_wikilinks(text, record, references)

    @cached_property
    def vault(self) -> VaultSettings:
        """The settings of the folder as a vault of Obsidian."""
        return VaultSettings(self.root)

    @cached_property
    def publishes_by_note(self) -> bool:
        return self.vault.is_vault and publishes_by_note(self.iter_post_files())


def extract_hashtags(text: str, record: PostRecord) -> str:
    """Return `text` without its lines of hashtags, which become the record's tags."""

    def collect_tags(match: re.Match[str]) -> str:
        add_record_tags(record, [word.lstrip("#") for word in match[1].split()])
        return ""

    return HASHTAG_LINE.sub(collect_tags, text)


def collect_inline_tags(text: str, record: PostRecord) -> None:
    """Add the tags within the text of a note to the record's; the text stays as it is."""
    add_record_tags(
        record, [match[1].strip("/") for match in INLINE_TAG.finditer(text) if "\ufdd0" not in match[0]]
    )


def add_record_tags(record: PostRecord, names: list[str]) -> None:
    """Add `names` to the record's tags, each once."""
    known = {name.casefold() for name in record.tags}
    found = {name.casefold(): name for name in reversed(names) if name and name.casefold() not in known}
    record.tags += tuple(reversed(found.values()))
