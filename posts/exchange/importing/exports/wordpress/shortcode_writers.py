"""Shortcodes of WordPress and of the plugins for code, as HTML; unknown ones are kept and listed."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape, unescape

from posts.exchange.importing.exports.wordpress.html_parts import write_code_element, write_embed_paragraph
from posts.exchange.importing.exports.wordpress.placeholders import Placeholders

AddNote = Callable[[str, str], None]

UNKNOWN_SHORTCODE = "tag unknown"  # as the importer of sites calls it
SHORTCODE_ATTRIBUTE = re.compile(
    r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))|"([^"]*)"|'([^']*)'|(\S+)"""
)
SHORTCODE = re.compile(
    r"(?P<before>\[?)\[(?P<name>[a-zA-Z][\w.-]{0,60})"
    r"(?P<attributes>(?:[\s=:/][^\[\]]{0,2000})?)\](?P<after>\]?)"
)
# The end of each is looked for; no post has as many.
MAX_SHORTCODES = 5_000
SMART_QUOTES = str.maketrans("“”„″‘’′", '""""\'\'\'')
LANGUAGE_SHORTCODES = frozenset(
    """
    bash shell sh c cpp csharp css delphi diff erlang go groovy html java javascript js jsx kotlin matlab
    objc perl php plain powershell python py r ruby rust scala scss sql swift text vb xml yaml
    """.split()  # noqa: SIM905  (a list would take a line for each)
)
CODE_TAGS = frozenset(
    "code sourcecode source crayon highlight cc cci codesyntax prism pygments syntax pre".split()  # noqa: SIM905
)
AUDIO_KEYS, VIDEO_KEYS = (
    ("src", "mp3", "m4a", "ogg", "wav", "flac"),
    ("src", "mp4", "m4v", "webm", "ogv", "flv", "mov"),
)
EMBED_TAGS = {
    "embed": "{}",
    "youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
    "tweet": "{}",
    "soundcloud": "{}",
    "gist": "https://gist.github.com/{}",
    "wpvideo": "https://videopress.com/v/{}",
    "videopress": "https://videopress.com/v/{}",
    "wordpress.tv": "{}",
    "dailymotion": "https://www.dailymotion.com/video/{}",
    "spotify": "{}",
    "instagram": "{}",
    "facebook": "{}",
    "bilibili": "https://www.bilibili.com/video/{}",
}
NOTE_TAGS = frozenset({"footnote", "footnotes", "ref", "efn_note", "mfn", "note_ref"})
URL_IN_TEXT = re.compile(r"https?://[^\s<>\"'\[\]]+")
IMAGE = re.compile(r"(?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?", re.IGNORECASE)
MAX_SHORTCODE_DEPTH = 5
WITHOUT_TEXT = frozenset({"toc", "contents", "ez-toc", "lwptoc", "clear", "clearfix", "nextpage"})


@dataclass(frozen=True, slots=True)
class GalleryPicture:
    """A picture that a gallery may show: number of the attachment, address, texts."""

    number: str
    url: str
    alt: str = ""
    caption: str = ""


@dataclass(slots=True)
class ItemReferences:
    """What shortcodes refer to: pictures by number, and the numbers of those that belong to the item."""

    pictures: dict[str, GalleryPicture] = field(default_factory=dict)
    own_pictures: Sequence[str] = ()
    media_urls: dict[str, str] = field(default_factory=dict)
    footnotes: list[str] = field(default_factory=list)


def expand_shortcodes(
    html: str, context: ItemReferences, held: Placeholders, add_note: AddNote, depth: int = 0
) -> str:
    """Return `html` with known shortcodes as HTML; `add_note` is told of the others."""
    parts: list[str] = []
    position = 0
    for _ in range(MAX_SHORTCODES):
        if not (match := SHORTCODE.search(html, position)):
            break
        parts.append(html[position : match.start()])
        position = match.end()
        if match["before"] and match["after"]:
            parts.append(held.hold(match[0][1:-1]))
            continue
        name, attributes = match["name"].lower(), match["attributes"].strip()
        ending = f"[/{match['name']}]"
        if not is_known_shortcode(name):
            note_unknown(name, attributes, ending, html, add_note)
            parts.append(match[0])
            continue
        end = html.find(ending, position) if not attributes.endswith("/") else -1
        content = html[position:end] if end >= 0 else None
        written = write_shortcode(name, attributes.rstrip("/"), content, context, held)
        if written is None:
            note_unknown(name, attributes, ending, html, add_note)
            parts.append(match[0])
            continue
        position = end + len(ending) if content is not None else position
        if content and depth < MAX_SHORTCODE_DEPTH and name not in CODE_TAGS | LANGUAGE_SHORTCODES:
            written = expand_shortcodes(written, context, held, add_note, depth + 1)
        parts += [match["before"], written, match["after"]]
    return "".join([*parts, html[position:]])


def is_known_shortcode(name: str) -> bool:
    return any(
        name in names
        for names in (WITHOUT_TEXT, CODE_TAGS, LANGUAGE_SHORTCODES, NOTE_TAGS, EMBED_TAGS, SHORTCODE_WRITERS)
    )


def note_unknown(name: str, attributes: str, ending: str, html: str, add_note: AddNote) -> None:
    """Tell of an unknown shortcode; words in brackets that are none are left in peace."""
    if "=" in attributes or "-" in name or "_" in name or ending in html:
        add_note(UNKNOWN_SHORTCODE, f"[{name}]")


