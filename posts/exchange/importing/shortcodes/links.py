"""Shortcodes for images, links and embeds."""

import re

from posts.exchange.importing.dialects.markdown import format_destination, format_image, strip_html_tags
from posts.exchange.importing.shortcodes.context import ShortcodeContext, convert_unknown
from posts.exchange.importing.shortcodes.parser import Shortcode

EMBED_ADDRESSES = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "bilibili": "https://www.bilibili.com/video/{}",
    "vimeo": "https://vimeo.com/{}",
    "gist": "https://gist.github.com/{}",
    "jsfiddle": "https://jsfiddle.net/{}",
    "codepen": "https://codepen.io/{}",
    "asciinema": "https://asciinema.org/a/{}",
    "instagram": "https://www.instagram.com/p/{}/",
    "tweet": "https://x.com/i/status/{}",
    "twitter": "https://x.com/i/status/{}",
    "x": "https://x.com/i/status/{}",
}
EMBED_ALIASES = {"youtubelite": "youtube", "youtube-lite": "youtube", "bilibiliplayer": "bilibili"}
ADDRESS_START = re.compile(r"^(?:https?:)?//|^\.{0,2}/|\.\w{2,5}(?:[?#]|$)|^post:")


def convert_figure(tag: Shortcode, context: ShortcodeContext) -> str:
    """`{{< figure src="…" title="…" caption="…" alt="…" link="…" >}}`: a picture with its caption."""
    source = tag.get_argument("src", "image", "url", "image_path", at=0)
    if not source:
        return convert_unknown(tag, context)
    caption = tag.get_argument("caption", "title", "desc", "description")
    alt = tag.get_argument("alt") or strip_html_tags(caption)
    shown = format_image(source, alt, caption)
    if link := tag.get_argument("link", "href"):
        shown = f"[{shown}]({link})"
    return tag.format_block(shown) if tag.line_prefix is not None else shown


def convert_image(tag: Shortcode, context: ShortcodeContext) -> str:
    """`{% img [class] path [width] [height] "title 'alt'" %}`, `{% asset_img path title %}`."""
    words = tag.positional
    at = next((index for index, word in enumerate(words) if ADDRESS_START.search(word)), 0)
    source = tag.get_argument("src", "url", at=at)
    rest = [word for word in words[at + 1 :] if not re.fullmatch(r"[\d.]+(?:px|%)?", word)]
    caption = " ".join(rest) or tag.get_argument("title", "caption")
    return (
        format_image(source, tag.get_argument("alt") or caption, caption)
        if source
        else convert_unknown(tag, context)
    )


def convert_link(tag: Shortcode, context: ShortcodeContext) -> str:
    """`{% link text url %}`, `{% btn url, text, icon %}`, `{{< button href="…" >}}text`: a link."""
    words = [word.strip(",") for word in tag.positional]
    if len(words) == 1 and words[0].endswith((".md", ".markdown")):
        return convert_post_path(tag, context)
    at = next((index for index, word in enumerate(words) if ADDRESS_START.search(word)), None)
    address = tag.get_argument("href", "url", "link", "relref", at=at)
    before = " ".join(words[:at]) if at else ""
    after = (
        next((word for word in words[(at or 0) + 1 :] if word not in {"true", "false"}), "") if words else ""
    )
    text = (tag.inner or "").strip() or tag.get_argument("text", "title") or before or after
    if not address:
        return text
    return f"[{text or address}]({format_destination(address)})"


def convert_asset_link(tag: Shortcode, context: ShortcodeContext) -> str:
    """`{% asset_link path title %}`."""
    text = " ".join(tag.positional[1:]) or tag.get_argument("title", at=0)
    return f"[{text}]({format_destination(tag.positional[0])})" if tag.positional else ""


def convert_path(tag: Shortcode, context: ShortcodeContext) -> str:
    """`{% asset_path picture.png %}` and the like, within a link: the path itself."""
    return tag.positional[0] if tag.positional else ""


def convert_embed(tag: Shortcode, context: ShortcodeContext) -> str:
    """A video, a gist, a post elsewhere: its address, which becomes a card."""
    name = EMBED_ALIASES.get(tag.name, tag.name)
    target = tag.get_argument("id", "bvid", "aid", "bv", "src", "url", "href")
    if not target:
        target = "/".join(tag.positional[:2] if name in {"gist", "codepen"} else tag.positional[:1])
    if not target:
        return ""
    if not ADDRESS_START.match(target):
        target = EMBED_ADDRESSES.get(name, "{}").format(target)
    return (
        tag.format_block(target)
        if target.startswith("http")
        else tag.format_block(f"[{target.rpartition('/')[2]}]({format_destination(target)})")
    )


def convert_post_link(tag: Shortcode, context: ShortcodeContext) -> str:
    """`{% post_link name [title] %}`: a link to a post, by its title where no other is given."""
    if not tag.positional:
        return ""
    name, words = tag.positional[0], [word for word in tag.positional[1:] if word not in {"true", "false"}]
    title = " ".join(words) or context.references.find_title(name, context.record) or name
    return f"[{title}]({format_destination('post:' + name)})"


def convert_post_path(tag: Shortcode, context: ShortcodeContext) -> str:
    """`{% post_path name %}`, `{{< ref "name" >}}`, `{% post_url name %}`: a post's address."""
    name = tag.get_argument("path", at=0)
    return format_destination(f"post:{name}") if name else ""


def convert_include(tag: Shortcode, context: ShortcodeContext) -> str:
    """`{% include figure.html src="…" caption="…" %}`: a picture or a video, where it names one."""
    if tag.get_argument("src", "image_path", "url", "image") and re.search(
        r"fig|im(?:g|age)|pic", tag.raw_arguments
    ):
        return convert_figure(
            Shortcode(
                "figure", tag.raw_arguments, tag.source_text, tag.line_prefix, positional=[], named=tag.named
            ),
            context,
        )
    name = next((name for name in EMBED_ADDRESSES if name in tag.raw_arguments.lower()), "")
    if name and (tag.get_argument("id")):
        return convert_embed(
            Shortcode(name, tag.raw_arguments, tag.source_text, tag.line_prefix, named=tag.named), context
        )
    return convert_unknown(tag, context)
