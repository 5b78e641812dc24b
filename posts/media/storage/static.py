"""The storage of static files: named by content hash, compressed, each stylesheet and script in one file."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

from posts.media.storage.joined_scripts import JOINED_SCRIPTS
from posts.media.storage.script_bundles import UnbundledScriptError, bundle_script

CSS_IMPORT = re.compile(r"""@import url\(["']([\w.-]+)["']\);\n?""")
# Of stylesheets, any comment; in strings and addresses there is none. Of scripts, whole lines and
# what no quotation mark follows. Minifiers go wrong here: rcssmin joins `.a :is(.b)` within a layer,
# rjsmin breaks templates within templates.
CSS_COMMENT = re.compile(r"""("[^"\n]*"|'[^'\n]*'|url\([^)]*\))|/\*.*?\*/""", re.DOTALL)
INDENTATION = re.compile(r"\n\s+")
SCRIPT_COMMENT = re.compile(r"""^[ \t]*//.*\n|(?<=[;,]) // [^"'`\n]*$""", re.MULTILINE)
# What we wrote; other packages bring files that are made for readers of the source, or small already.
OWN_STYLES, OWN_SCRIPTS = "css/", "js/"
# Means nothing behind any other rule but imports (CSS Namespaces, section 2).
CSS_NAMESPACE = re.compile(r"@namespace [^;{}]+;\n?")
FoundFiles = Mapping[str, tuple[Storage, str]]


class BundledStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Inlines the imports of stylesheets and scripts, so that a page requests one file; drops our comments.

    A stylesheet imports only from its own folder, so the URLs in it stay valid. Of the scripts, those
    directly in `js/` are joined with their modules; one that cannot be joined, such as of a theme,
    imports them as before.
    """

    # Rewrite the imports of JavaScript modules to hashed names, too.
    support_js_module_import_aggregation = True

    def post_process(self, paths: FoundFiles, dry_run: bool = False, **options: Any) -> Iterator[Any]:  # noqa: FBT001, FBT002
        texts = {name: self.make_text(name, paths) for name in paths}
        for name, parts in JOINED_SCRIPTS.items():
            if all(part in paths for part in parts):
                text = texts[name] = "\n;\n".join(self.read_text(part, paths) for part in parts)
                if not dry_run:  # Django stores what it makes of a file beside the file itself.
                    self.delete(name)
                    self.save(name, ContentFile(text.encode()))
        made = {name: (TextStorage(text), name) for name, text in texts.items() if text is not None}
        yield from super().post_process({**paths, **made}, dry_run, **options)

    def make_text(self, name: str, paths: FoundFiles) -> str | None:
        """Return what to store as the file `name` of `paths`; None if it stays as it is."""
        if name.endswith(".css"):
            text = self.bundle_stylesheet(name, paths)
            return strip_style_comments(text) if name.startswith(OWN_STYLES) else text
        if name.startswith(OWN_SCRIPTS) and name.endswith(".js"):
            return SCRIPT_COMMENT.sub("", self.make_script(name, paths))
        return None

    def make_script(self, name: str, paths: FoundFiles) -> str:
        """Return the script `name` of `paths`, with its imports where it is one that pages name."""
        if name.count("/") == 1:
            with suppress(UnbundledScriptError, KeyError):  # KeyError: an import that is not in `paths`
                return bundle_script(name, lambda imported: self.read_text(imported, paths))
        return self.read_text(name, paths)

    def bundle_stylesheet(self, name: str, paths: FoundFiles) -> str:
        """Return the stylesheet `name` of `paths`, with its imports in their places.

        Raises ImproperlyConfigured where it imports a file that is not in its folder.
        """
        folder = name[: name.rfind("/") + 1]
        text = self.read_text(name, paths)

        def inline(match: re.Match[str]) -> str:
            imported = folder + match[1]
            if imported not in paths:
                line = text.count("\n", 0, match.start()) + 1
                storage, path = paths[name]
                place = f"{storage.path(path)}, line {line}"
                raise ImproperlyConfigured(f"{place}: imports {match[1]}, which is not in its folder.")
            return self.bundle_stylesheet(imported, paths)

        bundled = CSS_IMPORT.sub(inline, text)
        return "".join(CSS_NAMESPACE.findall(bundled)) + CSS_NAMESPACE.sub("", bundled)

    @staticmethod
    def read_text(name: str, paths: FoundFiles) -> str:
        storage, path = paths[name]
        with storage.open(path) as file:
            return str(file.read().decode())


def strip_style_comments(text: str) -> str:
    """Return a stylesheet without comments and indentation, which are a fifth of what is sent."""
    return INDENTATION.sub("\n", CSS_COMMENT.sub(lambda match: match[1] or "", text))


class TextStorage(Storage):
    """A storage that holds one text, for Django to read like any other file."""

    def __init__(self, text: str) -> None:
        self.text = text

    def _open(self, name: str, mode: str = "rb") -> ContentFile:
        return ContentFile(self.text.encode(), name)
