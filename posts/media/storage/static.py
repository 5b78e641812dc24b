"""The storage of static files: named by content hash, compressed, each stylesheet in one file."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

CSS_IMPORT = re.compile(r'@import url\("([\w.-]+)"\);\n?')
# Means nothing behind any other rule but imports (CSS Namespaces, section 2).
CSS_NAMESPACE = re.compile(r"@namespace [^;{}]+;\n?")
FoundFiles = Mapping[str, tuple[Storage, str]]


class BundledStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Inlines the imports of each stylesheet, so that a page requests one file.

    A stylesheet imports only from its own folder, so the URLs in it stay valid.
    """

    # Rewrite the imports of JavaScript modules to hashed names, too.
    support_js_module_import_aggregation = True

    def post_process(self, paths: FoundFiles, dry_run: bool = False, **options: Any) -> Iterator[Any]:  # noqa: FBT001, FBT002
        bundled = {
            name: (TextStorage(self.bundle_stylesheet(name, paths)), name)
            for name in paths
            if name.endswith(".css")
        }
        yield from super().post_process({**paths, **bundled}, dry_run, **options)

    def bundle_stylesheet(self, name: str, paths: FoundFiles) -> str:
        """Return the stylesheet `name` of `paths`, with its imports in their places."""
        storage, path = paths[name]
        with storage.open(path) as file:
            text = file.read().decode()
        folder = name[: name.rfind("/") + 1]
        text = CSS_IMPORT.sub(lambda match: self.bundle_stylesheet(folder + match[1], paths), text)
        return "".join(CSS_NAMESPACE.findall(text)) + CSS_NAMESPACE.sub("", text)


class TextStorage(Storage):
    """A storage that holds one text, for Django to read like any other file."""

    def __init__(self, text: str) -> None:
        self.text = text

    def _open(self, name: str, mode: str = "rb") -> ContentFile:
        return ContentFile(self.text.encode(), name)
