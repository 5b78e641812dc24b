"""HTML to Markdown, for what is pasted into the editor and for imports: `convert_html`.

The way of a page: `parsing` makes a tree of it; `reader` walks that tree once, asking the modules `…_markup`,
`lists` and `tables` what its elements are, and makes blocks and runs (`document`) of it; `paragraphs` tidies
them; `writer`, `table_writer` and `runs_writer` write them, `emphasis_rules`
and `escaping` their marks and text.

The package knows no models, no requests and no network.
"""

from posts.exchange.html_to_markdown.conversion import convert_html
from posts.exchange.html_to_markdown.document import (
    Conversion,
    ConversionError,
    ConversionNote,
    PictureReference,
)

__all__ = ["Conversion", "ConversionError", "ConversionNote", "PictureReference", "convert_html"]
