"""What the API answers: each class is the JSON object that it describes, and its schema in the document."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

Address = Annotated[str, Meta(description="An absolute address.", extra_json_schema={"format": "uri"})]
Html = Annotated[str, Meta(description="HTML whose addresses are absolute.")]
Markdown = Annotated[str, Meta(description="Markdown, as it was written.")]


class TermReference(Struct):
    """A category or a tag."""

    name: str
    slug: str
    url: Address


class SeriesReference(Struct):
    """The series of a post, and the place of the post in it."""

    name: str
    slug: str
    url: Address
    position: int


class AuthorReference(Struct):
    """Who wrote a post, as readers are told; `slug` and `url` where there is a page about them."""

    name: str
    slug: str | None
    url: Address | None


class CoverPicture(Struct):
    """The picture of a post in lists and cards."""

    url: Address
    alt: str


class TocEntry(Struct):
    """An entry of the table of contents; `id` is that of the heading in `html`."""

    level: int
    id: str
    html: str


class WarningItem(Struct):
    """What the renderer found in the text."""

    kind: str
    line: int | None = None
    detail: str = ""


class DraftReference(Struct):
    """The unsaved changes of the token's user: readers see the post without them."""

    saved_at: datetime
    base_version: int
    edit_url: Address
    is_unmerged: Annotated[
        bool,
        Meta(description="Whether they stand beside what the user typed in the editor, which merges both."),
    ] = False


class CorrectionItem(Struct):
    """What was wrong in a post that readers had seen; `version` is the first without it."""

    uid: UUID
    version: int
    corrected_at: datetime
    text: Annotated[str, Meta(description="As it was written; `$…$` are formulas.")]
    plain_text: str
    url: Address


class CitableVersionItem(Struct):
    """A text of the post that keeps an address of its own."""

    number: int
    url: Address
    title_text: str
    author: str
    published_at: datetime
    changed_at: datetime


class PostItem(Struct, kw_only=True):
    """A post. `source`, `html`, `text` and `toc` are in lists only where `include` asks for them.

    What follows `toc` up to `citable_versions` is in the answer of one post only.
    """

    uid: UUID
    kind: Annotated[str, Meta(extra_json_schema={"enum": ["post", "page"]})]
    slug: str
    url: Address
    markdown_url: Annotated[Address | None, Meta(description="Of a page there is none.")]
    title: Annotated[str, Meta(description="The title as it was written; `$…$` are formulas.")]
    title_text: Annotated[str, Meta(description="The title as plain text.")]
    language: str
    author: AuthorReference
    category: TermReference | None
    tags: list[TermReference]
    series: SeriesReference | None
    published_at: datetime | None
    updated_at: datetime
    summary: Annotated[str, Meta(description="The excerpt as it was written, in Markdown; often empty.")]
    excerpt_html: Html
    cover: CoverPicture | None
    reading_minutes: int
    has_math: bool
    is_pinned: bool
    source: Markdown | UnsetType = UNSET
    html: Html | UnsetType = UNSET
    text: Annotated[str, Meta(description="The text without any markup.")] | UnsetType = UNSET
    toc: list[TocEntry] | UnsetType = UNSET
    references: (
        Annotated[list[dict[str, Any]], Meta(description="What it cites, as CSL-JSON.")] | UnsetType
    ) = UNSET
    notable_at: (
        Annotated[datetime | None, Meta(description="The last change that feeds tell of.")] | UnsetType
    ) = UNSET
    corrections: list[CorrectionItem] | UnsetType = UNSET
    citable_versions: list[CitableVersionItem] | UnsetType = UNSET
    state: (
        Annotated[str, Meta(description="With a token only, as are the members that follow.")] | UnsetType
    ) = UNSET
    version: Annotated[int, Meta(description="Send it back with a change.")] | UnsetType = UNSET
    created_at: datetime | UnsetType = UNSET
    is_unlisted: bool | UnsetType = UNSET
    bibliography: Annotated[str, Meta(description="Its own BibTeX or CSL-JSON.")] | UnsetType = UNSET
    warnings: list[WarningItem] | UnsetType = UNSET
    edit_url: Address | UnsetType = UNSET
    draft: DraftReference | UnsetType = UNSET


class PostMatch(PostItem, kw_only=True):
    """A post that a search found."""

    passage_html: Annotated[str, Meta(description="Where it was found; `<mark>` stands around the words.")]


class CategoryItem(Struct):
    name: str
    slug: str
    url: Address
    description: str
    parent: Annotated[str | None, Meta(description="The slug of the category above.")]
    post_count: Annotated[int, Meta(description="Posts in it and below.")]


class TagItem(Struct):
    name: str
    slug: str
    url: Address
    description: str
    post_count: int


class SeriesItem(Struct):
    name: str
    slug: str
    url: Address
    description: str
    post_count: int


class AuthorItem(Struct):
    name: str
    slug: str
    url: Address
    text: str
    picture: Address | None
    post_count: int


NextPage = Annotated[Address | None, Meta(description="The address of what follows; null at the end.")]


class PostPage(Struct):
    items: list[PostItem]
    next: NextPage


class MatchPage(Struct):
    items: list[PostMatch]
    next: NextPage


class CategoryPage(Struct):
    items: list[CategoryItem]
    next: NextPage


class TagPage(Struct):
    items: list[TagItem]
    next: NextPage


class SeriesPage(Struct):
    items: list[SeriesItem]
    next: NextPage


class AuthorPage(Struct):
    items: list[AuthorItem]
    next: NextPage


class SiteItem(Struct):
    """The site, and where its parts are."""

    name: str
    description: str
    language: str
    url: Address
    openapi: Address
    feeds: dict[str, Address]


class PictureItem(Struct):
    """A picture of the library, and the Markdown that shows it."""

    url: Address
    name: Annotated[str, Meta(description="Name it as the cover of a post.")]
    width: int
    height: int
    markdown: str


class OpenApiDocument(Struct):
    openapi: str
    info: dict[str, Any]
    servers: list[dict[str, Any]]
    paths: dict[str, Any]
    components: dict[str, Any]
