"""Which posts refer to what has changed: a theorem's number, the slug of its post …

What a post numbers does not depend on what it refers to. So the numbers are brought up to date first, and
then each post is saved once at most, also where posts refer to one another in a circle.
"""

from collections.abc import Iterator

from posts.models import Post
from posts.models.post_numbering import NUMBERED_SIGN, SeriesPlace, get_numbering
from posts.models.render_surroundings import get_reference_surroundings
from posts.revisions.rerender import try_render

CHUNK_SIZE = 100
# What says whether a post is rendered with what it refers to.
DEPENDENCY_FIELDS = (
    *("source", "summary", "language", "slug", "kind", "labels", "numbering", "references_digest"),
    *("series", "series_order", "published_at", "author"),
)


def find_outdated_references() -> list[int]:
    """Return the primary keys of posts whose references or numbers have changed since they were rendered."""
    update_numbers()
    return [
        post.pk
        for post in iter_referring_posts()
        if post.has_outdated_references(get_reference_surroundings(post))
    ]


def iter_referring_posts() -> Iterator[Post]:
    """Yield the posts that depend on others, with what tells whether they are up to date."""
    posts = Post.objects.with_references().select_related("series").order_by("pk")
    yield from posts.only(*DEPENDENCY_FIELDS, "series__numbering").iterator(CHUNK_SIZE)


def update_numbers() -> None:
    """Store the labels of all posts whose numbers have changed, before what refers to them is rendered.

    In the order of their series, for the numbers of each begin where those before it end. Their pages follow.
    """
    posts = [post for post in iter_referring_posts() if post.numbering or NUMBERED_SIGN.search(post.source)]
    for post in sorted(posts, key=lambda post: (post.series_id or 0, SeriesPlace.of_post(post))):
        numbering = {name: value for name, value in post.numbering.items() if name != "counts"}
        if get_numbering(post) != numbering:
            update_labels(post.pk)


def update_labels(key: int) -> None:
    """Store what can be referred to in a post, as it is numbered now."""
    post = Post.objects.filter(pk=key).first()
    if post is None:
        return
    post, error = try_render(post)
    if error is None:
        Post.objects.filter(pk=key, source=post.source).update(labels=post.labels, numbering=post.numbering)
