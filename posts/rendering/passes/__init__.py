"""The table of rendering passes: everything that is done to a post, in the order in which it is done.

Each entry says why it stands there. To add a pass, write one file in this package and one entry here; the
kinds of passes and what each gets and returns are in `passes.base`, `pipeline` only runs the table.
"""

from posts.rendering import limits
from posts.rendering.passes import (
    abbreviations,
    algorithms,
    attribute_lists,
    block_lines,
    callout_dialects,
    callouts,
    caption_lines,
    captions,
    citations,
    code_blocks,
    cross_references,
    diagrams,
    display_math,
    emphasis,
    equation_labels,
    excerpt,
    excerpt_marker,
    feed,
    finalize,
    footnotes,
    formulas,
    headings,
    highlights,
    html_boxes,
    html_openers,
    image_attributes,
    image_sizes,
    image_sources,
    image_zoom,
    images,
    inline_math,
    language_check,
    line_breaks,
    link_cards,
    links,
    mentions,
    near_misses,
    normalization,
    note_labels,
    numbers,
    own_references,
    paragraphs,
    pasted_mathml,
    raw_html,
    references,
    sanitize,
    source_warnings,
    strikethrough,
    table_cells,
    tables,
    task_lists,
    tex_environments,
    text_marks,
    theorems,
    tikz,
    wiki_links,
)
from posts.rendering.passes.base import ElementRule, HtmlPass, ParserOption, Pass, SourcePass, TreePass

# 1. Over the Markdown source, line by line.
SOURCE_PASSES: tuple[Pass[SourcePass], ...] = (
    Pass(
        normalization.normalize_source,
        "first, so that all others know one kind of line end and no character that a feed cannot hold",
    ),
    Pass(
        limits.check_source_limits,
        "before anything slow is tried: what is too big, too deep or built to be slow is refused here",
    ),
    Pass(
        tex_environments.fence_tex_environments,
        "before all that reads Markdown, of which there is none in an algorithm or a picture of LaTeX",
    ),
    Pass(
        caption_lines.set_off_captions,
        "before all that asks for rows of tables, of which a caption right below would be one",
    ),
    Pass(
        table_cells.mend_table_cells,
        "before all that asks for formulas in cells, and while rows stand on the lines of their author",
    ),
    Pass(
        source_warnings.add_source_warnings,
        "while the lines are still those the author typed, with their own fences, tables and tags",
    ),
    Pass(
        citations.note_citations,
        "before the fenced divisions, of which an empty one is the place of the list of literature",
    ),
    Pass(
        image_sizes.translate_image_sizes,
        "before the parser, for which an image with a size is text",
    ),
    Pass(
        html_openers.escape_html_openers,
        "before all that looks for blocks of HTML, which a comment that is never closed would begin",
    ),
    Pass(
        attribute_lists.apply_attribute_lists,
        "before the parser, for which the list is text: of the paragraph, item or table row above it",
    ),
    Pass(
        abbreviations.collect_abbreviations,
        "as early as the lists: what defines an abbreviation is no text either",
    ),
    Pass(
        html_boxes.set_off_boxed_markdown,
        "after the openers that are text, and before formulas, which are Markdown's only outside of HTML",
    ),
    Pass(
        note_labels.escape_repeated_notes,
        "before the parser, which would move what follows a second note into the list of notes",
    ),
    Pass(
        callout_dialects.translate_callouts,
        "before formulas, which need to know the quotations in which they will stand",
    ),
    Pass(
        near_misses.add_hints,
        "after callouts, whose marks look like commands of other programs, and before anything is escaped",
    ),
    Pass(
        inline_math.protect_inline_formulas,
        "before display formulas, which may not begin inside an inline one that goes over several lines",
    ),
    Pass(
        display_math.fence_display_math,
        "last before the parser, which would read `- b` or an empty line inside a formula as Markdown",
    ),
)

