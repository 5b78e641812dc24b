"""Links between posts: what a post mentions, and so which posts mention it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models

if TYPE_CHECKING:
    from posts.models.post import Post

REFERENCE_KIND = "reference"
MAX_TYPED_LENGTH, MAX_LABEL_LENGTH = 500, 200  # as the model has them


class PostLink(models.Model):
    """One mention of a post, or of something labelled in it, in the text of another.

    `typed` is what the author typed, `label` the part of it that names something within the post, `to_post`
    what it was found to lead to: None for a dangling one.
    """

    from_post = models.ForeignKey("posts.Post", models.CASCADE, related_name="outgoing_links")
    to_post = models.ForeignKey("posts.Post", models.SET_NULL, null=True, related_name="incoming_links")
    kind = models.CharField(max_length=20)
    typed = models.CharField(max_length=500)
    label = models.CharField(max_length=200, blank=True, default="")
    sentence = models.TextField(blank=True, default="")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["from_post", "position"]
        default_permissions: ClassVar[Any] = ()

    def __str__(self) -> str:
        return self.typed


def save_links(post: "Post") -> None:
    """Store what `post` mentions, as its last render found it."""


def store_references(post: "Post") -> None:
    """Store what `post` refers to in other posts, as its last render found it; nothing if it is stored."""
    if not (post.references_digest or post.had_references):
        return
    links = list(build_reference_links(post))
    rows = PostLink.objects.filter(from_post=post.pk, kind=REFERENCE_KIND)
    if [get_link_values(link) for link in rows] != [get_link_values(link) for link in links]:
        rows.delete()
        PostLink.objects.bulk_create(links)


def build_reference_links(post: "Post") -> Iterator[PostLink]:
    """Yield a row for each reference in `post` to something outside of it, in their order."""
    references = post.rendered_references
    for position, mention in enumerate(post.mentions):
        if mention["kind"] == REFERENCE_KIND:
            typed = mention["target"]
            key = references.get(typed, {}).get("post")
            yield PostLink(
                from_post_id=post.pk,
                to_post_id=int(key) if key else None,
                kind=REFERENCE_KIND,
                typed=typed[:MAX_TYPED_LENGTH],
                label=typed.rpartition("#")[2][:MAX_LABEL_LENGTH],
                sentence=mention["sentence"],
                position=position,
            )


def get_link_values(link: PostLink) -> tuple[object, ...]:
    """Return what tells whether a stored row is up to date."""
    return link.to_post_id, link.typed, link.label, link.sentence, link.position
