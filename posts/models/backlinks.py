"""Backlinks: the posts that mention another, for its page."""

from dataclasses import dataclass
from typing import Any

from posts.models.adjacent import LINK_FIELDS
from posts.models.post import Post
from posts.models.post_link import PostLink
from posts.models.prepared_queries import Parameter, PreparedQuery
from posts.rendering.numbered.kinds import format_label

MAX_SHOWN_BACKLINKS = 50  # posts shown
MAX_LINKS_READ = 200  # of which some may be in the same post


@dataclass(frozen=True, slots=True)
class LabelUse:
    """Something of a post that another refers to, as a reference shows it, and its anchor on the page."""

    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Backlink:
    """A post that mentions another, the first sentence in which it does, and what it refers to."""

    post: Post
    sentence: str
    uses: list[LabelUse]


def list_backlinks(post: Post) -> list[Backlink]:
    """Return the listed live posts and pages that mention `post`, each once, the newest first; one query.

    What is referred to stands in the order of the text of `post`.
    """
    first: dict[int, Any] = {}
    typed: dict[int, set[str]] = {}
    for link in BACKLINKS.fetch(post=post.pk):
        first.setdefault(link.from_post_id, link)
        typed.setdefault(link.from_post_id, set()).add(link.label)
    return [
        Backlink(link.from_post, link.sentence, list_label_uses(post, typed[key]))
        for key, link in list(first.items())[:MAX_SHOWN_BACKLINKS]
    ]


def build_backlinks() -> Any:
    fields = [f"from_post__{name}" for name in LINK_FIELDS]
    links: Any = PostLink.objects.to_readers().filter(to_post=Parameter("post"))
    links = links.exclude(from_post=Parameter("post"))
    links = links.select_related("from_post").only("sentence", "label", *fields)
    return links.order_by("-from_post__published_at", "-from_post_id", "position", "pk")[:MAX_LINKS_READ]


BACKLINKS = PreparedQuery(build_backlinks)


def list_label_uses(post: Post, keys: set[str]) -> list[LabelUse]:
    """Return what of `post` has one of the `keys`, in the order of its text."""
    return [
        LabelUse(format_label(label["kind"], label["number"], label["name"], post.language), label["anchor"])
        for label in post.labels
        if label["key"] in keys
    ]
