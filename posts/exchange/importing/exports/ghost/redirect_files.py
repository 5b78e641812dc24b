"""Ghost's file of redirects: `redirects.json`, or `redirects.yaml` since version 3, beside an export."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from posts.exchange.importing.exports.converted import (
    NOT_IMPORTED,
    ConversionReport,
    ExportError,
    OldAddressTarget,
)
from posts.exchange.importing.exports.json_files import read_json_file
from posts.exchange.importing.records.lenient_yaml import load_yaml
from posts.exchange.importing.records.regular_files import read_regular_text, walk_files

FILE_NAMES = frozenset({"redirects.json", "redirects.yaml", "redirects.yml"})
MAX_DEPTH, MAX_FILE_BYTES = 4, 4 * 1024 * 1024
# A pattern that stands for one address: with or without a slash at its end, or its first part.
SINGLE_ADDRESS = re.compile(r"\^?(?P<path>\\?/(?:[^\\^$.|?*+()\[\]{}]|\\[/.-])*?)(?:\\?/\?)?\$?")
ESCAPED_SIGN = re.compile(r"\\([/.\-])")


class GhostRedirect(NamedTuple):
    """An entry: a path or a regular expression, and where it leads."""

    old: str
    new: str
    is_permanent: bool


def read_redirects(source: Path, report: ConversionReport) -> None:
    """Put the redirects beside the export `source`, or in it, into `report`; what is none is noted there."""
    for file in find_redirect_files(source):
        try:
            entries = list(list_entries(file))
        except (ExportError, OSError, UnicodeError, yaml.YAMLError) as error:
            report.add_note("redirects not read", f"{file.name}: {error}")
            continue
        for entry in entries:
            add_entry(entry, report)


def find_redirect_files(source: Path) -> list[Path]:
    folder = source if source.is_dir() else source.parent
    files = walk_files(folder) if source.is_dir() else (folder / name for name in sorted(FILE_NAMES))
    return [
        file
        for file in files
        if file.name in FILE_NAMES
        and len(file.relative_to(folder).parts) <= MAX_DEPTH
        and file.is_file()
        and not file.is_symlink()
    ]


def list_entries(file: Path) -> Iterator[GhostRedirect]:
    """Yield the entries of a file. Raises ExportError, OSError, UnicodeError and yaml.YAMLError."""
    if file.suffix == ".json":
        data = read_json_file(file)
        for row in data if isinstance(data, list) else []:
            if isinstance(row, dict):
                yield GhostRedirect(
                    str(row.get("from", "")), str(row.get("to", "")), bool(row.get("permanent"))
                )
        return
    data = load_yaml(read_regular_text(file, "utf-8-sig", max_bytes=MAX_FILE_BYTES))
    for status, pairs in data.items() if isinstance(data, dict) else ():
        for old, new in pairs.items() if isinstance(pairs, dict) else ():
            yield GhostRedirect(str(old), str(new), str(status) == "301")


def add_entry(entry: GhostRedirect, report: ConversionReport) -> None:
    path, target = find_single_address(entry.old), entry.new.strip()
    is_address = target.startswith(("/", "http://", "https://")) and not target.startswith("//")
    if not path or not is_address or "$" in target:
        report.add_note(f"redirects {NOT_IMPORTED}", f"{entry.old} to {entry.new}: it is no single address")
        return
    if not entry.is_permanent:
        report.add_note("redirects that are permanent from now on", f"{path} to {target}")
    report.redirects[path] = OldAddressTarget("url", target)


def find_single_address(pattern: str) -> str:
    """Return the path that `pattern`, a regular expression, stands for; "" where it stands for several."""
    match = SINGLE_ADDRESS.fullmatch(pattern.strip())
    return ESCAPED_SIGN.sub(r"\1", match["path"]) if match else ""


def add_list_addresses(tables: Any, report: ConversionReport) -> None:
    """Put the addresses of tags and authors into `report`: their slugs may be none that we would make."""
    for table, folder, kind in (("tags", "tag", "tag"), ("users", "author", "author")):
        for row in tables.list_rows(table):
            slug, name = str(row.get("slug") or ""), " ".join(str(row.get("name") or "").split())
            if slug and name and not name.startswith("#"):
                report.redirects.setdefault(f"/{folder}/{slug}/", OldAddressTarget(kind, name))