# 2. The Markdown parser, comrak: CommonMark 0.31.2 with these extensions.
PARSER_EXTENSIONS: tuple[ParserOption, ...] = (
    ParserOption("autolink", "GFM: a bare address is a link"),
    ParserOption("cjk_friendly_emphasis", "`**` works beside Han characters, where no spaces stand"),
    ParserOption("description_lists", "terms with definitions, as Pandoc and PHP Markdown Extra write them"),
    ParserOption("footnotes", "GFM: `[^1]`"),
    ParserOption("highlight", "`==text==`, as Obsidian and Typora write it"),
    ParserOption("math_code", "code spans in dollars and ```math fences, which our own passes write too"),
    ParserOption("math_dollars", "`$x$` and `$$x$$`, with no Markdown inside"),
    ParserOption("math_latex", r"`\(x\)` and `\[x\]`, with no Markdown inside"),
    ParserOption("strikethrough", "GFM: `~~text~~`"),
    ParserOption("table", "GFM: tables with `|`"),
    ParserOption("tasklist", "GFM: `- [x]`"),
)
PARSER_RENDER_OPTIONS: tuple[ParserOption, ...] = (
    ParserOption("sourcepos", "every element says which line it came from: for warnings, and scrolling"),
    ParserOption("tasklist_classes", "by which `task_lists` knows the items"),
    ParserOption("unsafe_", "raw HTML passes: the sanitizer comes next, and knows more"),
)

# 3. Over the HTML that the parser wrote, as a string.
HTML_PASSES: tuple[Pass[HtmlPass], ...] = (
    Pass(
        raw_html.show_refused_html,
        "before anything else reads the HTML, and the sanitizer removes: what is no HTML for readers is text",
    ),
    Pass(limits.check_html_limits, "before the sanitizer, whose time grows with the square of the depth"),
    Pass(
        excerpt_marker.protect_more_comment,
        "before the sanitizer, which removes comments, and `<!-- more -->` is one",
    ),
    Pass(
        sanitize.sanitize_html,
        "before all that adds anything of ours: what follows may trust the HTML, and is not filtered itself",
    ),
    Pass(
        image_attributes.attach_image_attributes,
        "before the tree, where an image and the text behind it are in different nodes",
    ),
    Pass(
        line_breaks.join_cjk_lines,
        "on well-formed HTML, but before the tree, where a break and its neighbours are in different nodes",
    ),
)

# 4. Over each element of the tree: one walk, innermost elements first, in the order of the text. Rules for
# the same tag are tried in this order until one replaces the element.
ELEMENT_RULES: tuple[ElementRule, ...] = (
    ElementRule("a", mentions.note_local_link, "before all that may replace the link"),
    ElementRule("a", links.fix_link, "before the `p` around it, which may be a lone address"),
    ElementRule(
        "code",
        formulas.collect_code_formula,
        "formulas in code spans; those of code blocks are left to `pre`",
    ),
    ElementRule(
        "span", pasted_mathml.replace_mathml_placeholder, "no formula in TeX, which the next rule takes"
    ),
    ElementRule(
        "span",
        formulas.collect_span_formula,
        "formulas are collected in the order of the text, for their numbers",
    ),
    ElementRule(
        "del", strikethrough.fix_strikethrough, "comrak takes one tilde for deleted text too, as in `10~20`"
    ),
    ElementRule("em", emphasis.mark_latin_emphasis, "Latin text is slanted, Han text is made heavier"),
    ElementRule("mark", highlights.restore_comparison, "comrak takes `a == b == c` for a highlight"),
    ElementRule(
        "img", image_attributes.apply_image_attributes, "before the image is completed with its own size"
    ),
    ElementRule("img", images.complete_image, "before the `p` around it, which may be a figure"),
    ElementRule("source", images.drop_empty_source, "the sanitizer may have taken its address"),
    ElementRule("input", task_lists.disable_checkbox, "no input but a task's box, which nobody ticks"),
    ElementRule("li", task_lists.label_checkbox, "after the task in it is done, whose text names the box"),
    ElementRule("wbr", excerpt_marker.replace_more_marker, "the marker is for `excerpt`, not for readers"),
    ElementRule(
        "p",
        paragraphs.render_paragraph,
        "after the links and images in it, of which it makes bookmark cards and figures",
    ),
    ElementRule("div center", paragraphs.box_to_figure, "raw HTML around a caption is a figure too"),
    ElementRule(
        "pre", diagrams.render_diagram, "before code blocks: what cannot be drawn is shown as its source"
    ),
    ElementRule("pre", algorithms.render_algorithm, "before code blocks, like diagrams"),
    ElementRule("pre", tikz.render_tikz, "before code blocks, of which it makes a figure, and formulas"),
    ElementRule(
        "pre",
        code_blocks.render_code_block,
        "a code block, or a ```math fence; its `code` is left alone before",
    ),
    ElementRule("table", tables.wrap_table, "after its cells: the box around it scrolls"),
    ElementRule(
        "blockquote",
        link_cards.render_link_cards,
        "after its links and pictures, and before callouts, for which its mark is a kind",
    ),
    ElementRule("blockquote", theorems.render_theorem, "before callouts, for which its mark is a kind"),
    ElementRule("blockquote", callouts.render_callout, "after its paragraphs: the first line is the title"),
    ElementRule("section", footnotes.label_backlinks, "links back to the text, named in its language"),
)

