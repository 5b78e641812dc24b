"""Halo as a format of exports."""

from codecs import BOM_UTF8
from collections.abc import Iterator
from pathlib import Path

from posts.exchange.importing.exports.converted import ConversionOptions, ConversionReport, ConvertedPost
from posts.exchange.importing.exports.halo.version_one import convert_version_one
from posts.exchange.importing.exports.halo.version_two import convert_version_two
from posts.exchange.importing.exports.source_files import iter_source_files, read_file_head

SEARCHED_BYTES = 64 * 1024 * 1024
# Tables of which no other tool's export has all.
TABLES = (b'"post_categories"', b'"post_tags"', b'"sheets"', b'"posts"')
EXTENSIONS_FILE, EXTENSION_MARK = "extensions.data", b'"/registry/'


class HaloFormat:
    """The export of data of Halo 1.5 and 1.6, and backups of Halo 2."""

    name, label = "halo", "Halo"

    def recognizes(self, source: Path) -> bool:
        return next(iter_halo_files(source), None) is not None

    def convert(
        self, source: Path, folder: Path, options: ConversionOptions, report: ConversionReport
    ) -> Iterator[ConvertedPost]:
        for file in iter_halo_files(source):
            convert = convert_version_two if file.name == EXTENSIONS_FILE else convert_version_one
            yield from convert(file, source, folder, options, report)


def iter_halo_files(source: Path) -> Iterator[Path]:
    """Yield the files of Halo's data that `source` is or holds."""
    for file in iter_source_files(source, {".json", ".data"}):
        if file.suffix == ".data":
            if EXTENSION_MARK in read_file_head(file):
                yield file
        elif read_file_head(file, 64).removeprefix(BOM_UTF8).lstrip().startswith(b"{"):
            data = read_file_head(file, SEARCHED_BYTES)
            if all(table in data for table in TABLES):
                yield file
