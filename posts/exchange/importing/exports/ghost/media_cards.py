"""Cards of pictures, files, players and other pages."""

from posts.exchange.html_to_markdown.escaping import escape_image_text
from posts.exchange.importing.exports.ghost.body import (
    BodyWriter,
    build_html_link,
    escape_with_breaks,
    list_text_lines,
)
from posts.exchange.importing.exports.ghost.card_html import build_figure, build_image, build_player
from posts.exchange.importing.exports.ghost.card_parts import (
    Payload,
    strip_paragraph,
    urlsplit_or_none,
    write_caption,
)
from posts.exchange.json_values import read_list_value, read_mapping_value, read_text_value


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


def write_file_card(card: Payload, body: BodyWriter) -> None:
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