def parse_shortcode_attributes(text: str) -> dict[str, str]:
    """Return the attributes of a shortcode; those without names under "0", "1", …"""
    found: dict[str, str] = {}
    text = unescape(text).translate(SMART_QUOTES)
    for match in SHORTCODE_ATTRIBUTE.finditer(text.lstrip("=: ")):
        if match[1]:
            found[match[1].lower()] = match[2] or match[3] or match[4] or ""
        else:
            found[str(sum(key.isdigit() for key in found))] = match[5] or match[6] or match[7] or ""
    return found


def write_shortcode(
    name: str, written: str, content: str | None, context: ItemReferences, held: Placeholders
) -> str | None:
    """Return the HTML of a shortcode; None where it is unknown."""
    if name in WITHOUT_TEXT:
        return content or ""
    if name in CODE_TAGS or (name in LANGUAGE_SHORTCODES and content is not None):
        return write_code_shortcode(name, written, content, held) if content is not None else None
    if name in NOTE_TAGS and content is not None:
        context.footnotes.append(content)
        return held.hold(f'<sup data-fn="shortcode-{len(context.footnotes) - 1}"></sup>')
    attributes = parse_shortcode_attributes(written)
    if name in EMBED_TAGS:
        return write_embed_shortcode(name, attributes, content)
    writer = SHORTCODE_WRITERS.get(name)
    return writer(attributes, content, context) if writer else None


def write_code_shortcode(name: str, written: str, content: str, held: Placeholders) -> str:
    attributes = parse_shortcode_attributes(written)
    keys = ("lang", "language", "type", "0")
    language = name if name in LANGUAGE_SHORTCODES else next(filter(None, map(attributes.get, keys)), "")
    code = unescape(re.sub(r"<br\s*/?>|</?p>", "", held.restore(content)))
    return held.hold_block(write_code_element(code, "" if language in {"text", "plain"} else language))


def write_embed_shortcode(name: str, attributes: dict[str, str], content: str | None) -> str | None:
    values = [content or "", *(attributes.get(key, "") for key in ("url", "src", "href", "id", "v", "0"))]
    value = next((text.strip() for text in values if text.strip()), "")
    if not value:
        return None
    found = URL_IN_TEXT.search(unescape(value))
    url = found[0] if found else EMBED_TAGS[name].format(value.partition("&")[0].lstrip("="))
    return f"\n\n{write_embed_paragraph(url)}\n\n" if url.startswith("http") else None


def write_caption_shortcode(
    attributes: dict[str, str], content: str | None, context: ItemReferences
) -> str | None:
    image = IMAGE.search(content or "")
    if content is None or not image:
        return content
    caption = (content[: image.start()] + content[image.end() :]).strip() or escape(
        attributes.get("caption", "")
    )
    return f"\n\n<figure>{image[0]}<figcaption>{caption}</figcaption></figure>\n\n"


def write_gallery_shortcode(
    attributes: dict[str, str], content: str | None, context: ItemReferences
) -> str | None:
    wanted = (
        re.findall(r"\d+", attributes.get("ids", "") or attributes.get("include", "")) or context.own_pictures
    )
    excluded = set(re.findall(r"\d+", attributes.get("exclude", "")))
    pictures = [context.pictures[key] for key in wanted if key in context.pictures and key not in excluded]
    figures = (
        f'<figure><img src="{escape(each.url)}" alt="{escape(each.alt)}">'
        + (f"<figcaption>{each.caption}</figcaption>" if each.caption else "")
        + "</figure>"
        for each in pictures
    )
    return "\n\n" + "".join(figures) + "\n\n" if pictures else None


def write_playlist_shortcode(
    attributes: dict[str, str], content: str | None, context: ItemReferences
) -> str | None:
    tag = "video" if attributes.get("type") == "video" else "audio"
    urls = [context.media_urls.get(key, "") for key in re.findall(r"\d+", attributes.get("ids", ""))]
    return "".join(write_media_player(tag, url) for url in urls if url) or None


def write_audio_shortcode(
    attributes: dict[str, str], content: str | None, context: ItemReferences
) -> str | None:
    return find_player("audio", AUDIO_KEYS, attributes, content)


def write_video_shortcode(
    attributes: dict[str, str], content: str | None, context: ItemReferences
) -> str | None:
    return find_player("video", VIDEO_KEYS, attributes, content)


def find_player(tag: str, keys: Sequence[str], attributes: dict[str, str], content: str | None) -> str | None:
    found = URL_IN_TEXT.search(unescape(content or ""))
    values = [*map(attributes.get, keys), found[0] if found else "", attributes.get("0", "").split("|")[0]]
    url = next(filter(None, values), "")
    return write_media_player(tag, url) if url else None


def write_media_player(tag: str, url: str) -> str:
    return f'\n\n<{tag} src="{escape(url)}" controls></{tag}>\n\n'


SHORTCODE_WRITERS: dict[str, Callable[[dict[str, str], str | None, ItemReferences], str | None]] = {
    "caption": write_caption_shortcode,
    "wp_caption": write_caption_shortcode,
    "gallery": write_gallery_shortcode,
    "playlist": write_playlist_shortcode,
    "audio": write_audio_shortcode,
    "video": write_video_shortcode,
}
