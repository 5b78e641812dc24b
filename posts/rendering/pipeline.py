"""The whole way from Markdown to what a page shows, in this process: it runs the table in `passes`."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from posts.rendering.context import RenderContext, Summary
from posts.rendering.markdown import markdown_to_html
from posts.rendering.passes import DOCUMENT_PASSES, ELEMENT_RULES, HTML_PASSES, SOURCE_PASSES, TREE_PASSES
from posts.rendering.passes.base import index_rules
from posts.rendering.passes.block_lines import is_visible
from posts.rendering.passes.equation_labels import collect_text_references
from posts.rendering.passes.formulas import collect_html_formulas
from posts.rendering.passes.title import RenderedTitle, render_title
from posts.rendering.plain_text import BLOCK_TAGS, count_words, estimate_reading_minutes, extract_text
from posts.rendering.result import RenderResult, RenderWarning
from posts.rendering.source import SourceText
from posts.rendering.tree import Element, Node, parse_html, serialize_html

MAX_WARNINGS_OF_KIND = 200

RULES_BY_TAG = index_rules(ELEMENT_RULES)
VERBATIM_TAGS = frozenset({"a", "code", "kbd", "pre", "samp", "var"})


def render_in_process(  # noqa: PLR0913  (all but the first by name)
    source: str,
    *,
    summary: str = "",
    title: str = "",
    language: str = "zh-Hans",
    image_sizes: Mapping[str, Sequence[int]] = {},
    macros: Mapping[str, str] = {},
    references: Mapping[str, Mapping[str, str]] = {},
    numbering: Mapping[str, Any] = {},
    literature: Mapping[str, Mapping[str, Any]] = {},
    citation_style: str = "",
) -> RenderResult:
    """Render one post.

    `source` and `summary` are Markdown, `title` is text with formulas, `language` is that of the post (BCP
    47), `image_sizes` gives width and height in pixels by address, followed by
    the widths of the smaller variants there are, `macros` what a TeX command of
    the site stands for, by its name without the backslash. `references` says what
    a reference to another post leads to, by what is typed ("slug", "slug#label",
    a label of the series): `url`, `label` ("定理 3"), `title` of the post.
    `numbering` says how things are numbered: `by` "post", "section" or "series",
    `start` how many there are before this post, by kind. `literature` has what
    can be cited as CSL-JSON by its key, `citation_style` names the style.
    Raises RenderError where the source cannot be rendered.
    """
    context = RenderContext(language, image_sizes, macros, references, numbering, literature, citation_style)
    root = build_tree(source, context)
    formula_count = len(context.formulas)
    if summary.strip():
        summary_context = RenderContext(
            language, image_sizes, macros, references, numbering, literature, citation_style
        )
        summary_context.macro_expander = context.macro_expander
        summary_context.labels_by_key = dict(context.labels_by_key)
        context.summary = Summary(build_tree(summary, summary_context), summary_context)
    for document_pass in DOCUMENT_PASSES:
        document_pass.run(root, context)
    return build_result(root, context, formula_count, render_title(title, macros))


def build_tree(markdown: str, context: RenderContext) -> Element:
    """Return the tree of a post or a summary, harmless, with everything in its place."""
    html = markdown_to_html(prepare_source(markdown, context))
    for html_pass in HTML_PASSES:
        html = html_pass.run(html, context)
    root = parse_html(html)
    apply_element_rules(root, context)
    for tree_pass in TREE_PASSES:
        if tree_pass.needs in html:
            tree_pass.run(root, context)
    return root


def prepare_source(markdown: str, context: RenderContext) -> str:
    """Return the Markdown for the parser, and let the context know which of its lines are the author's."""
    source = SourceText(markdown, [])
    for source_pass in SOURCE_PASSES:
        source = source_pass.run(source, context)
    context.markdown_lines = source.text.encode().split(b"\n")
    context.author_lines = source.author_lines
    return source.text


def apply_element_rules(element: Element, context: RenderContext, *, is_markdown: bool = False) -> None:
    """Change everything below `element` by the rules, innermost first and in the order of the text.

    `is_markdown` tells that comrak has read the text in it; it does not read what is inside HTML blocks,
    where formulas are looked for here.
    """
    children: list[Node] = []
    for child in element.children:
        if isinstance(child, Element):
            apply_element_rules(child, context, is_markdown=reads_markdown(child, is_markdown=is_markdown))
            children.extend(replace_element(child, context))
        elif isinstance(child, str) and not is_markdown:
            children.extend(collect_html_formulas(child, context))
        elif isinstance(child, str) and "ref{" in child and not is_verbatim(element):
            children.extend(collect_text_references(child, context.line_of(element), context))
        else:
            children.append(child)
    element.children = children


def replace_element(element: Element, context: RenderContext) -> Sequence[Node]:
    """Return what the first rule that replaces `element` puts in its place, or `element` itself."""
    for rule in RULES_BY_TAG.get(element.tag, ()):
        if (replacement := rule(element, context)) is not None:
            return replacement
    return (element,)


def is_verbatim(element: Element) -> bool:
    """Whether the text in `element` is code, or a formula already."""
    return "data-math-style" in element.attributes or (element.tag in VERBATIM_TAGS and element.tag != "a")


def reads_markdown(element: Element, *, is_markdown: bool) -> bool:
    """Whether the text in `element` has been read, or must not be; `is_markdown` says it of its parent."""
    if "data-sourcepos" in element.attributes or element.tag in VERBATIM_TAGS:
        return True
    return is_markdown and element.tag not in BLOCK_TAGS


def limit_warnings(warnings: Sequence[RenderWarning]) -> tuple[RenderWarning, ...]:
    """Return the first `warnings` of each kind, by line: they are stored, and sent with each preview."""
    counts: Counter[str] = Counter()
    kept = []
    for warning in sorted(warnings, key=lambda warning: warning.line or 0):
        counts[warning.kind] += 1
        if counts[warning.kind] <= MAX_WARNINGS_OF_KIND:
            kept.append(warning)
    return tuple(kept)


def build_result(
    root: Element, context: RenderContext, formula_count: int, title: RenderedTitle
) -> RenderResult:
    """Return the result; formulas of summary and title are not counted, but need the stylesheet too."""
    han, words = count_words(extract_text(root, include_code=False))
    html, block_starts = serialize_blocks(root)
    return RenderResult(
        html=html,
        excerpt=context.excerpt,
        toc=tuple(context.toc),
        text=extract_text(root),
        warnings=limit_warnings([*title.warnings, *context.warnings]),
        reading_minutes=estimate_reading_minutes(han, words),
        has_math=bool(context.formulas or title.html) or context.has_pasted_mathml,
        words=han + words,
        formulas=formula_count,
        lines=context.block_lines,
        block_starts=block_starts,
        feed_html=context.feed_html,
        title_html=title.html,
        title_text=title.text,
        labels=tuple(context.labels),
        mentions=tuple(context.mentions),
        counts=context.counts,
    )


def serialize_blocks(root: Element) -> tuple[str, tuple[int, ...]]:
    """Return what is in `root` as HTML, and at which offsets in it the blocks begin that have a line."""
    parts: list[str] = []
    starts: list[int] = []
    length = 0
    for node in root.children:
        part = serialize_html(node)
        if not parts:
            part = part.lstrip()
        if isinstance(node, Element) or is_visible(node):
            starts.append(length if starts else 0)
        if part:
            parts.append(part)
            length += len(part)
    return "".join(parts).rstrip(), tuple(starts)
