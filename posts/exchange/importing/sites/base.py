"""`SourceSite`: a folder of Markdown that a static site generator turns into a site.

Each generator is a subclass in a module of its own, which says where the posts
are, what their addresses were, where their images are, and which dialect they
are written in.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from posts.exchange.importing.dialects import kramdown
from posts.exchange.importing.dialects.formula_repair import FormulaStyle
from posts.exchange.importing.dialects.macros import Macro
from posts.exchange.importing.dialects.masking import Mask
from posts.exchange.importing.dialects.rewrite_rules import RewriteRule
from posts.exchange.importing.records import language_names
from posts.exchange.importing.records.fields import FrontMatterFields
from posts.exchange.importing.records.file_names import decode_file_name, normalize_path
from posts.exchange.importing.records.file_types import (
    find_unread_reason,
)
from posts.exchange.importing.records.record import (
    ImportNote,
    PostRecord,
    PostReferences,
)
from posts.exchange.importing.records.regular_files import walk_files
from posts.exchange.importing.sites.math_macros import find_site_macros
from posts.exchange.importing.sites.post_files import (
    LANGUAGE_SUFFIX,
    get_date_in_name,
    is_lone_notebook,
    is_post_file,
)
from posts.models import get_site

# A step of the conversion: it gets and returns a text, and may add notes and counts to the record.
TextStep = Callable[[str, PostRecord], str]


class SourceSite:
    """A site in the folder `root`, of which the posts in `selection` (the root or a part) are imported."""

    name: ClassVar[str]
    formula_style: ClassVar[FormulaStyle] = FormulaStyle()
    # The syntax of its shortcodes, if it has any, and the rewrite rules of its dialect.
    shortcode_syntax: ClassVar[re.Pattern[str] | None] = None
    text_rules: ClassVar[Sequence[RewriteRule]] = ()
    # Steps that read code as well; they run first. Steps on text whose code and formulas are hidden.
    code_steps: ClassVar[Sequence[TextStep]] = ()
    text_steps: ClassVar[Sequence[TextStep]] = (kramdown.mark_abbreviations,)
    # Rules that run before formulas are looked for.
    html_rules: ClassVar[Sequence[RewriteRule]] = ()
    # Rules that turn other notations into shortcodes; they run first.
    shortcode_rules: ClassVar[Sequence[RewriteRule]] = ()
    # Rules for code: they remove what kept the tool from reading a shortcode there.
    code_rules: ClassVar[Sequence[RewriteRule]] = ()
    # Folders below the root to which absolute addresses are relative.
    static_folders: ClassVar[Sequence[str]] = ("static", "public", "source", "assets", "")

    # Whether it is an export of this software: then texts stay as they are.
    is_own_export: ClassVar[bool] = False
    # Whether a file is found by its name alone, wherever it is, as in Obsidian.
    finds_by_name: ClassVar[bool] = False

    # Whether notebooks in its folders are posts.
    reads_notebooks: ClassVar[bool] = False

    # Where files are that were made while reading, such as pictures in notebooks; links find them there.
    work_folder: Path | None = None
    # Whether posts of notebooks have their outputs.
    includes_outputs = True

    def __init__(self, root: Path, selection: Path) -> None:
        self.root, self.selection = root.resolve(), selection.resolve()
        self.settings: Mapping[str, Any] = self.read_settings()

    @classmethod
    def is_site_root(cls, folder: Path) -> bool:
        """Whether `folder` is the root of such a site."""
        raise NotImplementedError

    def read_settings(self) -> Mapping[str, Any]:
        """Return the settings of the old site."""
        return {}

    def post_folders(self) -> list[Path]:
        """Return the folders that hold posts."""
        return [self.root]

    def get_default_fields(self, path: Path) -> Mapping[str, Any]:
        """Return the fields that the site's settings give the post at `path`."""
        return {}

    def get_old_paths(self, record: PostRecord, fields: FrontMatterFields) -> list[str]:
        """Return the paths that the post had by the site's settings, below its base path."""
        return []

    def is_draft(self, path: Path) -> bool:
        """Whether the post at `path` is a draft because of its folder."""
        return False

    def get_skip_reason(self, path: Path) -> str:
        """Return why the file at `path` is no post; "" where it is one."""
        return ""

    def get_finished_text(self, text: str, record: PostRecord) -> str:
        """Return what the tool makes of the text of a post's file by running its code."""
        return text

    def normalize_date(self, value: Any) -> Any:
        """Return a date of front matter in a form that is read the same everywhere."""
        return value

    def resolve_alias(self, alias: str, path: Path) -> str:
        """Return an old address that the post at `path` names as the path of a page."""
        return alias

    def is_page(self, path: Path, fields: FrontMatterFields) -> bool:
        """Whether the file at `path` is a page, not a post: it says so, and no date makes it an article."""
        return fields.get_kind() == "page" and not (fields.get_date("date") or get_date_in_name(path))

    def iter_page_files(self) -> Iterator[Path]:
        """Yield the files beside the posts that may be pages, in a fixed order."""
        return iter(())

    def get_page_place(self, path: Path) -> str:
        """Return where the page at `path` stood by its file: its path without suffix, below the root."""
        return path.relative_to(self.root).with_suffix("").as_posix()

    def get_path_language(self, path: Path) -> str:
        """Return the language in the name of a file or its folders; "" where they name none."""
        suffix = LANGUAGE_SUFFIX.search(path.stem)
        names = [suffix[1] if suffix else "", *path.relative_to(self.root).parent.parts]
        return next(filter(language_names.find_language, names), "")

    def asset_folders(self, path: Path) -> list[Path]:
        """Return the folders in which relative addresses of the post at `path` are looked for."""
        return [path.parent]

    def get_categories(self, fields: FrontMatterFields) -> list[tuple[str, ...]]:
        """Return the post's categories, each from the outermost name to the innermost."""
        return [(name,) for name in fields.get_names("categories")]

    def get_tags(self, fields: FrontMatterFields) -> list[str]:
        return fields.get_tags()

    def rewrite_components(
        self, text: str, record: PostRecord, references: PostReferences, mask: Mask
    ) -> str:
        """Return `text`, nothing of it hidden, with the tool's components as Markdown; it may hide code."""
        return text

    def rewrite_text(self, text: str, record: PostRecord, references: PostReferences) -> str:
        """Return `text`, its code and formulas hidden, with the tool's own notations as Markdown."""
        return text

    # The same for all formats --------------------------------------------------

    @property
    def time_zone(self) -> Any:
        """The time zone of dates that name none: the old site's, else this site's."""
        try:
            return ZoneInfo(str(self.settings.get("timezone") or ""))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return get_site().zone

    @cached_property
    def math_macros(self) -> Mapping[str, Macro]:
        """The TeX macros that the old site gave MathJax or KaTeX, by name."""
        return find_site_macros(self.root, self.settings)

    @property
    def default_language(self) -> str:
        """The language in the old site's settings, else that of this site, else ""."""
        keys = ("defaultcontentlanguage", "languagecode", "language", "lang")
        found = map(language_names.find_language, (*map(self.settings.get, keys), get_site().language))
        return next(filter(None, found), "")

    @property
    def base_url(self) -> str:
        """The address of the old site, without a last slash; "" where it is not known."""
        return str(self.settings.get("url") or self.settings.get("baseurl") or "").rstrip("/")

    @property
    def base_path(self) -> str:
        """The path below which the old site was served, such as `/blog`; mostly ""."""
        return urlsplit(self.base_url).path.rstrip("/")

    @property
    def host_names(self) -> set[str]:
        host = urlsplit(self.base_url).hostname or ""
        return {host, f"www.{host}", host.removeprefix("www.")} - {"", "www.", "localhost"}

    def iter_selected_files(self) -> Iterator[Path]:
        """Yield every file of the selection that may be a post, in a fixed order."""
        if self.selection.is_file():
            yield self.selection
            return
        yield from (path for path in self.iter_post_files() if path.is_relative_to(self.selection))

    def iter_post_files(self) -> Iterator[Path]:
        """Yield every file of the whole site that may be a post, in a fixed order."""
        for folder in self.post_folders():
            yield from filter(self.is_read_file, walk_files(folder))
        yield from filter(is_post_file, self.iter_page_files())

    def is_read_file(self, path: Path) -> bool:
        """Whether the file at `path` may be a post: Markdown, or a notebook where these are read."""
        return is_post_file(path) or (self.reads_notebooks and is_lone_notebook(path))

    def iter_unread_files(self) -> Iterator[tuple[Path, str]]:
        """Yield every file of the selection that may be a post elsewhere; with the reason."""
        for folder in [] if self.selection.is_file() else self.post_folders():
            for path in walk_files(folder):
                reason = "" if self.is_read_file(path) else find_unread_reason(path.suffix.lower())
                if reason and path.is_relative_to(self.selection) and not path.name.startswith((".", "_")):
                    yield path, reason

    def get_conversion_notes(self, path: Path) -> list[ImportNote]:
        """Return what was said of the post at `path` when its text was made of another tool's."""
        return []

    def get_comments_path(self, path: Path) -> Path | None:
        """Return where the comments on the post at `path` are, if it has any; None where no post has."""
        return None

    def get_exported_media(self) -> Path | None:
        """Return the folder of an export of this software whose files have the names of media."""
        return None

    def get_origin(self, path: Path) -> str:
        """Return the name that identifies the post at `path` for ever: its path from the root's name on."""
        return decode_file_name(f"{self.root.name}/{path.relative_to(self.root).as_posix()}")

    def get_translation_key(self, path: Path) -> str:
        """Return what the file at `path` shares with its translations: its path without languages."""
        path = path.relative_to(self.root)
        folders = [part for part in path.parent.parts if not language_names.find_language(part)]
        return "/".join([*folders, LANGUAGE_SUFFIX.sub("", path.stem)])

    def contains_file(self, path: Path) -> bool:
        """Whether `path`, symbolic links followed, is a file within the site."""
        try:
            resolved = path.resolve()
            roots = (self.root, *filter(None, [self.work_folder]))
            return path.is_file() and any(map(resolved.is_relative_to, roots))
        except (OSError, ValueError, RuntimeError):
            return False

    def find_file(self, candidates: Iterable[Path]) -> Path | None:
        """Return the first of `candidates` that is a file, else one that differs only in case or accents."""
        candidates = list(candidates)
        exact = next(filter(self.contains_file, candidates), None)
        similar = (self._path_by_spelling.get(normalize_path(path)) for path in candidates)
        return exact or next(filter(None, similar), None) or self._find_by_name(candidates)

    @cached_property
    def _path_by_spelling(self) -> dict[str, Path]:
        return {normalize_path(path): path for path in walk_files(self.root) if self.contains_file(path)}

    def _find_by_name(self, candidates: list[Path]) -> Path | None:
        """Return the only file of the site with the name of the first of `candidates`."""
        if not self.finds_by_name or not candidates:
            return None
        found = self._paths_by_name[normalize_path(candidates[0].name)]
        return found[0] if len(found) == 1 else None

    @cached_property
    def _paths_by_name(self) -> defaultdict[str, list[Path]]:
        names = defaultdict(list)
        for path in self._path_by_spelling.values():
            names[normalize_path(path.name)].append(path)
        return names
