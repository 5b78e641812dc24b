"""Zip archives, good ones and hostile ones, as bytes."""

import io
import stat
import struct
import zipfile


def make_zip(files, *, compression=zipfile.ZIP_DEFLATED):
    """Return an archive of `files`, content by name; a name may be a ZipInfo."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in files.items() if isinstance(files, dict) else files:
            archive.writestr(name, content)
    return buffer.getvalue()


def make_entry(name, kind=stat.S_IFREG, mode=0o644):
    """Return the head of an entry of the kind that `stat` calls so."""
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = (kind | mode) << 16
    return info


def rename_in_zip(archive, old, new):
    """Return `archive` with other bytes, as many, in the place of a name."""
    assert len(old) == len(new)
    assert archive.count(old) == 2
    return archive.replace(old, new)


def set_flags(archive, flags):
    """Return `archive`, which has one entry, with `flags` in both of its heads."""
    data = bytearray(archive)
    struct.pack_into("<H", data, 6, flags)
    struct.pack_into("<H", data, data.index(b"PK\x01\x02") + 8, flags)
    return bytes(data)


def set_entry_count(archive, count):
    """Return `archive` whose end says that it has `count` entries."""
    data = bytearray(archive)
    struct.pack_into("<HH", data, data.rindex(b"PK\x05\x06") + 8, count, count)
    return bytes(data)


def set_unpacked_size(archive, size):
    """Return `archive`, which has one entry, with another size in its directory."""
    data = bytearray(archive)
    struct.pack_into("<I", data, data.index(b"PK\x01\x02") + 24, size)
    return bytes(data)
