"""Conversion of a record's text from its tool's dialect to our Markdown."""

import re

from posts.exchange.importing.dialects import (
    blank_lines,
    file_includes,
    formula_images,
    formula_repair,
    kramdown,
    leftovers,
    rewrite_rules,
)
from posts.exchange.importing.link_resolver import LinkResolver
from posts.exchange.importing.records.record import PostRecord, SkipImport
from posts.exchange.importing.shortcodes import parser
from posts.exchange.importing.shortcodes.context import ShortcodeContext
from posts.exchange.importing.shortcodes.handlers import VERBATIM_SHORTCODES, convert_shortcode
from posts.exchange.importing.sites.base import SourceSite
from posts.exchange.markdown.masking import Mask
from posts.rendering.characters import normalize_text


def convert_record(record: PostRecord, site: SourceSite, links: LinkResolver) -> None:
    """Rewrite the source and the summary of `record`; import the files they link to and the cover."""
    record.source = normalize_text(convert_text(record.source, record, site, links))
    if not record.source.strip() and not site.is_own_export:
        raise SkipImport("it has no text")
    record.summary = normalize_text(convert_text(record.summary, record, site, links)).strip()
    record.cover = import_cover(record, links)


def convert_text(text: str, record: PostRecord, site: SourceSite, links: LinkResolver) -> str:
    """Return `text` in our Markdown, with links and images at their new addresses.

    Code is hidden first, formulas as soon as they are found: no later step can
    change them. The order matters: each step relies on those before it.
    """
    mask = Mask()
    if site.is_own_export:
        return mask.restore_text(links.rewrite_links(mask.hide_code(text), record))
    keeps_runs = blank_lines.has_blank_runs(text)
    text = file_includes.include_files(text, record, site.root, site.contains_file)
    text = rewrite_rules.apply_rules(text, rewrite_rules.HIDDEN_CHUNK_RULES)
    for step in site.code_steps:
        text = step(text, record)
    text = site.rewrite_components(text, record, links, mask)
    text = mask.hide_code(
        formula_repair.unwrap_formulas(text),
        formula_repair.read_code_span if site.formula_style.in_code else None,
        keep_indented=record.path.suffix.lower() == ".mdx",
    )
    text = kramdown.remove_comments(text, record)
    text = formula_images.replace_formula_images(text, record)
    text = rewrite_rules.apply_rules(text, site.shortcode_rules)
    if site.shortcode_syntax:
        text = convert_shortcodes(text, site.shortcode_syntax, ShortcodeContext(record, links, mask))
    text = formula_repair.unescape_brackets(text)
    text = formula_repair.repair_formulas(
        rewrite_rules.apply_rules(text, site.html_rules), site.formula_style, mask, record, site.math_macros
    )
    text = site.rewrite_text(text, record, links)
    kramdown.note_contents_titles(text, record)
    text = rewrite_rules.apply_rules(
        rewrite_rules.mark_excerpt(text, record.excerpt_separator), site.text_rules
    )
    for step in site.text_steps:
        text = step(text, record)
    text = blank_lines.normalize_blank_lines(links.rewrite_links(text, record), keeps_runs=keeps_runs)
    leftovers.note_leftovers(text, mask, record, is_note=site.finds_by_name)
    mask.rewrite_hidden(site.code_rules)
    return mask.restore_text(text)


def convert_shortcodes(text: str, syntax: re.Pattern[str], context: ShortcodeContext) -> str:
    """Return `text` with what its shortcodes, written in `syntax`, stand for."""
    return parser.replace_shortcodes(
        text, syntax, lambda tag: convert_shortcode(tag, context), VERBATIM_SHORTCODES
    )


def import_cover(record: PostRecord, links: LinkResolver) -> str:
    """Import the cover; return its name in media, "" where there is none that can be imported."""
    if not record.cover:
        return ""
    if "//" in record.cover:
        record.add_note("cover on another site, not taken", record.cover, record.find_line(record.cover))
        return ""
    return links.import_cover(record)
