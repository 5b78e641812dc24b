"""The table of all operations: addresses, the checks of requests and the OpenAPI document come from it."""

from collections.abc import Callable
from dataclasses import dataclass

from msgspec import Struct

from posts.api import pictures, reading, terms, writing
from posts.api.calls import ApiCall, ApiResult
from posts.api.parameters import (
    ListParameters,
    NewPost,
    NoParameters,
    PostChange,
    PostListParameters,
    SearchParameters,
)
from posts.api.schemas import (
    AuthorItem,
    AuthorPage,
    CategoryItem,
    CategoryPage,
    MatchPage,
    PictureItem,
    PostItem,
    PostPage,
    SeriesItem,
    SeriesPage,
    SiteItem,
    TagItem,
    TagPage,
)


@dataclass(frozen=True, slots=True)
class Operation:
    """What one method does at one path, below `/api/v1/`, and what may come and go.

    `path` is written as for Django, `results` are the objects by status. `scope` is what a token must
    have, "" where none is needed. `errors` are the statuses of errors beside those that all have.
    """

    method: str
    path: str
    run: Callable[[ApiCall], ApiResult]
    results: dict[int, type[Struct]]
    query: type[Struct] = NoParameters
    body: type[Struct] | None = None
    takes_picture: bool = False
    scope: str = ""
    errors: tuple[int, ...] = ()
    operation_id: str = ""  # that of the function is its name

    @property
    def name(self) -> str:
        return self.operation_id or self.run.__name__

    @property
    def summary(self) -> str:
        """The first line that the function says of itself."""
        return (self.run.__doc__ or "").split("\n")[0]


WRITE_ERRORS = (409, 413, 415, 422)
POST_PATH = "posts/<str:post>/"

OPERATIONS = (
    Operation("GET", "", terms.describe_site, {200: SiteItem}, operation_id="get_site"),
    Operation("GET", "posts/", reading.list_posts, {200: PostPage}, PostListParameters),
    Operation(
        "POST",
        "posts/",
        writing.create_post,
        {201: PostItem},
        body=NewPost,
        scope="write",
        errors=WRITE_ERRORS,
    ),
    Operation("GET", POST_PATH, reading.get_post, {200: PostItem}, errors=(404,)),
    Operation(
        "PATCH",
        POST_PATH,
        writing.change_post,
        {200: PostItem, 202: PostItem},
        body=PostChange,
        scope="write",
        errors=(404, *WRITE_ERRORS),
    ),
    Operation("GET", "categories/", terms.list_categories, {200: CategoryPage}, ListParameters),
    Operation("GET", "categories/<str:slug>/", terms.get_category, {200: CategoryItem}, errors=(404,)),
    Operation("GET", "tags/", terms.list_used_tags, {200: TagPage}, ListParameters),
    Operation("GET", "tags/<str:slug>/", terms.get_tag, {200: TagItem}, errors=(404,)),
    Operation("GET", "series/", terms.list_series, {200: SeriesPage}, ListParameters),
    Operation("GET", "series/<str:slug>/", terms.get_series, {200: SeriesItem}, errors=(404,)),
    Operation("GET", "authors/", terms.list_authors, {200: AuthorPage}, ListParameters),
    Operation("GET", "authors/<str:slug>/", terms.get_author, {200: AuthorItem}, errors=(404,)),
    Operation("GET", "search/", reading.search, {200: MatchPage}, SearchParameters),
    Operation(
        "POST",
        "pictures/",
        pictures.upload_picture,
        {201: PictureItem},
        takes_picture=True,
        scope="upload",
        errors=(413, 415, 422),
    ),
)
