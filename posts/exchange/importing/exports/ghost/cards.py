"""Cards: what stands between the paragraphs of a post. Lexical calls them nodes; the payloads are the same.

Each writer gets the payload of a card and adds to a `BodyWriter` what a reader saw of it on the site.
"""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

from posts.exchange.html_to_markdown.document import CodeBlock
from posts.exchange.html_to_markdown.escaping import escape_image_text
from posts.exchange.html_to_markdown.writer import write_code
from posts.exchange.importing.exports.ghost.body import (
    BodyWriter,
    build_html_link,
    escape_with_breaks,
    list_text_lines,
)
from posts.exchange.importing.exports.ghost.card_html import (
    build_figure,
    build_image,
    build_player,
    clean_language,
)
from posts.exchange.importing.exports.ghost.markdown_cards import mend_markdown
from posts.exchange.json_values import (
    read_flag_value,
    read_list_value,
    read_mapping_value,
    read_number_value,
    read_text_value,
)
from posts.rendering.passes.callouts import ICON_KINDS, ICON_PATTERN

Payload = dict[str, Any]
MAX_STARS = 5
# Keys of cards that are not known whose texts are settings, no words.
SETTING_KEYS = frozenset(
    """
    type version style layout alignment align size cardWidth width height format mode direction indent
    backgroundColor textColor buttonColor buttonTextColor accentColor linkColor backgroundSize segment
    mimeType visibility id key color variant rel target listType tag
    """.split()  # noqa: SIM905  (a list would take a line for each)
)
MAX_UNKNOWN_TEXTS = 2_000


def write_card(name: str, payload: Any, body: BodyWriter) -> None:
    """Add the card called `name`; one that is not known comes as the texts in it, and is listed."""
    card = payload if isinstance(payload, dict) else {}
    if is_for_mails_only(card):
        body.add_comment("only in mails", join_texts(card))
        return
    if is_for_members(card):
        body.is_restricted = True
        body.add_note("only for members", f"a card of the kind {name}")
    writer = CARD_WRITERS.get(name)
    if writer:
        writer(card, body)
    else:
        write_unknown_card(name, payload, body)


def is_for_mails_only(card: Payload) -> bool:
    """Whether a card was shown in mails and not on the site, by `visibility` of Ghost 5 or 6."""
    visibility = read_mapping_value(card, "visibility")
    web = read_mapping_value(visibility, "web")
    if web:
        shows_members = bool(read_text_value(web, "memberSegment"))
        return not read_flag_value(web, "nonMember", default=True) and not shows_members
    is_on_web = read_flag_value(visibility, "showOnWeb", default=True)
    return read_flag_value(visibility, "emailOnly") or not is_on_web


def is_for_members(card: Payload) -> bool:
    web = read_mapping_value(read_mapping_value(card, "visibility"), "web")
    return bool(web) and not read_flag_value(web, "nonMember", default=True)


def iter_texts_in(value: Any) -> Iterator[str]:
    """Give the texts in a value of any shape, but for settings and addresses, up to MAX_UNKNOWN_TEXTS."""
    pending = [value]
    count = 0
    while pending and count < MAX_UNKNOWN_TEXTS:
        value = pending.pop()
        if isinstance(value, dict):
            pending += [each for key, each in reversed(value.items()) if key not in SETTING_KEYS]
        elif isinstance(value, list):
            pending += reversed(value)
        elif isinstance(value, str) and value.strip() and not value.startswith("#"):
            count += 1
            yield value


def join_texts(value: Any) -> str:
    return " ".join(line for text in iter_texts_in(value) for line in list_text_lines(text))


def write_unknown_card(name: str, payload: Any, body: BodyWriter) -> None:
    body.add_note("unknown card, its text kept", name or "without a name")
    for text in iter_texts_in(payload):
        address = urlsplit_or_none(text)
        if address:
            body.add_html(f"<p>{build_html_link(text, text)}</p>")
        else:
            body.add_foreign_html(text, f"a card of the kind {name}")


def urlsplit_or_none(text: str) -> str:
    """Return `text` where it is an address of the web, else ""."""
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        return ""
    return text if parts.scheme in {"http", "https"} and parts.netloc and " " not in text.strip() else ""


# Text ------------------------------------------------------------------------------


def write_markdown_card(card: Payload, body: BodyWriter) -> None:
    body.add_markdown(mend_markdown(read_text_value(card, "markdown")))


def write_html_card(card: Payload, body: BodyWriter) -> None:
    body.add_foreign_html(read_text_value(card, "html"), "HTML card")


def write_code_card(card: Payload, body: BodyWriter) -> None:
    code = read_text_value(card, "code").rstrip("\n")
    if code.strip():
        block = CodeBlock(code.replace("\r", ""), clean_language(read_text_value(card, "language")))
        body.add_markdown("\n".join(write_code(block)))
    write_caption(card, body)


