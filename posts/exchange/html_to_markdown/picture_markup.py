"""Pictures of a page: their address, also where it waits in another attribute, and what they say."""

import re
from urllib.parse import unquote, urljoin, urlsplit

from posts.rendering.tree import Element

# Where scripts that load pictures late keep the address.
LAZY_ATTRIBUTES = (
    "data-actualsrc",
    "data-original",
    "data-src",
    "data-lazy-src",
    "data-original-src",
    "data-echo",
    "data-url",
    "data-canonical-src",
)
# "embedded:" is a picture of the page itself that its reader has numbered already.
LAZY_PLACEHOLDER = re.compile(r"data:|embedded:|about:blank|$")
EMPTY_PICTURE = re.compile(r"data:image/(?:svg\+xml|gif)|data:,|about:blank|$")
EMOJI_CLASSES = frozenset({"emoji", "wp-smiley", "smilie", "emoticon", "twemoji", "icon-emoji"})
EMOJI = re.compile(r"[^\w\s<>&*_`\[\]\\]{1,12}")
TINY_PIXELS = 2
URL_REST = re.compile(r"[\s<>()\\]")


def find_picture_address(image: Element, base_url: str) -> str:
    """Return the address of a picture, absolute where `base_url` makes it so; "" where it has none."""
    attributes = image.attributes
    address = attributes.get("src", "").strip()
    lazy = next((attributes[name].strip() for name in LAZY_ATTRIBUTES if attributes.get(name)), "")
    if lazy and (
        LAZY_PLACEHOLDER.match(address) or "data-src" in attributes or "data-actualsrc" in attributes
    ):
        address = lazy
    if not address and attributes.get("srcset"):
        address = attributes["srcset"].strip().split(",")[0].split(" ")[0]
    return resolve_address(address, base_url) if address else ""


def resolve_address(address: str, base_url: str) -> str:
    """Return `address` absolute, if `base_url` is known, with nothing in it that Markdown would end it at."""
    if base_url or address.startswith("//"):
        try:
            address = urljoin(base_url or "https:", address)
            urlsplit(address)
        except ValueError:
            return ""
    if address.startswith("data:"):
        return address
    return URL_REST.sub(lambda match: f"%{ord(match[0]):02X}", address)


def read_emoji(image: Element) -> str:
    """Return the emoji that a picture stands for, or ""."""
    alt = image.attributes.get("alt", "")
    classes = image.attributes.get("class", "").split()
    is_emoji = not EMOJI_CLASSES.isdisjoint(classes) or "data-emoji" in image.attributes
    is_character = bool(EMOJI.fullmatch(alt)) and not alt.isascii()
    return alt if alt and (is_emoji or (is_character and is_small(image, 40))) else ""


def is_small(image: Element, pixels: int) -> bool:
    """Whether both sides of a picture are at most `pixels`, as far as it says."""
    sides = [image.attributes.get(name, "").removesuffix("px") for name in ("width", "height")]
    return all(side.isdigit() and int(side) <= pixels for side in sides)


def is_tracking_pixel(image: Element) -> bool:
    return is_small(image, TINY_PIXELS)


def list_late_pictures(root: Element) -> frozenset[str]:
    """Return the addresses of the pictures that a script would load."""
    images = [element for element in root.iter_elements() if element.tag == "img"]
    return frozenset(
        image.attributes[name] for image in images for name in LAZY_ATTRIBUTES if name in image.attributes
    )


def unwrap_redirect(address: str) -> str:
    """Return where a link leads that goes through the page of warnings of a platform."""
    match = REDIRECTOR.match(address)
    return unquote(match["to"]) if match else address


REDIRECTOR = re.compile(
    r"https?://(?:link\.zhihu\.com/\?target=|link\.juejin\.cn/?\?target=|link\.csdn\.net/?\?target="
    r"|links?\.jianshu\.com/?(?:go)?\?(?:t|to)=|www\.google\.com/url\?(?:sa=[A-Za-z]&)?q=)(?P<to>https?[^\s()<>\"'&]+)"
)
