"""The literature that a post cites: from its own bibliography, and from the library of the site."""

from typing import Any

from posts.literature import ParsedLiterature, find_citation_keys, parse_literature
from posts.models.has_bibliography import HasBibliography
from posts.models.literature_entry import load_literature
from posts.models.site import get_site

# Of a post's own; a longer one belongs into the library.
MAX_BIBLIOGRAPHY_CHARACTERS = 500_000


def get_cited_literature(source: str, summary: str, bibliography: str) -> dict[str, Any]:
    """Return `literature` and `citation_style` of `rendering.render`; no query without a key.

    An entry of the post's own stands before one of the library.
    """
    keys = find_citation_keys(source, summary)
    if not keys:
        return {"literature": {}, "citation_style": ""}
    own = parse_bibliography(bibliography).get_items()
    cited = {key: own[key] for key in sorted(keys) if key in own}
    library = load_literature(keys - cited.keys())
    return {
        "literature": dict(sorted({**cited, **library}.items())),
        "citation_style": get_site().citation_style,
    }


def list_cited_items(post: HasBibliography) -> list[dict[str, Any]]:
    """Return what `post` cites as a list of CSL-JSON, each item under the key that the text has."""
    source, summary = getattr(post, "source", ""), getattr(post, "summary", "")
    cited = get_cited_literature(source, summary, post.bibliography)["literature"]
    return [{**item, "id": key} for key, item in cited.items()]


def parse_bibliography(bibliography: str) -> ParsedLiterature:
    """Return what a post's own bibliography holds; nothing where it is too long."""
    if not bibliography.strip() or len(bibliography) > MAX_BIBLIOGRAPHY_CHARACTERS:
        return ParsedLiterature()
    return parse_literature(bibliography)
