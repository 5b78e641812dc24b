"""The table of shortcodes of Hexo, Hugo, Jekyll and their usual themes, with their handlers.

The table names every tag and the handler that turns it into Markdown. A tag
that is not in the table keeps its inner text; one without inner text stays in
the source as a comment, which readers do not see.
"""

from posts.exchange.importing.shortcodes import blocks, inline, links
from posts.exchange.importing.shortcodes.context import ShortcodeContext, ShortcodeHandler, convert_unknown
from posts.exchange.importing.shortcodes.parser import Shortcode

# Kinds of callouts that mean something else as tags.
CALLOUT_HOMONYMS = {
    "quote",
    "cite",
    "summary",
    "check",
    "done",
    "default",
    "primary",
    "todo",
    "example",
    "key",
}

SHORTCODE_NAMES: dict[ShortcodeHandler, str] = {
    blocks.convert_callout: " ".join(blocks.SHORTCODE_CALLOUTS.keys() - CALLOUT_HOMONYMS),
    blocks.convert_foldable: """
        fold folding details collapse expand spoiler hidetoggle hideblock hide accordion toggle
    """,
    blocks.convert_quotation: "blockquote quote cq centerquote pullquote",
    blocks.convert_code: "codeblock code highlight prism pseudocode",
    blocks.convert_mermaid: "mermaid",
    blocks.convert_formula: "math mathjax katex tex latex",
    blocks.convert_labelled: "tab tab-item subtabs tabitem timenode timeline-item step cell",
    blocks.convert_wrapper: """
        tabs timeline gallery galleries flex flex-item flexbox right-align center left right
        columns column row col div grid steps grouppicture swiper slide noautop section article
    """,
    blocks.keep_inner_text: "raw rawhtml unsafe typeit plain if unless for case capture",
    blocks.drop_shortcode: """
        comment toc seo assign elsif else when increment break continue
        meting aplayer song music css js script reward param blogdown/postref
        pagebreak fa bi iconify lipsum
    """,
    links.convert_figure: "figure fig imgproc img-fig",
    links.convert_image: "img asset_img asset_image image inlineimg fb_img image-link",
    links.convert_link: "link btn button link-card linkcard external_link extlink",
    links.convert_asset_link: "asset_link",
    links.convert_path: "asset_path static relurl absurl",
    links.convert_embed: f"""
        {" ".join(links.EMBED_ADDRESSES)} {" ".join(links.EMBED_ALIASES)}
        video audio pdf iframe dplayer
    """,
    links.convert_post_link: "post_link",
    links.convert_post_path: "post_path post_url ref relref",
    links.convert_include: "include include_cached include_relative",
    inline.convert_inline: """
        label span p u emp wavy del s sup sub psw badge color font em strong mark nota hideinline
    """,
    inline.convert_keyboard: "kbd",
    inline.convert_checkbox: "checkbox radio",
}
SHORTCODE_HANDLERS: dict[str, ShortcodeHandler] = {
    name: handler for handler, names in SHORTCODE_NAMES.items() for name in names.split()
}
# Within these only their closing tag is read.
VERBATIM_SHORTCODES = frozenset(
    name
    for name, handler in SHORTCODE_HANDLERS.items()
    if handler in {blocks.convert_code, blocks.convert_mermaid, blocks.convert_formula}
) | {"raw", "comment"}


def convert_shortcode(tag: Shortcode, context: ShortcodeContext) -> str:
    """Return the Markdown for `tag`."""
    return SHORTCODE_HANDLERS.get(tag.name, convert_unknown)(tag, context)
