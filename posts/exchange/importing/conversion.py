"""A record's text, from its tool's dialect to Markdown as we write it."""

from posts.exchange.importing.dialects import formula_repair, rewrite_rules
from posts.exchange.importing.dialects.masking import Mask
from posts.exchange.importing.link_resolver import Links
from posts.exchange.importing.records.record import PostRecord
from posts.exchange.importing.shortcodes import parser
from posts.exchange.importing.shortcodes.context import Context
from posts.exchange.importing.shortcodes.handlers import VERBATIM, handle
from posts.exchange.importing.sites.base import Site
from posts.rendering.text import normalise


def convert(record: PostRecord, site: Site, links: Links) -> None:
    """Rewrite the record's source and summary, bring its files along, and find its cover."""
    record.source = normalise(translate(record.source, record, site, links))
    record.summary = normalise(translate(record.summary, record, site, links)).strip()
    record.cover = find_cover(record, links)


def translate(text: str, record: PostRecord, site: Site, links: Links) -> str:
    """Return `text` in our Markdown, its links and pictures at their new addresses."""
    mask = Mask()
    if site.is_ours:
        return mask.restore_text(links.rewrite(mask.hide_code(text), record))
    text = rewrite_rules.apply_rules(text, rewrite_rules.HIDDEN_CHUNK_RULES)
    text = mask.hide_code(
        formula_repair.unwrap(text), formula_repair.read_span if site.style.in_code else None
    )
    text = rewrite_rules.apply_rules(text, site.tag_rules)
    if site.syntax:
        context = Context(record, links, mask)
        text = parser.replace(text, site.syntax, lambda tag: handle(tag, context), VERBATIM)
    text = formula_repair.free_brackets(text)
    text = formula_repair.repair(rewrite_rules.apply_rules(text, site.html_rules), site.style, mask, record)
    text = site.prepare(text, record, links)
    text = rewrite_rules.apply_rules(rewrite_rules.mark_excerpt(text, record.excerpt_separator), site.rules)
    text = rewrite_rules.normalize_blank_lines(links.rewrite(text, record))
    mask.rewrite_hidden(site.code_rules)
    return mask.restore_text(text)


def find_cover(record: PostRecord, links: Links) -> str:
    """Return the name in media of the record's cover; "" where it has none that could be taken."""
    if not record.cover:
        return ""
    if "//" in record.cover:
        record.add_note("cover on another site, not taken", record.cover, record.find_line(record.cover))
        return ""
    return links.take(record.cover, record, record.cover) or ""