def write_caption(card: Payload, body: BodyWriter, key: str = "caption") -> None:
    """Add a caption, HTML or text, as a paragraph."""
    body.add_foreign_html(read_text_value(card, key), "caption")


def write_rule(card: Payload, body: BodyWriter) -> None:
    body.add_html("<hr>")


def write_callout(card: Payload, body: BodyWriter) -> None:
    """Add a callout. Its sign tells its kind; one that tells none stays in the text."""
    emoji = read_text_value(card, "calloutEmoji").strip()
    match = ICON_PATTERN.match(emoji)
    kind = ICON_KINDS.get(match[1], "") if match else ""
    sign = "" if kind else emoji
    inner = BodyWriter(has_math=body.has_math)
    inner.add_html(f"<p>{escape_with_breaks(sign)} " if sign else "<p>")
    inner.add_html(strip_paragraph(read_text_value(card, "calloutText")))
    inner.add_html("</p>")
    lines = inner.build_markdown().strip("\n").split("\n")
    body.notes += inner.notes
    if any(lines):
        quoted = [f"> {line}".rstrip() for line in (f"[!{(kind or 'note').upper()}]", *lines)]
        body.add_markdown("\n".join(quoted))


def strip_paragraph(html: str) -> str:
    """Return `html` without the paragraph around it, if it is one."""
    text = html.strip()
    is_one = text.startswith("<p") and text.endswith("</p>") and text.count("</p>") == 1
    return text[text.find(">") + 1 : -len("</p>")] if is_one else text


def write_toggle(card: Payload, body: BodyWriter) -> None:
    heading = " ".join(list_text_lines(read_text_value(card, "heading")))
    content = BodyWriter(has_math=body.has_math)
    content.add_foreign_html(read_text_value(card, "content"), "toggle")
    inner = content.build_markdown().strip("\n")
    body.notes += content.notes
    if heading or inner:
        summary = f"<summary>{escape_with_breaks(heading)}</summary>\n" if heading else ""
        body.add_markdown(f"<details>\n{summary}\n{inner}\n\n</details>")


def write_header(card: Payload, body: BodyWriter) -> None:
    """Add the large title of a part, with its subtitle, button and picture."""
    write_picture(card, "backgroundImageSrc", body)
    if heading := " ".join(list_text_lines(read_text_value(card, "header"))):
        body.add_html(f"<h2>{escape_with_breaks(heading)}</h2>")
    write_caption(card, body, "subheader")
    if read_flag_value(card, "buttonEnabled"):
        write_button(card, body)


def write_signup(card: Payload, body: BodyWriter) -> None:
    """Add the text of a form by which readers subscribe; there are no members here."""
    body.add_note("form for members left out, its text kept", join_texts(card))
    write_header(card, body)
    write_caption(card, body, "disclaimer")


def write_call_to_action(card: Payload, body: BodyWriter) -> None:
    if read_flag_value(card, "hasSponsorLabel", default=True):
        write_caption(card, body, "sponsorLabel")
    write_picture(card, "imageUrl", body)
    write_caption(card, body, "textValue")
    if read_flag_value(card, "showButton", default=True):
        write_button(card, body)


def write_button(card: Payload, body: BodyWriter) -> None:
    text, address = read_text_value(card, "buttonText"), read_text_value(card, "buttonUrl")
    if text.strip() or address.strip():
        body.add_html(f"<p>{build_html_link(address, text or address)}</p>")


def write_product(card: Payload, body: BodyWriter) -> None:
    write_picture(card, "productImageSrc", body)
    title = " ".join(list_text_lines(read_text_value(card, "productTitle")))
    if title:
        body.add_html(f"<p><strong>{escape_with_breaks(title)}</strong></p>")
    stars = min(max(read_number_value(card, "productStarRating"), 0), MAX_STARS)
    if stars and read_flag_value(card, "productRatingEnabled"):
        body.add_html(f"<p>{'★' * stars}{'☆' * (MAX_STARS - stars)}</p>")
    write_caption(card, body, "productDescription")
    if read_flag_value(card, "productButtonEnabled"):
        button = {"buttonText": card.get("productButton"), "buttonUrl": card.get("productUrl")}
        write_button(button, body)


# Pictures, files, players ----------------------------------------------------------


def write_image_card(card: Payload, body: BodyWriter) -> None:
    image = build_image(card, link=read_text_value(card, "href"))
    caption = strip_paragraph(read_text_value(card, "caption")).strip() or escape_with_breaks(
        read_text_value(card, "title")
    )
    if image:
        body.add_html(build_figure(image, caption))
    else:
        body.add_note("picture without an address", caption or "a picture")
        body.add_foreign_html(caption, "caption")


def write_gallery(card: Payload, body: BodyWriter) -> None:
    for picture in read_list_value(card, "images"):
        if isinstance(picture, dict):
            write_image_card(picture, body)
    write_caption(card, body)


def write_picture(card: Payload, key: str, body: BodyWriter) -> None:
    """Add the picture whose address is under `key`, if there is one."""
    if read_text_value(card, key).strip():
        body.add_html(f"<p>{build_image({'src': card[key]})}</p>")


