"""HTML of what the converter to Markdown reads: code, and what is shown of other sites."""

from html import escape, unescape


def write_code_element(code: str, language: str = "") -> str:
    """Return HTML for `code`, plain text, in `language` if it is known."""
    name = f' class="language-{escape(language)}"' if language else ""
    return f"<pre><code{name}>{escape(code.strip(chr(10)))}</code></pre>"


def write_embed_paragraph(url: str) -> str:
    """Return HTML for what is shown of another site: a paragraph that is its address."""
    address = escape(unescape(url))
    return f'<p><a href="{address}">{address}</a></p>'
