"""What a handler of tags may use, and what becomes of a tag that none knows."""

from collections.abc import Callable
from dataclasses import dataclass

from posts.exchange.importing.dialects.masking import Mask
from posts.exchange.importing.records.record import PostRecord, PostReferences
from posts.exchange.importing.shortcodes.parser import Tag


@dataclass(frozen=True, slots=True)
class Context:
    """What a handler may use beside its tag."""

    record: PostRecord
    references: PostReferences
    mask: Mask


Handler = Callable[[Tag, Context], str]


def unknown(tag: Tag, context: Context) -> str:
    """Keep the inner text, else the address it names, else the tag itself as a comment."""
    record = context.record
    written = " ".join(context.mask.restore_text(tag.written).split())
    record.add_note("tag unknown", written[:80], record.find_line(tag.written.split("\n")[0]))
    if tag.inner is not None:
        return tag.inner
    address = tag.argument("src", "url", "href", "link")
    if address.startswith(("http://", "https://")):
        return tag.block(address)
    return f"<!-- {tag.written.replace('--', '- -')} -->"
