"""What the tags of Hexo, Hugo and Jekyll and of their usual themes become in Markdown.

The table names every tag and the handler that turns it into Markdown. A tag
that is not in the table keeps its inner text; one without inner text stays in
the source as a comment, which readers do not see.
"""

from posts.exchange.importing.shortcodes import blocks, inline, links
from posts.exchange.importing.shortcodes.context import Context, Handler, unknown
from posts.exchange.importing.shortcodes.parser import Tag

# Kinds of callouts that are no callouts as tags.
OTHERWISE = {"quote", "cite", "summary", "check", "done", "default", "primary", "todo", "example", "key"}

KINDS: dict[Handler, str] = {
    blocks.callout: " ".join(blocks.CALLOUTS.keys() - OTHERWISE),
    blocks.foldable: """
        fold folding details collapse expand spoiler hidetoggle hideblock hide accordion toggle
    """,
    blocks.quotation: "blockquote quote cq centerquote pullquote",
    blocks.code: "codeblock code highlight prism pseudocode",
    blocks.mermaid: "mermaid",
    blocks.formula: "math mathjax katex tex latex",
    blocks.labelled: "tab tab-item subtabs tabitem timenode timeline-item step cell",
    blocks.inner_block: """
        tabs timeline gallery galleries flex flex-item flexbox right-align center left right
        columns column row col div grid steps grouppicture swiper slide noautop section article
    """,
    blocks.inner_only: "raw rawhtml unsafe typeit plain if unless for case capture",
    blocks.nothing: """
        comment toc seo assign elsif else when increment break continue
        meting aplayer song music css js script reward param blogdown/postref
    """,
    links.figure: "figure fig imgproc img-fig",
    links.image: "img asset_img asset_image image inlineimg fb_img image-link",
    links.link: "link btn button link-card linkcard external_link extlink",
    links.asset_link: "asset_link",
    links.path: "asset_path static relurl absurl",
    links.embed: f"""
        {" ".join(links.EMBEDS)} {" ".join(links.SPELLINGS)}
        video audio pdf iframe dplayer
    """,
    links.post_link: "post_link",
    links.post_path: "post_path post_url ref relref",
    links.include: "include include_cached include_relative",
    inline.inline: """
        label span p u emp wavy del s sup sub psw badge color font em strong mark nota hideinline
    """,
    inline.keyboard: "kbd",
    inline.checkbox: "checkbox radio",
}
HANDLERS: dict[str, Handler] = {name: handler for handler, names in KINDS.items() for name in names.split()}
# Within these nothing is read but their end.
VERBATIM = frozenset(
    name for name, handler in HANDLERS.items() if handler in {blocks.code, blocks.mermaid, blocks.formula}
) | {"raw", "comment"}


def handle(tag: Tag, context: Context) -> str:
    """Return the Markdown for `tag`."""
    return HANDLERS.get(tag.name, unknown)(tag, context)
