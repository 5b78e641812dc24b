"""Sanitizing: the allow-list of what of an author's HTML reaches a reader, applied by nh3."""

import re
from urllib.parse import urlsplit

import nh3

from posts.rendering.context import RenderContext

ALLOWED_TAGS = frozenset(
    """
    a abbr aside audio b bdi bdo blockquote br caption center cite code col colgroup dd del details
    dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img input ins kbd li mark ol p picture
    pre q rp rt ruby s samp section small source span strong sub summary sup table tbody td tfoot th
    thead time tr u ul var video wbr
    """.split()  # noqa: SIM905  (a list would take a line for each)
)
# These would be removed with their text; but what comes here, `raw_html` has made text of already.
REMOVED_TAGS = frozenset(
    """
    embed iframe math noembed noframes noscript object script select style svg template textarea
    title
    """.split()  # noqa: SIM905  (a list would take a line for each)
)
ALIGNABLE_TAGS = "caption col div h1 h2 h3 h4 h5 h6 img p table td th tr".split()  # noqa: SIM905
ALLOWED_ATTRIBUTES = {
    "*": {"class", "data-sourcepos", "dir", "id", "lang", "title"},
    "a": {"href", "name"},
    "audio": {"controls", "loop", "src"},
    "details": {"open"},
    "img": {"alt", "height", "src", "style", "width"},
    "input": {"checked", "disabled"},
    "li": {"value"},
    "ol": {"reversed", "start"},
    "source": {"src", "type"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
    "video": {"controls", "height", "loop", "poster", "src", "width"},
}
ALLOWED_ATTRIBUTE_VALUES = {
    "code": {"data-math-style": {"inline", "display"}},
    "input": {"type": {"checkbox"}},
    "span": {"data-math-style": {"inline", "display", "mathml"}},
} | {tag: {"align": {"left", "center", "right"}} for tag in ALIGNABLE_TAGS}

# The classes that mean something to a later pass; all others of an author are removed.
ALLOWED_CLASSES = {
    "a": {"footnote-backref"},
    "li": {"task-list-item"},
    "section": {"footnotes"},
    "sup": {"footnote-ref"},
    "ul": {"contains-task-list"},
    "wbr": {"more"},
}
LANGUAGE_CLASS = re.compile(r"(?:lang(?:uage)?-|brush:)?\s*(\S+)")
ALLOWED_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
IMAGE_DATA_URL = re.compile(r"data:image/(?:png|jpeg|gif|webp|avif);base64,[A-Za-z0-9+/=\s]*")
IMAGE_LENGTHS = re.compile(r"[\w:;.%\s-]{1,200}")
PIXEL_COUNT = re.compile(r"(\d{1,5})(?:px)?")


def sanitize_html(html: str, context: RenderContext) -> str:
    """Return `html` well-formed and harmless: no script, no style, no class or scheme that is not allowed."""
    return SANITIZER.clean(html)


def filter_attribute(tag: str, name: str, value: str) -> str | None:
    """Return the value that the attribute `name` may have on `tag`, or None to remove it."""
    if name == "data-sourcepos":  # most attributes are that one
        return value
    if name == "class":
        return filter_classes(tag, value)
    if name in {"href", "src", "poster"}:
        return filter_url(name, value)
    if tag == "img" and name in {"style", "width", "height"}:
        # `image_attributes` makes pixels of it, and leaves no style.
        return value if IMAGE_LENGTHS.fullmatch(value) else None
    if name in {"width", "height", "start", "colspan", "rowspan", "value"}:
        number = PIXEL_COUNT.fullmatch(value)
        return number[1] if number else None
    return value


def filter_classes(tag: str, value: str) -> str | None:
    """Return those of the classes in `value` that are allowed on `tag`, or None."""
    if tag in {"code", "pre"}:
        return value
    allowed = [name for name in value.split() if name in ALLOWED_CLASSES.get(tag, ())]
    return " ".join(allowed) or None


def filter_url(name: str, value: str) -> str | None:
    """Return the URL `value` where it is relative or of an allowed scheme, else None."""
    value = value.strip()
    # Browsers skip what is no visible ASCII when they read a scheme.
    scheme, colon, _ = re.sub(r"[^!-~]", "", value).partition(":")
    if not colon or re.search(r"[/?#]", scheme) or scheme.lower() in ALLOWED_SCHEMES:
        return value if is_valid_url(value) else None
    return value if name == "src" and IMAGE_DATA_URL.fullmatch(value) else None


def is_valid_url(address: str) -> bool:
    """Whether `address` can be parsed, and has a host where its scheme needs one."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return bool(parts.netloc) or parts.scheme not in {"http", "https"}


SANITIZER = nh3.Cleaner(
    tags=set(ALLOWED_TAGS),
    clean_content_tags=set(REMOVED_TAGS),
    attributes=ALLOWED_ATTRIBUTES,
    tag_attribute_values=ALLOWED_ATTRIBUTE_VALUES,
    attribute_filter=filter_attribute,
    url_schemes={*ALLOWED_SCHEMES, "data"},
    link_rel=None,
)
