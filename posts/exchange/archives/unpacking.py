"""Unpacking of zip archives that strangers may have made: all of it is looked at before a byte is written."""

import errno
import os
import shutil
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from lzma import LZMAError
from pathlib import Path, PurePosixPath

from django.template.defaultfilters import filesizeformat
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from posts.exchange.archives.disk_space import check_free_space
from posts.exchange.archives.zip_directory import read_zip_directory

MAX_ENTRIES = 100_000
MAX_DIRECTORY_BYTES = 32 * 1024 * 1024  # a third of a kilobyte for each entry
MAX_RATIO = 200  # unpacked to packed: text has 3 to 10, and a bomb a thousand
RATIO_FREE_BYTES = 20 * 1024 * 1024  # so much may be packed as densely as it likes
MAX_NAME_BYTES, MAX_PATH_BYTES, MAX_DEPTH = 255, 1024, 50
COPY_BYTES = 1024 * 1024
UNPACKED_COPIES = 2  # pictures are copied into media
READABLE_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA}
# What zipfile and the methods of packing raise for an archive that contradicts itself.
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    LZMAError,
    struct.error,
    EOFError,
    OverflowError,
    RuntimeError,
    ValueError,
)
IS_ENCRYPTED, IS_UTF8 = 0x1, 0x800
# What systems and tools put beside posts; none of it is one.
LEFT_OUT = {"__MACOSX", ".git", "node_modules", ".DS_Store"}


class ArchiveError(Exception):
    """The archive is not unpacked; the message says why, for people. Nothing of it was written."""


class ArchiveEntry:
    """A file in an archive, and the path where it goes, below the folder that it is unpacked into."""

    def __init__(self, info: zipfile.ZipInfo, path: PurePosixPath) -> None:
        self.info, self.path = info, path


def ignore_progress(done: int, total: int) -> None:
    """Show to nobody how far the unpacking is."""


