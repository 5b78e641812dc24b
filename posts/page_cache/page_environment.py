"""What pages are made from beside the database: the release, its templates, the settings."""

import os
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from django.conf import settings

TYPES_WITH_REPR = (str, int, float, bytes, type(None), Path, timedelta)
CODE_FOLDERS = ("config", "posts", "templates")  # in BASE_DIR
# Samples, and what Python makes itself.
FOLDERS_WITHOUT_CODE = {"__pycache__", "fixtures"}


@cache
def compute_environment() -> str:
    """Return a digest of code, templates, packages and settings, in 32 hexadecimal digits.

    It is computed when the server starts: what is put in the place of its files later is not what it runs.
    """
    digest = blake2b(digest_size=16)
    for part in (sys.version, *list_packages(), *describe_settings()):
        digest.update(part.encode(errors="backslashreplace") + b"\0")
    for path in sorted(list_site_files()):
        content = path.read_bytes()
        digest.update(f"{path}\0{len(content)}\0".encode(errors="backslashreplace"))
        digest.update(content)
    return digest.hexdigest()


def list_packages() -> list[str]:
    """Return the folders of the installed packages that bear their versions."""
    found = Path(sysconfig.get_path("purelib")).glob("*.dist-info")
    return sorted(path.name for path in found)


def list_site_files() -> Iterator[Path]:
    """Yield the files of the code, the templates and the theme, and the manifest of static files."""
    theme = [settings.THEME_DIR] if settings.THEME_DIR else []
    for folder in (*(Path(settings.BASE_DIR, name) for name in CODE_FOLDERS), *theme):
        for parent, subfolders, names in os.walk(folder):
            subfolders[:] = [name for name in subfolders if name not in FOLDERS_WITHOUT_CODE]
            yield from (Path(parent, name) for name in names)
    manifest = Path(settings.STATIC_ROOT, "staticfiles.json")
    if manifest.is_file():
        yield manifest


def describe_settings() -> Iterator[str]:
    """Yield a line for each setting; of objects without a plain value, their type."""
    for name in sorted(dir(settings)):
        if name.isupper():
            yield f"{name}={describe_value(getattr(settings, name))}"


def describe_value(value: Any) -> str:
    """Return `value` as text that is the same in each process."""
    if isinstance(value, TYPES_WITH_REPR):
        return repr(value)
    if isinstance(value, Mapping):
        return (
            f"{{{join_sorted(f'{describe_value(key)}:{describe_value(one)}' for key, one in value.items())}}}"
        )
    if isinstance(value, set | frozenset):
        return f"{{{join_sorted(map(describe_value, value))}}}"
    if isinstance(value, list | tuple):
        return f"[{','.join(map(describe_value, value))}]"
    return getattr(value, "__qualname__", type(value).__qualname__)


def join_sorted(texts: Iterable[str]) -> str:
    return ",".join(sorted(texts))
