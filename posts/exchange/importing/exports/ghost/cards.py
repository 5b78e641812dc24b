"""Cards: what stands between the paragraphs of a post. Lexical calls them nodes; the payloads are the same.

Each writer gets the payload of a card and adds to a `BodyWriter` what a reader saw of it on the site.
"""

from collections.abc import Callable
from typing import Any

from posts.exchange.html_to_markdown.document import CodeBlock
from posts.exchange.html_to_markdown.writer import write_code
from posts.exchange.importing.exports.ghost.body import (
    BodyWriter,
    build_html_link,
    escape_with_breaks,
    list_text_lines,
)
from posts.exchange.importing.exports.ghost.card_html import clean_language
from posts.exchange.importing.exports.ghost.card_parts import (
    Payload,
    iter_texts_in,
    join_texts,
    strip_paragraph,
    urlsplit_or_none,
    write_button,
    write_caption,
    write_picture,
)
from posts.exchange.importing.exports.ghost.markdown_cards import mend_markdown
from posts.exchange.importing.exports.ghost.media_cards import (
    write_audio,
    write_before_after,
    write_bookmark,
    write_embed,
    write_file_card,
    write_gallery,
    write_image_card,
    write_video,
)
from posts.exchange.json_values import (
    read_flag_value,
    read_mapping_value,
    read_number_value,
    read_text_value,
)
from posts.rendering.passes.callouts import ICON_KINDS, ICON_PATTERN

MAX_STARS = 5


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


def write_unknown_card(name: str, payload: Any, body: BodyWriter) -> None:
    body.add_note("unknown card, its text kept", name or "without a name")
    for text in iter_texts_in(payload):
        address = urlsplit_or_none(text)
        if address:
            body.add_html(f"<p>{build_html_link(text, text)}</p>")
        else:
            body.add_foreign_html(text, f"a card of the kind {name}")


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
    "file": write_file_card,
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
