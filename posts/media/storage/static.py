"""Static files as they are served: named by their content, compressed, each stylesheet one file."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

CSS_IMPORT = re.compile(r'@import url\("([\w.-]+)"\);\n?')
FoundFiles = Mapping[str, tuple[Storage, str]]


class BundledStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Puts into each stylesheet those it imports, so that a page asks for one file on a slow line.

    A stylesheet imports only from its own folder: addresses in it stay right.
    """

    # A script that imports another names it by its content, too.
    support_js_module_import_aggregation = True

    def post_process(self, paths: FoundFiles, dry_run: bool = False, **options: Any) -> Iterator[Any]:  # noqa: FBT001, FBT002
        bundled = {
            name: (TextStorage(self.bundle_stylesheet(name, paths)), name)
            for name in paths
            if name.endswith(".css")
        }
        yield from super().post_process({**paths, **bundled}, dry_run, **options)

    def bundle_stylesheet(self, name: str, paths: FoundFiles) -> str:
        """Return the stylesheet `name` of the files found, with what it imports in place."""
        storage, path = paths[name]
        with storage.open(path) as file:
            text = file.read().decode()
        folder = name[: name.rfind("/") + 1]
        return CSS_IMPORT.sub(lambda match: self.bundle_stylesheet(folder + match[1], paths), text)


class TextStorage(Storage):
    """A storage of one text, from which Django takes it as it takes any other file."""

    def __init__(self, text: str) -> None:
        self.text = text

    def _open(self, name: str, mode: str = "rb") -> ContentFile:
        return ContentFile(self.text.encode(), name)
