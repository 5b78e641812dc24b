"""Which posts refer to something labelled in a post: shown to its readers, and to its author."""

from dataclasses import dataclass, field
from typing import Any

from posts.models.post import Post
from posts.models.post_link import REFERENCE_KIND, PostLink
from posts.models.querysets import TITLE_FIELDS
from posts.rendering.numbered.kinds import format_label


@dataclass(slots=True)
class LabelUse:
    """Something labelled, as a reference shows it, its anchor on the page, and the posts that refer to it."""

    text: str
    anchor: str
    posts: list[Post] = field(default_factory=list)


def list_label_uses(post: Post) -> list[LabelUse]:
    """Return what of `post` listed posts and pages refer to, in the order of its text.

    One query; none for a post without labels.
    """
    if not post.labels:
        return []
    uses = {label["key"]: describe_use(label, post.language) for label in post.labels}
    readable = Post.objects.published().filter(is_unlisted=False)
    links = PostLink.objects.filter(to_post=post.pk, kind=REFERENCE_KIND, from_post__in=readable)
    rows = links.filter(label__in=uses).exclude(from_post=post.pk).select_related("from_post")
    fields = [f"from_post__{name}" for name in TITLE_FIELDS]
    for link in rows.only("label", *fields).order_by("-from_post__published_at", "from_post", "position"):
        posts = uses[link.label].posts
        if link.from_post not in posts:
            posts.append(link.from_post)
    return [use for use in uses.values() if use.posts]


def describe_use(label: dict[str, Any], language: str) -> LabelUse:
    text = format_label(label["kind"], label["number"], label["name"], language)
    return LabelUse(text, label["anchor"])
