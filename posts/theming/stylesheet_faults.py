"""Files that a stylesheet of a theme names and that are not there: they would stop `collectstatic`."""

import re
from collections.abc import Iterator
from pathlib import Path
from posixpath import dirname, join, normpath

from django.contrib.staticfiles import finders

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
STYLE_REFERENCE = re.compile(
    r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^"')\s]*))\s*\)|@import\s+["']([^"']+)["']"""
)
# What leads elsewhere: to another host, to what is written in the address itself, to a part of the page.
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|/|#", re.IGNORECASE)


def find_stylesheet_faults(path: Path, static_folder: Path) -> Iterator[tuple[int, str]]:
    """Yield line and sentence for each file that the stylesheet at `path` names and no folder has."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        yield 0, "It is not a text in UTF-8."
        return
    except OSError as error:
        yield 0, f"It cannot be read: {error}."
        return
    # The lines stay where they are.
    text = COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), text)
    folder = dirname(path.relative_to(static_folder).as_posix())
    for match in STYLE_REFERENCE.finditer(text):
        address = next(filter(None, match.groups()), "")
        name = normpath(join(folder, re.split("[?#]", address)[0]))
        if address and not ELSEWHERE.match(address) and (name.startswith("../") or not finders.find(name)):
            yield text.count("\n", 0, match.start()) + 1, f"There is no static file {name}."
