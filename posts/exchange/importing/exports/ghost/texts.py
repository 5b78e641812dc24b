"""The text of a row as Markdown: from the best of its columns that can be read."""

import json
import re
from collections.abc import Callable
from typing import Any

from posts.exchange.importing.exports.ghost.body import BodyWriter, escape_with_breaks
from posts.exchange.importing.exports.ghost.lexical import write_lexical
from posts.exchange.importing.exports.ghost.markdown_cards import mend_markdown
from posts.exchange.importing.exports.ghost.mobiledoc import write_mobiledoc
from posts.exchange.json_values import iter_keyed_strings, read_text_value

# Stands in an export for the address of the site.
GHOST_URL = re.compile(r"__GHOST_URL__(?P<slash>\\?/)?")
TEXT_KEYS = frozenset(
    """
    text code html markdown caption heading content header subheader disclaimer calloutText textValue
    buttonText title description fileTitle fileCaption productTitle productDescription alt
    """.split()  # noqa: SIM905  (a list would take a line for each)
)
DOCUMENT_COLUMNS: tuple[tuple[str, Callable[[Any, BodyWriter], None]], ...] = (
    ("lexical", write_lexical),
    ("mobiledoc", write_mobiledoc),
)


def resolve_ghost_url(text: str) -> str:
    """Return `text` with addresses of the old site as paths."""
    return GHOST_URL.sub(lambda match: match["slash"] or "/", text)


def write_body(row: Any, body: BodyWriter) -> str:
    """Return the Markdown of a row of `posts`; what is damaged is told in `body.notes`."""
    for column, write_document in DOCUMENT_COLUMNS:
        if document := read_document(row, column, body):
            write_document(document, body)
            return body.build_markdown()
    if markdown := read_text_value(row, "markdown"):
        body.add_markdown(mend_markdown(resolve_ghost_url(markdown)))
    elif html := resolve_ghost_url(read_text_value(row, "html")):
        body.add_html(html)
    else:
        write_damaged_texts(row, body)
    return body.build_markdown()


def read_document(row: Any, column: str, body: BodyWriter) -> Any:
    """Return the document in a column, JSON within JSON; None, and a note, where it cannot be read."""
    value = row.get(column) if isinstance(row, dict) else None
    if isinstance(value, dict):
        return value
    text = resolve_ghost_url(read_text_value(row, column))
    if not text.strip():
        return None
    try:
        document = json.loads(text)
    except RecursionError:
        body.add_note("text nested too deep", f"its {column} is not read")
    except ValueError as error:
        body.add_note("text damaged", f"its {column} is no JSON: {error}")
    else:
        if isinstance(document, dict):
            return document
        body.add_note("text damaged", f"its {column} is no document")
    return None


def write_damaged_texts(row: Any, body: BodyWriter) -> None:
    """Add the texts that stand in documents that cannot be read."""
    for column, _ in DOCUMENT_COLUMNS:
        strings = iter_keyed_strings(resolve_ghost_url(read_text_value(row, column)))
        texts = [text for key, text in strings if key in TEXT_KEYS and text.strip()]
        if texts:
            body.add_note("only the text kept", f"from its {column}")
            for text in texts:
                body.add_html(f"<p>{escape_with_breaks(text)}</p>")
            return
    if plain := read_text_value(row, "plaintext"):
        body.add_html("".join(f"<p>{escape_with_breaks(line)}</p>" for line in plain.split("\n\n")))
