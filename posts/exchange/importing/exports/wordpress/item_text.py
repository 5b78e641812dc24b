"""The text of one item on its way to Markdown: what is held of it, and what is to be said of it."""

import re
from collections.abc import Mapping
from html import escape

from posts.exchange.importing.exports.wordpress.formulas import hold_formulas
from posts.exchange.importing.exports.wordpress.placeholders import Placeholders
from posts.exchange.importing.exports.wordpress.shortcode_writers import ItemReferences, expand_shortcodes

CODE_ELEMENT = re.compile(
    r"<(?P<tag>pre|code|script|style|textarea|kbd|samp)\b(?P<attributes>[^>]*)>(?P<inner>.*?)</(?P=tag)\s*>",
    re.DOTALL | re.IGNORECASE,
)
LANGUAGE = re.compile(
    r"""\b(?:lang|data-language|data-lang|data-enlighter-language)\s*=\s*["'](?P<name>[\w+#.-]+)["']|\b(?:brush|lang)\s*:\s*(?P<option>[\w+#.-]+)"""
)


class ItemText:
    """What conversion of an item knows: its held parts, notes, attachments, and patterns by number."""

    def __init__(self, shortcodes: ItemReferences, patterns: Mapping[str, str]) -> None:
        self.held, self.patterns, self.shortcodes = Placeholders(), patterns, shortcodes
        self.notes: dict[str, None] = {}

    def add_note(self, kind: str, what: str) -> None:
        self.notes[f"{kind}: {what}"] = None

    def hold_markup(self, html: str) -> str:
        """Return `html` with code and formulas held, and shortcodes as HTML."""
        html = CODE_ELEMENT.sub(self.hold_code, html)
        html = expand_shortcodes(html, self.shortcodes, self.held, self.add_note)
        return hold_formulas(html, self.held)

    def hold_code(self, match: re.Match[str]) -> str:
        tag, inner = match["tag"].lower(), match["inner"]
        if tag != "pre":
            return self.held.hold(match[0])
        language = LANGUAGE.search(match["attributes"])
        if not language or "<code" in inner:
            return self.held.hold_block(match[0])
        name = language["name"] or language["option"]
        return self.held.hold_block(f'<pre><code class="language-{escape(name)}">{inner}</code></pre>')
