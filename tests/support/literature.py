"""Works to cite, and posts that cite them."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from posts.models import has_render
from posts.rendering import RenderResult
from posts.rendering.pipeline import render_in_process

WORKS_FILE = Path(__file__).parents[1] / "rendering" / "citations" / "works.json"


@cache
def read_works() -> dict[str, dict[str, Any]]:
    """Return works by their keys: an item of CSL-JSON, and by style how its entry has to be.

    The entries were written by hand after the guides of the styles: GB/T 7714-2015 (section 8 and annex A,
    most works are its own examples), the Publication Manual of the APA (7th edition, chapter 10), the IEEE
    Reference Guide. Stars mark what is italic.
    """
    return json.loads(WORKS_FILE.read_text())  # type: ignore[no-any-return]


def read_literature() -> dict[str, dict[str, Any]]:
    """Return the items of the works by their keys."""
    return {key: work["item"] for key, work in read_works().items()}


def make_book(title: str, *authors: tuple[str, str], year: int = 2020, **fields: Any) -> dict[str, Any]:
    """Return a book in CSL-JSON; an author is family and given name."""
    names = [{"family": family, "given": given} for family, given in authors]
    issued = {"date-parts": [[year]]} if year else {}
    return {"type": "book", "title": title, "author": names, "issued": issued, **fields}


def render_citing(
    source: str, style: str = "gb7714-numeric", *, language: str = "en", **works: dict[str, Any]
) -> RenderResult:
    """Return the render of a post that cites `works`, or those of the file where none is given."""
    literature = works or read_literature()
    return render_in_process(source, literature=literature, citation_style=style, language=language)


def read_marks(source: str, style: str = "gb7714-numeric", **options: Any) -> str:
    """Return the first paragraph of a post, without its tags but those of superscripts."""
    html = render_citing(source, style, **options).html
    paragraph = html[html.index("<p>") + 3 : html.index("</p>")]
    return re.sub(r"<(?!/?sup\b)[^>]*>|(?<=<sup) [^>]*", "", paragraph)


def cite_literature(
    monkeypatch: pytest.MonkeyPatch, style: str = "gb7714-numeric", **works: dict[str, Any]
) -> None:
    """Let every post that is saved find `works` in the literature."""
    get_others = has_render.get_render_surroundings
    own = {"literature": works, "citation_style": style}
    monkeypatch.setattr(has_render, "get_render_surroundings", lambda each: get_others(each) | own)
