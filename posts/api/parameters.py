"""What requests may say: parameters of the query, and the objects that are sent."""

from datetime import datetime
from enum import Enum
from typing import Annotated, Any
from uuid import UUID

import msgspec
from django.http import QueryDict
from msgspec import UNSET, Meta, Struct, UnsetType, convert

from posts.api.errors import ApiError, FieldError
from posts.models import Language

MAX_ITEMS = 100
Limit = Annotated[int, Meta(ge=1, le=MAX_ITEMS, description="How many at most.")]
Cursor = Annotated[
    str, Meta(max_length=300, description="Where to go on; `next` of an answer has it. It tells nothing.")
]
Slug = Annotated[str, Meta(max_length=200)]
LanguageCode = Annotated[str, Meta(extra_json_schema={"enum": list(Language.values)})]
# Of a post or a name; the model has them too.
Title = Annotated[str, Meta(min_length=1, max_length=200)]


class ListedKind(Enum):
    POST = "post"
    PAGE = "page"


class ListedState(Enum):
    LIVE = "live"
    DRAFT = "draft"
    REVIEW = "review"
    SCHEDULED = "scheduled"
    ARCHIVED = "archived"
    TRASHED = "trashed"
    ALL = "all"


class NamedTransition(Enum):
    """A change of state, as a button of the editor makes it."""

    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    ARCHIVE = "archive"
    TRASH = "trash"
    RESTORE = "restore"


Include = Annotated[
    str,
    Meta(
        pattern="^(source|html|text|toc)(,(source|html|text|toc)){0,3}$",
        description="Comma-separated: `source`, `html`, `text`, `toc`.",
    ),
]


class NoParameters(Struct, forbid_unknown_fields=True):
    pass


class ListParameters(Struct, forbid_unknown_fields=True):
    limit: Limit = 50
    cursor: Cursor = ""


class PostListParameters(Struct, forbid_unknown_fields=True):
    limit: Limit = 20
    cursor: Cursor = ""
    category: Annotated[Slug, Meta(description="The slug of a category; posts below it are in it.")] = ""
    tag: Slug = ""
    series: Slug = ""
    author: Slug = ""
    language: Annotated[str, Meta(max_length=10)] = ""
    kind: Annotated[ListedKind, Meta(description="Pages, such as About, are in no other list.")] = (
        ListedKind.POST
    )
    state: Annotated[ListedState, Meta(description="Other than `live` with a token that may read.")] = (
        ListedState.LIVE
    )
    include: Include | None = None


class SearchParameters(Struct, forbid_unknown_fields=True):
    q: Annotated[str, Meta(min_length=1, max_length=200, description="As in the search of the site.")]
    limit: Limit = 20
    cursor: Cursor = ""


class PostFields(Struct, kw_only=True, forbid_unknown_fields=True):
    """The fields of a post; those that are left out stay as they are."""

    title: Title | UnsetType = UNSET
    source: Annotated[str, Meta(description="The text, in Markdown.")] | UnsetType = UNSET
    summary: str | UnsetType = UNSET
    slug: Slug | UnsetType = UNSET
    language: LanguageCode | UnsetType = UNSET
    category: Annotated[str | None, Meta(description="The slug of a category.")] | UnsetType = UNSET
    tags: list[Annotated[str, Meta(min_length=1, max_length=100)]] | UnsetType = UNSET
    series: Annotated[str | None, Meta(description="The slug of a series.")] | UnsetType = UNSET
    series_position: Annotated[int, Meta(ge=0, le=32767)] | UnsetType = UNSET
    byline: Annotated[str, Meta(max_length=200)] | UnsetType = UNSET
    cover: Annotated[str | None, Meta(description="The `name` of a picture of the library.")] | UnsetType = (
        UNSET
    )
    cover_alt: Annotated[str, Meta(max_length=300)] | UnsetType = UNSET
    bibliography: (
        Annotated[str, Meta(description="BibTeX or CSL-JSON of the works that the post alone cites.")]
        | UnsetType
    ) = UNSET
    translation_of: Annotated[UUID | None, Meta(description="The `uid` of a post.")] | UnsetType = UNSET
    parent: (
        Annotated[UUID | None, Meta(description="Of a page only: the `uid` of the page above.")] | UnsetType
    ) = UNSET
    is_pinned: bool | UnsetType = UNSET
    is_unlisted: bool | UnsetType = UNSET
    publish: Annotated[
        bool,
        Meta(description="Show it to readers: at once, or at `published_at`. Needs the scope `publish`."),
    ] = False
    published_at: (
        Annotated[datetime, Meta(tz=True, description="With `publish`; in the future it schedules.")]
        | UnsetType
    ) = UNSET
    is_citable: Annotated[
        bool, Meta(description="With `publish`: keep this text at an address of its own. Of no page.")
    ] = False


class NewPost(PostFields, kw_only=True, forbid_unknown_fields=True):
    """A new post, a draft unless it is published."""

    title: Title
    kind: Annotated[ListedKind, Meta(description="A page takes a right to change everybody's posts.")] = (
        ListedKind.POST
    )
    uid: (
        Annotated[UUID, Meta(description="Chosen by you: sent twice, it makes no second post.")] | UnsetType
    ) = UNSET


class PostChange(PostFields, kw_only=True, forbid_unknown_fields=True):
    """A change of a post at `version`. Of one that is public it becomes a draft, unless it is published."""

    version: Annotated[int, Meta(ge=1, description="The version that was changed.")]
    correction: Annotated[
        str,
        Meta(max_length=1000, description="With `publish`, of a live post: what was wrong. Of no page."),
    ] = ""
    is_notable: Annotated[
        bool, Meta(description="With `publish`, of a live post: feeds tell of the change. Of no page.")
    ] = False
    transition: (
        Annotated[
            NamedTransition,
            Meta(
                description="`submit` for review, `withdraw` or `restore` to a draft, `archive`, `trash`. "
                "For what is public, or will be, it needs the scope `publish`. Not with `publish`."
            ),
        ]
        | UnsetType
    ) = UNSET


def parse_call_query(query: QueryDict, parameters: type[Struct]) -> Any:
    """Return the parameters of `query`. Raises ApiError, 400, for what is unknown, wrong or there twice."""
    if repeated := [name for name, values in query.lists() if len(values) > 1]:
        raise ApiError(400, f"The parameter {repeated[0]} is there more than once.")
    if any("\0" in value for value in query.values()):
        raise ApiError(400, "A parameter has a NUL character.")
    try:
        return convert(query.dict(), parameters, strict=False)
    except msgspec.ValidationError as error:
        raise ApiError(400, f"Parameters: {error}.") from error


def parse_body(data: bytes, schema: type[Struct]) -> Any:
    """Return the object in `data`, JSON. Raises ApiError: 400 for what is none, 422 for wrong members."""
    try:
        return msgspec.json.decode(data, type=schema)
    except msgspec.ValidationError as error:
        message, _separator, place = str(error).partition(" - at ")
        field = place.strip("`").removeprefix("$.") if place else UNSET
        errors = [FieldError(message, "invalid", field)]
        raise ApiError(422, str(error), errors=errors) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ApiError(400, f"The body is no JSON: {error}.") from error