def write_file(card: Payload, body: BodyWriter) -> None:
    title, name = read_text_value(card, "fileTitle").strip(), read_text_value(card, "fileName").strip()
    text = f"{title} ({name})" if title and name and title != name else title or name
    address = read_text_value(card, "src")
    if text or address:
        body.add_html(f"<p>{build_html_link(address, text or address)}</p>")
    write_caption(card, body, "fileCaption")


def write_audio(card: Payload, body: BodyWriter) -> None:
    write_player(card, body, "audio")


def write_video(card: Payload, body: BodyWriter) -> None:
    write_player(card, body, "video")


def write_player(card: Payload, body: BodyWriter, tag: str) -> None:
    title = read_text_value(card, "title").strip()
    if title:
        body.add_html(f"<p><strong>{escape_with_breaks(title)}</strong></p>")
    body.add_markdown(build_player(card, tag))
    if not read_text_value(card, "src").strip():
        body.add_note("player without an address", title or tag)
    write_caption(card, body)


def write_bookmark(card: Payload, body: BodyWriter) -> None:
    """Add a bookmark: a card with its title, and the description below it."""
    metadata = read_mapping_value(card, "metadata")
    address = read_text_value(card, "url") or read_text_value(metadata, "url")
    title, description, author, publisher = (
        read_text_value(metadata, key) or read_text_value(card, key)
        for key in ("title", "description", "author", "publisher")
    )
    title = " ".join(title.split()) or publisher or address
    if urlsplit_or_none(address) and title == address:
        body.add_html(f"<p>{build_html_link(address, address)}</p>")
    elif urlsplit_or_none(address) and not set("<>() ") & set(address):
        body.add_markdown(f"🔖 [{escape_image_text(title)}]({address})")
    elif title or address:
        body.add_html(f"<p>{build_html_link(address, title or address)}</p>")
    about = " · ".join(each.strip() for each in (description, author, publisher) if each.strip())
    if about and about != title:
        body.add_html(f"<p>{escape_with_breaks(about)}</p>")
    write_caption(card, body)


def write_embed(card: Payload, body: BodyWriter) -> None:
    """Add an embed: the text in its HTML, such as that of a tweet, and a card that leads there."""
    html, address = read_text_value(card, "html"), read_text_value(card, "url")
    if list_text_lines(html):
        body.add_foreign_html(html, "embed")
    metadata = read_mapping_value(card, "metadata")
    title = " ".join(read_text_value(metadata, "title").split())
    if urlsplit_or_none(address):
        write_bookmark({"url": address, "metadata": {"title": title or address}}, body)
    elif title or address:
        body.add_html(f"<p>{build_html_link(address, title or address)}</p>")
    elif not list_text_lines(html):
        body.add_foreign_html(html, "embed")
    write_caption(card, body)


def write_before_after(card: Payload, body: BodyWriter) -> None:
    for key in ("beforeImage", "afterImage"):
        picture = read_mapping_value(card, key)
        if image := build_image(picture):
            body.add_html(f"<p>{image}</p>")
    write_caption(card, body)


def write_transistor(card: Payload, body: BodyWriter) -> None:
    body.add_note("player of Transistor left out", "it is made for the member who reads it")


# Only in mails, or only of members --------------------------------------------------


def write_email(card: Payload, body: BodyWriter) -> None:
    if text := " ".join(list_text_lines(read_text_value(card, "html"))):
        body.add_comment("only in mails", text)


def write_email_cta(card: Payload, body: BodyWriter) -> None:
    parts = [*list_text_lines(read_text_value(card, "html"))]
    if read_flag_value(card, "showButton"):
        parts += [read_text_value(card, "buttonText"), read_text_value(card, "buttonUrl")]
    if any(parts):
        body.add_comment("only in mails", " ".join(parts))


def write_paywall(card: Payload, body: BodyWriter) -> None:
    body.add_note("paywall left out", "what follows it was for members, unless the post was public")


CARD_WRITERS: dict[str, Callable[[Payload, BodyWriter], None]] = {
    "audio": write_audio,
    "before-after": write_before_after,
    "bookmark": write_bookmark,
    "button": write_button,
    "call-to-action": write_call_to_action,
    "callout": write_callout,
    "card-markdown": write_markdown_card,
    "code": write_code_card,
    "codeblock": write_code_card,
    "email": write_email,
    "email-cta": write_email_cta,
    "embed": write_embed,
    "file": write_file,
    "gallery": write_gallery,
    "header": write_header,
    "horizontalrule": write_rule,
    "hr": write_rule,
    "html": write_html_card,
    "image": write_image_card,
    "image-card": write_image_card,
    "markdown": write_markdown_card,
    "paywall": write_paywall,
    "product": write_product,
    "signup": write_signup,
    "toggle": write_toggle,
    "transistor": write_transistor,
    "video": write_video,
}
