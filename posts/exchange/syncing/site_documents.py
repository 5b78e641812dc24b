"""The site's side of a sync: of each post the document that an export of it would be."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from posts.exchange.exporting.document import EXPORT_MEDIA_PREFIX, build_document
from posts.exchange.exporting.exporter import PostExport
from posts.models import Category, Post
from posts.revisions.new_posts import is_never_saved


@dataclass(slots=True)
class SiteDocument:
    """A post, its document, and the media files that it shows: names in media by their addresses there."""

    post: Post
    text: str
    media: dict[str, str] = field(default_factory=dict)


def build_site_documents(keys: Iterable[int] | None = None) -> dict[UUID, SiteDocument]:
    """Return the documents of all posts but those in the trash and those that nobody saved, by uid.

    With `keys`, primary keys, of those posts alone.
    """
    posts = Post.objects.filter(binned_at=None)
    export = PostExport(posts if keys is None else posts.filter(pk__in=list(keys)))
    parents = Category.objects.in_bulk()
    found = {}
    for post in export.fetch_posts():
        if is_never_saved(post):
            continue
        media: dict[str, str] = {}

        def add_copy(name: str, media: dict[str, str] = media) -> str | None:
            address = export.media.add_copy(name)
            if address:
                media[address.removeprefix(EXPORT_MEDIA_PREFIX)] = name
            return address

        found[post.uid] = SiteDocument(post, build_document(post, parents, add_copy), media)
    return found
