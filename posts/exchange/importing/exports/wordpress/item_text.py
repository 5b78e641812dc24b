"""The text of one item on its way to Markdown: what is held of it, and what is to be said of it."""

import re
from collections.abc import Mapping
from html import escape

from posts.exchange.importing.exports.wordpress.formulas import hold_formulas
from posts.exchange.importing.exports.wordpress.placeholders import Placeholders
from posts.exchange.importing.exports.wordpress.shortcode_writers import ItemReferences, expand_shortcodes

CODE_START = re.compile(
    r"<(?P<tag>pre|code|script|style|textarea|kbd|samp)\b(?P<attributes>[^<>]*)>", re.IGNORECASE
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
        html = expand_shortcodes(self.hold_code_elements(html), self.shortcodes, self.held, self.add_note)
        return hold_formulas(html, self.held)

    def hold_code_elements(self, html: str) -> str:
        """Return `html` with each element of code held, up to its first end; one without an end stays."""
        parts: list[str] = []
        lowered, position = html.lower(), 0
        unclosed: set[str] = set()
        for start in CODE_START.finditer(html):
            tag = start["tag"].lower()
            if start.start() < position or tag in unclosed:
                continue
            inner_end = lowered.find(f"</{tag}", start.end())
            end = html.find(">", inner_end) + 1 if inner_end >= 0 else 0
            if not end:
                unclosed.add(tag)
                continue
            held = self.hold_code(
                tag, start["attributes"], html[start.end() : inner_end], html[start.start() : end]
            )
            parts += [html[position : start.start()], held]
            position = end
        return "".join([*parts, html[position:]])

    def hold_code(self, tag: str, attributes: str, inner: str, element: str) -> str:
        if tag != "pre":
            return self.held.hold(element)
        language = LANGUAGE.search(attributes)
        if not language or "<code" in inner:
            return self.held.hold_block(element)
        name = language["name"] or language["option"]
        return self.held.hold_block(f'<pre><code class="language-{escape(name)}">{inner}</code></pre>')
