"""What of an author's HTML reaches a reader: an allow-list, applied by nh3."""

import re
from urllib.parse import urlsplit

import nh3

TAGS = frozenset(
    """
    a abbr aside audio b bdi bdo blockquote br caption center cite code col colgroup dd del details
    dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img input ins kbd li mark ol p picture
    pre q rp rt ruby s samp section small source span strong sub summary sup table tbody td tfoot th
    thead time tr u ul var video wbr
    """.split()  # noqa: SIM905  (a list would take a line for each)
)
# Of these not even the text is shown: it was never meant for readers.
SILENT_TAGS = frozenset(
    """
    embed iframe math noembed noframes noscript object script select style svg template textarea
    title
    """.split()  # noqa: SIM905  (a list would take a line for each)
)
ALIGNED = ("caption", "col", "div", "h1", "h2", "h3", "h4", "h5", "h6", "p", "table", "td", "th", "tr")
ATTRIBUTES = {
    "*": {"class", "data-sourcepos", "dir", "id", "lang", "title"},
    "a": {"href", "name"},
    "audio": {"controls", "loop", "src"},
    "details": {"open"},
    "img": {"alt", "height", "src", "width"},
    "input": {"checked", "disabled"},
    "li": {"value"},
    "ol": {"reversed", "start"},
    "source": {"src", "type"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
    "video": {"controls", "height", "loop", "poster", "src", "width"},
}
ATTRIBUTE_VALUES = {
    "code": {"data-math-style": {"inline", "display"}},
    "input": {"type": {"checkbox"}},
    "span": {"data-math-style": {"inline", "display"}},
} | {tag: {"align": {"left", "center", "right"}} for tag in ALIGNED}

# The classes that mean something to a pass; the rest of an author's classes go.
CLASSES = {
    "a": {"footnote-backref"},
    "li": {"task-list-item"},
    "section": {"footnotes"},
    "sup": {"footnote-ref"},
    "ul": {"contains-task-list"},
    "wbr": {"more"},
}
LANGUAGE_CLASS = re.compile(r"(?:lang(?:uage)?-|brush:)?\s*(\S+)")
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
DATA_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp|avif);base64,[A-Za-z0-9+/=\s]*")
NUMBER = re.compile(r"(\d{1,5})(?:px)?")


def clean(html: str) -> str:
    """Return `html` well-formed and harmless: no script, no style, no class or scheme but ours."""
    return CLEANER.clean(html)


def keep_attribute(tag: str, name: str, value: str) -> str | None:
    """Return the value `name` may have on `tag`, or None to drop it."""
    if name == "class":
        return keep_class(tag, value)
    if name in {"href", "src", "poster"}:
        return keep_address(name, value)
    if name in {"width", "height", "start", "colspan", "rowspan", "value"}:
        number = NUMBER.fullmatch(value)
        return number[1] if number else None
    return value


def keep_class(tag: str, value: str) -> str | None:
    """Return those of the classes in `value` that a pass knows on `tag`."""
    if tag in {"code", "pre"}:
        return value
    known = [name for name in value.split() if name in CLASSES.get(tag, ())]
    return " ".join(known) or None


def keep_address(name: str, value: str) -> str | None:
    """Return `value` where a reader may follow or load it: relative, or of a scheme we know."""
    value = value.strip()
    # Browsers pass over what is no visible ASCII when they read a scheme.
    scheme, colon, _ = re.sub(r"[^!-~]", "", value).partition(":")
    if not colon or re.search(r"[/?#]", scheme) or scheme.lower() in SCHEMES:
        return value if is_parseable(value) else None
    return value if name == "src" and DATA_PICTURE.fullmatch(value) else None


def is_parseable(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    # The address of a host, without the host.
    return bool(parts.netloc) or parts.scheme not in {"http", "https"}


CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags=set(SILENT_TAGS),
    attributes=ATTRIBUTES,
    tag_attribute_values=ATTRIBUTE_VALUES,
    attribute_filter=keep_attribute,
    url_schemes={*SCHEMES, "data"},
    link_rel=None,
)