def unpack_archive(
    archive: Path,
    folder: Path,
    *,
    max_bytes: int,
    on_file: Callable[[int, int], None] = ignore_progress,
) -> int:
    """Unpack the zip file `archive` into the new folder `folder`; return how many files it holds.

    `folder` is there whole, or not at all. Raises ArchiveError, also where it would hold more than
    `max_bytes`, NoSpaceError and OSError. `on_file` is called with the number of files that are written,
    and of all.
    """
    partial = folder.with_name(f"{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        with archive.open("rb") as file, open_archive(file) as opened:
            entries = check_entries(opened, archive.stat().st_size, max_bytes)
            unpacked = sum(entry.info.file_size for entry in entries)
            check_free_space(partial.parent, unpacked * UNPACKED_COPIES)
            partial.mkdir(parents=True)
            for number, entry in enumerate(entries, 1):
                extract_entry(opened, entry, partial)
                on_file(number, len(entries))
    except DAMAGE as error:
        shutil.rmtree(partial, ignore_errors=True)
        raise ArchiveError(_("The archive is damaged: %(reason)s") % {"reason": error}) from error
    except BaseException as error:
        shutil.rmtree(partial, ignore_errors=True)
        if isinstance(error, OSError) and error.errno == errno.EINVAL:  # a place before the beginning
            raise ArchiveError(
                _("The archive is damaged: %(reason)s") % {"reason": error.strerror}
            ) from error
        raise
    partial.replace(folder)
    return len(entries)


def find_top_folder(unpacked: Path) -> tuple[Path, int]:
    """Return the folder that an archive holds, or that it was unpacked into if it holds several things.

    The number is that of the folders above it which belong to the archive.
    """
    children = list(unpacked.iterdir())
    return (children[0], 1) if len(children) == 1 and children[0].is_dir() else (unpacked, 0)


def open_archive(file: object) -> zipfile.ZipFile:
    """Return the archive in the open `file`, if its directory is of a size that memory holds."""
    directory = read_zip_directory(file)  # type: ignore[arg-type]
    if directory is None:
        raise ArchiveError(_("This is no zip archive, or its end is missing."))
    if directory.entry_count > MAX_ENTRIES or directory.size > MAX_DIRECTORY_BYTES:
        raise ArchiveError(describe_too_many())
    return zipfile.ZipFile(file)  # type: ignore[call-overload, no-any-return]


def describe_too_many() -> str:
    limit = number_format(MAX_ENTRIES, force_grouping=True)
    return _("The archive holds too many files: at most %(limit)s are unpacked.") % {"limit": limit}


def check_entries(archive: zipfile.ZipFile, packed_bytes: int, max_bytes: int) -> list[ArchiveEntry]:
    """Return the files of `archive` that are unpacked. Raises ArchiveError."""
    infos = archive.infolist()
    if len(infos) > MAX_ENTRIES:
        raise ArchiveError(describe_too_many())
    names = decode_names(infos)
    for info, name in zip(infos, names, strict=True):
        check_kind(info, name)
    unpacked = sum(info.file_size for info in infos)
    if unpacked > max_bytes:
        text = _("The archive would take %(size)s when unpacked; at most %(limit)s are.")
        raise ArchiveError(text % {"size": filesizeformat(unpacked), "limit": filesizeformat(max_bytes)})
    if unpacked > RATIO_FREE_BYTES and unpacked > packed_bytes * MAX_RATIO:
        raise ArchiveError(
            _("The archive unpacks to more than %(ratio)d times its size.") % {"ratio": MAX_RATIO}
        )
    return list(find_places(infos, names))


def decode_names(infos: list[zipfile.ZipInfo]) -> list[str]:
    """Return the entries' names. Those that do not say that they are UTF-8 are that, or else GB 18030.

    One encoding is taken for all: an archive is made by one tool on one system.
    """
    raw = {
        name: name.encode("cp437") for name in (i.orig_filename for i in infos if not i.flag_bits & IS_UTF8)
    }
    for encoding in ("utf-8", "gb18030"):
        try:
            decoded = {name: data.decode(encoding) for name, data in raw.items()}
        except UnicodeDecodeError:
            continue
        return [decoded.get(i.orig_filename, i.orig_filename) for i in infos]
    return [i.orig_filename for i in infos]


def check_kind(info: zipfile.ZipInfo, name: str) -> None:
    """Raise ArchiveError for an entry with a password, and for what is neither file nor folder."""
    if info.flag_bits & IS_ENCRYPTED:
        raise ArchiveError(_("The archive has a password. Pack it without one."))
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind == stat.S_IFLNK:
        text = _("“%(name)s” in the archive is a symbolic link. Pack the file that it leads to.")
        raise ArchiveError(text % {"name": show_name(name)})
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise ArchiveError(_("“%(name)s” in the archive is a device, no file.") % {"name": show_name(name)})
    if info.compress_type not in READABLE_METHODS:
        text = _("“%(name)s” is packed in a way that is not read here. Pack the folder as an ordinary zip.")
        raise ArchiveError(text % {"name": show_name(name)})


def find_places(infos: list[zipfile.ZipInfo], names: list[str]) -> Iterator[ArchiveEntry]:
    """Yield the files that are unpacked. Raises ArchiveError for paths that lead out, and duplicates."""
    files: set[PurePosixPath] = set()
    folders: set[PurePosixPath] = set()
    for info, name in zip(infos, names, strict=True):
        path = check_path(name)
        if name.endswith(("/", "\\")):
            folders.update((path, *path.parents))
            continue
        folders.update(path.parents)
        if path in files:
            raise ArchiveError(_("The archive holds “%(name)s” twice.") % {"name": show_name(name)})
        files.add(path)
        if LEFT_OUT.isdisjoint(path.parts):
            yield ArchiveEntry(info, path)
    if both := files & folders:
        text = _("“%(name)s” in the archive is a file and a folder at once.")
        raise ArchiveError(text % {"name": show_name(str(min(both)))})


def check_path(name: str) -> PurePosixPath:
    """Return the path of an entry below the folder of the archive. Raises ArchiveError where it leads out."""
    path = PurePosixPath(name.replace("\\", "/"))
    is_outside = path.is_absolute() or ".." in path.parts or name[1:2] == ":"
    if is_outside or not path.parts or "\0" in name:
        text = _("“%(name)s” in the archive leads out of it.")
        raise ArchiveError(text % {"name": show_name(name)})
    sizes = [len(os.fsencode(part)) for part in path.parts]
    if max(sizes) > MAX_NAME_BYTES or sum(sizes) > MAX_PATH_BYTES or len(sizes) > MAX_DEPTH:
        raise ArchiveError(_("The name “%(name)s” in the archive is too long.") % {"name": show_name(name)})
    return path


def show_name(name: str) -> str:
    """Return a name of the archive for people: short, and on one line."""
    printable = "".join(letter if letter.isprintable() else "·" for letter in name)
    return printable if len(printable) <= 80 else f"{printable[:40]}…{printable[-39:]}"


def extract_entry(archive: zipfile.ZipFile, entry: ArchiveEntry, folder: Path) -> None:
    """Write one file; zipfile gives no more bytes than the entry says, and checks their sum."""
    path = folder / entry.path
    path.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(entry.info) as packed, path.open("xb") as file:
        shutil.copyfileobj(packed, file, COPY_BYTES)
