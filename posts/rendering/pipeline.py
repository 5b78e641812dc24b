"""The whole way from Markdown to what a page shows, in this process."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from posts.rendering import languages, limits
from posts.rendering.clean import clean
from posts.rendering.dialects import translate
from posts.rendering.display import fence_formulas
from posts.rendering.excerpt import excerpt_of
from posts.rendering.finish import finish
from posts.rendering.hints import find_hints
from posts.rendering.markdown import to_html
from posts.rendering.page import Page
from posts.rendering.passes import (
    apply,
    breaks,
    captions,
    footnotes,
    formulas,
    headings,
    marks,
    variants,
    zoom,
)
from posts.rendering.plain import count_words, plain_text, reading_minutes
from posts.rendering.result import Rendered
from posts.rendering.text import normalise
from posts.rendering.tree import Atom, Element, Node, parse, serialise

# An unclosed `\[` is more often a bracket that was escaped.
FORMULA_MARK = re.compile(r"\$\$|\\begin\{")


def render(
    source: str,
    *,
    summary: str = "",
    language: str = "zh-Hans",
    image_sizes: Mapping[str, Sequence[int]] = {},
    macros: Mapping[str, str] = {},
) -> Rendered:
    """Render one post.

    `source` and `summary` are Markdown, `language` is that of the post (BCP
    47), `image_sizes` gives width and height in pixels by address, followed by
    the widths of the smaller variants there are, `macros` what a TeX command of
    the site stands for, by its name without the backslash.
    Raises RenderError where the source cannot be rendered.
    """
    page = Page(language, image_sizes)
    root = read(source, page, macros)
    lines, formula_count = beginnings(root, page), len(page.formulas)
    contents = headings.outline(root, page)
    excerpt = summarise(summary, page, macros) if summary.strip() else excerpt_of(root, whole=False)
    finish(root, page)
    if image_sizes:
        variants.choose(root, page)
    spoken = plain_text(root, code=False)
    if (found := languages.plain(languages.prose(root))) not in {"", language}:
        page.warn("language", None, found)
    return Rendered(
        html=serialise(root).strip(),
        excerpt=excerpt,
        toc=tuple(contents),
        text=plain_text(root),
        warnings=tuple(sorted(page.warnings, key=lambda warning: warning.line or 0)),
        reading_minutes=reading_minutes(spoken),
        has_math=bool(page.formulas),
        words=sum(count_words(spoken)),
        formulas=formula_count,
        lines=lines,
    )


def beginnings(root: Element, page: Page) -> tuple[int | None, ...]:
    """Return the author's line of each element that stands directly in `root`."""
    drawn = (node for node in root.children if isinstance(node, Element) or is_drawn(node))
    return tuple(map(page.beginning_of, drawn))


def is_drawn(node: Node) -> bool:
    return isinstance(node, Atom) and bool(node.html)


def summarise(summary: str, page: Page, macros: Mapping[str, str]) -> str:
    """Return the excerpt that `summary` makes; the page learns of its formulas and warnings."""
    own = Page(page.language, page.image_sizes)
    root = read(summary, own, macros)
    page.formulas += own.formulas
    page.warnings += [replace(warning, field="summary") for warning in own.warnings]
    return excerpt_of(root, whole=True)


def read(source: str, page: Page, macros: Mapping[str, str]) -> Element:
    """Return the tree of `source`, clean, with everything in its place."""
    source = normalise(source)
    limits.check_source(source)
    page.warnings.extend(find_hints(source))
    html = to_html(to_markdown(source, page))
    limits.check_html(html)
    root = parse(breaks.join_lines(clean(marks.keep_mark(html))))
    apply(root, page)
    if "<img" in html:
        captions.warn_of_unshown(root, page)
        zoom.enlarge(root, page)
    formulas.fill(page, macros)
    if page.formulas:
        formulas.place(root)
    if "footnotes" in html:
        footnotes.set_beside(root)
    return root


def to_markdown(source: str, page: Page) -> str:
    """Return `source` with notes as quotations and display formulas as fences.

    The page is told which line is which.
    """
    notes = translate(source)
    fenced = fence_formulas(notes.text)
    page.markdown = fenced.text.encode().split(b"\n")
    page.lines = [notes.lines[number - 1] for number in fenced.lines]
    lines = notes.text.split("\n")
    for number in fenced.unclosed:
        if FORMULA_MARK.search(lines[number - 1]):
            page.warn("unclosed-formula", notes.lines[number - 1])
    return fenced.text
