"""Links between posts: what a post mentions, and so which posts mention it."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models

if TYPE_CHECKING:
    from posts.models.post import Post


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
