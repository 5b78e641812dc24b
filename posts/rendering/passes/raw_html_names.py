"""Names of HTML elements, by what becomes of those that an author typed."""

from posts.rendering.limits import OPTIONAL_END_TAGS as OPTIONAL_BLOCK_END_TAGS
from posts.rendering.passes.sanitize import ALLOWED_TAGS

# Readers get their content; the sanitizer takes their tags away.
UNWRAPPED_TAGS = frozenset(
    """
    acronym address article big body button data dialog dir fieldset font footer head header hgroup html
    label legend main menu nav nobr output param rb rtc search strike tt track
    """.split()  # noqa: SIM905  (a list would take a line for each)
)
# All others stand in the text as they were typed.
SHOWN_TAGS = ALLOWED_TAGS | UNWRAPPED_TAGS
# Nothing in them is for readers.
SILENT_TAGS = frozenset({"script", "style"})
# Of the head of a page: with attributes they are for browsers, without any they are talked about.
HEAD_TAGS = frozenset({"base", "link", "meta"})
FORM_TAGS = frozenset(
    {"button", "fieldset", "input", "label", "legend", "optgroup", "option", "select", "textarea"}
)
TABLE_PART_TAGS = frozenset({"caption", "col", "colgroup", "tbody", "td", "tfoot", "th", "thead", "tr"})
RUBY_TAGS = frozenset({"rb", "rp", "rt", "rtc"})
UNCLOSED_TAGS = OPTIONAL_BLOCK_END_TAGS | RUBY_TAGS
# The parser's elements with text, and so with the author's tags, directly inside.
INLINE_BLOCKS = frozenset({"dd", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "li", "p", "td", "th"})
# Whose element ends where the one around it does, though nothing closes it.
STRUCTURE_TAGS = frozenset(
    {"blockquote", "center", "dl", "div", "figure", "font", "ol", "section", "span", "table", "ul"}
)
# Attributes that need no value (HTML, section 2.3.2); any other without one is a word of the author.
BOOLEAN_ATTRIBUTES = frozenset(
    """
    allowfullscreen async autofocus autoplay checked compact controls data-footnote-backref
    data-footnote-ref data-footnotes default defer disabled hidden inert ismap itemscope loop multiple
    muted nomodule noshade novalidate nowrap open playsinline readonly required reversed selected
    """.split()  # noqa: SIM905  (a list would take a line for each)
)
