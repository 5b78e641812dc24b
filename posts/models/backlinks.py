"""Backlinks: the posts that mention another, for its page."""

from dataclasses import dataclass
from typing import Any

from posts.models.adjacent import LINK_FIELDS
from posts.models.post import Post
from posts.models.post_link import PostLink

MAX_SHOWN_BACKLINKS = 50  # posts shown
MAX_LINKS_READ = 200  # of which some may be in the same post


@dataclass(frozen=True, slots=True)
class Backlink:
    """A post that mentions another, and the first sentence in which it does."""

    post: Post
    sentence: str


def list_backlinks(post: Post) -> list[Backlink]:
    """Return the listed live posts and pages that mention `post`, each once, the newest first; one query."""
    fields = [f"from_post__{name}" for name in LINK_FIELDS]
    links: Any = PostLink.objects.to_readers().filter(to_post=post.pk).exclude(from_post=post.pk)
    links = links.select_related("from_post").only("sentence", *fields)
    found: dict[int, Backlink] = {}
    links = links.order_by("-from_post__published_at", "-from_post_id", "position", "pk")
    for link in links[:MAX_LINKS_READ]:
        found.setdefault(link.from_post_id, Backlink(link.from_post, link.sentence))
    return list(found.values())[:MAX_SHOWN_BACKLINKS]
