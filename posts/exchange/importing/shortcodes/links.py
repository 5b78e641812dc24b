"""Tags that show a picture or lead somewhere."""

import re

from posts.exchange.importing.dialects.markdown import format_destination, format_image
from posts.exchange.importing.shortcodes.context import Context, unknown
from posts.exchange.importing.shortcodes.parser import Tag

EMBEDS = {
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
SPELLINGS = {"youtubelite": "youtube", "youtube-lite": "youtube", "bilibiliplayer": "bilibili"}
ADDRESS = re.compile(r"^(?:https?:)?//|^\.{0,2}/|\.\w{2,5}(?:[?#]|$)|^post:")
TAGS_OF_HTML = re.compile(r"<[^>]+>")


def figure(tag: Tag, context: Context) -> str:
    """`{{< figure src="…" title="…" caption="…" alt="…" link="…" >}}`: a picture with its caption."""
    source = tag.argument("src", "image", "url", "image_path", at=0)
    if not source:
        return unknown(tag, context)
    caption = tag.argument("caption", "title", "desc", "description")
    alt = tag.argument("alt") or TAGS_OF_HTML.sub("", caption)
    shown = format_image(source, alt, caption)
    if link := tag.argument("link", "href"):
        shown = f"[{shown}]({link})"
    return tag.block(shown) if tag.lead is not None else shown


def image(tag: Tag, context: Context) -> str:
    """`{% img [class] path [width] [height] "title 'alt'" %}`, `{% asset_img path title %}`."""
    words = tag.words
    at = next((index for index, word in enumerate(words) if ADDRESS.search(word)), 0)
    source = tag.argument("src", "url", at=at)
    rest = [word for word in words[at + 1 :] if not re.fullmatch(r"[\d.]+(?:px|%)?", word)]
    caption = " ".join(rest) or tag.argument("title", "caption")
    return format_image(source, tag.argument("alt") or caption, caption) if source else unknown(tag, context)


def link(tag: Tag, context: Context) -> str:
    """`{% link text url %}`, `{% btn url, text, icon %}`, `{{< button href="…" >}}text`: a link."""
    words = [word.strip(",") for word in tag.words]
    if len(words) == 1 and words[0].endswith((".md", ".markdown")):
        return post_path(tag, context)
    at = next((index for index, word in enumerate(words) if ADDRESS.search(word)), None)
    address = tag.argument("href", "url", "link", "relref", at=at)
    before = " ".join(words[:at]) if at else ""
    after = (
        next((word for word in words[(at or 0) + 1 :] if word not in {"true", "false"}), "") if words else ""
    )
    text = (tag.inner or "").strip() or tag.argument("text", "title") or before or after
    if not address:
        return text
    return f"[{text or address}]({format_destination(address)})"


def asset_link(tag: Tag, context: Context) -> str:
    """`{% asset_link path title %}`."""
    text = " ".join(tag.words[1:]) or tag.argument("title", at=0)
    return f"[{text}]({format_destination(tag.words[0])})" if tag.words else ""


def path(tag: Tag, context: Context) -> str:
    """`{% asset_path picture.png %}` and the like, within a link: the path itself."""
    return tag.words[0] if tag.words else ""


def embed(tag: Tag, context: Context) -> str:
    """A video, a gist, a post elsewhere: its address, which becomes a card."""
    name = SPELLINGS.get(tag.name, tag.name)
    what = tag.argument("id", "bvid", "aid", "bv", "src", "url", "href")
    if not what:
        what = "/".join(tag.words[:2] if name in {"gist", "codepen"} else tag.words[:1])
    if not what:
        return ""
    if not ADDRESS.match(what):
        what = EMBEDS.get(name, "{}").format(what)
    return (
        tag.block(what)
        if what.startswith("http")
        else tag.block(f"[{what.rpartition('/')[2]}]({format_destination(what)})")
    )


def post_link(tag: Tag, context: Context) -> str:
    """`{% post_link name [title] %}`: a link to a post, by its title where no other is given."""
    if not tag.words:
        return ""
    name, words = tag.words[0], [word for word in tag.words[1:] if word not in {"true", "false"}]
    title = " ".join(words) or context.references.find_title(name, context.record) or name
    return f"[{title}]({format_destination('post:' + name)})"


def post_path(tag: Tag, context: Context) -> str:
    """`{% post_path name %}`, `{{< ref "name" >}}`, `{% post_url name %}`: a post's address."""
    name = tag.argument("path", at=0)
    return format_destination(f"post:{name}") if name else ""


def include(tag: Tag, context: Context) -> str:
    """`{% include figure.html src="…" caption="…" %}`: a picture or a video, where it names one."""
    if tag.argument("src", "image_path", "url", "image") and re.search(r"fig|im(?:g|age)|pic", tag.raw):
        return figure(Tag("figure", tag.raw, tag.written, tag.lead, words=[], named=tag.named), context)
    name = next((name for name in EMBEDS if name in tag.raw.lower()), "")
    if name and (tag.argument("id")):
        return embed(Tag(name, tag.raw, tag.written, tag.lead, named=tag.named), context)
    return unknown(tag, context)
