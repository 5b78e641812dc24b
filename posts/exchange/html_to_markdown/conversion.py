"""HTML of any program as Markdown of ours: `convert_html`."""

from collections.abc import Sequence

from posts.exchange.html_to_markdown import parsing, styles
from posts.exchange.html_to_markdown.document import (
    Block,
    Container,
    Conversion,
    Figure,
    ListBlock,
    NoteCounter,
    Paragraph,
    PictureReference,
    Run,
    Table,
)
from posts.exchange.html_to_markdown.element_names import HEADING_TAGS
from posts.exchange.html_to_markdown.note_markup import find_notes
from posts.exchange.html_to_markdown.picture_markup import list_late_pictures
from posts.exchange.html_to_markdown.reader import HtmlPage, Reader
from posts.exchange.html_to_markdown.trees import get_text
from posts.exchange.html_to_markdown.writer import write_blocks
from posts.rendering.passes.headings import heading_slug
from posts.rendering.tree import Element

DOCS_MARK = "docs-internal-guid"


def convert_html(html: str, base_url: str = "", *, first_note: int = 1) -> Conversion:
    """Return the Markdown of `html`, a page or a part of one, with its pictures and notes.

    Relative addresses are resolved against `base_url`, if it is given. Footnotes are numbered from
    `first_note` on. A picture that is embedded (`data:`) has the address `embedded:N` in the Markdown, N
    from 1; whoever stores it puts its own address there. Nothing is fetched.

    Raises ConversionError where `html` is longer than parsing.MAX_PARSED_CHARACTERS or nested too deep.
    """
    root = parsing.parse_fragment(html)
    counter = NoteCounter()
    page = HtmlPage(
        base_url=base_url,
        class_rules=styles.read_class_rules(html),
        notes=find_notes(root, first_note),
        is_from_docs=DOCS_MARK in html,
        has_tex_scripts="math/tex" in html,
        late_pictures=list_late_pictures(root),
        headings=name_headings(root),
    )
    blocks = Reader(page, counter).read(root)
    if not blocks and counter.counts.get("hidden"):
        # The page shows itself by a script.
        counter = NoteCounter()
        page.shows_hidden = True
        blocks = Reader(page, counter).read(root)
    pictures: list[PictureReference] = []
    number_pictures(blocks, pictures)
    markdown = "\n".join(write_blocks(blocks)).strip("\n")
    return Conversion(f"{markdown}\n" if markdown else "", tuple(pictures), tuple(counter.list_notes()))


def name_headings(root: Element) -> dict[str, str]:
    """Return the ids that the renderer gives to the headings of a page, by those that links lead to."""
    names: dict[str, str] = {}
    for heading in root.iter_elements():
        if heading.tag in HEADING_TAGS:
            slug = heading_slug(" ".join(get_text(heading).split()))
            for element in [heading, *heading.iter_elements()]:
                if name := element.attributes.get("id"):
                    names[name] = slug
    return names


def number_pictures(blocks: Sequence[Block], pictures: list[PictureReference]) -> None:
    """Give embedded pictures an address each, and enter all pictures, in their order, into `pictures`."""
    for block in blocks:
        if isinstance(block, Paragraph):
            block.runs = [number_picture(run, pictures) for run in block.runs]
        elif isinstance(block, Figure):
            block.image = number_picture(block.image, pictures)
        elif isinstance(block, ListBlock):
            number_pictures(block.items, pictures)
        elif isinstance(block, Table):
            number_pictures([cell for row in block.rows for cell in row], pictures)
        elif isinstance(block, Container):
            number_pictures(block.children, pictures)


def number_picture(run: Run, pictures: list[PictureReference]) -> Run:
    if run.kind != "image":
        return run
    source = run.source
    if source.startswith("data:"):
        number = 1 + sum(picture.is_embedded for picture in pictures)
        run = run._replace(source=f"embedded:{number}")
    pictures.append(PictureReference(run.source, source, run.text))
    return run
