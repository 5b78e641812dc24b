"""What handlers of shortcodes share: their context, and the handler of unknown tags."""

from collections.abc import Callable
from dataclasses import dataclass

from posts.exchange.importing.records.record import PostRecord, PostReferences
from posts.exchange.importing.shortcodes.parser import Shortcode
from posts.exchange.markdown.masking import Mask


@dataclass(frozen=True, slots=True)
class ShortcodeContext:
    """What a handler may use besides its tag: the record, other posts, and the mask that hides code."""

    record: PostRecord
    references: PostReferences
    mask: Mask


ShortcodeHandler = Callable[[Shortcode, ShortcodeContext], str]


def convert_unknown(tag: Shortcode, context: ShortcodeContext) -> str:
    """Keep the inner text, else the address it names, else the tag itself as a comment."""
    record = context.record
    written = " ".join(context.mask.restore_text(tag.source_text).split())
    record.add_note("tag unknown", written[:80], record.find_line(tag.source_text.split("\n")[0]))
    if tag.inner is not None:
        return tag.inner
    address = tag.get_argument("src", "url", "href", "link")
    if address.startswith(("http://", "https://")):
        return tag.format_block(address)
    return f"<!-- {tag.source_text.replace('--', '- -')} -->"
