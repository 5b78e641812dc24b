"""Related posts: computed and stored when a post is saved."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from posts.models.post import Post


class RelatedPost(models.Model):
    """A post related to another in subject, with a score; stored in both directions."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="near")
    other = models.ForeignKey(Post, models.CASCADE, related_name="+")
    score = models.FloatField()

    class Meta:
        verbose_name = _("related post")
        verbose_name_plural = _("related posts")
        db_table = "posts_nearness"  # from before the model was renamed
        constraints: ClassVar = [models.UniqueConstraint("post", "other", name="near_once")]
        indexes: ClassVar = [models.Index(fields=["post", "-score"], name="nearest_first")]

    def __str__(self) -> str:
        return f"{self.post_id} – {self.other_id}"