# 5. Over the whole tree, of the post and of its summary alike.
TREE_PASSES: tuple[Pass[TreePass], ...] = (
    Pass(
        citations.set_citations,
        "after the rules, and before the marks in text, which may be part of a key, and before the formulas, "
        "which titles may hold",
    ),
    Pass(
        wiki_links.set_wiki_links,
        "after the rules, which have made text of what is none of comrak's, and before text becomes marks",
        needs="[[",
    ),
    Pass(
        text_marks.replace_text_marks,
        "after the rules, which have made text of what is none of comrak's, and before formulas are text",
    ),
    Pass(
        abbreviations.set_abbreviations,
        "after the rules, like the marks in text, and before formulas are text",
    ),
    Pass(
        captions.warn_of_hidden_captions,
        "after the rules, which have taken the titles of those pictures that became figures",
        needs="<img",
    ),
    Pass(
        image_zoom.link_large_images,
        "after the rules, so that no rule takes its link for the author's",
        needs="<img",
    ),
    Pass(
        caption_lines.attach_captions,
        "after the rules, which have made tables, code and figures, and before they are counted",
        needs="{",
    ),
    Pass(numbers.number_things, "before formulas are typeset, whose numbers may begin anew in each section"),
    Pass(
        cross_references.link_cross_references,
        "after the names of theorems and figures are known, which must not depend on other posts",
        needs="[[",
    ),
    Pass(references.exclude_references, "before formulas are typeset: what refers to no equation is none"),
    Pass(
        formulas.typeset_collected_formulas,
        "after all formulas are collected: one call sets them, so that they can refer to one another",
    ),
    Pass(
        equation_labels.warn_of_labels, "after typesetting, which does not know what to show of a lost label"
    ),
    Pass(
        references.resolve_references,
        "after typesetting, when equations have numbers, and before formulas are placed beside text",
    ),
    Pass(formulas.place_formulas, "after typesetting, because it adds classes to the MathML"),
    Pass(
        mentions.collect_mentions,
        "after wiki links are set, while lines are known, and before anything adds links of its own",
    ),
    Pass(
        note_labels.warn_of_unmatched_notes,
        "while lines are known, and after formulas, in which `[^x]` is none",
    ),
    Pass(
        footnotes.place_sidenotes,
        "last, because it measures how much room the text and its formulas take",
        needs="footnotes",
    ),
)

# 6. Over the tree of the post, to take out what lists, search and the page need, and to finish it.
DOCUMENT_PASSES: tuple[Pass[TreePass], ...] = (
    Pass(block_lines.record_block_lines, "first, while `data-sourcepos` is there"),
    Pass(
        headings.number_headings,
        "while lines are known, for its warnings, and before `finalize`, which needs the ids of headings",
    ),
    Pass(
        own_references.link_to_own_headings,
        "after headings have their ids, and after `references`, which links what has a label",
        needs="[[#",
    ),
    Pass(
        excerpt.set_excerpt,
        "before `finalize` turns alignment into classes, which it would copy, and before `srcset` is added",
    ),
    Pass(
        finalize.finalize_tree,
        "after all that adds or needs ids: those that nothing leads to go, and so does `data-sourcepos`",
    ),
    Pass(
        feed.set_feed_html,
        "after `finalize`, which settles ids, and before images get sources that few feed readers know",
    ),
    Pass(image_sources.add_image_sources, "last of all changes: no other pass needs to know `<picture>`"),
    Pass(language_check.warn_of_other_language, "last: it changes nothing, and nothing needs it"),
)
